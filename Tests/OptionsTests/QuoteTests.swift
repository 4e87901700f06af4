import Exact
import Options
import Testing
import Units

@Suite("OptionsMarket.quote") struct QuoteTests {
  private let spot = Price(wads: 5)
  private let plenty = Balances(base: Amount(1_000_000), quote: Amount(1_000_000))

  @Test(
    "charges the least whole unit not below size · price · (1 + spread), pays the most not above (1 − spread)",
    arguments: [0, 1, 3], [0, 1, 30, 333])
  func premium(power: Int, permille: Int) throws {
    let fine = [1, 10, 100, 1000][power]
    for price in 0...9 {
      let market = try market(
        spread: Int128(permille) * 1_000_000_000_000_000, power: power,
        pricing: TablePricing(price: UInt128(price)))
      for size in 1...12 {
        let amount = Amount<Base>(Word256(UInt64(size)))
        let bid = try market.quote(
          OptionOrder(series: 1, side: .selling, size: amount), spot: spot, now: .start, vault: .live,
          free: plenty)
        let ask = try market.quote(
          OptionOrder(series: 0, side: .buying, size: amount), spot: spot, now: .start, vault: .live,
          free: plenty)
        let (paid, charged) = (native(bid.premium.units), native(ask.premium.units))
        let least = size * (price + 1) * (1000 + permille)
        let most = size * price * (1000 - permille)
        #expect(charged * fine * 1000 >= least)
        #expect((charged - 1) * fine * 1000 < least)
        #expect(paid * fine * 1000 <= most)
        #expect((paid + 1) * fine * 1000 > most)
        #expect(ask.escrow == .zero)
        #expect(bid.escrow.base == .zero)
        // The put's writer posts ⌈5 · size⌉ in whole units.
        let posted = native(bid.escrow.quote.units) * fine
        #expect(posted >= 5 * size && posted - fine < 5 * size)
      }
    }
  }

  @Test func `a worked premium of 1.5 contracts at 123.456789… and a spread of 5 %`() throws {
    let expiry = Instant(milliseconds: 1000)
    let strike = Price(wads: 3_000_000_000_000_000_000_000)
    let market = try OptionsMarket(
      terms: try terms(spread: 50_000_000_000_000_000),
      series: [Series(kind: .call, strike: strike, expiry: expiry)],
      pair: Pair(base: Token(symbol: "ETH", decimals: 18), quote: Token(symbol: "USDC", decimals: 6)),
      pricing: TablePricing(price: 123_456_789_012_345_678_901))
    let free = Balances(base: Amount(1_500_000_000_000_000_000), quote: Amount(1_000_000_000))
    var order = OptionOrder(series: 0, side: .buying, size: Amount(1_500_000_000_000_000_000))
    let ask = try market.quote(order, spot: strike, now: .start, vault: .live, free: free)
    // 1.5 · 123.456789012345678902 · 1.05 = 194.4444426944…
    #expect(ask.premium == Amount(194_444_443))
    order.side = .selling
    let bid = try market.quote(order, spot: strike, now: .start, vault: .live, free: free)
    // 1.5 · 123.456789012345678901 · 0.95 = 175.9259243425…
    #expect(bid.premium == Amount(175_925_924))
    #expect(bid.escrow == Balances(base: order.size, quote: .zero))
  }

