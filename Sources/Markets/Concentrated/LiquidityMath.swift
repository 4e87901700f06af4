public import Exact

/// Sums of liquidity and of fees per unit of it, free of state.
public enum LiquidityMath {
  /// `liquidity + change`.
  ///
  /// - Throws: `ConcentratedRefusal.liquidityMustBeCovered` below 0, `.liquidityMustFit` above 2¹²⁸ − 1.
  public static func sum(_ liquidity: UInt128, _ change: Int128) throws(ConcentratedRefusal) -> UInt128 {
    if change < 0 {
      let (difference, isNegative) = liquidity.subtractingReportingOverflow(change.magnitude)
      guard !isNegative else { throw .liquidityMustBeCovered }
      return difference
    }
    let (sum, overflow) = liquidity.addingReportingOverflow(change.magnitude)
    guard !overflow else { throw .liquidityMustFit }
    return sum
  }

  /// `⌊fee · 2¹²⁸ ÷ L⌋`: by how much a fee raises the fees per unit of liquidity; `L` is not 0.
  ///
  /// The remainder stays in the pool, nobody's. Growths wrap at 2²⁵⁶, only their differences mean anything.
  @inlinable
  public static func growth(of fee: UInt128, liquidity: UInt128) -> Word256 {
    // Both a limb up where the liquidity has one limb only: a division by reciprocal.
    let isShort = (liquidity | fee) >> 64 == 0
    let scaled = Word256(high: fee, low: 0)
    let growth =
      isShort
      ? Word256(high: fee << 64, low: 0).flooredNarrowQuotient(by: liquidity << 64)
      : scaled.flooredNarrowQuotient(by: liquidity)
    if let growth { return Word256(growth) }
    guard let growth = try? scaled.divided(by: Word256(liquidity), rounding: .down) else {
      preconditionFailure("growth: a fee of \(fee) without liquidity")
    }
    return growth
  }

  /// `⌊growth · L ÷ 2¹²⁸⌋ mod 2¹²⁸`: what liquidity `L` earned.
  @inlinable
  public static func earned(_ growth: Word256, liquidity: UInt128) -> UInt128 {
    let bottom = growth.low.multipliedInline(by: liquidity)
    return bottom.high &+ growth.high &* liquidity
  }

  /// The most liquidity one tick may carry: `⌊(2¹²⁸ − 1) ÷ number of ticks⌋`, so that no sum of it overflows.
  public static func maximumPerTick(spacing: Int32) -> UInt128 {
    let count = 2 * (TickMath.maximumTick / spacing) + 1
    return UInt128.max / UInt128(count.magnitude)
  }
}
