import Exact
import Options
import Testing
import Units

@Suite("OptionsMarket at certified prices") struct CertifiedMarketTests {
  private let spot = Price(wads: 100_000_000_000_000_000_000)
  private let halfYear = Duration(seconds: 15_768_000)

  private func pricing(rate: Int128 = 50_000_000_000_000_000) throws -> CertifiedPricing {
    CertifiedPricing(
      terms: try OptionTerms(
        volatility: Ratio(wads: 200_000_000_000_000_000), rate: Ratio(wads: rate),
        dividend: Ratio(wads: 20_000_000_000_000_000), spread: .zero, tradingCutoff: .zero,
        deltaRange: .zero ... .one))
  }

  private func series(_ kind: OptionKind, strike: UInt128) -> Series {
    Series(kind: kind, strike: Price(wads: strike), expiry: .start)
  }

  /// Rows bsm01572 and bsm01573 of the published set, certified there by other enclosures.
  @Test func `gives published values in the market's units`() throws {
    try check(
      .call, floor: 6_307_635_154_954_199_954, delta: 564_484_934_492_521_408, gamma: 27_495_794_411_964_386)
    try check(
      .put, floor: 4_833_642_982_870_661_459, delta: -425_564_899_256_646_646, gamma: 27_495_794_411_964_386)
  }

  private func check(_ kind: OptionKind, floor: UInt128, delta: Int128, gamma: Int128) throws {
    let pricing = try pricing()
    let series = series(kind, strike: spot.wads)
    let down = try pricing.price(of: series, spot: spot, remaining: halfYear, rounding: .payout)
    let up = try pricing.price(of: series, spot: spot, remaining: halfYear, rounding: .charge)
    #expect(down == Price(wads: floor))
    #expect(up == Price(wads: floor + 1))
    #expect(try pricing.delta(of: series, spot: spot, remaining: halfYear) == Ratio(wads: delta))
    #expect(try pricing.gamma(of: series, spot: spot, remaining: halfYear) == Ratio(wads: gamma))
  }

  @Test func `an option with no time left is its payoff`() throws {
    let pricing = try pricing()
    let (above, below) = (spot.wads + 7, spot.wads - 5)
    #expect(
      try pricing.price(of: series(.put, strike: above), spot: spot, remaining: .zero, rounding: .charge)
        == Price(wads: 7))
    #expect(
      try pricing.price(of: series(.call, strike: below), spot: spot, remaining: .zero, rounding: .payout)
        == Price(wads: 5))
    #expect(
      try pricing.delta(of: series(.put, strike: above), spot: spot, remaining: .zero).wads == -Ratio.one.wads
    )
    #expect(try pricing.delta(of: series(.put, strike: below), spot: spot, remaining: .zero) == .zero)
  }

  @Test func `a market quotes by it when no other model is given`() throws {
    let terms = try OptionTerms(
      volatility: Ratio(wads: 200_000_000_000_000_000), rate: Ratio(wads: 50_000_000_000_000_000),
      dividend: Ratio(wads: 20_000_000_000_000_000), spread: .zero, tradingCutoff: .zero,
      deltaRange: .zero ... .one)
    let listed = Series(kind: .call, strike: spot, expiry: Instant(milliseconds: 15_768_000_000))
    let market = try OptionsMarket(
      terms: terms, series: [listed],
      pair: Pair(base: Token(symbol: "ETH", decimals: 18), quote: Token(symbol: "USDC", decimals: 6)))
    let one = Amount<Base>(1_000_000_000_000_000_000)
    let quote = try market.quote(
      OptionOrder(series: 0, side: .buying, size: one), spot: spot, now: .start, vault: .live,
      free: Balances(base: one, quote: .zero))
    // 6.307635154954199954… USDC, charged up.
    #expect(quote.premium == Amount(6_307_636))
    #expect(quote.delta == Ratio(wads: 564_484_934_492_521_408))
  }
}

/// The book as one call, against its series one by one.
@Suite("OptionsMarket book at certified prices") struct CertifiedSumTests {
  private static let wad: UInt128 = 1_000_000_000_000_000_000

  /// Four series on each of three expiries, listed so that the expiries alternate.
  private func market(rate: Int128) throws -> OptionsMarket {
    let terms = try OptionTerms(
      volatility: Ratio(wads: 850_000_000_000_000_000), rate: Ratio(wads: rate), dividend: .zero,
      spread: .zero, tradingCutoff: .zero, deltaRange: .zero ... .one)
    var series: [Series] = []
    for index in 0..<12 {
      let strike = Price(wads: UInt128(2_200 + 150 * index) * Self.wad)
      let expiry = Instant.start + Duration(seconds: Int64(3 - index % 3) * 259_200)
      series.append(Series(kind: index % 2 == 0 ? .call : .put, strike: strike, expiry: expiry))
    }
    var market = try OptionsMarket(
      terms: terms, series: series,
      pair: Pair(base: Token(symbol: "ETH", decimals: 18), quote: Token(symbol: "USDC", decimals: 6)))
    for index in series.indices where index % 5 != 4 {
      let size = Amount<Base>(Word256(UInt128(index * index + 1) * Self.wad / 7))
      let order = OptionOrder(series: index, side: index % 4 == 3 ? .selling : .buying, size: size)
      let free = Balances(base: Amount(Word256(1_000 * Self.wad)), quote: Amount(9_000_000_000_000))
      let quote = try market.quote(
        order, spot: Price(wads: 3_000 * Self.wad), now: .start, vault: .live, free: free)
      market.execute(quote)
    }
    return market
  }

  @Test("is the sum of its series, bit for bit", arguments: [0, 40_000_000_000_000_000] as [Int128])
  func sums(_ rate: Int128) throws {
    let market = try market(rate: rate)
    let pricing = CertifiedPricing(terms: market.terms)
    for (hour, dollars) in [(0, 3_000), (17, 2_950), (71, 3_333), (72, 3_001), (100, 2_500), (300, 4_000)] {
      let now = Instant.start + Duration(seconds: Int64(hour) * 3_600)
      let spot = Price(wads: UInt128(dollars) * Self.wad + UInt128(hour) * Self.wad / 13)
      var (delta, gamma, mark) = (Integer.zero, Integer.zero, Integer.zero)
      for index in market.series.indices {
        let (series, position) = (market.series[index], Integer(market.vaultPosition(in: index).units))
        if position.isZero { continue }
        let left = now < series.expiry ? series.expiry - now : .zero
        delta += position * Integer(try pricing.delta(of: series, spot: spot, remaining: left).wads)
        gamma += position * Integer(try pricing.gamma(of: series, spot: spot, remaining: left).wads)
        let price = try pricing.price(
          of: series, spot: spot, remaining: left, rounding: position.isNegative ? .up : .down)
        mark -= position * Integer(price.wads)
      }
      let whole = delta.divided(by: Integer(Self.wad), rounding: .nearest)
      #expect(Integer(try market.bookDelta(spot: spot, now: now).units) == whole)
      #expect(Integer(try market.bookGamma(spot: spot, now: now)) == gamma)
      #expect(Integer(try market.bookMark(spot: spot, now: now, rounding: .charge)) == mark)
    }
  }
}
