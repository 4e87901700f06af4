internal import Exact

/// What cases have counted so far; tallies of consecutive cases add up.
struct Tally: Sendable {
  /// An action's tries.
  struct ActionCount: Sendable {
    var tried = 0
    var accepted = 0
    /// In how many cases it was accepted.
    var cases = 0
    var lastCase: UInt32?
    /// Refusals by reason, in the order they were first seen.
    var refusals: [(reason: String, count: Int)] = []
  }

  /// An invariant's checks.
  struct InvariantCount: Sendable {
    var checks = 0
    var least: Least?
  }

  /// The least margin and where it was seen.
  struct Least: Sendable {
    var slack: Slack
    /// The slack's margin where it fits inline.
    var margin: Int512?
    var place: Place
  }

  /// The greatest objective.
  struct Best: Sendable {
    var value: Int256
    var place: Place
    var record: CaseRecord
  }

  /// The most reasons that are told apart for one action.
  static let mostReasons = 32

  var cases = 0
  var discarded = 0
  var actions: [ActionCount]
  var invariants: [InvariantCount]
  var markedCases: [Int]
  var best: Best?

  init(actions: Int, invariants: Int, marks: Int) {
    self.actions = Array(repeating: ActionCount(), count: actions)
    self.invariants = Array(repeating: InvariantCount(), count: invariants)
    markedCases = Array(repeating: 0, count: marks)
  }

  var tried: Int { actions.reduce(0) { $0 + $1.tried } }
  var accepted: Int { actions.reduce(0) { $0 + $1.accepted } }

  mutating func accept(_ action: Int, in number: UInt32) {
    actions[action].accepted += 1
    guard actions[action].lastCase != number else { return }
    actions[action].lastCase = number
    actions[action].cases += 1
  }

  mutating func refuse(_ action: Int, _ reason: String, times: Int = 1) {
    for index in actions[action].refusals.indices where actions[action].refusals[index].reason == reason {
      actions[action].refusals[index].count += times
      return
    }
    let isFull = actions[action].refusals.count >= Tally.mostReasons
    if isFull, reason != "other" { return refuse(action, "other", times: times) }
    actions[action].refusals.append((reason, times))
  }

  /// Counts a check; returns whether it held.
  mutating func note(_ slack: Slack, of invariant: Int, at place: @autoclosure () -> Place) -> Bool {
    invariants[invariant].checks += 1
    let margin = slack.inlineMargin
    if isLess(slack, margin, of: invariant) {
      invariants[invariant].least = Least(slack: slack, margin: margin, place: place())
    }
    return margin.map { slack.holds(by: $0) } ?? slack.holds
  }

  private func isLess(_ slack: Slack, _ margin: Int512?, of invariant: Int) -> Bool {
    if let margin, let least = invariants[invariant].least?.margin { return margin < least }
    guard let least = invariants[invariant].least else { return true }
    return slack.isLess(than: least.slack)
  }

  /// Adds the tally of the cases that follow.
  mutating func fold(_ later: Tally) {
    cases += later.cases
    discarded += later.discarded
    for index in actions.indices {
      let count = later.actions[index]
      actions[index].tried += count.tried
      actions[index].accepted += count.accepted
      actions[index].cases += count.cases
      for (reason, times) in count.refusals { refuse(index, reason, times: times) }
    }
    for index in invariants.indices {
      let count = later.invariants[index]
      invariants[index].checks += count.checks
      guard let least = count.least else { continue }
      if let mine = invariants[index].least, !least.slack.isLess(than: mine.slack) { continue }
      invariants[index].least = least
    }
    for index in markedCases.indices { markedCases[index] += later.markedCases[index] }
    if let theirs = later.best, theirs.value > best?.value ?? .min || best == nil { best = theirs }
  }
}
