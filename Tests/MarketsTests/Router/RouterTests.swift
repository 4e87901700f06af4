import Exact
import Markets
import Properties
import TestKit
import Testing
import Units

@Suite("Router") struct RouterTests {
  private func free(_ count: Int) -> [VenueAccess] { Array(repeating: .free, count: count) }

  @Test func `a split adds up, is what the venues quote, and beats every single venue`() {
    withEvery("split", cases: 600) { choices in
      let bits = choices.oneOf([8, 24, 60, 100])
      let ladders = bits <= 24
      let count = choices.within(1...6)
      let venues = try (0..<count).map { _ in try choices.routerVenue(bits: bits, ladders: ladders) }
      let order = choices.order(bits: bits)
      let access = (0..<count).map { _ -> VenueAccess in
        if choices.chance(1, in: 8) { return .forbidden }
        return choices.chance(1, in: 2)
          ? .free : .permitted(cost: Amount(Word256(choices.wide(bits: bits / 2))))
      }
      choices.note("\(order) over \(venues) \(access)")
      var router = Router(venueCount: count)
      let singles = (0..<count).compactMap { index -> Integer? in
        guard case .permitted(let cost) = access[index] else { return nil }
        return worth(of: order, onlyAt: venues[index], cost: cost)
      }
      let route: Route
      do {
        route = try router.route(order, across: venues, access: access)
      } catch {
        try hold(singles.isEmpty, "an order one venue fills is not refused", "\(error)")
        try hold(router.legs.isEmpty, "a refused order has no legs")
        return
      }
      try hold(route.isSettled, "the search settles")
      var (base, quote, cost) = (Word256.zero, Word256.zero, Word256.zero)
      var last = -1
      for leg in router.legs {
        try hold(leg.venue > last, "legs are in the order of venues, one a venue")
        last = leg.venue
        guard case .permitted(let price) = access[leg.venue] else {
          throw Falsified("a forbidden venue is not used", "\(leg)")
        }
        try hold(!leg.order.fixedUnits.isZero, "a leg has at least one unit")
        try holdEqual(leg.execution, try venues[leg.venue].quote(leg.order), "a leg is the venue's quote")
        base += leg.execution.fill.base.units
        quote += leg.execution.fill.quote.units
        cost += price.units
      }
      try holdEqual(
        route.fill, Fill(side: order.side, base: Amount(base), quote: Amount(quote)), "legs add up")
      try holdEqual(route.cost.units, cost, "costs add up")
      switch order {
      case .buyPaying(let paid): try holdEqual(quote + cost, paid.units, "quote and costs are spent exactly")
      case .sellReceiving(let got): try holdEqual(quote, got.units + cost, "quote is received net of costs")
      case .buyReceiving(let units), .sellPaying(let units): try holdEqual(base, units.units, "base is exact")
      }
      let found = worth(of: order, route.fill, cost: route.cost)
      for single in singles { try hold(found >= single, "no single venue is better", "\(found) < \(single)") }
      let legs = router.legs
      try holdEqual(try router.route(order, across: venues, access: access), route, "the route comes again")
      try holdEqual(router.legs, legs, "the legs come again")
    }
  }

  @Test func `a trade moves every venue by its leg and only those`() throws {
    var venues: [RouterVenue] = [
      .pool(try pool(1_000_000, 3_000_000, fee: thirtyBasisPoints())),
      .hidden(try pool(2_000_000, 6_100_000, fee: Fee(1, over: 10_000))),
      .pool(try pool(1_000, 1_000, fee: .zero)),
    ]
    let before = venues
    var router = Router(venueCount: 3)
    let route = try router.trade(.sellPaying(Amount(50_000)), across: &venues, access: free(3))
    #expect(router.legs.map(\.venue) == [0, 1])
    var expected = before
    for leg in router.legs { _ = try expected[leg.venue].trade(leg.order) }
    #expect(venues == expected)
    #expect(venues[2] == before[2])
    #expect(route.fill.base == Amount(50_000))
  }

  @Test func `equal venues share alike, and one unit goes to the first`() throws {
    let twin = try pool(1_000_000_000, 3_000_000_000_000, fee: thirtyBasisPoints())
    let venues: [RouterVenue] = [.pool(twin), .pool(twin)]
    var router = Router(venueCount: 2)
    _ = try router.route(.sellPaying(Amount(1)), across: venues, access: free(2))
    #expect(router.legs.map(\.venue) == [0])
    _ = try router.route(.buyReceiving(Amount(2_000_000)), across: venues, access: free(2))
    #expect(router.legs.map(\.order) == [.buyReceiving(Amount(1_000_000)), .buyReceiving(Amount(1_000_000))])
  }

