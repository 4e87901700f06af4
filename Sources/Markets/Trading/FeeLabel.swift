public import Exact
public import Units

/// How much of what moved in a trade is fee: `base ÷ over` base units and `quote ÷ over` quote units, exact.
///
/// A fee of `n/d` on an input `i` is `i·n ÷ d` and seldom a whole number of units; it is a label on tokens that moved anyway,
/// so it is not rounded. A venue that books fees in whole units has `over` 1.
@frozen
public struct FeeLabel: Hashable, Sendable {
  /// Fee in base units, times `over`.
  public var base: Word256
  /// Fee in quote units, times `over`.
  public var quote: Word256
  /// What both are over, at least 1.
  public var over: UInt64

  /// A label from its parts.
  @inlinable
  public init(base: Word256, quote: Word256, over: UInt64) {
    self.base = base
    self.quote = quote
    self.over = over
  }

  /// No fee.
  @inlinable public static var none: FeeLabel { FeeLabel(base: .zero, quote: .zero, over: 1) }

  /// The share `fee` of what the trader of `fill` paid: `input · n`, over `d`.
  ///
  /// An input is below 2¹²⁸ in every venue, so the product fits.
  @inlinable
  public init(_ fee: Fee, ofInputIn fill: Fill) {
    switch fill.side {
    case .buying: self.init(base: .zero, quote: fill.quote.units * fee.numerator, over: fee.denominator)
    case .selling: self.init(base: fill.base.units * fee.numerator, quote: .zero, over: fee.denominator)
    }
  }
}

/// A trade a venue answers an order with: what moves, and how much of it is fee.
@frozen
public struct Execution: Hashable, Sendable {
  /// What moves, fee included.
  public var fill: Fill
  /// How much of it is fee.
  public var fee: FeeLabel

  /// A trade from its parts.
  @inlinable
  public init(fill: Fill, fee: FeeLabel) {
    self.fill = fill
    self.fee = fee
  }
}
