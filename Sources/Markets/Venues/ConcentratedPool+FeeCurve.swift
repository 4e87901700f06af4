public import Exact
public import Units

extension ConcentratedPool: FeeCurve {
  /// The square-root price and the virtual reserves of the liquidity in range.
  public func market(at moment: VenueMoment) -> FeeMarket {
    let virtual = virtualReserves
    return FeeMarket(
      at: moment.at, block: moment.block, sqrtPriceX96: sqrtPriceX96, base: virtual.base,
      quote: virtual.quote, oracle: moment.oracle)
  }

  /// What a schedule would see after an order at a fee.
  ///
  /// Price and liquidity in range are all it sees: ticks stay as they are, so that nothing is copied.
  public func market(
    after order: SwapOrder, fee: Fee, at moment: VenueMoment
  ) throws(SwapRefusal) -> FeeMarket {
    let walk = try walked(order, fee: StepFee(fee))
    var after = self
    after.sqrtPriceX96 = walk.sqrtPrice
    after.liquidity = walk.liquidity
    return after.market(at: moment)
  }

  /// The trade to where the marginal price after the fee is `price`, improved to within a few units of the best.
  public func arbitrage(at price: Price, in pair: Pair, gas: Amount<Quote>, fee: Fee) -> VenueArbitrage? {
    arbitrage(at: price, in: pair, gas: gas, fee: (selling: fee, buying: fee)).map {
      VenueArbitrage(order: $0.order, execution: $0.execution, profit: $0.profit)
    }
  }

  /// `s² ÷ 2¹⁹²` as a ratio of words: see ``MidPrice`` for its error.
  public var mid: MidPrice {
    let (high, low) = sqrtPriceX96.multipliedFullWidth(by: sqrtPriceX96)
    // s² has at most 320 bits; the ratio is kept over 2¹²⁷, or over less where its numerator needs the room.
    let bits = high.isZero ? low.significantBits : 256 + high.significantBits
    let shift = max(65, bits - 127)
    let quote = shift >= 256 ? high >> (shift - 256) : (high << (256 - shift)) | (low >> shift)
    return MidPrice(quote: max(1, quote.low), base: shift >= 192 ? 1 : 1 << UInt128(192 - shift))
  }

  /// The price in quote tokens per whole base token, exact.
  public func price(in pair: Pair) -> Rational? {
    guard
      let units = Rational(Integer(pair.base.unitsPerWhole), over: Integer(pair.quote.unitsPerWhole))
    else { return nil }
    return marketPrice * units
  }
}

extension ConcentratedPool {
  /// The curve of the liquidity in range, good up to the next initialised tick; nil without liquidity.
  public func curve(_ side: TradeSide, fee: Fee) -> RoutableCurve? {
    let virtual = virtualReserves
    guard virtual.base > 0, virtual.quote > 0 else { return nil }
    let (reserveIn, reserveOut) =
      side == .buying ? (virtual.quote, virtual.base) : (virtual.base, virtual.quote)
    return RoutableCurve(reserveIn: reserveIn, reserveOut: reserveOut, fee: fee, extent: .nearby)
  }
}
