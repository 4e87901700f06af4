import Foundation
import TestKit
import Testing

/// The ready campaigns, by file name.
private func files(_ folder: String) -> [String] {
  let names = try? FileManager.default.contentsOfDirectory(
    atPath: Repository.root.appending(path: folder).path)
  return (names ?? []).filter { $0.hasSuffix(".yaml") }.sorted()
}

@Suite("Ready campaigns") struct ReadyCampaignTests {
  /// All 2,000 cases of each with an optimized command; a build for debugging runs the first 60, which meet its quotas too.
  private static let cases = Tool.path == Tool.debugPath ? 60 : 2_000

  @Test(arguments: files("Epochs/Checks"))
  func `hold`(name: String) throws {
    let outcome = try Tool.run([
      "check", "Epochs/Checks/\(name)", "--cases", "\(Self.cases)", "--no-replay", "--jobs", "2",
    ])
    #expect(outcome.code == 0, "\(outcome.transcript)")
    #expect(!outcome.output.contains("never accepted"), "\(outcome.transcript)")
  }

  @Test func `there is one for each kind of pool, each vault, the options, the oracle and the whole`() {
    #expect(
      files("Epochs/Checks") == [
        "concentrated.yaml", "constant-product.yaml", "fee-schedules.yaml", "options-market.yaml",
        "oracle.yaml",
        "order-book.yaml", "perpetual.yaml", "vault-hedged-daily.yaml", "vault-unhedged.yaml",
        "vault-weekly-round.yaml", "whole-system.yaml",
      ])
  }

  @Test(arguments: files("Epochs/Replays"))
  func `every shipped replay replays and runs`(name: String) throws {
    let replay = try Tool.run(["replay", "Epochs/Replays/\(name)"])
    #expect(replay.code == (name.contains("false-claim") ? 1 : 0), "\(replay.transcript)")
    #expect(replay.errors == "")
    #expect(try Tool.run(["run", "Epochs/Replays/\(name)"]).code == 0)
  }
}

@Suite("hedgeflow check") struct CheckCommandTests {
  private static let campaign = "Epochs/Checks/whole-system.yaml"
  private static let falseClaim = "Tests/ToolTests/Golden/false-claim.yaml"

