import Markets
import Testing

@Suite("OrderBook") struct OrderBookTests {
  private let anna = OrderOwner(1)
  private let bert = OrderOwner(2)

  /// Bids 5 at 99 and 3 at 98, asks 4 at 101, 2 and 6 at 102.
  private func sample() throws -> OrderBook {
    var book = OrderBook(span: 64, capacity: 8)
    for (side, price, lots) in [
      (TradeSide.buying, 99, 5 as UInt64), (.buying, 98, 3), (.selling, 101, 4), (.selling, 102, 2),
      (.selling, 102, 6),
    ] {
      try book.limit(side, price: price, lots: lots, owner: .anyone, timing: .postOnly)
    }
    return book
  }

  private func shows(_ book: OrderBook, _ side: TradeSide) -> [PriceLevel] { Array(book.levels(side)) }

  @Test func `shows its levels best first`() throws {
    let book = try sample()
    #expect(book.bestBid == PriceLevel(price: 99, lots: 5))
    #expect(book.bestAsk == PriceLevel(price: 101, lots: 4))
    #expect(shows(book, .buying) == [PriceLevel(price: 99, lots: 5), PriceLevel(price: 98, lots: 3)])
    #expect(shows(book, .selling) == [PriceLevel(price: 101, lots: 4), PriceLevel(price: 102, lots: 8)])
    #expect(book.orders(.selling).map(\.lots) == [4, 2, 6])
    #expect(book.totalLots(.buying) == 8)
    #expect(book.totalLots(.selling) == 12)
    #expect(book.count == 5)
    let empty = OrderBook(span: 64, capacity: 1)
    #expect(empty.bestBid == nil)
    #expect(empty.bestAsk == nil)
    #expect(shows(empty, .buying).isEmpty)
  }

  @Test func `sums a band with both its ends`() throws {
    let book = try sample()
    #expect(book.depth(.buying, within: 98...99) == 8)
    #expect(book.depth(.buying, within: 99...200) == 5)
    #expect(book.depth(.buying, within: 1...98) == 3)
    #expect(book.depth(.selling, within: 100...101) == 4)
    #expect(book.depth(.selling, within: 102...102) == 8)
    #expect(book.depth(.selling, within: 1...100) == 0)
  }

  @Test func `trades at the resting price, best price first, then oldest first`() throws {
    var book = try sample()
    let outcome = try book.limit(.buying, price: 105, lots: 9, owner: anna, timing: .goodTillCancelled)
    #expect(outcome.filled == 9)
    #expect(outcome.cost == 4 * 101 + 5 * 102)
    #expect(outcome.resting == 0)
    #expect(!outcome.isPartial)
    #expect(book.events.map(\.price) == [101, 102, 102])
    #expect(book.events.map(\.lots) == [4, 2, 3])
    #expect(book.events.allSatisfy { $0.kind == .traded && $0.side == .selling })
    #expect(shows(book, .selling) == [PriceLevel(price: 102, lots: 3)])
  }

  @Test func `what is left rests, lapses, or is not sent at all`() throws {
    var book = try sample()
    let rests = try book.limit(.selling, price: 98, lots: 10, owner: anna, timing: .goodTillCancelled)
    #expect(rests.filled == 8)
    #expect(rests.cost == 5 * 99 + 3 * 98)
    #expect(rests.resting == 2)
    let order = try book.order(#require(rests.order))
    #expect(order?.price == 98)
    #expect(order?.lots == 2)
    #expect(order?.side == .selling)
    #expect(order?.owner == anna)
    #expect(book.bestBid == nil)
    #expect(book.bestAsk == PriceLevel(price: 98, lots: 2))

    book = try sample()
    let lapses = try book.limit(.selling, price: 99, lots: 7, owner: anna, timing: .immediateOrCancel)
    #expect(lapses.filled == 5)
    #expect(lapses.unfilled == 2)
    #expect(lapses.isPartial)
    #expect(lapses.order == nil)
    #expect(book.bestAsk?.price == 101)

    book = try sample()
    let before = book
    #expect(throws: BookRefusal.orderMustNotCross) {
      try book.limit(.selling, price: 99, lots: 1, owner: anna, timing: .postOnly)
    }
    #expect(book == before)
  }

