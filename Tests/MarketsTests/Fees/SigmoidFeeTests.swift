import Exact
import Markets
import Properties
import TestKit
import Testing
import Units

@Suite("SigmoidFee") struct SigmoidFeeTests {
  private func millionths(_ count: UInt64) throws -> Fee { try Fee(count, over: 1_000_000) }

  /// A market at a tick's ratio: 2^(tick ÷ 13863) is enough to name round prices by powers of 2.
  private func market(second: Int64, doublings: Int) -> FeeMarket {
    FeeMarket(
      at: Instant(milliseconds: second * 1000 + 250), block: Int(second), base: 1_000, quote: 1_000,
      halfDoublings: doublings)
  }

  @Test func `never below the floor nor above the ceiling, whatever comes`() {
    everySequence("sigmoid") { choices in
      let base = choices.within(0...65_535)
      let rise = choices.within(0...(65_535 - base))
      let curve = try SigmoidCurve(
        base: UInt16(base),
        first: .init(
          rise: UInt16(rise / 2), center: UInt32(choices.sized(below: 1 << 32)),
          width: UInt16(choices.sized(below: 65_535) + 1)),
        second: .init(
          rise: UInt16(rise - rise / 2), center: UInt32(choices.sized(below: 1 << 32)),
          width: UInt16(choices.sized(below: 65_535) + 1)))
      let sliding = choices.chance(1, in: 2) ? UInt16(choices.sized(below: 65_536)) : nil
      return try SigmoidFee(curve: curve, sliding: sliding, capacity: choices.oneOf([2, 3, 100]))
    } _: { schedule, _, fee, _, _ in
      try hold(fee.isAtMost(schedule.ceiling), "never above the ceiling", "\(fee)")
    }
  }

  @Test func `without rises and factors it is the constant base fee`() {
    for sliding in [nil, 0] as [UInt16?] {
      everySequence("off") { choices in
        let curve = try SigmoidCurve(
          base: UInt16(choices.within(1...65_535)), first: .init(rise: 0, center: 360, width: 59),
          second: .init(rise: 0, center: 60_000, width: 8_500))
        return try SigmoidFee(curve: curve, sliding: sliding, capacity: 10)
      } _: { schedule, _, fee, _, _ in
        try holdEqual(fee, schedule.floor, "the constant fee")
        try holdEqual(fee, try Fee(UInt64(schedule.curve.base), over: 1_000_000), "the base")
        try holdEqual(schedule.ceiling, schedule.floor, "there is nothing above it")
      }
    }
  }

  @Test func `a touch that is not settled leaves no trace`() {
    withEvery("revert", cases: 100) { choices in
      let curve = try SigmoidCurve.standard
      var plain = try SigmoidFee(curve: curve, sliding: 1_000, capacity: 50)
      var bothered = plain
      var market = WildMarket()
      for _ in 0..<20 {
        market.advance(&choices)
        if choices.chance(1, in: 2) { bothered.touch(market.seen(&choices)) }
        let start = market.seen(&choices)
        let end = market.seen(&choices)
        plain.touch(start)
        bothered.touch(start)
        try holdEqual(plain, bothered, "the touch before is forgotten")
        plain.settle(.buying, from: start, to: end)
        bothered.settle(.buying, from: start, to: end)
      }
    }
  }

  @Test func `the fee is the curve at the oracle's volatility, times the factor of the side`() {
    withEvery("composition", cases: 100) { choices in
      let curve = try SigmoidCurve.standard
      var schedule = try SigmoidFee(curve: curve, sliding: 1_000, capacity: 100)
      var oracle = try VolatilityOracle(capacity: 100)
      var factors = SlidingFactors()
      var (second, doublings, adaptive) = (Int64(5), 0, UInt64(100))
      for _ in 0..<30 {
        let now = market(second: second, doublings: doublings)
        let tick = tickOfHalfDoublings(doublings)
        schedule.touch(now)
        if let last = oracle.last {
          factors = factors.moved(from: Int(last.tick), to: tick, sensitivity: 1_000)
        }
        let isNew = oracle.last.map { second > $0.second } ?? true
        oracle.write(second: second, tick: tick)
        if isNew {
          adaptive = curve.millionths(atVolatility: oracle.averageVolatility(at: second, tick: tick))
        }
        for side in TradeSide.allCases {
          let expected = try millionths(factors.millionths(base: adaptive, side))
          try holdEqual(schedule.fee(side, from: now, to: now), expected, "curve times factor")
        }
        doublings = min(max(doublings + choices.signed(upTo: 3), -100), 100)
        schedule.settle(.selling, from: now, to: market(second: second, doublings: doublings))
        second += Int64(choices.oneOf([0, 1, 12, 40_000, 90_000]))
      }
    }
  }

  @Test func `a jump raises the fee once time has passed at the new price`() throws {
    var schedule = try SigmoidFee(curve: .standard, sliding: nil, capacity: 7_203)
    var fees: [Fee] = []
    for block in 0..<8_000 {
      let now = market(second: Int64(block) * 12, doublings: block < 7_500 ? 0 : 1)
      schedule.touch(now)
      fees.append(schedule.fee(.buying, from: now, to: now))
      schedule.settle(.buying, from: now, to: now)
    }
    #expect(fees[7_499] == (try millionths(100)))
    #expect(fees[7_500] != fees[7_499])
    #expect(fees[7_999] == (try millionths(15_000)))
  }

  @Test func `allocates nothing after creation`() throws {
    #expect(allocations(of: try SigmoidFee(curve: .standard, sliding: 1_000, capacity: 50)) == 0)
  }

  @Test func `refuses what its oracle refuses`() throws {
    let curve = try SigmoidCurve.standard
    #expect(throws: VolatilityOracleRefusal.capacityMustBeInRange(1)) {
      _ = try SigmoidFee(curve: curve, sliding: nil, capacity: 1)
    }
  }
}

extension FeeMarket {
  /// A market at a price of `2^halfDoublings`, the square-root price of `2^(halfDoublings ÷ 2)` rounded down.
  init(at: Instant, block: Int, base: UInt128, quote: UInt128, halfDoublings: Int) {
    let square = Word256(high: 1 << 64, low: 0)
    let price = halfDoublings >= 0 ? square << halfDoublings : square >> -halfDoublings
    // The root of 2¹⁹² · 2^n fits for n < 64; above, powers of 2 are even.
    let root =
      halfDoublings < 64
      ? price.squareRoot(rounding: .down) : Word256(high: 0, low: 1 << 96) << (halfDoublings / 2)
    self.init(at: at, block: block, sqrtPriceX96: root, base: base, quote: quote, oracle: nil)
  }
}

/// `⌊n · ln 2 ÷ ln 1.0001⌋`, from n in 64ths: the tick of a price of `2^n`, exact for |n| ≤ 100.
func tickOfHalfDoublings(_ n: Int) -> Int {
  let even = n >= 64 ? n / 2 * 2 : n
  // ln 2 ÷ ln 1.0001 = 6931.81834…
  let scaled = even * 693_181_834
  return scaled >= 0 ? scaled / 100_000 : -((-scaled + 99_999) / 100_000)
}
