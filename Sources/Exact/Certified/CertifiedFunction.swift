/// Elementary functions whose values are correctly rounded integers of 10⁻¹⁸, proven by enclosures.
public enum CertifiedFunction: String, Sendable, CaseIterable {
  /// `e^x`.
  case exponential = "exp"
  /// `ln x`.
  case naturalLogarithm = "ln"
  /// `√x`.
  case squareRoot = "sqrt"
  /// `erfc x = 2/√π · ∫_x^∞ e^(−t²) dt`.
  case complementaryError = "erfc"
  /// `Φ(x)`, the standard normal distribution.
  case normalDistribution = "normal-cdf"
  /// `φ(x) = e^(−x²/2) / √(2π)`.
  case normalDensity = "normal-pdf"
}

extension CertifiedFunction {
  /// The largest argument of ``exponential``: beyond it the result has more than 2,885 bits before the point.
  public static let exponentialLimit = 2_000

  /// `10¹⁸ · f(x)`, rounded as asked.
  ///
  /// Exact values (`e⁰`, `ln 1`, `erfc 0`, `Φ(0)`, roots of squares) come by rule; all others lie strictly between
  /// the bounds stated here, so a value that saturates rounds without being computed closer.
  /// - Throws: `CertificationRefusal.argumentMustBePositive` (ln), `.argumentMustNotBeNegative` (√),
  ///   `.argumentMustNotExceed` (exp); then `.precisionMustSuffice`.
  public func value(at x: Rational, rounding: Rounding) throws(CertificationRefusal) -> Integer {
    switch self {
    case .exponential: return try Self.exponential(x, rounding)
    case .naturalLogarithm: return try Self.logarithm(x, rounding)
    case .squareRoot: return try Self.squareRoot(x, rounding)
    case .complementaryError: return try Self.complementaryError(x, rounding)
    case .normalDistribution: return try Self.normalDistribution(x, rounding)
    case .normalDensity:
      return try certified(rounding, OpenInterval(above: 0, below: 1)) { precision in
        Ball(x, precision: precision).normalDensity()
      }
    }
  }

  private static let one = Integer(10).power(18)

  /// `1 + x < e^x`, and `e^x < 1` below zero.
  private static func exponential(_ x: Rational, _ rounding: Rounding) throws(CertificationRefusal) -> Integer
  {
    guard !x.isZero else { return one }
    guard x <= Rational(exponentialLimit) else { throw .argumentMustNotExceed(limit: exponentialLimit) }
    let tangent = x + 1
    let bounds = OpenInterval(above: tangent.isNegative ? 0 : tangent, below: x.isNegative ? 1 : nil)
    return try certified(rounding, bounds) { precision in Ball(x, precision: precision).exponential() }
  }

  /// `1 − 1/x < ln x < x − 1`.
  private static func logarithm(_ x: Rational, _ rounding: Rounding) throws(CertificationRefusal) -> Integer {
    guard x > 0 else { throw .argumentMustBePositive }
    guard x != 1 else { return .zero }
    let below = x - 1
    guard let above = Rational(below.numerator, over: x.numerator) else { return .zero }
    return try certified(rounding, OpenInterval(above: above, below: below)) { precision in
      Ball.logarithm(of: x, precision: precision)
    }
  }

  /// By integers alone: `⌊√(n · 10³⁶ / d)⌋ = ⌊√⌊n · 10³⁶ / d⌋⌋`.
  private static func squareRoot(_ x: Rational, _ rounding: Rounding) throws(CertificationRefusal) -> Integer
  {
    guard !x.isNegative else { throw .argumentMustNotBeNegative }
    let scaled = x.numerator * one * one
    let floor = scaled.divided(by: x.denominator, rounding: .down).squareRoot(rounding: .down)
    switch rounding {
    case .down: return floor
    case .up: return floor * floor * x.denominator == scaled ? floor : floor + 1
    case .nearest:
      let twice = 2 * floor + 1
      let (middle, value) = (twice * twice * x.denominator, 4 * scaled)
      return value > middle || (value == middle && floor.isOdd) ? floor + 1 : floor
    }
  }

  /// `0 < erfc x < 1` above zero, `1 < erfc x < 2` below; `erfc x = 2 Φ(−x√2)`.
  private static func complementaryError(
    _ x: Rational, _ rounding: Rounding
  ) throws(CertificationRefusal) -> Integer {
    guard !x.isZero else { return one }
    let bounds = x.isNegative ? OpenInterval(above: 1, below: 2) : OpenInterval(above: 0, below: 1)
    return try certified(rounding, bounds) { precision in
      let scaled = Ball(x, precision: precision) * Ball(2, precision: precision).squareRoot()
      return (-scaled).normalDistribution().scaled(byPowerOfTwo: 1)
    }
  }

  /// `½ < Φ(x) < 1` above zero, `0 < Φ(x) < ½` below.
  private static func normalDistribution(
    _ x: Rational, _ rounding: Rounding
  ) throws(CertificationRefusal) -> Integer {
    let half = Rational(reduced: 1, over: 2)
    guard !x.isZero else { return half.scaled(decimals: 18, rounding: rounding) }
    let bounds = x.isNegative ? OpenInterval(above: 0, below: half) : OpenInterval(above: half, below: 1)
    return try certified(rounding, bounds) { precision in
      Ball(x, precision: precision).normalDistribution()
    }
  }
}

/// Eighteen decimals, which every function here shares.
private func certified(
  _ rounding: Rounding, _ bounds: OpenInterval, _ enclosure: (Int) -> Ball
) throws(CertificationRefusal) -> Integer {
  try Certification.integer(decimals: 18, rounding: rounding, within: bounds, enclosure)
}
