internal import Exact

/// `e^x` of a fraction in steps of 10⁻¹⁸, correctly rounded.
///
/// `wads(x) = e^(x · 10⁻¹⁸) · 10¹⁸` to the nearest integer. There are no ties: `e` to a fraction other than 0 is
/// transcendental (Lindemann 1882).
public enum FixedExponential {
  /// The largest exponent, 40: `e⁴⁰ · 10¹⁸ < 2¹¹⁸`.
  public static let limit: Int128 = 40_000_000_000_000_000_000

  /// `e^(x · 10⁻¹⁸) · 10¹⁸`, to nearest; 0 below `x = −42.14 · 10¹⁸`. Traps beyond ``limit``.
  public static func wads(_ x: Int128) -> UInt128 {
    precondition(x <= limit, "e^x of \(x) · 10⁻¹⁸, more than 40")
    return certifiedWads(x)
  }

  /// The same value from arbitrary-precision enclosures alone.
  package static func certifiedWads(_ x: Int128) -> UInt128 {
    // e^−50 · 10¹⁸ < 10⁻³.
    guard x > -50_000_000_000_000_000_000 else { return 0 }
    guard let exponent = Rational(Integer(x), over: Integer(10).power(18)) else {
      preconditionFailure("a denominator is not zero")
    }
    do {
      let value = try CertifiedFunction.exponential.value(at: exponent, rounding: .nearest)
      guard let result = value.asWord256?.asUInt128 else { preconditionFailure("\(value) in 128 bits") }
      return result
    } catch {
      preconditionFailure("e^x of \(x) · 10⁻¹⁸: \(error)")
    }
  }
}