  @Test func `a market order larger than the book is filled in part and says so`() throws {
    var book = try sample()
    let outcome = try book.market(.buying, lots: 20, owner: .anyone)
    #expect(outcome.filled == 12)
    #expect(outcome.cost == 4 * 101 + 8 * 102)
    #expect(outcome.unfilled == 8)
    #expect(outcome.isPartial)
    #expect(book.bestAsk == nil)
    let nothing = try book.market(.buying, lots: 1, owner: .anyone)
    #expect(nothing.filled == 0)
    #expect(nothing.unfilled == 1)
    #expect(book.events.isEmpty)
  }

  @Test func `nobody trades with himself: the resting order goes`() throws {
    var book = OrderBook(span: 64, capacity: 8)
    try book.limit(.selling, price: 100, lots: 5, owner: anna, timing: .goodTillCancelled)
    try book.limit(.selling, price: 100, lots: 2, owner: bert, timing: .goodTillCancelled)
    let outcome = try book.market(.buying, lots: 3, owner: anna)
    #expect(outcome.filled == 2)
    #expect(outcome.unfilled == 1)
    #expect(book.events.map(\.kind) == [.cancelledForOwner, .traded])
    #expect(book.events.map(\.owner) == [anna, bert])
    #expect(book.events.map(\.lots) == [5, 2])
    #expect(book.count == 0)
    // Orders of nobody in particular may meet.
    try book.limit(.selling, price: 100, lots: 5, owner: .anyone, timing: .goodTillCancelled)
    #expect(try book.market(.buying, lots: 3, owner: .anyone).filled == 3)
  }

