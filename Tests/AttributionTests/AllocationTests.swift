import Attribution
import CountedHeap
import Exact
import Feeds
import Simulation
import TestKit
import Testing
import Units

@Suite("A block of a run") struct AllocationTests {
  /// Runs `blocks` blocks with their account and counts this thread's heap allocations.
  private static func allocations(of engine: inout Engine, _ account: inout RunAttribution, blocks: Int)
    throws -> UInt
  {
    let before = counted_heap_allocations()
    for _ in 0..<blocks {
      let end = try engine.step()
      account.record(engine.events, endOf: end)
    }
    return counted_heap_allocations() - before
  }

  /// Unoptimised code boxes what optimised code keeps in registers.
  private static var isOptimised: Bool {
    #if DEBUG
      false
    #else
      true
    #endif
  }

  @Test(.enabled(if: isOptimised, "the promise is for optimised code: `make soak`"))
  func `allocates nothing in steady state`() throws {
    var plan = Sample.quiet(blocks: 6_000)
    plan.pools[0].fee = try Fee(3, over: 1000)
    plan.price.process = .geometricBrownian(
      start: Sample.price(3_000), volatility: Sample.ratio(800), drift: .zero)
    plan.arbitrage = ArbitragePlan(everyBlocks: 1, gas: Amount(1_000))
    plan.retail = RetailPlan(
      tradesPerDay: Ratio(wads: 3_000 * Int128(Sample.wad)), medianSize: Amount(100_000_000_000_000_000),
      sizeSpread: Sample.ratio(500))
    // A whole run builds what all runs of a process share: tables, and the types of its rarer branches.
    _ = try Run.summary(of: plan, hedging: true)
    var engine = try Engine(plan: plan, hedging: true)
    var account = RunAttribution(plan: plan, price: engine.price)
    _ = try Self.allocations(of: &engine, &account, blocks: 1_000)
    // Numbers: an array kept here would have to be copied at the next trade.
    func trades(_ origin: Origin) -> Int { account.pools[0].trades[Int(origin.rawValue)] }
    let (arbitrage, retail) = (trades(.arbitrage), trades(.retail))
    let count = try Self.allocations(of: &engine, &account, blocks: 5_000)
    #expect(count == 0)
    #expect(trades(.arbitrage) > arbitrage + 100)
    #expect(trades(.retail) > retail + 100)
  }

  @Test func `the counting heap counts`() {
    let before = counted_heap_allocations()
    let array = [Int](repeating: 7, count: 1_000)
    #expect(array.reduce(0, +) == 7_000)
    #expect(counted_heap_allocations() > before)
  }
}
