public import Simulation

/// A check of a configured protocol: its campaign, and the way from a case to a script and back.
///
/// `plan` says what is configured, `check` what is tried and claimed. The system under test is an ``Engine`` driven by
/// ``ScriptedAction``s: the very code that `run` runs.
public struct ProtocolCheck: Sendable {
  /// What is configured.
  public let plan: Plan
  /// What is tried and claimed.
  public var check: CheckPlan

  /// A check from its parts.
  public init(plan: Plan, check: CheckPlan) {
    self.plan = plan
    self.check = check
  }
}
