internal import Exact

/// The quantile of the standard normal distribution at the centres of 2⁶⁴ equal cells, correctly rounded.
///
/// `z(m) = Φ⁻¹((2m + 1) / 2⁶⁵)` to the nearest 10⁻¹⁸: a uniform word in, a normal deviate out, the same everywhere.
/// `z(2⁶⁴ − 1 − m) = −z(m)`, and `|z| < 9.17`, so a deviate fits 64 bits.
///
/// A polynomial in fixed point gives an enclosure; where it does not decide the rounding (about once in a million
/// words) arbitrary-precision enclosures do. ``QuantileTable`` states the polynomials and proves their error.
/// Reaching ``shared`` costs a check: copy it into what draws.
@frozen
public struct NormalQuantile: Sendable {
  @usableFromInline let table: QuantileTable

  /// The quantile of this process; its table (half a mebibyte) is built at first use.
  public static let shared = NormalQuantile(table: QuantileTable.build())

  @usableFromInline
  init(table: QuantileTable) { self.table = table }

  /// `Φ⁻¹((2m + 1) / 2⁶⁵) · 10¹⁸`, to nearest.
  /// - Complexity: twelve small products; no heap allocation unless the rare fallback runs.
  @inlinable
  public func wads(_ word: UInt64) -> Int64 {
    let isNegative = word < 1 &<< 63
    let odd = (isNegative ? word : ~word) &<< 1 | 1
    let fine = table.fineWads(odd)
    let low = (fine &- QuantileTable.slack &+ (1 &<< 55)) &>> 56
    guard low == (fine &+ QuantileTable.slack &+ (1 &<< 55)) &>> 56 else { return certifiedWads(word) }
    let magnitude = Int64(truncatingIfNeeded: low)
    return isNegative ? 0 &- magnitude : magnitude
  }

  /// The same from ``shared``, for a draw now and then.
  public static func wads(_ word: UInt64) -> Int64 { shared.wads(word) }

  /// The same value from arbitrary-precision enclosures alone; the polynomial only says where to look.
  ///
  /// The answer `c` is proved: `Φ(c − ½) < p < Φ(c + ½)` with `c ± ½` in steps of 10⁻¹⁸.
  public func certifiedWads(_ word: UInt64) -> Int64 {
    let isNegative = word < 1 &<< 63
    let odd = (isNegative ? word : ~word) &<< 1 | 1
    let magnitude = Int64(truncatingIfNeeded: (table.fineWads(odd) &+ (1 &<< 55)) &>> 56)
    var candidate = isNegative ? -magnitude : magnitude
    while Self.isQuantile(ofWord: word, aboveHalf: candidate) { candidate += 1 }
    while !Self.isQuantile(ofWord: word, aboveHalf: candidate - 1) { candidate -= 1 }
    return candidate
  }

  /// Whether `Φ((2c + 1) / (2 · 10¹⁸)) < (2m + 1) / 2⁶⁵`.
  static func isQuantile(ofWord word: UInt64, aboveHalf candidate: Int64) -> Bool {
    let twice = Integer(Int(candidate)) * 2 + 1
    let odd = Integer(word) * 2 + 1
    guard
      let half = Rational(twice, over: 2 * Integer(10).power(18)),
      let probability = Rational(odd, over: Integer.powerOfTwo(65))
    else { preconditionFailure("a denominator is not zero") }
    var precision = Certification.firstPrecision
    while precision <= Certification.precisionCap {
      let distribution = Ball(half, precision: precision).normalDistribution()
      let sign = (Ball(probability, precision: precision) - distribution).sign
      if sign != 0 { return sign > 0 }
      precision *= 2
    }
    preconditionFailure("no enclosure separates Φ(\(half)) from \(probability)")
  }
}
