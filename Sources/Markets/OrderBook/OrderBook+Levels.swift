// Walking a book from its best price outwards.

extension OrderBook {
  /// The price behind `price` on a side: the next lower bid or higher ask; nil behind the last.
  ///
  /// `price` must be a level of that side.
  func price(behind price: Int, _ side: TradeSide) -> Int? {
    let here = slot(price)
    switch side {
    case .buying:
      let gap = (here &- bids.previous(before: here)) & (span &- 1)
      // Around the ring one comes back to a higher bid or to this one.
      return gap == 0 || gap > price &- lowestBid ? nil : price &- gap
    case .selling:
      let gap = (asks.next(after: here) &- here) & (span &- 1)
      return gap == 0 || gap > highestAsk &- price ? nil : price &+ gap
    }
  }

  /// The best price of a side, in ticks; nil for an empty side.
  func bestPrice(_ side: TradeSide) -> Int? {
    switch side {
    case .buying: highestBid == 0 ? nil : highestBid
    case .selling: lowestAsk == .max ? nil : lowestAsk
    }
  }

  /// The lowest bid: going up around the ring from the highest bid, it is met first. There must be a bid.
  var lowestBid: Int {
    let here = slot(highestBid)
    return highestBid &- ((here &- bids.next(after: here)) & (span &- 1))
  }

  /// The highest ask: going down around the ring from the lowest ask, it is met first. There must be an ask.
  var highestAsk: Int {
    let here = slot(lowestAsk)
    return lowestAsk &+ ((asks.previous(before: here) &- here) & (span &- 1))
  }

  /// The levels of a side from the best price outwards: bids for `buying`, asks for `selling`.
  public func levels(_ side: TradeSide) -> Levels { Levels(book: self, side: side, ahead: bestPrice(side)) }

  /// The levels of one side of a book, best first; walking them allocates nothing.
  public struct Levels: Sequence, IteratorProtocol, Sendable {
    let book: OrderBook
    let side: TradeSide
    var ahead: Int?

    /// The next level outwards.
    public mutating func next() -> PriceLevel? {
      guard let price = ahead else { return nil }
      ahead = book.price(behind: price, side)
      return PriceLevel(price: price, lots: book.levels[book.slot(price)].lots)
    }
  }

  /// Every order of a side, best price first and at one price the oldest first.
  public func orders(_ side: TradeSide) -> [RestingOrder] {
    levels(side).flatMap { level in
      var orders: [RestingOrder] = []
      var index = levels[slot(level.price)].oldest
      while index >= 0 {
        orders.append(restingOrder(at: Int(index)))
        index = places[Int(index)].next
      }
      return orders
    }
  }

  /// Lots of a side at prices of a band, its ends included.
  ///
  /// - Complexity: O(levels of the side up to the far end of the band), no heap allocation.
  public func depth(_ side: TradeSide, within band: ClosedRange<Int>) -> UInt64 {
    var lots: UInt64 = 0
    var price = bestPrice(side)
    while let here = price {
      if side == .buying ? here < band.lowerBound : here > band.upperBound { break }
      if band.contains(here) { lots &+= levels[slot(here)].lots }
      price = self.price(behind: here, side)
    }
    return lots
  }
}
