import Exact
public import Units

extension ConstantProduct: FeeCurve {
  /// The curve's square-root price, rounded down, and its reserves.
  public func market(at moment: VenueMoment) -> FeeMarket {
    FeeMarket(
      at: moment.at, block: moment.block, sqrtPriceX96: sqrtPriceX96, base: base, quote: quote,
      oracle: moment.oracle)
  }

  /// `⌊√⌊quote · 2¹⁹² ÷ base⌋⌋`, which is `⌊√(quote ÷ base) · 2⁹⁶⌋`; 0 when the pool is empty.
  ///
  /// A ratio from 2⁶⁴ up would not fit 256 bits before the root; its quotient is then taken at 2⁹⁶ and the root scaled by 2⁴⁸,
  /// which drops the last 48 bits of 144 and more.
  var sqrtPriceX96: Word256 {
    guard base != 0 else { return .zero }
    let scaled = Word256(quote) << 96
    if let exact = try? Word256.mulDiv(scaled, Word256.one << 96, over: Word256(base), rounding: .down) {
      return exact.squareRoot(rounding: .down)
    }
    guard let coarse = try? scaled.divided(by: Word256(base), rounding: .down) else { return .zero }
    return coarse.squareRoot(rounding: .down) << 48
  }

  /// What an order would move at another fee than the pool's.
  public func quote(_ order: SwapOrder, fee: Fee) throws(SwapRefusal) -> Execution {
    var pool = self
    pool.fee = fee
    return try pool.quote(order)
  }

  /// Trades an order and leaves the fee with the pool.
  public mutating func trade(_ order: SwapOrder, fee: Fee) throws(SwapRefusal) -> Execution {
    let execution = try quote(order, fee: fee)
    settle(execution.fill)
    self.fee = fee
    return execution
  }

  /// The best integer arbitrage at a fee (``arbitrage(at:in:gas:)`` has the proof).
  public func arbitrage(at price: Price, in pair: Pair, gas: Amount<Quote>, fee: Fee) -> VenueArbitrage? {
    var pool = self
    pool.fee = fee
    return pool.venueArbitrage(at: price, in: pair, gas: gas)
  }

  /// The best integer arbitrage, as an order.
  @inlinable
  public func venueArbitrage(at price: Price, in pair: Pair, gas: Amount<Quote>) -> VenueArbitrage? {
    guard let best = arbitrage(at: price, in: pair, gas: gas) else { return nil }
    let order: SwapOrder =
      best.fill.side == .buying ? .buyPaying(best.fill.quote) : .sellPaying(best.fill.base)
    return VenueArbitrage(
      order: order, execution: Execution(fill: best.fill, fee: FeeLabel(fee, ofInputIn: best.fill)),
      profit: best.profit)
  }
}

extension ConstantProduct {
  /// The curve at another fee than the pool's.
  @inlinable
  public func curve(_ side: TradeSide, fee: Fee, extent: RoutableCurve.Extent) -> RoutableCurve {
    let (reserveIn, reserveOut) = side == .buying ? (quote, base) : (base, quote)
    return RoutableCurve(reserveIn: reserveIn, reserveOut: reserveOut, fee: fee, extent: extent)
  }
}
