import Exact
import Options
import Testing
import Units

@Suite("CertifiedPricing") struct CertifiedPricingTests {
  private static let wad: UInt128 = 1_000_000_000_000_000_000

  private func pricing(volatility: Int128 = 800_000_000_000_000_000, rate: Int128 = 0, dividend: Int128 = 0)
    throws
    -> CertifiedPricing
  {
    try CertifiedPricing(
      terms: OptionTerms(
        volatility: Ratio(wads: volatility), rate: Ratio(wads: rate), dividend: Ratio(wads: dividend),
        spread: .zero, tradingCutoff: .zero, deltaRange: .zero ... .one))
  }

  private func series(_ kind: OptionKind, strike: UInt128 = 3_200 * wad) -> Series {
    Series(kind: kind, strike: Price(wads: strike), expiry: Instant(milliseconds: 0))
  }

  @Test(
    "is the certified model at the terms of the market", arguments: OptionKind.allCases, Rounding.allCases)
  func model(_ kind: OptionKind, _ rounding: Rounding) throws {
    let week = Duration(seconds: 604_800)
    let spot = Price(wads: 3_000 * Self.wad)
    let model = try pricing(rate: 30_000_000_000_000_000, dividend: -10_000_000_000_000_000)
    let option = try BlackScholes(
      kind: kind, spot: 3_000, strike: 3_200, years: #require(Rational("7/365")),
      volatility: #require(Rational("0.8")), rate: #require(Rational("0.03")),
      dividend: #require(Rational("-0.01")))
    let price = try model.price(of: series(kind), spot: spot, remaining: week, rounding: rounding)
    #expect(try Integer(price.wads) == option.values(.price, rounding: rounding).price)
    let greeks = try option.values([.delta, .gamma], rounding: .nearest)
    #expect(try Integer(model.delta(of: series(kind), spot: spot, remaining: week).wads) == greeks.delta)
    #expect(try Integer(model.gamma(of: series(kind), spot: spot, remaining: week).wads) == greeks.gamma)
  }

  @Test func `refuses a spot of zero, an undecided value, and one that does not fit`() throws {
    #expect(throws: PricingRefusal.inputsMustBeInDomain) {
      try pricing().price(of: series(.call), spot: Price(wads: 0), remaining: .year, rounding: .up)
    }
    #expect(throws: PricingRefusal.inputsMustBeInDomain) {
      try pricing().delta(of: series(.call, strike: 0), spot: Price(wads: 1), remaining: .year)
    }
    #expect(throws: PricingRefusal.precisionMustSuffice) {
      try pricing(rate: .min).price(of: series(.put), spot: Price(wads: 1), remaining: .year, rounding: .up)
    }
    #expect(throws: PricingRefusal.valueMustFit) {
      try pricing(dividend: -5 * Int128(Self.wad))
        .price(of: series(.call), spot: Price(wads: .max), remaining: .year, rounding: .up)
    }
    #expect(throws: PricingRefusal.valueMustFit) {
      try pricing(dividend: -50 * Int128(Self.wad))
        .delta(of: series(.call), spot: Price(wads: .max), remaining: .year)
    }
  }
}
