import Campaigns
import Exact
import Feeds
import Foundation
import Markets
import Options
import Properties
import Simulation
import TestKit
import Testing
import Units

@testable import Scenarios

@Suite("ReplayFile") struct ReplayFileTests {
  /// The file of an epoch that ships with the project.
  private func shipped(_ name: String) throws -> CheckFile {
    try #require(ScenarioLoader.loadCheck(path: Shipped.root.appendingPathComponent(name).path).value)
  }

  /// A plan without what a replay leaves out or changes, its price standing still.
  private func core(_ plan: Plan) throws -> String {
    var plan = plan
    plan.name = ""
    plan.script = nil
    plan.twin = nil
    plan.feeAlternatives = []
    plan.arbitrage = nil
    plan.retail = nil
    plan.options?.demand = nil
    plan.vault?.deposits = []
    plan.vault?.withdrawals = []
    let opening = try Engine(plan: plan, hedging: true).price
    plan.price = PricePlan(
      process: .geometricBrownian(start: opening, volatility: .zero, drift: .zero), shocks: [],
      impactPerBase: .zero)
    return "\(plan)"
  }

  @Test func `has the configuration and the steps of the case, wherever it is written`() throws {
    for name in try Shipped.files("Epochs") {
      let file = try shipped(name)
      let script = Script(
        actors: 2, steps: [.init(actor: 1, action: .wait(blocks: 3)), .init(actor: 0, action: .hedge)])
      let replay = ReplayFile(
        of: file, name: file.plan.name + "-7", script: script, notes: ["three blocks pass", "hedge"],
        broken: .nothing, heading: ["A heading: with a colon # and more"])
      let sandbox = try Sandbox()
      for place in ["replay.yaml", "deep/er/replay.yaml"] {
        let path = sandbox.path(place)
        try sandbox.write(place, try #require(replay.text(at: path)))
        let again = ScenarioLoader.loadCheck(path: path)
        #expect(again.diagnostics.map(\.description) == [])
        let read = try #require(again.value)
        #expect(try core(read.plan) == core(file.plan))
        #expect(read.plan.arbitrage == nil && read.plan.retail == nil && read.plan.options?.demand == nil)
        #expect(read.plan.name == file.plan.name + "-7")
        #expect(read.plan.script == script)
        #expect(read.pools.map(\.digest) == file.pools.map(\.digest))
        #expect(read.changedPools == [])
        #expect(read.check.actors == file.check.actors)
        #expect(!read.check.checksBuiltIns)
      }
    }
  }

  @Test func `says so when the file of a pool has changed`() throws {
    let sandbox = try Sandbox()
    try sandbox.write("pool.yaml", poolText)
    let path = try sandbox.write("e.yaml", epochText)
    let file = try #require(ScenarioLoader.loadCheck(path: path).value)
    let replay = ReplayFile(
      of: file, name: "small-1", script: Script(actors: 1, steps: [.init(actor: 0, action: .hedge)]),
      notes: [], broken: .nothing, heading: [])
    let place = try sandbox.write(
      "Replays/r.yaml", try #require(replay.text(at: sandbox.path("Replays/r.yaml"))))
    #expect(sandbox.shown(place) == "")
    try sandbox.write("pool.yaml", poolText + "# a remark\n")
    let now = ScenarioLoader.loadCheck(path: place)
    #expect(now.value?.changedPools == ["eth-usdc"])
    #expect(now.diagnostics.map(\.severity) == [.warning])
    let digest = try #require(file.pools.first?.digest)
    let changed = FileDigest(of: Array((poolText + "# a remark\n").utf8))
    #expect(
      now.diagnostics.first?.message
        == "the file of the pool `eth-usdc` has changed since: it was \(digest) and is \(changed)")
  }

  @Test func `writes any step so that it reads back as itself`() throws {
    let sandbox = try Sandbox()
    try sandbox.write("pool.yaml", poolText)
    try sandbox.write("other.yaml", poolText.replacing("pool: eth-usdc", with: "pool: other"))
    let path = try sandbox.write(
      "e.yaml", epochText.replacing("pools: [pool.yaml]", with: "pools: [pool.yaml, other.yaml]"))
    let file = try #require(ScenarioLoader.loadCheck(path: path).value)
    let place = sandbox.path("r.yaml")
    withEvery("a script", cases: 150) { choices in
      let steps = (0..<(1 + Int(choices.below(6)))).map { _ in
        Script.Step(actor: Int(choices.below(3)), action: action(&choices))
      }
      let replay = ReplayFile(
        of: file, name: "any", script: Script(actors: 3, steps: steps), notes: [], broken: .nothing,
        heading: [])
      try sandbox.write("r.yaml", replay.text(at: place) ?? "")
      let read = ScenarioLoader.loadCheck(path: place)
      try holdEqual(read.diagnostics.map(\.description), [], "nothing is wrong with it")
      try holdEqual(read.value?.plan.script?.steps, steps, "the steps are the same")
    }
  }

  /// Any action of a plan with two pools and two series, with values that a file may hold.
  private func action(_ choices: inout Choices) -> ScriptedAction {
    let pool = Int(choices.below(2))
    let series = Int(choices.below(2))
    func units<Side>(_ choices: inout Choices) -> Amount<Side> { Amount(choices.word(bits: 112)) }
    func share(_ choices: inout Choices) -> Ratio {
      Ratio(wads: Int128(choices.below(10_990_000_000_000_000_000)) - 990_000_000_000_000_000)
    }
    func blocks(_ choices: inout Choices) -> Int { 1 + Int(choices.sized(below: 10_000)) }
    switch choices.below(15) {
    case 0:
      let order: SwapOrder =
        switch choices.below(4) {
        case 0: .sellPaying(units(&choices))
        case 1: .sellReceiving(units(&choices))
        case 2: .buyPaying(units(&choices))
        default: .buyReceiving(units(&choices))
        }
      return .swap(pool: pool, order: order)
    case 1: return .addLiquidity(pool: pool, base: units(&choices), quote: units(&choices))
    case 2: return .removeLiquidity(pool: pool, shares: Amount(choices.word(bits: 160)))
    case 3: return .donateToPool(pool: pool, base: units(&choices), quote: units(&choices))
    case 4: return .donateToVault(base: units(&choices), quote: units(&choices))
    case 5: return .deposit(units(&choices))
    case 6: return .withdraw(Amount(choices.word(bits: 160)))
    case 7:
      let side: OptionSide = choices.chance(1, in: 2) ? .buying : .selling
      return .trade(OptionOrder(series: series, side: side, size: units(&choices)))
    case 8: return .close(series: series, size: units(&choices))
    case 9: return .exercise(series: series)
    case 10: return choices.chance(1, in: 2) ? .hedge : .roll
    case 11: return .wait(blocks: blocks(&choices))
    case 12: return .move(share(&choices))
    case 13:
      return .oracle(
        choices.chance(1, in: 2) ? .freeze(blocks: blocks(&choices)) : .late(blocks: blocks(&choices)))
    default: return .oracle(choices.chance(1, in: 2) ? .spike(share(&choices)) : .none)
    }
  }

  @Test func `keeps a name that is a name`() throws {
    let file = try shipped("Epochs/quiet-week.yaml")
    let long = String(repeating: "a", count: 70) + "-12"
    let replay = ReplayFile(
      of: file, name: long, script: Script(actors: 1, steps: []), notes: [], broken: .nothing, heading: [])
    let sandbox = try Sandbox()
    let path = try sandbox.write("r.yaml", try #require(replay.text(at: sandbox.path("r.yaml"))))
    #expect(ScenarioLoader.loadEpoch(path: path).value?.name == String(long.suffix(64)))
  }
}

@Suite("DocumentWriter") struct DocumentWriterTests {
  @Test(
    "quotes a text where it would not read back as itself",
    arguments: [
      ("plain", "plain"), ("3_000 USDC", "3_000 USDC"), ("-25%", "-25%"), ("", "\"\""), ("- a", "\"- a\""),
      ("a, b", "\"a, b\""), ("a: b", "\"a: b\""), ("a #b", "\"a #b\""), ("a#b", "a#b"), (" a", "\" a\""),
      ("say \"it\", now", "'say \"it\", now'"), ("it's", "it's"), ("a >= b", "a >= b"), ("x:", "\"x:\""),
      ("%", "\"%\""), ("a\\b, c", "'a\\b, c'"),
    ])
  func quoting(_ text: String, expected: String) { #expect(DocumentWriter.scalar(text) == expected) }

  @Test(arguments: ["\"both' [kinds]", "a\nb", "\u{7f}"])
  func `refuses what the format cannot hold`(_ text: String) {
    #expect(DocumentWriter.scalar(text) == nil)
    #expect(DocumentWriter.text(heading: [], [.init("key", text)]) == nil)
  }

  @Test func `writes documents that read back as themselves`() throws {
    let sandbox = try Sandbox()
    let alphabet = Array("ab1 -:#,[]{}'\"%&*!?|>@`\\~=é")
    withEvery("a document", cases: 400) { choices in
      func word(_ choices: inout Choices) -> String {
        String((0...choices.within(0...7)).map { _ in choices.oneOf(alphabet) })
      }
      func node(_ depth: Int, _ choices: inout Choices) -> WrittenNode {
        switch depth < 3 ? choices.below(3) : 0 {
        case 0: return .scalar(word(&choices))
        case 1:
          return .list((0...choices.below(3)).map { _ in .init(node(depth + 1, &choices), comment: "") })
        default:
          let count = choices.below(3)
          return .mapping((0...count).map { .init("k\($0)", node(depth + 1, &choices)) })
        }
      }
      let entries = (0...choices.below(3)).map {
        WrittenNode.Entry(
          "key\($0)", node(0, &choices), comment: choices.chance(1, in: 2) ? "so # it: is" : "")
      }
      guard let text = DocumentWriter.text(heading: ["a heading"], entries) else { throw CaseDiscarded() }
      let path = try sandbox.write("d.yaml", text)
      try holdEqual(
        ScenarioLoader.outline(path: path), outline(.mapping(entries)), "the document is the same")
    }
  }

  private func outline(_ node: WrittenNode) -> String {
    switch node {
    case .scalar(let text): "'" + text + "'"
    case .list(let items): "[" + items.map { outline($0.value) }.joined(separator: ",") + "]"
    case .mapping(let entries):
      "{" + entries.map { "'\($0.key)':" + outline($0.value) }.joined(separator: ",") + "}"
    }
  }
}

@Suite("FileDigest") struct FileDigestTests {
  @Test(
    "is FNV-1a of 64 bits",
    arguments: [
      ("", "fnv1a-cbf29ce484222325"), ("a", "fnv1a-af63dc4c8601ec8c"), ("foobar", "fnv1a-85944171f73967e8"),
    ])
  func digests(_ text: String, expected: String) {
    #expect(FileDigest(of: Array(text.utf8)).description == expected)
    #expect(FileDigest(expected)?.description == expected)
  }

  @Test(arguments: ["", "fnv1a-", "fnv1a-CBF29CE484222325", "fnv1a-cbf29ce48422232", "cbf29ce484222325"])
  func `reads nothing else`(_ text: String) { #expect(FileDigest(text) == nil) }
}

@Suite("FilePath") struct FilePathTests {
  @Test(
    "a relative path leads back to its file",
    arguments: [
      ("Pools/a.yaml", "Epochs/Replays/r.yaml", "../../Pools/a.yaml"), ("a.yaml", "r.yaml", "a.yaml"),
      ("/x/y/a.yaml", "/x/z/r.yaml", "../y/a.yaml"), ("Epochs/a.yaml", "Epochs/r.yaml", "a.yaml"),
      ("../a.yaml", "r.yaml", "../a.yaml"),
    ])
  func relative(_ path: String, owner: String, expected: String) {
    let found = FilePath.relative(path, to: owner)
    #expect(found == expected)
    #expect(
      FileAccess.identity(of: FilePath.resolve(found, from: owner)) == FileAccess.identity(of: path))
  }
}
