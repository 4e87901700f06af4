/// Why a book declined a command; its state is untouched. Each command documents the order in which it checks.
@frozen
public enum BookRefusal: Error, Hashable, Sendable {
  /// The price was 0 or below.
  case priceMustBePositive
  /// The price was above ``OrderBook/maximumPrice``.
  case priceMustFit
  /// The price was not a whole number of ticks.
  case priceMustBeOnTick
  /// The order was of 0 lots.
  case quantityMustBePositive
  /// The side would hold more than ``OrderBook/maximumLots``.
  case quantityMustFit
  /// No such order rests in the book: it never did, traded in full or was cancelled.
  case orderMustExist
  /// A post-only order would have traded at once.
  case orderMustNotCross
  /// Resting orders would be ``OrderBook/span`` ticks or more apart.
  case priceMustStayWithinSpan
  /// Every place for a resting order is taken.
  case bookMustHaveRoom
}
