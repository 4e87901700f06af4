public import Units

/// What a trader asks a venue for: one amount is fixed, the venue answers the other.
@frozen
public enum SwapOrder: Hashable, Sendable {
  /// Spends exactly this much quote.
  case buyPaying(Amount<Quote>)
  /// Receives exactly this much base.
  case buyReceiving(Amount<Base>)
  /// Spends exactly this much base.
  case sellPaying(Amount<Base>)
  /// Receives exactly this much quote.
  case sellReceiving(Amount<Quote>)

  /// Which way the trader goes.
  @inlinable public var side: TradeSide {
    switch self {
    case .buyPaying, .buyReceiving: .buying
    case .sellPaying, .sellReceiving: .selling
    }
  }
}
