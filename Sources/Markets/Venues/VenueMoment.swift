public import Units

/// What a venue may know of the world outside at one moment of a run.
@frozen
public struct VenueMoment: Hashable, Sendable {
  /// The time.
  public var at: Instant
  /// The block, counted from 1; 0 before the first.
  public var block: Int
  /// The reference price: makers of a book quote about it, a perpetual's index is it.
  public var reference: Price
  /// The oracle's latest answer, however old; nil before the first.
  public var oracle: Price?

  /// A moment from its parts.
  @inlinable
  public init(at: Instant, block: Int, reference: Price, oracle: Price?) {
    self.at = at
    self.block = block
    self.reference = reference
    self.oracle = oracle
  }
}
