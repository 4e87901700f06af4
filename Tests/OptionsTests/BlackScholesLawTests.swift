import Exact
import Options
import Testing
import Units

/// Laws that hold between exact values, so between their correct roundings.
@Suite("BlackScholes laws") struct BlackScholesLawTests {
  struct Market: Sendable, CustomTestStringConvertible {
    let spot: Rational
    let strike: Rational
    let years: Rational
    let volatility: Rational
    let rate: Rational
    let dividend: Rational

    init(
      _ spot: String, _ strike: String, _ seconds: Int, _ volatility: String, _ rate: String,
      _ dividend: String
    ) {
      self.spot = Rational(spot) ?? 0
      self.strike = Rational(strike) ?? 0
      years = Rational(Integer(seconds), over: 31_536_000) ?? 0
      self.volatility = Rational(volatility) ?? 0
      self.rate = Rational(rate) ?? 0
      self.dividend = Rational(dividend) ?? 0
    }

    var testDescription: String { "\(spot) \(strike) \(years) \(volatility) \(rate) \(dividend)" }

    func option(_ kind: OptionKind) throws -> BlackScholes {
      try BlackScholes(
        kind: kind, spot: spot, strike: strike, years: years, volatility: volatility, rate: rate,
        dividend: dividend)
    }
  }

  static let freeOfRates = [
    Market("100", "100", 604_800, "0.8", "0", "0"), Market("64250.5", "642.505", 60, "0.01", "0", "0"),
    Market("3000", "3200", 604_800, "0.8", "0", "0"), Market("1", "100", 63_072_000, "5", "0", "0"),
    Market("0.000012", "0.000013", 86_400, "1.25", "0", "0"),
  ]
  static let mixed =
    freeOfRates + [
      Market("100", "120", 31_536_000, "0.2", "0.05", "0.02"),
      Market("100", "90", 86_400, "0.55", "-0.02", "0"),
      Market("2500.25", "2500", 3_600, "1.5", "0.1", "0.08"),
      Market("7", "5", 7_776_000, "0.33", "0", "0.04"),
    ]

  /// Both ends of what an output is known to be, in units of 10⁻¹⁸.
  private func ends(_ option: BlackScholes, _ output: BlackScholes.Outputs) throws -> (Rational, Rational) {
    let down = try #require(try option.values(output, rounding: .down)[output])
    let up = try #require(try option.values(output, rounding: .up)[output])
    return (Rational(down), Rational(up))
  }

  @Test("a call less a put is a forward, to the unit", arguments: freeOfRates)
  func parity(_ market: Market) throws {
    let unit = Integer(10).power(18)
    for rounding in Rounding.allCases {
      let call = try market.option(.call).values(.all, rounding: rounding)
      let put = try market.option(.put).values(.all, rounding: rounding)
      let forward = (market.spot - market.strike).scaled(decimals: 18, rounding: .down)
      #expect(try #require(call.price) - #require(put.price) == forward)
      if rounding != .nearest {
        #expect(try #require(call.delta) - #require(put.delta) == unit)
      }
      #expect(call.gamma == put.gamma)
      #expect(call.vega == put.vega)
      #expect(call.theta == put.theta)
      #expect(call.vanna == put.vanna)
      #expect(call.charm == put.charm)
    }
  }

  @Test("a call is a put with both tokens exchanged", arguments: mixed)
  func duality(_ market: Market) throws {
    let mirrored = try BlackScholes(
      kind: .put, spot: market.strike, strike: market.spot, years: market.years,
      volatility: market.volatility,
      rate: market.dividend, dividend: market.rate)
    for rounding in Rounding.allCases {
      let (a, b) = try (
        market.option(.call).values([.price, .vega], rounding: rounding),
        mirrored.values([.price, .vega], rounding: rounding)
      )
      #expect(a == b)
    }
  }

  @Test("ten times the money is ten times the price", arguments: mixed)
  func homogeneity(_ market: Market) throws {
    for kind in OptionKind.allCases {
      let small = try market.option(kind)
      let large = try BlackScholes(
        kind: kind, spot: 10 * market.spot, strike: 10 * market.strike, years: market.years,
        volatility: market.volatility, rate: market.rate, dividend: market.dividend)
      for rounding in [Rounding.down, .up] {
        let (a, b) = try (small.values(.all, rounding: rounding), large.values(.all, rounding: rounding))
        #expect(a.delta == b.delta)
        #expect(a.vanna == b.vanna)
        #expect(a.charm == b.charm)
        for output in [BlackScholes.Outputs.price, .vega, .theta, .rho] {
          #expect(try #require(b[output]).divided(by: 10, rounding: rounding) == a[output])
        }
        #expect(try #require(a.gamma).divided(by: 10, rounding: rounding) == b.gamma)
      }
    }
  }

  @Test("the pricing equation holds: θ + ½σ²S²Γ + (r − q)SΔ − rV = 0", arguments: mixed)
  func pricingEquation(_ market: Market) throws {
    for kind in OptionKind.allCases {
      let option = try market.option(kind)
      let terms: [(Rational, BlackScholes.Outputs)] = [
        (1, .theta),
        (market.volatility * market.volatility * market.spot * market.spot * BlackScholesTests.half, .gamma),
        ((market.rate - market.dividend) * market.spot, .delta), (-market.rate, .price),
      ]
      var (low, high) = (Rational.zero, Rational.zero)
      for (factor, output) in terms {
        let (down, up) = try ends(option, output)
        low += factor * (factor.isNegative ? up : down)
        high += factor * (factor.isNegative ? down : up)
      }
      #expect(low <= 0)
      #expect(high >= 0)
    }
  }

  @Test("delta lies between the slopes of two secants, as prices are convex", arguments: mixed)
  func convexity(_ market: Market) throws {
    let step = market.spot * (Rational(1, over: 100_000) ?? 0)
    func priced(_ spot: Rational) throws -> (Rational, Rational) {
      try ends(
        BlackScholes(
          kind: .call, spot: spot, strike: market.strike, years: market.years, volatility: market.volatility,
          rate: market.rate, dividend: market.dividend), .price)
    }
    let (below, middle, above) = try (
      priced(market.spot - step), priced(market.spot), priced(market.spot + step)
    )
    let delta = try ends(market.option(.call), .delta)
    #expect(delta.1 * step >= middle.0 - below.1)
    #expect(delta.0 * step <= above.1 - middle.0)
  }

  @Test("vanna is the slope of delta in volatility, charm against time", arguments: mixed)
  func crossGreeks(_ market: Market) throws {
    // Central differences: off by h²/6 times the third derivative, which these markets keep small; a loose band.
    let share = Rational(1, over: 1_000_000) ?? 0
    func delta(volatility: Rational, years: Rational) throws -> Rational {
      try ends(
        BlackScholes(
          kind: .call, spot: market.spot, strike: market.strike, years: years, volatility: volatility,
          rate: market.rate, dividend: market.dividend), .delta
      ).0
    }
    let (sigma, years) = (market.volatility, market.years)
    let (vanna, charm) = try (ends(market.option(.call), .vanna).0, ends(market.option(.call), .charm).0)
    let inVolatility =
      try delta(volatility: sigma + sigma * share, years: years)
      - delta(volatility: sigma - sigma * share, years: years)
    let inTime =
      try delta(volatility: sigma, years: years - years * share)
      - delta(volatility: sigma, years: years + years * share)
    let tolerance = Rational(10_000)
    #expect((vanna * 2 * sigma * share - inVolatility).magnitude < tolerance)
    #expect((charm * 2 * years * share - inTime).magnitude < tolerance)
  }
}
