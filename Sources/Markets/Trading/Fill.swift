public import Units

/// Which way a trader goes, told from the base token.
@frozen
public enum TradeSide: UInt8, Hashable, Sendable, CaseIterable {
  /// The trader pays quote tokens and receives base tokens.
  case buying
  /// The trader pays base tokens and receives quote tokens.
  case selling
}

/// What moved in a trade, fee included: the trader pays one amount in total and receives the other.
@frozen
public struct Fill: Hashable, Sendable {
  /// Which of the two amounts the trader paid.
  public let side: TradeSide
  /// Base units that moved: received when buying, paid when selling.
  public let base: Amount<Base>
  /// Quote units that moved: paid when buying, received when selling.
  public let quote: Amount<Quote>

  /// A fill from its parts.
  @inlinable
  public init(side: TradeSide, base: Amount<Base>, quote: Amount<Quote>) {
    self.side = side
    self.base = base
    self.quote = quote
  }
}
