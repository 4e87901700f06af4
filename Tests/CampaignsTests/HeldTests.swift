import Campaigns
import Properties
import Simulation
import TestKit
import Testing
import Units

/// The protocol as it is holds everything that is built in.
@Suite("A check of the unmutated protocol") struct HeldTests {
  static func report(_ plan: Plan, cases: Int = isSoaking ? 100_000 : 300) throws -> CampaignReport {
    try ProtocolCheck(plan: plan, check: CheckPlan(cases: cases)).campaign().run()
  }

  /// The invariants that had something to say in a campaign over a plan.
  static func spoken(_ plan: Plan, cases: Int) throws -> Set<String> {
    Set(try report(plan, cases: cases).invariants.filter { $0.checks > 0 }.map(\.name))
  }

  /// Nothing breaks, and every invariant had something to say but those of `silent`.
  static func holds(
    _ plan: Plan, silent: Set<String> = [], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let report = try report(plan)
    if let failure = report.failure {
      Issue.record("\(failure)", sourceLocation: sourceLocation)
      return
    }
    for row in report.invariants where !silent.contains(row.name) {
      #expect(row.checks > 0, "\(row.name) was never checked", sourceLocation: sourceLocation)
    }
    for row in report.actions {
      #expect(
        row.accepted > 0, "\(row.name) was never accepted: \(row.refusals)", sourceLocation: sourceLocation)
    }
  }

  @Test func `a constant-product pool`() throws { try Self.holds(CheckedPlans.constantProduct()) }

  @Test func `a pool without a fee`() throws { try Self.holds(CheckedPlans.constantProduct(fee: .zero)) }

  @Test func `a pool with a protocol fee`() throws { try Self.holds(CheckedPlans.protocolFee()) }

  @Test("every fee schedule", arguments: 0..<7) func schedule(_ index: Int) throws {
    try Self.holds(CheckedPlans.scheduled(try CheckedPlans.schedules()[index]))
  }

  @Test func `a concentrated pool`() throws { try Self.holds(try CheckedPlans.concentrated()) }

  @Test func `a concentrated pool under a schedule`() throws {
    try Self.holds(try CheckedPlans.concentrated(schedule: try CheckedPlans.schedules()[2]))
  }

  @Test func `an order book`() throws { try Self.holds(try CheckedPlans.orderBook()) }

  @Test func `a vault without options`() throws {
    try Self.holds(CheckedPlans.vault(hedging: false, options: false))
  }

  @Test func `an options vault that does not hedge`() throws {
    try Self.holds(CheckedPlans.vault(hedging: false))
  }

  @Test func `an options vault that hedges`() throws { try Self.holds(CheckedPlans.vault()) }

  @Test func `a vault that is asked for its rolls`() throws {
    try Self.holds(CheckedPlans.asking(options: false))
  }

  @Test func `an options vault that is asked for everything`() throws {
    try Self.holds(CheckedPlans.asking())
  }

  @Test func `an options vault with a perpetual`() throws { try Self.holds(try CheckedPlans.perpetual()) }

  @Test func `the whole system`() throws { try Self.holds(try CheckedPlans.everything()) }
}
