import CountedHeap
import Exact
import Markets
import Properties
import TestKit
import Testing

@Suite("VolatilityOracle") struct VolatilityOracleTests {
  @Test func `the published histories`() throws {
    let curve = try SigmoidCurve.standard
    for vector in try Vector.all(in: "algebra_adaptive_fee", of: "oracle_sequence") {
      var now = Int64(try vector.field("initialize")["time"].integer)
      var tick = try vector.field("initialize")["tick"].integer
      var oracle = try VolatilityOracle(capacity: 16)
      oracle.write(second: now, tick: tick)
      for step in try vector.field("ops").list {
        if try step["op"].text == "update" {
          now += Int64(try step["advanceTimeBy"].integer)
          oracle.write(second: now, tick: tick)
          tick = try step["tick"].integer
        } else {
          now += Int64(try step["seconds"].integer)
        }
      }
      let query = try vector.field("query").text
      if query.hasPrefix("tickCumulative:") {
        let ago = try #require(Int64(query.dropFirst(15)))
        #expect(
          try oracle.tickSum(at: now - ago, tick: tick) == vector.result("value").integer, "\(vector.id)")
        continue
      }
      let volatility = oracle.averageVolatility(at: now, tick: tick)
      let average = oracle.averageTick(at: now, tick: tick)
      switch query {
      case "averageVolatility": #expect(try Word256(volatility) == vector.output("value"), "\(vector.id)")
      case "averageTick": #expect(try average == vector.result("value").integer, "\(vector.id)")
      default:
        #expect(try Word256(volatility) == vector.output("averageVolatility"), "\(vector.id)")
        #expect(try average == vector.result("averageTick").integer, "\(vector.id)")
        let fee = curve.millionths(atVolatility: volatility)
        #expect(try Word256(fee) == vector.output("fee"), "\(vector.id)")
      }
    }
  }

  @Test func `the published volatility of ranges`() throws {
    for vector in try Vector.all(in: "algebra_adaptive_fee", of: "volatilityOnRange") {
      func part(_ key: String) throws -> Int { try vector.field(key).integer }
      let found = VolatilityOracle.volatility(
        over: Int64(try part("dt")), ticks: (try part("tick0"), try part("tick1")),
        averages: (try part("avgTick0"), try part("avgTick1")))
      #expect(try Word256(found) == vector.output("volatility"), "\(vector.id)")
    }
  }

  /// `Σ_{i=1…dt} (t₀ − a₀ + k·i ÷ dt)²`, second by second in rationals.
  @Test func `the volatility of a range is the sum over its seconds`() {
    withEvery("seconds", cases: 200) { choices in
      let seconds = choices.within(1...60)
      let ticks = (choices.signed(upTo: 887_272), choices.signed(upTo: 887_272))
      let averages = (choices.signed(upTo: 887_272), choices.signed(upTo: 887_272))
      let gap = (ticks.0 - averages.0, ticks.1 - averages.1)
      var sum = Rational(0)
      for second in 1...seconds {
        guard let step = Rational(Integer((gap.1 - gap.0) * second), over: Integer(seconds)) else { return }
        let distance = Rational(gap.0) + step
        sum += distance * distance
      }
      let found = VolatilityOracle.volatility(over: Int64(seconds), ticks: ticks, averages: averages)
      try holdEqual(Integer(found), sum.rounded(.down), "the sum of squares, rounded down")
    }
  }

  @Test func `wide and narrow arithmetic agree around their border and beyond`() {
    withEvery("width", cases: 300) { choices in
      let seconds = Int64(choices.within(99_999_000...100_001_000)) << Int64(choices.within(0...26))
      let ticks = (choices.signed(upTo: 887_272), choices.signed(upTo: 887_272))
      let averages = (choices.signed(upTo: 887_272), choices.signed(upTo: 887_272))
      let dt = Integer(Int(seconds))
      let k = Integer((ticks.1 - ticks.0) - (averages.1 - averages.0))
      let b = Integer(ticks.0 - averages.0) * dt
      let once = dt * (dt + 1)
      let sum = k * k * once * (2 * dt + 1) + 6 * b * k * once + 6 * dt * b * b
      let found = VolatilityOracle.volatility(over: seconds, ticks: ticks, averages: averages)
      try holdEqual(Integer(found), sum.divided(by: 6 * dt * dt, rounding: .down), "one formula")
    }
  }

  @Test func `answers as a plain list of points does, at any capacity`() {
    withEvery("list", cases: 150) { choices in
      let capacity = choices.oneOf([2, 3, 5, 8, 40])
      var oracle = try VolatilityOracle(capacity: capacity)
      var list = ListedOracle(capacity: capacity)
      var now = Int64(choices.within(0...1_000_000))
      var tick = choices.signed(upTo: 887_272)
      for _ in 0..<choices.within(1...60) {
        oracle.write(second: now, tick: tick)
        list.write(now, tick)
        try holdEqual(
          Integer(oracle.averageVolatility(at: now, tick: tick)), list.averageVolatility(now, tick),
          "the volatility at the point")
        tick = choices.chance(1, in: 4) ? choices.signed(upTo: 887_272) : tick + choices.signed(upTo: 50)
        tick = min(max(tick, -887_272), 887_272)
        now += Int64(choices.oneOf([1, 12, 12, 60, 3_600, 30_000, 86_399, 86_400, 86_401, 700_000]))
        try holdEqual(
          Integer(oracle.averageVolatility(at: now, tick: tick)), list.averageVolatility(now, tick),
          "the volatility later")
        try holdEqual(
          Integer(oracle.averageTick(at: now, tick: tick)), list.averageTick(now, tick), "the average tick")
      }
    }
  }

  @Test func `a touch that is not committed leaves no trace, and its copy shares the ring`() throws {
    var oracle = try VolatilityOracle(capacity: 7_203)
    for block in 0..<20_000 { oracle.write(second: Int64(block) * 12, tick: block % 700) }
    let before = oracle
    var copy = oracle
    let start = counted_heap_allocations()
    copy.touch(second: 240_012, tick: 5_000)
    let volatility = copy.averageVolatility(at: 240_012, tick: 5_000)
    copy.touch(second: 241_000, tick: -5_000)
    #expect(counted_heap_allocations() == start)
    #expect(volatility == oracle.averageVolatility(at: 240_012, tick: 5_000))
    #expect(oracle == before)
    copy.touch(second: 240_012, tick: 5_000)
    copy.commit()
    oracle.write(second: 240_012, tick: 5_000)
    #expect(copy == oracle)
  }

  @Test func `a point in the newest second or before it is not made`() throws {
    var oracle = try VolatilityOracle(capacity: 4)
    oracle.write(second: 10, tick: 3)
    let before = oracle
    for second: Int64 in [10, 9, -5] {
      oracle.write(second: second, tick: 9)
      #expect(oracle == before)
    }
  }

  /// A day with as much above as below, so that the average is the tick that then stands for over a day: the
  /// sum up to 24 hours ago bends away from it, the sum up to now does not.
  @Test func `a difference that falls below 0 wraps as the contract's does`() throws {
    var oracle = try VolatilityOracle(capacity: 8)
    var list = ListedOracle(capacity: 8)
    for (second, tick) in [(0, 0), (43_200, 1_000), (86_400, -1_000)] {
      oracle.write(second: Int64(second), tick: tick)
      list.write(Int64(second), tick)
    }
    let now: Int64 = 86_400 + 43_200 + 86_400
    let below = list.difference(now, 0)
    #expect(below.isNegative)
    let wrapped = (below + Integer.powerOfTwo(88)) / 86_400
    #expect(Integer(oracle.averageVolatility(at: now, tick: 0)) == wrapped)
    // With a point at that second nothing is extrapolated.
    oracle.touch(second: now, tick: 0)
    #expect(oracle.averageVolatility(at: now, tick: 0) == 0)
  }

  @Test func `refuses capacities outside 2 to a million and seconds before the oldest point`() throws {
    for capacity in [-1, 0, 1, VolatilityOracle.maximumCapacity + 1] {
      #expect(throws: VolatilityOracleRefusal.capacityMustBeInRange(capacity)) {
        _ = try VolatilityOracle(capacity: capacity)
      }
    }
    var oracle = try VolatilityOracle(capacity: 2)
    #expect(throws: VolatilityOracleRefusal.secondMustBeHeld(0)) { try oracle.tickSum(at: 0, tick: 1) }
    for second in 1...3 { oracle.write(second: Int64(second), tick: 1) }
    #expect(throws: VolatilityOracleRefusal.secondMustBeHeld(1)) { try oracle.tickSum(at: 1, tick: 1) }
    #expect(try oracle.tickSum(at: 2, tick: 1) == 1)
  }
}

