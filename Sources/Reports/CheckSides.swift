import Exact
import Properties

/// How an inequality and its two exact sides are shown.
struct CheckSides {
  let inequality: String
  let slack: Slack

  /// The inequality in words, then each side in full.
  ///
  /// ```text
  /// vault.assets >= vault.liabilities
  ///   left   1,200
  ///   right  1,201
  ///   false, by 1
  /// ```
  var lines: [String] {
    let (left, right) = (Numeral(slack.leftSide).exact, Numeral(slack.rightSide).exact)
    let words = inequality.isEmpty ? "left \(slack.relation.rawValue) right" : inequality
    return [words, "  left   \(left)", "  right  \(right)", "  \(verdict)"]
  }

  private var verdict: String {
    let margin = Numeral(slack.margin.magnitude).exact
    if slack.holds { return "true, by \(margin)" }
    return slack.margin.isZero ? "false, by nothing: the sides are equal" : "false, by \(margin)"
  }

  /// Both sides and the margin as exact strings.
  var document: Document {
    [
      "inequality": .text(inequality), "relation": .text(slack.relation.rawValue),
      "left": .exact(slack.leftSide), "right": .exact(slack.rightSide), "margin": .exact(slack.margin),
      "holds": .truth(slack.holds),
    ]
  }
}

extension Breach {
  /// What broke, both exact sides, why it must hold.
  func lines(width: Int) -> [String] {
    var lines = ["broken: \(invariant)"]
    if let slack {
      let sides = CheckSides(inequality: inequality, slack: slack).lines
      // A claim's name is its text already.
      let isNamed = !inequality.isEmpty && invariant.hasSuffix(": " + inequality)
      lines += isNamed ? Array(sides.dropFirst()) : sides.map { "  " + $0 }
    }
    if slack == nil, !inequality.isEmpty { lines.append("  " + inequality) }
    if !details.isEmpty { lines += "  ".wrapping(details, width: width) }
    if !explanation.isEmpty { lines += "  ".wrapping("why: " + explanation, width: width) }
    return lines.map(\.shownOnOneLine)
  }

  /// What broke as exact strings.
  var document: Document {
    [
      "invariant": .text(invariant), "explanation": .text(explanation),
      "comparison": slack.map { CheckSides(inequality: inequality, slack: $0).document } ?? .null,
      "details": .text(details), "afterSteps": .count(steps),
    ]
  }
}

extension ToldStep {
  /// The step in words and what became of it.
  var document: Document {
    switch outcome {
    case .accepted: ["text": .text(text), "accepted": true, "refusal": .null]
    case .refused(let reason): ["text": .text(text), "accepted": false, "refusal": .text(reason)]
    }
  }
}

extension String {
  /// A text broken at words into lines of at most `width` columns, each after this margin.
  func wrapping(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = self
    for word in text.split(separator: " ") {
      if line != self, line.terminalWidth + 1 + String(word).terminalWidth > width {
        lines.append(line)
        line = self
      }
      line += (line == self ? "" : " ") + word
    }
    return line == self ? lines : lines + [line]
  }
}
