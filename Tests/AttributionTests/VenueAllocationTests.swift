import Attribution
import CountedHeap
import Exact
import Feeds
import Markets
import Simulation
import TestKit
import Testing
import Units

@Suite("A block of a run over each venue") struct VenueAllocationTests {
  /// Unoptimised code boxes what optimised code keeps in registers.
  private static var isOptimised: Bool {
    #if DEBUG
      false
    #else
      true
    #endif
  }

  private static func plan(_ pools: [PoolPlan]) -> Plan {
    var plan = Sample.quiet(blocks: 8_000).moving(volatility: Sample.ratio(800)).withRetail(perDay: 3_000)
    plan.retail?.sizeSpread = Sample.ratio(500)
    plan.retail?.medianSize = Amount(100_000_000_000_000_000)
    plan.arbitrage = ArbitragePlan(everyBlocks: 1, gas: Amount(1_000))
    plan.pools = pools
    return plan
  }

  /// Allocations of 3,000 blocks after 3,000 to warm up, and the trades made meanwhile.
  private static func measure(_ plan: Plan) throws -> (allocations: UInt, trades: Int) {
    var engine = try Engine(plan: plan, hedging: true)
    var account = RunAttribution(plan: plan, price: engine.price)
    func run(_ blocks: Int) throws {
      for _ in 0..<blocks {
        let end = try engine.step()
        account.record(engine.events, endOf: end)
      }
    }
    func trades() -> Int { account.pools.reduce(0) { $0 + $1.trades.reduce(0, +) } }
    // The first blocks build the tables that all runs share, and a schedule's history.
    try run(3_000)
    let made = trades()
    let before = counted_heap_allocations()
    try run(3_000)
    return (counted_heap_allocations() - before, trades() - made)
  }

  @Test(
    "allocates nothing in steady state",
    .enabled(if: isOptimised, "the promise is for optimised code: `make soak`"),
    arguments: [0, 1])
  func steady(choice: Int) throws {
    let pair = Sample.pair()
    var venues = try Sample.venues(in: pair).filter { $0.pools.allSatisfy { $0.kind.isSpot } }
    venues.append(("mixed", Array(venues.compactMap(\.pools.first).suffix(4))))
    for venue in venues {
      var plan = Self.plan(venue.pools)
      plan.routing.retail = choice == 0 ? .best : .split
      let (allocations, trades) = try Self.measure(plan)
      #expect(trades > 300, "\(venue.name)")
      #expect(allocations == 0, "\(venue.name)")
    }
  }

  /// A basis trade is sized with integers of any size; everything else of a perpetual allocates nothing.
  @Test(.enabled(if: isOptimised, "the promise is for optimised code: `make soak`"))
  func `beside a perpetual only basis trades and funding allocate`() throws {
    let pair = Sample.pair()
    let spot = Sample.pool("spot", base: 1_000, quote: 3_000_000, fee: try millionths(500), in: pair)
    // Nobody trades the perpetual: its fee is out of the basis' reach.
    var plan = Self.plan([spot, try Sample.perpetual(fee: try millionths(400_000), in: pair)])
    let (allocations, trades) = try Self.measure(plan)
    #expect(trades > 300)
    #expect(allocations == 0)
    plan.pools[1] = try Sample.perpetual(fee: try millionths(500), in: pair)
    let coupled = try Self.measure(plan)
    #expect(coupled.allocations < UInt(coupled.trades) * 100)
  }
}
