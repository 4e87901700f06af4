import Exact
import Markets
import Properties
import TestKit
import Testing
import Units

@Suite("DeviationFee") struct DeviationFeeTests {
  private static let pair = Pair(
    base: Token(symbol: "ETH", decimals: 18), quote: Token(symbol: "USDC", decimals: 6))

  private static func schedule(
    base: UInt64 = 5, cap: UInt64 = 1000, share: Int128 = 500_000_000_000_000_000, pair: Pair = pair
  ) throws -> DeviationFee {
    try DeviationFee(
      base: Fee(base, over: 10_000), cap: Fee(cap, over: 10_000), share: Ratio(wads: share), pair: pair)
  }

  /// A curve of 1000 ETH and 3,000,000 USDC under an oracle.
  private func market(_ dollars: UInt128?) -> FeeMarket {
    FeeMarket(
      at: .start, block: 1, sqrtPriceX96: 1, base: 1_000_000_000_000_000_000_000, quote: 3_000_000_000_000,
      oracle: dollars.map { Price(wads: $0 * 1_000_000_000_000_000_000) })
  }

  private func fee(_ schedule: DeviationFee, _ side: TradeSide, _ market: FeeMarket) -> Fee {
    schedule.fee(side, from: market, to: market)
  }

  @Test func `takes half of the gap beyond the base from the side that closes it`() throws {
    let half = try Self.schedule()
    // 1 − 3000 ÷ 3125 = 4 %; 0.05 % + (4 % − 0.05 %) ÷ 2.
    #expect(fee(half, .buying, market(3125)) == (try Fee(2025, over: 100_000)))
    #expect(fee(half, .selling, market(3125)) == half.base)
    // 1 − 2880 ÷ 3000 = 4 % from the other side.
    #expect(fee(half, .selling, market(2880)) == (try Fee(2025, over: 100_000)))
    #expect(fee(half, .buying, market(2880)) == half.base)
    // A gap of a third is capped; none, and one within the base, is not charged.
    #expect(fee(half, .buying, market(4500)) == half.cap)
    #expect(fee(half, .buying, market(3000)) == half.base)
    #expect(fee(half, .buying, market(3001)) == half.base)
    #expect(fee(half, .buying, market(nil)) == half.base)
    #expect(fee(half, .selling, market(0)) == half.cap)
  }

  @Test func `the whole share is the fee at which a first unit earns nothing`() throws {
    let whole = try Self.schedule(cap: 9999, share: Ratio.one.wads)
    // (1 − f) · 3125 ÷ 3000 = 1 at f = 4 %.
    #expect(fee(whole, .buying, market(3125)) == (try Fee(4, over: 100)))
    // 1 − 3000 ÷ 3007 = 7 ÷ 3007, rounded up.
    #expect(fee(whole, .buying, market(3007)) == (try Fee(2_327_901_564, over: 1_000_000_000_000)))
  }

  @Test func `the smallest share of the smallest gap is a whole 10⁻¹²`() throws {
    let least = try Self.schedule(base: 0, share: 1)
    var market = market(3000)
    #expect(fee(least, .buying, market) == .zero)
    market.oracle = Price(wads: 3_000_000_000_000_000_000_001)
    #expect(fee(least, .buying, market) == (try Fee(1, over: 1_000_000_000_000)))
    #expect(fee(least, .selling, market) == .zero)
  }

  /// The definition in rationals, rounded up once.
  private func exact(_ schedule: DeviationFee, _ side: TradeSide, _ market: FeeMarket, _ pair: Pair) throws
    -> Fee
  {
    guard let oracle = market.oracle else { return schedule.base }
    let curve = try #require(Rational(Integer(market.quote), over: Integer(market.base)))
    let price = try #require(Rational(Integer(oracle.wads), over: Integer(pair.finePerQuoteUnit)))
    guard side == .buying ? curve < price : curve > price else { return schedule.base }
    let gap = try Rational(1) - min(curve, price).divided(by: max(curve, price))
    let base = try #require(
      Rational(Integer(schedule.base.numerator), over: Integer(schedule.base.denominator)))
    let cap = try #require(Rational(Integer(schedule.cap.numerator), over: Integer(schedule.cap.denominator)))
    let share = try #require(Rational(Integer(schedule.share.wads), over: Integer(10).power(18)))
    let charged = min(cap, base + share * max(Rational(0), gap - base))
    let parts = (charged * Rational(1_000_000_000_000)).rounded(.up)
    return try Fee(try #require(UInt64("\(parts)")), over: 1_000_000_000_000)
  }

  private func anySchedule(_ choices: inout Choices) throws -> (DeviationFee, Pair) {
    let pair = Pair(
      base: Token(symbol: "B", decimals: choices.within(0...18)),
      quote: Token(symbol: "Q", decimals: choices.within(0...18)))
    let low = choices.sized(below: 1_000_000_000_000)
    let high = low + choices.sized(below: 1_000_000_000_000 - low)
    let share = Int128(choices.sized(below: 1_000_000_000_000_000_001))
    let fee = { (parts: UInt64) in try Fee(parts, over: 1_000_000_000_000) }
    return (try DeviationFee(base: fee(low), cap: fee(high), share: Ratio(wads: share), pair: pair), pair)
  }

