import Exact
import Markets
import Testing
import Units

@Suite("FeeLag") struct FeeLagTests {
  private static let pair = Pair(
    base: Token(symbol: "ETH", decimals: 18), quote: Token(symbol: "USDC", decimals: 6))

  /// √price rises by 101 in 100, price by 2.01 %.
  private static func jump(
    root: (numerator: UInt32, denominator: UInt32) = (101, 100), seconds: Int64 = 12, quiet: Int = 4,
    oracleDelay: Int = 0
  ) -> FeeJump {
    .onConstantProduct(
      base: 1_000_000_000_000_000_000_000, quote: 3_000_000_000_000, root: root, nudge: 1_000_000, pair: pair,
      blockTime: Duration(seconds: seconds), quietBlocks: quiet, oracleDelay: oracleDelay)
  }

  private func trillionths(_ fee: Fee) -> UInt64 { fee.numerator * (1_000_000_000_000 / fee.denominator) }

  @Test func `the accumulator pays its new level one block after the jump`() throws {
    let schedule = try #require(VolatilityAccumulator.preset(binStep: 10))
    let lag = FeeLag.measure(schedule, jump: Self.jump(), window: 10)
    #expect(lag.before == schedule.floor)
    #expect(lag.fees.count == 11)
    #expect(lag.blocks == 1)
    // Twenty bins: 0.1 % + (20 · 10⁴ · 10)² · 40000 ÷ 100 = 0.26 %; on the way there, about a third of the rise.
    #expect(lag.level == (try Fee(26, over: 10_000)))
    #expect(lag.onJump == (try Fee(1_546_666_667, over: 1_000_000_000_000)))
    // Swaps every 12 s, within the filter period, keep it there.
    #expect(lag.fees.dropFirst().allSatisfy { $0 == lag.level })
  }

  @Test func `a minute between blocks lets the accumulator fall by halves`() throws {
    let schedule = try #require(VolatilityAccumulator.preset(binStep: 10))
    let lag = FeeLag.measure(schedule, jump: Self.jump(seconds: 60), window: 4)
    // The reference moved before the first swap after the jump: half of 20 bins is left, then a quarter.
    #expect(
      lag.fees.dropFirst().map(trillionths) == [1_400_000_000, 1_100_000_000, 1_025_000_000, 1_006_250_000])
    #expect(lag.blocks == 0)
    #expect(lag.level == lag.onJump)
  }

  @Test func `the deviation fee charges the jump itself when the oracle has seen it`() throws {
    let schedule = try DeviationFee(
      base: Fee(5, over: 10_000), cap: Fee(5, over: 100), share: Ratio(wads: 500_000_000_000_000_000),
      pair: Self.pair)
    let lag = FeeLag.measure(schedule, jump: Self.jump(), window: 5)
    #expect(lag.blocks == 0)
    #expect(lag.before == schedule.base)
    // A gap of 1 − (100 ÷ 101)² = 201 ÷ 10201; half of it and half of the base.
    let (parts, rest) = (UInt64(201_000_000_000_000) + 5_100_500_000_000).quotientAndRemainder(
      dividingBy: 20_402)
    #expect(rest != 0)
    #expect(lag.onJump == (try Fee(parts + 1, over: 1_000_000_000_000)))
    #expect(lag.level == lag.onJump)
    #expect(lag.fees.dropFirst().allSatisfy { trillionths($0) < 600_000_000 })
    let falling = FeeLag.measure(schedule, jump: Self.jump(root: (100, 101)), window: 5)
    #expect(falling.blocks == 0)
    #expect(trillionths(falling.onJump) > 10_000_000_000)
  }

  @Test func `behind a late oracle the deviation fee is late, and charges the way back`() throws {
    let schedule = try DeviationFee(
      base: Fee(5, over: 10_000), cap: Fee(5, over: 100), share: Ratio(wads: 500_000_000_000_000_000),
      pair: Self.pair)
    let lag = FeeLag.measure(schedule, jump: Self.jump(oracleDelay: 3), window: 6)
    #expect(lag.onJump == schedule.base)
    // Small swaps buy, sell, buy …: the first sale, two blocks on, trades towards the old answer.
    #expect(lag.blocks == 2)
    #expect(trillionths(lag.level) > 10_000_000_000)
    #expect(trillionths(lag.fees[3]) < 600_000_000)
  }

  @Test func `a schedule that is off has no lag`() throws {
    let off = VolatilityAccumulator(
      try BinParameters(
        binStep: 30, baseFactor: 10_000, filterPeriod: 30, decayPeriod: 600, reductionFactor: 5000,
        variableFeeControl: 0, protocolShare: 0, maximumAccumulator: 350_000))
    for window in [0, 5] {
      let lag = FeeLag.measure(off, jump: Self.jump(quiet: 0), window: window)
      #expect(lag.blocks == 0)
      #expect(lag.fees == Array(repeating: off.floor, count: window + 1))
      #expect(lag.before == off.floor)
    }
  }

  @Test func `a jump on a curve keeps its product, scales its price and moves its oracle along`() throws {
    let jump = Self.jump(root: (3, 2))
    #expect(jump.end.base == 666_666_666_666_666_666_666)
    #expect(jump.end.quote == 4_500_000_000_000)
    #expect(jump.start.oracle == Price(wads: 3_000_000_000_000_000_000_000))
    #expect(jump.end.oracle.map { $0.wads / 1_000_000_000_000_000 } == 6_750_000)
    #expect(jump.startNudged.base == 999_999_000_000_000_000_000)
    #expect(jump.startNudged.quote == 3_000_003_000_003)
    for market in [jump.start, jump.end, jump.startNudged, jump.endNudged] {
      let square = Integer(market.quote) * .powerOfTwo(192)
      let ratio = square.quotientAndRemainder(dividingBy: Integer(market.base)).quotient
      #expect(Integer(market.sqrtPriceX96) == ratio.squareRoot(rounding: .down))
    }
  }
}
