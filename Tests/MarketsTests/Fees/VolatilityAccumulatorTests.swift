import Exact
import Markets
import Properties
import TestKit
import Testing
import Units

@Suite("VolatilityAccumulator") struct VolatilityAccumulatorTests {
  private static let unit = BinPrice.unitID

  private static func parameters(
    step: UInt16 = 10, factor: UInt16 = 10_000, filter: UInt16 = 30, decay: UInt16 = 600,
    reduction: UInt16 = 5000, control: UInt32 = 40_000, most: UInt32 = 350_000
  ) throws -> BinParameters {
    try BinParameters(
      binStep: step, baseFactor: factor, filterPeriod: filter, decayPeriod: decay, reductionFactor: reduction,
      variableFeeControl: control, protocolShare: 0, maximumAccumulator: most)
  }

  /// A market in a bin: the least root whose square reaches the bin's price.
  private func market(in bin: Int, step: UInt16, seconds: Int64) throws -> FeeMarket {
    let price = Integer(try BinPrice.price(id: bin, binStep: step)) * .powerOfTwo(64)
    let root = try #require(Word256("\(price.squareRoot(rounding: .up))"))
    return FeeMarket(
      at: Instant(milliseconds: seconds * 1000 + 999), block: 1, sqrtPriceX96: root, base: 1, quote: 1,
      oracle: nil)
  }