/// The oracle's rules over a plain list of points with unbounded integers and a search from the front.
struct ListedOracle {
  struct Entry {
    var second: Int64
    var tickSum: Integer
    var volatilitySum: Integer
    var average: Integer
  }

  let capacity: Int
  var entries: [Entry] = []

  init(capacity: Int) { self.capacity = capacity }

  private func truncated(_ a: Integer, _ b: Integer) -> Integer {
    a.isNegative ? -((-a).divided(by: b, rounding: .down)) : a.divided(by: b, rounding: .down)
  }

  private func bracket(_ target: Int64) -> (Entry, Entry) {
    var index = 0
    while entries[index + 1].second <= target, index + 2 < entries.count { index += 1 }
    return (entries[index], entries[index + 1])
  }

  private func ticks(until target: Int64, _ tick: Int) -> Integer {
    guard let last = entries.last else { return 0 }
    if target >= last.second {
      return last.tickSum + Integer(tick) * Integer(Int(target - last.second))
    }
    let (a, b) = bracket(target)
    let slope = truncated(b.tickSum - a.tickSum, Integer(Int(b.second - a.second)))
    return a.tickSum + slope * Integer(Int(target - a.second))
  }

  func averageTick(_ now: Int64, _ tick: Int) -> Integer {
    guard let first = entries.first, let last = entries.last else { return Integer(tick) }
    let start = now - 86_400
    if first.second > start {
      if now == first.second { return Integer(tick) }
      return truncated(ticks(until: now, tick) - first.tickSum, Integer(Int(now - first.second)))
    }
    if last.second <= start { return Integer(tick) }
    return truncated(ticks(until: now, tick) - ticks(until: start, tick), 86_400)
  }

