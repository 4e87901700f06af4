public import Units

/// The fee schedules a pool file can choose from, by value: no schedule allocates when it is asked.
public enum DynamicFee: Hashable, FeeSchedule {
  /// The same fee for every swap.
  case constant(Fee)

  /// The least fee the schedule ever charges.
  public var floor: Fee {
    switch self {
    case .constant(let fee): fee
    }
  }

  /// Whether the fee depends on how far the swap moves the pool.
  public var dependsOnSize: Bool {
    switch self {
    case .constant: false
    }
  }

  /// Brings the references up to the moment before a swap.
  public mutating func touch(_ market: FeeMarket) {
    switch self {
    case .constant: break
    }
  }

  /// The fee of a swap from `start` to `end`.
  public func fee(_ side: TradeSide, from start: FeeMarket, to end: FeeMarket) -> Fee {
    switch self {
    case .constant(let fee): fee
    }
  }

  /// Takes note of a swap that was made.
  public mutating func settle(_ side: TradeSide, from start: FeeMarket, to end: FeeMarket) {
    switch self {
    case .constant: break
    }
  }
}
