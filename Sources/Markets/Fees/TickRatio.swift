import Exact

/// Uniswap v3's ticks for schedules, which see any curve's price: ``TickMath``, its ends standing for all beyond.
enum TickRatio {
  /// The lowest tick, at a price of about 2⁻¹²⁸.
  static var lowest: Int { Int(TickMath.minimumTick) }
  /// The highest tick, at a price of about 2¹²⁸.
  static var highest: Int { Int(TickMath.maximumTick) }
  /// The ratio at ``lowest``.
  static var lowestRatio: Word256 { TickMath.minimumSqrtRatio }
  /// The ratio at ``highest``.
  static var highestRatio: Word256 { TickMath.maximumSqrtRatio }

  /// `√(1.0001^tick) · 2⁹⁶` as a pool has it. Traps outside ``lowest`` … ``highest``.
  static func ratio(at tick: Int) -> Word256 {
    precondition(tick.magnitude <= highest.magnitude, "a tick of \(tick) has no ratio")
    return TickMath.sqrtRatio(atTickInRange: Int32(tick))
  }

  /// The greatest tick whose ratio does not exceed `sqrtPriceX96`; ``lowest`` below the first, ``highest`` from the last on.
  static func tick(at sqrtPriceX96: Word256) -> Int {
    guard sqrtPriceX96 > lowestRatio else { return lowest }
    guard sqrtPriceX96 < highestRatio else { return highest }
    return Int(TickMath.tick(atSqrtRatioInRange: sqrtPriceX96))
  }
}
