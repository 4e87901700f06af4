public import Exact
public import Units

/// Turns the integers of an account into whole tokens, exactly.
public struct Scale: Sendable {
  private let fine: Integer
  private let fineTimesFee: Integer
  private let base: Integer
  private let quote: Integer

  /// The scale of a pair whose fee labels are over `feeScale`.
  public init(pair: Pair, feeScale: UInt64) {
    base = Integer(10).power(pair.base.decimals)
    quote = Integer(10).power(pair.quote.decimals)
    fine = Integer(10).power(pair.base.decimals + 18)
    fineTimesFee = fine * Integer(feeScale)
  }

  /// Quote tokens of a value in fine units.
  public func tokens(_ value: Int256) -> Rational { Rational(Integer(value), dividedBy: fine) }
  /// Quote tokens of a value in fine units times the fee scale.
  public func tokens(timesFee value: Int256) -> Rational {
    Rational(Integer(value), dividedBy: fineTimesFee)
  }
  /// Whole base tokens.
  public func tokens(_ change: Change<Base>) -> Rational {
    Rational(Integer(change.units), dividedBy: base)
  }
  /// Whole quote tokens.
  public func tokens(_ change: Change<Quote>) -> Rational {
    Rational(Integer(change.units), dividedBy: quote)
  }
  /// Whole base tokens.
  public func tokens(_ amount: Amount<Base>) -> Rational {
    Rational(Integer(amount.units), dividedBy: base)
  }
  /// Whole quote tokens.
  public func tokens(_ amount: Amount<Quote>) -> Rational {
    Rational(Integer(amount.units), dividedBy: quote)
  }
  /// Quote tokens per whole base token.
  public static func price(_ price: Price) -> Rational {
    Rational(Integer(price.wads), dividedBy: Integer(10).power(18))
  }
}

extension Rational {
  /// `numerator / denominator`; traps for a zero denominator.
  init(_ numerator: Integer, dividedBy denominator: Integer) {
    guard let quotient = Rational(numerator, over: denominator) else {
      preconditionFailure("a scale is not zero, was \(denominator) under \(numerator)")
    }
    self = quotient
  }
}
