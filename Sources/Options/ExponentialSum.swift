internal import Exact

/// `Σ cᵢ e^(aᵢ)` of rational coefficients and exponents.
///
/// Either the sum is rational and found to be so, or it is irrational: the exponentials of different rationals are
/// linearly independent over the rationals (Lindemann and Weierstrass). So rounding it never hangs on a tie.
struct ExponentialSum {
  private var terms: [(coefficient: Rational, exponent: Rational)] = []

  /// 0.
  init() {}

  /// `coefficient · e^exponent`.
  init(_ coefficient: Rational, exponent: Rational) { add(coefficient, exponent: exponent) }

  /// Adds `coefficient · e^exponent`.
  mutating func add(_ coefficient: Rational, exponent: Rational) {
    if let index = terms.firstIndex(where: { $0.exponent == exponent }) {
      terms[index].coefficient += coefficient
    } else {
      terms.append((coefficient, exponent))
    }
    terms.removeAll { $0.coefficient.isZero }
  }

  /// The sum times 10¹⁸, rounded as asked.
  func value(rounding: Rounding) throws(CertificationRefusal) -> Integer {
    if terms.isEmpty { return .zero }
    if terms.count == 1, terms[0].exponent.isZero {
      return terms[0].coefficient.scaled(decimals: 18, rounding: rounding)
    }
    return try Certification.integer(decimals: 18, rounding: rounding, within: bounds) { precision in
      var sum = Ball(0, precision: precision)
      for term in terms {
        sum =
          sum + Ball(term.coefficient, precision: precision)
          * Ball(term.exponent, precision: precision).exponential()
      }
      return sum
    }
  }

  /// One term has the sign of its coefficient, and below exponent zero a smaller magnitude.
  private var bounds: OpenInterval {
    guard terms.count == 1 else { return .everything }
    let (coefficient, exponent) = terms[0]
    let limit: Rational? = exponent.isNegative ? coefficient : nil
    return coefficient.isNegative
      ? OpenInterval(above: limit, below: .zero) : OpenInterval(above: .zero, below: limit)
  }
}
