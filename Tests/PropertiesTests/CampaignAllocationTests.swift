import CountedHeap
import Exact
import Properties
import Testing

@Suite("A step of a campaign") struct CampaignAllocationTests {
  /// Unoptimised code boxes what optimised code keeps in registers.
  private static var isOptimised: Bool {
    #if DEBUG
      false
    #else
      true
    #endif
  }

  /// What a run of `steps` steps a case allocates.
  static func allocations(steps: Int) throws -> UInt {
    let quantities = [
      Quantity<OwnPool>("base") { ExactValue($0.base) }, Quantity<OwnPool>("quote") { ExactValue($0.quote) },
    ]
    let claim = try ClaimExpression(
      "base * quote >= old(base * quote) and base > 0", over: quantities.map(\.name))
    let silent = Action<OwnPool>("sell", [.sized("amount", 0...1_000_000_000)]) { pool, step in
      guard !step.word(0).isZero else { return .refused("input-must-be-positive") }
      let net = step.word(0) * 997
      guard
        let output = try? Word256.mulDiv(net, pool.quote, over: pool.base * 1_000 + net, rounding: .payout),
        !output.isZero
      else { return .refused("output-must-be-positive") }
      pool.base += step.word(0)
      pool.quote -= output
      return .accepted
    }
    var campaign = Campaign(
      "allocations", from: OwnPool(), actions: [silent],
      invariants: [productNeverFalls, Invariant("claim", claim: claim, over: quantities)])
    campaign.refusals = .fingerprint { pool, print in
      print.mix(pool.base)
      print.mix(pool.quote)
    }
    campaign.cases = 10
    campaign.steps = steps
    _ = campaign.run()
    let before = counted_heap_allocations()
    let report = campaign.run()
    let count = counted_heap_allocations() - before
    #expect(report.tried == 10 * steps && report.failure == nil)
    return count
  }

  @Test(.enabled(if: isOptimised, "the promise is for optimised code: `make soak`"))
  func `allocates nothing of its own in steady state`() throws {
    let few = try Self.allocations(steps: 50)
    let many = try Self.allocations(steps: 2_050)
    #expect(many <= few + 16, "\(few) and \(many)")
  }

  @Test func `the counting heap counts this test's campaign`() throws {
    #expect(try Self.allocations(steps: 10) > 0)
  }
}
