import Markets
import Properties
import TestKit
import Testing

@Suite("OrderBook against a list") struct BookModelTests {
  /// A book, its model and the names by which each knows the same orders.
  private struct Pair {
    var book: OrderBook
    var model = BookModel()
    var names: [(id: OrderID, number: Int)] = []
    var placed: UInt64 = 0
    var gone: UInt64 = 0

    func number(_ id: OrderID) -> Int? { names.last { $0.id == id }?.number }

    mutating func step(_ choices: inout Choices, around middle: Int, reach: Int) throws {
      let side = choices.oneOf(TradeSide.allCases)
      let owner = OrderOwner(UInt16(choices.below(4)))
      switch choices.weighted([6, 3, 2, 2]) {
      case 0: try limit(&choices, side, owner, middle, reach)
      case 1: try cancel(&choices)
      case 2: try market(&choices, side, owner)
      default: try amend(&choices)
      }
      try compare()
    }

    mutating func limit(
      _ choices: inout Choices, _ side: TradeSide, _ owner: OrderOwner, _ middle: Int, _ reach: Int
    ) throws {
      let price = max(1, middle + choices.signed(upTo: reach))
      let lots = choices.below(12)
      let timing = choices.oneOf(OrderTiming.allCases)
      choices.note("limit \(side) \(lots) at \(price) by \(owner.number) \(timing)")
      let best = model.queue(side == .buying ? .selling : .buying).first?.price
      let crosses = best.map { side == .buying ? price >= $0 : price <= $0 } ?? false
      let mayRest = timing != .immediateOrCancel
      let refusal: BookRefusal? =
        if lots == 0 {
          .quantityMustBePositive
        } else if timing == .postOnly, crosses {
          .orderMustNotCross
        } else if mayRest, !model.isWithin(book.span, price) {
          .priceMustStayWithinSpan
        } else if mayRest, !crosses, model.orders.count == book.capacity {
          .bookMustHaveRoom
        } else {
          nil
        }
      let before = book
      let answer: Result<BookOutcome, BookRefusal>
      do throws(BookRefusal) {
        answer = .success(try book.limit(side, price: price, lots: lots, owner: owner, timing: timing))
      } catch {
        answer = .failure(error)
      }
      guard case .success(let outcome) = answer else {
        try hold(
          answer == .failure(refusal ?? .orderMustExist), "\(answer), not \(String(describing: refusal))")
        return try hold(book == before, "a refusal leaves the book")
      }
      try hold(refusal == nil, "the book should refuse: \(String(describing: refusal))")
      let wanted = model.take(side, limit: price, lots: lots, owner: owner)
      try compare(outcome, wanted, asked: lots)
      placed += lots
      let left = lots - wanted.filled
      if mayRest, left > 0 {
        try hold(outcome.resting == left && outcome.unfilled == 0, "what is left rests")
        guard let id = outcome.order else { return try hold(false, "nothing rests") }
        names.append((id, model.rest(side, price: price, lots: left, owner: owner)))
      } else {
        try hold(outcome.unfilled == left && outcome.order == nil, "what is left lapses")
        gone += left
      }
    }

    mutating func market(_ choices: inout Choices, _ side: TradeSide, _ owner: OrderOwner) throws {
      let lots = choices.below(40) + 1
      choices.note("market \(side) \(lots) by \(owner.number)")
      let outcome = try book.market(side, lots: lots, owner: owner)
      let wanted = model.take(side, limit: nil, lots: lots, owner: owner)
      try compare(outcome, wanted, asked: lots)
      try hold(outcome.unfilled == lots - wanted.filled && outcome.order == nil, "the rest lapses")
      placed += lots
      gone += outcome.unfilled
    }

    mutating func cancel(_ choices: inout Choices) throws {
      guard !names.isEmpty else { return }
      let name = choices.oneOf(names)
      choices.note("cancel \(name.number)")
      let there = model.orders.first { $0.number == name.number }
      let lots = try? book.cancel(name.id)
      try hold(lots == there?.lots, "cancelled \(String(describing: lots))")
      model.orders.removeAll { $0.number == name.number }
      gone += lots ?? 0
    }

    mutating func amend(_ choices: inout Choices) throws {
      guard !names.isEmpty else { return }
      let name = choices.oneOf(names)
      let lots = choices.below(15) + 1
      choices.note("amend \(name.number) to \(lots)")
      guard let there = model.orders.first(where: { $0.number == name.number }) else {
        let before = book
        try hold((try? book.amend(name.id, lots: lots)) == nil && book == before, "a gone order stays gone")
        return
      }
      try book.amend(name.id, lots: lots)
      model.amend(name.number, lots: lots)
      placed += lots
      gone += there.lots
    }

    /// Every fill, in order, and the sums.
    mutating func compare(
      _ outcome: BookOutcome, _ wanted: (filled: UInt64, cost: UInt128, events: [BookModel.Event]),
      asked: UInt64
    ) throws {
      let events = book.events.map { event in
        BookModel.Event(
          kind: event.kind, number: number(event.order) ?? 0, price: event.price, lots: event.lots)
      }
      try hold(events == wanted.events, "\(events) should be \(wanted.events)")
      try hold(outcome.filled == wanted.filled, "filled \(outcome.filled)")
      try hold(outcome.cost == wanted.cost, "cost \(outcome.cost)")
      try hold(outcome.filled + outcome.resting + outcome.unfilled == asked, "nothing of the order is lost")
      // A lot traded is one of the incoming order and one of a resting one.
      gone += 2 * outcome.filled
      for event in book.events where event.kind == .cancelledForOwner { gone += event.lots }
    }

    /// The resting orders, and the sums a book keeps of them.
    func compare() throws {
      for side in TradeSide.allCases {
        let queue = model.queue(side)
        let shown = book.orders(side)
        try hold(shown.map { number($0.id) } == queue.map(\.number), "\(side): the same queue")
        try hold(shown.map(\.lots) == queue.map(\.lots), "\(side): the same lots")
        try hold(shown.map(\.price) == queue.map(\.price), "\(side): the same prices")
        try hold(shown.map(\.owner) == queue.map(\.owner), "\(side): the same owners")
        let total = queue.reduce(0) { $0 + $1.lots }
        try hold(book.totalLots(side) == total, "\(side): \(book.totalLots(side)) lots in all")
        let levels = Array(book.levels(side))
        try hold(levels.reduce(0) { $0 + $1.lots } == total, "\(side): the levels sum up")
        let best = side == .buying ? book.bestBid : book.bestAsk
        try hold(best == levels.first, "\(side): the best level comes first")
      }
      try hold(book.count == model.orders.count, "\(book.count) orders")
      try hold(!model.isCrossed, "the model is not crossed")
      if let bid = book.bestBid, let ask = book.bestAsk { try hold(bid.price < ask.price, "crossed") }
      let resting = model.orders.reduce(0) { $0 + $1.lots }
      try hold(placed == resting + gone, "lots are neither made nor lost")
    }
  }

  @Test(
    "every fill, refusal and queue is the same",
    arguments: [(64, 40, 12), (64, 40, 200), (4_096, 3_000, 64), (262_144, 200_000, 64)])
  func law(span: Int, reach: Int, capacity: Int) {
    withEvery("book of \(span)", cases: 150) { choices in
      // Around 0 modulo the span levels wrap around the ring.
      let middle = choices.within(0...3) * span + choices.within(0...span)
      var pair = Pair(book: OrderBook(span: span, capacity: capacity))
      try choices.steps(upTo: 120) { choices in try pair.step(&choices, around: middle, reach: reach) }
    }
  }
}
