import Exact
import Markets
import Testing
import Units

@Suite("BookMarket") struct BookMarketTests {
  /// ETH of 18 decimals against USDC of 6: a lot is 0.001 ETH, a tick 0.01 USDC an ETH, so 10 units a lot and tick.
  private let pair = Pair(base: Token(symbol: "ETH", decimals: 18), quote: Token(symbol: "USDC", decimals: 6))
  private let scale = BookScale(basePerLot: 1_000_000_000_000_000, quotePerTick: 10)
  private let lot: Word256 = 1_000_000_000_000_000

  private func price(_ cents: UInt64) -> Price { Price(wads: UInt128(cents) * 10_000_000_000_000_000) }

  private func market(
    lots: [UInt64] = [4, 6], resilience: Resilience = .full, fee: Fee = .zero, base: Word256 = 100,
    quote: Word256 = 1_000_000_000_000
  ) throws -> BookMarket {
    let steps = lots.enumerated().map { DepthStep(distance: .ticks($0.offset + 1), lots: $0.element) }
    return try BookMarket(
      scale: scale, profile: DepthProfile(bids: steps, asks: steps), resilience: resilience, fee: fee,
      base: Amount(base * lot), quote: Amount(quote), span: 256)
  }

  private func levels(_ market: BookMarket, _ side: TradeSide) -> [[UInt64]] {
    market.book.levels(side).map { [UInt64($0.price), $0.lots] }
  }

  @Test func `a tick and a lot are worth what the scale says`() throws {
    #expect(try scale.ticks(exactly: price(300_001), in: pair) == 300_001)
    #expect(scale.price(ofTick: 300_001, in: pair) == Rational("3000.01"))
    #expect(scale.base(ofLots: 1_500, in: pair) == Rational("1.5"))
    let between = Price(wads: price(300_001).wads + 1)
    #expect(throws: BookRefusal.priceMustBeOnTick) { try scale.ticks(exactly: between, in: pair) }
    #expect(try scale.ticks(of: between, in: pair, rounding: .down) == 300_001)
    #expect(try scale.ticks(of: between, in: pair, rounding: .up) == 300_002)
    #expect(throws: BookRefusal.priceMustFit) { try scale.ticks(exactly: Price(wads: .max), in: pair) }
  }

  @Test func `makers quote the profile about the reference`() throws {
    var market = try market()
    #expect(market.price(in: pair) == nil)
    try market.beginBlock(reference: price(300_000), in: pair)
    #expect(levels(market, .buying) == [[299_999, 4], [299_998, 6]])
    #expect(levels(market, .selling) == [[300_001, 4], [300_002, 6]])
    #expect(market.price(in: pair) == 3_000)
    // Between two ticks both sides step away from it.
    try market.beginBlock(reference: Price(wads: price(300_000).wads + 1), in: pair)
    #expect(levels(market, .buying) == [[299_999, 4], [299_998, 6]])
    #expect(levels(market, .selling) == [[300_002, 4], [300_003, 6]])
  }

  @Test func `shares of the reference are rounded away from it, and what meets is added`() throws {
    let steps = [
      DepthStep(distance: .share(Ratio(wads: 1_000_000_000_000)), lots: 1),  // 0.3 ticks
      DepthStep(distance: .share(Ratio(wads: 3_000_000_000_000)), lots: 2),  // 0.9 ticks
      DepthStep(distance: .share(Ratio(wads: 5_000_000_000_000)), lots: 3),  // 1.5 ticks
    ]
    var market = try BookMarket(
      scale: scale, profile: DepthProfile(bids: steps, asks: steps), resilience: .full, fee: .zero,
      base: Amount(100 * lot), quote: Amount(1_000_000_000_000), span: 256)
    try market.beginBlock(reference: price(300_000), in: pair)
    #expect(levels(market, .buying) == [[299_999, 3], [299_998, 3]])
    #expect(levels(market, .selling) == [[300_001, 3], [300_002, 3]])
  }

