import Exact
import Feeds
import Markets
import Simulation
import Testing
import Units

@testable import Attribution

@Suite("RunAttribution") struct RunAttributionTests {
  private static func plan(blocks: Int, gapBlocks: Int, window: Int) throws -> Plan {
    let pair = Pair(base: Token(symbol: "ETH", decimals: 18), quote: Token(symbol: "USDC", decimals: 6))
    let fees = [try Fee(3, over: 1000), try Fee(1, over: 2000)]
    return Plan(
      name: "witness", seed: 1, pair: pair,
      pools: fees.enumerated().map { index, fee in
        PoolPlan(
          name: "pool-\(index)", reserveBase: Amount(1_000_000_000_000_000_000_000),
          reserveQuote: Amount(3_000_000_000_000), fee: fee, takesProtocolFee: false)
      },
      price: PricePlan(process: .replay([]), shocks: [], impactPerBase: .zero),
      block: Duration(seconds: 12), blocks: blocks,
      oracle: OraclePlan(
        heartbeat: Duration(seconds: 3600), deviation: .zero, latency: .zero, staleAfter: .day),
      arbitrage: nil, retail: nil, options: nil,
      vault: VaultPlan(
        capitalBase: Amount(1_000_000_000_000_000_000), capitalQuote: Amount(3_000_000_000), epoch: .day,
        deposits: [], withdrawals: [], hedge: nil),
      order: Phase.allCases, twin: nil,
      bursts: BurstPlan(gap: Duration(seconds: 12 * Int64(gapBlocks)), windowBlocks: window))
  }

  private static func account(_ witness: JournalWitness) -> RunAttribution {
    var account = RunAttribution(plan: witness.plan, price: witness.prices[0], keepsEveryBurst: true)
    for (index, events) in witness.blocks.enumerated() {
      let at = Instant(milliseconds: 12_000 * Int64(index + 1))
      account.record(
        events, endOf: BlockEvent(block: index + 1, at: at, price: witness.prices[index + 1]))
    }
    account.finish()
    return account
  }

  @Test("every sum is its definition", arguments: [UInt64(1), 2, 3])
  func sums(seed: UInt64) throws {
    let witness = JournalWitness(
      plan: try Self.plan(blocks: 40, gapBlocks: 1, window: 2), seed: seed, origins: Origin.allCases)
    let account = Self.account(witness)
    let scale = Rational(Integer(account.feeScale))
    for pool in 0..<2 {
      let figures = account.pools[pool]
      #expect(Rational(Integer(figures.market)) == witness.market(pool: pool))
      for origin in Origin.allCases {
        let own = witness.trades.filter { $0.pool == pool && $0.origin == origin }
        let index = Int(origin.rawValue)
        #expect(
          Rational(Integer(figures.loss[index])) == own.reduce(Rational(0)) { $0 + witness.loss($1) } * scale)
        #expect(
          Rational(Integer(figures.fees[index])) == own.reduce(Rational(0)) { $0 + witness.fee($1) } * scale)
        #expect(figures.trades[index] == own.count)
        #expect(
          Rational(Integer(figures.markout[index])) == witness.markout(pool: pool, origin: origin, horizon: 0)
        )
      }
    }
  }

  @Test("markouts are valued at their horizon, or at the end", arguments: [UInt64(4), 5])
  func markouts(seed: UInt64) throws {
    let witness = JournalWitness(
      plan: try Self.plan(blocks: 60, gapBlocks: 1, window: 2), seed: seed, origins: Origin.allCases)
    let account = Self.account(witness)
    let blocks = [1, 25, 300]
    for pool in 0..<2 {
      for origin in Origin.allCases {
        for (index, horizon) in blocks.enumerated() {
          #expect(
            Rational(Integer(account.markouts[pool].total(horizon: index, origin: origin)))
              == witness.markout(pool: pool, origin: origin, horizon: horizon))
        }
        let end =
          account.pools[pool].markout[Int(origin.rawValue)]
          + account.pools[pool].revaluation(actor: Int(origin.rawValue))
        #expect(
          Rational(Integer(end)) == witness.markout(pool: pool, origin: origin, horizon: witness.plan.blocks))
      }
    }
  }

  @Test(
    "bursts are maximal runs and their windows sum the providers' losses",
    arguments: [(UInt64(6), 1, 2), (7, 3, 1), (8, 0, 4), (9, 6, 0)])
  func bursts(seed: UInt64, gap: Int, window: Int) throws {
    let witness = JournalWitness(
      plan: try Self.plan(blocks: 80, gapBlocks: gap, window: window), seed: seed,
      origins: [.hedging, .retail, .retail, .arbitrage])
    let account = Self.account(witness)
    let scale = Rational(Integer(account.feeScale))
    let expected = witness.bursts
    #expect(account.bursts.count == expected.count)
    #expect(account.bursts.all.count == expected.count)
    for (burst, trades) in zip(account.bursts.all, expected) {
      let first = try #require(trades.first).block
      let last = try #require(trades.last).block
      #expect(burst.firstBlock == first && burst.lastBlock == last && burst.trades == trades.count)
      let cost = trades.reduce(Rational(0)) { $0 + $1.base * $1.price + $1.quote * witness.quoteScale }
      #expect(Rational(Integer(burst.cost)) == cost)
      let range = max(1, first - window)...min(witness.plan.blocks, last + window)
      #expect(Rational(Integer(burst.windowLoss)) == witness.netLoss(range) * scale)
    }
    var curve = Array(repeating: Rational(0), count: 2 * window + 1)
    for trades in expected {
      let first = try #require(trades.first).block
      for offset in -window...window where (1...witness.plan.blocks).contains(first + offset) {
        curve[offset + window] += witness.netLoss((first + offset)...(first + offset))
      }
    }
    #expect(account.bursts.curve.map { Rational(Integer($0)) } == curve.map { $0 * scale })
    let dearest = account.bursts.all.map(\.cost).sorted(by: >).prefix(BurstTracker.dearestKept)
    #expect(account.bursts.dearest.map(\.cost) == Array(dearest))
  }

  @Test("the identities leave nothing", arguments: [UInt64(10), 11, 12])
  func identities(seed: UInt64) throws {
    let witness = JournalWitness(
      plan: try Self.plan(blocks: 50, gapBlocks: 1, window: 2), seed: seed, origins: Origin.allCases)
    for pool in Self.account(witness).pools {
      #expect(pool.wealthResidual == 0)
      #expect(pool.rebalancingResidual == 0)
      #expect(pool.feeInventoryResidual == 0)
      #expect(pool.impermanentLossResidual == 0)
      #expect(pool.markoutResidual == 0)
    }
  }

  @Test func `an account that forgets an origin leaves a residual`() throws {
    let witness = JournalWitness(
      plan: try Self.plan(blocks: 20, gapBlocks: 1, window: 2), seed: 13, origins: Origin.allCases)
    let account = Self.account(witness).pools[0]
    let forgotten = account.totalLoss - account.loss[Int(Origin.retail.rawValue)]
    #expect(account.rebalancingValue - account.principalValue - forgotten != 0)
  }
}
