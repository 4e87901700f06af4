public import Options
public import Units

/// The options market: what is listed, how it is quoted, who comes.
public struct OptionsPlan: Sendable {
  /// Volatility the AMM prices at.
  public var volatility: Ratio
  /// Continuously compounded interest rate per year.
  public var rate: Ratio
  /// Continuously compounded yield of the base token per year.
  public var dividend: Ratio
  /// Share of the certified price added to a sale and taken off a purchase.
  public var spread: Ratio
  /// No trade closer to expiry than this.
  public var tradingCutoff: Duration
  /// |delta| a trade's series must have, inclusive bounds.
  public var deltaRange: ClosedRange<Ratio>
  /// What is listed.
  public var series: [Series]
  /// Who comes; nil for nobody.
  public var demand: DemandPlan?

  /// An options plan from its parts.
  public init(
    volatility: Ratio, rate: Ratio, dividend: Ratio, spread: Ratio, tradingCutoff: Duration,
    deltaRange: ClosedRange<Ratio>, series: [Series], demand: DemandPlan?
  ) {
    self.volatility = volatility
    self.rate = rate
    self.dividend = dividend
    self.spread = spread
    self.tradingCutoff = tradingCutoff
    self.deltaRange = deltaRange
    self.series = series
    self.demand = demand
  }
}