  @Test func `an order that breaks every rule meets them in the documented order`() throws {
    let expiry = Instant(milliseconds: 1000)
    var pricing = TablePricing(price: 0, refusal: .precisionMustSuffice)
    var market = try OptionsMarket(
      terms: try terms(delta: 600_000_000_000_000_000...700_000_000_000_000_000),
      series: [Series(kind: .call, strike: spot, expiry: expiry)], pair: smallPair(power: 0), pricing: pricing
    )
    var order = OptionOrder(series: -1, side: .buying, size: .zero, limit: .zero)
    var (vault, now, answer, free) = (EpochState.settling, expiry, Price?.none, Balances.zero)
    func refusal() -> OptionRefusal? {
      do throws(OptionRefusal) {
        _ = try market.quote(order, spot: answer, now: now, vault: vault, free: free)
        return nil
      } catch { return error }
    }
    func relist(_ range: ClosedRange<Int128>) throws {
      market = try OptionsMarket(
        terms: try terms(delta: range), series: market.series, pair: market.pair, pricing: pricing)
    }
    #expect(refusal() == .seriesMustBeListed(index: -1, count: 1))
    order.series = 1
    #expect(refusal() == .seriesMustBeListed(index: 1, count: 1))
    order.series = 0
    #expect(refusal() == .sizeMustBePositive)
    order.size = Amount(.max)
    #expect(refusal() == .vaultMustBeLive(.settling))
    vault = .live
    #expect(refusal() == .oracleMustBeFresh)
    answer = spot
    #expect(refusal() == .seriesMustBeUnexpired(expiry: expiry, now: expiry))
    now = Instant(milliseconds: 991)
    #expect(refusal() == .tradingMustBeOpen(cutoff: Instant(milliseconds: 990), now: now))
    now = Instant(milliseconds: 990)
    #expect(refusal() == .priceMustBeCertified(.precisionMustSuffice))
    pricing.refusal = nil
    pricing.price = 3
    try relist(600_000_000_000_000_000...700_000_000_000_000_000)
    let half = Ratio(wads: 500_000_000_000_000_000)
    #expect(refusal() == .deltaMustBeInRange(delta: half, range: market.terms.deltaRange))
    try relist(500_000_000_000_000_000...500_000_000_000_000_000)
    #expect(refusal() == .arithmetic(.resultMustFit))
    order.size = Amount(10)
    let needed = Balances(base: Amount(10), quote: .zero)
    #expect(refusal() == .collateralMustCover(needed: needed, free: .zero))
    free = needed
    #expect(refusal() == .premiumMustMeetLimit(premium: Amount(40), limit: .zero))
    order.limit = Amount(39)
    #expect(refusal() == .premiumMustMeetLimit(premium: Amount(40), limit: Amount(39)))
    order.limit = Amount(40)
    #expect(refusal() == nil)
    #expect(market.book == (try self.empty(market)))
  }

  /// The book of the same market before any trade.
  private func empty(_ market: OptionsMarket) throws -> OptionsBook {
    try OptionsMarket(
      terms: market.terms, series: market.series, pair: market.pair, pricing: TablePricing()
    ).book
  }

