import Exact
import Feeds
import Markets
import Properties
import Simulation
import TestKit
import Testing
import Units

@testable import Attribution

@Suite("Runs over every venue") struct VenueRunTests {
  private static let decimals = [(18, 6), (8, 6), (18, 18)]

  private static func trades(_ summary: RunSummary, _ origin: Origin) -> Int {
    summary.pools.reduce(0) { $0 + $1.trades[origin] }
  }

  @Test("every identity of every kind and schedule leaves nothing, twin included", arguments: decimals)
  func identities(base: Int, quote: Int) throws {
    let pair = Sample.pair(base, quote)
    for (index, venue) in try Sample.venues(in: pair).enumerated() {
      var plan = Sample.busy(venue.pools, pair: pair, seed: UInt64(index))
      plan.twin = .noHedging
      let result = try Run.result(of: plan)
      expectNothingLeft(result.actual, venue.name)
      let twin = try #require(result.twin)
      expectNothingLeft(twin, "\(venue.name), twin")
      // Nothing above is empty talk.
      #expect(Self.trades(result.actual, .arbitrage) > 3, "\(venue.name)")
      #expect(Self.trades(result.actual, .retail) > 10, "\(venue.name)")
      #expect(Self.trades(result.actual, .hedging) > 3, "\(venue.name)")
      #expect(twin.pools.allSatisfy { $0.trades[.hedging] == 0 })
      #expect(result.actual.vault?.closing.settledSeries == 2)
    }
  }

  @Test func `scripts with liquidity, donations and faults leave nothing on any venue`() throws {
    let pair = Sample.pair()
    for (index, venue) in try Sample.venues(in: pair).enumerated() {
      var plan = Sample.busy(venue.pools, pair: pair, seed: UInt64(index))
      var dice = Dice(seed: UInt64(index), purpose: .properties, block: 1)
      plan.script = Sample.script(plan, steps: 80, &dice)
      let run = try KeptRun(plan)
      expectNothingLeft(run.summary, venue.name)
    }
  }

  @Test func `every identity of random plans leaves nothing`() {
    withEvery("random plan", cases: 40) { choices in
      let plan = Sample.random(seed: choices.below(.max), blocks: 40)
      let run = try KeptRun(plan)
      for identity in run.summary.identities {
        try hold(identity.residual == 0, "\(plan.name): \(identity.name)", "\(identity.residual)")
      }
      for entry in run.summary.conservation { try hold(entry.residual == 0, "\(plan.name): conserved") }
      for pool in run.summary.pools { try hold(pool.residual == 0, "\(plan.name): pool") }
      try hold(run.summary.vault?.residual ?? 0 == 0, "\(plan.name): vault")
    }
  }

  @Test func `the kept run is the run`() throws {
    for seed in UInt64(1)...12 {
      let plan = Sample.random(seed: seed)
      let kept = try KeptRun(plan).summary
      let run = try Run.summary(of: plan, hedging: true)
      #expect(kept.identities.map(\.left) == run.identities.map(\.left))
      #expect(kept.refusals == run.refusals)
      #expect(kept.bursts?.curve == run.bursts?.curve)
    }
  }

  @Test func `what a protocol has taken of a range pool is named`() throws {
    let pair = Sample.pair()
    let pool = try Sample.concentrated(fee: try millionths(3_000), protocolShare: 4, in: pair)
    let plan = Sample.busy([pool], pair: pair)
    var engine = try Engine(plan: plan, hedging: true)
    for _ in 0..<plan.blocks { _ = try engine.step() }
    guard case .concentrated(let end) = engine.pools[0] else { return }
    let value =
      pair.value(Change(from: .zero, to: end.curve.protocolBase), at: engine.price)
      + pair.value(Change(from: .zero, to: end.curve.protocolQuote))
    let summary = try Run.summary(of: plan, hedging: true)
    #expect(value > .zero)
    #expect(summary.pools[0].protocolFee == Scale(pair: pair, feeScale: 1).tokens(value))
  }
}
