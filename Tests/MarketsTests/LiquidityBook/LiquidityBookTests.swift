import Exact
import Markets
import Properties
import TestKit
import Testing

@Suite("BinParameters") struct BinParameterTests {
  private func parameters(
    step: UInt16 = 10, factor: UInt16 = 10_000, filter: UInt16 = 30, decay: UInt16 = 600,
    reduction: UInt16 = 5000, control: UInt32 = 40_000, share: UInt16 = 0, most: UInt32 = 350_000
  ) throws(BinParameterRefusal) -> BinParameters {
    try BinParameters(
      binStep: step, baseFactor: factor, filterPeriod: filter, decayPeriod: decay, reductionFactor: reduction,
      variableFeeControl: control, protocolShare: share, maximumAccumulator: most)
  }

  @Test func `every rule is defended, in order`() {
    #expect(throws: BinParameterRefusal.binStepMustBePositive) { try parameters(step: 0, filter: 5000) }
    #expect(throws: BinParameterRefusal.filterMustNotExceedDecay(4098, 4097)) {
      try parameters(filter: 4098, decay: 4097)
    }
    #expect(throws: BinParameterRefusal.decayMustFit(4096)) { try parameters(decay: 4096, reduction: 10_001) }
    #expect(throws: BinParameterRefusal.reductionMustNotExceedOne(10_001)) {
      try parameters(reduction: 10_001, share: 2501)
    }
    #expect(throws: BinParameterRefusal.protocolShareMustStayWithinQuarter(2501)) {
      try parameters(share: 2501, most: 1 << 20)
    }
    #expect(throws: BinParameterRefusal.accumulatorMustFit(1 << 20)) {
      try parameters(control: 1 << 24, most: 1 << 20)
    }
    #expect(throws: BinParameterRefusal.variableFeeControlMustFit(1 << 24)) {
      try parameters(step: 1001, control: 1 << 24)
    }
    #expect(throws: BinParameterRefusal.baseFeeMustStayWithinTenPercent(100_100_000_000_000_000)) {
      try parameters(step: 1001)
    }
  }

  @Test func `the last value within each rule is accepted`() throws {
    let widest = try parameters(
      step: 1000, filter: 4095, decay: 4095, reduction: 10_000, control: (1 << 24) - 1, share: 2500,
      most: (1 << 20) - 1)
    #expect(widest.baseFee == BinFee.maximum)
    let calm = try parameters(filter: 0, decay: 0, reduction: 0, control: 0, most: 0)
    #expect(calm.totalFee(at: 7) == 1_000_000_000_000_000)
  }

  @Test func `there are seven presets`() {
    for step in UInt16(0)...30 {
      let preset = BinParameters.preset(binStep: step)
      #expect((preset != nil) == BinParameters.presetSteps.contains(step))
      #expect(preset?.binStep ?? step == step)
    }
  }
}

@Suite("BinFee") struct BinFeeTests {
  @Test func `the variable fee equals its formula for every argument`() {
    withEvery("variable fee", cases: 2000) { choices in
      let accumulator = UInt32(choices.sized(below: 1 << 32))
      let step = UInt16(choices.sized(below: 1 << 16))
      let control = UInt32(choices.sized(below: 1 << 32))
      let move = Integer(UInt64(accumulator)) * Integer(UInt64(step))
      let exact = (move * move * Integer(UInt64(control)) + 99).quotientAndRemainder(dividingBy: 100).quotient
      let fee = BinFee.variable(accumulator: accumulator, binStep: step, control: control)
      try holdEqual(Integer(fee), exact, "⌈(v · s)² · c ÷ 100⌉")
    }
  }

  @Test func `a fee on a net amount is the fee inside the gross one, to a unit`() {
    withEvery("fees", cases: 1000) { choices in
      let net = choices.wide(bits: 120)
      let fee = UInt128(choices.sized(below: 100_000_000_000_000_001))
      let on = try BinFee.onNet(net, fee: fee)
      let inside = try BinFee.inGross(net + on, fee: fee)
      try hold(on == inside || on == inside + 1, "charged alike", "\(on) and \(inside)")
      try hold(try BinFee.protocolPart(of: on, share: 2500) <= on / 4, "at most a quarter leaves")
    }
  }

