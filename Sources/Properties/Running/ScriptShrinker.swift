internal import Exact

/// Looks for a simpler case that does the same.
///
/// Simpler is: fewer steps; then, of two that differ by one pass, lower actors and values nearer the plainest. Every kept
/// candidate goes down by that order, so a run ends; there is no randomness in it.
struct ScriptShrinker<System: Sendable> {
  /// The simplest case so far.
  private(set) var best: CaseRecord
  /// How many cases were run.
  private(set) var attempts = 0
  /// Whether the given case did what is looked for.
  private(set) var isRepeatable = false

  let campaign: Campaign<System>
  private var runner: CaseRunner<System>
  /// After how many steps a case has done what is looked for; nil when it does not.
  private let does: (CaseRunner<System>) -> Int?
  private var tried: Set<CaseRecord> = []

  init(
    _ campaign: Campaign<System>, _ record: CaseRecord, _ does: @escaping (CaseRunner<System>) -> Int?
  ) {
    self.campaign = campaign
    self.does = does
    best = record
    runner = CaseRunner(campaign, Schedule(campaign))
    runner.follow(record)
    guard let steps = does(runner) else { return }
    isRepeatable = true
    cut(to: steps, of: record)
  }

  /// Whether more cases may be run.
  var goesOn: Bool { attempts < campaign.shrinkAttempts }

  /// Runs a candidate and keeps it when it does the same.
  mutating func keeps(_ candidate: CaseRecord) -> Bool {
    guard goesOn, candidate != best, tried.insert(candidate).inserted else { return false }
    attempts += 1
    runner.follow(candidate)
    guard let steps = does(runner) else { return false }
    cut(to: steps, of: candidate)
    return true
  }

  /// Keeps a case without the steps after it did what is looked for.
  private mutating func cut(to steps: Int, of record: CaseRecord) {
    best = record
    if steps < record.steps.count { best.steps.removeSubrange(steps...) }
  }

  /// Repeats the passes until none helps or the attempts are used up.
  mutating func run() {
    guard isRepeatable else { return }
    dropRefused()
    var before: CaseRecord
    repeat {
      before = best
      dropChunks()
      dropPairs()
      plainSetup()
      plainActors()
      plainValues()
      lowerTogether()
      shift()
    } while best != before && goesOn
  }
}

// MARK: - Leaving out

extension ScriptShrinker {
  /// Leaves out all refused steps at once: they should have changed nothing.
  private mutating func dropRefused() {
    runner.follow(best, telling: true)
    let told = runner.told
    attempts += 1
    var candidate = best
    candidate.steps = zip(best.steps, told).filter { $1.outcome == .accepted }.map { step, _ in step }
    if candidate.steps.count < best.steps.count { _ = keeps(candidate) }
  }

  /// Leaves out runs of steps, long ones first and late ones first; each with its time handed on, then without.
  private mutating func dropChunks() {
    var length = max(1, best.steps.count / 2)
    while length > 0 {
      var end = best.steps.count
      while end >= length, goesOn {
        let range = (end - length)..<end
        if leavesOut(range) { end = min(end, best.steps.count) } else { end -= 1 }
      }
      length /= 2
    }
  }

  /// Leaves out two steps that are not neighbours, such as a deposit and its withdrawal, in short cases.
  private mutating func dropPairs() {
    guard (3...12).contains(best.steps.count) else { return }
    var later = best.steps.count - 1
    while later > 1, goesOn {
      var earlier = later - 2
      while earlier >= 0, later < best.steps.count {
        var candidate = best
        candidate.steps.remove(at: later)
        candidate.steps.remove(at: earlier)
        _ = keeps(candidate)
        earlier -= 1
      }
      later = min(later, best.steps.count) - 1
    }
  }

  private mutating func leavesOut(_ range: Range<Int>) -> Bool {
    var candidate = best
    candidate.steps.removeSubrange(range)
    if let carrying = carrying(range, into: candidate), keeps(carrying) { return true }
    return keeps(candidate)
  }

  /// The candidate with the time of the steps it lost given to the steps after them, then to those before, as far as
  /// their ranges go; else in one step of its own. Nil when no time was lost.
  private func carrying(_ range: Range<Int>, into candidate: CaseRecord) -> CaseRecord? {
    var lost = Int256.zero
    var waiting: Step?
    for step in best.steps[range] {
      for index in timePlaces(of: step) where !step[index].isZero {
        let (sum, overflow) = lost.addingReportingOverflow(step[index])
        lost = overflow ? lost : sum
        waiting = waiting ?? step
      }
    }
    guard let waiting else { return nil }
    var candidate = candidate
    let heirs = Array(candidate.steps.indices.dropFirst(range.lowerBound)) + (0..<range.lowerBound).reversed()
    for position in heirs where !lost.isZero {
      let step = candidate.steps[position]
      for index in timePlaces(of: step) {
        let taken = min(lost, campaign.actions[step.action].parameters[index].range.upperBound - step[index])
        candidate.steps[position].arguments[index] += taken
        lost -= taken
      }
    }
    guard !lost.isZero, range.count > 1, let index = timePlaces(of: waiting).first else { return candidate }
    var step = waiting
    step.arguments[index] = min(lost, campaign.actions[step.action].parameters[index].range.upperBound)
    candidate.steps.insert(step, at: range.lowerBound)
    return candidate
  }

  private func timePlaces(of step: Step) -> [Int] {
    campaign.actions[step.action].parameters.indices.filter {
      campaign.actions[step.action].parameters[$0].isTime
    }
  }
}
