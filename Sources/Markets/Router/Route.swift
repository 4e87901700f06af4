public import Units

/// Whether an order may go to a venue, and what using it costs besides the trade.
@frozen
public enum VenueAccess: Hashable, Sendable {
  /// The venue may be used; each leg sent to it costs this much quote (gas, a licence, a bridge).
  case permitted(cost: Amount<Quote>)
  /// The venue must not be used.
  case forbidden

  /// The venue may be used for nothing.
  @inlinable public static var free: VenueAccess { .permitted(cost: .zero) }
}

/// The part of an order that goes to one venue.
@frozen
public struct RouteLeg: Hashable, Sendable {
  /// The venue's place in the list.
  public var venue: Int
  /// What it is asked for.
  public var order: SwapOrder
  /// What it answers.
  public var execution: Execution

  /// A leg from its parts.
  @inlinable
  public init(venue: Int, order: SwapOrder, execution: Execution) {
    self.venue = venue
    self.order = order
    self.execution = execution
  }
}

/// What an order moves in all; ``Router/legs`` lists where.
///
/// `.buyPaying(q)` spends `q = fill.quote + cost`, `.sellReceiving(q)` nets `q = fill.quote − cost`. The other two orders
/// move their base amount and leave `fill.quote` and `cost` to be settled.
@frozen
public struct Route: Hashable, Sendable {
  /// The sum of the legs' fills.
  public var fill: Fill
  /// The sum of the used venues' costs.
  public var cost: Amount<Quote>
  /// Whether the search ended because no exchange between two legs helps any more; false when its step limit ended it.
  public var isSettled: Bool
  /// How many quotes it took.
  public var quotes: Int

  /// A route from its parts.
  @inlinable
  public init(fill: Fill, cost: Amount<Quote>, isSettled: Bool, quotes: Int) {
    self.fill = fill
    self.cost = cost
    self.isSettled = isSettled
    self.quotes = quotes
  }
}

/// Why an order was not split; no venue was touched. Checked in this order.
@frozen
public enum RouteRefusal: Error, Hashable, Sendable {
  /// The order fixes no unit.
  case amountMustBePositive
  /// Every venue is forbidden, or there is none.
  case venueMustBePermitted
  /// An order to spend quote has nothing left after the costs of any venue.
  case amountMustExceedCosts
  /// All permitted venues together hold less than the order asks for.
  case venuesMustCoverOrder
  /// The amount is too small to move a unit of the other token anywhere.
  case outputMustBePositive
}
