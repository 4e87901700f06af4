/// A divisor of 65 to 128 bits with its reciprocal: a long division then costs one hardware division in all.
///
/// Source: Möller and Granlund, "Improved division by invariant integers", IEEE Trans. Computers 60 (2011),
/// algorithms 5 (three limbs by two) and 6 (the reciprocal). Here `B = 2⁶⁴`.
@frozen
@usableFromInline
struct TwoLimbDivisor: Sendable {
  /// The divisor shifted left until its top bit is set.
  @usableFromInline let normalized: UInt128
  /// `⌊(B³ − 1) ÷ normalized⌋ − B`.
  @usableFromInline let inverse: UInt64
  /// How far the divisor was shifted, 0 to 63.
  @usableFromInline let shift: UInt128

  /// Prepares a divisor of at least 2⁶⁴.
  @inlinable @inline(__always)
  init(_ divisor: UInt128) {
    let top = divisor.highLimb
    assert(top != 0, "TwoLimbDivisor: the divisor has one limb only")
    shift = UInt128(truncatingIfNeeded: top.leadingZeroBitCount)
    normalized = divisor &<< shift
    let (d1, d0) = (normalized.highLimb, normalized.lowLimb)
    var v = TwoLimbDivisor.inverse(of: d1)
    var p = d1 &* v &+ d0
    if p < d0 {
      v &-= 1
      if p >= d1 {
        v &-= 1
        p &-= d1
      }
      p &-= d1
    }
    let t = v.multipliedFullWidth(by: d0)
    p &+= t.high
    if p < t.high {
      v &-= 1
      if UInt128(highLimb: p, lowLimb: t.low) >= normalized { v &-= 1 }
    }
    inverse = v
  }

  /// `⌊(B² − 1) ÷ d⌋ − B` of a limb with its top bit set, without a hardware division of 128 bits.
  ///
  /// Algorithm 2 of the same source: 11, 21 and 34 bits by Newton's iteration, then the limb, each step's error bounded
  /// there; a test compares it with the division.
  @inlinable @inline(__always)
  static func inverse(of d: UInt64) -> UInt64 {
    let v0 = UInt64(UInt32(0x7FD00) / UInt32(truncatingIfNeeded: d &>> 55))
    let d40 = (d &>> 24) &+ 1
    let v1 = (v0 &<< 11) &- ((v0 &* v0 &* d40) &>> 40) &- 1
    let v2 = (v1 &<< 13) &+ ((v1 &* ((1 &<< 60) &- v1 &* d40)) &>> 47)
    let odd = d & 1
    let d63 = (d &>> 1) &+ odd
    let e = ((v2 &>> 1) & (0 &- odd)) &- v2 &* d63
    let v3 = (v2.multipliedFullWidth(by: e).high &>> 1) &+ (v2 &<< 31)
    let product = v3.multipliedFullWidth(by: d)
    let (_, carry) = product.low.addingReportingOverflow(d)
    return v3 &- (product.high &+ d &+ (carry ? 1 : 0))
  }

  /// `(u₂B² + u₁B + u₀) ÷ normalized`, for `u₂B + u₁ < normalized`.
  @inlinable @inline(__always)
  func step(_ upper: UInt128, _ u0: UInt64) -> (quotient: UInt64, remainder: UInt128) {
    let (u2, u1) = (upper.highLimb, upper.lowLimb)
    let product = inverse.multipliedFullWidth(by: u2)
    let estimate = UInt128(highLimb: product.high, lowLimb: product.low) &+ upper
    var q = estimate.highLimb
    let r1 = u1 &- q &* normalized.highLimb
    let t = normalized.lowLimb.multipliedFullWidth(by: q)
    var r = UInt128(highLimb: r1, lowLimb: u0) &- UInt128(highLimb: t.high, lowLimb: t.low) &- normalized
    q &+= 1
    if r.highLimb >= estimate.lowLimb {
      q &-= 1
      r &+= normalized
    }
    if r >= normalized {
      q &+= 1
      r &-= normalized
    }
    return (q, r)
  }
}
