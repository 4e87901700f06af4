import Exact
import Feeds
import Markets
import Options
import Properties
import Simulation
import Units
import Vaults

/// An action of a check: its parameters, the scripted action that their values stand for, and the way back.
struct ProtocolAction: Sendable {
  let kind: ActionKind
  var parameters: [Parameter<ProtocolSystem>]
  /// Indices in the plan of the pools that the `pool` parameter chooses among.
  let pools: [Int]

  /// What the values of a step stand for.
  func scripted(_ values: Arguments) -> ScriptedAction {
    func base(_ index: Int) -> Amount<Base> { Amount(values.word(index)) }
    func quote(_ index: Int) -> Amount<Quote> { Amount(values.word(index)) }
    func shares(_ index: Int) -> Amount<Shares> { Amount(values.word(index)) }
    switch kind {
    case .swap: return .swap(pool: pools[values.integer(0)], order: order(values))
    case .addLiquidity: return .addLiquidity(pool: pools[values.integer(0)], base: base(1), quote: quote(2))
    case .removeLiquidity: return .removeLiquidity(pool: pools[values.integer(0)], shares: shares(1))
    case .donateToPool: return .donateToPool(pool: pools[values.integer(0)], base: base(1), quote: quote(2))
    case .donate: return .donateToVault(base: base(0), quote: quote(1))
    case .deposit: return .deposit(quote(0))
    case .withdraw: return .withdraw(shares(0))
    case .buyOption: return .trade(OptionOrder(series: values.integer(0) - 1, side: .buying, size: base(1)))
    case .sellOption: return .trade(OptionOrder(series: values.integer(0) - 1, side: .selling, size: base(1)))
    case .close: return .close(series: values.integer(0) - 1, size: base(1))
    case .exercise: return .exercise(series: values.integer(0) - 1)
    case .hedge: return .hedge
    case .rollEpoch: return .roll
    case .wait: return .wait(blocks: values.integer(0))
    case .move: return .move(ProtocolAction.ratio(values[0]))
    case .oracle: return .oracle(fault(values))
    }
  }

  private func order(_ values: Arguments) -> SwapOrder {
    let (base, quote) = (Amount<Base>(values.word(3)), Amount<Quote>(values.word(4)))
    let isInput = values[2].isZero
    return values[1].isZero
      ? (isInput ? .sellPaying(base) : .sellReceiving(quote))
      : (isInput ? .buyPaying(quote) : .buyReceiving(base))
  }

  private func fault(_ values: Arguments) -> OracleFault {
    switch values.integer(0) {
    case 1: .freeze(blocks: values.integer(1))
    case 2: .late(blocks: values.integer(1))
    case 3: .spike(ProtocolAction.ratio(values[2]))
    default: .none
    }
  }

  /// The words of a fault, as the `fault` parameter counts them.
  static let faults = ["none", "freeze", "late", "spike"]

  private static func ratio(_ value: Int256) -> Ratio {
    guard let wads = value.magnitude.asUInt128, wads <= UInt128(Int128.max) else {
      preconditionFailure("a ratio of \(value) wads")
    }
    return Ratio(wads: value.isNegative ? -Int128(wads) : Int128(wads))
  }

  // MARK: The way back

  /// The values that stand for a scripted action; nil when it is one of another kind, or in a pool that this one cannot choose.
  func values(of action: ScriptedAction) -> [Int256]? {
    func place(_ pool: Int) -> Int256? { pools.firstIndex(of: pool).map { Int256(Int64($0)) } }
    switch (kind, action) {
    case (.swap, .swap(let pool, let order)):
      return place(pool).map { [$0] + ProtocolAction.values(of: order) }
    case (.addLiquidity, .addLiquidity(let pool, let base, let quote)),
      (.donateToPool, .donateToPool(let pool, let base, let quote)):
      return place(pool).map { [$0, Int256(base.units), Int256(quote.units)] }
    case (.removeLiquidity, .removeLiquidity(let pool, let shares)):
      return place(pool).map { [$0, Int256(shares.units)] }
    case (.donate, .donateToVault(let base, let quote)): return [Int256(base.units), Int256(quote.units)]
    case (.deposit, .deposit(let amount)): return [Int256(amount.units)]
    case (.withdraw, .withdraw(let shares)): return [Int256(shares.units)]
    case (.buyOption, .trade(let order)) where order.side == .buying && order.limit == nil,
      (.sellOption, .trade(let order)) where order.side == .selling && order.limit == nil:
      return [Int256(Int64(order.series + 1)), Int256(order.size.units)]
    case (.close, .close(let series, let size)): return [Int256(Int64(series + 1)), Int256(size.units)]
    case (.exercise, .exercise(let series)): return [Int256(Int64(series + 1))]
    case (.hedge, .hedge), (.rollEpoch, .roll): return []
    case (.wait, .wait(let blocks)): return [Int256(Int64(blocks))]
    case (.move, .move(let share)): return [ProtocolAction.value(of: share)]
    case (.oracle, .oracle(let fault)): return ProtocolAction.values(of: fault)
    default: return nil
    }
  }

  private static func values(of order: SwapOrder) -> [Int256] {
    switch order {
    case .sellPaying(let base): [0, 0, Int256(base.units), 0]
    case .sellReceiving(let quote): [0, 1, 0, Int256(quote.units)]
    case .buyPaying(let quote): [1, 0, 0, Int256(quote.units)]
    case .buyReceiving(let base): [1, 1, Int256(base.units), 0]
    }
  }

  private static func values(of fault: OracleFault) -> [Int256] {
    switch fault {
    case .none: [0, 1, 0]
    case .freeze(let blocks): [1, Int256(Int64(blocks)), 0]
    case .late(let blocks): [2, Int256(Int64(blocks)), 0]
    case .spike(let share): [3, 1, value(of: share)]
    }
  }

  private static func value(of share: Ratio) -> Int256 {
    let size = Int256(Word256(share.wads.magnitude))
    return share.wads < 0 ? -size : size
  }
}
