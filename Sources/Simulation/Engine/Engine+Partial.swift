import Markets
import Options
import Units

extension Engine {
  /// Fills what a book holds of an order that no venue could fill whole: the rest is declined, and the journal says so.
  ///
  /// - Parameter free: what a vault may spend; nil for those who bring their own.
  /// - Returns: what moved, from the permitted book that holds most; nil where none holds any.
  mutating func takeAvailable(_ order: SwapOrder, for party: Party, free: Balances? = nil) -> Fill? {
    let isHedge = party == .vault
    let access = isHedge ? routing.hedge : routing.retail
    var most: (index: Int, base: Amount<Base>)?
    for index in pools.indices where access[index] != .forbidden && pools[index].fillsInPart {
      guard let fill = (try? pools[index].quoteAvailable(order))?.fill, !fill.base.isZero else { continue }
      if let free {
        let isFree = fill.side == .buying ? fill.quote <= free.quote : fill.base <= free.base
        guard isFree else { continue }
      }
      if most.map({ fill.base > $0.base }) ?? true { most = (index, fill.base) }
    }
    guard let most else { return nil }
    let part = SwapOrder(order.side, base: most.base)
    guard
      let fill = trade(part, in: most.index, for: party, origin: isHedge ? .hedging : .retail)
    else { return nil }
    if isHedge, case .permitted(let cost) = access[most.index] { levy(cost) }
    refuse(isHedge ? .hedger : .retail)
    return fill
  }
}
