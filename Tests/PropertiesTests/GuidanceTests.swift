import Exact
import Properties
import Testing

/// Swarms, marks, quotas and objectives: whether a campaign gets where the faults are.
@Suite("Guidance") struct GuidanceTests {
  /// A buffer that fails when 8 pushes come without the pop that empties it.
  static func buffer(isSwarming: Bool, seed: UInt64) -> Campaign<Int> {
    var campaign = Campaign(
      "buffer", from: 0,
      actions: [
        Action("push") { size, _ in
          size += 1; return .accepted
        },
        Action("clear", weight: 3) { size, _ in
          size = 0; return .accepted
        },
      ],
      invariants: [Invariant("room", states: "size < 12") { Slack($0, .below, 12) }])
    campaign.isSwarming = isSwarming
    campaign.seed = seed
    campaign.cases = 100
    campaign.steps = 30
    return campaign
  }

  @Test func `a swarm finds what needs an action absent`() throws {
    for seed in 1...10 as ClosedRange<UInt64> {
      #expect(Self.buffer(isSwarming: false, seed: seed).run().failure == nil)
      let failure = try #require(Self.buffer(isSwarming: true, seed: seed).run().failure)
      #expect(failure.shrunk.steps == Array(repeating: ScriptedStep("push"), count: 12))
      #expect(failure.number < 50)
    }
  }

  /// A lock of four digits that starts again on any wrong one.
  static func lock(marks: Bool, seed: UInt64) -> Campaign<[Int]> {
    let code = [7, 1, 12, 4]
    var campaign = Campaign<[Int]>(
      "lock", from: [],
      actions: [
        Action("dial", [.uniform("digit", 0...15)]) { dialled, step in
          dialled.append(step.integer(0))
          if !code.starts(with: dialled) { dialled = [] }
          return .accepted
        }
      ],
      invariants: [Invariant("shut") { Slack(holds: $0 != code) }])
    if marks { campaign.marks = (1...3).map { count in Mark("\(count) right") { $0.count >= count } } }
    campaign.seed = seed
    campaign.cases = 2_000
    campaign.steps = 6
    return campaign
  }

  @Test func `marks lead to what chance alone does not reach`() {
    var found = [0, 0]
    for seed in 1...8 as ClosedRange<UInt64> {
      for (index, marks) in [false, true].enumerated() {
        guard let failure = Self.lock(marks: marks, seed: seed).run().failure else { continue }
        found[index] += 1
        #expect(failure.shrunk.steps.map { $0.parameters[0].value } == [7, 1, 12, 4])
      }
    }
    #expect(found[1] >= found[0] + 4, "\(found)")
    #expect(found[1] >= 7, "\(found)")
  }

  @Test
  func `guidance starts again every 4096 cases, so that a late case needs no more than those before it`() {
    var campaign = Self.lock(marks: true, seed: 3)
    campaign.invariants = []
    campaign.steps = 3
    func accepted(_ first: UInt32, _ cases: Int) -> [Int] {
      var controls = RunControls()
      (controls.fromCase, controls.cases) = (first, cases)
      let report = campaign.run(controls)
      return [report.accepted] + report.marks.map(\.cases)
    }
    let parts = [accepted(0, 4_000), accepted(4_000, 300), accepted(4_300, 200)]
    let whole = accepted(0, 4_500)
    for index in whole.indices { #expect(whole[index] == parts.reduce(0) { $0 + $1[index] }) }
    #expect(whole[3] > 0)
  }

  @Test func `a quota that is not met makes the verdict inconclusive`() {
    var campaign = ToyVault.campaign(.none)
    campaign.cases = 100
    campaign.marks = CampaignTests.marks
    campaign.quotas = [Quota("two hold", cases: 20), Quota("withdraw", cases: 5)]
    #expect(campaign.run().verdict == .held(cases: 100, discarded: 0))
    campaign.quotas.append(Quota("never", cases: 1))
    let report = campaign.run()
    #expect(report.verdict == .inconclusive(cases: 100, discarded: 0))
    #expect(report.quotas.map(\.isMet) == [true, true, false])
    #expect(report.quotas.map(\.reached)[2] == 0)
    #expect(report.quotas[0].reached == report.marks[0].cases)
    #expect(report.quotas[1].reached == report.actions[1].cases)
  }

  @Test func `an objective keeps its best case, shrunk to no less`() throws {
    var campaign = Campaign<Int>(
      "sum", from: 0,
      actions: [
        Action("add", [.uniform("n", 0...100)]) { total, step in
          guard total + step.integer(0) <= 250 else { return .refused("full") }
          total += step.integer(0)
          return .accepted
        },
        Action("reset") { total, _ in
          total = 0; return .accepted
        },
      ], invariants: [])
    campaign.cases = 300
    for eachStep in [true, false] {
      campaign.objective = Objective("total", eachStep: eachStep) { Int256(Int64($0)) }
      let best = try #require(campaign.run().best)
      #expect(best.value == 250)
      #expect(best.script.steps.map(\.action) == ["add", "add", "add"])
      #expect(best.steps.count == 3)
      #expect(try campaign.replay(best.script).objective?.value == best.value)
    }
  }

  @Test func `what was never tried, accepted or checked is warned of`() {
    var campaign = Campaign(
      "warnings", from: 0,
      actions: [
        Action("refuse") { _, _ in .refused("always") }, Action("do", weight: 1) { _, _ in .accepted },
        Action("scripted", weight: 0) { _, _ in .accepted },
      ],
      invariants: [Invariant("vacuous") { _ in nil }, Invariant("checked") { Slack($0, .equal, 0) }])
    campaign.cases = 50
    let report = campaign.run()
    #expect(report.warnings.prefix(2) == [.actionNeverAccepted("refuse"), .invariantNeverChecked("vacuous")])
    #expect(report.invariants[0].least == nil && report.invariants[0].checks == 0)
    #expect(report.actions[2].tried == 0)
    campaign.actions[0] = Action("refuse", weight: 9) { _, _ in .refused("always") }
    campaign.isSwarming = false
    let refused = campaign.run()
    #expect(refused.warnings.last == .mostActionsRefused(accepted: refused.accepted, tried: refused.tried))
  }

  @Test func `a reason is the error's case without its values, at most 33 of them`() {
    enum Refusal: Error { case tooLarge(Int), closed }
    let campaign = Campaign(
      "reasons", from: 0,
      actions: [
        Action("throw", [.uniform("n", 0...9)]) { _, step in
          throw step.integer(0) < 7 ? Refusal.tooLarge(step.integer(0)) : Refusal.closed
        },
        Action("say", [.uniform("n", 0...99)]) { _, step in .refused("reason \(step.integer(0))") },
      ], invariants: [])
    let rows = campaign.run().actions
    #expect(rows[0].refusals.map(\.reason) == ["tooLarge", "closed"])
    #expect(rows[1].refusals.count == 33)
    #expect(rows[1].refusals[0].reason == "other")
  }
}
