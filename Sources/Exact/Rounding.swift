/// Where a value between two representable ones goes.
///
/// There is no default anywhere in Hedgeflow: every rounding is written at its call.
@frozen
public enum Rounding: String, Sendable, CaseIterable {
  /// Towards minus infinity.
  case down
  /// To the closest; a tie goes to the even neighbour.
  case nearest
  /// Towards plus infinity.
  case up
}

extension Rounding {
  /// What the protocol hands out: never more than the exact value.
  @inlinable public static var payout: Rounding { .down }
  /// What the protocol collects: never less than the exact value.
  @inlinable public static var charge: Rounding { .up }
}
