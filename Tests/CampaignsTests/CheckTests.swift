import Attribution
import Exact
import Markets
import Options
import Properties
import Simulation
import TestKit
import Testing
import Units
import Vaults

@testable import Campaigns

@Suite("A protocol check") struct CheckTests {
  private static func campaign(_ plan: Plan, _ change: (inout CheckPlan) -> Void = { _ in }) throws
    -> Campaign<ProtocolSystem>
  {
    var check = CheckPlan(cases: 60)
    change(&check)
    return try ProtocolCheck(plan: plan, check: check).campaign()
  }

  @Test func `reports the same for one worker and for two`() async throws {
    let campaign = try Self.campaign(CheckedPlans.vault())
    #expect(await campaign.run(jobs: 2) == campaign.run())
  }

  @Test func `has an explanation of its own for every invariant`() {
    let catalogue = ProtocolCheck.invariantCatalogue
    #expect(Set(catalogue.map(\.name)).count == catalogue.count)
    for (name, explanation) in catalogue {
      #expect(explanation.contains("\n"), "\(name) has no reason")
      #expect(explanation.contains { "<>=−Σ".contains($0) }, "\(name) has no inequality")
    }
  }

  @Test func `knows the words of a script's steps`() {
    #expect(
      ProtocolCheck.actionNames == [
        "swap", "add-liquidity", "remove-liquidity", "donate", "donate-to-pool", "deposit", "withdraw",
        "buy-option", "sell-option", "close", "exercise", "hedge", "roll-epoch", "wait", "move", "oracle",
      ])
    #expect(
      ProtocolCheck.actionNames(for: CheckedPlans.constantProduct())
        == ["swap", "add-liquidity", "remove-liquidity", "donate-to-pool", "wait"])
  }

  @Test func `every action there and back is the same step`() throws {
    let plan = try CheckedPlans.everything()
    let check = ProtocolCheck(plan: plan, check: CheckPlan())
    let base = Amount<Base>(12_345)
    let quote = Amount<Quote>(678)
    let actions: [ScriptedAction] = [
      .swap(pool: 0, order: .sellPaying(base)), .swap(pool: 2, order: .buyReceiving(base)),
      .swap(pool: 3, order: .sellReceiving(quote)), .swap(pool: 4, order: .buyPaying(quote)),
      .addLiquidity(pool: 4, base: base, quote: quote), .removeLiquidity(pool: 0, shares: Amount(9)),
      .donateToPool(pool: 4, base: .zero, quote: quote), .donateToVault(base: base, quote: .zero),
      .deposit(quote), .withdraw(Amount(77)), .trade(OptionOrder(series: 2, side: .buying, size: base)),
      .trade(OptionOrder(series: 0, side: .selling, size: base)), .close(series: 1, size: base),
      .exercise(series: 0), .hedge, .roll, .wait(blocks: 7), .move(Sample.ratio(-250)),
      .oracle(.freeze(blocks: 3)), .oracle(.late(blocks: 4)), .oracle(.spike(Sample.ratio(77))),
      .oracle(.none),
    ]
    let script = Script(actors: 3, steps: actions.enumerated().map { .init(actor: $0 % 3, action: $1) })
    let given = try #require(check.caseScript(of: script))
    #expect(try check.script(of: given) == script)
    // A perpetual has no account for an actor, and a limit is no parameter of ours.
    #expect(
      check.caseScript(
        of: Script(actors: 1, steps: [.init(actor: 0, action: .swap(pool: 1, order: .sellPaying(base)))]))
        == nil)
    let limited = OptionOrder(series: 0, side: .buying, size: base, limit: quote)
    #expect(check.caseScript(of: Script(actors: 1, steps: [.init(actor: 0, action: .trade(limited))])) == nil)
  }

  @Test func `the pools' tallies are those of the attribution`() throws {
    let plan = try CheckedPlans.everything()
    let check = ProtocolCheck(plan: plan, check: CheckPlan(cases: 20, steps: 30))
    let base = Amount<Base>(Sample.whole(2, of: plan.pair.base))
    let steps: [ScriptedAction] = [
      .trade(OptionOrder(series: 2, side: .buying, size: base)), .swap(pool: 0, order: .sellPaying(base)),
      .move(Sample.ratio(40)), .wait(blocks: 9), .swap(pool: 2, order: .buyReceiving(base)),
      .addLiquidity(pool: 0, base: base, quote: Amount(Sample.whole(6_000, of: plan.pair.quote))),
      .move(Sample.ratio(-70)), .wait(blocks: 33), .swap(pool: 3, order: .sellPaying(base)), .wait(blocks: 2),
    ]
    let campaign = try check.campaign()
    var system = try campaign.make(Arguments())
    var account = RunAttribution(plan: check.quietPlan, price: system.engine.price)
    var engine = system.engine
    for step in steps {
      try system.perform(step, by: 0)
      try engine.perform(step, by: 0) { account.record($0.events, endOf: $0.currentBlock) }
    }
    account.record(engine.events, endOf: engine.currentBlock)
    account.finish()
    let price = Int256(Word256(engine.price.wads))
    #expect(engine.hedgePosition != .zero)
    for (mine, theirs) in zip(system.watch.accounts, account.pools) {
      #expect(mine.base == theirs.base)
      #expect(mine.quote == theirs.quote)
      #expect(mine.market(upTo: price) == theirs.market)
      #expect(mine.fees == theirs.totalFees)
      #expect(mine.loss == theirs.totalLoss)
      #expect(mine.totalMarkout == theirs.totalMarkout)
      #expect(mine.transfers == theirs.totalTransfers)
    }
  }

  @Test func `a claim in words is checked and broken like any other`() throws {
    let campaign = try Self.campaign(CheckedPlans.constantProduct()) {
      $0.claims = [
        .init(
          name: "k-grows", moment: .always,
          text: "pools.pool.k >= old(pools.pool.k) or pools.pool.shares < old(pools.pool.shares)"),
        .init(name: "nobody-wins", moment: .finally, text: "actors.1.profit <= 1"),
      ]
    }
    let failure = try #require(campaign.run().failure)
    #expect(failure.breach.invariant == "nobody-wins")
    #expect(failure.shrunk.steps.count <= 3)
  }

  @Test func `a quantity is made as large as possible`() throws {
    let campaign = try Self.campaign(CheckedPlans.constantProduct()) {
      $0.maximize = "pools.pool.reserve.base - 5"
    }
    let best = try #require(campaign.run().best)
    #expect(best.value > Int256(CheckedPlans.amount(1_000, CheckedPlans.pair.base)))
  }

  @Test func `what is bounded is drawn within its bounds`() throws {
    let campaign = try Self.campaign(CheckedPlans.constantProduct(fee: .zero)) {
      $0.acts = [
        .init(
          name: "swap", weight: 1,
          bounds: [.init(name: "base", least: ExactValue(7 as Int), most: ExactValue(9 as Int))])
      ]
      $0.claims = [.init(name: "small", moment: .always, text: "abs(actors.1.base) <= 9 * 50")]
    }
    // Orders in base units stay within the bounds; those in quote units do not, and break the claim.
    let failure = try #require(campaign.run().failure)
    #expect(failure.breach.invariant == "small")
    let only = try Self.campaign(CheckedPlans.constantProduct(fee: .zero)) {
      $0.acts = [
        .init(
          name: "swap", weight: 1,
          bounds: ["base", "quote"].map {
            .init(name: $0, least: ExactValue(0 as Int), most: ExactValue(9 as Int))
          })
      ]
    }
    for step in only.run().actions { #expect(step.tried > 0) }
  }

  @Test func `its quantities can all be read`() throws {
    let plan = try CheckedPlans.everything()
    let campaign = try Self.campaign(plan)
    let system = try campaign.make(Arguments())
    let quantities = ProtocolCheck.quantities(for: plan)
    #expect(Set(quantities.map(\.name)).count == quantities.count)
    for quantity in ProtocolQuantity.all(of: plan) {
      _ = quantity.read(system)
      #expect(!quantity.explanation.isEmpty)
      _ = try ClaimExpression("\(quantity.name) >= 0", over: quantities.map(\.name))
    }
  }
}