  @Test(arguments: [["--json"], []])
  func `prints the same bytes for any number of jobs`(form: [String]) throws {
    for file in [Self.campaign, Self.falseClaim] {
      let base = ["check", file, "--cases", "70", "--no-replay"] + form
      let one = try Tool.run(base + ["--jobs", "1"])
      for jobs in ["2", "3"] { #expect(try Tool.run(base + ["--jobs", jobs]) == one) }
      #expect(one.output.count > 500)
    }
  }

  @Test func `goes on where it was told, with the very cases of the whole run`() throws {
    let whole = try Tool.run(["check", Self.falseClaim, "--seed", "4", "--no-replay", "--json"])
    let number = try #require(Self.value("case", in: whole.output).flatMap { Int($0) })
    #expect(number > 0)
    let rest = try Tool.run([
      "check", Self.falseClaim, "--seed", "4", "--no-replay", "--json", "--from-case", "\(number)",
    ])
    #expect(rest.code == 1)
    #expect(Self.value("case", in: rest.output) == "\(number)")
    #expect(Self.value("script", in: rest.output) == Self.value("script", in: whole.output))
    #expect(Self.value("cases", in: rest.output) == "1")
  }

  @Test func `writes what breaks as an epoch that replays, runs and checks`() throws {
    try TemporaryFolder.with { folder in
      let checks = folder.appending(path: "Checks")
      let pools = folder.appending(path: "Pools")
      for place in [checks, pools] {
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      }
      try Data(Repository.text("Pools/eth-usdc-30bp.yaml").utf8).write(
        to: pools.appending(path: "eth-usdc-30bp.yaml"))
      let text = try Repository.text(Self.falseClaim).replacing("../../../Pools", with: "../Pools")
      try Data(text.utf8).write(to: checks.appending(path: "false-claim.yaml"))
      try Data(text.utf8).write(to: folder.appending(path: "plain.yaml"))

      let found = try Tool.run(["check", "Checks/false-claim.yaml", "--json"], in: folder)
      #expect(found.code == 1)
      let place = try #require(Self.value("replay", in: found.output))
      #expect(place.hasPrefix("Replays/false-claim-") && place.hasSuffix(".yaml"))

      let again = try Tool.run(["replay", place, "--json"], in: folder)
      #expect(again.code == 1)
      for key in ["inequality", "relation", "left", "right", "margin"] {
        #expect(Self.value(key, in: again.output) == Self.value(key, in: found.output), "\(key)")
      }
      #expect(Self.value("script", in: again.output) == Self.value("script", in: found.output))
      #expect(try Tool.run(["run", place], in: folder).code == 0)
      #expect(try Tool.run(["validate", place], in: folder).code == 0)

      let named = try Tool.run(
        ["check", "Checks/false-claim.yaml", "--replay", "here/it is.yaml"], in: folder)
      #expect(named.code == 1)
      #expect(try Tool.run(["replay", "here/it is.yaml"], in: folder).code == 1)
      let silent = try Tool.run(["check", "Checks/false-claim.yaml", "--no-replay"], in: folder)
      #expect(silent.output.hasSuffix("next: write the steps down with `--replay FILE`\n"))
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      #expect(left == ["Checks", "Pools", "Replays", "here", "plain.yaml"])
    }
  }

  @Test func `writes the worst case where it is told to`() throws {
    try TemporaryFolder.with { folder in
      let place = folder.appending(path: "worst.yaml").path
      let outcome = try Tool.run([
        "check", "Epochs/Checks/options-market.yaml", "--cases", "60", "--replay", place, "--json",
      ])
      let value = try #require(Self.value("value", in: outcome.output))
      let replay = try Tool.run(["replay", place, "--json"])
      #expect(replay.code == 0)
      #expect(Self.value("value", in: replay.output) == value)
    }
  }

  @Test func `an unmet quota leaves it undecided`() throws {
    try TemporaryFolder.with { folder in
      let pool = Repository.root.appending(path: "Pools/eth-usdc-30bp.yaml").path
      let text =
        try Repository.text("Epochs/Checks/constant-product.yaml")
        .replacing("../../Pools/eth-usdc-30bp.yaml", with: pool) + "  reach: { pool-swollen: 2_000 }\n"
      let file = folder.appending(path: "quota.yaml")
      try Data(text.utf8).write(to: file)
      let outcome = try Tool.run(["check", file.path, "--cases", "20"])
      #expect(outcome.code == 3)
      #expect(outcome.output.contains("NOT MET"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["quota.yaml"])
    }
  }

  @Test(arguments: [
    ["--cases", "0"], ["--jobs", "0"], ["--steps", "10001"], ["--from-case", "-1"],
    ["--replay", "a", "--no-replay"],
    ["--time-limit", "soon"], ["--from-case", "2000"], ["--replay", "/dev/null/x.yaml", "--cases", "40"],
  ])
  func `refuses arguments that make no sense`(arguments: [String]) throws {
    let outcome = try Tool.run(["check", Self.falseClaim] + arguments)
    #expect(outcome.code == 2)
    #expect(outcome.output == "")
    #expect(outcome.errors.contains("rror: "))
  }

  @Test func `a time limit stops before a case and says where to go on`() throws {
    let outcome = try Tool.run([
      "check", Self.campaign, "--cases", "50", "--time-limit", "0s", "--no-swarm", "--seed", "9",
    ])
    #expect(outcome.code == 3)
    #expect(outcome.output.contains("not finished"))
    #expect(
      outcome.output.hasSuffix(
        "resume: hedgeflow check \(Self.campaign) --seed 9 --cases 50 --no-swarm --from-case 0\n"))
  }

  /// The first value of a name in a JSON document, without quotes.
  static func value(_ name: String, in json: String) -> String? {
    guard let line = json.split(separator: "\n").first(where: { $0.contains("\"\(name)\": ") }) else {
      return nil
    }
    return line.split(separator: ": ", maxSplits: 1).last?
      .trimmingCharacters(in: CharacterSet(charactersIn: "\", "))
  }
}
