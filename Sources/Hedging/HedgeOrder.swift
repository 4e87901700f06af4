public import Units

/// How much of the base token a vault can trade without touching locked collateral.
@frozen
public struct HedgeCapacity: Hashable, Sendable {
  /// Base units that the venue gives for the vault's free quote.
  public var buyable: Amount<Base>
  /// The vault's free base units.
  public var sellable: Amount<Base>

  /// A capacity from its parts.
  @inlinable
  public init(buyable: Amount<Base>, sellable: Amount<Base>) {
    self.buyable = buyable
    self.sellable = sellable
  }
}

/// A rule that cut a hedge short.
@frozen
public enum HedgeLimit: String, Hashable, Sendable {
  /// The rest would have been paid from locked collateral.
  case hedgeMustLeaveCollateral
}

/// A hedge decision cut to what the vault can trade.
@frozen
public struct HedgeOrder: Hashable, Sendable {
  /// What to trade; nothing when no capacity was left.
  public let decision: HedgeDecision
  /// Base units that were wanted but are not traded.
  public let unfilled: Amount<Base>
  /// Why, when `unfilled` is not zero.
  public let limit: HedgeLimit?

  /// As much of `wanted` as `capacity` allows.
  @inlinable
  public init(_ wanted: HedgeDecision, within capacity: HedgeCapacity) {
    let (most, size): (Amount<Base>, Amount<Base>)
    switch wanted {
    case .none: (most, size) = (.zero, .zero)
    case .buy(let amount): (most, size) = (capacity.buyable, amount)
    case .sell(let amount): (most, size) = (capacity.sellable, amount)
    }
    let traded = size < most ? size : most
    unfilled = size - traded
    limit = unfilled.isZero ? nil : .hedgeMustLeaveCollateral
    switch wanted {
    case .buy where !traded.isZero: decision = .buy(traded)
    case .sell where !traded.isZero: decision = .sell(traded)
    default: decision = .none
    }
  }
}
