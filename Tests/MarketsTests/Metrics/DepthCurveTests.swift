import Exact
import Markets
import Properties
import TestKit
import Testing
import Units

@Suite("Metrics of venues") struct DepthCurveTests {
  private func book() throws -> BookSnapshot {
    try BookSnapshot(
      bids: [DepthLevel(price: 99, base: 2), DepthLevel(price: 98, base: 4)],
      asks: [DepthLevel(price: 101, base: 1), DepthLevel(price: 103, base: 3)])
  }

  @Test func `a book by hand`() throws {
    let book = try book()
    #expect(book.middle == 100)
    let cost = try book.cost(.buying, base: 2)
    // 101 + 103 against 200: 4 quote tokens, two in a hundred.
    #expect(cost.cash == 204)
    #expect(cost.averagePrice == 102)
    #expect(cost.slippageCost == 4)
    #expect(cost.effectiveHalfSpread == Rational("1/50"))
    #expect(cost.slippageBasisPoints == 200)
    #expect(try book.marginalCost(.buying, base: 1) == Rational("1/100"))
    #expect(try book.marginalCost(.buying, base: 2) == Rational("3/100"))
    #expect(try book.marginalCost(.selling, base: 3) == Rational("2/100"))
    #expect(book.after(.selling, base: 3)?.bids == [DepthLevel(price: 98, base: 3)])
    #expect(try book.slippageCost(.buying, base: 2, refilledSlices: 2) == 2)
  }

