public import Units

/// When epochs begin and end: epoch n covers `n·length ≤ t < (n+1)·length`.
public struct EpochClock: Hashable, Sendable {
  /// Length of an epoch.
  public let length: Duration

  /// A clock; traps unless the length is above 0.
  public init(length: Duration) {
    precondition(length > .zero, "an epoch of \(length.milliseconds) ms")
    self.length = length
  }

  /// The epoch a moment at or after the start belongs to; its first millisecond included, its end excluded.
  public func epoch(at now: Instant) -> Int {
    precondition(now >= .start, "a moment before the start: \(now.milliseconds) ms")
    return Int(now.milliseconds / length.milliseconds)
  }

  /// The first moment after epoch n.
  public func end(of epoch: Int) -> Instant {
    Instant(milliseconds: (Int64(epoch) + 1) * length.milliseconds)
  }
}