  @Test func `fees above 10 % and amounts above 128 bits are refused`() {
    let over = BinFee.maximum + 1
    #expect(throws: BinFeeRefusal.feeMustStayWithinTenPercent(over)) { try BinFee.onNet(.max, fee: over) }
    #expect(throws: BinFeeRefusal.feeMustStayWithinTenPercent(over)) { try BinFee.inGross(1, fee: over) }
    #expect(throws: BinFeeRefusal.feeMustStayWithinTenPercent(over)) { try BinFee.composition(1, fee: over) }
    #expect(throws: BinFeeRefusal.protocolShareMustStayWithinQuarter(2501)) {
      try BinFee.protocolPart(of: 1, share: 2501)
    }
    #expect(throws: Never.self) { try BinFee.onNet(.max, fee: BinFee.maximum) }
    #expect(throws: Never.self) { try BinFee.composition(.max, fee: BinFee.maximum) }
  }
}

@Suite("LiquidityBookPair") struct LiquidityBookPairTests {
  private static let unit = BinPrice.unitID

  private func pair(
    _ bins: [LiquidityBin], active: Int = unit, step: UInt16 = 10, control: UInt32 = 40_000,
    most: UInt32 = 350_000, share: UInt16 = 1000
  ) throws -> LiquidityBookPair {
    let parameters = try BinParameters(
      binStep: step, baseFactor: 10_000, filterPeriod: 30, decayPeriod: 600, reductionFactor: 5000,
      variableFeeControl: control, protocolShare: share, maximumAccumulator: most)
    return try LiquidityBookPair(parameters: parameters, bins: bins, activeID: active, openedAtSeconds: 0)
  }

  private func bin(_ offset: Int, _ base: UInt128, _ quote: UInt128) -> LiquidityBin {
    LiquidityBin(id: Self.unit + offset, base: base, quote: quote)
  }