  @Test func `a buyer never pays nothing`() throws {
    struct Free: OptionPricing {
      func price(
        of series: Series, spot: Price, remaining: Duration, rounding: Rounding
      ) throws(PricingRefusal) -> Price { Price(wads: 0) }
      func delta(of series: Series, spot: Price, remaining: Duration) throws(PricingRefusal) -> Ratio {
        .zero
      }
      func gamma(of series: Series, spot: Price, remaining: Duration) throws(PricingRefusal) -> Ratio {
        .zero
      }
    }
    let listed = try market().series
    let market = try OptionsMarket(
      terms: try terms(), series: listed, pair: smallPair(power: 0), pricing: Free())
    let order = OptionOrder(series: 0, side: .buying, size: Amount(1))
    #expect(throws: OptionRefusal.premiumMustBePositive) {
      try market.quote(order, spot: spot, now: .start, vault: .live, free: plenty)
    }
  }

  @Test(arguments: EpochState.allCases.filter { $0 != .live })
  func `only a live vault trades`(state: EpochState) throws {
    let market = try market()
    let order = OptionOrder(series: 0, side: .buying, size: Amount(1))
    #expect(throws: OptionRefusal.vaultMustBeLive(state)) {
      try market.quote(order, spot: spot, now: .start, vault: state, free: plenty)
    }
  }

  @Test func `a seller's limit is the least it accepts`() throws {
    let market = try market(pricing: TablePricing(price: 3))
    var order = OptionOrder(series: 0, side: .selling, size: Amount(10), limit: Amount(31))
    #expect(throws: OptionRefusal.premiumMustMeetLimit(premium: Amount(30), limit: Amount(31))) {
      try market.quote(order, spot: spot, now: .start, vault: .live, free: plenty)
    }
    order.limit = Amount(30)
    #expect(
      try market.quote(order, spot: spot, now: .start, vault: .live, free: plenty).premium == Amount(30))
  }

  @Test func `a purchase by the vault is paid from free quote and what the purchase itself releases`() throws
  {
    // Ten puts of strike 5 lock 50; buying back four at 3 costs 12 and releases 20.
    var market = try market(pricing: TablePricing(price: 3))
    try market.trade(.buying, 10, of: 1)
    let order = OptionOrder(series: 1, side: .selling, size: Amount(4))
    let quote = try market.quote(order, spot: spot, now: .start, vault: .live, free: .zero)
    #expect(quote.premium == Amount(12))
    #expect(quote.lockedAfter.quote == Amount(30))
    // A call releases base, which pays no premium.
    let call = OptionOrder(series: 0, side: .selling, size: Amount(4))
    let (needed, held) = (
      Balances(base: .zero, quote: Amount(12)), Balances(base: Amount(9), quote: Amount(11))
    )
    #expect(throws: OptionRefusal.collateralMustCover(needed: needed, free: held)) {
      try market.quote(call, spot: spot, now: .start, vault: .live, free: held)
    }
  }

  @Test func `collateral covers the net short only`() throws {
    var market = try market()
    try market.trade(.selling, 7, of: 0)
    #expect(market.lockedBase == .zero)
    try market.trade(.buying, 5, of: 0)
    #expect(market.lockedBase == .zero)
    try market.trade(.buying, 5, of: 0)
    #expect(market.lockedBase == Amount(3))
    try market.trade(.buying, 2, of: 1)
    #expect(market.lockedQuote == Amount(10))
    try market.trade(.selling, 3, of: 1)
    #expect(market.lockedQuote == .zero)
    #expect(market.vaultPosition(in: 0) == Change(-3))
    #expect(market.vaultPosition(in: 1) == Change(1))
    #expect(market.book.positions[0].escrow == Balances(base: Amount(7), quote: .zero))
    #expect(market.book.positions[1].escrow == Balances(base: .zero, quote: Amount(15)))
  }

  @Test func `open interest beyond 112 bits is refused`() throws {
    let market = try market(pricing: TablePricing(price: 0))
    let limit = Word256(high: 0, low: 1 << 112)
    let vast = Balances(base: Amount(.max), quote: Amount(.max))
    for side in OptionSide.allCases {
      let fits = OptionOrder(series: 0, side: side, size: Amount(limit - 1))
      #expect(throws: Never.self) {
        try market.quote(fits, spot: spot, now: .start, vault: .live, free: vast)
      }
      let order = OptionOrder(series: 0, side: side, size: Amount(limit))
      #expect(throws: OptionRefusal.arithmetic(.resultMustFit)) {
        try market.quote(order, spot: spot, now: .start, vault: .live, free: vast)
      }
    }
  }

  @Test func `terms and listings refuse what makes no market`() throws {
    #expect(throws: OptionTermsRefusal.volatilityMustNotBeNegative(Ratio(wads: -1))) {
      try OptionTerms(
        volatility: Ratio(wads: -1), rate: .zero, dividend: .zero, spread: .one,
        tradingCutoff: Duration(milliseconds: -1), deltaRange: Ratio(wads: -1) ... .one)
    }
    #expect(throws: OptionTermsRefusal.spreadMustLieFromZeroToBelowOne(.one)) {
      try terms(spread: 1_000_000_000_000_000_000, cutoff: -1, delta: -1...0)
    }
    #expect(throws: OptionTermsRefusal.cutoffMustNotBeNegative(Duration(milliseconds: -1))) {
      try terms(cutoff: -1, delta: -1...0)
    }
    #expect(throws: OptionTermsRefusal.deltaRangeMustLieWithinZeroAndOne(Ratio(wads: -1) ... .zero)) {
      try terms(delta: -1...0)
    }
    #expect(throws: OptionsMarketRefusal.strikeMustBePositive(series: 0)) { try market(strike: 0) }
  }
}
