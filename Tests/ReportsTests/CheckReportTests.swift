import Exact
import Foundation
import Properties
import TestKit
import Testing

@testable import Reports

/// A purse that may be filled and emptied, with a rule that a withdrawal of 7 breaks.
private struct Purse: Hashable, Sendable {
  var coins: Int256 = 10

  static func campaign(holds: Bool) -> Campaign<Purse> {
    var campaign = Campaign(
      "purse", from: Purse(),
      actions: [
        Action("put", [.uniform("coins", 0...20)]) { purse, step in
          guard step[0] > 0 else { return .refused("coinsMustBePositive") }
          purse.coins = purse.coins.addingReportingOverflow(step[0]).partialValue
          return .accepted
        },
        Action("take", [.uniform("coins", 0...20)], narrating: { _, step in "takes \(step[0]) coins" }) {
          purse, step in
          guard step[0] <= purse.coins else { return .refused("coinsMustBeThere") }
          purse.coins = purse.coins.subtractingReportingOverflow(step[0]).partialValue
          return .accepted
        },
      ],
      invariants: [
        Invariant("never-below", "Nobody takes the last coins.", states: "coins >= floor") { purse in
          Slack(purse.coins, .atLeast, holds ? 0 : 4)
        },
        Invariant("never-seen", "It has nothing to say.") { _ in nil },
      ])
    campaign.cases = 200
    campaign.steps = 10
    campaign.marks = [Mark("rich") { $0.coins > 40 }]
    return campaign
  }
}

@Suite("CheckText") struct CheckTextTests {
  @Test func `tells what broke, how, and how to run it again`() {
    let report = Purse.campaign(holds: false).run()
    let text = CheckText(report, file: "Epochs/purse.yaml", replay: "Epochs/Replays/purse-0.yaml").rendered
    let number = report.failure?.number ?? 0
    #expect(text.hasPrefix("Epochs/purse.yaml: BROKEN by case \(number) · "))
    #expect(
      text.contains(
        """
        broken: never-below
          coins >= floor
            left   3
            right  4
            false, by 1
          why: Nobody takes the last coins.
        """))
    #expect(text.contains("  1. takes 7 coins\n"))
    #expect(text.hasSuffix("replay: hedgeflow replay Epochs/Replays/purse-0.yaml\n"))
    #expect(text.contains("warning: never had anything to say: never-seen\n"))
    let lines = text.split(separator: "\n")
    #expect(lines.allSatisfy { String($0).terminalWidth <= 100 })
  }

  @Test func `counts what was tried, refused and reached`() {
    var campaign = Purse.campaign(holds: true)
    campaign.quotas = [Quota("rich", cases: 1), Quota("put", cases: 1_000)]
    let report = campaign.run()
    let text = CheckText(report, file: "p.yaml", replay: nil).rendered
    let take = report.actions[1]
    #expect(text.hasPrefix("p.yaml: inconclusive · 200 cases of seed 1, "))
    #expect(text.contains("coinsMustBeThere (\(take.refusals[0].count))"))
    #expect(text.contains("NOT MET"))
    #expect(text.hasSuffix("next: raise --cases, or ask for less in `reach`\n"))
  }

  @Test func `says where a run that was stopped goes on`() {
    var controls = RunControls()
    controls.shouldStop = { $0 == 50 }
    let report = Purse.campaign(holds: true).run(controls)
    let text = CheckText(report, file: "p.yaml", replay: nil, resumption: " --cases 200").rendered
    #expect(text.hasPrefix("p.yaml: not finished · 50 cases of seed 1, "))
    #expect(text.hasSuffix("resume: hedgeflow check p.yaml --cases 200 --from-case 50\n"))
    #expect(CheckDocument.document(report, file: "p.yaml", replay: nil)["verdict"] == "inconclusive")
    #expect(CheckDocument.document(report, file: "p.yaml", replay: nil)["resumeAt"] == 50)
  }

  @Test func `shows control characters of a file's name as text`() {
    let report = Purse.campaign(holds: true).run()
    #expect(CheckText(report, file: "p\u{1b}[2J.yaml", replay: nil).rendered.contains("p\\u{1b}[2J.yaml"))
  }
}

