public import Exact
public import Units

/// What an account holds of both tokens of a pair.
@frozen
public struct Balances: Hashable, Sendable {
  /// Base units.
  public var base: Amount<Base>
  /// Quote units.
  public var quote: Amount<Quote>

  /// `base` and `quote`.
  @inlinable
  public init(base: Amount<Base>, quote: Amount<Quote>) {
    self.base = base
    self.quote = quote
  }

  /// Nothing of either.
  @inlinable public static var zero: Balances { Balances(base: .zero, quote: .zero) }
}

extension Balances {
  /// `a + b`, token by token.
  /// - Throws: `ArithmeticRefusal.resultMustFit`.
  @inlinable
  public func adding(_ other: Balances) throws(ArithmeticRefusal) -> Balances {
    Balances(base: try base.adding(other.base), quote: try quote.adding(other.quote))
  }

  /// `a − b`, token by token.
  /// - Throws: `ArithmeticRefusal.resultMustNotBeNegative` when either would be negative.
  @inlinable
  public func subtracting(_ other: Balances) throws(ArithmeticRefusal) -> Balances {
    Balances(base: try base.subtracting(other.base), quote: try quote.subtracting(other.quote))
  }

  /// `base · price + quote`, exact, in the fine unit of `pair`.
  /// - Throws: `ArithmeticRefusal.resultMustFit` when the value needs more than 255 bits.
  public func value(at price: Price, in pair: Pair) throws(ArithmeticRefusal) -> Int256 {
    let ofBase = try base.units.multiplied(by: Word256(price.wads))
    let ofQuote = try quote.units.multiplied(by: pair.finePerQuoteUnit)
    let sum = try ofBase.adding(ofQuote)
    guard sum.significantBits < 256 else { throw .resultMustFit }
    return Int256(sum)
  }
}
