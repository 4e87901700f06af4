/// A limit order book: integer prices, price-time priority, flat storage.
///
/// Prices are whole ticks and quantities whole lots; what a tick and a lot are worth is ``BookScale``'s business. An incoming
/// order trades with the best price first and, at one price, with the order that has rested longest, always at the resting
/// order's price. Afterwards the best bid is below the best ask.
///
/// **Nobody trades with himself.** An incoming order that meets a resting one of the same owner cancels the resting one, and
/// matching goes on. Orders of ``OrderOwner/anyone`` are exempt.
///
/// **Storage.** Orders live in one array and are linked into a queue per price; levels live in a ring of ``span`` slots, tick
/// `t` in slot `t mod span`, which is unambiguous while all resting prices lie within `span` ticks. Bits say which slots are
/// taken. Every array is made with the book, so no command allocates.
public struct OrderBook: Hashable, Sendable {
  /// The largest price: 2⁶² ticks.
  public static let maximumPrice = 1 << 62
  /// The most lots a side may hold: 2⁶². A cost is then below 2¹²⁵.
  public static let maximumLots: UInt64 = 1 << 62

  /// Resting prices are less than this many ticks apart; a power of two.
  public let span: Int
  /// How many orders can rest at once.
  public let capacity: Int
  /// How many orders rest.
  public internal(set) var count = 0
  /// What happened to resting orders during the last command that was not refused, in order.
  public internal(set) var events: [BookEvent] = []

  /// The highest bid in ticks, or 0.
  var highestBid = 0
  /// The lowest ask in ticks, or `Int.max`.
  var lowestAsk = Int.max
  /// Lots of all bids.
  var bidLots: UInt64 = 0
  /// Lots of all asks.
  var askLots: UInt64 = 0
  /// The orders, and the free places.
  var places: [Place]
  /// The first free place, or −1.
  var free: Int32 = 0
  /// The levels, by slot.
  var levels: [Level]
  var bids: LevelSet
  var asks: LevelSet

  /// A place for an order: a link of its level's queue, or of the list of free places.
  struct Place: Hashable, Sendable {
    var price: Int
    /// 0 for a free place.
    var lots: UInt64
    var next: Int32
    var previous: Int32
    var generation: UInt32
    var owner: OrderOwner
    var side: TradeSide
  }

  /// The queue of a price: the oldest and the newest order, or −1 for an empty one.
  struct Level: Hashable, Sendable {
    var oldest: Int32
    var newest: Int32
    var lots: UInt64

    static let empty = Level(oldest: -1, newest: -1, lots: 0)
  }

  /// An empty book; traps unless `span` is a power of two from 64 to 262,144 and `capacity` from 1 to 2²⁸.
  public init(span: Int, capacity: Int) {
    precondition((64...262_144).contains(span), "a book spans 64 to 262,144 ticks, was \(span)")
    precondition(span & (span - 1) == 0, "a book spans a power of two of ticks, was \(span)")
    precondition((1...(1 << 28)).contains(capacity), "a book has room for 1 to 2²⁸ orders, was \(capacity)")
    self.span = span
    self.capacity = capacity
    levels = Array(repeating: .empty, count: span)
    bids = LevelSet(slots: span)
    asks = LevelSet(slots: span)
    places = (0..<Int32(capacity)).map { index in
      Place(
        price: 0, lots: 0, next: index + 1 < capacity ? index + 1 : -1, previous: -1, generation: 0,
        owner: .anyone, side: .buying)
    }
    // One command trades with every resting order at most once.
    events.reserveCapacity(capacity)
  }
}

// MARK: - What a book shows

extension OrderBook {
  /// The highest bid; nil when nobody bids.
  public var bestBid: PriceLevel? {
    highestBid == 0 ? nil : PriceLevel(price: highestBid, lots: levels[slot(highestBid)].lots)
  }

  /// The lowest ask; nil when nobody asks.
  public var bestAsk: PriceLevel? {
    lowestAsk == .max ? nil : PriceLevel(price: lowestAsk, lots: levels[slot(lowestAsk)].lots)
  }

  /// Lots of all orders of a side: bids buy, asks sell.
  public func totalLots(_ side: TradeSide) -> UInt64 { side == .buying ? bidLots : askLots }

  /// The order of that name; nil when it does not rest in the book.
  public func order(_ id: OrderID) -> RestingOrder? {
    guard let index = index(of: id) else { return nil }
    return restingOrder(at: index)
  }

  /// The place of an order that rests in the book.
  func index(of id: OrderID) -> Int? {
    let index = Int(id.place)
    guard index < capacity else { return nil }
    guard places[index].generation == id.generation else { return nil }
    return places[index].lots > 0 ? index : nil
  }

  func restingOrder(at index: Int) -> RestingOrder {
    let place = places[index]
    return RestingOrder(
      id: OrderID(place: Int32(truncatingIfNeeded: index), generation: place.generation),
      owner: place.owner, side: place.side, price: place.price, lots: place.lots)
  }

  /// Where the level of a price is in the ring.
  @inline(__always)
  func slot(_ price: Int) -> Int { price & (span &- 1) }
}