  /// An oracle near the curve as often as anywhere.
  private func anyNearMarket(_ choices: inout Choices, _ pair: Pair) -> FeeMarket {
    var market = anyMarket(&choices)
    guard choices.chance(3, in: 4) else { return market }
    let even = even(market, pair)
    let width = even / 4 + 1
    market.oracle = Price(wads: even - width / 2 + choices.wide() % width)
    return market
  }

  /// The oracle's answer that equals the curve's price, rounded down; half the largest where it does not fit.
  private func even(_ market: FeeMarket, _ pair: Pair) -> UInt128 {
    let even = try? Word256.mulDiv(
      Word256(market.quote), pair.finePerQuoteUnit, over: Word256(market.base), rounding: .down)
    return min(even?.asUInt128 ?? .max, .max / 2)
  }

  @Test func `equals its definition in rationals`() {
    withEvery("definition", cases: 1500) { choices in
      let (schedule, pair) = try anySchedule(&choices)
      let market = anyNearMarket(&choices, pair)
      for side in TradeSide.allCases {
        let expected = try exact(schedule, side, market, pair)
        try holdEqual(fee(schedule, side, market), expected, "min(cap, base + share · (g − base))")
      }
    }
  }

  @Test func `never below base nor above cap, and monotone in the gap`() {
    withEvery("laws", cases: 1000) { choices in
      let (schedule, pair) = try anySchedule(&choices)
      let near = anyNearMarket(&choices, pair)
      var far = near
      let rises = choices.chance(1, in: 2)
      let move = choices.wide()
      far.oracle = near.oracle.map {
        Price(wads: rises ? $0.wads + min(move, .max - $0.wads) : $0.wads - min(move, $0.wads))
      }
      for side in TradeSide.allCases {
        let (a, b) = (parts(fee(schedule, side, near)), parts(fee(schedule, side, far)))
        for fee in [a, b] {
          try hold(fee >= parts(schedule.base), "never below base")
          try hold(fee <= parts(schedule.cap), "never above cap")
        }
        // A rising oracle widens the buyers' gap and narrows the sellers'.
        let widens = rises == (side == .buying)
        try hold(widens ? b >= a : b <= a, "monotone in the gap", "\(side): \(a) then \(b)")
      }
      try hold(
        TradeSide.allCases.contains { fee(schedule, $0, near) == schedule.base }, "one side pays the base")
    }
  }

  private func parts(_ fee: Fee) -> UInt64 { fee.numerator * (1_000_000_000_000 / fee.denominator) }

  @Test func `off, it is the constant fee, bit for bit`() {
    withEvery("off", cases: 300) { choices in
      let (on, pair) = try anySchedule(&choices)
      var off = try DeviationFee(base: on.base, cap: on.cap, share: .zero, pair: pair)
      let (start, end) = (anyNearMarket(&choices, pair), anyMarket(&choices))
      for side in TradeSide.allCases {
        let before = off
        off.touch(start)
        try holdEqual(off.fee(side, from: start, to: end), off.floor, "the base fee")
        off.settle(side, from: start, to: end)
        try holdEqual(off, before, "there is no state")
      }
      try hold(!off.dependsOnSize, "the start decides")
    }
  }

  @Test func `an empty curve is charged without a trap`() throws {
    let half = try Self.schedule()
    for (base, quote) in [(0, 0), (0, 1), (1, 0)] as [(UInt128, UInt128)] {
      var empty = market(3000)
      (empty.base, empty.quote) = (base, quote)
      for side in TradeSide.allCases {
        #expect(parts(fee(half, side, empty)) >= parts(half.base))
        #expect(parts(fee(half, side, empty)) <= parts(half.cap))
      }
    }
  }

  @Test func `every rule is defended, in order`() throws {
    let (third, odd) = (try Fee(1, over: 3), try Fee(1, over: 7))
    let (low, high) = (try Fee(1, over: 1000), try Fee(1, over: 100))
    let over = Ratio(wads: Ratio.one.wads + 1)
    #expect(throws: DeviationFeeRefusal.feeMustHaveTwelveDecimals(third)) {
      try DeviationFee(base: third, cap: odd, share: over, pair: Self.pair)
    }
    #expect(throws: DeviationFeeRefusal.feeMustHaveTwelveDecimals(odd)) {
      try DeviationFee(base: low, cap: odd, share: over, pair: Self.pair)
    }
    #expect(throws: DeviationFeeRefusal.capMustReachBase(low, base: high)) {
      try DeviationFee(base: high, cap: low, share: over, pair: Self.pair)
    }
    for share in [over, Ratio(wads: -1)] {
      #expect(throws: DeviationFeeRefusal.shareMustStayWithinOne(share)) {
        try DeviationFee(base: low, cap: high, share: share, pair: Self.pair)
      }
    }
  }
}
