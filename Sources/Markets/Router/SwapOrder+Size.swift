public import Exact
public import Units

extension SwapOrder {
  /// The units of the amount the order fixes.
  @inlinable public var fixedUnits: Word256 {
    switch self {
    case .buyPaying(let amount), .sellReceiving(let amount): amount.units
    case .buyReceiving(let amount), .sellPaying(let amount): amount.units
    }
  }

  /// The same order for another amount.
  @inlinable
  public func fixing(_ units: Word256) -> SwapOrder {
    switch self {
    case .buyPaying: .buyPaying(Amount(units))
    case .buyReceiving: .buyReceiving(Amount(units))
    case .sellPaying: .sellPaying(Amount(units))
    case .sellReceiving: .sellReceiving(Amount(units))
    }
  }

  /// Whether the amount paid is fixed and the amount received is asked for.
  @inlinable public var fixesInput: Bool {
    switch self {
    case .buyPaying, .sellPaying: true
    case .buyReceiving, .sellReceiving: false
    }
  }

  /// Whether the fixed amount is in quote units.
  @inlinable public var fixesQuote: Bool {
    switch self {
    case .buyPaying, .sellReceiving: true
    case .buyReceiving, .sellPaying: false
    }
  }
}