  @Test func `cancelling returns what was left, and the name is spent`() throws {
    var book = try sample()
    let id = try #require(
      try book.limit(.buying, price: 99, lots: 7, owner: anna, timing: .goodTillCancelled).order)
    try book.market(.selling, lots: 6, owner: .anyone)
    #expect(try book.cancel(id) == 6)
    let before = book
    #expect(book.order(id) == nil)
    #expect(throws: BookRefusal.orderMustExist) { try book.cancel(id) }
    #expect(throws: BookRefusal.orderMustExist) { try book.amend(id, lots: 0) }
    #expect(book == before)
    // The place is used again, under another name.
    let next = try book.limit(.buying, price: 99, lots: 1, owner: anna, timing: .goodTillCancelled)
    #expect(next.order != id)
    #expect(book.order(id) == nil)
  }

  @Test func `less keeps the place in the queue, more loses it`() throws {
    var book = OrderBook(span: 64, capacity: 8)
    var ids: [OrderID] = []
    for lots in [5, 6, 7] as [UInt64] {
      let outcome = try book.limit(.buying, price: 50, lots: lots, owner: anna, timing: .goodTillCancelled)
      ids.append(try #require(outcome.order))
    }
    for _ in 0..<2 {
      // As much as before is not more.
      try book.amend(ids[0], lots: 2)
      #expect(book.orders(.buying).map(\.lots) == [2, 6, 7])
    }
    try book.amend(ids[1], lots: 8)
    #expect(book.orders(.buying).map(\.id) == [ids[0], ids[2], ids[1]])
    try book.amend(ids[0], lots: 3)
    #expect(book.orders(.buying).map(\.lots) == [7, 8, 3])
    try book.amend(ids[0], lots: 4)
    #expect(book.orders(.buying).map(\.lots) == [7, 8, 4])
    #expect(book.bestBid == PriceLevel(price: 50, lots: 19))
    #expect(book.totalLots(.buying) == 19)
    book.cancelAll()
    #expect(book.count == 0)
    #expect(book.totalLots(.buying) == 0)
    #expect(book.bestBid == nil)
  }

  @Test func `prices reach as far as the span, wherever they are`() throws {
    for base in [1, 63, 64, 1_000_003, OrderBook.maximumPrice - 63] {
      var book = OrderBook(span: 64, capacity: 8)
      try book.limit(.buying, price: base, lots: 1, owner: anna, timing: .postOnly)
      try book.limit(.selling, price: base + 63, lots: 1, owner: anna, timing: .postOnly)
      #expect(book.bestBid?.price == base)
      #expect(book.bestAsk?.price == base + 63)
      guard base + 64 <= OrderBook.maximumPrice else { continue }
      let before = book
      #expect(throws: BookRefusal.priceMustStayWithinSpan) {
        try book.limit(.selling, price: base + 64, lots: 1, owner: anna, timing: .postOnly)
      }
      #expect(book == before)
      // What cannot rest may trade from anywhere.
      #expect(
        try book.limit(.buying, price: base + 64, lots: 1, owner: bert, timing: .immediateOrCancel).filled
          == 1)
    }
  }

  @Test func `refuses by rule, in order, and stays as it was`() throws {
    var book = try sample()
    let big = OrderBook.maximumLots
    let huge = OrderBook.maximumPrice + 1
    let before = book
    func refuses(
      _ rule: BookRefusal, _ side: TradeSide, _ price: Int, _ lots: UInt64, _ timing: OrderTiming
    ) {
      #expect(throws: rule) { try book.limit(side, price: price, lots: lots, owner: anna, timing: timing) }
      #expect(book == before)
    }
    for timing in OrderTiming.allCases {
      refuses(.priceMustBePositive, .buying, 0, 0, timing)
      refuses(.priceMustBePositive, .selling, -3, 1, timing)
      refuses(.priceMustFit, .buying, huge, 0, timing)
      refuses(.quantityMustBePositive, .buying, 99, 0, timing)
    }
    refuses(.orderMustNotCross, .buying, 500, big, .postOnly)
    refuses(.orderMustNotCross, .selling, 99, 1, .postOnly)
    refuses(.quantityMustFit, .buying, 1, big - 7, .postOnly)
    refuses(.quantityMustFit, .selling, 500, big, .goodTillCancelled)
    refuses(.priceMustStayWithinSpan, .buying, 38, big - 8, .goodTillCancelled)
    refuses(.priceMustStayWithinSpan, .selling, 162, 1, .goodTillCancelled)
    #expect(throws: BookRefusal.quantityMustBePositive) { try book.market(.buying, lots: 0, owner: anna) }
    #expect(book == before)
    let id = try #require(book.orders(.buying).first?.id)
    #expect(throws: BookRefusal.quantityMustBePositive) { try book.amend(id, lots: 0) }
    #expect(throws: BookRefusal.quantityMustFit) { try book.amend(id, lots: big - 2) }
    #expect(book == before)
    try book.amend(id, lots: big - 3)
    #expect(book.totalLots(.buying) == big)
  }

  @Test func `a full book takes only orders that trade`() throws {
    var book = OrderBook(span: 64, capacity: 2)
    try book.limit(.buying, price: 10, lots: 5, owner: anna, timing: .postOnly)
    try book.limit(.selling, price: 12, lots: 5, owner: anna, timing: .postOnly)
    let before = book
    #expect(throws: BookRefusal.bookMustHaveRoom) {
      try book.limit(.selling, price: 11, lots: 1, owner: anna, timing: .goodTillCancelled)
    }
    #expect(book == before)
    // It uses the ask up and takes its place.
    let outcome = try book.limit(.buying, price: 12, lots: 7, owner: bert, timing: .goodTillCancelled)
    #expect(outcome.filled == 5)
    #expect(outcome.resting == 2)
    #expect(book.bestBid == PriceLevel(price: 12, lots: 2))
  }
}
