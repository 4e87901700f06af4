public import Exact
public import Units

/// Prices and greeks by ``BlackScholes`` at the market's own volatility, rate and dividend.
public struct CertifiedPricing: OptionPricing, Hashable {
  /// σ per √year, 0 or more.
  public let volatility: Ratio
  /// r per year, continuously compounded.
  public let rate: Ratio
  /// q per year, continuously compounded.
  public let dividend: Ratio

  /// The model at the terms of a market.
  public init(terms: OptionTerms) {
    volatility = terms.volatility
    rate = terms.rate
    dividend = terms.dividend
  }

  /// `V`, quote tokens per contract; the exact value rounded as asked.
  /// - Throws: `PricingRefusal.inputsMustBeInDomain`, then `.precisionMustSuffice`, then `.valueMustFit`.
  public func price(
    of series: Series, spot: Price, remaining: Duration, rounding: Rounding
  ) throws(PricingRefusal) -> Price {
    let value = try value(.price, of: series, spot: spot, remaining: remaining, rounding: rounding)
    guard let word = value.asWord256, word.high == 0 else { throw .valueMustFit }
    return Price(wads: word.low)
  }

  /// `∂V/∂S`, to nearest.
  /// - Throws: as ``price(of:spot:remaining:rounding:)``.
  public func delta(of series: Series, spot: Price, remaining: Duration) throws(PricingRefusal) -> Ratio {
    try ratio(.delta, of: series, spot: spot, remaining: remaining)
  }

  /// `∂²V/∂S²`, to nearest.
  /// - Throws: as ``price(of:spot:remaining:rounding:)``.
  public func gamma(of series: Series, spot: Price, remaining: Duration) throws(PricingRefusal) -> Ratio {
    try ratio(.gamma, of: series, spot: spot, remaining: remaining)
  }

  private func ratio(
    _ output: BlackScholes.Outputs, of series: Series, spot: Price, remaining: Duration
  ) throws(PricingRefusal) -> Ratio {
    let value = try value(output, of: series, spot: spot, remaining: remaining, rounding: .nearest)
    guard let word = value.magnitude.asWord256, word.high == 0, word.low <= UInt128(Int128.max) else {
      throw .valueMustFit
    }
    return Ratio(wads: value.isNegative ? -Int128(word.low) : Int128(word.low))
  }

  /// One output in units of 10⁻¹⁸.
  private func value(
    _ output: BlackScholes.Outputs, of series: Series, spot: Price, remaining: Duration, rounding: Rounding
  ) throws(PricingRefusal) -> Integer {
    let option: BlackScholes
    do {
      option = try BlackScholes(
        kind: series.kind, spot: spot, strike: series.strike, remaining: remaining, volatility: volatility,
        rate: rate, dividend: dividend)
    } catch {
      throw .inputsMustBeInDomain
    }
    let values: BlackScholes.Values
    do {
      values = try option.values(output, rounding: rounding)
    } catch {
      throw .precisionMustSuffice
    }
    guard let value = values[output] else {
      preconditionFailure("output \(output.rawValue) was not computed")
    }
    return value
  }
}
