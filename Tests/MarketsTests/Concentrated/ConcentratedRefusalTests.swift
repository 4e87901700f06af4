import Exact
import Markets
import Testing
import Units

@Suite("ConcentratedPool refusals") struct ConcentratedRefusalTests {
  private let one = Word256(UInt128(1) << 96)

  private func pool(_ lower: Int32 = -600, _ upper: Int32 = 600, liquidity: UInt128 = 1_000_000) throws
    -> ConcentratedPool
  {
    try ConcentratedPool(
      sqrtPriceX96: one, tickSpacing: 60, convention: .v3, owner: 1,
      ranges: [(TickRange(lower: lower, upper: upper), liquidity)])
  }

  @Test func `a pool needs a price, then a spacing`() {
    for price in [Word256.zero, TickMath.minimumSqrtRatio - 1, TickMath.maximumSqrtRatio] {
      #expect(throws: ConcentratedRefusal.priceMustBeInRange) {
        try ConcentratedPool(sqrtPriceX96: price, tickSpacing: 0, convention: .v3)
      }
    }
    for spacing in [Int32.min, -1, 0, 16_384] {
      #expect(throws: ConcentratedRefusal.tickSpacingMustBeInRange(spacing)) {
        try ConcentratedPool(sqrtPriceX96: one, tickSpacing: spacing, convention: .v3)
      }
    }
  }

  @Test func `protocol shares are 0 or a quarter to a tenth, the base's checked first`() throws {
    let before = try pool()
    var after = before
    for share in [UInt8(1), 3, 11, 255] {
      #expect(throws: ConcentratedRefusal.protocolShareMustBeListed(share)) {
        try after.setProtocolShares(base: share, quote: 2)
      }
      #expect(throws: ConcentratedRefusal.protocolShareMustBeListed(share)) {
        try after.setProtocolShares(base: 4, quote: share)
      }
    }
    #expect(after == before)
    try after.setProtocolShares(base: 4, quote: 10)
    #expect(after.protocolShareBase == 4)
    #expect(after.protocolShareQuote == 10)
  }

  @Test func `a minting is checked from the liquidity to the balance`() throws {
    let before = try pool()
    var after = before
    func mint(_ liquidity: UInt128, _ lower: Int32, _ upper: Int32) throws {
      _ = try after.mint(liquidity, in: TickRange(lower: lower, upper: upper), by: 1)
    }
    let most = LiquidityMath.maximumPerTick(spacing: 60)
    #expect(throws: ConcentratedRefusal.liquidityMustBePositive) { try mint(0, 60, 0) }
    #expect(throws: ConcentratedRefusal.lowerMustBeBelowUpper(60, 60)) { try mint(1, 60, 60) }
    #expect(throws: ConcentratedRefusal.lowerMustBeBelowUpper(900_000, -900_000)) {
      try mint(1, 900_000, -900_000)
    }
    #expect(throws: ConcentratedRefusal.lowerTickMustBeInRange(-887_273)) { try mint(1, -887_273, 887_273) }
    #expect(throws: ConcentratedRefusal.upperTickMustBeInRange(887_273)) { try mint(1, -887_272, 887_273) }
    #expect(throws: ConcentratedRefusal.tickMustBeOnSpacing(-887_272)) { try mint(1, -887_272, 887_272) }
    #expect(throws: ConcentratedRefusal.tickMustBeOnSpacing(61)) { try mint(.max, -600, 61) }
    #expect(throws: ConcentratedRefusal.tickLiquidityMustFit(-600)) { try mint(most, -600, 600) }
    #expect(throws: ConcentratedRefusal.tickLiquidityMustFit(600)) { try mint(most, -60, 600) }
    #expect(throws: ConcentratedRefusal.tickLiquidityMustFit(-60)) { try mint(most + 1, -60, 60) }
    // A tick's worth of liquidity at the lowest prices is more base than a balance holds.
    #expect(throws: ConcentratedRefusal.balanceMustFit) {
      var low = try ConcentratedPool(
        sqrtPriceX96: TickMath.minimumSqrtRatio, tickSpacing: 60, convention: .v3)
      _ = try low.mint(most, in: TickRange(lower: -887_220, upper: 0), by: 1)
    }
    // And at the highest, more quote.
    #expect(throws: ConcentratedRefusal.balanceMustFit) {
      var high = try ConcentratedPool(
        sqrtPriceX96: TickMath.maximumSqrtRatio - 1, tickSpacing: 60, convention: .v3)
      _ = try high.mint(most, in: TickRange(lower: 0, upper: 887_220), by: 1)
    }
    #expect(after == before)
    try mint(most - 1_000_000, -600, 600)
    #expect(after.liquidity == most)
  }

  @Test func `the worth of a range is refused as its minting would be`() throws {
    let pool = try pool()
    #expect(throws: ConcentratedRefusal.lowerMustBeBelowUpper(1, 0)) {
      try pool.amounts(for: 1, in: TickRange(lower: 1, upper: 0), rounding: .up)
    }
    #expect(throws: ConcentratedRefusal.lowerTickMustBeInRange(-900_000)) {
      try pool.amounts(for: 1, in: TickRange(lower: -900_000, upper: 900_000), rounding: .up)
    }
    #expect(throws: ConcentratedRefusal.upperTickMustBeInRange(900_000)) {
      try pool.amounts(for: 1, in: TickRange(lower: 0, upper: 900_000), rounding: .up)
    }
  }

  @Test func `only what a position has can be burned or collected`() throws {
    let before = try pool()
    var after = before
    let (mine, other) = (TickRange(lower: -600, upper: 600), TickRange(lower: -600, upper: 660))
    #expect(throws: ConcentratedRefusal.positionMustExist) { try after.burn(1, in: other, by: 1) }
    #expect(throws: ConcentratedRefusal.positionMustExist) { try after.burn(1, in: mine, by: 2) }
    #expect(throws: ConcentratedRefusal.positionMustHoldLiquidity) {
      try after.burn(1_000_001, in: mine, by: 1)
    }
    #expect(throws: ConcentratedRefusal.positionMustExist) {
      try after.collect(base: .zero, quote: .zero, in: mine, by: 2)
    }
    #expect(throws: ConcentratedRefusal.positionMustExist) { try after.owed(in: other, by: 1) }
    #expect(after == before)
    let owed = try after.burn(1_000_000, in: mine, by: 1)
    let burned = after
    #expect(throws: ConcentratedRefusal.positionMustExist) { try after.burn(0, in: mine, by: 1) }
    #expect(throws: ConcentratedRefusal.positionMustHoldLiquidity) { try after.burn(1, in: mine, by: 1) }
    #expect(after == burned)
    let part = try after.collect(base: Amount(1), quote: .zero, in: mine, by: 1)
    #expect(part.base == Amount(1))
    #expect(part.quote == .zero)
    let rest = try after.collect(base: Amount(.max), quote: Amount(.max), in: mine, by: 1)
    #expect(rest.base + part.base == owed.base)
    #expect(rest.quote == owed.quote)
    #expect(after.position(of: 1, in: mine) == nil)
    #expect(throws: ConcentratedRefusal.positionMustExist) {
      try after.collect(base: Amount(1), quote: .zero, in: mine, by: 1)
    }
  }

  @Test func `a swap is checked from the amount through the fee to the limit`() throws {
    let before = try pool()
    var after = before
    let whole = try StepFee(pips: 1_000_000)
    func swap(_ side: TradeSide, _ amount: StepAmount, _ limit: Word256, _ fee: StepFee) throws {
      _ = try after.swap(side, amount, limit: limit, fee: fee)
    }
    #expect(throws: SwapRefusal.inputMustBePositive) { try swap(.selling, .input(0), one, whole) }
    #expect(throws: SwapRefusal.outputMustBePositive) { try swap(.selling, .output(0), one, whole) }
    #expect(throws: SwapRefusal.feeMustLeaveInput) { try swap(.selling, .output(1), one, whole) }
    let none = StepFee(.zero)
    for limit in [one, one + 1, TickMath.minimumSqrtRatio, .zero] {
      #expect(throws: SwapRefusal.limitMustLieAhead) { try swap(.selling, .input(1), limit, none) }
    }
    for limit in [one, one - 1, TickMath.maximumSqrtRatio, .max] {
      #expect(throws: SwapRefusal.limitMustLieAhead) { try swap(.buying, .output(1), limit, none) }
    }
    #expect(after == before)
    // From a price of 1 down to the lowest, 2⁻¹²⁸, liquidity of 2¹¹⁰ takes in 2¹⁷⁴ base units, more than a balance holds.
    let deep = try ConcentratedPool(
      sqrtPriceX96: one, tickSpacing: 60, convention: .v3, owner: 1,
      ranges: [(TickRange(lower: -887_220, upper: 0), 1 << 110)])
    var refused = deep
    #expect(throws: SwapRefusal.balanceMustFit) {
      try refused.swap(.selling, .input(.max), limit: ConcentratedPool.lowestLimit, fee: none)
    }
    #expect(refused == deep)
  }
}

