import Exact
import Markets
import Testing
import Units

@Suite("TickMath") struct TickMathTests {
  /// Ticks of every size, both signs, and all powers of two with their neighbours.
  private var ticks: [Int32] {
    var ticks: [Int32] = Array(-300...300)
    for bit in 0..<20 { ticks += [-1, 0, 1].map { (1 << bit) + $0 } }
    var dice = TestDice(state: 11)
    for _ in 0..<2000 { ticks.append(Int32(dice.number(0...887_271))) }
    return ticks.filter { $0 < 887_272 } + ticks.map(-).filter { $0 >= -887_272 }
  }

  @Test func `a price's tick is the greatest at or below it`() throws {
    for tick in ticks {
      let root = try TickMath.sqrtRatio(at: tick)
      #expect(try TickMath.tick(atSqrtRatio: root) == tick)
      #expect(try TickMath.sqrtRatio(at: tick + 1) > root)
      #expect(try TickMath.tick(atSqrtRatio: TickMath.sqrtRatio(at: tick + 1) - 1) == tick)
    }
  }

  @Test func `the square of a tick's price is 1.0001 to its power, within one unit of the last bit`() throws {
    for tick in Int32(-2000)...2000 where tick % 7 == 0 || abs(tick) < 40 {
      let root = Integer(try TickMath.sqrtRatio(at: tick))
      let power = Int(abs(tick))
      let (up, down) = (Integer(10_001).power(power), Integer(10_000).power(power))
      // s² against 2¹⁹²·1.0001ᵗ, both over a common denominator.
      let (numerator, denominator) = tick >= 0 ? (up, down) : (down, up)
      let exact = numerator << 192
      #expect((root - 1) * (root - 1) * denominator < exact)
      #expect((root + 1) * (root + 1) * denominator > exact)
    }
  }

  @Test func `the ends are the published ones`() throws {
    #expect(try TickMath.sqrtRatio(at: TickMath.minimumTick) == TickMath.minimumSqrtRatio)
    #expect(try TickMath.sqrtRatio(at: TickMath.maximumTick) == TickMath.maximumSqrtRatio)
    #expect(try TickMath.tick(atSqrtRatio: TickMath.minimumSqrtRatio) == TickMath.minimumTick)
    #expect(try TickMath.tick(atSqrtRatio: TickMath.maximumSqrtRatio - 1) == TickMath.maximumTick - 1)
  }

  @Test func `what lies outside is refused`() {
    for tick in [Int32.min, -887_273, 887_273, .max] {
      #expect(throws: ConcentratedRefusal.tickMustBeInRange(tick)) { try TickMath.sqrtRatio(at: tick) }
    }
    for root in [Word256.zero, TickMath.minimumSqrtRatio - 1, TickMath.maximumSqrtRatio, .max] {
      #expect(throws: ConcentratedRefusal.priceMustBeInRange) { try TickMath.tick(atSqrtRatio: root) }
    }
  }
}

@Suite("SqrtPriceMath refusals") struct SqrtPriceMathTests {
  private let one = Word256(UInt128(1) << 96)
  private let tooWide = Word256(high: 1 << 32, low: 0)

  @Test func `a price of 0 comes before an empty pool`() {
    #expect(throws: ConcentratedRefusal.priceMustBePositive) {
      try SqrtPriceMath.nextSqrtPrice(from: 0, liquidity: 0, paying: 1, side: .selling)
    }
    #expect(throws: ConcentratedRefusal.priceMustBePositive) {
      try SqrtPriceMath.nextSqrtPrice(from: 0, liquidity: 0, receiving: 1, side: .buying)
    }
    #expect(throws: ConcentratedRefusal.activeLiquidityMustBePositive) {
      try SqrtPriceMath.nextSqrtPrice(from: one, liquidity: 0, paying: .max, side: .buying)
    }
    #expect(throws: ConcentratedRefusal.activeLiquidityMustBePositive) {
      try SqrtPriceMath.nextSqrtPrice(from: one, liquidity: 0, receiving: .max, side: .selling)
    }
  }

  @Test func `a price above 160 bits is refused`() {
    #expect(throws: ConcentratedRefusal.priceMustFit) {
      try SqrtPriceMath.nextSqrtPrice(from: one, liquidity: 1, paying: .max, side: .buying)
    }
    #expect(throws: ConcentratedRefusal.priceMustFit) {
      try SqrtPriceMath.nextSqrtPrice(from: tooWide - 1, liquidity: 1 << 96, paying: 1, side: .buying)
    }
    // One unit of base less than all there is, which is 2³²: the price would be 2¹²⁸·(2¹²⁸ − 1).
    #expect(throws: ConcentratedRefusal.priceMustFit) {
      try SqrtPriceMath.nextSqrtPrice(
        from: tooWide - 1, liquidity: .max, receiving: Word256((1 << 64) - 1 as UInt128), side: .buying)
    }
    #expect(throws: ConcentratedRefusal.priceMustFit) {
      try SqrtPriceMath.baseDelta(one, tooWide, liquidity: 1, rounding: .up)
    }
    #expect(throws: ConcentratedRefusal.priceMustFit) {
      try SqrtPriceMath.quoteDelta(tooWide, one, liquidity: 1, rounding: .up)
    }
    #expect(throws: ConcentratedRefusal.priceMustBePositive) {
      try SqrtPriceMath.baseDelta(tooWide, 0, liquidity: 1, rounding: .up)
    }
  }

  @Test func `all that is there cannot be paid out`() {
    for units in [Word256(1024), .max] {
      #expect(throws: ConcentratedRefusal.outputMustBeCovered) {
        try SqrtPriceMath.nextSqrtPrice(from: one, liquidity: 1024, receiving: units, side: .selling)
      }
      #expect(throws: ConcentratedRefusal.outputMustBeCovered) {
        try SqrtPriceMath.nextSqrtPrice(from: one, liquidity: 1024, receiving: units, side: .buying)
      }
    }
    #expect(throws: Never.self) {
      try SqrtPriceMath.nextSqrtPrice(from: one, liquidity: 1024, receiving: 1023, side: .selling)
    }
  }

  @Test func `an amount that overflows its divisor is refused`() {
    #expect(throws: ConcentratedRefusal.amountMustFit) {
      try SqrtPriceMath.nextSqrtPrice(from: 1, liquidity: 1, paying: .max, side: .selling)
    }
  }

  @Test func `sums of liquidity stay within 128 bits`() throws {
    #expect(try LiquidityMath.sum(5, -5) == 0)
    #expect(throws: ConcentratedRefusal.liquidityMustBeCovered) { try LiquidityMath.sum(5, -6) }
    #expect(try LiquidityMath.sum(.max - 5, 5) == .max)
    #expect(throws: ConcentratedRefusal.liquidityMustFit) { try LiquidityMath.sum(.max - 5, 6) }
    #expect(LiquidityMath.maximumPerTick(spacing: 60) == 11_505_743_598_341_114_571_880_798_222_544_994)
  }
}
