// Fixed-width arithmetic on the stack. Every function here states its error in units of the last place (ulp) of its
// result; `Fixed-width reals` in the documentation catalog adds them up.

/// `⌊a · b ÷ 2¹²⁸⌋`, or up to 2 below it: `0 ≤ a · b ÷ 2¹²⁸ − result < 3`.
///
/// The product of the two low limbs and the low halves of the two cross products are dropped, each below 1 ulp.
@inlinable @inline(__always)
public func productHigh(_ a: UInt128, _ b: UInt128) -> UInt128 {
  let (aHigh, aLow) = (a &>> 64, a & 0xffff_ffff_ffff_ffff)
  let (bHigh, bLow) = (b &>> 64, b & 0xffff_ffff_ffff_ffff)
  return aHigh &* bHigh &+ ((aHigh &* bLow) &>> 64) &+ ((aLow &* bHigh) &>> 64)
}

/// `⌊a · b ÷ 2⁶⁴⌋` for a limb `b`: `0 ≤ a · b ÷ 2⁶⁴ − result < 1`. Traps nothing: the caller keeps it below 2¹²⁸.
@inlinable @inline(__always)
public func productHigh(_ a: UInt128, limb b: UInt64) -> UInt128 {
  let wide = UInt128(truncatingIfNeeded: b)
  return (a &>> 64) &* wide &+ (((a & 0xffff_ffff_ffff_ffff) &* wide) &>> 64)
}

/// Signed `a · b ÷ 2¹²⁸`: `0 ≤ a · b ÷ 2¹²⁸ − result < 3`.
///
/// With `a = a₁2⁶⁴ + a₀`, the high limbs signed and the low ones not, the same three terms are dropped.
@inlinable @inline(__always)
public func productHigh(_ a: Int128, _ b: Int128) -> Int128 {
  let aHigh = a &>> 64
  let bHigh = b &>> 64
  let aLow = Int128(truncatingIfNeeded: UInt64(truncatingIfNeeded: a))
  let bLow = Int128(truncatingIfNeeded: UInt64(truncatingIfNeeded: b))
  return aHigh &* bHigh &+ ((aHigh &* bLow) &>> 64) &+ ((aLow &* bHigh) &>> 64)
}

/// `⌊a · b ÷ 2⁶⁴⌋` of two signed limbs.
@inlinable @inline(__always)
public func productHigh(_ a: Int64, _ b: Int64) -> Int64 { a.multipliedFullWidth(by: b).high }

/// A real that is not negative, `mantissa · 2^(exponent − 128)`: a mantissa in 0 ..< 1 and a power of two.
///
/// Errors are counted in ulps of the mantissa, 2⁻¹²⁸. Since every mantissa is below 1, the error of a product is at
/// most the sum of its factors' errors plus 3 (``productHigh(_:_:)-(UInt128,_)``): no relative errors to carry.
@frozen
public struct Scaled: Sendable {
  /// 2¹²⁸ times the mantissa.
  public var mantissa: UInt128
  /// The power of two.
  public var exponent: Int

  /// `mantissa · 2^(exponent − 128)`.
  @inlinable @inline(__always)
  public init(mantissa: UInt128, exponent: Int) {
    self.mantissa = mantissa
    self.exponent = exponent
  }

  /// `integer · 2^exponent`, exactly, with the top bit of the mantissa set unless the value is 0.
  @inlinable @inline(__always)
  public init(normalizing integer: UInt128, exponent: Int = 0) {
    let zeros = integer.leadingZeroBitCount
    self.init(mantissa: integer &<< UInt128(truncatingIfNeeded: zeros), exponent: 128 &- zeros &+ exponent)
  }

  /// The product; its error is at most the sum of the factors' errors plus 3 ulps.
  @inlinable @inline(__always)
  public static func * (a: Scaled, b: Scaled) -> Scaled {
    Scaled(mantissa: productHigh(a.mantissa, b.mantissa), exponent: a.exponent &+ b.exponent)
  }

  /// The same value with the top bit set; an error of `e` ulps becomes `e · 2^shift`. 0 stays 0.
  @inlinable @inline(__always)
  public var normalized: Scaled {
    let zeros = mantissa.leadingZeroBitCount
    return Scaled(
      mantissa: mantissa &<< UInt128(truncatingIfNeeded: zeros & 127), exponent: exponent &- zeros)
  }

  /// `⌊value · 2^fractionBits⌋`; the caller keeps it below 2¹²⁸.
  @inlinable @inline(__always)
  public func fixed(fractionBits: Int) -> UInt128 {
    let shift = 128 &- exponent &- fractionBits
    if shift >= 128 { return 0 }
    precondition(shift >= 0, "a scaled real of exponent \(exponent) has no \(fractionBits) fraction bits")
    return mantissa &>> UInt128(truncatingIfNeeded: shift)
  }
}
