public import Exact
public import Units

/// `∂V/∂S` of one option over many spots: everything but `ln S` is computed once.
///
/// For delta hedging over paths, where strike, volatility and the dates are the same on every path.
public struct FastDelta: Sendable {
  private let kind: OptionKind
  private let strike: FastPrice
  private let tenor: FastTenor
  private let deviation: FastDeviation

  /// The constants of an option; nil outside the ranges of its parts.
  public init?(
    kind: OptionKind, strike: Price, remaining: Duration, volatility: Ratio, rate: Ratio, dividend: Ratio
  ) {
    guard let strike = FastPrice(strike), let volatility = FastVolatility(volatility),
      let tenor = FastTenor(remaining: remaining, rate: rate, dividend: dividend),
      let deviation = FastDeviation(volatility, over: tenor)
    else { return nil }
    self.kind = kind
    self.strike = strike
    self.tenor = tenor
    self.deviation = deviation
  }

  /// Delta in units of 10⁻¹⁸, correctly rounded; nil when undecided.
  /// - Complexity: O(1), no heap allocation.
  public func value(at spot: Price, rounding: Rounding) -> Int128? {
    guard let price = FastPrice(spot),
      let option = FastBlackScholes(
        kind: kind, spot: FastSpot(withoutInverse: price), strike: strike, tenor: tenor, deviation: deviation)
    else { return nil }
    return option.delta(rounding)
  }
}
