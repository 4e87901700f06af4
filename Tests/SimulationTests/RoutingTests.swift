import Exact
import Feeds
import Markets
import Options
import Simulation
import TestKit
import Testing
import Units

@Suite("Routing in a run") struct RoutingTests {
  private static let pair = Sample.pair()

  /// A vault that sells calls and hedges in four spot venues of unlike depth and fee.
  private static func plan(seed: UInt64) throws -> Plan {
    var plan = Sample.busy(
      [
        Sample.pool("deep", base: 2_000, quote: 6_000_000, fee: try millionths(3_000), in: pair),
        Sample.pool("cheap", base: 400, quote: 1_200_000, fee: try millionths(500), in: pair),
        try Sample.concentrated(fee: try millionths(1_000), in: pair),
        try Sample.book(fee: try millionths(200), in: pair),
      ], seed: seed)
    plan.options?.demand?.bias = .buy
    return plan
  }

  /// Hedges of each block by venue.
  private static func hedges(_ plan: Plan) throws -> (trades: [[TradeEvent]], engine: Engine) {
    var engine = try Engine(plan: plan, hedging: true)
    var trades: [[TradeEvent]] = []
    for _ in 0..<plan.blocks {
      _ = try engine.step()
      var hedges: [TradeEvent] = []
      for case .trade(let event) in engine.events where event.origin == .hedging { hedges.append(event) }
      trades.append(hedges)
    }
    return (trades, engine)
  }

  /// `C_H` of trades in fine units.
  private static func cost(_ trades: [TradeEvent]) -> Int256 {
    trades.reduce(.zero) { sum, event in
      let quote = pair.value(Change(from: .zero, to: event.fill.quote))
      let base = pair.value(Change(from: .zero, to: event.fill.base), at: event.price)
      return sum + (event.fill.side == .buying ? quote - base : base - quote)
    }
  }

