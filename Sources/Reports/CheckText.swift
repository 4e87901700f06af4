import Exact
public import Properties

/// What a check found, on one screen: the verdict; for a failure the steps, the broken inequality and how to run it again;
/// actions, invariants, quotas, warnings, and what to do next.
public struct CheckText {
  private let report: CampaignReport
  private let file: String
  private let replay: String?
  private let resumption: String
  private let width: Int

  /// The most steps that are listed; a replay file has all of them.
  private static let mostSteps = 20

  /// The text of a report.
  /// - Parameters:
  ///   - file: the epoch file as it was given.
  ///   - replay: where the steps of a failure, or of the worst case, were written; nil when they were not.
  ///   - resumption: options without which a run that goes on would not be the same.
  ///   - width: columns to keep to.
  public init(
    _ report: CampaignReport, file: String, replay: String?, resumption: String = "", width: Int = 100
  ) {
    (self.report, self.file, self.replay) = (report, file, replay)
    (self.resumption, self.width) = (resumption, width)
  }

  /// The whole text, ending in a newline.
  public var rendered: String {
    var parts = [headline]
    if let failure = report.failure { parts.append(failed(failure)) }
    if let best = report.best, report.failure == nil { parts.append(worst(best)) }
    if report.cases > 0 { parts += [actions, invariants] }
    // A failure ends a run before its quotas mean anything.
    if !report.quotas.isEmpty, report.failure == nil { parts.append(quotas) }
    if !report.marks.isEmpty, report.cases > 0 { parts.append(marks) }
    parts.append((warnings + [next]).map { $0 + "\n" }.joined())
    return parts.joined(separator: "\n")
  }

  private func count(_ value: Int) -> String { Numeral(Rational(value)).exact }

  private func counted(_ value: Int, _ noun: String) -> String {
    "\(count(value)) \(noun)\(value == 1 ? "" : "s")"
  }

  // MARK: - Verdict

  private var headline: String {
    let verdict =
      switch report.verdict {
      case .held where report.resumeAt != nil: "not finished"
      case .held: "held"
      case .inconclusive where report.resumeAt != nil: "not finished"
      case .inconclusive: "inconclusive"
      case .broken(let failure): "BROKEN by case \(failure.number)"
      }
    var text =
      "\(file.shownOnOneLine): \(verdict) · \(counted(report.cases, "case")) of seed \(report.seed), "
      + "\(counted(report.tried, "action")), \(count(report.accepted)) accepted"
    if report.first > 0 { text += ", from case \(report.first)" }
    if report.discarded > 0 { text += ", \(counted(report.discarded, "case")) left out" }
    return text + "\n"
  }

  private func failed(_ failure: CampaignFailure) -> String {
    var lines = failure.breach.lines(width: width)
    let (found, shrunk) = (failure.found.steps.count, failure.shrunk.steps.count)
    if failure.isRepeatable {
      lines.append(
        "steps (\(count(found)) shrunk to \(shrunk) in \(counted(failure.attempts, "attempt"))):")
    } else {
      lines.append("steps: it did not break again, so the system depends on more than its steps")
    }
    return (lines + listed(failure.steps, setup: failure.shrunk.setup)).map { $0 + "\n" }.joined()
  }

  private func worst(_ best: BestCase) -> String {
    let heading =
      "worst case of \(best.name): \(Numeral(Rational(Integer(best.value))).exact), in case \(best.place.number)"
    return ([heading] + listed(best.steps, setup: best.script.setup)).map { $0 + "\n" }.joined()
  }

  private func listed(_ steps: [ToldStep], setup: [NamedValue]) -> [String] {
    let opening = setup.map { "  with \($0.name) \($0.text)" }
    let shown = steps.prefix(Self.mostSteps).enumerated().map { index, step in
      "  \(index + 1). \(step.description)".shownOnOneLine
    }
    let more = steps.count - shown.count
    return opening + shown + (more > 0 ? ["  … and \(counted(more, "step")) more"] : [])
  }

  // MARK: - Tables

