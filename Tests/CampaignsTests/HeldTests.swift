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

  /// Speaks of waiting withdrawals, which only `a vault without cash` shows often enough for few cases.
  static let rarelySpoken: Set<String> = ["withdrawal-liveness"]

  /// Nothing breaks, and every invariant had something to say but those of `silent`.
  static func holds(
    _ plan: Plan, silent: Set<String> = rarelySpoken, sourceLocation: SourceLocation = #_sourceLocation
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

  /// What random actions rarely reach is asked for: deposits, a rise, and everybody leaves.
  @Test func `a vault without cash that pays in part`() throws {
    var check = CheckPlan(cases: isSoaking ? 100_000 : 300, actors: 2)
    check.acts = [
      .init(name: "deposit", weight: 1, bounds: []), .init(name: "withdraw", weight: 2, bounds: []),
      .init(name: "move", weight: 1, bounds: [.init(name: "by", least: tenth(1), most: tenth(5))]),
      .init(
        name: "wait", weight: 2,
        bounds: [.init(name: "blocks", least: ExactValue(20 as Int), most: ExactValue(40 as Int))]),
    ]
    check.reach = [.init(name: "partial-fill", cases: 10)]
    let report = try ProtocolCheck(plan: CheckedPlans.thin(), check: check).campaign().run()
    #expect(report.verdict == .held(cases: check.cases, discarded: 0))
    for row in report.quotas { #expect(row.isMet, "\(row)") }
    #expect(report.invariants.contains { $0.name == "withdrawal-liveness" && $0.checks > 0 })
  }

  private func tenth(_ count: Int) -> ExactValue { ExactValue(count * 100_000_000_000_000_000) }

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