  @Test func `a split hedge never costs more than the best venue alone`() throws {
    var cheaper = 0
    for seed in UInt64(1)...10 {
      // The first hedge of either run meets the same pools; later ones meet what the earlier left.
      var plan = try Self.plan(seed: seed)
      plan.vault?.hedge?.every = Duration(seconds: 360)
      plan.blocks = 30
      let split = try Self.hedges(plan).trades.first { !$0.isEmpty }
      plan.routing.hedge = .best
      let best = try Self.hedges(plan).trades.first { !$0.isEmpty }
      let (parts, whole) = (try #require(split), try #require(best))
      #expect(whole.count == 1)
      #expect(Self.cost(parts) <= Self.cost(whole))
      if parts.count > 1 { cheaper += Self.cost(parts) < Self.cost(whole) ? 1 : 0 }
      let sizes = (parts.reduce(Word256.zero) { $0 + $1.fill.base.units }, whole[0].fill.base.units)
      // A book sells whole lots: either may bring less than a lot more.
      #expect(max(sizes.0, sizes.1) - min(sizes.0, sizes.1) < Word256(1_000_000_000_000_000))
    }
    #expect(cheaper > 5)
  }

  @Test func `hedges go to more than one venue as prices and depths change`() throws {
    var plan = try Self.plan(seed: 3)
    plan.routing.hedge = .best
    var engine = try Engine(plan: plan, hedging: true)
    var seen = Set<Int>()
    for _ in 0..<plan.blocks {
      _ = try engine.step()
      for case .trade(let event) in engine.events where event.origin == .hedging { seen.insert(event.pool) }
    }
    #expect(seen.count > 1)
  }

  @Test func `a forbidden venue is never used, by hedges or by retail`() throws {
    for forbidden in 0..<4 {
      for choice in [RoutingPlan.Choice.best, .split] {
        var plan = try Self.plan(seed: UInt64(forbidden))
        plan.routing = RoutingPlan(
          hedge: choice, retail: choice,
          rules: (0..<4).map { index in
            RoutingPlan.Rule(hedge: index != forbidden, retail: index != 3 - forbidden, cost: .zero)
          })
        var engine = try Engine(plan: plan, hedging: true)
        var used = [Set<Int>(), []]
        for _ in 0..<plan.blocks {
          _ = try engine.step()
          for case .trade(let event) in engine.events {
            if event.origin == .hedging { used[0].insert(event.pool) }
            if event.origin == .retail { used[1].insert(event.pool) }
          }
        }
        #expect(!used[0].isEmpty && !used[0].contains(forbidden))
        #expect(!used[1].isEmpty && !used[1].contains(3 - forbidden))
      }
    }
  }

  @Test func `a cost is levied on every hedge that uses its venue, once`() throws {
    for choice in [RoutingPlan.Choice.best, .split] {
      var plan = try Self.plan(seed: 5)
      let costs = [1, 20, 300, 4_000].map { Amount<Quote>(Word256($0 * 1_000 as UInt64)) }
      plan.routing = RoutingPlan(
        hedge: choice, retail: .best,
        rules: costs.map { RoutingPlan.Rule(hedge: true, retail: true, cost: $0) })
      var engine = try Engine(plan: plan, hedging: true)
      var expected = Amount<Quote>.zero
      for _ in 0..<plan.blocks {
        _ = try engine.step()
        var (due, levied) = (Amount<Quote>.zero, Change<Quote>.zero)
        for event in engine.events {
          if case .trade(let trade) = event, trade.origin == .hedging { due += costs[trade.pool] }
          if case .vault(let paid) = event, paid.cause == .levy { levied += paid.quote }
        }
        #expect(levied == -Change(from: .zero, to: due))
        expected += due
      }
      #expect(!expected.isZero)
      #expect(engine.closing().balance(.levies).quote == Change(from: .zero, to: expected))
    }
  }

  @Test func `a cost beyond what a venue saves keeps hedges away`() throws {
    var plan = try Self.plan(seed: 6)
    plan.routing.rules = (0..<4).map { index in
      let cost = Amount<Quote>(index == 1 ? .zero : Sample.whole(50_000, of: Self.pair.quote))
      return RoutingPlan.Rule(hedge: true, retail: true, cost: cost)
    }
    let trades = try Self.hedges(plan).trades.joined()
    #expect(!trades.isEmpty)
    #expect(trades.allSatisfy { $0.pool == 1 })
  }

  /// A vault with almost no free quote, or none, must neither spend locked collateral nor fail.
  @Test("levies never come out of locked collateral", arguments: UInt64(1)...6)
  func lockedLevies(seed: UInt64) throws {
    for bias in DemandPlan.Bias.allCases {
      for choice in [RoutingPlan.Choice.best, .split] {
        var plan = try Self.plan(seed: seed)
        plan.options?.demand?.bias = bias
        plan.vault?.capitalBase = Amount(Sample.whole(seed == 1 ? 20 : 0, of: Self.pair.base))
        plan.vault?.capitalQuote = Amount(Sample.whole(40_000, of: Self.pair.quote))
        plan.vault?.deposits = []
        if seed % 2 == 0 { plan.pools.append(try Sample.perpetual(in: Self.pair)) }
        plan.routing = RoutingPlan(
          hedge: choice, retail: .best,
          rules: plan.pools.map {
            RoutingPlan.Rule(
              hedge: true, retail: $0.kind.isSpot, cost: Amount(Sample.whole(700, of: Self.pair.quote)))
          })
        var engine = try Engine(plan: plan, hedging: true)
        for _ in 0..<plan.blocks {
          _ = try engine.step()
          let market = try #require(engine.market)
          let held = engine.closing().balance(.vault)
          #expect(held.base >= Change(from: .zero, to: market.lockedBase))
          #expect(held.quote >= Change(from: .zero, to: market.lockedQuote))
        }
      }
    }
  }

  @Test("beside a perpetual the best venue is one the vault can pay", arguments: DemandPlan.Bias.allCases)
  func bestBesidePerpetual(bias: DemandPlan.Bias) throws {
    for choice in [RoutingPlan.Choice.best, .split] {
      var plan = Sample.busy([
        Sample.pool("spot", base: 100_000, quote: 300_000_000, in: Self.pair),
        try Sample.perpetual(base: 300, fee: try millionths(20_000), in: Self.pair),
      ])
      plan.routing.hedge = choice
      plan.options?.demand?.bias = bias
      plan.options?.series.removeAll { $0.kind == .put }
      // All base is locked under calls and hardly any quote is free: the cheap spot pool is out of reach.
      plan.vault?.capitalBase = Amount(Sample.whole(30, of: Self.pair.base))
      plan.vault?.capitalQuote = Amount(Sample.whole(10_000, of: Self.pair.quote))
      plan.vault?.deposits = []
      var engine = try Engine(plan: plan, hedging: true)
      var hedged = [0, 0]
      for _ in 0..<plan.blocks {
        _ = try engine.step()
        for case .trade(let event) in engine.events where event.origin == .hedging { hedged[event.pool] += 1 }
        let market = try #require(engine.market)
        let held = engine.closing().balance(.vault)
        #expect(held.base >= Change(from: .zero, to: market.lockedBase))
        #expect(held.quote >= Change(from: .zero, to: market.lockedQuote))
      }
      #expect(hedged[0] + hedged[1] > 0)
    }
  }
}
