import Exact
import Markets
import Properties
import TestKit
import Testing
import Units

@Suite("EwmaVarianceFee") struct EwmaVarianceFeeTests {
  private func curve(_ field: Field) throws -> EwmaFeeCurve {
    try EwmaFeeCurve(
      base: UInt32(try field["baseFee"].integer), least: UInt32(try field["minFee"].integer),
      largest: UInt32(try field["maxFee"].integer), slope: try field["slope"].word.low)
  }

  @Test func `the published sequences`() throws {
    for vector in try Vector.all(in: "v4_hook_fees", of: "ewma_variance_sequence") {
      let curve = try curve(vector.field("params"))
      var average = try EwmaVariance(
        alpha: UInt64(try vector.field("alphaWad").integer),
        largestMove: UInt32(try vector.field("maxAbsTickMove").integer))
      let updates = try vector.field("updates").list
      for (update, step) in zip(updates, try vector.result("steps").list) {
        average.observe(tick: try update["tick"].integer, block: try update["block"].integer)
        #expect(try average.lastTick == step["lastTick"].integer, "\(vector.id)")
        #expect(try average.lastBlock == step["lastBlock"].integer, "\(vector.id)")
        #expect(try Word256(average.variance) == step["varianceWad"].word, "\(vector.id)")
        let drift = Integer(average.driftMagnitude)
        #expect(
          try (average.isDriftNegative ? -drift : drift) == step["driftWad"].exact, "\(vector.id)")
        #expect(try Word256(curve.millionths(at: average.variance)) == step["fee"].word, "\(vector.id)")
        let toxicity = curve.millionths(at: average.squaredDrift)
        #expect(try Word256(toxicity) == step["toxicityFee"].word, "\(vector.id)")
      }
    }
  }

  @Test func `the published fees`() throws {
    for vector in try Vector.all(in: "v4_hook_fees", of: "feeCurve") {
      let fee = try curve(vector.field("params")).millionths(at: vector.input("varianceWad").low)
      #expect(try Word256(fee) == vector.output("fee"), "\(vector.id)")
    }
  }

  @Test func `the published refusals`() throws {
    for vector in try Vector.all(in: "v4_hook_fees", of: "feeCurve_validate") {
      do {
        _ = try curve(vector.field("params"))
        #expect(vector.error == nil, "\(vector.id)")
      } catch let refusal as EwmaVarianceRefusal {
        let name =
          switch refusal {
          case .leastMustNotExceedBase: "MinAboveBase"
          case .baseMustNotExceedLargest: "BaseAboveMax"
          case .largestMustFit: "MaxTooLarge"
          default: "\(refusal)"
          }
        #expect(name == vector.error, "\(vector.id)")
      }
    }
  }

  @Test func `refuses in its stated order`() throws {
    func curve(_ base: UInt32, _ least: UInt32, _ largest: UInt32) throws -> EwmaFeeCurve {
      try EwmaFeeCurve(base: base, least: least, largest: largest, slope: 1)
    }
    #expect(throws: EwmaVarianceRefusal.leastMustNotExceedBase) { _ = try curve(2_000_001, 2_000_002, 0) }
    #expect(throws: EwmaVarianceRefusal.baseMustNotExceedLargest) { _ = try curve(2_000_001, 0, 2_000_000) }
    #expect(throws: EwmaVarianceRefusal.largestMustFit(1_000_001)) { _ = try curve(1, 1, 1_000_001) }
    #expect(throws: EwmaVarianceRefusal.alphaMustBeInRange(0)) {
      _ = try EwmaVariance(alpha: 0, largestMove: 0)
    }
    #expect(throws: EwmaVarianceRefusal.alphaMustBeInRange(EwmaVariance.wad + 1)) {
      _ = try EwmaVariance(alpha: EwmaVariance.wad + 1, largestMove: 1)
    }
    for move in [0, 1 << 23] as [UInt32] {
      #expect(throws: EwmaVarianceRefusal.largestMoveMustBeInRange(move)) {
        _ = try EwmaVariance(alpha: 1, largestMove: move)
      }
    }
    #expect(throws: EwmaVarianceRefusal.feeMustStayBelowOne) {
      _ = try EwmaVarianceFee(
        curve: curve(1, 1, 1_000_000), average: EwmaVariance(alpha: 1, largestMove: 1), signal: .variance)
    }
  }

  private func schedule(
    _ choices: inout Choices, slope: UInt128?, signal: EwmaVarianceFee.Signal
  ) throws -> EwmaVarianceFee {
    let largest = choices.within(0...999_999)
    let base = choices.within(0...largest)
    return try EwmaVarianceFee(
      curve: EwmaFeeCurve(
        base: UInt32(base), least: UInt32(choices.within(0...base)), largest: UInt32(largest),
        slope: slope ?? choices.wide()),
      average: EwmaVariance(
        alpha: choices.sized(below: EwmaVariance.wad) + 1,
        largestMove: UInt32(choices.sized(below: UInt64(EwmaVariance.widestMove)) + 1)),
      signal: signal)
  }

  @Test func `never below the base nor above the largest fee, whatever comes`() {
    for signal in [EwmaVarianceFee.Signal.variance, .squaredDrift] {
      everySequence("ewma") { choices in
        try schedule(&choices, slope: nil, signal: signal)
      } _: { schedule, _, fee, _, _ in
        try hold(fee.isAtMost(schedule.ceiling), "never above the largest", "\(fee)")
      }
    }
  }

  @Test func `with a slope of 0 it is the constant base fee`() {
    everySequence("off") { choices in
      try schedule(&choices, slope: 0, signal: .variance)
    } _: { schedule, _, fee, _, _ in
      try holdEqual(fee, try Fee(UInt64(schedule.curve.base), over: 1_000_000), "the base")
      try holdEqual(fee, schedule.floor, "the floor")
    }
  }

  @Test func `allocates nothing after creation`() throws {
    let schedule = try EwmaVarianceFee(
      curve: EwmaFeeCurve(base: 500, least: 100, largest: 10_000, slope: 50_000_000),
      average: EwmaVariance(alpha: 200_000_000_000_000_000, largestMove: 1_000), signal: .variance)
    #expect(allocations(of: schedule) == 0)
  }

  /// The study's figure: 526 millionths on the jump itself, the largest fee a block later.
  @Test func `the swap that brings the news pays the old fee`() throws {
    var schedule = try EwmaVarianceFee(
      curve: EwmaFeeCurve(base: 500, least: 100, largest: 10_000, slope: 50_000_000),
      average: EwmaVariance(alpha: 200_000_000_000_000_000, largestMove: 9_116), signal: .variance)
    func market(_ block: Int, _ halfDoublings: Int) -> FeeMarket {
      FeeMarket(
        at: .start, block: block, base: 1, quote: 1, halfDoublings: halfDoublings)
    }
    schedule.touch(market(1, 0))
    #expect(schedule.average.lastTick == 0)
    let jump = (market(2, 0), market(2, 1))
    #expect(schedule.fee(.buying, from: jump.0, to: jump.1) == (try Fee(500, over: 1_000_000)))
    schedule.settle(.buying, from: jump.0, to: jump.1)
    #expect(schedule.fee(.buying, from: jump.1, to: jump.1) == (try Fee(10_000, over: 1_000_000)))
    // Within the block only the tick moves.
    let variance = schedule.average.variance
    schedule.settle(.selling, from: jump.1, to: market(2, 0))
    #expect(schedule.average.variance == variance)
    #expect(schedule.average.lastTick == 0)
  }

  /// The same averages in unbounded integers.
  @Test func `the averages are those of unbounded integers`() {
    withEvery("integers", cases: 200) { choices in
      let alpha = choices.sized(below: EwmaVariance.wad) + 1
      let largest = UInt32(choices.sized(below: UInt64(EwmaVariance.widestMove)) + 1)
      var average = try EwmaVariance(alpha: alpha, largestMove: largest)
      let wad = Integer(EwmaVariance.wad)
      var (variance, drift, last) = (Integer.zero, Integer.zero, Int?.none)
      func truncated(_ a: Integer) -> Integer { a.isNegative ? -((-a) / wad) : a / wad }
      for block in 0..<30 {
        let tick = choices.signed(upTo: 887_272)
        average.observe(tick: tick, block: block)
        if let last {
          let move = min(max(tick - last, -Int(largest)), Int(largest))
          let size = Integer(move) * Integer(EwmaVariance.returnPerTick)
          let rest = wad - Integer(alpha)
          variance = Integer(alpha) * (size * size / wad) / wad + rest * variance / wad
          drift = truncated(Integer(alpha) * size) + truncated(rest * drift)
        }
        last = tick
        try holdEqual(Integer(average.variance), variance, "variance")
        let found = Integer(average.driftMagnitude)
        try holdEqual(average.isDriftNegative ? -found : found, drift, "drift")
        try holdEqual(Integer(average.squaredDrift), drift * drift / wad, "squared drift")
      }
    }
  }
}
