public import Units

/// When an oracle reports: on the first observation, on a deviation, or when the heartbeat has run out.
///
/// Both boundaries are exact. Source: the off-chain reporting protocol's median plugin (`shouldReport`).
@frozen
public struct OracleRule: Hashable, Sendable {
  /// Why a report is due.
  @frozen
  public enum Reason: String, Hashable, Sendable, CaseIterable {
    /// Nothing was reported before.
    case initial
    /// The value moved by at least the deviation threshold.
    case deviation
    /// More than the heartbeat has passed.
    case heartbeat
  }

  /// Relative move that forces a report, inclusive.
  public let deviation: Ratio
  /// A report is due once more than this has passed since the last.
  public let heartbeat: Duration

  /// A rule; traps when the threshold or the heartbeat is negative.
  public init(deviation: Ratio, heartbeat: Duration) {
    precondition(deviation >= .zero, "a deviation threshold is not negative, was \(deviation.wads)")
    precondition(heartbeat >= .zero, "a heartbeat is not negative, was \(heartbeat.milliseconds) ms")
    self.deviation = deviation
    self.heartbeat = heartbeat
  }

  /// `|new − old| ≥ deviation · |old|`, exactly; from 0, any change deviates and no change does not.
  ///
  /// - Complexity: two widening multiplications, no division, no heap allocation.
  @inlinable
  public func deviates(from old: Int128, to new: Int128) -> Bool {
    if old == 0 { return new != 0 }
    let distance = old < new ? UInt128(bitPattern: new &- old) : UInt128(bitPattern: old &- new)
    return exceeds(distance, of: old.magnitude)
  }

  /// `|new − old| ≥ deviation · old`, exactly; from 0, any change deviates and no change does not.
  @inlinable
  public func deviates(from old: Price, to new: Price) -> Bool {
    if old.wads == 0 { return new.wads != 0 }
    return exceeds(old < new ? new.wads - old.wads : old.wads - new.wads, of: old.wads)
  }

  @inlinable
  func exceeds(_ distance: UInt128, of old: UInt128) -> Bool {
    let moved = distance.multipliedFullWidth(by: 1_000_000_000_000_000_000)
    let allowed = deviation.wads.magnitude.multipliedFullWidth(by: old)
    return moved.high != allowed.high ? moved.high > allowed.high : moved.low >= allowed.low
  }

  /// `last + heartbeat < now`: at exactly the heartbeat no report is due yet.
  @inlinable
  public func heartbeatHasPassed(since last: Instant, at now: Instant) -> Bool {
    last + heartbeat < now
  }
}
