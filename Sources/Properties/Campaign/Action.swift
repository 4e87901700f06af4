/// What became of an action.
public enum Outcome: Hashable, Sendable {
  /// The system did it.
  case accepted
  /// The system said no, for a reason that the report counts; a literal costs no allocation.
  case refused(String)
}

/// Something that an actor can do to the system: a name, how often it is tried, its parameters, and how it is done.
///
/// `apply` depends on the system and the step alone. An error it throws is a refusal named after the error's case, so
/// `Outcome.refused("…")` is only the faster way to say the same; but `Falsified` breaks the case at once, and
/// `CaseDiscarded` leaves it out. A refusal must leave the system as it was: see ``RefusalRule``.
public struct Action<System>: Sendable {
  /// Does the action.
  public typealias Body = @Sendable (_ system: inout System, _ step: Step) throws -> Outcome
  /// Says what an action did, given the system after it.
  public typealias Narration = @Sendable (_ after: System, _ step: Step) -> String

  /// The name in scripts and reports.
  public let name: String
  /// How often it is tried among the others; 0 for an action of scripts only.
  public let weight: UInt64
  /// What it takes.
  public let parameters: [Parameter<System>]
  let narration: Narration?
  let apply: Body

  /// An action.
  /// - Parameter narration: the step in words, for a counterexample; without it the parameters are listed.
  public init(
    _ name: String, weight: UInt64 = 1, _ parameters: [Parameter<System>] = [],
    narrating narration: Narration? = nil, _ apply: @escaping Body
  ) {
    precondition(parameters.count <= Arguments.capacity, "\(name) has \(parameters.count) parameters")
    (self.name, self.weight, self.parameters) = (name, weight, parameters)
    (self.narration, self.apply) = (narration, apply)
  }

  /// A step in words, without its outcome.
  func told(_ step: Step, after system: System) -> String {
    if let narration { return narration(system, step) }
    let values = parameters.enumerated().map { "\($1.name) \($1.text(for: step[$0]))" }
    return "actor \(step.actor): \(([name] + values).joined(separator: " "))"
  }
}

/// How it is checked that a refused action left the system as it was.
public enum RefusalRule<System>: Sendable {
  /// Not at all: what a refusal changed shows after the next accepted action, if it breaks an invariant.
  case trusted
  /// A fingerprint of the state is the same before and after; the cheaper way for a large system.
  case fingerprint(@Sendable (System, inout Fingerprint) -> Void)
  /// A copy taken before every action is equal afterwards.
  case equal(@Sendable (System, System) -> Bool)

  /// The name under which a broken rule is reported.
  public static var name: String { "refusals-change-nothing" }
}

extension RefusalRule where System: Equatable & SendableMetatype {
  /// A copy taken before every action is equal afterwards.
  public static var compared: RefusalRule { .equal { $0 == $1 } }
}