@Suite("ConcentratedPool orders") struct ConcentratedOrderTests {
  private let one = Word256(UInt128(1) << 96)
  private let range = TickRange(lower: -600, upper: 600)

  private func pool(_ liquidity: UInt128 = 1_000_000_000_000) throws -> ConcentratedPool {
    try ConcentratedPool(
      sqrtPriceX96: one, tickSpacing: 60, convention: .v3, owner: 1, ranges: [(range, liquidity)])
  }

  @Test func `an order is filled wholly or not at all`() throws {
    let before = try pool()
    var after = before
    let fee = try Fee(3, over: 1000)
    func refused(_ order: SwapOrder, _ refusal: SwapRefusal) {
      #expect(throws: refusal) { try after.trade(order, fee: fee) }
      #expect(throws: refusal) { try before.quote(order, fee: fee) }
    }
    refused(.sellPaying(.zero), .inputMustBePositive)
    refused(.buyPaying(.zero), .inputMustBePositive)
    refused(.sellReceiving(.zero), .outputMustBePositive)
    refused(.buyReceiving(.zero), .outputMustBePositive)
    refused(.sellPaying(Amount(.max)), .balanceMustFit)
    refused(.buyPaying(Amount(Word256(UInt128.max))), .balanceMustFit)
    // More than the range takes: 600 ticks hold about 3 % of the virtual reserves.
    refused(.sellPaying(Amount(40_000_000_000)), .liquidityMustCoverOrder)
    refused(.buyPaying(Amount(40_000_000_000)), .liquidityMustCoverOrder)
    refused(.sellReceiving(Amount(before.reserveQuote.units + 1)), .liquidityMustCoverOrder)
    refused(.buyReceiving(Amount(.max)), .liquidityMustCoverOrder)
    // The reserve itself is a unit more than the curve pays, minting having rounded up.
    refused(.sellReceiving(before.reserveQuote), .liquidityMustCoverOrder)
    refused(.buyReceiving(before.reserveBase), .liquidityMustCoverOrder)
    // One unit is all fee.
    refused(.sellPaying(Amount(1)), .outputMustBePositive)
    refused(.buyPaying(Amount(1)), .outputMustBePositive)
    #expect(after == before)
    let all = try after.trade(.sellReceiving(before.reserveQuote - Amount(1)), fee: fee)
    #expect(all.fill.quote == before.reserveQuote - Amount(1))
  }

