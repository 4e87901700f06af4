import Markets
import TestKit

/// A book as one list in order of arrival, searched from end to end: nothing clever, so nothing to go wrong.
struct BookModel {
  struct Order: Equatable {
    let number: Int
    let owner: OrderOwner
    let side: TradeSide
    let price: Int
    var lots: UInt64
  }

  struct Event: Equatable {
    let kind: BookEvent.Kind
    let number: Int
    let price: Int
    let lots: UInt64
  }

  var orders: [Order] = []
  var made = 0

  /// The orders of a side by price, then by arrival.
  func queue(_ side: TradeSide) -> [Order] {
    // Arrival is the list's order, which sorting by a pair with the position keeps.
    orders.enumerated().filter { $0.element.side == side }
      .sorted { a, b in
        a.element.price != b.element.price
          ? (side == .buying ? a.element.price > b.element.price : a.element.price < b.element.price)
          : a.offset < b.offset
      }
      .map(\.element)
  }

  mutating func take(
    _ side: TradeSide, limit: Int?, lots: UInt64, owner: OrderOwner
  ) -> (filled: UInt64, cost: UInt128, events: [Event]) {
    var (left, cost, events) = (lots, 0 as UInt128, [Event]())
    for maker in queue(side == .buying ? .selling : .buying) {
      if left == 0 { break }
      if let limit, side == .buying ? maker.price > limit : maker.price < limit { break }
      guard let index = orders.firstIndex(where: { $0.number == maker.number }) else { continue }
      if maker.owner == owner, owner != .anyone {
        events.append(
          Event(kind: .cancelledForOwner, number: maker.number, price: maker.price, lots: maker.lots))
        orders.remove(at: index)
        continue
      }
      let traded = min(left, maker.lots)
      left -= traded
      cost += UInt128(maker.price) * UInt128(traded)
      events.append(Event(kind: .traded, number: maker.number, price: maker.price, lots: traded))
      if traded == maker.lots { orders.remove(at: index) } else { orders[index].lots -= traded }
    }
    return (lots - left, cost, events)
  }

  mutating func rest(_ side: TradeSide, price: Int, lots: UInt64, owner: OrderOwner) -> Int {
    made += 1
    orders.append(Order(number: made, owner: owner, side: side, price: price, lots: lots))
    return made
  }

  mutating func amend(_ number: Int, lots: UInt64) {
    guard let index = orders.firstIndex(where: { $0.number == number }) else { return }
    let grows = lots > orders[index].lots
    orders[index].lots = lots
    if grows { orders.append(orders.remove(at: index)) }
  }

  /// Whether a price is less than `span` ticks from every order.
  func isWithin(_ span: Int, _ price: Int) -> Bool {
    orders.allSatisfy { abs($0.price - price) < span }
  }

  var isCrossed: Bool {
    guard let bid = queue(.buying).first, let ask = queue(.selling).first else { return false }
    return bid.price >= ask.price
  }
}
