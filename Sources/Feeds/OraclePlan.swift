public import Units

/// How the oracle follows the reference price.
public struct OraclePlan: Hashable, Sendable {
  /// Longest time between updates.
  public var heartbeat: Duration
  /// Relative move that forces an update (inclusive).
  public var deviation: Ratio
  /// Time from observation to publication.
  public var latency: Duration
  /// Age beyond which readers must refuse the answer.
  public var staleAfter: Duration

  /// An oracle plan from its parts.
  public init(heartbeat: Duration, deviation: Ratio, latency: Duration, staleAfter: Duration) {
    self.heartbeat = heartbeat
    self.deviation = deviation
    self.latency = latency
    self.staleAfter = staleAfter
  }
}