  private var actions: String {
    var table = Table([
      .text("action"), .number("tried"), .number("accepted"), .text("refused most often by"),
    ])
    for row in report.actions {
      let most = row.refusals.first.map { "\($0.reason) (\(count($0.count)))" } ?? ""
      table.add([row.name, count(row.tried), count(row.accepted), most])
    }
    return table.rendered(width: width, indent: 2)
  }

  private var invariants: String {
    var table = Table([.text("invariant"), .number("checks"), .number("least slack"), .text("where")])
    for row in report.invariants {
      guard let least = row.least else { continue }
      let margin = Numeral(least.slack.margin).compact
      table.add([row.name, count(row.checks), margin, place(least.place)])
    }
    return table.rendered(width: width, indent: 2)
  }

  private func place(_ place: Place) -> String {
    place.steps == 0 ? "case \(place.number), at its start" : "case \(place.number), step \(place.steps)"
  }

  private var quotas: String {
    var table = Table([.text("quota"), .number("cases wanted"), .number("reached"), .text("")])
    for row in report.quotas {
      table.add([row.name, count(row.wanted), count(row.reached), row.isMet ? "met" : "NOT MET"])
    }
    return table.rendered(width: width, indent: 2)
  }

  private var marks: String {
    let seen = report.marks.map { "\($0.name) \(count($0.cases))" }.joined(separator: " · ")
    return "  ".wrapping("cases that showed: " + seen, width: width).map { $0 + "\n" }.joined()
  }

  // MARK: - Warnings

  /// The warnings, those of a kind together.
  private var warnings: [String] {
    guard report.cases > 0 else { return [] }
    var unseen: [String] = []
    var untried: [String] = []
    var declined: [String] = []
    var others: [String] = []
    for warning in report.warnings {
      switch warning {
      case .invariantNeverChecked(let name): unseen.append(name)
      case .actionNeverTried(let name): untried.append(name)
      case .actionNeverAccepted(let name): declined.append(name)
      default: others.append(warning.text)
      }
    }
    let grouped = [
      ("never tried", untried), ("never accepted, so nothing is known of what they do", declined),
      ("never had anything to say", unseen),
    ].compactMap { what, names in names.isEmpty ? nil : "\(what): \(names.joined(separator: ", "))" }
    return (others + grouped).flatMap { text in
      "  ".wrapping("warning: " + text, width: width).enumerated().map { index, line in
        index == 0 ? String(line.dropFirst(2)) : line
      }
    }
  }

  // MARK: - Next

  private var next: String {
    let shown = file.shownOnOneLine
    if report.failure != nil {
      guard let replay else { return "next: write the steps down with `--replay FILE`" }
      return "replay: hedgeflow replay \(replay.shownOnOneLine)"
    }
    if let resume = report.resumeAt {
      return "resume: hedgeflow check \(shown)\(resumption) --from-case \(resume)"
    }
    if let replay { return "replay: hedgeflow replay \(replay.shownOnOneLine)" }
    guard case .inconclusive = report.verdict else {
      return "next: other cases with --seed, more of them with --cases"
    }
    return "next: raise --cases, or ask for less in `reach`"
  }
}

extension CampaignWarning {
  /// The warning in a sentence.
  var text: String {
    switch self {
    case .actionNeverAccepted(let name): "`\(name)` was never accepted: nothing is known about what it does"
    case .actionNeverTried(let name): "`\(name)` was never tried"
    case .invariantNeverChecked(let name): "`\(name)` never had anything to say"
    case .mostActionsRefused(let accepted, let tried):
      "most actions were refused: \(accepted) of \(tried) were accepted"
    case .casesDiscarded(let discarded, let cases): "\(discarded) of \(cases) cases could not begin"
    }
  }

  /// The warning's name in documents.
  var kind: String {
    switch self {
    case .actionNeverAccepted: "action-never-accepted"
    case .actionNeverTried: "action-never-tried"
    case .invariantNeverChecked: "invariant-never-checked"
    case .mostActionsRefused: "most-actions-refused"
    case .casesDiscarded: "cases-discarded"
    }
  }
}
