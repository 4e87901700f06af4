import Exact
import Markets
import Testing
import Units

@Suite("Published metrics of books and pools") struct MicroVectorTests {
  private func side(_ vector: MicroVector) throws -> TradeSide {
    try vector.side == .buy ? .buying : .selling
  }

  private func check(_ cost: TradeCost, _ vector: MicroVector) throws {
    #expect(try cost.middle == vector.number("mid"), "\(vector.id)")
    #expect(try cost.cash == vector.number("quote_amount"), "\(vector.id)")
    #expect(try cost.averagePrice == vector.number("avg_price"), "\(vector.id)")
    #expect(try cost.effectiveHalfSpread == vector.number("eff_half_spread"), "\(vector.id)")
    #expect(try cost.slippageCost == vector.number("CH_quote"), "\(vector.id)")
    #expect(try cost.slippageBasisPoints == vector.number("CH_bps"), "\(vector.id)")
  }

  @Test func `constant-product pools`() throws {
    for vector in try MicroVector.all("cpmm") {
      let curve = try ConstantProductCurve(
        base: vector.number("x"), quote: vector.number("y"), fee: vector.number("fee"))
      let (side, size) = (try side(vector), try vector.number("q"))
      let middle = try #require(curve.middle)
      try check(try curve.cost(side, base: size), vector)
      #expect(curve.marginalPrice(side, base: size) == (try vector.number("marginal_price")), "\(vector.id)")
      #expect(curve.middle(after: side, base: size) == (try vector.number("post_trade_mid")), "\(vector.id)")
      let integral = try curve.averageCostIntegral(side, base: size)
      #expect(try vector.matches("J_seed_literal_base_units", integral), "\(vector.id)")
      let band = try vector.number("delta_band")
      #expect(
        try vector.matches("depth_ask_base", curve.depth(.selling, within: band, about: middle)),
        "\(vector.id)")
      #expect(
        try vector.matches("depth_bid_base", curve.depth(.buying, within: band, about: middle)),
        "\(vector.id)")
      #expect(
        try vector.matches("OBI_around_own_mid_base", curve.imbalance(within: band, about: middle)),
        "\(vector.id)")
      let oracle = try vector.number("oracle_mid")
      #expect(
        try vector.matches("OBI_around_oracle_base", curve.imbalance(within: band, about: oracle)),
        "\(vector.id)")
    }
  }

  @Test func `order books as fractions`() throws {
    for vector in try MicroVector.all("clob") {
      let book = try BookSnapshot(
        bids: vector.levels("bids").map { DepthLevel(price: $0[0], base: $0[1]) },
        asks: vector.levels("asks").map { DepthLevel(price: $0[0], base: $0[1]) })
      try check(book, vector)
    }
  }

  private func check(_ book: BookSnapshot, _ vector: MicroVector) throws {
    let (side, size) = (try side(vector), try vector.number("V"))
    try check(try book.cost(side, base: size), vector)
    #expect(book.marginalPrice(side, base: size) == (try vector.number("marginal_price")), "\(vector.id)")
    let (band, middle) = (try vector.number("delta_band"), try vector.number("mid"))
    #expect(try vector.matches("OBI_before", book.imbalance(within: band, about: middle)), "\(vector.id)")
    let after = try #require(book.after(side, base: size))
    #expect(
      try vector.matches("OBI_after_same_mid", after.imbalance(within: band, about: middle)), "\(vector.id)")
    let rest = (side == .buying ? after.asks : after.bids).map { [$0.price, $0.base] }
    #expect(try rest == vector.levels("remaining_same_side"), "\(vector.id)")
  }

  /// Ticks of a hundredth and lots of a ten-thousandth: 1 quote unit a tick and lot.
  private let pair = Pair(base: Token(symbol: "B", decimals: 4), quote: Token(symbol: "Q", decimals: 6))
  private let scale = BookScale(basePerLot: 1, quotePerTick: 1)

  @Test func `the same books in ticks and lots, traded with`() throws {
    for vector in try MicroVector.all("clob") {
      var book = OrderBook(span: 1_024, capacity: 64)
      for (key, side) in [("bids", TradeSide.buying), ("asks", .selling)] {
        for level in try vector.levels(key) {
          try book.limit(
            side, price: whole(level[0], 100), lots: UInt64(whole(level[1], 10_000)), owner: .anyone,
            timing: .postOnly)
        }
      }
      let snapshot = BookSnapshot(book, scale: scale, in: pair)
      try check(snapshot, vector)
      let size = try vector.number("V")
      let outcome = try book.market(side(vector), lots: UInt64(whole(size, 10_000)), owner: .anyone)
      #expect(!outcome.isPartial)
      #expect(
        try Rational(Integer(outcome.cost), over: 1_000_000) == vector.number("quote_amount"), "\(vector.id)")
      #expect(BookSnapshot(book, scale: scale, in: pair) == snapshot.after(try side(vector), base: size))
    }
  }

  private func whole(_ number: Rational, _ times: Int) throws -> Int {
    let scaled = number * Rational(times)
    try #require(scaled.isInteger)
    return try #require(scaled.numerator.asInt)
  }

  @Test func `sales split over pools of one price`() throws {
    for vector in try MicroVector.all("sor") {
      let (middle, reserves) = (try vector.number("mid"), try vector.numbers("x"))
      let split = try EqualPriceSplit(middle: middle, reserves: reserves, base: vector.number("Q"))
      #expect(try split.parts == vector.numbers("optimal_q"), "\(vector.id)")
      #expect(try split.proceeds == vector.number("total_out"), "\(vector.id)")
      #expect(try split.slippageCost == vector.number("CH_quote_split"), "\(vector.id)")
      #expect(try split.slippageCost(inPool: 0) == vector.number("CH_quote_first_pool_only"), "\(vector.id)")
      #expect(try split.priceAfter == vector.number("post_price_each"), "\(vector.id)")
      // The pools one by one, and the merged pool, say the same.
      for (reserve, part) in zip(reserves, split.parts) {
        let pool = try ConstantProductCurve(base: reserve, quote: reserve * middle, fee: 0)
        #expect(pool.middle(after: .selling, base: part) == split.priceAfter)
      }
      let merged = try ConstantProductCurve(base: split.total, quote: split.total * middle, fee: 0)
      #expect(merged.cash(.selling, base: split.base) == split.proceeds)
      #expect(try merged.cost(.selling, base: split.base).slippageCost == split.slippageCost)
    }
  }

  @Test func `sales in slices, with full refill and without`() throws {
    for vector in try MicroVector.all("twap") {
      let (middle, reserve) = (try vector.number("mid"), try vector.number("x"))
      let (size, slices) = (try vector.number("Q"), try vector.count("n"))
      var pool = try ConstantProductCurve(base: reserve, quote: reserve * middle, fee: 0)
      #expect(
        try pool.slippageCost(.selling, base: size, refilledSlices: slices) == vector.number("CH_quote"),
        "\(vector.id)")
      #expect(
        try pool.cost(.selling, base: size).slippageCost == vector.number("CH_quote_no_refill_any_n"),
        "\(vector.id)")
      // One slice after another without refill: the same, however many there are.
      let part = try size.divided(by: Rational(slices))
      var proceeds = Rational.zero
      for _ in 0..<slices {
        let cash = try #require(pool.cash(.selling, base: part))
        proceeds += cash
        pool = try ConstantProductCurve(base: pool.base + part, quote: pool.quote - cash, fee: 0)
      }
      #expect(try middle * size - proceeds == vector.number("CH_quote_no_refill_any_n"), "\(vector.id)")
    }
  }
}
