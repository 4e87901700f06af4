/// Where a vault stands in its epoch; an options market trades against it only while it is `live`.
///
/// `accepting → live → settling → rolled → accepting …`, one way round.
@frozen
public enum EpochState: String, Hashable, Sendable, CaseIterable {
  /// The epoch has not begun: requests queue, nothing trades.
  case accepting
  /// Options trade, requests queue.
  case live
  /// The epoch is over: expired series settle, nothing trades and nothing queues.
  case settling
  /// The closing share price is fixed and the queues are filled.
  case rolled
}

extension EpochState {
  /// The only state that may follow.
  @inlinable public var next: EpochState {
    switch self {
    case .accepting: .live
    case .live: .settling
    case .settling: .rolled
    case .rolled: .accepting
    }
  }
}
