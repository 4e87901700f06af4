import Exact
import Markets
import Options
import Simulation
import TestKit
import Testing
import Units

@testable import Attribution

@Suite("Hedge, then arbitrage, against a price that does not move") struct RoundTripTests {
  private static let hedgeFirst: [Phase] = [.price, .oracle, .options, .hedging, .arbitrage, .retail, .roll]
  private static let arbitrageFirst: [Phase] = [
    .price, .oracle, .arbitrage, .options, .hedging, .retail, .roll,
  ]

  /// Calls and puts are bought in the first two minutes; the vault hedges every minute for ten.
  private static func plan(order: [Phase], fee: Fee = .zero, bias: DemandPlan.Bias = .buy) -> Plan {
    let day = Sample.instant(86_400)
    var plan = Sample.quiet(blocks: 51).arbitraged().withVault(hedgingEvery: 60)
      .withOptions(
        [
          Series(kind: .call, strike: Sample.price(3_100), expiry: day),
          Series(kind: .call, strike: Sample.price(2_900), expiry: day),
        ], bias: bias, ordersPerDay: 8_000, cutoff: Duration(seconds: 86_400 - 120))
    plan.order = order
    plan.pools[0].fee = fee
    return plan
  }

  @Test(
    "the provider keeps nothing and loses nothing, the arbitrageur gains C_H",
    arguments: [
      DemandPlan.Bias.buy, .sell,
    ])
  func free(bias: DemandPlan.Bias) throws {
    let summary = try Run.summary(of: Self.plan(order: Self.hedgeFirst, bias: bias), hedging: true)
    let pool = summary.pools[0]
    let vault = try #require(summary.vault)
    #expect(vault.hedges >= 5)
    #expect(vault.hedgeCost > 0)
    #expect(pool.trades[.arbitrage] == vault.hedges)
    // Each way back costs at most two quote units of rounding, and they stay in the pool.
    let unit = try Rational(1).divided(by: 1_000_000)
    #expect(pool.lpProfit >= 0)
    #expect(pool.lpProfit <= unit * Rational(2 * vault.hedges))
    #expect(summary.arbitrageProfit == vault.hedgeCost - pool.lpProfit)
    #expect(pool.loss[.arbitrage] == summary.arbitrageProfit)
    #expect(pool.loss[.hedging] == -vault.hedgeCost)
    #expect(pool.fees.total == 0)
  }

  @Test func `with a fee the provider keeps what neither trader gets`() throws {
    let summary = try Run.summary(
      of: Self.plan(order: Self.hedgeFirst, fee: try Fee(1, over: 1000)), hedging: true)
    let pool = summary.pools[0]
    let vault = try #require(summary.vault)
    #expect(vault.hedges >= 5)
    #expect(pool.lpProfit > 0)
    #expect(pool.lpProfit == vault.hedgeCost - summary.arbitrageProfit)
  }

  /// Whether each block that hedges is arbitraged in itself or in the next.
  @Test func `the order of the phases says when the arbitrageur answers`() throws {
    for (order, delay) in [(Self.hedgeFirst, 0), (Self.arbitrageFirst, 1)] {
      let plan = Self.plan(order: order)
      var engine = try Engine(plan: plan, hedging: true)
      var hedges: [Int] = []
      var answers: [Int] = []
      for _ in 0..<plan.blocks {
        let end = try engine.step()
        for case .trade(let event) in engine.events {
          if event.origin == .hedging { hedges.append(end.block) } else { answers.append(end.block) }
        }
      }
      #expect(hedges.count >= 5)
      #expect(answers == hedges.map { $0 + delay })
    }
  }
}
