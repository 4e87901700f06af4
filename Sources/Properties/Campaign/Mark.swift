public import Exact

/// A regime or event that a campaign should see: "the vault is in loss", "the order crossed three ticks".
///
/// Marks are read after each accepted action. A case that shows a combination of marks not seen before is kept, and later
/// cases may start from it. An event is a mark that reads a flag which the system sets.
public struct Mark<System>: Sendable {
  /// The most marks a campaign may have.
  public static var limit: Int { 48 }

  /// The name in reports and quotas.
  public let name: String
  let isSeen: @Sendable (System) -> Bool

  /// A mark.
  public init(_ name: String, _ isSeen: @escaping @Sendable (_ system: System) -> Bool) {
    (self.name, self.isSeen) = (name, isSeen)
  }
}

/// How many cases must show a mark, or an action accepted, for the campaign to mean something.
public struct Quota: Hashable, Sendable {
  /// The mark's name, or the action's.
  public let name: String
  /// The least number of cases.
  public let cases: Int

  /// A quota.
  public init(_ name: String, cases: Int = 1) { (self.name, self.cases) = (name, cases) }
}

/// A quantity whose greatest value is looked for: what the worst case costs, rather than whether there is one.
public struct Objective<System>: Sendable {
  /// The name in reports.
  public let name: String
  /// Whether it is read after each accepted action; otherwise at the end of each case.
  public let isReadEachStep: Bool
  let value: @Sendable (System) -> Int256?

  /// An objective; nil where it says nothing.
  public init(
    _ name: String, eachStep: Bool = true, _ value: @escaping @Sendable (_ system: System) -> Int256?
  ) {
    (self.name, isReadEachStep, self.value) = (name, eachStep, value)
  }
}
