import Exact
public import Properties

/// What became of a replay: as text on one screen, and as the document `hedgeflow.replay/1`.
public struct CheckReplay {
  private let report: ReplayReport
  private let file: String
  private let changedPools: [String]
  private let width: Int

  /// The report of a replay.
  /// - Parameters:
  ///   - file: the file as it was given.
  ///   - changedPools: pools whose file is not the one that was checked.
  ///   - width: columns to keep to.
  public init(_ report: ReplayReport, file: String, changedPools: [String], width: Int = 100) {
    (self.report, self.file, self.changedPools, self.width) = (report, file, changedPools, width)
  }

  /// The whole text, ending in a newline.
  public var text: String {
    var lines = [headline]
    if let breach = report.breach { lines += breach.lines(width: width) }
    lines.append("steps:")
    lines += report.steps.enumerated().map { index, step in
      "  \(index + 1). \(step.description)".shownOnOneLine
    }
    if let objective = report.objective {
      lines.append("\(objective.name) reached \(Numeral(Rational(Integer(objective.value))).exact)")
    }
    if !changedPools.isEmpty {
      lines.append("changed since: the file of \(changedPools.joined(separator: ", "))")
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private var headline: String {
    let shown = file.shownOnOneLine
    if report.isDiscarded { return "\(shown): the steps lead to no state that is checked" }
    guard let breach = report.breach else {
      let checks = report.invariants.reduce(0) { $0 + $1.checks }
      let count = report.steps.count
      return "\(shown): nothing breaks in \(count) step\(count == 1 ? "" : "s") and \(checks) checks"
    }
    return "\(shown): BROKEN after step \(breach.steps) of \(report.script.steps.count)"
  }

  /// The document.
  public var document: Document {
    let objective: Document =
      report.objective.map {
        ["quantity": .text($0.name), "value": .exact($0.value), "step": .count($0.steps)]
      } ?? .null
    return [
      "schema": "hedgeflow.replay/1",
      "file": .text(file),
      "epoch": .text(report.campaign),
      "verdict": .text(report.breach == nil ? (report.isDiscarded ? "inconclusive" : "held") : "broken"),
      "broken": report.breach?.document ?? .null,
      "steps": .list(report.steps.map(\.document)),
      "script": .text(report.script.description),
      "invariants": .list(report.invariants.map(CheckDocument.document)),
      "objective": objective,
      "changedPools": .list(changedPools.map { .text($0) }),
    ]
  }
}
