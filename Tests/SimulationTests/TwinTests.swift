import Exact
import Feeds
import Markets
import Options
import Simulation
import TestKit
import Testing
import Units
import Vaults

@Suite("Twins") struct TwinTests {
  private static func plan(seed: UInt64) -> Plan {
    let week = Sample.instant(7 * 86_400)
    var plan = Sample.quiet(blocks: 120).moving(volatility: Sample.ratio(2_000)).arbitraged()
      .withRetail(perDay: 3_000).withVault(hedgingEvery: 36)
      .withOptions(
        [
          Series(kind: .call, strike: Sample.price(3_050), expiry: week),
          Series(kind: .put, strike: Sample.price(2_950), expiry: week),
        ], bias: .balanced, ordersPerDay: 2_000)
    plan.seed = seed
    return plan
  }

  /// What one engine did in each block.
  private struct Trace: Equatable {
    struct Retail: Equatable {
      var buys: Bool
      var base: Amount<Base>
    }
    var prices: [Price] = []
    var retail: [[Retail]] = []
    var takers: [Int] = []
    var trades: [[TradeEvent]] = []
    var refused = 0
  }

  private static func trace(_ plan: Plan, hedging: Bool) throws -> (Trace, Engine) {
    var engine = try Engine(plan: plan, hedging: hedging)
    var trace = Trace()
    for _ in 0..<plan.blocks {
      trace.prices.append(try engine.step().price)
      var (retail, trades, takers) = ([Trace.Retail](), [TradeEvent](), 0)
      for event in engine.events {
        switch event {
        case .trade(let event):
          trades.append(event)
          if event.origin == .retail {
            retail.append(.init(buys: event.fill.side == .buying, base: event.fill.base))
          }
        case .vault(let event):
          if event.cause == .premiumPaid || event.cause == .premiumReceived { takers += 1 }
        case .refusal(let event):
          if event.actor == .taker { takers += 1 }
          if event.actor == .retail { trace.refused += 1 }
        case .price, .pool: break
        }
      }
      trace.retail.append(retail)
      trace.trades.append(trades)
      trace.takers.append(takers)
    }
    return (trace, engine)
  }

  @Test("without hedging the price, retail and option takers come as before", arguments: [UInt64(1), 2, 3])
  func noHedging(seed: UInt64) throws {
    let (actual, _) = try Self.trace(Self.plan(seed: seed), hedging: true)
    let (twin, _) = try Self.trace(Self.plan(seed: seed), hedging: false)
    #expect(actual.prices == twin.prices)
    #expect(actual.refused + twin.refused == 0)
    #expect(actual.retail == twin.retail)
    #expect(actual.takers == twin.takers)
    #expect(actual.trades != twin.trades)
    #expect(actual.trades.joined().contains { $0.origin == .hedging })
    #expect(!twin.trades.joined().contains { $0.origin == .hedging })
    #expect(actual.retail.joined().count > 40)
    #expect(actual.takers.reduce(0, +) > 20)
  }

  @Test func `without retail the price and the option takers come as before`() throws {
    let (actual, _) = try Self.trace(Self.plan(seed: 4), hedging: true)
    var bare = Self.plan(seed: 4)
    bare.retail = nil
    let (quiet, _) = try Self.trace(bare, hedging: true)
    #expect(actual.prices == quiet.prices)
    #expect(actual.takers == quiet.takers)
    #expect(quiet.retail.joined().isEmpty)
  }

  @Test func `a vault that does not hedge leaves the pools as no vault does`() throws {
    let plan = Self.plan(seed: 5)
    let (twin, engine) = try Self.trace(plan, hedging: false)
    var bare = plan
    bare.vault = nil
    bare.options = nil
    let (without, bareEngine) = try Self.trace(bare, hedging: true)
    #expect(twin.prices == without.prices)
    #expect(twin.trades == without.trades)
    #expect(engine.pools == bareEngine.pools)
    #expect(without.takers.reduce(0, +) == 0)
  }

  @Test func `a plan gives the same journal twice and another seed another`() throws {
    let (first, _) = try Self.trace(Self.plan(seed: 6), hedging: true)
    let (second, _) = try Self.trace(Self.plan(seed: 6), hedging: true)
    let (other, _) = try Self.trace(Self.plan(seed: 7), hedging: true)
    #expect(first == second)
    #expect(first.prices != other.prices)
    #expect(first.retail != other.retail)
    #expect(first.takers != other.takers)
  }
}
