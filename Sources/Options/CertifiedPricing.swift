public import Exact
public import Units

/// Prices and greeks by ``BlackScholes`` at the market's own volatility, rate and dividend.
///
/// ``FastBlackScholes`` answers first; what it leaves undecided, about one output in millions, and inputs outside its
/// range go to arbitrary precision. Both give the same correctly rounded number.
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
    if let value = fast(series, spot: spot, remaining: remaining)?.price(rounding) {
      return Price(wads: UInt128(value))
    }
    let value = try value(.price, of: series, spot: spot, remaining: remaining, rounding: rounding)
    guard let word = value.asWord256, word.high == 0 else { throw .valueMustFit }
    return Price(wads: word.low)
  }

  /// `∂V/∂S`, to nearest.
  /// - Throws: as ``price(of:spot:remaining:rounding:)``.
  public func delta(of series: Series, spot: Price, remaining: Duration) throws(PricingRefusal) -> Ratio {
    if let value = fast(series, spot: spot, remaining: remaining)?.delta(.nearest) {
      return Ratio(wads: value)
    }
    return try ratio(.delta, of: series, spot: spot, remaining: remaining)
  }

  /// `∂²V/∂S²`, to nearest.
  /// - Throws: as ``price(of:spot:remaining:rounding:)``.
  public func gamma(of series: Series, spot: Price, remaining: Duration) throws(PricingRefusal) -> Ratio {
    if let value = fast(series, spot: spot, remaining: remaining)?.gamma(.nearest) {
      return Ratio(wads: value)
    }
    return try ratio(.gamma, of: series, spot: spot, remaining: remaining)
  }

  /// The option in fixed width, where its inputs are in range.
  func fast(_ series: Series, spot: Price, remaining: Duration) -> FastBlackScholes? {
    guard let volatility = FastVolatility(volatility),
      let tenor = FastTenor(remaining: remaining, rate: rate, dividend: dividend),
      let deviation = FastDeviation(volatility, over: tenor), let spot = FastSpot(spot),
      let strike = FastPrice(series.strike)
    else { return nil }
    return FastBlackScholes(kind: series.kind, spot: spot, strike: strike, tenor: tenor, deviation: deviation)
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
  func value(
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
