import Foundation
import TestKit
import Testing

/// Sessions kept word for word in `Golden/*.console`.
///
/// After a change that is meant, run the tests with `HEDGEFLOW_UPDATE_GOLDEN=1` and read the difference by hand.
@Suite("Golden transcripts") struct GoldenTests {
  static let folder = "Tests/ToolTests/Golden"

  static var names: [String] {
    let files = try? FileManager.default.contentsOfDirectory(
      atPath: Repository.root.appending(path: folder).path)
    return (files ?? []).filter { $0.hasSuffix(".console") }.sorted()
  }

  @Test(arguments: names)
  func `commands print what they printed`(name: String) throws {
    let path = "\(Self.folder)/\(name)"
    let transcript = Transcript(try Repository.text(path))
    if ProcessInfo.processInfo.environment["HEDGEFLOW_UPDATE_GOLDEN"] != nil {
      let text = try transcript.steps.map { try $0.recorded() }.joined(separator: "\n")
      try Data(text.utf8).write(to: Repository.root.appending(path: path))
      return
    }
    #expect(!transcript.steps.isEmpty, "\(path) holds no command")
    for step in transcript.steps {
      if let difference = try step.difference() { Issue.record("\(path): \(difference)") }
    }
  }
}

/// `--help` of every verb.
@Suite("Help") struct HelpTests {
  /// The verbs that `hedgeflow --help` lists.
  static let verbs: [String] = {
    guard let help = try? Tool.run(["--help"]).output, let list = help.range(of: "SUBCOMMANDS:\n") else {
      return []
    }
    return help[list.upperBound...].split(separator: "\n", omittingEmptySubsequences: false)
      .prefix { !$0.isEmpty }
      .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
      .compactMap { $0.split(separator: " ").first.map(String.init) }
      .filter { $0 != "help" }
  }()

  /// The commands under EXAMPLE in a verb's help.
  static func examples(in help: String) -> [String] {
    var lines = help.split(separator: "\n", omittingEmptySubsequences: false)[...]
    guard
      let title = lines.firstIndex(where: { $0.trimmingCharacters(in: .whitespaces).hasPrefix("EXAMPLE") })
    else {
      return []
    }
    lines = lines[(title + 1)...]
    return lines.prefix { !$0.isEmpty }.map { $0.trimmingCharacters(in: .whitespaces) }
  }

  @Test func `the command says what it is for and lists its verbs`() throws {
    let outcome = try Tool.run(["--help"])
    #expect(outcome.code == 0)
    #expect(outcome.errors == "")
    #expect(outcome.output.contains("OVERVIEW:"))
  }

  @Test(arguments: verbs)
  func `an example in the help works from a fresh checkout`(verb: String) throws {
    let outcome = try Tool.run([verb, "--help"])
    #expect(outcome.code == 0)
    #expect(outcome.errors == "")
    let examples = Self.examples(in: outcome.output)
    #expect(!examples.isEmpty, "hedgeflow \(verb) --help shows no EXAMPLE")
    for example in examples {
      let ran = try Tool.shell(example)
      #expect(ran.code == 0, "`\(example)` ended with \(ran.code):\n\(ran.transcript)")
      #expect(!ran.output.isEmpty, "`\(example)` printed nothing")
    }
  }

  @Test(arguments: verbs)
  func `a verb refuses an option it does not know with exit 2`(verb: String) throws {
    let outcome = try Tool.run([verb, "--no-such-option"])
    #expect(outcome.code == 2)
    #expect(outcome.output == "")
    #expect(outcome.errors.hasPrefix("Error: "))
  }
}
