import Properties
import Testing

@testable import Campaigns

/// Every planted fault is found, by an invariant that is there for it, and told in a few steps.
@Suite("A mutant of the protocol") struct MutantTests {
  @Test("is found within 2,000 cases and shrunk to at most 6 steps", arguments: Mutant.all.indices)
  func found(_ index: Int) throws {
    let mutant = Mutant.all[index]
    let check = ProtocolCheck(plan: try mutant.plan(), check: CheckPlan(cases: 2_000))
    let campaign = try check.campaign(driver: mutant.driver)
    let failure = try #require(campaign.run().failure, "\(mutant.name) was not found")
    #expect(mutant.caught.contains(failure.breach.invariant), "\(mutant.name): \(failure)")
    #expect(failure.shrunk.steps.count <= 6, "\(mutant.name): \(failure)")
    #expect(failure.isRepeatable, "\(mutant.name)")
    print(
      "MUTANT | \(mutant.name) | \(failure.breach.invariant) | \(failure.number + 1) | \(failure.shrunk.steps.count) | \(failure.attempts)"
    )
    // The counterexample is a scenario's script that breaks the same again.
    let script = try check.script(of: failure.shrunk)
    let replayed = try check.replay(script, driver: mutant.driver)
    #expect(replayed.breach?.invariant == failure.breach.invariant, "\(mutant.name)")
    #expect(replayed.breach?.slack == failure.breach.slack, "\(mutant.name)")
  }

  @Test func `has a name of its own`() {
    #expect(Mutant.all.count >= 20)
    #expect(Set(Mutant.all.map(\.name)).count == Mutant.all.count)
    let known = Set(ProtocolCheck.invariantCatalogue.map(\.name))
    for mutant in Mutant.all { #expect(known.isSuperset(of: mutant.caught), "\(mutant.name)") }
  }
}
