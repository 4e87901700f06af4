import Foundation
import TestKit
import Testing

@Suite("Transcript") struct TranscriptTests {
  @Test func `commands, outputs and exits are told apart`() {
    let steps = Transcript("before\n$ one --json\n{\n}\n$ two  # exit 2\nwrong\n\nhelp\n$ three\n", line: 10)
      .steps
    #expect(
      steps == [
        .init(command: "one --json", exit: 0, expected: "{\n}\n", line: 11),
        .init(command: "two", exit: 2, expected: "wrong\n\nhelp\n", line: 14),
        .init(command: "three", exit: 0, expected: "\n", line: 18),
      ])
  }

  @Test(
    "a line of … stands for any lines, anything else for itself",
    arguments: [
      ("a\nb\n", "a\nb\n", true), ("a\nb\n", "a\nb", true), ("a\n", "a\nb\n", false),
      ("a\nb\n", "a\n", false),
      ("a\nb\nc\nd\n", "a\n…\nd\n", true), ("a\nd\n", "a\n…\nd\n", true), ("a\nd\ne\n", "a\n…\nd\n", false),
      ("a b…\n", "a …\n", false), ("", "…\n", true), ("x\n", "", false), ("a\nd\nb\nd\n", "…\nd\n", true),
    ])
  func matching(_ text: String, pattern: String, expected: Bool) {
    #expect(Transcript.matches(text, pattern) == expected)
  }

  @Test func `only console blocks are sessions`() {
    let text = "intro\n```console\n$ a\n1\n```\n```sh\n$ b\n```\n```console\n$ c\n```\n"
    #expect(Transcript.sessions(inMarkdown: text).map { $0.steps.map(\.command) } == [["a"], ["c"]])
    #expect(Transcript.sessions(inMarkdown: text).first?.steps.first?.line == 3)
  }
}

@Suite("Tool harness") struct ToolHarnessTests {
  @Test func `output, errors and exit code come apart`() throws {
    let outcome = try Tool.shell("cat; echo oops >&2; exit 3", input: "given\n")
    #expect(outcome == .init(output: "given\n", errors: "oops\n", code: 3, timedOut: false))
  }

  @Test func `a command that hangs is ended`() throws {
    #expect(try Tool.shell("exec sleep 60", timeout: 1).timedOut)
  }

  @Test func `arguments arrive as they are`() throws {
    let outcome = try Tool.run(["it's $HOME"])
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains("it's $HOME"))
  }
}

@Suite("Builds") struct BuildTests {
  @Test(.enabled(if: Tool.path != Tool.debugPath, "only one build is at hand"))
  func `debug and release print the same bytes`() throws {
    let arguments = "run Epochs/hedge-burst.yaml --json"
    let here = try Tool.shell("hedgeflow \(arguments)")
    let debug = try Tool.shell("'\(Tool.debugPath.path)' \(arguments)")
    #expect(here.code == 0)
    #expect(!here.output.isEmpty)
    #expect(debug == here)
  }

  @Test func `two runs print the same bytes`() throws {
    let first = try Tool.shell("hedgeflow run Epochs/crash.yaml --json")
    #expect(first.code == 0)
    #expect(try Tool.shell("hedgeflow run Epochs/crash.yaml --json") == first)
  }
}

/// What the README and the contribution guide show is what happens.
@Suite("Documents") struct DocumentsTests {
  static let documents = ["README.md", "CONTRIBUTING.md"]

  static var steps: [Transcript.Step] {
    get throws { try Transcript.sessions(inMarkdown: Repository.text("README.md")).flatMap(\.steps) }
  }

  @Test(arguments: (try? steps) ?? [])
  func `every session in the README prints what it says`(step: Transcript.Step) throws {
    if let difference = try step.difference() { Issue.record("README.md: \(difference)") }
  }

  @Test func `every file shown in the README is the file that ships`() throws {
    for block in try Markdown.blocks(in: Repository.text("README.md"), language: "yaml") {
      let first = block.text.prefix { $0 != "\n" }
      guard first.hasPrefix("# "), first.hasSuffix(".yaml") else { continue }
      let shipped = try Repository.text(String(first.dropFirst(2)))
      let shown = String(block.text.dropFirst(first.count + 1))
      #expect(shipped == shown, "README.md:\(block.line) differs from \(first.dropFirst(2))")
    }
  }

  @Test func `every pool and epoch that ships is valid, without a warning`() throws {
    let outcome = try Tool.shell("hedgeflow validate Pools/*.yaml Epochs/*.yaml")
    #expect(outcome.code == 0)
    #expect(outcome.errors == "")
    #expect(outcome.output.hasSuffix(" files valid: 0 errors, 0 warnings\n"))
  }

  @Test func `every recipe a document names is in the Makefile`() throws {
    let recipes: [Substring] = try Repository.text("Makefile").split(separator: "\n")
      .compactMap { line in line.firstIndex(of: ":").map { line[..<$0] } }
    for document in Self.documents {
      for match in try Repository.text(document).matches(of: /make ([a-z]+)\b/) where match.output.1 != "it" {
        #expect(recipes.contains(match.output.1), "\(document) names `make \(match.output.1)`")
      }
    }
  }
}
