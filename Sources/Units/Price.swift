public import Exact

/// Quote tokens per whole base token, in steps of 10⁻¹⁸.
@frozen
public struct Price: Hashable, Sendable {
  /// 10¹⁸ times the price.
  public var wads: UInt128

  /// A price of `wads · 10⁻¹⁸` quote tokens per base token.
  @inlinable
  public init(wads: UInt128) { self.wads = wads }
}

extension Price: Comparable {
  /// Numeric order.
  @inlinable
  public static func < (a: Price, b: Price) -> Bool { a.wads < b.wads }
}

/// A token's symbol and how many decimals a whole one has.
public struct Token: Hashable, Sendable {
  /// The ticker symbol, for example `ETH`.
  public let symbol: String
  /// Decimals of a whole token, 0 to 18.
  public let decimals: Int

  /// A token; traps unless `decimals` is within 0…18.
  public init(symbol: String, decimals: Int) {
    precondition((0...18).contains(decimals), "a token has 0 to 18 decimals, was \(decimals)")
    self.symbol = symbol
    self.decimals = decimals
  }

  /// `10^decimals`: base units in a whole token.
  public var unitsPerWhole: Word256 {
    (0..<decimals).reduce(.one) { power, _ in power * 10 }
  }
}

/// The base and quote tokens of a market, and the exact unit its values are counted in.
///
/// A value is `amount × price`, an exact integer of `10^−(base decimals + 18)` quote tokens (a *fine unit*):
/// `base units · price wads` for the base side, `quote units · 10^(base decimals + 18 − quote decimals)` for the
/// quote side. Nothing divides, so nothing rounds.
@frozen
public struct Pair: Hashable, Sendable {
  /// What is priced.
  public let base: Token
  /// What prices are stated in.
  public let quote: Token
  /// Fine units of value in one quote unit: `10^(base decimals + 18 − quote decimals)`.
  public let finePerQuoteUnit: Word256

  /// The pair of two tokens.
  public init(base: Token, quote: Token) {
    self.base = base
    self.quote = quote
    var factor: Word256 = 1
    for _ in 0..<(base.decimals + 18 - quote.decimals) { factor = factor * 10 }
    finePerQuoteUnit = factor
  }

  /// `units · price` in fine units; traps when it does not fit.
  @inlinable
  public func value(_ change: Change<Base>, at price: Price) -> Int256 {
    change.units * Int256(Word256(price.wads))
  }

  /// `units · finePerQuoteUnit` in fine units; traps when it does not fit.
  @inlinable
  public func value(_ change: Change<Quote>) -> Int256 {
    change.units * Int256(finePerQuoteUnit)
  }
}
