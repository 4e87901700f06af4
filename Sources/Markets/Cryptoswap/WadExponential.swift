public import Exact

/// `e^x` in wads, correctly rounded down.
///
/// Contracts compute it from rational approximations that are accurate to within a unit of 10⁻¹⁸; the exact
/// floor is the value they approximate.
public enum WadExponential {
  /// `⌊10¹⁸ · e^(−x ÷ 10¹⁸)⌋`: 10¹⁸ at 0, never rising, 0 from 41.45 on.
  ///
  /// - Complexity: O(1), no heap allocation, unless the value is within 2⁻⁵⁰ of an integer: then certified.
  public static func decay(_ x: UInt128) -> UInt128 {
    guard x > 0 else { return wad }
    // e^−42 < 10⁻¹⁸.
    guard x < 42 * wad else { return 0 }
    // x ÷ 10¹⁸ with 118 fraction bits, below by less than 1 ulp, which adds 1,024 ulps to the result.
    let scaled = try? Word256.mulDiv(
      Word256(x), Word256(UInt128(FixedMath.one)), over: Word256(wad), rounding: .down)
    guard let scaled else { preconditionFailure("an exponent of \(x) wads") }
    let value = FixedMath.shared.decay(scaled.low) * Scaled(normalizing: wad)
    let enclosure = FixedEnclosure(value, error: FixedMath.decayError + 1024 + 3)
    if let floor = enclosure.rounded(.down, knowing: .sign) { return UInt128(floor) }
    return certified(Rational(Integer(x)) * Rational(-1)).low
  }

  /// `⌊10¹⁸ · e^(x ÷ 10¹⁸)⌋` for either sign.
  ///
  /// - Throws: `WadExponentialRefusal.exponentMustStayBelowLimit` from ``limit`` on, where the result needs
  ///   256 bits.
  public static func exponential(_ x: Int128) throws(WadExponentialRefusal) -> Word256 {
    guard x < limit else { throw .exponentMustStayBelowLimit(x) }
    guard x > 0 else { return Word256(decay(x.magnitude)) }
    return certified(Rational(Integer(x)))
  }

  /// The first exponent that deployed contracts refuse, in wads: about 135.3.
  public static var limit: Int128 { 135_305_999_368_893_231_589 }

  private static var wad: UInt128 { 1_000_000_000_000_000_000 }

  private static func certified(_ wads: Rational) -> Word256 {
    let unit = Rational(Integer(wad))
    guard let x = try? wads.divided(by: unit),
      let value = try? CertifiedFunction.exponential.value(at: x, rounding: .down),
      let word = value.asWord256
    else { preconditionFailure("e to the \(wads) wads is not certified") }
    return word
  }
}

/// Why an exponential was declined.
public enum WadExponentialRefusal: Error, Hashable, Sendable {
  /// The exponent in wads was at or above the limit of 256-bit results [exp overflow].
  case exponentMustStayBelowLimit(Int128)
}
