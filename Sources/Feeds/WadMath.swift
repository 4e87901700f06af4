/// Products of wads, divided once by 10¹⁸ and rounded to nearest, on the hardware's 128-by-64-bit division.
enum WadMath {
  /// 10¹⁸.
  @inline(__always) static var one: UInt64 { 1_000_000_000_000_000_000 }

  /// `a · b / 10¹⁸` to nearest, a half away from zero.
  @inline(__always)
  static func product(_ a: Int64, _ b: Int64) -> Int128 {
    let exact = a.magnitude.multipliedFullWidth(by: b.magnitude)
    let (above, rest) = exact.high < one ? (0, exact.high) : exact.high.quotientAndRemainder(dividingBy: one)
    let (quotient, remainder) = one.dividingFullWidth((rest, exact.low))
    let rounded = Int128(above) << 64 + Int128(quotient) + (remainder >= one / 2 ? 1 : 0)
    return (a < 0) == (b < 0) ? rounded : 0 - rounded
  }

  /// `value · factor / 10¹⁸` to nearest, a tie to the even neighbour; nil when it needs more than 128 bits.
  @inline(__always)
  static func scaled(_ value: UInt128, by factor: UInt128) -> UInt128? {
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
    let (q1, r1) = one.dividingFullWidth((UInt64(truncatingIfNeeded: top), n1))
    let (q0, r0) = one.dividingFullWidth((r1, low.low))
    let quotient = UInt128(q1) << 64 | UInt128(q0)
    let goesUp = r0 > one / 2 || (r0 == one / 2 && q0 & 1 == 1)
    guard goesUp else { return quotient }
    let (next, overflow) = quotient.addingReportingOverflow(1)
    return overflow ? nil : next
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