  /// `⌈mean · 10¹²⌉ ÷ 10¹²` of shares of 10⁻¹⁸.
  private func mean(_ fees: [Word256]) throws -> Fee {
    let sum = fees.reduce(Integer(0)) { $0 + Integer($1) }
    let divisor = Integer(fees.count) * 1_000_000
    let (parts, rest) = sum.quotientAndRemainder(dividingBy: divisor)
    let rounded = rest.isZero ? parts : parts + 1
    return try Fee(try #require(UInt64("\(rounded)")), over: 1_000_000_000_000)
  }

  @Test func `follows Liquidity Book's published histories, its fee the mean of theirs`() throws {
    var moves = 0
    for vector in try Vector.all(in: "lb_volatility_fee", of: "fee_sequence") {
      let step = UInt16(try vector.input("binStep").low)
      let parameters = try Self.parameters(
        step: step, factor: UInt16(vector.input("baseFactor").low),
        filter: UInt16(vector.input("filterPeriod").low), decay: UInt16(vector.input("decayPeriod").low),
        reduction: UInt16(vector.input("reductionFactor").low),
        control: UInt32(vector.input("variableFeeControl").low),
        most: UInt32(vector.input("maxVolatilityAccumulator").low))
      var schedule = VolatilityAccumulator(parameters)
      let opened = Int64(try vector.input("startTime").low)
      schedule.touch(try market(in: Int(vector.input("startActiveId").low), step: step, seconds: opened))
      let steps = try (vector.out?["steps"] ?? .missing).list
      for (move, expected) in zip(try (vector.in["swaps"] ?? .missing).list, steps) {
        let seconds = Int64(try move["t"].word.low)
        let (from, to) = (Int(try move["fromId"].word.low), Int(try move["toId"].word.low))
        let start = try market(in: from, step: step, seconds: seconds)
        let end = try market(in: to, step: step, seconds: seconds)
        schedule.touch(start)
        let fee = schedule.fee(from < to ? .buying : .selling, from: start, to: end)
        #expect(try fee == mean(expected["feePerBin"].list.map { try $0.word }), "\(vector.id)")
        schedule.settle(from < to ? .buying : .selling, from: start, to: end)
        let state = try #require(schedule.volatility)
        let after = expected["after"]
        #expect(try Word256(UInt64(state.accumulator)) == after["volatilityAccumulator"].word, "\(vector.id)")
        #expect(try Word256(UInt64(state.reference)) == after["volatilityReference"].word, "\(vector.id)")
        #expect(try state.idReference == Int(after["idReference"].word.low), "\(vector.id)")
        #expect(try state.seconds == Int64(after["timeOfLastUpdate"].word.low), "\(vector.id)")
        moves += 1
      }
    }
    #expect(moves > 15)
  }

  @Test func `a swap over three bins pays the mean of their fees`() throws {
    var schedule = try #require(VolatilityAccumulator.preset(binStep: 10))
    let start = try market(in: Self.unit, step: 10, seconds: 0)
    let end = try market(in: Self.unit + 2, step: 10, seconds: 0)
    schedule.touch(start)
    // 0.1 %, 0.1004 % and 0.1016 %.
    #expect(schedule.fee(.buying, from: start, to: end) == (try Fee(1_006_666_667, over: 1_000_000_000_000)))
    #expect(schedule.fee(.selling, from: end, to: start) == schedule.fee(.buying, from: start, to: end))
    #expect(schedule.fee(.buying, from: start, to: start) == schedule.floor)
    #expect(schedule.floor == (try Fee(1, over: 1000)))
    #expect(VolatilityAccumulator.cap == (try Fee(1, over: 10)))
  }

  @Test func `steady dust keeps the references, and the fee, where they are`() throws {
    var schedule = try #require(VolatilityAccumulator.preset(binStep: 10))
    let calm = try market(in: Self.unit, step: 10, seconds: 0)
    let moved = try market(in: Self.unit + 20, step: 10, seconds: 0)
    schedule.touch(calm)
    schedule.settle(.buying, from: calm, to: moved)
    let high = schedule.fee(.buying, from: moved, to: moved)
    var dusted = schedule
    for second in stride(from: Int64(29), to: 3000, by: 29) {
      let now = try market(in: Self.unit + 20, step: 10, seconds: second)
      dusted.touch(now)
      #expect(dusted.fee(.buying, from: now, to: now) == high)
      dusted.settle(.buying, from: now, to: now)
    }
    // Left alone for the filter period half of it stays, after the decay period nothing.
    var (rested, forgotten) = (schedule, schedule)
    let (soon, late) = (
      try market(in: Self.unit + 20, step: 10, seconds: 30),
      try market(in: Self.unit + 20, step: 10, seconds: 600)
    )
    rested.touch(soon)
    #expect(rested.volatility?.reference == 100_000)
    forgotten.touch(late)
    #expect(forgotten.fee(.buying, from: late, to: late) == schedule.floor)
  }

  @Test func `the fee is that of a plain loop over the bins`() {
    withEvery("mean fee", cases: 150) { choices in
      let step = choices.oneOf([1, 10, 100, 1000] as [UInt16])
      let parameters = try Self.parameters(
        step: step, factor: UInt16(choices.sized(below: 1001)), reduction: UInt16(choices.below(10_001)),
        control: UInt32(choices.sized(below: 1 << 24)), most: UInt32(choices.sized(below: 1 << 20)))
      var schedule = VolatilityAccumulator(parameters)
      var model = BinVolatility(openedAt: Self.unit, seconds: 0)
      let opening = try market(in: Self.unit, step: step, seconds: 0)
      schedule.touch(opening)
      var (at, seconds) = (Self.unit, Int64(0))
      try choices.steps(upTo: 8) { choices in
        seconds += Int64(choices.sized(below: 700))
        let next = max(Self.unit - 200, min(Self.unit + 200, at + choices.signed(upTo: 300)))
        let start = try market(in: at, step: step, seconds: seconds)
        let end = try market(in: next, step: step, seconds: seconds)
        model.beginSwap(at: at, seconds: seconds, parameters)
        var fees: [Word256] = []
        for id in stride(from: at, through: next, by: at <= next ? 1 : -1) {
          model.visit(id, parameters)
          fees.append(Word256(min(parameters.totalFee(at: model.accumulator), BinFee.maximum)))
        }
        schedule.touch(start)
        try holdEqual(schedule.fee(.buying, from: start, to: end), try mean(fees), "the mean of the loop")
        schedule.settle(.buying, from: start, to: end)
        try holdEqual(schedule.volatility, model, "the loop's state")
        at = next
      }
    }
  }

  @Test func `without a variable part it is the constant fee, bit for bit`() {
    withEvery("off", cases: 100) { choices in
      let factor = UInt16(choices.sized(below: 1 << 16))
      let step = UInt16(choices.within(1...100))
      var schedule = VolatilityAccumulator(try Self.parameters(step: step, factor: factor, control: 0))
      let constant = try Fee(UInt64(factor) * UInt64(step), over: 100_000_000)
      try holdEqual(schedule.floor, constant, "the base fee")
      try hold(!schedule.dependsOnSize, "no part depends on size")
      try choices.steps(upTo: 20) { choices in
        let (start, end) = (anyMarket(&choices), anyMarket(&choices))
        schedule.touch(start)
        try holdEqual(schedule.fee(.selling, from: start, to: end), constant, "the constant fee")
        schedule.settle(.selling, from: start, to: end)
      }
    }
  }

  @Test func `stays between floor and cap through any history, and forgets no bin`() {
    let schedules = BinParameters.presetSteps.compactMap { VolatilityAccumulator.preset(binStep: $0) }
    withEvery("bounds", cases: 300) { choices in
      var schedule = choices.oneOf(schedules)
      if choices.chance(1, in: 2) {
        let filter = UInt16(choices.sized(below: 4096))
        schedule = VolatilityAccumulator(
          try Self.parameters(
            step: UInt16(choices.within(1...1000)), factor: UInt16(choices.below(10_001)), filter: filter,
            decay: UInt16(choices.within(Int(filter)...4095)),
            reduction: UInt16(choices.sized(below: 10_001)),
            control: UInt32(choices.sized(below: 1 << 24)), most: UInt32(choices.sized(below: 1 << 20))))
      }
      let (floor, cap) = (share(schedule.floor), share(VolatilityAccumulator.cap))
      try choices.steps(upTo: 12) { choices in
        let (start, end) = (anyMarket(&choices), anyMarket(&choices))
        let side = choices.oneOf(TradeSide.allCases)
        if choices.chance(7, in: 8) { schedule.touch(start) }
        let fee = share(schedule.fee(side, from: start, to: end))
        try hold(fee >= floor, "at least the floor")
        try hold(fee <= cap, "at most the cap")
        if choices.chance(7, in: 8) { schedule.settle(side, from: start, to: end) }
        let price = BinGrid.price(ofRoot: end.sqrtPriceX96)
        let fresh = schedule.grid.bin(at: price)
        try holdEqual(schedule.bin(at: end.sqrtPriceX96), fresh, "a remembered bin is the one found afresh")
      }
    }
  }

  /// A fee in 10⁻¹²; the schedules' denominators divide it.
  private func share(_ fee: Fee) -> UInt64 { fee.numerator * (1_000_000_000_000 / fee.denominator) }
}

/// Any legal market: a root of 2³² to 2¹⁶⁰, reserves of 1 to 2¹¹², any oracle or none, any time.
func anyMarket(_ choices: inout Choices) -> FeeMarket {
  let root = choices.chance(1, in: 8) ? Word256.one << choices.oneOf([32, 96, 160]) : choices.word(bits: 160)
  let least = Word256(1 << 32 as UInt128)
  return FeeMarket(
    at: Instant(
      milliseconds: choices.chance(1, in: 16)
        ? choices.oneOf([Int64.min, .max]) : Int64(choices.sized(below: 1 << 62))),
    block: choices.within(1...1_000_000), sqrtPriceX96: max(root, least), base: choices.wide(bits: 112) + 1,
    quote: choices.wide(bits: 112) + 1,
    oracle: choices.chance(1, in: 4) ? nil : Price(wads: choices.wide()))
}
