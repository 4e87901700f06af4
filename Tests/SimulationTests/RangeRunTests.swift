import Exact
import Feeds
import Markets
import Simulation
import TestKit
import Testing
import Units

@Suite("A range pool in a run") struct RangeRunTests {
  private static let pair = Sample.pair()

  private static func curve(_ engine: Engine) throws -> ConcentratedPool {
    guard case .concentrated(let pool) = engine.pools[0] else { throw ConcentratedRefusal.priceMustFit }
    return pool.curve
  }

  /// One position between two prices, the pool's own price at 3,000.
  private static func range(_ low: UInt64, _ high: UInt64, fee: Fee = .zero) throws -> PoolPlan {
    guard let root = ConcentratedPool.sqrtPriceX96(Sample.price(3_000), in: pair, rounding: .down),
      let range = TickRange.covering(Sample.price(low), to: Sample.price(high), in: pair, spacing: 10)
    else { throw ConcentratedRefusal.priceMustFit }
    let liquidity = try ConcentratedPool.liquidity(
      worth: Amount(Sample.whole(3_000_000, of: pair.quote)), in: range, atSqrtPrice: root)
    let pool = try ConcentratedPool(
      sqrtPriceX96: root, tickSpacing: 10, convention: .v3, owner: 1, ranges: [(range, liquidity)])
    return PoolPlan(
      name: "range", reserveBase: pool.reserveBase, reserveQuote: pool.reserveQuote, fee: fee,
      takesProtocolFee: false, kind: .concentrated(pool))
  }

  private static func trades(_ plan: Plan) throws -> (blocks: [Int], engine: Engine) {
    var engine = try Engine(plan: plan, hedging: true)
    var blocks: [Int] = []
    for _ in 0..<plan.blocks {
      let end = try engine.step()
      for event in engine.events { if case .trade = event { blocks.append(end.block) } }
    }
    return (blocks, engine)
  }

  @Test func `trades cross ticks and the liquidity in range changes`() throws {
    let pool = try Sample.concentrated(fee: try millionths(500), in: Self.pair)
    let plan = Sample.busy([pool], blocks: 120).moving(volatility: Sample.ratio(12_000))
    var engine = try Engine(plan: plan, hedging: true)
    var seen = Set<UInt128>()
    for _ in 0..<plan.blocks {
      _ = try engine.step()
      let curve = try Self.curve(engine)
      seen.insert(curve.liquidity)
      // What is in range is what the positions about the present tick sum to.
      let tick = curve.tick
      let active = curve.positions.filter { $0.range.lower <= tick && tick < $0.range.upper }
      #expect(curve.liquidity == active.reduce(0) { $0 + $1.liquidity })
    }
    #expect(seen.count > 2)
  }

  @Test(
    "out of range nobody trades and nothing is lost",
    arguments: [(3_100, 3_400), (2_600, 2_900)] as [(UInt64, UInt64)])
  func outOfRange(low: UInt64, high: UInt64) throws {
    var plan = Sample.quiet(blocks: 40).arbitraged()
    plan.pools = [try Self.range(low, high)]
    // The price wanders short of the range, through it, and beyond it.
    let beyond: UInt64 = low > 3_000 ? 3_600 : 2_400
    plan.price.process = Sample.replay([
      (0, 3_000), (48, 2_990), (96, 3_030), (144, 2_980), (192, beyond), (240, beyond + 100),
      (288, beyond - 50),
      (336, beyond + 20),
    ])
    let (blocks, engine) = try Self.trades(plan)
    #expect(blocks == [16])
    // All in one token, but for what is worth a unit or two of the other.
    let curve = try Self.curve(engine)
    let rest =
      low > 3_000
      ? Self.pair.value(Change(from: .zero, to: curve.reserveBase), at: engine.price)
      : Self.pair.value(Change(from: .zero, to: curve.reserveQuote))
    #expect(rest <= Int256(Self.pair.finePerQuoteUnit) * 2)
    #expect(
      try #require(engine.pools[0].price(in: Self.pair)) >= Rational(Integer(low > 3_000 ? 3_400 : 2_600)) - 1
    )
  }

  @Test func `an order beyond the liquidity is refused and changes nothing`() throws {
    var plan = Sample.quiet(blocks: 1)
    plan.pools = [try Self.range(2_900, 3_100)]
    var venue = try Engine(plan: plan, hedging: true).pools[0]
    let opened = venue
    let all = SwapOrder.buyReceiving(plan.pools[0].reserveBase)
    #expect(throws: SwapRefusal.liquidityMustCoverOrder) { try venue.trade(all) }
    #expect(venue == opened)
  }
}