  @Test func `a share of the gap closes in a block, and what is not wanted leaves`() throws {
    var market = try market(lots: [10], resilience: #require(Resilience(1, over: 3)))
    for wanted in [3, 5, 6, 7, 8, 8] as [UInt64] {
      try market.beginBlock(reference: price(300_000), in: pair)
      #expect(levels(market, .buying) == [[299_999, wanted]])
      #expect(levels(market, .selling) == [[300_001, wanted]])
    }
    // Two ticks higher the old ask is crossed and goes whole; the old bid goes by a third, rounded up.
    try market.beginBlock(reference: price(300_002), in: pair)
    #expect(levels(market, .selling) == [[300_003, 3]])
    #expect(levels(market, .buying) == [[300_001, 3], [299_999, 5]])
    for left in [3, 2, 1] as [UInt64] {
      try market.beginBlock(reference: price(300_002), in: pair)
      #expect(levels(market, .buying).last == [299_999, left])
    }
    try market.beginBlock(reference: price(300_002), in: pair)
    #expect(levels(market, .buying).count == 1)
    // Far away nothing of it is kept.
    try market.beginBlock(reference: price(300_302), in: pair)
    #expect(levels(market, .buying) == [[300_301, 3]])
  }

  @Test func `nothing is quoted that the makers do not own`() throws {
    // 5 lots of base; quote for one bid of the first level and 10 units more than 3 of the second.
    var market = try market(base: 5, quote: Word256(4 * 2_999_990 + 3 * 2_999_980 + 10 as UInt64))
    try market.beginBlock(reference: price(300_000), in: pair)
    #expect(levels(market, .selling) == [[300_001, 4], [300_002, 1]])
    #expect(levels(market, .buying) == [[299_999, 4], [299_998, 3]])
  }

  @Test func `a trader pays the sum of price times lots, to the unit`() throws {
    var market = try market()
    try market.beginBlock(reference: price(300_000), in: pair)
    let bought = try market.trade(.buyReceiving(Amount(5 * lot)))
    #expect(bought.fill.base == Amount(5 * lot))
    #expect(bought.fill.quote == Amount(4 * 3_000_010 + 3_000_020))
    #expect(bought.fee == .none)
    #expect(market.inventoryBase == Amount(95 * lot))
    #expect(market.inventoryQuote == Amount(1_000_000_000_000 + 15_000_060))
    #expect(levels(market, .selling) == [[300_002, 5]])
    let sold = try market.trade(.sellPaying(Amount(4 * lot)))
    #expect(sold.fill.quote == Amount(4 * 2_999_990))
    #expect(market.inventoryBase == Amount(99 * lot))
    #expect(market.inventoryQuote == Amount(1_000_000_000_000 + 15_000_060 - 11_999_960))
  }

  @Test func `only whole lots move, and the rest stays with the trader`() throws {
    var market = try market()
    try market.beginBlock(reference: price(300_000), in: pair)
    let order = SwapOrder.sellPaying(Amount(2 * lot + 7))
    let execution = try market.quote(order)
    #expect(execution.fill.base == Amount(2 * lot))
    #expect(execution.isPartial(of: order))
    #expect(try !market.detailedQuote(order).isPartial)
    #expect(try market.quote(.buyReceiving(Amount(2 * lot + 7))).fill.base == Amount(2 * lot))
    #expect(try market.quote(.buyPaying(Amount(5 * 3_000_010))).fill.quote == Amount(4 * 3_000_010))
    #expect(try market.quote(.sellReceiving(Amount(3 * 2_999_990 - 1))).fill.base == Amount(2 * lot))
  }

  @Test func `a market order larger than the book is filled in part and says so`() throws {
    var market = try market()
    try market.beginBlock(reference: price(300_000), in: pair)
    for order in [
      SwapOrder.buyReceiving(Amount(11 * lot)), .sellPaying(Amount(Word256.max)),
      .buyPaying(Amount(Word256.max)),
      .sellReceiving(Amount(29_999_981)),
    ] {
      let answer = try market.detailedQuote(order)
      #expect(answer.isPartial)
      #expect(answer.lots == 10)
      #expect(answer.execution.isPartial(of: order))
      #expect(answer.execution.fill.base == Amount(10 * lot))
    }
    // An order for exactly all there is is done with the book.
    let all: Word256 = 4 * 3_000_010 + 6 * 3_000_020
    #expect(try !market.detailedQuote(.buyReceiving(Amount(10 * lot))).isPartial)
    #expect(try !market.detailedQuote(.buyPaying(Amount(all))).isPartial)
    #expect(try market.detailedQuote(.buyPaying(Amount(all + 1))).isPartial)
    try market.trade(.buyReceiving(Amount(11 * lot)))
    #expect(market.book.bestAsk == nil)
    #expect(market.price(in: pair) == nil)
  }

  @Test func `the fee is on the input and a lot has one price`() throws {
    // 30 bp: ⌈3,000,010 · 1000/997⌉ = 3,009,038; a lot sold takes ⌈10¹⁵ · 1000/997⌉.
    var market = try market(fee: Fee(3, over: 1000))
    try market.beginBlock(reference: price(300_000), in: pair)
    let bought = try market.trade(.buyReceiving(Amount(2 * lot)))
    #expect(bought.fill.quote == Amount(2 * 3_009_038))
    #expect(bought.fee == FeeLabel(base: .zero, quote: Word256(2 * 9_028 as UInt64), over: 1))
    #expect(market.inventoryQuote == Amount(1_000_000_000_000 + 2 * 3_009_038))
    let sold = try market.trade(.sellPaying(Amount(3 * lot)))
    #expect(sold.fill.base == Amount(2 * 1_003_009_027_081_244))
    #expect(sold.fill.quote == Amount(2 * 2_999_990))
    #expect(sold.fee == FeeLabel(base: Word256(2 * 3_009_027_081_244 as UInt64), quote: .zero, over: 1))
  }

  @Test func `an order's costs by hand`() throws {
    var market = try market(fee: Fee(3, over: 1000))
    #expect(throws: SwapRefusal.reservesMustBePositive) {
      try market.poolQuote(.buyReceiving(Amount(lot)), in: pair)
    }
    try market.beginBlock(reference: price(300_000), in: pair)
    let quote = try #require(try market.poolQuote(.buyReceiving(Amount(4 * lot)), in: pair))
    // 4 lots at 3.009038 USDC each against 3: the asks at 300,001 are gone, so the middle is half a tick higher.
    #expect(quote.priceBefore == 3_000)
    #expect(quote.priceAfter == Rational("3000.005"))
    #expect(quote.hedgeSlippageCost == Rational("0.036152"))
    #expect(quote.effectiveHalfSpread == Rational("0.036152")?.dividing(by: 12))
    #expect(quote.feeUnits == Rational(4 * 9_028))
    #expect(try market.poolQuote(.buyReceiving(Amount(10 * lot)), in: pair) == nil)
  }

