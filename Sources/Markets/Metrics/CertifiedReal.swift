public import Exact

/// A number that is known as well as one likes: a fraction, or an irrational one enclosed at any precision.
///
/// Metrics of curves contain logarithms and square roots; this keeps "exactly" meaningful for them.
public struct CertifiedReal: Sendable {
  /// The number, if it is a fraction; nil for an irrational one.
  public let rational: Rational?
  private let enclosure: @Sendable (_ precision: Int) -> Ball

  /// A fraction.
  public init(_ rational: Rational) {
    self.rational = rational
    enclosure = { Ball(rational, precision: $0) }
  }

  /// An irrational number, by a ball around it for each precision in bits.
  ///
  /// A number that is a fraction after all, with at most the decimals asked for, is never decided: ``scaled(decimals:rounding:)``
  /// refuses it.
  public init(irrational enclosure: @escaping @Sendable (_ precision: Int) -> Ball) {
    rational = nil
    self.enclosure = enclosure
  }

  /// 0.
  public static var zero: CertifiedReal { CertifiedReal(Rational.zero) }

  /// A ball around the number.
  public func ball(precision: Int) -> Ball { enclosure(precision) }

  /// The number times `10^decimals`, correctly rounded as asked.
  ///
  /// - Throws: `CertificationRefusal.precisionMustSuffice`.
  public func scaled(decimals: Int, rounding: Rounding) throws(CertificationRefusal) -> Integer {
    if let rational { return rational.scaled(decimals: decimals, rounding: rounding) }
    return try Certification.integer(decimals: decimals, rounding: rounding, enclosure)
  }
}

extension CertifiedReal {
  /// `√x` of a fraction that is not negative.
  static func squareRoot(of x: Rational) -> CertifiedReal {
    precondition(!x.isNegative, "the square root of \(x)")
    let numerator = x.numerator.squareRoot(rounding: .down)
    let denominator = x.denominator.squareRoot(rounding: .down)
    if numerator * numerator == x.numerator, denominator * denominator == x.denominator,
      let root = Rational(numerator, over: denominator)
    {
      return CertifiedReal(root)
    }
    return CertifiedReal { Ball(x, precision: $0).squareRoot() }
  }

  /// `whole + Σ factor · ln argument`; the arguments are above 0.
  ///
  /// A logarithm of a fraction other than 1 is irrational, and a sum of their multiples is 0 or irrational.
  static func sum(
    _ whole: Rational, logarithms: [(factor: Rational, argument: Rational)]
  ) -> CertifiedReal {
    let terms = logarithms.filter { !$0.factor.isZero && $0.argument != 1 }
    if terms.isEmpty { return CertifiedReal(whole) }
    return CertifiedReal { precision in
      terms.reduce(Ball(whole, precision: precision)) { sum, term in
        sum + Ball(term.factor, precision: precision)
          * Ball.logarithm(of: term.argument, precision: precision)
      }
    }
  }
}

extension Rational {
  /// `self ÷ divisor` where the divisor is known not to be 0; traps otherwise.
  func over(_ divisor: Rational) -> Rational {
    guard let quotient = try? divided(by: divisor) else { preconditionFailure("\(self) over zero") }
    return quotient
  }
}
