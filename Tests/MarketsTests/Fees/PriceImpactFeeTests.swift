import Exact
import Markets
import Properties
import TestKit
import Testing
import Units

@Suite("PriceImpactFee") struct PriceImpactFeeTests {
  @Test func `the published charges`() throws {
    for vector in try Vector.all(in: "v4_hook_fees", of: "impact_fee") {
      let base = UInt64(try vector.field("baseFee").integer)
      let charge = PriceImpact.charge(
        from: try vector.input("sqrtBefore"), to: try vector.input("sqrtAfterSimulated"), base: base,
        largestShare: UInt64(try vector.field("dffMax").integer))
      // The contract's 0 stands for "keep the base fee".
      #expect(try Word256(charge.fee < base ? 0 : charge.fee) == vector.output("fee"), "\(vector.id)")
      #expect(try charge.impact.map { Word256($0) } == vector.output("priceImpactPips"), "\(vector.id)")
    }
  }

  /// Whole hook swaps, as far as they stay within the middle position. Their warming-up swaps pay the base
  /// fee.
  @Test func `the published swaps within one range`() throws {
    for vector in try Vector.all(in: "v4_hook_fees", of: "impact_fee_swap") {
      let side: TradeSide = try vector.field("zeroForOne").flag ? .selling : .buying
      let base = UInt32(try vector.field("baseFee").integer)
      let share = UInt32(try vector.field("dffMax").integer)
      var state = try PriceImpact(alpha: UInt32(try vector.field("alpha").integer))
      var range = RangeSwap(sqrtPrice: try vector.field("sqrtP0").exact)
      for amount in try vector.field("warmupSwaps").list {
        let volume = range.swap(side, paying: try amount.exact, millionths: Int(base))
        state.record(volume: volume, sqrtPriceX96: range.word)
      }
      guard vector.out?["before"] != nil else { continue }
      #expect(try range.word == vector.output("before"), "\(vector.id)")
      #expect(try Word256(state.weightedVolume) == vector.output("weightedVolume"), "\(vector.id)")
      #expect(try state.weightedPriceVolume == vector.output("weightedPriceVolume"), "\(vector.id)")
      #expect(try state.averagePrice == vector.output("ewVWAPX"), "\(vector.id)")
      let isAway = state.isAway(side, sqrtPriceX96: range.word)
      #expect(try isAway == vector.result("gate").flag, "\(vector.id)")
      let charge = PriceImpact.charge(
        from: range.word, to: try vector.output("simSqrt"), base: UInt64(base), largestShare: UInt64(share))
      #expect(try charge.impact.map { Word256($0) } == vector.output("pif"), "\(vector.id)")
      #expect(try Word256(charge.share) == vector.output("dff"), "\(vector.id)")
      let fee = isAway ? max(charge.fee, UInt64(base)) : UInt64(base)
      #expect(try Word256(fee) == vector.output("fee"), "\(vector.id)")
    }
  }

  @Test func `never below the base nor above a fifth of the share, whatever comes`() {
    everySequence("impact") { choices in
      let share = choices.within(5...999_999)
      return try PriceImpactFee(
        base: UInt32(choices.within(1...(share / 5))), largestShare: UInt32(share),
        alpha: UInt32(choices.within(1...999_999)))
    } _: { schedule, side, fee, start, end in
      try hold(fee.isAtMost(schedule.ceiling), "never above the ceiling", "\(fee)")
      if schedule.state.weightedVolume == 0 { try holdEqual(fee, schedule.floor, "nothing to compare with") }
      let sides = TradeSide.allCases.filter { schedule.fee($0, from: start, to: end) != schedule.floor }
      try hold(sides.count < 2, "one side of the average price at most is charged")
    }
  }

  @Test func `without a share it is the constant base fee`() {
    everySequence("off") { choices in
      try PriceImpactFee(
        base: UInt32(choices.within(1...999_999)), largestShare: 0,
        alpha: UInt32(choices.within(1...999_999)))
    } _: { schedule, _, fee, _, _ in
      try holdEqual(fee, try Fee(UInt64(schedule.base), over: 1_000_000), "the base")
      try hold(!schedule.dependsOnSize, "no size to depend on")
    }
  }

