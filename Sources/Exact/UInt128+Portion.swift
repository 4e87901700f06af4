extension UInt128 {
  /// The wholes ``flooredPortion(_:of:)`` takes are below this: 2¹⁰⁰.
  @inlinable public static var portionLimit: UInt128 { 1 &<< 100 }

  /// `⌊self · part ÷ total⌋` for `0 ≤ part ≤ total`, `total > 0` and `self < 2¹⁰⁰`: a share of a whole, rounded down.
  ///
  /// The kernel of a swap: exact, without a branch that depends on the digits, and with a hardware estimate in place of a
  /// hardware division. With `D = total · 2ˢ`, its top bit set, and `t = 28`, `N = (part · 2ˢ)(self · 2ᵗ)` is below
  /// `2¹⁰⁰⁺ᵗ · D ≤ 2²⁵⁶`, and the quotient `q = N ÷ (2ᵗ D)` is found in two digits, both rounded down:
  ///
  /// 1. `V ≤ 2¹⁹² ÷ D < (1 + 2.6 · 2⁻⁵²) V` by ``inverseEstimate(ofTop:)``.
  /// 2. `q₁ = ⌊⌊N ÷ 2¹⁹²⌋ · V ÷ 2⁶⁴⌋`, in units of 2³⁶. It falls short of `q ÷ 2³⁶` by less than `2.6 · 2⁻⁵² · 2⁶⁴`
  ///    (the estimate), 2 (the limbs of `N` below the top, times `V ÷ 2⁶⁴ ≤ 2`) and 1: in all by less than `2.7 · 2¹²`.
  /// 3. `r = N − q₁ · 2⁶⁴ · D`, which is therefore below `2.7 · 2⁷⁶ · D < 2²⁰⁶`.
  /// 4. `q₀ = ⌊⌊r ÷ 2¹⁴²⌋ · V ÷ 2⁷⁸⌋` falls short of `r ÷ (2ᵗ D) < 2.7 · 2⁴⁸` by less than `2.7 · 2.6 ÷ 2⁴ < 0.44` (the
  ///    estimate), 2⁻¹³ (the bits of `r` below 142) and 1: after rounding down it is right or one too small.
  /// 5. It is one too small just when `r ≥ (q₀ + 1) · 2ᵗ D`.
  ///
  /// - Complexity: O(1), no heap allocation, about 90 instructions.
  @inlinable @inline(__always)
  public func flooredPortion(_ part: UInt128, of total: UInt128) -> UInt128 {
    precondition(total > 0, "flooredPortion: the total is 0")
    precondition(part <= total, "flooredPortion: the part exceeds the total")
    precondition(self < UInt128.portionLimit, "flooredPortion: the whole needs more than 100 bits")
    let zeros = UInt128(truncatingIfNeeded: total.leadingZeroBitCount)
    let divisor = total &<< zeros
    let inverse = UInt128.inverseEstimate(ofTop: divisor.highLimb)
    let dividend = (part &<< zeros).multipliedInline(by: self &<< 28)

    let top = dividend.high.highLimb
    let first = top &+ top.multipliedFullWidth(by: inverse).high
    // r = N − q₁ D 2⁶⁴, its limbs above the first; the lowest limb of N stays as it is.
    let taken = divisor.multipliedByLimb(first)
    let middle = dividend.low.highLimb.subtractingReportingOverflow(taken.low.lowLimb)
    let upper =
      dividend.high &- UInt128(highLimb: taken.high, lowLimb: taken.low.highLimb)
      &- (middle.overflow ? 1 : 0)

    let lead = UInt64(truncatingIfNeeded: upper &>> 14)
    let second = (lead &+ lead.multipliedFullWidth(by: inverse).high) &>> 14
    // r ÷ 2ᵗ is an integer of three limbs, since N and 2⁶⁴ are multiples of 2ᵗ.
    let rest = (upper &<< 36) | UInt128(truncatingIfNeeded: middle.partialValue &>> 28)
    let bottom = (middle.partialValue &<< 36) | (dividend.low.lowLimb &>> 28)
    let next = divisor.multipliedByLimb(second &+ 1)
    let borrow = bottom < next.low.lowLimb
    let above = UInt128(highLimb: next.high, lowLimb: next.low.highLimb) &+ (borrow ? 1 : 0)
    let digit = second &+ (rest >= above ? 1 : 0)
    return (UInt128(truncatingIfNeeded: first) &<< 36) &+ UInt128(truncatingIfNeeded: digit)
  }

  /// `v` with `V = 2⁶⁴ + v ≤ 2¹⁹² ÷ D < (1 + 2.6 · 2⁻⁵²) V` for every `D` of 128 bits whose top limb this is, its top bit set.
  ///
  /// Let `x = ⌊top ÷ 2¹¹⌋ + 1`, from 2⁵² + 1 to 2⁵³: a hardware number with `D < x · 2⁷⁵ ≤ (1 + 2⁻⁵²) D`, so that
  /// `2⁵³ ÷ x < 2¹²⁸ ÷ D`. Its hardware quotient is in 1 ..< 2, has 52 places and is off by half the last one at most. One whole
  /// place less, it is below `2⁵³ ÷ x`, and below `2¹²⁸ ÷ D` by at most 2⁻⁵² (of `x`) and 1.5 · 2⁻⁵² of itself. A quotient of 1
  /// is not lowered: `D` has 128 bits, so 1 is below already.
  @inlinable @inline(__always)
  static func inverseEstimate(ofTop top: UInt64) -> UInt64 {
    // x as a hardware number by its bits: 2⁵² has exponent 1075, and x − 2⁵² is its fraction (2⁵³ carries into the next).
    let x = Double(bitPattern: (top &>> 11) &+ 1 &+ (1074 &<< 52))  // tidy: allow hardware estimate
    let places = (0x1p53 / x).bitPattern &<< 12
    let lowered = places.subtractingReportingOverflow(1 &<< 12)
    return lowered.overflow ? 0 : lowered.partialValue
  }
}
