import Exact

/// Long division where the quotient is short: one division by the divisor's top 128 bits and a correction.
enum NarrowQuotient {
  /// `⌊a · b ÷ divisor⌋` and whether that is exact; nil where this way does not serve and a general division is due.
  ///
  /// Let the divisor `D` have `128 + k` bits, `k > 0`, and cut `k` bits off: `n = ⌊a·b ÷ 2ᵏ⌋`, `t = ⌊D ÷ 2ᵏ⌋ ≥ 2¹²⁷`. The
  /// estimate `⌊n ÷ t⌋`, below 2¹²⁷ by the guard, is never too small, since `a·b ÷ D < (n + 1) ÷ t`; and `n ÷ (t + 1)` is
  /// less than `(n ÷ t) ÷ t < 1` below `n ÷ t`, so it is too large by 2 at most. Its product with `D` tells by how much.
  @inline(__always)
  static func floor(
    _ a: Word256, _ b: Word256, over divisor: Word256
  ) -> (quotient: UInt128, isExact: Bool)? {
    let dividend = a.multipliedFullWidth(by: b)
    if divisor.high == 0 {
      guard dividend.high.isZero else { return nil }
      guard let quotient = dividend.low.flooredNarrowQuotient(by: divisor.low) else { return nil }
      return (quotient, quotient.multipliedInline(by: divisor.low) == dividend.low)
    }
    // 1 to 128 bits are cut, so that the divisor's top bit is that of its upper part; what is left of the dividend must fit.
    let rise = UInt128(truncatingIfNeeded: divisor.high.leadingZeroBitCount)
    let top = rise == 0 ? divisor.high : (divisor.high &<< rise) | (divisor.low &>> (128 &- rise))
    guard dividend.high.high == 0, dividend.high.low < divisor.high else { return nil }
    let (upper, middle, lower) = (dividend.high.low, dividend.low.high, dividend.low.low)
    let shortened =
      rise == 0
      ? Word256(high: upper, low: middle)
      : Word256(
        high: (upper &<< rise) | (middle &>> (128 &- rise)),
        low: (middle &<< rise) | (lower &>> (128 &- rise)))
    guard shortened.high < top >> 1 else { return nil }
    guard var quotient = shortened.flooredNarrowQuotient(by: top) else { return nil }
    // The quotient's product with the divisor, columns of 128 bits; below 2³⁸³.
    let bottom = quotient.multipliedInline(by: divisor.low)
    let above = quotient.multipliedInline(by: divisor.high)
    var low = Word256(high: bottom.high, low: bottom.low)
    let (sum, carry) = low.high.addingReportingOverflow(above.low)
    low.high = sum
    var high = above.high &+ (carry ? 1 : 0)
    while high > dividend.high.low || (high == dividend.high.low && low > dividend.low) {
      quotient &-= 1
      let (difference, borrow) = low.subtractingReportingOverflow(divisor)
      low = difference
      high = high &- (borrow ? 1 : 0)
    }
    return (quotient, high == dividend.high.low && low == dividend.low)
  }

  /// `a · b ÷ divisor` rounded down or up, by the short way where it serves.
  @inline(__always)
  static func mulDiv(
    _ a: Word256, _ b: Word256, over divisor: Word256, rounding: Rounding
  ) throws(ArithmeticRefusal) -> Word256 {
    guard rounding != .nearest, let (quotient, isExact) = floor(a, b, over: divisor) else {
      return try Word256.mulDiv(a, b, over: divisor, rounding: rounding)
    }
    let floor = Word256(quotient)
    return rounding == .up && !isExact ? floor + .one : floor
  }
}
