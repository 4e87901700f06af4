internal import Exact
public import Units

extension BookMarket {
  /// The trade with the makers that brings an arbitrageur most at a price; nil when none is above 0 after gas.
  ///
  /// A lot bought at tick `t` costs `c(t)` quote units, fee included, and is worth `basePerLot · price`; a lot sold takes `g` base
  /// units, fee included, and fetches `t · quotePerTick`. Costs add lot by lot and worsen outwards, so the best trade takes
  /// exactly the levels with `basePerLot · wads > c(t) · finePerQuoteUnit` (asks) or `t · quotePerTick · finePerQuoteUnit > g · wads`
  /// (bids). It is the maximum over all numbers of lots, and the smallest that reaches it. Bids lie below asks, so at
  /// most one side pays.
  ///
  /// There is none either when the makers could not hold what it would pay them (2¹¹² − 1 units).
  ///
  /// Trade `.buyReceiving(fill.base)` or `.sellPaying(fill.base)` to carry it out.
  ///
  /// - Parameters:
  ///   - price: at which the arbitrageur values and trades base tokens outside.
  ///   - pair: the tokens, for the fine value of a quote unit.
  ///   - gas: what a trade costs besides.
  /// - Complexity: O(levels it takes), no heap allocation.
  public func arbitrage(at price: Price, in pair: Pair, gas: Amount<Quote>) -> Arbitrage? {
    arbitrage(.buying, at: price, in: pair, gas: gas) ?? arbitrage(.selling, at: price, in: pair, gas: gas)
  }

  private func arbitrage(
    _ side: TradeSide, at price: Price, in pair: Pair, gas: Amount<Quote>
  ) -> Arbitrage? {
    let makers: TradeSide = side == .buying ? .selling : .buying
    let unit = pair.finePerQuoteUnit
    // What a lot is worth outside to a buyer, or costs a seller, in fine units: below 2¹²⁸ · 2¹²⁸.
    let outside = Word256(side == .buying ? UInt128(scale.basePerLot) : basePaidPerLot) * Word256(price.wads)
    var walk = BookWalk(side: side)
    var level = book.bestPrice(makers)
    while let tick = level {
      let net = quotePerLot(tick)
      guard let each = side == .buying ? BookMarket.withFee(net, fee) : net else { break }
      let (inside, overflow) = Word256(each).multipliedReportingOverflow(by: unit)
      guard !overflow else { break }
      guard side == .buying ? outside > inside : inside > outside else { break }
      let lots = book.levels[book.slot(tick)].lots
      walk.lots &+= lots
      let (worth, tooMuch) = UInt128(lots).multipliedReportingOverflow(by: each)
      guard !tooMuch, worth <= UInt128.max &- walk.quote else { return nil }
      walk.quote &+= worth
      walk.fee &+= UInt128(lots) &* (each &- net)
      level = book.price(behind: tick, makers)
    }
    guard walk.lots > 0 else { return nil }
    guard (try? checkBalances(walk)) != nil else { return nil }
    let fill = walk.execution(of: self).fill
    let (base, quote) = (Int256(fill.base.units), Int256(fill.quote.units))
    let buying = side == .buying
    let profit =
      pair.value(Change<Base>(buying ? base : -base), at: price)
      + pair.value(Change<Quote>(buying ? -quote : quote)) - pair.value(Change(Int256(gas.units)))
    return profit > .zero ? Arbitrage(fill: fill, profit: profit) : nil
  }
}
