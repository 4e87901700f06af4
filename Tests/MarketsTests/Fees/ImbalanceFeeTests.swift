import Exact
import Markets
import Properties
import TestKit
import Testing
import Units

@Suite("ImbalanceFee") struct ImbalanceFeeTests {
  private let pair = Pair(base: Token(symbol: "ETH", decimals: 18), quote: Token(symbol: "USDC", decimals: 6))
  private let wad: UInt128 = 1_000_000_000_000_000_000

  @Test(
    "the published fees of both formulas",
    arguments: [("fee_v1", ImbalanceCurve.Formula.classic), ("fee_ng", .ng)])
  func published(_ function: String, _ formula: ImbalanceCurve.Formula) throws {
    for vector in try Vector.all(in: "curve_fee_gamma", of: function) {
      let curve = try ImbalanceCurve(
        mid: UInt64(try vector.field("mid_fee").integer), out: UInt64(try vector.field("out_fee").integer),
        gamma: UInt64(try vector.field("fee_gamma").integer), formula: formula)
      let balances = try vector.field("xp").list
      let evenness = ImbalanceCurve.evenness(try balances[0].word, try balances[1].word)
      #expect(try Word256(evenness) == vector.output("K"), "\(vector.id)")
      #expect(try Word256(curve.fee(atEvenness: evenness)) == vector.output("fee"), "\(vector.id)")
    }
  }

  private func curve(_ choices: inout Choices) throws -> ImbalanceCurve {
    let out = choices.below(10_000_000_000)
    return try ImbalanceCurve(
      mid: choices.below(out + 1), out: out, gamma: choices.sized(below: ImbalanceCurve.wad) + 1,
      formula: choices.oneOf(ImbalanceCurve.Formula.allCases))
  }

  @Test func `never below the middle nor above the outer fee, whatever comes`() {
    everySequence("imbalance") { choices in
      let pair = Pair(
        base: Token(symbol: "B", decimals: choices.within(0...18)),
        quote: Token(symbol: "Q", decimals: choices.within(0...18)))
      return try ImbalanceFee(curve: curve(&choices), scale: Price(wads: choices.wide() | 1), pair: pair)
    } _: { schedule, _, fee, _, end in
      try hold(fee.isAtMost(schedule.ceiling), "never above the outer fee", "\(fee)")
      // K of the rational balances, rounded down twice.
      guard schedule.dependsOnSize else { return }
      try holdEqual(
        fee, try Fee(schedule.curve.fee(atEvenness: schedule.evenness(of: end)), over: 10_000_000_000),
        "the fee of the end")
    }
  }

  @Test func `with one fee for both it is constant`() {
    everySequence("off") { choices in
      let fee = choices.below(10_000_000_000)
      let curve = try ImbalanceCurve(
        mid: fee, out: fee, gamma: choices.sized(below: ImbalanceCurve.wad) + 1,
        formula: choices.oneOf(ImbalanceCurve.Formula.allCases))
      return try ImbalanceFee(curve: curve, scale: Price(wads: wad), pair: pair)
    } _: { schedule, _, fee, _, _ in
      try holdEqual(fee, try Fee(schedule.curve.mid, over: 10_000_000_000), "the middle fee")
      try hold(!schedule.dependsOnSize, "no size to depend on")
    }
  }

  @Test func `allocates nothing after creation`() throws {
    let schedule = try ImbalanceFee(
      curve: ImbalanceCurve(mid: 26_000_000, out: 45_000_000, gamma: 230_000_000_000_000, formula: .ng),
      scale: Price(wads: 3_000 * wad), pair: pair)
    #expect(allocations(of: schedule) == 0)
  }

  @Test func `evenness is 4·x₀·x₁ ÷ S² but for two roundings`() {
    withEvery("evenness", cases: 500) { choices in
      let (x0, x1) = (choices.word(bits: 188), choices.word(bits: 255))
      let found = Integer(ImbalanceCurve.evenness(x0, x1))
      let sum = Integer(x0) + Integer(x1)
      guard !sum.isZero else { return try hold(found.isZero, "nothing is not even") }
      let exact = (4 * Integer(wad) * Integer(x0) * Integer(x1)) / (sum * sum)
      try hold(found <= exact, "rounded down")
      try hold(exact - found <= 1, "by less than 2", "\(found) for \(exact)")
    }
  }

  @Test func `the fee falls as balances even out, and both formulas agree when they are even`() {
    withEvery("monotone", cases: 500) { choices in
      let curve = try curve(&choices)
      let low = choices.below(ImbalanceCurve.wad + 1)
      let high = low + choices.below(ImbalanceCurve.wad - low + 1)
      // Rounded weights may fall back by less than 2 wads, and the fee by 1.
      try hold(curve.fee(atEvenness: high) <= curve.fee(atEvenness: low) + 1, "more even is no dearer")
      try holdEqual(curve.fee(atEvenness: ImbalanceCurve.wad), curve.mid, "even balances pay the middle fee")
    }
  }

  @Test func `a trade pays for the balances it leaves`() throws {
    let forex = try #require(CryptoswapPreset.named("forex"))
    let schedule = try ImbalanceFee(
      curve: forex.feeCurve(), scale: Price(wads: 3_000 * wad), pair: pair)
    func market(_ base: UInt128, _ quote: UInt128) -> FeeMarket {
      FeeMarket(at: .start, block: 1, sqrtPriceX96: 1, base: base, quote: quote, oracle: nil)
    }
    let even = market(1_000 * wad, 3_000_000_000_000)
    let uneven = market(2_000 * wad, 1_500_000_000_000)
    #expect(schedule.evenness(of: even) == ImbalanceCurve.wad)
    #expect(schedule.fee(.buying, from: uneven, to: even) == (try Fee(5, over: 10_000)))
    let dear = schedule.fee(.selling, from: even, to: uneven)
    #expect(
      dear == (try Fee(forex.feeCurve().fee(atEvenness: 640_000_000_000_000_000), over: 10_000_000_000)))
    #expect(!dear.isAtMost(schedule.floor))
  }

  @Test func `refuses in its stated order`() throws {
    func curve(_ mid: UInt64, _ out: UInt64, _ gamma: UInt64) throws(ImbalanceRefusal) -> ImbalanceCurve {
      try ImbalanceCurve(mid: mid, out: out, gamma: gamma, formula: .ng)
    }
    let whole = ImbalanceCurve.whole
    #expect(throws: ImbalanceRefusal.midMustNotExceedOut(mid: whole + 1, out: whole)) {
      _ = try curve(whole + 1, whole, 0)
    }
    #expect(throws: ImbalanceRefusal.outMustStayBelowOne(whole)) { _ = try curve(1, whole, 0) }
    for gamma in [0, ImbalanceCurve.wad + 1] {
      #expect(throws: ImbalanceRefusal.gammaMustBeInRange(gamma)) { _ = try curve(1, 2, gamma) }
    }
    let valid = try curve(1, 2, 1)
    #expect(throws: ImbalanceRefusal.scaleMustBePositive) {
      _ = try ImbalanceFee(curve: valid, scale: Price(wads: 0), pair: pair)
    }
  }
}
