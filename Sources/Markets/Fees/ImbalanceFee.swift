import Exact
public import Units

/// Curve's imbalance fee on any curve: between a middle and an outer fee, by the balances after the trade.
///
/// `x₀ = quote · 10^(18 − quote decimals)`, `x₁ = ⌊base · 10^(18 − base decimals) · scale ÷ 10¹⁸⌋`: both in
/// wads of quote tokens at a fixed price scale, quote first as in a Twocrypto pool. The balances are those of
/// `end`, so a trade that unbalances the pool pays for where it leaves it and one that restores balance pays
/// less.
///
/// Curve takes this fee from the output (see ``Cryptoswap``); a constant-product curve that carries the
/// schedule takes it from the input. Every fee is a whole number of 10⁻¹⁰, so nothing is rounded here beyond
/// the formula's own rounding down.
///
/// Source: Curve crypto contracts (2021) and Twocrypto-NG.
public struct ImbalanceFee: FeeSchedule, Hashable {
  /// Evenness to fee.
  public let curve: ImbalanceCurve
  /// The price at which the balances count as equal.
  public let scale: Price
  private let quoteUnit: Word256
  private let baseUnit: Word256

  /// The middle fee.
  public let floor: Fee
  /// The outer fee.
  public let ceiling: Fee

  /// A schedule for a pair at a fixed price scale.
  /// - Throws: `ImbalanceRefusal.scaleMustBePositive`. The curve was checked when it was made.
  public init(curve: ImbalanceCurve, scale: Price, pair: Pair) throws(ImbalanceRefusal) {
    guard scale.wads > 0 else { throw .scaleMustBePositive }
    self.curve = curve
    self.scale = scale
    quoteUnit = ImbalanceFee.wadsPerUnit(of: pair.quote)
    baseUnit = ImbalanceFee.wadsPerUnit(of: pair.base) * Word256(scale.wads)
    floor = ImbalanceFee.fee(curve.mid)
    ceiling = ImbalanceFee.fee(curve.out)
  }

  /// True unless the middle and outer fee are one.
  public var dependsOnSize: Bool { curve.mid != curve.out }

  /// Nothing: the price scale is fixed.
  public mutating func touch(_ market: FeeMarket) {}

  /// The fee at the balances the trade leaves.
  public func fee(_ side: TradeSide, from start: FeeMarket, to end: FeeMarket) -> Fee {
    guard dependsOnSize else { return floor }
    return ImbalanceFee.fee(curve.fee(atEvenness: evenness(of: end)))
  }

  /// Nothing: the price scale is fixed.
  public mutating func settle(_ side: TradeSide, from start: FeeMarket, to end: FeeMarket) {}

  /// `K` of a market's balances, in wads.
  public func evenness(of market: FeeMarket) -> UInt64 {
    // quote has 128 bits and its unit 60; base, its unit and the scale 128 + 188, and 59 less over 10¹⁸.
    let quote = Word256(market.quote) * quoteUnit
    let base = try? Word256.mulDiv(
      Word256(market.base), baseUnit, over: Word256(ImbalanceCurve.wad), rounding: .down)
    // From 2²⁵⁵ on K is 0 anyway: 4·10¹⁸ · x₀ is below 2²⁵⁰.
    let highest = Word256(high: 1 << 127, low: 0)
    return ImbalanceCurve.evenness(quote, min(base ?? highest, highest))
  }

  private static func wadsPerUnit(of token: Token) -> Word256 {
    (token.decimals..<18).reduce(.one) { power, _ in power * 10 }
  }

  private static func fee(_ count: UInt64) -> Fee {
    guard let fee = try? Fee(count, over: ImbalanceCurve.whole) else {
      preconditionFailure("\(count) · 10⁻¹⁰ is not a fee")
    }
    return fee
  }
}
