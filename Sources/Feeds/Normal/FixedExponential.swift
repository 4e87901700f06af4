internal import Exact

/// `e^x` of a fraction in steps of 10⁻¹⁸, correctly rounded.
///
/// `wads(x) = e^(x · 10⁻¹⁸) · 10¹⁸` to the nearest integer. There are no ties: `e` to a fraction other than 0 is
/// transcendental (Lindemann 1882).
///
/// 128-bit fixed point gives an enclosure; where it does not decide the rounding, arbitrary-precision enclosures do.
///
/// ### The error of the enclosure
/// In ulps of a mantissa, 2⁻¹²⁸:
/// - `|x| · 10⁻¹⁸` in steps of 2⁻¹¹⁸ is `(|x| · 2⁶²) · c ÷ 2¹²⁸` with `c = 2¹⁸⁴ ÷ 10¹⁸` to nearest. For `|x| < 2⁶⁶`
///   the factor fits 128 bits, so half a unit of `c` is below ½ step, and the product loses below 3: 4 steps, each
///   2¹⁰ ulps of the result.
/// - `FixedMath.exponentialError`, and 3 for the product with 10¹⁸, which is exact.
///
/// Below 15,000 ulps: a step's growth (`|x|` up to 1) is undecided once in 2⁵¹ arguments, `x = 20` once in 2²⁴. From
/// 37 on the value has more digits than the enclosure, and every argument takes the slow way.
public enum FixedExponential {
  /// The largest exponent, 40: `e⁴⁰ · 10¹⁸ < 2¹¹⁸`.
  public static let limit: Int128 = 40_000_000_000_000_000_000

  /// `e^(x · 10⁻¹⁸) · 10¹⁸`, to nearest; 0 below `x = −42.14 · 10¹⁸`. Traps beyond ``limit``.
  /// - Complexity: O(1), no heap allocation unless the rare fallback runs.
  public static func wads(_ x: Int128) -> UInt128 {
    precondition(x <= 40_000_000_000_000_000_000, "e^x of \(x) · 10⁻¹⁸, more than 40")
    // e^−43 · 10¹⁸ < 0.22.
    guard x > -43_000_000_000_000_000_000 else { return 0 }
    let wide = UInt128(truncatingIfNeeded: x.magnitude) &<< 62
    let distance = Int128(
      truncatingIfNeeded: productHigh(wide, 24_519_928_653_854_221_733_733_552_434_404_946_938))
    let power = FixedMath.shared.exponential(x < 0 ? 0 &- distance : distance)
    let scale = Scaled(mantissa: 1_000_000_000_000_000_000 &<< 68, exponent: 60)
    let enclosure = FixedEnclosure(power * scale, error: FixedMath.exponentialError + 4 * 1_024 + 3)
    guard let value = enclosure.rounded(.nearest, knowing: .sign) else { return certifiedWads(x) }
    return UInt128(truncatingIfNeeded: value)
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
