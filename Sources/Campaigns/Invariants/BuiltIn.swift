import Properties

/// Something that every protocol of ours must hold: an inequality, why, whom it protects, and the fault it comes from.
struct BuiltIn: Sendable {
  /// What a configuration needs for the invariant to have a meaning.
  enum Need: Sendable, Hashable {
    case reserves
    case ranges
    case book
    case perpetual
    case anyPool
    /// Reserves or shares that a rational model follows.
    case modelled
    /// A pool whose schedule says its least fee.
    case labelledFee
    case vault
    case options
    case hedge
    case singlePool
  }

  /// How it is checked.
  enum Check: Sendable {
    /// By what the action showed.
    case finding(Findings.Kind)
    /// By the state alone.
    case state(@Sendable (ProtocolSystem) -> Slack?)
    /// By the state a case ends in.
    case end(@Sendable (ProtocolSystem) -> Slack?)
    /// By the engine of cases itself.
    case refusals
  }

  let name: String
  let need: Need
  let inequality: String
  let reason: String
  let check: Check

  init(_ name: String, needs need: Need, _ inequality: String, _ reason: String, _ check: Check) {
    (self.name, self.need, self.inequality, self.reason, self.check) = (name, need, inequality, reason, check)
  }

  /// For `explain`: the inequality, then why.
  var explanation: String { "\(inequality)\n\(reason)" }

  /// The invariant of a campaign; nil for the one that the engine of cases checks itself.
  var invariant: Invariant<ProtocolSystem>? {
    switch check {
    case .finding(let kind):
      Invariant(name, reason, states: inequality) { $0.watch.findings[kind] }
    case .state(let slack): Invariant(name, reason, states: inequality, slack)
    case .end(let slack): Invariant(name, reason, states: inequality, when: .atEnd, slack)
    case .refusals: nil
    }
  }

  /// Every invariant, in the order they are checked and listed.
  static let all: [BuiltIn] = ledgers + pools + books + vaults + options + whole
}
