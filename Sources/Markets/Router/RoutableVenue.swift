public import Units

/// A place to trade that an order can be split over: it answers an order with what would move, or refuses.
///
/// Two rules make a venue routable. A quote fills the order's amount to the unit or is refused (a book with less depth
/// than asked refuses). And among refusals, `.inputMustBePositive` and `.outputMustBePositive` say "too little", all
/// others "too much". Where larger amounts never get a better marginal price, ``Router`` states how good its split is.
public protocol RoutableVenue {
  /// What the order would move; the venue does not change.
  func quote(_ order: SwapOrder) throws(SwapRefusal) -> Execution
  /// Makes the trade ``quote(_:)`` describes, or refuses as it does and stays as it was.
  mutating func trade(_ order: SwapOrder) throws(SwapRefusal) -> Execution
  /// The constant-product curve the venue follows from here, if it knows one: where a search for the split may start.
  func curve(_ side: TradeSide) -> RoutableCurve?
}

extension RoutableVenue {
  /// Nothing is known: the router learns from quotes alone.
  @inlinable
  public func curve(_ side: TradeSide) -> RoutableCurve? { nil }
}

/// Reserves and fee that describe a venue's marginal price: `(d − n) · R_in · R_out ÷ (d · (R_in + i(d − n)/d)²)`.
@frozen
public struct RoutableCurve: Hashable, Sendable {
  /// How far a curve describes its venue.
  @frozen
  public enum Extent: UInt8, Hashable, Sendable {
    /// For every amount, up to the rounding of a unit.
    case everywhere
    /// For small amounts; later ones may meet another depth or fee.
    case nearby
  }

  /// Units of the token the trader pays; at most 2¹²⁸ − 1.
  public var reserveIn: UInt128
  /// Units of the token the trader receives.
  public var reserveOut: UInt128
  /// The share of the input that does not trade.
  public var fee: Fee
  /// How far the curve describes the venue.
  public var extent: Extent

  /// A curve from its parts.
  @inlinable
  public init(reserveIn: UInt128, reserveOut: UInt128, fee: Fee, extent: Extent) {
    self.reserveIn = reserveIn
    self.reserveOut = reserveOut
    self.fee = fee
    self.extent = extent
  }
}

extension ConstantProduct: RoutableVenue {
  /// What the order would move, and its fee label.
  ///
  /// - Throws: as ``buying(paying:)`` and its siblings.
  @inlinable
  public func quote(_ order: SwapOrder) throws(SwapRefusal) -> Execution {
    let fill: Fill
    switch order {
    case .buyPaying(let amount): fill = try buying(paying: amount)
    case .buyReceiving(let amount): fill = try buying(receiving: amount)
    case .sellPaying(let amount): fill = try selling(paying: amount)
    case .sellReceiving(let amount): fill = try selling(receiving: amount)
    }
    return Execution(fill: fill, fee: FeeLabel(fee, ofInputIn: fill))
  }

  /// Makes the trade ``quote(_:)`` describes.
  ///
  /// - Throws: as ``buying(paying:)`` and its siblings; the pool is unchanged then.
  @inlinable
  public mutating func trade(_ order: SwapOrder) throws(SwapRefusal) -> Execution {
    let execution = try quote(order)
    settle(execution.fill)
    return execution
  }

  /// The pool itself.
  @inlinable
  public func curve(_ side: TradeSide) -> RoutableCurve? {
    switch side {
    case .buying: RoutableCurve(reserveIn: quote, reserveOut: base, fee: fee, extent: .everywhere)
    case .selling: RoutableCurve(reserveIn: base, reserveOut: quote, fee: fee, extent: .everywhere)
    }
  }
}
