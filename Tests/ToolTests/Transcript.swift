import Foundation
import TestKit

/// A terminal session as it stands in a README or a golden file: commands and what they print.
///
/// A line `$ command` is a command; the lines up to the next one are all it prints, standard output before standard error.
/// A command is expected to end with 0, or with `n` when its line ends in `# exit n`. A line that is `…` alone stands for
/// any number of lines.
struct Transcript: Hashable {
  struct Step: Hashable {
    var command: String
    var exit: Int32
    var expected: String
    var line: Int
  }

  var steps: [Step]

  /// The session of some text whose first line is number `line` of its file.
  init(_ text: String, line first: Int = 1) {
    steps = []
    for (offset, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.hasPrefix("$ ") {
        let (command, exit) = Transcript.command(line.dropFirst(2))
        steps.append(Step(command: command, exit: exit, expected: "", line: first + offset))
      } else if let last = steps.indices.last {
        steps[last].expected += line + "\n"
      }
    }
  }

  /// The ```` ```console ```` blocks of a Markdown text, one session each.
  static func sessions(inMarkdown text: String) -> [Transcript] {
    Markdown.blocks(in: text, language: "console").map { Transcript($0.text, line: $0.line) }
  }

  private static func command(_ text: Substring) -> (String, Int32) {
    guard let mark = text.range(of: "# exit ", options: .backwards),
      let exit = Int32(text[mark.upperBound...])
    else {
      return (String(text), 0)
    }
    return (String(text[..<mark.lowerBound]).trimmingCharacters(in: .whitespaces), exit)
  }
}

extension Transcript.Step {
  /// Runs the command and says how it differs from what is written; nil when it does not.
  func difference(in folder: URL = Repository.root) throws -> String? {
    let outcome = try Tool.shell(command, in: folder)
    if outcome.timedOut { return "`\(command)` did not end in time" }
    if outcome.code != exit {
      return "`\(command)` ended with \(outcome.code), not \(exit):\n\(outcome.transcript)"
    }
    guard !Transcript.matches(outcome.transcript, expected) else { return nil }
    return "`\(command)` (line \(line)) printed:\n\(outcome.transcript)--- instead of:\n\(expected)"
  }

  /// The step as it is written down: kept when the command still prints what it says, elisions and all, else anew.
  func recorded(in folder: URL = Repository.root) throws -> String {
    let outcome = try Tool.shell(command, in: folder)
    let kept = outcome.code == exit && Transcript.matches(outcome.transcript, expected)
    let text = kept ? expected.trimmingSuffix(while: \.isNewline) + "\n" : outcome.transcript
    return "$ \(command)" + (outcome.code == 0 ? "" : "  # exit \(outcome.code)") + "\n" + text
  }
}

extension Transcript {
  /// Whether `text` is what a pattern of lines expects, where a line `…` stands for any number of lines.
  static func matches(_ text: String, _ pattern: String) -> Bool {
    func lines(_ text: String) -> ArraySlice<Substring> {
      var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
      while lines.last?.isEmpty == true { lines.removeLast() }
      return lines
    }
    return matches(lines(text), lines(pattern))
  }

  private static func matches(_ text: ArraySlice<Substring>, _ pattern: ArraySlice<Substring>) -> Bool {
    guard let wanted = pattern.first else { return text.isEmpty }
    if wanted == "…" {
      let rest = pattern.dropFirst()
      return (text.startIndex...text.endIndex).contains { matches(text[$0...], rest) }
    }
    return text.first == wanted && matches(text.dropFirst(), pattern.dropFirst())
  }
}

/// The fenced blocks of a Markdown text.
enum Markdown {
  struct Block: Hashable {
    /// Number of the block's first line in its file.
    var line: Int
    var text: String
  }

  /// Every block fenced with a language.
  static func blocks(in text: String, language: String) -> [Block] {
    var blocks: [Block] = []
    var isInside = false
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if isInside {
        if line == "```" {
          isInside = false
        } else if let last = blocks.indices.last {
          blocks[last].text += line + "\n"
        }
      } else if line == "```\(language)" {
        isInside = true
        blocks.append(Block(line: index + 2, text: ""))
      }
    }
    return blocks
  }
}

extension String {
  /// The text without the characters at its end that satisfy a condition.
  fileprivate func trimmingSuffix(while condition: (Character) -> Bool) -> String {
    var text = self
    while let last = text.last, condition(last) { text.removeLast() }
    return text
  }
}