  @Test func `bins must rise, have prices, hold the active one, and their own side`() {
    let unit = Self.unit
    #expect(throws: LiquidityBookRefusal.binsMustRise(unit)) { try pair([bin(0, 1, 1), bin(0, 1, 1)]) }
    let far = LiquidityBin(id: 0, base: 0, quote: 1)
    #expect(throws: LiquidityBookRefusal.binMustHavePrice(.priceMustBePositive(id: 0, binStep: 10))) {
      try pair([far], active: 7)
    }
    #expect(throws: LiquidityBookRefusal.activeBinMustExist(7)) { try pair([bin(1, 1, 1)], active: 7) }
    #expect(throws: LiquidityBookRefusal.binMustHoldItsSide(unit + 1)) {
      try pair([bin(0, 1, 1), bin(1, 1, 1)])
    }
    #expect(throws: LiquidityBookRefusal.binMustHoldItsSide(unit - 1)) {
      try pair([bin(-1, 1, 1), bin(0, 1, 1)])
    }
  }

  private func expectRefusal(
    _ refusal: LiquidityBookRefusal, _ pair: LiquidityBookPair, _ side: TradeSide, _ amount: UInt128
  ) {
    var after = pair
    #expect(throws: refusal) { try after.swap(side, paying: amount, seconds: 5) }
    #expect(throws: refusal) { try pair.swapping(side, paying: amount, seconds: 5) }
    #expect(after == pair)
  }

  @Test func `refused swaps leave the pair as it was`() throws {
    let small = try pair([bin(-1, 0, 1000), bin(0, 1000, 1000), bin(1, 1000, 0)])
    expectRefusal(.inputMustBePositive, small, .buying, 0)
    expectRefusal(.liquidityMustCoverInput, small, .buying, 10_000)
    expectRefusal(.liquidityMustCoverInput, small, .selling, 10_000)
    expectRefusal(.outputMustBePositive, small, .selling, 1)
    // Two bins on, the fee is above 10 %; the first bin alone is not refused.
    let steep = try pair(
      [bin(0, 1000, 0), bin(100, 1000, 0)], control: (1 << 24) - 1, most: (1 << 20) - 1)
    let parameters = steep.parameters
    let state = BinVolatility(openedAt: Self.unit, seconds: 0)
    let fee = parameters.totalFee(at: state.accumulator(at: Self.unit + 100, parameters))
    #expect(fee > BinFee.maximum)
    expectRefusal(.feeMustStayWithinTenPercent(fee), steep, .buying, 1500)
    #expect(throws: Never.self) { try steep.swapping(.buying, paying: 1000, seconds: 5) }
    // Emptying the bin would need 2¹²⁸ units and more.
    let wide = try pair([bin(0, .max, .max)])
    expectRefusal(.amountMustFit, wide, .buying, 1)
    // The bin cannot hold what it would be paid.
    let full = try pair([bin(0, .max - 10, 1 << 100)])
    expectRefusal(.amountMustFit, full, .selling, 1 << 90)
  }

  @Test func `buys the active bin first, then the ones above, at rising fees`() throws {
    var held = try pair([bin(0, 1_000_000, 0), bin(1, 1_000_000, 0), bin(2, 1_000_000, 0)], share: 0)
    let swap = try held.swap(.buying, paying: 1_500_000, seconds: 5)
    // 10⁶ ÷ (1 − 0.1 %) rounded up, then the rest at 1.001 with 0.1004 %.
    #expect(swap.fills.map(\.input) == [1_001_002, 498_998])
    #expect(swap.fills.map(\.fee) == [1002, 501])
    #expect(swap.fills.map(\.feeShare) == [1_000_000_000_000_000, 1_004_000_000_000_000])
    #expect(swap.fills.map(\.output) == [1_000_000, 497_999])
    #expect(held.activeID == Self.unit + 1)
    #expect(held.volatility.accumulator == 10_000)
    // The emptied bin sells nothing more, and is the first below to buy.
    let back = try held.swap(.selling, paying: 10_000, seconds: 6)
    #expect(back.fills.map(\.id) == [Self.unit + 1])
  }

  @Test func `a bin emptied to the unit stays active and is passed by the next buyer`() throws {
    var held = try pair([bin(0, 1_000_000, 0), bin(3, 1_000_000, 0)], share: 0)
    let first = try held.swap(.buying, paying: 1_001_002, seconds: 5)
    #expect(first.output == 1_000_000)
    #expect(held.activeID == Self.unit)
    let second = try held.swap(.buying, paying: 1000, seconds: 6)
    #expect(second.fills.map(\.id) == [Self.unit + 3])
    #expect(second.fills.map(\.feeShare) == [1_036_000_000_000_000])
    #expect(held.activeID == Self.unit + 3)
  }

  @Test func `tokens are conserved, providers never lose at the bin's price, and quotes are honest`() {
    withEvery("pair", cases: 100) { choices in
      let side = { (choices: inout Choices) in choices.wide(bits: 80) + 1 }
      var bins: [LiquidityBin] = []
      for offset in -4...4 where offset == 0 || choices.chance(3, in: 4) {
        bins.append(bin(offset, offset < 0 ? 0 : side(&choices), offset > 0 ? 0 : side(&choices)))
      }
      var pair = try pair(bins, step: choices.oneOf([1, 10, 100]), share: UInt16(choices.below(2501)))
      var seconds: Int64 = 0
      try choices.steps(upTo: 20) { choices in
        seconds += Int64(choices.sized(below: 700))
        let (before, amount) = (pair, choices.wide(bits: 84) + 1)
        let side = choices.chance(1, in: 2) ? TradeSide.buying : .selling
        guard let quoted = try? pair.swapping(side, paying: amount, seconds: seconds) else { return }
        let swap = try pair.swap(side, paying: amount, seconds: seconds)
        try holdEqual(swap, quoted, "a quote is what happens")
        try holdEqual(swap.fills.reduce(0) { $0 + $1.input }, amount, "the whole input is taken")
        try holdEqual(swap.fills.reduce(0) { $0 + $1.output }, swap.output, "fills make the output")
        let moved = side == .buying ? (amount, swap.output) : (swap.output, amount)
        let (old, new) = (totals(before), totals(pair))
        try holdEqual(
          side == .buying ? new.quote - old.quote : old.quote - new.quote, moved.0,
          "quote units are conserved")
        try holdEqual(
          side == .buying ? old.base - new.base : new.base - old.base, moved.1, "base units are conserved")
        for (old, new) in zip(before.bins, pair.bins) {
          let price = Integer(try BinPrice.price(id: old.id, binStep: pair.parameters.binStep))
          func worth(_ bin: LiquidityBin) -> Integer {
            Integer(bin.base) * price + Integer(bin.quote) * .powerOfTwo(128)
          }
          try hold(worth(new) >= worth(old), "a bin's worth at its price does not fall")
        }
      }
    }
  }

  private func totals(_ pair: LiquidityBookPair) -> (base: UInt128, quote: UInt128) {
    pair.bins.reduce((pair.protocolBase, pair.protocolQuote)) { ($0.0 + $1.base, $0.1 + $1.quote) }
  }
}
