import Exact
import Properties
import Testing

@Suite("Scripts") struct ScriptTests {
  static func step(_ actor: Int, _ action: String, _ name: String, _ value: Int256) -> ScriptedStep {
    ScriptedStep(actor: actor, action, [NamedValue(name, value)])
  }

  static let story = CaseScript(steps: [
    step(1, "deposit", "amount", 500), step(1, "withdraw", "shares", 1), step(0, "wait", "seconds", 3_600),
    step(1, "withdraw", "shares", 500),
  ])

  @Test func `a script is run as it is written`() throws {
    let report = try ToyVault.campaign(.none).replay(Self.story)
    #expect(
      report.steps.map(\.description) == [
        "actor 1: deposit amount 500", "actor 1: withdraw shares 1 — refused: lockMustBeOver",
        "actor 0: wait seconds 3600", "actor 1: withdraw shares 500",
      ])
    #expect(report.breach == nil && !report.isDiscarded)
    #expect(report.script == Self.story)
    #expect(report.invariants[2].checks == 4)
  }

  @Test func `a replay breaks at the step that breaks`() throws {
    var script = Self.story
    script.steps.append(Self.step(0, "wait", "seconds", 1))
    let report = try ToyVault.campaign(.paidTwice).replay(script)
    #expect(report.breach?.invariant == "conservation")
    #expect(report.breach?.steps == 4 && report.steps.count == 4)
  }

  @Test func `a script is a line, and the line the script`() {
    #expect(
      Self.story.description
        == "1 deposit amount=500; 1 withdraw shares=1; 0 wait seconds=3600; 1 withdraw shares=500")
    for script in [
      Self.story, CaseScript(steps: []),
      CaseScript(setup: [NamedValue("fee", -3), NamedValue("n", 9)], steps: []),
      CaseScript(setup: [NamedValue("n", .max)], steps: [ScriptedStep(actor: 2, "go")]),
    ] {
      #expect(CaseScript(script.description) == script)
    }
    #expect(CaseScript("  with   fee=1 ;0  go a=2 ")?.description == "with fee=1; 0 go a=2")
    for text in [
      "go", "0", "0 go a", "0 go =1", "0 go a=1=2", "0 go a=x", "0 go; ", "0 go; with a=1", "with a",
    ] {
      #expect(CaseScript(text) == nil, "\(text)")
    }
  }

  @Test func `a parameter left out is plain`() throws {
    let report = try ToyVault.campaign(.none).replay(CaseScript(steps: [ScriptedStep("deposit")]))
    #expect(report.script.steps == [Self.step(0, "deposit", "amount", 0)])
    #expect(report.steps[0].outcome == .refused("amountMustBePositive"))
  }

  @Test(
    "what is no script of the campaign is told apart",
    arguments: [
      (
        step(0, "deposti", "amount", 1),
        ScriptMistake.actionMustBeKnown("deposti", step: 0, nearest: "deposit")
      ),
      (step(0, "explode", "amount", 1), .actionMustBeKnown("explode", step: 0, nearest: nil)),
      (step(3, "wait", "seconds", 1), .actorMustBeBelow(3, actor: 3, step: 0)),
      (step(-1, "wait", "seconds", 1), .actorMustBeBelow(3, actor: -1, step: 0)),
      (step(0, "wait", "second", 1), .parameterMustBeKnown("second", step: 0, nearest: "seconds")),
      (step(0, "wait", "seconds", -1), .valueMustBeWithin("seconds", 0...86_400, value: -1, step: 0)),
      (
        ScriptedStep("wait", [NamedValue("seconds", 1), NamedValue("seconds", 1)]),
        .parameterMustComeOnce("seconds", step: 0)
      ),
    ])
  func mistakes(_ step: ScriptedStep, mistake: ScriptMistake) {
    #expect(throws: mistake) { try ToyVault.campaign(.none).replay(CaseScript(steps: [step])) }
  }

  @Test func `a setup's mistake has no step`() {
    let script = CaseScript(setup: [NamedValue("fee", 1)], steps: [])
    #expect(throws: ScriptMistake.parameterMustBeKnown("fee", step: nil, nearest: nil)) {
      try ToyVault.campaign(.none).replay(script)
    }
  }

  @Test func `choices have labels, and actions may tell what they did`() throws {
    let campaign = Campaign(
      "labels", from: 0,
      actions: [
        Action(
          "swap", [.choice("side", ["sell", "buy"]), .uniform("amount", 0...9)],
          narrating: { total, step in "swapped, now \(total)" }
        ) { total, step in
          total += step.integer(0) == 0 ? -step.integer(1) : step.integer(1)
          return .accepted
        }
      ], invariants: [Invariant("not below") { Slack($0, .atLeast, -8) }])
    let failure = try #require(campaign.run().failure)
    let last = try #require(failure.shrunk.steps.last)
    #expect(last.parameters[0] == NamedValue("side", 0, label: "sell"))
    #expect(failure.shrunk.steps.count <= 2)
    #expect(failure.steps.last?.text == "swapped, now -9")
    let bought = try campaign.replay(
      CaseScript(steps: [ScriptedStep("swap", [NamedValue("side", 1), NamedValue("amount", 5)])]))
    #expect(bought.steps.map(\.text) == ["swapped, now 5"])
    #expect(bought.script.steps[0].parameters[0].text == "buy")
  }

  @Test func `a system that depends on more than its steps is told apart`() throws {
    final class Moods: Sendable {
      let calls = Counter()
    }
    let moods = Moods()
    let campaign = Campaign(
      "moody", from: 0, actions: [Action("act") { _, _ in .accepted }],
      invariants: [Invariant("good mood") { _ in Slack(holds: moods.calls.next() != 100) }])
    let failure = try #require(campaign.run().failure)
    #expect(!failure.isRepeatable)
    #expect(failure.shrunk == failure.found)
    #expect(failure.description.contains("depends on more than its steps"))
  }
}
