/// When an invariant is checked.
public enum Moment: Hashable, Sendable {
  /// After the setup and after each accepted action.
  case afterEachAction
  /// After each of these actions that is accepted.
  case after([String])
  /// After the last step of a case. What it remembers is the state after the setup.
  case atEnd
}

/// Something that must hold of a system whatever is done to it, with the exact margin by which it does.
///
/// A check returns the ``Slack`` of its inequality, or nil when it has nothing to say about this state: such checks do not
/// count. After a refused action nothing is checked but that it changed nothing: see ``RefusalRule``.
public struct Invariant<System>: Sendable {
  /// The name in reports.
  public let name: String
  /// Why it must hold and whom it protects, in a sentence or more.
  public let explanation: String
  /// The inequality of each comparison in words, as `Slack.comparison` counts them.
  public let inequalities: [String]
  /// When it is checked.
  public let moment: Moment
  let makeChecker: @Sendable () -> Checker<System>

  init(
    _ name: String, _ explanation: String, inequalities: [String], when moment: Moment,
    makeChecker: @escaping @Sendable () -> Checker<System>
  ) {
    (self.name, self.explanation, self.inequalities) = (name, explanation, inequalities)
    (self.moment, self.makeChecker) = (moment, makeChecker)
  }

  /// An invariant of the state alone.
  public init(
    _ name: String, _ explanation: String = "", states inequality: String = "",
    when moment: Moment = .afterEachAction, _ check: @escaping @Sendable (_ system: System) -> Slack?
  ) {
    self.init(name, explanation, inequalities: [inequality], when: moment) {
      StateChecker(check)
    }
  }

  /// An invariant of what was before, what is after, and the step between.
  /// - Parameter remembering: the part of the state before that the check needs, and no more: it is taken before every
  ///   action that the check follows. At the end of a case the step is the last one.
  public init<Memory>(
    _ name: String, _ explanation: String = "", states inequality: String = "",
    when moment: Moment = .afterEachAction, remembering: @escaping @Sendable (_ before: System) -> Memory,
    _ check: @escaping @Sendable (_ before: Memory, _ after: System, _ step: Step) -> Slack?
  ) {
    self.init(name, explanation, inequalities: [inequality], when: moment) {
      MemoryChecker(remembering, check)
    }
  }
}

/// One worker's use of an invariant: it may remember, and must not depend on what it checked before.
class Checker<System> {
  /// Whether ``remember(_:)`` must be called before the action.
  var remembers: Bool { false }
  /// Keeps what the check needs of the state before.
  func remember(_ system: System) {}
  /// The margin of a state right after the setup; nil for an invariant of a step.
  func slack(_ system: System) -> Slack? { nil }
  /// The margin after a step.
  func slack(_ system: System, _ step: Step) -> Slack? { nil }
}

private final class StateChecker<System>: Checker<System> {
  private let check: @Sendable (System) -> Slack?

  init(_ check: @escaping @Sendable (System) -> Slack?) { self.check = check }

  override func slack(_ system: System) -> Slack? { check(system) }

  override func slack(_ system: System, _ step: Step) -> Slack? { check(system) }
}

private final class MemoryChecker<System, Memory>: Checker<System> {
  private let take: @Sendable (System) -> Memory
  private let check: @Sendable (Memory, System, Step) -> Slack?
  private var memory: Memory?

  init(
    _ take: @escaping @Sendable (System) -> Memory,
    _ check: @escaping @Sendable (Memory, System, Step) -> Slack?
  ) {
    (self.take, self.check) = (take, check)
  }

  override var remembers: Bool { true }

  override func remember(_ system: System) { memory = take(system) }

  override func slack(_ system: System, _ step: Step) -> Slack? {
    guard let memory else { return nil }
    return check(memory, system, step)
  }
}
