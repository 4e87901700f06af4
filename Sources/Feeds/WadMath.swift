/// Products of wads, divided once by 10¹⁸ and rounded to nearest.
package enum WadMath {
  /// 10¹⁸.
  @inline(__always) package static var one: UInt64 { 1_000_000_000_000_000_000 }

  /// `a · b / 10¹⁸` to nearest, a half away from zero.
  @inline(__always)
  package static func product(_ a: Int64, _ b: Int64) -> Int128 {
    let exact = a.magnitude.multipliedFullWidth(by: b.magnitude)
    let (above, rest) = exact.high < one ? (0, exact.high) : exact.high.quotientAndRemainder(dividingBy: one)
    let (quotient, remainder) = divided((rest, exact.low))
    let rounded = Int128(above) << 64 + Int128(quotient) + (remainder >= one / 2 ? 1 : 0)
    return (a < 0) == (b < 0) ? rounded : 0 - rounded
  }

  /// `value · factor / 10¹⁸` to nearest, a tie to the even neighbour; nil when it needs more than 128 bits.
  @inline(__always)
  package static func scaled(_ value: UInt128, by factor: UInt128) -> UInt128? {
    let (f1, f0) = limbs(factor)
    let (v1, v0) = limbs(value)
    // value · factor in four limbs, the highest first: n₃ … n₀.
    let low = v0.multipliedFullWidth(by: f0)
    var middle = word(v1.multipliedFullWidth(by: f0)) &+ UInt128(low.high)
    var top: UInt128 = 0
    if f1 != 0 {
      let (sum, carried) = middle.addingReportingOverflow(word(v0.multipliedFullWidth(by: f1)))
      middle = sum
      top = word(v1.multipliedFullWidth(by: f1)) + (carried ? 1 << 64 : 0)
    }
    top += middle >> 64
    // The quotient fits when what is above its 128 bits is less than the divisor.
    guard top < UInt128(one) else { return nil }
    let n1 = UInt64(truncatingIfNeeded: middle)
    let (q1, r1) = divided((UInt64(truncatingIfNeeded: top), n1))
    let (q0, r0) = divided((r1, low.low))
    let quotient = UInt128(q1) << 64 | UInt128(q0)
    let goesUp = r0 > one / 2 || (r0 == one / 2 && q0 & 1 == 1)
    guard goesUp else { return quotient }
    let (next, overflow) = quotient.addingReportingOverflow(1)
    return overflow ? nil : next
  }

  /// `value / 10¹⁸` and the remainder, for `value < 2⁶⁴ · 10¹⁸`, by the divisor's reciprocal.
  ///
  /// With `d = 2⁴ · 10¹⁸`, whose top bit is set, and `v = ⌊(2¹²⁸ − 1) / d⌋ − 2⁶⁴`; the value is shifted alike.
  /// Source: Möller and Granlund, "Improved division by invariant integers", IEEE Trans. Computers 60 (2011),
  /// algorithm 4.
  @inline(__always)
  package static func divided(_ value: (high: UInt64, low: UInt64)) -> (quotient: UInt64, remainder: UInt64) {
    let divisor: UInt64 = 16_000_000_000_000_000_000
    let (u1, u0) = (value.high &<< 4 | value.low &>> 60, value.low &<< 4)
    let product = (2_820_903_858_849_102_350 as UInt64).multipliedFullWidth(by: u1)
    let (q0, carried) = product.low.addingReportingOverflow(u0)
    var quotient = product.high &+ u1 &+ (carried ? 2 : 1)
    var remainder = u0 &- quotient &* divisor
    if remainder > q0 {
      quotient &-= 1
      remainder &+= divisor
    }
    if remainder >= divisor {
      quotient &+= 1
      remainder &-= divisor
    }
    return (quotient, remainder &>> 4)
  }

  @inline(__always)
  private static func limbs(_ value: UInt128) -> (UInt64, UInt64) {
    (UInt64(truncatingIfNeeded: value >> 64), UInt64(truncatingIfNeeded: value))
  }

  @inline(__always)
  private static func word(_ product: (high: UInt64, low: UInt64)) -> UInt128 {
    UInt128(product.high) << 64 | UInt128(product.low)
  }
}
