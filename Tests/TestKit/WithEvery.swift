public import Properties
public import Testing

/// Runs `body` for `cases` cases of choices and records one issue, already shrunk, when one breaks.
///
/// `try withEvery(cases: 300) { choices in … try hold(sum == parts, "parts make the sum") … }`. State claims with
/// `hold`, not with `#expect`: an expectation does not stop the case, so it cannot be shrunk. `make soak` runs fifty
/// times the cases.
///
/// - Parameter replaying: the replay text of a report, to run that one case alone.
public func withEvery(
  _ name: String = "property", cases: Int = 200, seed: UInt64 = 7, replaying: String? = nil,
  sourceLocation: SourceLocation = #_sourceLocation, _ body: (inout Choices) throws -> Void
) {
  if let replaying {
    guard let record = Counterexample.choices(fromReplay: replaying) else {
      Issue.record("\(replaying) is not a list of choices", sourceLocation: sourceLocation)
      return
    }
    var choices = Choices(replaying: record, narrated: true)
    do {
      try body(&choices)
    } catch {
      Issue.record(
        "\(name): \(error)\n\(choices.notes.joined(separator: "\n"))", sourceLocation: sourceLocation)
    }
    return
  }
  switch check(name, cases: isSoaking ? cases * 50 : cases, seed: seed, body) {
  case .held: break
  case .broken(let counterexample): Issue.record("\(counterexample)", sourceLocation: sourceLocation)
  case .inconclusive(let cases, let discarded):
    Issue.record("\(name): \(discarded) of \(cases) cases were left out", sourceLocation: sourceLocation)
  }
}