@Suite("CheckDocument") struct CheckDocumentTests {
  @Test func `has both exact sides as strings`() throws {
    let report = Purse.campaign(holds: false).run()
    let document = CheckDocument.document(report, file: "p.yaml", replay: nil)
    #expect(document["schema"] == "hedgeflow.check/1")
    #expect(document["verdict"] == "broken")
    let comparison = try #require(document["failure"]?["broken"]?["comparison"])
    #expect(
      comparison == [
        "inequality": "coins >= floor", "relation": ">=", "left": "3", "right": "4", "margin": "-1",
        "holds": false,
      ])
    #expect(document["failure"]?["steps"] == [["text": "takes 7 coins", "accepted": true, "refusal": .null]])
    #expect(document["failure"]?["script"] == "0 take coins=7")
    #expect(document["replay"] == .null)
  }
}

@Suite("CheckReplay") struct CheckReplayTests {
  @Test func `tells the steps up to the one that breaks`() throws {
    let script = try #require(CaseScript("0 put coins=0; 0 take coins=7; 0 put coins=1"))
    let report = try Purse.campaign(holds: false).replay(script)
    let replay = CheckReplay(report, file: "r.yaml", changedPools: ["eth-usdc"])
    #expect(
      replay.text == """
        r.yaml: BROKEN after step 2 of 3
        broken: never-below
          coins >= floor
            left   3
            right  4
            false, by 1
          why: Nobody takes the last coins.
        steps:
          1. actor 0: put coins 0 — refused: coinsMustBePositive
          2. takes 7 coins
        changed since: the file of eth-usdc

        """)
    #expect(replay.document["verdict"] == "broken")
    #expect(replay.document["changedPools"] == ["eth-usdc"])
  }

  @Test func `says when nothing breaks any more`() throws {
    let script = try #require(CaseScript("0 take coins=7"))
    let report = try Purse.campaign(holds: true).replay(script)
    let replay = CheckReplay(report, file: "r.yaml", changedPools: [])
    #expect(
      replay.text == """
        r.yaml: nothing breaks in 1 step and 2 checks
        steps:
          1. takes 7 coins

        """)
    #expect(replay.document["verdict"] == "held")
  }
}

@Suite("CheckGlossary") struct CheckGlossaryTests {
  private let glossary = CheckGlossary([
    .init(
      kind: .invariant, name: "never-below", meaning: "Coins stay. Nobody takes the last ones.",
      details: ["coins >= floor"]),
    .init(kind: .action, name: "put", meaning: "Puts coins in."),
  ])

  @Test func `lists every name once with its first sentence`() {
    let list = glossary.list
    #expect(list.contains("INVARIANTS\nnever-below  Coins stay.\n"))
    #expect(list.contains("ACTIONS\nput      Puts coins in.\n"))
    #expect(list.contains("productMustNotFall"))
    #expect(Set(glossary.names).count == glossary.names.count)
  }

  @Test func `gives an entry in full, and every speaker of a rule`() {
    #expect(
      glossary.text(glossary.entries(named: "never-below"))
        == "never-below (invariant)\n  Coins stay. Nobody takes the last ones.\n  coins >= floor\n")
    let rules = glossary.entries(named: "balanceMustFit")
    #expect(
      rules.map(\.details) == [
        ["declined by the script"], ["declined by the pool"], ["declined by the pool, of liquidity"],
      ])
    #expect(glossary.document(rules)["schema"] == "hedgeflow.explain/1")
    #expect(glossary.entries(named: "nobody").isEmpty)
  }

  @Test func `knows every rule that a script's step can break`() throws {
    let source = try Repository.text("Sources/Simulation/Script/ScriptRefusal+Rule.swift")
    let names = source.split(separator: "\"").enumerated().filter { $0.offset % 2 == 1 }.map {
      String($0.element)
    }
    let known = CheckRefusals.all.map(\.name)
    #expect(names.count > 40)
    for name in names { #expect(known.contains(name), "\(name) is not explained") }
    for name in known { #expect(names.contains(name), "\(name) is no rule") }
  }
}