  @Test func `allocates nothing after creation`() throws {
    let schedule = try PriceImpactFee(base: 500, largestShare: 250_000, alpha: 500_000)
    #expect(allocations(of: schedule) == 0)
  }

  @Test func `a charge grows with the way until the largest share of a fifth`() {
    withEvery("growth", cases: 300) { choices in
      let before = Word256(choices.wide(bits: 110)) + 1_000_000_000_000
      let near = Word256(choices.below(1_000_000))
      let far = near + Word256(choices.below(20_000_000))
      let unit = try before.divided(by: 1_000_000, rounding: .down)
      func fee(_ way: Word256) -> UInt64 {
        PriceImpact.charge(from: before, to: before + unit * way, base: 500, largestShare: 250_000).fee
      }
      try hold(fee(near) <= fee(far), "further costs no less")
      try hold(fee(far) <= 50_000, "a fifth of a quarter at most")
    }
  }

  @Test func `the sums stay exact means at the largest volumes and prices`() throws {
    var state = try PriceImpact(alpha: 999_999)
    let highest = try #require(Word256("1461446703485210103287273052203988822378723970342"))
    for price in [highest, 4_295_128_739, highest, highest] {
      for volume in [UInt128.max, 1, .max] {
        let (volumes, prices) = (Integer(state.weightedVolume), Integer(state.weightedPriceVolume))
        state.record(volume: volume, sqrtPriceX96: price)
        let million = Integer(1_000_000)
        let expected = (999_999 * Integer(volume) + volumes) / million
        #expect(Integer(state.weightedVolume) == expected)
        let product = Integer(volume) * Integer(price)
        let scale = product.bitWidth > 256 ? Integer(10).power(10) : 1
        let delta = (product / scale) * (999_999 * Integer(price))
        let unit = Integer.powerOfTwo(192) * million / scale
        #expect(Integer(state.weightedPriceVolume) == delta / unit + prices / million)
      }
    }
    let before = state
    state.record(volume: 0, sqrtPriceX96: highest)
    #expect(state == before)
  }

  @Test func `refuses in its stated order`() {
    func make(_ base: UInt32, _ share: UInt32, _ alpha: UInt32) throws(PriceImpactRefusal) {
      _ = try PriceImpactFee(base: base, largestShare: share, alpha: alpha)
    }
    #expect(throws: PriceImpactRefusal.largestShareMustStayBelowOne(1_000_000)) { try make(0, 1_000_000, 0) }
    #expect(throws: PriceImpactRefusal.baseMustBeInRange(0)) { try make(0, 250_000, 0) }
    #expect(throws: PriceImpactRefusal.baseMustBeInRange(1_000_000)) { try make(1_000_000, 0, 0) }
    for alpha in [0, 1_000_000] as [UInt32] {
      #expect(throws: PriceImpactRefusal.alphaMustBeInRange(alpha)) { try make(60_000, 250_000, alpha) }
    }
    #expect(throws: PriceImpactRefusal.largestFeeMustReachBase(base: 50_001, largest: 50_000)) {
      try make(50_001, 250_000, 1)
    }
    #expect(throws: Never.self) { try make(50_000, 250_000, 1) }
  }
}

/// Exact-input swaps within one range of liquidity 10²², in unbounded integers.
struct RangeSwap {
  private(set) var sqrtPrice: Integer
  private let liquidity = Integer(10).power(22)
  private let unit = Integer.powerOfTwo(96)

  init(sqrtPrice: Integer) { self.sqrtPrice = sqrtPrice }

  var word: Word256 { sqrtPrice.asWord256 ?? .zero }

  /// Swaps and tells how much of the base token moved, fee included.
  mutating func swap(_ side: TradeSide, paying amount: Integer, millionths: Int) -> UInt128 {
    let net = amount * Integer(1_000_000 - millionths) / 1_000_000
    let start = sqrtPrice
    switch side {
    case .selling:
      sqrtPrice = (liquidity * unit * start).divided(by: liquidity * unit + net * start, rounding: .up)
      return amount.asWord256?.low ?? 0
    case .buying:
      sqrtPrice = start + net * unit / liquidity
      let received = liquidity * unit * (sqrtPrice - start) / sqrtPrice / start
      return received.asWord256?.low ?? 0
    }
  }
}
