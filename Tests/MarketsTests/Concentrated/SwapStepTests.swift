import Exact
import Markets
import Properties
import TestKit
import Testing
import Units

@Suite("SwapStep") struct SwapStepTests {
  /// A square-root price of any size alike.
  private func price(_ choices: inout Choices) -> Word256 {
    let price = choices.word(bits: 160)
    return min(max(price, TickMath.minimumSqrtRatio), TickMath.maximumSqrtRatio - 1)
  }

  /// A fee in pips or finer, now and then nothing or, with v4, everything.
  private func fee(_ choices: inout Choices, whole: Bool) throws -> StepFee {
    switch choices.below(8) {
    case 0: StepFee(.zero)
    case 1 where whole: try StepFee(pips: 1_000_000)
    case 2: StepFee(try Fee(choices.sized(below: 1_000_000_000_000), over: 1_000_000_000_000))
    case 3: StepFee(try Fee(1, over: choices.sized(below: 1_000_000_000_000 - 1) + 2))
    default: try StepFee(pips: choices.sized(below: 1_000_000))
    }
  }

  private func compare(_ choices: inout Choices, near: Bool) throws {
    let from = price(&choices)
    var target = price(&choices)
    if near {
      // A target within a millionth of the price, as between ticks.
      let span = try from.divided(by: 1_000_000, rounding: .up)
      let shift = try Word256.mulDiv(span, Word256(choices.below(1000)), over: 1000, rounding: .up)
      target = choices.chance(1, in: 2) ? from - min(shift, from - 1) : from + shift
      target = min(max(target, TickMath.minimumSqrtRatio), TickMath.maximumSqrtRatio - 1)
    }
    let liquidity = choices.wide(bits: 128)
    let convention = choices.oneOf(StepConvention.allCases)
    let isInput = choices.chance(1, in: 2)
    let fee = try fee(&choices, whole: isInput && convention == .v4)
    var amount = choices.word(bits: choices.chance(1, in: 8) ? 256 : 140)
    if choices.chance(1, in: 3), liquidity > 0 {
      // About as much as leads to the target: where reaching it and not reaching it meet.
      let down = from >= target
      let needed =
        down == isInput
        ? try SqrtPriceMath.baseDelta(from, target, liquidity: liquidity, rounding: .up)
        : try SqrtPriceMath.quoteDelta(from, target, liquidity: liquidity, rounding: .up)
      let gross = isInput ? needed + fee.grossUp(fee.isWhole ? .zero : needed) : needed
      amount = gross + Word256(choices.below(5))
      amount = amount > 2 ? amount - 2 : amount
    }
    let step = SwapStep(
      from: from, to: target, liquidity: liquidity, remaining: isInput ? .input(amount) : .output(amount),
      fee: fee, convention: convention)
    let witness = StepWitness(
      .init(
        price: Integer(from), target: Integer(target), liquidity: Integer(liquidity),
        amount: Integer(amount), isInput: isInput, numerator: Integer(fee.numerator),
        denominator: Integer(fee.denominator), convention: convention))
    let case_ =
      "from \(from) to \(target), L \(liquidity), \(isInput ? "in" : "out") \(amount), \(fee) \(convention)"
    try hold(Integer(step.sqrtPriceNext) == witness.next, "next price", case_)
    try hold(Integer(step.amountIn) == witness.paid, "amount in", case_)
    try hold(Integer(step.amountOut) == witness.received, "amount out", case_)
    try hold(Integer(step.fee) == witness.fee, "fee", case_)
    if isInput { try hold(step.amountIn + step.fee <= amount, "never more than remains", case_) }
    if !isInput { try hold(step.amountOut <= amount, "never more than asked", case_) }
  }

  @Test func `equals its definition in unbounded integers, over all prices`() {
    withEvery(cases: 6000) { choices in try compare(&choices, near: false) }
  }

  @Test func `equals its definition near its price`() {
    withEvery(cases: 6000, seed: 8) { choices in try compare(&choices, near: true) }
  }

  @Test func `a fee finer than a pip is the same rule, one in pips the same number`() throws {
    let price = Word256(UInt128(1) << 96)
    let target = try TickMath.sqrtRatio(at: -400)
    func step(_ fee: StepFee) -> SwapStep {
      SwapStep(
        from: price, to: target, liquidity: 10_000_000_000, remaining: .input(1_000_000), fee: fee,
        convention: .v3)
    }
    #expect(step(try StepFee(pips: 3000)) == step(StepFee(try Fee(3, over: 1000))))
    #expect(step(try StepFee(pips: 3000)).fee == 3000)
    // 0.30005 %: half a pip more is half a unit of a million more.
    #expect(step(StepFee(try Fee(6_001, over: 2_000_000))).fee == 3001)
    #expect(step(StepFee(try Fee(6_001, over: 2_000_000))).amountIn == 996_999)
  }

  @Test func `an input that cannot move the price is all fee in v3 and net of it in v4`() throws {
    func step(_ convention: StepConvention) throws -> SwapStep {
      SwapStep(
        from: 2413, to: 79_887_613_182_836_312, liquidity: 1_985_041_575_832_132_834_610_021_537_970,
        remaining: .input(10), fee: try StepFee(pips: 1872), convention: convention)
    }
    #expect(try step(.v3).amountIn == 0)
    #expect(try step(.v3).fee == 10)
    #expect(try step(.v4).amountIn == 9)
    #expect(try step(.v4).fee == 1)
  }

  @Test func `more than the whole input is no fee`() {
    #expect(throws: FeeRefusal.feeMustStayBelowOne(1_000_001, over: 1_000_000)) {
      try StepFee(pips: 1_000_001)
    }
  }
}
