internal import Exact

// How orders meet, rest and leave; the commands check everything beforehand.

extension OrderBook {
  /// Trades up to `lots` lots against resting orders at `limit` or better; what happened goes to `events`.
  mutating func match(
    _ side: TradeSide, limit: Int, lots: UInt64, owner: OrderOwner
  ) -> (filled: UInt64, cost: UInt128) {
    var remaining = lots
    var cost: UInt128 = 0
    while remaining > 0 {
      let price: Int
      switch side {
      case .buying:
        price = lowestAsk
        guard price <= limit, price != .max else { return (lots &- remaining, cost) }
      case .selling:
        price = highestBid
        guard price >= limit, price != 0 else { return (lots &- remaining, cost) }
      }
      remaining = matchLevel(price, side, remaining, owner, &cost)
    }
    return (lots, cost)
  }

  /// Trades with the queue of one price until it or `lots` is used up, and returns what remains of `lots`.
  private mutating func matchLevel(
    _ price: Int, _ side: TradeSide, _ lots: UInt64, _ owner: OrderOwner, _ cost: inout UInt128
  ) -> UInt64 {
    let level = slot(price)
    let makers: TradeSide = side == .buying ? .selling : .buying
    var remaining = lots
    var index = Int(levels[level].oldest)
    while index >= 0, remaining > 0 {
      let maker = places[index]
      let isOwn = maker.owner == owner && owner != .anyone
      let traded = isOwn ? maker.lots : min(maker.lots, remaining)
      events.append(
        BookEvent(
          kind: isOwn ? .cancelledForOwner : .traded, side: makers, owner: maker.owner,
          order: OrderID(place: Int32(truncatingIfNeeded: index), generation: maker.generation),
          price: price, lots: traded))
      if !isOwn {
        remaining &-= traded
        cost &+= UInt128(UInt64(bitPattern: Int64(price))).multipliedByLimb(traded).low
      }
      if traded == maker.lots {
        remove(index)
        index = Int(maker.next)
      } else {
        places[index].lots = maker.lots &- traded
        levels[level].lots &-= traded
        addToSide(makers, 0 &- traded)
      }
    }
    return remaining
  }

  /// Puts an order at the end of its price's queue; there must be a free place.
  mutating func rest(_ side: TradeSide, price: Int, lots: UInt64, owner: OrderOwner) -> OrderID {
    let index = Int(free)
    let level = slot(price)
    free = places[index].next
    count &+= 1
    let newest = levels[level].newest
    places[index].price = price
    places[index].lots = lots
    places[index].next = -1
    places[index].previous = newest
    places[index].owner = owner
    places[index].side = side
    let place = Int32(truncatingIfNeeded: index)
    levels[level].newest = place
    levels[level].lots &+= lots
    addToSide(side, lots)
    if newest >= 0 {
      places[Int(newest)].next = place
    } else {
      levels[level].oldest = place
      open(price, side)
    }
    return OrderID(place: place, generation: places[index].generation)
  }

  /// Takes an order out of its queue and frees its place.
  mutating func remove(_ index: Int) {
    let place = places[index]
    let level = slot(place.price)
    if place.previous >= 0 {
      places[Int(place.previous)].next = place.next
    } else {
      levels[level].oldest = place.next
    }
    if place.next >= 0 {
      places[Int(place.next)].previous = place.previous
    } else {
      levels[level].newest = place.previous
    }
    levels[level].lots &-= place.lots
    addToSide(place.side, 0 &- place.lots)
    places[index].lots = 0
    places[index].generation = place.generation &+ 1
    places[index].next = free
    free = Int32(truncatingIfNeeded: index)
    count &-= 1
    if levels[level].oldest < 0 { close(place.price, place.side) }
  }

  /// Adds lots to a side's total, modulo 2⁶⁴.
  @inline(__always)
  mutating func addToSide(_ side: TradeSide, _ lots: UInt64) {
    switch side {
    case .buying: bidLots &+= lots
    case .selling: askLots &+= lots
    }
  }

  /// Notes that a price has orders.
  private mutating func open(_ price: Int, _ side: TradeSide) {
    switch side {
    case .buying:
      bids.insert(slot(price))
      if price > highestBid { highestBid = price }
    case .selling:
      asks.insert(slot(price))
      if price < lowestAsk { lowestAsk = price }
    }
  }

  /// Notes that a price has no orders any more.
  private mutating func close(_ price: Int, _ side: TradeSide) {
    // Around the ring from the best price one meets the next best, or the best again when it is alone.
    let here = slot(price)
    switch side {
    case .buying:
      if price == highestBid {
        let gap = (here &- bids.previous(before: here)) & (span &- 1)
        highestBid = gap == 0 ? 0 : price &- gap
      }
      bids.remove(here)
    case .selling:
      if price == lowestAsk {
        let gap = (asks.next(after: here) &- here) & (span &- 1)
        lowestAsk = gap == 0 ? .max : price &+ gap
      }
      asks.remove(here)
    }
  }
}
