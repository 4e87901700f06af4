public import Exact
public import Units

/// One piece of a liquidity profile: a range and the value to put there, in quote units at the pool's price.
@frozen
public struct ProfileEntry: Hashable, Sendable {
  /// Where the liquidity is to be active.
  public let range: TickRange
  /// What it is to be worth when minted.
  public let value: Amount<Quote>

  /// A piece from its parts.
  @inlinable
  public init(range: TickRange, value: Amount<Quote>) {
    self.range = range
    self.value = value
  }
}

extension ConcentratedPool {
  /// A pool whose liquidity is given by value: for each entry the most liquidity that its value buys, all of one owner.
  ///
  /// - Throws: as ``init(sqrtPriceX96:tickSpacing:convention:)``, then, for the first entry refused, as
  ///   ``liquidity(worth:in:atSqrtPrice:)``, then as ``mint(_:in:by:)``.
  public init(
    sqrtPriceX96: Word256, tickSpacing: Int32, convention: StepConvention, owner: UInt64,
    profile: [ProfileEntry]
  ) throws(ConcentratedRefusal) {
    try self.init(sqrtPriceX96: sqrtPriceX96, tickSpacing: tickSpacing, convention: convention)
    for entry in profile {
      let bought = try ConcentratedPool.liquidity(
        worth: entry.value, in: entry.range, atSqrtPrice: sqrtPriceX96)
      _ = try mint(bought, in: entry.range, by: owner)
    }
  }

  /// The most liquidity in a range that is worth no more than `value` at a price, rounded down.
  ///
  /// A unit of liquidity is worth `2s − s² ÷ s_u − s_l` quote within the range, `s²(1 ÷ s_l − 1 ÷ s_u)` below it and `s_u − s_l` above
  /// it; that worth, in Q96, is rounded up. Minting charges a unit of each token more at most.
  ///
  /// - Throws: `ConcentratedRefusal.lowerMustBeBelowUpper`, then `.lowerTickMustBeInRange`, then `.upperTickMustBeInRange`,
  ///   then `.liquidityMustBePositive` when the value buys none, `.liquidityMustFit` above 2¹²⁸ − 1.
  public static func liquidity(
    worth value: Amount<Quote>, in range: TickRange, atSqrtPrice sqrtPrice: Word256
  ) throws(ConcentratedRefusal) -> UInt128 {
    try check(range)
    let lower = TickMath.sqrtRatio(atTickInRange: range.lower)
    let upper = TickMath.sqrtRatio(atTickInRange: range.upper)
    let worth: Word256
    if sqrtPrice >= upper {
      worth = upper - lower
    } else {
      let beyond = try square(sqrtPrice, over: upper, rounding: .down)
      worth =
        sqrtPrice < lower
        ? try square(sqrtPrice, over: lower, rounding: .up) - beyond : sqrtPrice + sqrtPrice - beyond - lower
    }
    let scale = Word256(UInt128(1) << 96)
    guard let bought = try? Word256.mulDiv(value.units, scale, over: worth, rounding: .down) else {
      throw .liquidityMustFit
    }
    guard !bought.isZero else { throw .liquidityMustBePositive }
    guard let fitting = bought.asUInt128 else { throw .liquidityMustFit }
    return fitting
  }

  /// `s² ÷ divisor` for a divisor above `s`: below 2¹⁶⁰.
  private static func square(
    _ sqrtPrice: Word256, over divisor: Word256, rounding: Rounding
  ) throws(ConcentratedRefusal) -> Word256 {
    do {
      return try Word256.mulDiv(sqrtPrice, sqrtPrice, over: divisor, rounding: rounding)
    } catch {
      throw .priceMustFit
    }
  }
}

extension TickRange {
  /// The narrowest range of a spacing that holds all prices from `lowest` to `highest`; nil when either lies outside all prices.
  public static func covering(
    _ lowest: Price, to highest: Price, in pair: Pair, spacing: Int32
  ) -> TickRange? {
    guard let low = ConcentratedPool.sqrtPriceX96(lowest, in: pair, rounding: .down) else { return nil }
    guard let high = ConcentratedPool.sqrtPriceX96(highest, in: pair, rounding: .up) else { return nil }
    let lower = TickBracket.compressed(TickMath.tick(atSqrtRatioInRange: low), spacing: spacing) * spacing
    let upper =
      (TickBracket.compressed(TickMath.tick(atSqrtRatioInRange: high), spacing: spacing) + 1) * spacing
    let widest = TickRange.full(spacing: spacing)
    return TickRange(lower: max(lower, widest.lower), upper: min(upper, widest.upper))
  }
}

extension ConcentratedPool {
  /// What a fee schedule sees of the pool.
  public func feeMarket(at instant: Instant, block: Int, oracle: Price?) -> FeeMarket {
    let (base, quote) = virtualReserves
    return FeeMarket(
      at: instant, block: block, sqrtPriceX96: sqrtPriceX96, base: base, quote: quote, oracle: oracle)
  }
}
