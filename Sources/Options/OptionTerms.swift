public import Units

/// What the options market prices at and which trades it declines.
public struct OptionTerms: Hashable, Sendable {
  /// Volatility per √year that the market prices at.
  public let volatility: Ratio
  /// Continuously compounded interest rate per year.
  public let rate: Ratio
  /// Continuously compounded yield of the base token per year.
  public let dividend: Ratio
  /// Share of the certified price added when a taker buys and taken off when it sells.
  public let spread: Ratio
  /// No trade closer to expiry than this; exactly this far is still open.
  public let tradingCutoff: Duration
  /// |delta| a traded series must have, both bounds inclusive.
  public let deltaRange: ClosedRange<Ratio>

  /// Terms from their parts.
  /// - Throws: `OptionTermsRefusal.volatilityMustNotBeNegative`, then `.spreadMustLieFromZeroToBelowOne`, then
  ///   `.cutoffMustNotBeNegative`, then `.deltaRangeMustLieWithinZeroAndOne`.
  public init(
    volatility: Ratio, rate: Ratio, dividend: Ratio, spread: Ratio, tradingCutoff: Duration,
    deltaRange: ClosedRange<Ratio>
  ) throws(OptionTermsRefusal) {
    guard volatility >= .zero else { throw .volatilityMustNotBeNegative(volatility) }
    guard spread >= .zero, spread < .one else { throw .spreadMustLieFromZeroToBelowOne(spread) }
    guard tradingCutoff >= .zero else { throw .cutoffMustNotBeNegative(tradingCutoff) }
    guard deltaRange.lowerBound >= .zero, deltaRange.upperBound <= .one else {
      throw .deltaRangeMustLieWithinZeroAndOne(deltaRange)
    }
    self.volatility = volatility
    self.rate = rate
    self.dividend = dividend
    self.spread = spread
    self.tradingCutoff = tradingCutoff
    self.deltaRange = deltaRange
  }
}

/// Why terms make no market.
public enum OptionTermsRefusal: Error, Hashable, Sendable {
  /// The volatility was below 0.
  case volatilityMustNotBeNegative(Ratio)
  /// The spread was below 0, or 1 or more: the market would pay to sell, or never pay to buy.
  case spreadMustLieFromZeroToBelowOne(Ratio)
  /// The trading cutoff was below 0: trades after expiry.
  case cutoffMustNotBeNegative(Duration)
  /// The range of |delta| leaves 0…1.
  case deltaRangeMustLieWithinZeroAndOne(ClosedRange<Ratio>)
}