  @Test func `an output whose input no balance can hold is refused`() throws {
    let before = try ConcentratedPool(
      sqrtPriceX96: one, tickSpacing: 60, convention: .v3, owner: 1,
      ranges: [(TickRange(lower: -887_220, upper: 0), 1 << 110)])
    var after = before
    #expect(throws: SwapRefusal.balanceMustFit) {
      try after.trade(.sellReceiving(before.reserveQuote - Amount(1)), fee: .zero)
    }
    #expect(after == before)
  }

  @Test func `a pool without liquidity fills nothing`() throws {
    var empty = try ConcentratedPool(sqrtPriceX96: one, tickSpacing: 1, convention: .v4)
    #expect(throws: SwapRefusal.liquidityMustCoverOrder) {
      try empty.trade(.sellPaying(Amount(1)), fee: .zero)
    }
    #expect(throws: SwapRefusal.liquidityMustCoverOrder) {
      try empty.trade(.buyPaying(Amount(1)), fee: .zero)
    }
    #expect(empty.virtualReserves == (0, 0))
    let pair = Pair(base: Token(symbol: "A", decimals: 18), quote: Token(symbol: "B", decimals: 18))
    #expect(empty.arbitrage(at: Price(wads: 1), in: pair, gas: .zero, fee: (.zero, .zero)) == nil)
  }

  @Test func `at the ends of all prices only the way back is open`() throws {
    let wide = TickRange.full(spacing: 60)
    for (price, side) in [
      (TickMath.minimumSqrtRatio, TradeSide.selling), (TickMath.minimumSqrtRatio + 1, .selling),
      (TickMath.maximumSqrtRatio - 1, .buying),
    ] {
      var pool = try ConcentratedPool(
        sqrtPriceX96: price, tickSpacing: 60, convention: .v3, owner: 1, ranges: [(wide, 2_000_000_000)])
      let before = pool
      let away: SwapOrder = side == .selling ? .sellPaying(Amount(1)) : .buyPaying(Amount(1))
      #expect(throws: SwapRefusal.liquidityMustCoverOrder) { try pool.trade(away, fee: .zero) }
      #expect(pool == before)
      let back: SwapOrder = side == .selling ? .buyReceiving(Amount(1000)) : .sellReceiving(Amount(1000))
      #expect(throws: Never.self) { try pool.trade(back, fee: .zero) }
      #expect(pool.holdsItsCaches)
    }
  }

  @Test func `orders cross gaps between ranges`() throws {
    var pool = try ConcentratedPool(
      sqrtPriceX96: one, tickSpacing: 1, convention: .v3, owner: 1,
      ranges: [
        (TickRange(lower: -50_000, upper: -40_000), 1 << 60),
        (TickRange(lower: 40_000, upper: 50_000), 1 << 60),
      ])
    #expect(pool.liquidity == 0)
    let sale = try pool.trade(.sellPaying(Amount(1_000_000_000)), fee: .zero)
    #expect(pool.tick < -40_000)
    #expect(pool.liquidity == 1 << 60)
    let purchase = try pool.trade(.buyPaying(Amount(1_000_000_000)), fee: .zero)
    #expect(pool.tick >= 40_000)
    #expect(sale.fill.quote.units < 20_000_000)
    #expect(purchase.fill.base > sale.fill.base)
    #expect(pool.holdsItsCaches)
  }

  @Test func `the fee label is in whole units of the input, the protocol's part included`() throws {
    var pool = try pool()
    try pool.setProtocolShares(base: 4, quote: 5)
    let before = pool
    let sale = try pool.trade(.sellPaying(Amount(1_000_000)), fee: Fee(3, over: 1000))
    #expect(sale.fee == FeeLabel(base: 3000, quote: 0, over: 1))
    #expect(pool.protocolBase == Amount(750))
    #expect(pool.reserveBase == before.reserveBase + Amount(1_000_000))
    #expect(pool.reserveQuote == before.reserveQuote - sale.fill.quote)
    let purchase = try pool.trade(.buyPaying(Amount(1_000_000)), fee: Fee(1, over: 100))
    #expect(purchase.fee == FeeLabel(base: 0, quote: 10_000, over: 1))
    #expect(pool.protocolQuote == Amount(2000))
    let exact = try pool.trade(.buyReceiving(Amount(500_000)), fee: Fee(1, over: 2))
    #expect(exact.fee.quote * 2 == exact.fill.quote.units)
    // The position is owed the rest, to the unit below.
    _ = try pool.burn(0, in: range, by: 1)
    let position = try #require(pool.position(of: 1, in: range))
    #expect(position.owedBase == 3000 - 750 - 1)
    let kept = exact.fee.quote - exact.fee.quote.dividedByFive
    #expect(Word256(position.owedQuote) + 1 == kept + 8000)
    let paid = pool.collectProtocol()
    #expect(paid.base == Amount(750))
    #expect(pool.protocolBase == .zero)
    #expect(pool.protocolQuote == .zero)
  }

  @Test func `reserves, prices and depth describe the active range`() throws {
    let pool = try pool(1 << 64)
    #expect(pool.virtualReserves == (1 << 64, 1 << 64))
    #expect(pool.marketPrice == 1)
    let edge = try TickMath.sqrtRatio(at: -600)
    let depth = try #require(pool.depth(to: edge))
    #expect(depth.sqrtPriceX96 == edge)
    #expect(Word256(depth.received) == pool.reserveQuote.units - 1)
    #expect(pool.depth(to: one) == nil)
    #expect(pool.depth(to: .zero) == nil)
    let pair = Pair(base: Token(symbol: "ETH", decimals: 18), quote: Token(symbol: "USDC", decimals: 6))
    let price = Price(wads: 3_000_000_000_000_000_000_000)
    let root = try #require(ConcentratedPool.sqrtPriceX96(price, in: pair, rounding: .down))
    let up = try #require(ConcentratedPool.sqrtPriceX96(price, in: pair, rounding: .up))
    // 3000 · 10⁻¹² quote units per base unit.
    let exact = Integer(3) << 192
    #expect(up == root + 1)
    #expect(Integer(root) * Integer(root) * 1_000_000_000 < exact)
    #expect(Integer(up) * Integer(up) * 1_000_000_000 > exact)
    #expect(ConcentratedPool.sqrtPriceX96(Price(wads: 0), in: pair, rounding: .down) == nil)
  }
}

extension Word256 {
  fileprivate var dividedByFive: Word256 { (try? divided(by: 5, rounding: .down)) ?? .zero }
}
