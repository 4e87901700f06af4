import Exact
import Options
import Testing
import Units

@Suite("BookGreeks") struct BookGreeksTests {
  static let wad: UInt128 = 1_000_000_000_000_000_000

  static func terms() throws -> OptionTerms {
    try OptionTerms(
      volatility: Ratio(wads: 850_000_000_000_000_000), rate: Ratio(wads: 30_000_000_000_000_000),
      dividend: .zero,
      spread: .zero, tradingCutoff: .zero, deltaRange: .zero ... .one)
  }

  static let series: [Series] = {
    var series: [Series] = []
    for index in 0..<9 {
      let strike = Price(wads: UInt128(2_000 + 250 * index) * wad)
      let expiry = Instant.start + Duration(seconds: Int64(index % 3 + 1) * 604_800)
      series.append(Series(kind: index % 2 == 0 ? .call : .put, strike: strike, expiry: expiry))
    }
    return series
  }()

  @Test func `a book gives what each series gives alone`() throws {
    let pricing = CertifiedPricing(terms: try Self.terms())
    var book = BookGreeks(series: Self.series, pricing: pricing)
    for (day, rounding) in [(0, Rounding.down), (3, .nearest), (6, .up)] {
      let now = Instant.start + Duration(seconds: Int64(day) * 86_400 + 17)
      let spot = Price(wads: 3_000 * Self.wad + UInt128(day) * Self.wad / 7)
      try book.evaluate(spot: spot, now: now, rounding: rounding)
      for (series, greeks) in zip(Self.series, book.greeks) {
        let alone = try BlackScholes(
          kind: series.kind, spot: spot, strike: series.strike, remaining: series.expiry - now,
          volatility: pricing.volatility, rate: pricing.rate, dividend: pricing.dividend)
        let values = try alone.values(.all, rounding: rounding)
        for (index, output) in BlackScholesRow.outputs.enumerated() {
          #expect(values[output] == Integer(greeks.ordered[index]))
        }
      }
    }
  }

  @Test func `an expired series is worth its payoff`() throws {
    var book = BookGreeks(series: Self.series, pricing: CertifiedPricing(terms: try Self.terms()))
    let spot = Price(wads: 3_000 * Self.wad)
    try book.evaluate(spot: spot, now: .start + Duration(seconds: 10_000_000), rounding: .nearest)
    #expect(book.greeks[0].price == 1_000 * Int128(Self.wad))
    #expect(book.greeks[0].delta == Int128(Self.wad))
    #expect(book.greeks[0].gamma == 0)
    #expect(book.greeks[1].price == 0)
  }

  @Test func `a spot of zero is refused`() throws {
    var book = BookGreeks(series: Self.series, pricing: CertifiedPricing(terms: try Self.terms()))
    #expect(throws: PricingRefusal.inputsMustBeInDomain) {
      try book.evaluate(spot: Price(wads: 0), now: .start, rounding: .down)
    }
  }

  @Test func `deltas over many spots agree with the option's`() throws {
    let strike = Price(wads: 100 * Self.wad)
    let delta = try #require(
      FastDelta(
        kind: .put, strike: strike, remaining: .day, volatility: .one, rate: .zero, dividend: .zero))
    for step in 0..<200 {
      let spot = Price(wads: 80 * Self.wad + UInt128(step) * Self.wad / 5)
      let exact = try BlackScholes(
        kind: .put, spot: spot, strike: strike, remaining: .day, volatility: .one, rate: .zero,
        dividend: .zero
      ).values(.delta, rounding: .up)
      #expect(exact.delta == delta.value(at: spot, rounding: .up).map { Integer($0) })
    }
  }
}