  @Test func `refuses by rule, in order, and stays as it was`() throws {
    var market = try market(base: 1 << 60)
    let pay = SwapOrder.sellPaying(.zero)
    func refuses(_ rule: SwapRefusal, _ order: SwapOrder) {
      let before = market
      #expect(throws: rule) { try market.quote(order) }
      #expect(throws: rule) { try market.trade(order) }
      #expect(market == before)
    }
    refuses(.inputMustBePositive, pay)
    refuses(.inputMustBePositive, .buyPaying(.zero))
    refuses(.outputMustBePositive, .buyReceiving(.zero))
    refuses(.outputMustBePositive, .sellReceiving(.zero))
    refuses(.reservesMustBePositive, .buyPaying(Amount(1)))
    refuses(.reservesMustBePositive, .sellPaying(Amount(1)))
    try market.beginBlock(reference: price(300_000), in: pair)
    refuses(.outputMustBePositive, .sellPaying(Amount(lot - 1)))
    refuses(.outputMustBePositive, .buyReceiving(Amount(lot - 1)))
    refuses(.outputMustBePositive, .buyPaying(Amount(3_000_009)))
    refuses(.outputMustBePositive, .sellReceiving(Amount(2_999_989)))
    let before = market
    #expect(throws: BookRefusal.priceMustBePositive) {
      try market.beginBlock(reference: Price(wads: 0), in: pair)
    }
    #expect(throws: BookRefusal.priceMustFit) {
      try market.beginBlock(reference: Price(wads: .max), in: pair)
    }
    #expect(market == before)
  }

  @Test func `balances stay below 2 to the 112th`() throws {
    let most = Word256((1 << 112) - 1 as UInt128)
    let profile = try DepthProfile.linear(slope: 1, ticks: 2)
    func market(_ base: Word256, _ quote: Word256) throws -> BookMarket {
      try BookMarket(
        scale: scale, profile: profile, resilience: .full, fee: .zero, base: Amount(base),
        quote: Amount(quote), span: 64)
    }
    #expect(throws: SwapRefusal.balanceMustFit) { try market(most + 1, .zero) }
    #expect(throws: SwapRefusal.balanceMustFit) { try market(.zero, most + 1) }
    var full = try market(most, most)
    try full.beginBlock(reference: price(300_000), in: pair)
    let before = full
    #expect(throws: SwapRefusal.balanceMustFit) { try full.trade(.sellPaying(Amount(lot))) }
    #expect(throws: SwapRefusal.balanceMustFit) { try full.trade(.buyReceiving(Amount(lot))) }
    #expect(full == before)
  }

  @Test func `a profile is refused by rule`() {
    func step(_ distance: DepthDistance, _ lots: UInt64 = 1) -> DepthStep {
      DepthStep(distance: distance, lots: lots)
    }
    func refuses(_ rule: ProfileRefusal, _ steps: [DepthStep], asBids: Bool = true) {
      #expect(throws: rule) { try DepthProfile(bids: steps, asks: []) }
      if !asBids { return }
      #expect(throws: rule) { try DepthProfile(bids: [], asks: steps) }
    }
    refuses(.distanceMustBePositive, [step(.ticks(0), 0)])
    refuses(.distanceMustBePositive, [step(.share(.zero))])
    refuses(.distanceMustStayBelowOne, [step(.share(.one), 0)], asBids: false)
    refuses(.quantityMustBePositive, [step(.ticks(1), 0)])
    refuses(.distancesMustBeAlike, [step(.ticks(1)), step(.share(Ratio(wads: 5)))])
    refuses(.distancesMustIncrease, [step(.ticks(2)), step(.ticks(2))])
    refuses(.distancesMustIncrease, [step(.share(Ratio(wads: 5))), step(.share(Ratio(wads: 4)))])
    refuses(.quantityMustFit, [step(.ticks(1), OrderBook.maximumLots), step(.ticks(2))])
    #expect(throws: ProfileRefusal.quantityMustBePositive) { try DepthProfile.linear(slope: 0, ticks: 3) }
    #expect(throws: ProfileRefusal.quantityMustFit) { try DepthProfile.linear(slope: 1 << 60, ticks: 5) }
    #expect(Resilience(0, over: 1) == nil)
    #expect(Resilience(2, over: 1) == nil)
  }
}
