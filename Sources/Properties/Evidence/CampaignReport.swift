public import Exact

/// What became of one action over a run.
public struct ActionRow: Hashable, Sendable {
  /// A reason for a refusal and how often it was given.
  public struct Refusal: Hashable, Sendable {
    /// The reason.
    public let reason: String
    /// How often.
    public let count: Int
  }

  /// The action's name.
  public let name: String
  /// How often it was tried.
  public let tried: Int
  /// How often it was accepted.
  public let accepted: Int
  /// In how many cases it was accepted.
  public let cases: Int
  /// Refusals, the most frequent first; equal counts in the order first seen.
  public let refusals: [Refusal]
}

/// What became of one invariant over a run.
public struct InvariantRow: Hashable, Sendable {
  /// The least margin seen, and where.
  public struct Least: Hashable, Sendable {
    /// Both sides.
    public let slack: Slack
    /// The inequality in words.
    public let inequality: String
    /// Where it was seen first.
    public let place: Place
  }

  /// The invariant's name.
  public let name: String
  /// Why it must hold.
  public let explanation: String
  /// How often it was checked and had something to say.
  public let checks: Int
  /// The least margin; nil when it was never checked.
  public let least: Least?
}

/// A mark and how many cases showed it.
public struct MarkRow: Hashable, Sendable {
  /// The mark's name.
  public let name: String
  /// How many cases showed it.
  public let cases: Int
}

/// A quota and what was reached of it.
public struct QuotaRow: Hashable, Sendable {
  /// The mark's or action's name.
  public let name: String
  /// The cases asked for.
  public let wanted: Int
  /// The cases that showed it.
  public let reached: Int
  /// Whether it was met.
  public var isMet: Bool { reached >= wanted }
}

/// The value of an objective.
public struct BestValue: Hashable, Sendable {
  /// The objective's name.
  public let name: String
  /// The greatest value.
  public let value: Int256
  /// After how many steps.
  public let steps: Int
}

/// The case with the greatest objective.
public struct BestCase: Hashable, Sendable {
  /// The objective's name.
  public let name: String
  /// The value that the shrunk case reaches.
  public let value: Int256
  /// Where the greatest value was found.
  public let place: Place
  /// The simplest steps that were found to reach at least as much.
  public let script: CaseScript
  /// Those steps as they went.
  public let steps: [ToldStep]
}

/// A case that broke an invariant, and the simplest one like it.
public struct CampaignFailure: Hashable, Sendable {
  /// The number of the case that broke.
  public let number: UInt32
  /// The case as it was found.
  public let found: CaseScript
  /// The simplest case that breaks the same invariant.
  public let shrunk: CaseScript
  /// The steps of the simplest case as they went.
  public let steps: [ToldStep]
  /// How the simplest case breaks.
  public let breach: Breach
  /// How many cases shrinking ran.
  public let attempts: Int
  /// Whether the found case broke the same invariant again. False means that the system depends on more than its steps.
  public let isRepeatable: Bool
}

/// Why a number of cases means less than it seems to.
public enum CampaignWarning: Hashable, Sendable {
  /// The action was tried and never accepted.
  case actionNeverAccepted(String)
  /// The action was never tried.
  case actionNeverTried(String)
  /// The invariant never had anything to say.
  case invariantNeverChecked(String)
  /// More than half of all actions were refused.
  case mostActionsRefused(accepted: Int, tried: Int)
  /// A tenth or more of the cases had no system.
  case casesDiscarded(discarded: Int, cases: Int)
}

/// What a campaign found: data without text, the same for any number of workers.
public struct CampaignReport: Hashable, Sendable {
  /// The campaign's name.
  public let campaign: String
  /// The seed.
  public let seed: UInt64
  /// The first case.
  public let first: UInt32
  /// How many cases were run, the broken one among them.
  public let cases: Int
  /// How many of them had no system.
  public let discarded: Int
  /// Where to resume, when the run was stopped before its end.
  public let resumeAt: UInt32?
  /// Held, broken or inconclusive.
  public let verdict: Verdict<CampaignFailure>
  /// What became of each action.
  public let actions: [ActionRow]
  /// What became of each invariant.
  public let invariants: [InvariantRow]
  /// What was seen.
  public let marks: [MarkRow]
  /// What was to be seen.
  public let quotas: [QuotaRow]
  /// The case with the greatest objective.
  public let best: BestCase?
  /// What weakens the verdict.
  public let warnings: [CampaignWarning]

  /// How many actions were tried.
  public var tried: Int { actions.reduce(0) { $0 + $1.tried } }
  /// How many of them were accepted.
  public var accepted: Int { actions.reduce(0) { $0 + $1.accepted } }
  /// The failure of a broken campaign.
  public var failure: CampaignFailure? {
    if case .broken(let failure) = verdict { return failure }
    return nil
  }
}

/// What became of a script.
public struct ReplayReport: Hashable, Sendable {
  /// The campaign's name.
  public let campaign: String
  /// What was run.
  public let script: CaseScript
  /// The steps as they went, up to the one that broke.
  public let steps: [ToldStep]
  /// What broke; nil when everything held.
  public let breach: Breach?
  /// Whether the setup was no system, or the case left itself out.
  public let isDiscarded: Bool
  /// What became of each invariant.
  public let invariants: [InvariantRow]
  /// The greatest value of the objective.
  public let objective: BestValue?
}

extension CampaignFailure: CustomStringConvertible {
  /// The breach, the steps, where it was found, and the script that runs it again.
  public var description: String {
    var lines = [breach.description]
    for value in shrunk.setup { lines.append("  with \(value.name) \(value.text)") }
    for (index, step) in steps.enumerated() { lines.append("  \(index + 1). \(step.description)") }
    lines.append(
      "  case \(number); \(found.steps.count) steps shrunk to \(shrunk.steps.count) in \(attempts) attempts")
    if !isRepeatable { lines.append("  it did not break again: the system depends on more than its steps") }
    lines.append("  replay: \"\(shrunk)\"")
    return lines.joined(separator: "\n")
  }
}
