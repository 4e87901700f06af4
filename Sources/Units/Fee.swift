/// A share kept from an input, an exact fraction from 0 up to but not including 1.
@frozen
public struct Fee: Hashable, Sendable {
  /// Numerator of the fraction in lowest terms.
  public let numerator: UInt64
  /// Denominator of the fraction in lowest terms, at most ``Fee/maximumDenominator``.
  public let denominator: UInt64

  /// The largest denominator a fee may have: 10¹², a thousandth of a millionth of a basis point's hundredth.
  public static let maximumDenominator: UInt64 = 1_000_000_000_000

  /// No fee.
  public static let zero = Fee(reduced: 0, over: 1)

  /// The fraction `numerator / denominator`.
  /// - Throws: `FeeRefusal.denominatorMustBePositive`, then `.feeMustStayBelowOne`, then `.denominatorMustFit`.
  public init(_ numerator: UInt64, over denominator: UInt64) throws(FeeRefusal) {
    guard denominator > 0 else { throw .denominatorMustBePositive }
    guard numerator < denominator else { throw .feeMustStayBelowOne(numerator, over: denominator) }
    var (a, b) = (numerator, denominator)
    while b != 0 { (a, b) = (b, a % b) }
    guard denominator / a <= Fee.maximumDenominator else { throw .denominatorMustFit(denominator / a) }
    self.init(reduced: numerator / a, over: denominator / a)
  }

  private init(reduced numerator: UInt64, over denominator: UInt64) {
    self.numerator = numerator
    self.denominator = denominator
  }
}

/// Why a fraction is not a fee.
public enum FeeRefusal: Error, Hashable, Sendable {
  /// The denominator was zero.
  case denominatorMustBePositive
  /// The fraction was 1 or more: nothing would be left of the input.
  case feeMustStayBelowOne(UInt64, over: UInt64)
  /// The reduced denominator exceeds ``Fee/maximumDenominator``.
  case denominatorMustFit(UInt64)
}
