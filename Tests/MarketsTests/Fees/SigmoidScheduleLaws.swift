import CountedHeap
import Exact
import Markets
import Properties
import TestKit
import Testing
import Units

extension Fee {
  /// Whether the fraction is at most another.
  func isAtMost(_ other: Fee) -> Bool {
    UInt128(numerator) * UInt128(other.denominator) <= UInt128(other.numerator) * UInt128(denominator)
  }
}

/// A market at any legal state: time and block go on, everything else may jump anywhere.
struct WildMarket {
  private(set) var milliseconds: Int64 = 0
  private(set) var block = 1
  private var sqrtPrice = Word256(high: 0, low: 1 << 96)

  mutating func advance(_ choices: inout Choices) {
    let pauses: [Int64] = [0, 1, 999, 1_000, 12_000, 3_600_000, 86_400_000, 86_401_000, 1 << 40, 1 << 50]
    milliseconds += choices.oneOf(pauses)
    block += choices.oneOf([0, 1, 1, 7, 1_000_000])
  }

  mutating func seen(_ choices: inout Choices) -> FeeMarket {
    switch choices.weighted([4, 2, 1]) {
    case 0:
      // Within a percent of where it was.
      let nudged = try? Word256.mulDiv(
        sqrtPrice, Word256(choices.below(20_001) + 990_000), over: 1_000_000, rounding: .down)
      sqrtPrice = nudged ?? sqrtPrice
    case 1: sqrtPrice = choices.word(bits: 160)
    default: sqrtPrice = choices.oneOf([0, 1, 4_295_128_739, Word256(high: 1 << 32, low: 0) - 1])
    }
    return FeeMarket(
      at: Instant(milliseconds: milliseconds), block: block, sqrtPriceX96: sqrtPrice,
      base: choices.wide(), quote: choices.wide(),
      oracle: choices.chance(1, in: 2) ? Price(wads: choices.wide()) : nil)
  }
}

/// Plays random legal sequences of touches, quotes and swaps.
///
/// - Parameter claim: called with the schedule, the side, the fee and the swap, before it is settled.
func everySequence<Schedule: FeeSchedule & Equatable>(
  _ name: String, cases: Int = 100, _ make: (inout Choices) throws -> Schedule,
  _ claim: (Schedule, TradeSide, Fee, FeeMarket, FeeMarket) throws -> Void
) {
  withEvery(name, cases: cases) { choices in
    var schedule = try make(&choices)
    var market = WildMarket()
    for _ in 0..<choices.within(1...40) {
      market.advance(&choices)
      let start = market.seen(&choices)
      let side = choices.oneOf(TradeSide.allCases)
      var copy = schedule
      copy.touch(start)
      let end = market.seen(&choices)
      let quoted = copy.fee(side, from: start, to: end)
      let other = copy.fee(side == .buying ? .selling : .buying, from: start, to: end)
      try hold(schedule.floor.isAtMost(quoted), "never below the floor", "\(quoted)")
      try hold(schedule.floor.isAtMost(other), "never below the floor", "\(other)")
      schedule.touch(start)
      try holdEqual(schedule, copy, "a copy is touched as the schedule is")
      try holdEqual(schedule.fee(side, from: start, to: end), quoted, "a quote is what the swap pays")
      if !schedule.dependsOnSize {
        try holdEqual(schedule.fee(side, from: start, to: start), quoted, "the size does not matter")
      }
      try claim(schedule, side, quoted, start, end)
      if choices.chance(3, in: 4) { schedule.settle(side, from: start, to: end) }
    }
  }
}

/// Heap allocations of this thread while a schedule sees a hundred blocks of swaps, after as many to warm up.
func allocations<Schedule: FeeSchedule>(of schedule: Schedule) -> UInt {
  var schedule = schedule
  let markets = (0..<200).map { index in
    FeeMarket(
      at: Instant(milliseconds: Int64(index) * 12_000), block: index, base: UInt128(1_000 + index % 9) << 70,
      quote: 3_000_000_000_000, halfDoublings: index % 7 - 3)
  }
  var before: UInt = 0
  var sum: UInt64 = 0
  for index in 1..<200 {
    if index == 100 { before = counted_heap_allocations() }
    schedule.touch(markets[index])
    let side: TradeSide = index % 2 == 0 ? .buying : .selling
    sum &+= schedule.fee(side, from: markets[index - 1], to: markets[index]).numerator
    schedule.settle(side, from: markets[index - 1], to: markets[index])
  }
  let after = counted_heap_allocations()
  precondition(sum > 0, "a schedule that charges nothing")
  return after - before
}
