import Exact
public import Properties

/// What a check found as the document `hedgeflow.check/1`: every number of the system as an exact string, counts as numbers.
public enum CheckDocument {
  /// The document of a report.
  /// - Parameters:
  ///   - file: the epoch file as it was given.
  ///   - replay: where steps were written; nil when they were not.
  public static func document(_ report: CampaignReport, file: String, replay: String?) -> Document {
    [
      "schema": "hedgeflow.check/1",
      "file": .text(file),
      "epoch": .text(report.campaign),
      "verdict": .text(verdict(report)),
      "seed": .text("\(report.seed)"),
      "firstCase": .count(Int(report.first)),
      "cases": .count(report.cases),
      "casesLeftOut": .count(report.discarded),
      "resumeAt": report.resumeAt.map { .count(Int($0)) } ?? .null,
      "actionsTried": .count(report.tried),
      "actionsAccepted": .count(report.accepted),
      "failure": report.failure.map(document) ?? .null,
      "worst": report.best.map(document) ?? .null,
      "actions": .list(report.actions.map(document)),
      "invariants": .list(report.invariants.map(document)),
      "quotas": .list(
        report.quotas.map {
          [
            "name": .text($0.name), "wanted": .count($0.wanted), "reached": .count($0.reached),
            "met": .truth($0.isMet),
          ]
        }),
      "marks": .list(report.marks.map { ["name": .text($0.name), "cases": .count($0.cases)] }),
      "warnings": .list(
        report.warnings.map { ["kind": .text($0.kind), "text": .text($0.text)] }),
      "replay": replay.map { .text($0) } ?? .null,
    ]
  }

  /// `held`, `broken` or `inconclusive`; what was stopped before its end has not held.
  private static func verdict(_ report: CampaignReport) -> String {
    switch report.verdict {
    case .broken: "broken"
    case .inconclusive: "inconclusive"
    case .held: report.resumeAt == nil ? "held" : "inconclusive"
    }
  }

  private static func document(_ failure: CampaignFailure) -> Document {
    [
      "case": .count(Int(failure.number)),
      "broken": failure.breach.document,
      "setup": values(failure.shrunk.setup),
      "steps": .list(failure.steps.map(\.document)),
      "script": .text(failure.shrunk.description),
      "stepsFound": .count(failure.found.steps.count),
      "attempts": .count(failure.attempts),
      "repeatable": .truth(failure.isRepeatable),
    ]
  }

  private static func document(_ best: BestCase) -> Document {
    [
      "quantity": .text(best.name), "value": .exact(best.value), "case": .count(Int(best.place.number)),
      "setup": values(best.script.setup),
      "steps": .list(best.steps.map(\.document)), "script": .text(best.script.description),
    ]
  }

  private static func values(_ values: [NamedValue]) -> Document {
    .list(values.map { ["name": .text($0.name), "value": .exact($0.value)] })
  }

  private static func document(_ row: ActionRow) -> Document {
    [
      "name": .text(row.name), "tried": .count(row.tried), "accepted": .count(row.accepted),
      "cases": .count(row.cases),
      "refusals": .list(row.refusals.map { ["rule": .text($0.reason), "count": .count($0.count)] }),
    ]
  }

  /// An invariant's checks and its least margin.
  static func document(_ row: InvariantRow) -> Document {
    var least = Document.null
    if let found = row.least {
      least = [
        "case": .count(Int(found.place.number)), "step": .count(found.place.steps),
        "comparison": CheckSides(inequality: found.inequality, slack: found.slack).document,
      ]
    }
    return [
      "name": .text(row.name), "explanation": .text(row.explanation), "checks": .count(row.checks),
      "least": least,
    ]
  }
}