  private func volatility(until target: Int64, _ tick: Int) -> Integer {
    guard let last = entries.last, target > last.second else { return entries.last?.volatilitySum ?? 0 }
    let (before, after) = (Integer(tick) - last.average, Integer(tick) - averageTick(target, tick))
    let seconds = Int(target - last.second)
    // Σ (before + (after − before)·i ÷ n)² = n·before² + before·change·(n + 1) + change²·(n + 1)(2n + 1) ÷
    // 6n.
    let (n, change) = (Integer(seconds), after - before)
    let sixfold =
      6 * n * n * before * before + 6 * n * before * change * (n + 1)
      + change * change * (n + 1) * (2 * n + 1)
    return last.volatilitySum + sixfold.divided(by: 6 * n, rounding: .down)
  }

  mutating func write(_ now: Int64, _ tick: Int) {
    if let last = entries.last, now <= last.second { return }
    let sum = ticks(until: now, tick)
    let entry = Entry(
      second: now, tickSum: entries.isEmpty ? 0 : sum, volatilitySum: volatility(until: now, tick),
      average: averageTick(now, tick))
    entries.append(entry)
    if entries.count > capacity { entries.removeFirst() }
  }

  func averageVolatility(_ now: Int64, _ tick: Int) -> Integer {
    guard let first = entries.first else { return 0 }
    guard first.second <= now - 86_400 else {
      let end = volatility(until: now, tick)
      let span = Int(now - first.second)
      return span == 0
        ? 0 : (end - first.volatilitySum).divided(by: Integer(max(span - 1, 1)), rounding: .down)
    }
    let sum = difference(now, tick)
    // The contract's sums have 88 bits.
    let wrapped = sum.isNegative ? sum + .powerOfTwo(88) : sum
    return wrapped.divided(by: 86_400, rounding: .down)
  }

  /// The sum of squares over the 24 hours up to `now`.
  func difference(_ now: Int64, _ tick: Int) -> Integer {
    guard let last = entries.last else { return 0 }
    let (start, end) = (now - 86_400, volatility(until: now, tick))
    let before: Integer
    if start > last.second {
      before = volatility(until: start, tick)
    } else if start == last.second {
      before = last.volatilitySum
    } else {
      let (a, b) = bracket(start)
      let (growth, part, whole) = (
        b.volatilitySum - a.volatilitySum, Integer(Int(start - a.second)), Integer(Int(b.second - a.second))
      )
      before =
        now == last.second
        ? a.volatilitySum + (growth * part).divided(by: whole, rounding: .down)
        : a.volatilitySum + growth.divided(by: whole, rounding: .down) * part
    }
    return end - before
  }
}