  @Test func `an order larger than every venue, but not than all, is filled`() throws {
    let ladder = RouterVenue.ladder(
      asks: [.init(price: 10, size: 100), .init(price: 12, size: 50)], bids: [.init(price: 9, size: 150)])
    let other = RouterVenue.ladder(
      asks: [.init(price: 11, size: 70)], bids: [.init(price: 8, size: 33), .init(price: 7, size: 33)])
    let third = RouterVenue.ladder(asks: [.init(price: 99, size: 3)], bids: [.init(price: 1, size: 3)])
    var router = Router(venueCount: 3)
    let all = try router.route(
      .buyReceiving(Amount(223)), across: [third, ladder, other], access: free(3))
    #expect(all.fill.quote == Amount(10 * 100 + 12 * 50 + 11 * 70 + 99 * 3))
    #expect(router.legs.map { $0.order.fixedUnits } == [3, 150, 70])
    let sold = try router.route(.sellPaying(Amount(200)), across: [ladder, other, third], access: free(3))
    #expect(sold.fill.quote == Amount(9 * 150 + 8 * 33 + 7 * 17))
    #expect(throws: RouteRefusal.venuesMustCoverOrder) {
      try router.route(.buyReceiving(Amount(224)), across: [third, ladder, other], access: free(3))
    }
  }

  @Test func `a book and a pool meet at one marginal price`() throws {
    // Selling into reserves of 10⁶ and 10⁸ at zero fee, the price falls below 95 once the base reserve exceeds
    // 10⁶ · √(100/95) = 1,025,978.35…; the book takes the rest at 95 flat.
    let venues: [RouterVenue] = [
      .ladder(asks: [], bids: [.init(price: 95, size: 1_000_000)]),
      .hidden(try pool(1_000_000, 100_000_000, fee: .zero)),
    ]
    var router = Router(venueCount: 2)
    let route = try router.route(.sellPaying(Amount(100_000)), across: venues, access: free(2))
    let inPool = Integer(router.legs[1].order.fixedUnits)
    #expect(inPool >= 25_970)
    #expect(inPool <= 25_986)
    // 95 · 10⁵ + (√10⁸ − √(95 · 10⁶))² = 9,564,113.1…, less at most 5n − 4.
    #expect(route.fill.quote.units <= 9_564_113)
    #expect(route.fill.quote.units >= 9_564_107)
  }
}

@Suite("Router refusals") struct RouterRefusalTests {
  @Test func `are given in order and touch nothing`() throws {
    let small = try pool(1_000, 1_000_000, fee: .zero)
    var venues: [RouterVenue] = [.pool(small), .hidden(small)]
    let before = venues
    var router = Router(venueCount: 2)
    let costly = VenueAccess.permitted(cost: Amount(500))
    #expect(throws: RouteRefusal.amountMustBePositive) {
      try router.trade(.buyPaying(.zero), across: &venues, access: [.forbidden, .forbidden])
    }
    #expect(throws: RouteRefusal.venueMustBePermitted) {
      try router.trade(.buyPaying(Amount(1)), across: &venues, access: [.forbidden, .forbidden])
    }
    #expect(throws: RouteRefusal.amountMustExceedCosts) {
      try router.trade(.buyPaying(Amount(500)), across: &venues, access: [costly, .forbidden])
    }
    #expect(throws: RouteRefusal.venuesMustCoverOrder) {
      try router.trade(.buyReceiving(Amount(1_999)), across: &venues, access: [.free, .free])
    }
    #expect(throws: RouteRefusal.venuesMustCoverOrder) {
      try router.trade(.buyReceiving(Amount(.max)), across: &venues, access: [.free, .free])
    }
    #expect(throws: RouteRefusal.venuesMustCoverOrder) {
      try router.trade(.buyReceiving(Amount(1_000)), across: &venues, access: [.free, .forbidden])
    }
    #expect(throws: RouteRefusal.outputMustBePositive) {
      try router.trade(.buyPaying(Amount(1)), across: &venues, access: [.free, .free])
    }
    #expect(venues == before)
    #expect(router.legs.isEmpty)
    var none = Router(venueCount: 0)
    #expect(throws: RouteRefusal.venueMustBePermitted) {
      try none.route(.buyPaying(Amount(1)), across: [RouterVenue](), access: [])
    }
    // 1,998 of 2 · 999 units can be had.
    let route = try router.trade(.buyReceiving(Amount(1_998)), across: &venues, access: [.free, .free])
    #expect(route.fill.base == Amount(1_998))
  }
}
