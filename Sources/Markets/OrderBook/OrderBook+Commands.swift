extension OrderBook {
  /// Trades what it can at `price` or better; the rest rests, lapses or makes the order refused, as `timing` says.
  ///
  /// - Parameters:
  ///   - side: which way the sender goes.
  ///   - price: the worst price in ticks the sender accepts.
  ///   - lots: how much.
  ///   - owner: who sends it.
  ///   - timing: what becomes of what does not trade at once.
  /// - Returns: what traded, rests and lapsed; ``events`` has the resting orders that took part.
  /// - Throws: `BookRefusal.priceMustBePositive`, then `.priceMustFit`, then `.quantityMustBePositive`; for an order that
  ///   may rest then `.orderMustNotCross` (post-only), `.quantityMustFit` (as if all of it rested), then
  ///   `.priceMustStayWithinSpan` (against every order that rests beforehand), then `.bookMustHaveRoom`. The book is
  ///   unchanged then.
  /// - Complexity: O(orders it meets), no heap allocation.
  @discardableResult
  public mutating func limit(
    _ side: TradeSide, price: Int, lots: UInt64, owner: OrderOwner, timing: OrderTiming
  ) throws(BookRefusal) -> BookOutcome {
    guard price > 0 else { throw .priceMustBePositive }
    guard price <= OrderBook.maximumPrice else { throw .priceMustFit }
    guard lots > 0 else { throw .quantityMustBePositive }
    let crosses = side == .buying ? price >= lowestAsk : price <= highestBid
    if timing != .immediateOrCancel {
      guard !(crosses && timing == .postOnly) else { throw .orderMustNotCross }
      guard lots <= OrderBook.maximumLots &- totalLots(side) else { throw .quantityMustFit }
      guard isWithinSpan(price) else { throw .priceMustStayWithinSpan }
      // An order that trades and still has a rest used up at least one resting order, whose place it takes.
      guard crosses || free >= 0 else { throw .bookMustHaveRoom }
    }
    events.removeAll(keepingCapacity: true)
    let (filled, cost) =
      crosses ? match(side, limit: price, lots: lots, owner: owner) : (0, 0)
    let left = lots &- filled
    guard left > 0, timing != .immediateOrCancel else {
      return BookOutcome(filled: filled, cost: cost, resting: 0, unfilled: left, order: nil)
    }
    let order = rest(side, price: price, lots: left, owner: owner)
    assertNotCrossed()
    return BookOutcome(filled: filled, cost: cost, resting: left, unfilled: 0, order: order)
  }

  /// Trades with the best prices there are, whatever they are; what the book cannot fill lapses and is reported.
  ///
  /// - Returns: what traded and what did not; ``events`` has the resting orders that took part.
  /// - Throws: `BookRefusal.quantityMustBePositive`; the book is unchanged then.
  /// - Complexity: O(orders it meets), no heap allocation.
  @discardableResult
  public mutating func market(
    _ side: TradeSide, lots: UInt64, owner: OrderOwner
  ) throws(BookRefusal) -> BookOutcome {
    guard lots > 0 else { throw .quantityMustBePositive }
    events.removeAll(keepingCapacity: true)
    let (filled, cost) = match(side, limit: side == .buying ? .max : 0, lots: lots, owner: owner)
    return BookOutcome(filled: filled, cost: cost, resting: 0, unfilled: lots &- filled, order: nil)
  }

  /// Takes an order out of the book.
  ///
  /// - Returns: the lots that were left of it.
  /// - Throws: `BookRefusal.orderMustExist`; the book is unchanged then.
  /// - Complexity: O(1), no heap allocation.
  @discardableResult
  public mutating func cancel(_ id: OrderID) throws(BookRefusal) -> UInt64 {
    guard let index = index(of: id) else { throw .orderMustExist }
    events.removeAll(keepingCapacity: true)
    let lots = places[index].lots
    remove(index)
    return lots
  }

  /// Sets what is left of an order: less keeps its place in the queue, more sends it to the end.
  ///
  /// - Throws: `BookRefusal.orderMustExist`, then `.quantityMustBePositive`, then `.quantityMustFit`; the book is unchanged
  ///   then.
  /// - Complexity: O(1), no heap allocation.
  public mutating func amend(_ id: OrderID, lots: UInt64) throws(BookRefusal) {
    guard let index = index(of: id) else { throw .orderMustExist }
    guard lots > 0 else { throw .quantityMustBePositive }
    let place = places[index]
    guard lots <= OrderBook.maximumLots &- (totalLots(place.side) &- place.lots) else {
      throw .quantityMustFit
    }
    events.removeAll(keepingCapacity: true)
    resize(index, to: lots)
  }

  /// Takes every order out of the book.
  public mutating func cancelAll() {
    events.removeAll(keepingCapacity: true)
    while highestBid != 0 { remove(Int(levels[slot(highestBid)].oldest)) }
    while lowestAsk != .max { remove(Int(levels[slot(lowestAsk)].oldest)) }
  }

  /// Sets what is left of an order, which is above 0.
  mutating func resize(_ index: Int, to lots: UInt64) {
    let place = places[index]
    let level = slot(place.price)
    places[index].lots = lots
    levels[level].lots = levels[level].lots &- place.lots &+ lots
    addToSide(place.side, lots &- place.lots)
    if lots > place.lots, place.next >= 0 { moveToEnd(index, level) }
  }

  /// Sends an order that is not the last of its queue to the end of it.
  private mutating func moveToEnd(_ index: Int, _ level: Int) {
    let place = places[index]
    if place.previous >= 0 {
      places[Int(place.previous)].next = place.next
    } else {
      levels[level].oldest = place.next
    }
    places[Int(place.next)].previous = place.previous
    let newest = levels[level].newest
    places[Int(newest)].next = Int32(truncatingIfNeeded: index)
    places[index].previous = newest
    places[index].next = -1
    levels[level].newest = Int32(truncatingIfNeeded: index)
  }

  /// Whether a price is less than `span` ticks from every resting order.
  private func isWithinSpan(_ price: Int) -> Bool {
    guard count > 0 else { return true }
    let oldest = levels[slot(price)].oldest
    if oldest >= 0, places[Int(oldest)].price == price { return true }
    let lowest = highestBid != 0 ? lowestBid : lowestAsk
    let highest = lowestAsk != .max ? highestAsk : highestBid
    return max(highest, price) &- min(lowest, price) < span
  }

  private func assertNotCrossed() {
    precondition(highestBid < lowestAsk, "order book: bid \(highestBid) at or above ask \(lowestAsk)")
  }
}
