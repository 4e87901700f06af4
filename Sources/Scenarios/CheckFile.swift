public import Campaigns
public import Simulation

/// An epoch file as `hedgeflow check` and `hedgeflow replay` see it: the plan, what is tried and claimed, and the files of
/// the pools as they are now.
public struct CheckFile: Sendable {
  /// A pool's file.
  public struct PoolSource: Hashable, Sendable {
    /// The pool's name.
    public let pool: String
    /// The path as it stands in the epoch.
    public let reference: String
    /// The path as it was read.
    public let path: String
    /// The digest of its bytes.
    public let digest: FileDigest
  }

  /// What is configured.
  public let plan: Plan
  /// What is tried and claimed; a check of everything where the file has no `check` section.
  public private(set) var check: CheckPlan
  /// The files of the pools, in the plan's order.
  public let pools: [PoolSource]
  /// Pools whose file is not the one that the file says was checked.
  public let changedPools: [String]
  /// The path the file was read from.
  let path: String
  /// The file as it was read.
  let root: DocumentNode

  init(plan: Plan, section: CheckSection?, pools: [PoolSource], path: String, root: DocumentNode) {
    self.plan = plan
    check = section?.plan ?? CheckPlan()
    self.pools = pools
    changedPools = (section?.digests ?? []).filter { checked in
      pools.contains { $0.pool == checked.pool && $0.digest != checked.digest }
    }.map(\.pool)
    self.path = path
    self.root = root
  }

  /// The same file with another check of it.
  public func replacing(check: CheckPlan) -> CheckFile {
    var copy = self
    copy.check = check
    return copy
  }
}
