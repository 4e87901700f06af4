/// The name of an order that rests in a book; never used again for another order until 2³² orders have had its place.
@frozen
public struct OrderID: Hashable, Sendable {
  /// The order's place in the book's storage, and how often that place was used before.
  @usableFromInline let place: UInt32
  @usableFromInline let generation: UInt32

  @usableFromInline
  init(place: Int32, generation: UInt32) {
    self.place = UInt32(bitPattern: place)
    self.generation = generation
  }
}

/// Who sent an order, for the rule that nobody trades with himself.
@frozen
public struct OrderOwner: Hashable, Sendable {
  /// The owner's number.
  public let number: UInt16

  /// The owner with a number.
  @inlinable
  public init(_ number: UInt16) { self.number = number }

  /// Nobody in particular: such orders may trade with one another.
  @inlinable public static var anyone: OrderOwner { OrderOwner(0) }
}

/// What becomes of the part of a limit order that does not trade at once.
@frozen
public enum OrderTiming: UInt8, Hashable, Sendable, CaseIterable {
  /// It rests in the book.
  case goodTillCancelled
  /// It lapses.
  case immediateOrCancel
  /// It rests, and the order is refused if any of it would trade at once.
  case postOnly
}

/// An order that rests in a book.
@frozen
public struct RestingOrder: Hashable, Sendable {
  /// Its name.
  public let id: OrderID
  /// Who sent it.
  public let owner: OrderOwner
  /// Which way it goes: bids buy, asks sell.
  public let side: TradeSide
  /// Its price in ticks.
  public let price: Int
  /// What is left of it, in lots; above 0.
  public let lots: UInt64
}

/// All orders of one price.
@frozen
public struct PriceLevel: Hashable, Sendable {
  /// The price in ticks.
  public let price: Int
  /// The sum of their lots, above 0.
  public let lots: UInt64

  /// A level from its parts.
  @inlinable
  public init(price: Int, lots: UInt64) {
    self.price = price
    self.lots = lots
  }
}

/// What happened to a resting order while a command was carried out.
@frozen
public struct BookEvent: Hashable, Sendable {
  /// The kinds of events.
  @frozen
  public enum Kind: UInt8, Hashable, Sendable {
    /// The resting order traded with the incoming one at its own price.
    case traded
    /// The incoming order has the same owner, so what was left of the resting one was cancelled.
    case cancelledForOwner
  }

  /// What happened.
  public let kind: Kind
  /// Which way the resting order goes.
  public let side: TradeSide
  /// Who sent the resting order.
  public let owner: OrderOwner
  /// The resting order.
  public let order: OrderID
  /// Its price in ticks.
  public let price: Int
  /// The lots that traded or were cancelled; above 0.
  public let lots: UInt64
}

/// What became of an incoming order: `asked = filled + resting + unfilled`.
@frozen
public struct BookOutcome: Hashable, Sendable {
  /// Lots that traded at once.
  public let filled: UInt64
  /// `Σ price · lots` of what traded, in ticks times lots.
  public let cost: UInt128
  /// Lots that now rest in the book.
  public let resting: UInt64
  /// Lots that lapsed: the book had no more at the order's price. Never made up.
  public let unfilled: UInt64
  /// The name of what rests; nil when nothing does.
  public let order: OrderID?

  /// Whether only a part of the order traded or rests.
  @inlinable public var isPartial: Bool { unfilled > 0 }
}