  @Test func `a band includes its ends`() throws {
    let book = try book()
    let cases: [(band: String, obi: Rational)] = [
      ("0", 0), ("1/100", 1), ("2/100", 5), ("3/100", 2), ("29/1000", 5),
    ]
    // B, A at 1 %: 2, 1; at 2 %: 6, 1; at 3 %: 6, 4.
    let sums: [Rational] = [1, 3, 7, 10, 7]
    for (entry, sum) in zip(cases, sums) {
      let band: Rational? = Rational(entry.band)
      let value = try book.imbalance(within: #require(band), about: 100)
      #expect(value.rational == (try entry.obi.divided(by: sum)))
    }
    #expect(
      try book.depth(.selling, within: #require(Rational("3/100") as Rational?), about: 100).rational == 4)
    // Selling every bid of the band leaves −1.
    let after = try #require(book.after(.selling, base: 6))
    #expect(
      try after.imbalance(within: try #require(Rational("3/100") as Rational?), about: 100).rational == -1)
  }

  @Test func `an imbalance of a pool about an oracle ends at plus and minus one`() throws {
    let pool = try ConstantProductCurve(base: 100, quote: 10_000, fee: 0)
    let band: Rational = try #require(Rational("1/100") as Rational?)
    // p = 100 is m(1 + d) for m = 100/1.01, and m(1 − d) for m = 100/0.99.
    let low = try Rational(100).divided(by: 1 + band)
    let high = try Rational(100).divided(by: 1 - band)
    #expect(try pool.imbalance(within: band, about: low).rational == 1)
    #expect(try pool.imbalance(within: band, about: high).rational == -1)
    #expect(try pool.imbalance(within: 0, about: 100).rational == 0)
    #expect(try pool.depth(.selling, within: band, about: low).rational == 0)
    // m = 180 and d = 4/5: β = 100/36 and α = 100/324 have the roots 5/3 and 5/9, so all is a fraction.
    let wide: Rational = try #require(Rational("4/5") as Rational?)
    #expect(try pool.imbalance(within: wide, about: 180).rational == Rational("1/5"))
    #expect(try pool.depth(.buying, within: wide, about: 180).rational == Rational("200/3"))
    #expect(try pool.depth(.selling, within: wide, about: 180).rational == Rational("400/9"))
  }

  @Test func `the integral of the average cost lies between its sums`() {
    withEvery("J of a book", cases: 40) { choices in
      func levels(_ choices: inout Choices, _ step: Int) -> [DepthLevel] {
        var price = 1_000
        return (0..<choices.within(1...4)).map { _ in
          price += step * choices.within(1...30)
          return DepthLevel(price: Rational(price), base: Rational(choices.within(1...9)))
        }
      }
      let book = try BookSnapshot(bids: levels(&choices, -1), asks: levels(&choices, 1))
      let side = choices.oneOf(TradeSide.allCases)
      let depth = (side == .buying ? book.asks : book.bids).reduce(Rational.zero) { $0 + $1.base }
      let size = try depth * Rational(choices.within(1...7)).divided(by: 7)
      // The average cost only rises, so rectangles enclose it.
      let count = 64
      let width = try size.divided(by: Rational(count))
      var (below, above) = (Rational.zero, Rational.zero)
      for index in 1...count {
        above += width * (try book.cost(side, base: width * Rational(index)).effectiveHalfSpread)
        let start =
          index == 1
          ? try book.marginalCost(side, base: width * Rational(Integer(1)).divided(by: 1_000)) : nil
        below += width * (try start ?? book.cost(side, base: width * Rational(index - 1)).effectiveHalfSpread)
      }
      let integral = try book.averageCostIntegral(side, base: size)
      let down = try integral.scaled(decimals: 30, rounding: .down)
      let up = try integral.scaled(decimals: 30, rounding: .up)
      try hold(up - down <= 1, "the roundings are neighbours")
      try hold(up >= below.scaled(decimals: 30, rounding: .down), "\(up) below \(below)")
      try hold(down <= above.scaled(decimals: 30, rounding: .up), "\(down) above \(above)")
    }
  }

  @Test func `a pool's own quote and its curve say the same where nothing rounds`() throws {
    let pair = Pair(base: Token(symbol: "ETH", decimals: 18), quote: Token(symbol: "USDC", decimals: 6))
    let whole = Word256(1_000_000_000_000_000_000 as UInt128)
    let pool = try ConstantProduct(
      reserveBase: Amount(1_000 * whole), reserveQuote: Amount(3_000_000_000_000), fee: .zero,
      takesProtocolFee: false)
    let curve = try ConstantProductCurve(pool, in: pair)
    let fill = try pool.selling(paying: Amount(250 * whole))
    let quote = pool.quote(fill, in: pair)
    let cost = try TradeCost(of: fill, middle: #require(curve.middle), in: pair)
    #expect(cost == (try curve.cost(.selling, base: 250)))
    #expect(cost.slippageCost == quote.hedgeSlippageCost)
    #expect(cost.effectiveHalfSpread == quote.effectiveHalfSpread)
    #expect(curve.middle(after: .selling, base: 250) == quote.priceAfter)
  }

  @Test func `a book venue's fill and its snapshot say the same`() throws {
    let pair = Pair(base: Token(symbol: "ETH", decimals: 18), quote: Token(symbol: "USDC", decimals: 6))
    let scale = BookScale(basePerLot: 1_000_000_000_000_000, quotePerTick: 10)
    var market = try BookMarket(
      scale: scale, profile: .linear(slope: 10, ticks: 20), resilience: .full, fee: .zero,
      base: Amount(Word256(1 << 80 as UInt128)), quote: Amount(1 << 60), span: 256)
    try market.beginBlock(reference: Price(wads: 3_000_000_000_000_000_000_000), in: pair)
    let snapshot = BookSnapshot(market.book, scale: scale, in: pair)
    #expect(snapshot.middle == market.price(in: pair))
    for order in [
      SwapOrder.sellPaying(Amount(500_000_000_000_000_000)), .buyReceiving(Amount(500_000_000_000_000_000)),
    ] {
      let fill = try market.quote(order).fill
      let cost = try TradeCost(of: fill, middle: #require(market.price(in: pair)), in: pair)
      #expect(cost == (try snapshot.cost(order.side, base: #require(Rational("1/2") as Rational?))))
      var after = market
      try after.trade(order)
      #expect(
        BookSnapshot(after.book, scale: scale, in: pair)
          == snapshot.after(order.side, base: try #require(Rational("1/2") as Rational?)))
    }
  }

  @Test func `refuses by rule`() throws {
    let book = try book()
    #expect(throws: MetricRefusal.baseMustBePositive) { try book.cost(.buying, base: 0) }
    #expect(throws: MetricRefusal.baseMustNotExceedDepth) { try book.cost(.buying, base: 5) }
    #expect(throws: MetricRefusal.baseMustNotExceedDepth) { try book.marginalCost(.selling, base: 7) }
    #expect(throws: MetricRefusal.baseMustNotExceedDepth) { try book.averageCostIntegral(.selling, base: 7) }
    for band in [-1, 1] as [Rational] {
      #expect(throws: MetricRefusal.bandMustStayBelowOne) { try book.depth(.buying, within: band, about: 0) }
      #expect(throws: MetricRefusal.bandMustStayBelowOne) { try book.imbalance(within: band, about: 0) }
    }
    #expect(throws: MetricRefusal.priceMustBePositive) { try book.depth(.buying, within: 0, about: 0) }
    #expect(throws: MetricRefusal.priceMustBePositive) { try book.imbalance(within: 0, about: 0) }
    #expect(throws: MetricRefusal.slicesMustBePositive) {
      try book.slippageCost(.buying, base: 1, refilledSlices: 0)
    }
    let oneSided = try BookSnapshot(bids: book.bids, asks: [])
    #expect(throws: MetricRefusal.middleMustExist) { try oneSided.cost(.selling, base: 1) }
    #expect(try oneSided.imbalance(within: #require(Rational("1/10") as Rational?), about: 100).rational == 1)
    let ask = DepthLevel(price: 5, base: 1)
    #expect(throws: MetricRefusal.pricesMustBeOrdered) { try BookSnapshot(bids: [ask], asks: [ask]) }
    #expect(throws: MetricRefusal.pricesMustBeOrdered) {
      try BookSnapshot(bids: book.bids.reversed(), asks: [])
    }
    #expect(throws: MetricRefusal.pricesMustBeOrdered) {
      try BookSnapshot(bids: [], asks: book.asks.reversed())
    }
    #expect(throws: MetricRefusal.priceMustBePositive) {
      try BookSnapshot(bids: [DepthLevel(price: 0, base: 0)], asks: [])
    }
    #expect(throws: MetricRefusal.baseMustBePositive) {
      try BookSnapshot(bids: [DepthLevel(price: 1, base: 0)], asks: [])
    }
    #expect(throws: MetricRefusal.reservesMustBePositive) {
      try ConstantProductCurve(base: 0, quote: 1, fee: 1)
    }
    #expect(throws: MetricRefusal.reservesMustBePositive) {
      try ConstantProductCurve(base: 1, quote: 0, fee: 1)
    }
    #expect(throws: MetricRefusal.feeMustStayBelowOne) { try ConstantProductCurve(base: 1, quote: 1, fee: 1) }
    #expect(throws: MetricRefusal.feeMustStayBelowOne) {
      try ConstantProductCurve(base: 1, quote: 1, fee: -1)
    }
    let pool = try ConstantProductCurve(base: 10, quote: 10, fee: 0)
    #expect(throws: MetricRefusal.baseMustNotExceedDepth) { try pool.cost(.buying, base: 10) }
    #expect(try pool.cost(.selling, base: 10).cash == 5)
    #expect(throws: MetricRefusal.bandMustStayBelowOne) { try pool.depth(.selling, within: 1, about: 1) }
    #expect(throws: MetricRefusal.priceMustBePositive) { try pool.imbalance(within: 0, about: -1) }
    #expect(throws: MetricRefusal.priceMustBePositive) {
      try TradeCost(.buying, base: 1, cash: 1, middle: 0)
    }
    #expect(throws: MetricRefusal.priceMustBePositive) {
      try EqualPriceSplit(middle: 0, reserves: [], base: 0)
    }
    #expect(throws: MetricRefusal.reservesMustBePositive) {
      try EqualPriceSplit(middle: 1, reserves: [], base: 0)
    }
    #expect(throws: MetricRefusal.reservesMustBePositive) {
      try EqualPriceSplit(middle: 1, reserves: [1, 0], base: 0)
    }
    #expect(throws: MetricRefusal.baseMustBePositive) {
      try EqualPriceSplit(middle: 1, reserves: [1], base: 0)
    }
  }
}
