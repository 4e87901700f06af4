import CountedHeap
import Exact
import Markets
import Properties
import TestKit
import Testing
import Units

@Suite("Router costs") struct RouterCostTests {
  @Test func `keep a venue out exactly when it saves less than it costs`() {
    withEvery("additive cost", cases: 200) { choices in
      let count = choices.within(2...4)
      let venues = try (0..<count).map { _ in try choices.routerVenue(bits: 40, ladders: false) }
      let units = Word256(choices.wide(bits: 40)) + 1
      let order: SwapOrder =
        choices.chance(1, in: 2) ? .sellPaying(Amount(units)) : .buyReceiving(Amount(units))
      choices.note("\(order) over \(venues)")
      let costly = choices.within(0...(count - 1))
      var access: [VenueAccess] = Array(repeating: .free, count: count)
      var router = Router(venueCount: count)
      let all = try? router.route(order, across: venues, access: access)
      let uses = router.legs.contains { $0.venue == costly }
      access[costly] = .forbidden
      let without = try? router.route(order, across: venues, access: access)
      guard let all, let without, uses else { return }
      let saving =
        worth(of: order, all.fill, cost: .zero) - worth(of: order, without.fill, cost: .zero)
      guard let saved = saving.asWord256 else { return }
      for (cost, isUsed) in [(saved, true), (saved + 1, false), (saved * 2 + 1, false), (saved >> 1, true)] {
        access[costly] = .permitted(cost: Amount(cost))
        let route = try router.route(order, across: venues, access: access)
        try holdEqual(router.legs.contains { $0.venue == costly }, isUsed, "used at \(cost), saving \(saved)")
        try holdEqual(route.cost.units, isUsed ? cost : .zero, "its cost is counted when it is used")
      }
    }
  }

  @Test func `of several venues leave a choice that no one venue more or less improves`() {
    withEvery("local optimum", cases: 200) { choices in
      let count = choices.within(2...5)
      let venues = try (0..<count).map { _ in
        let base = Word256(choices.wide(bits: 30)) + 1_000_000
        return RouterVenue.pool(try pool(base, base * 2, fee: .zero))
      }
      let access = (0..<count).map { _ in VenueAccess.permitted(cost: Amount(Word256(choices.wide(bits: 22))))
      }
      let order = choices.order(bits: 24)
      choices.note("\(order) over \(venues) \(access)")
      var router = Router(venueCount: count)
      guard let route = try? router.route(order, across: venues, access: access) else { return }
      let found = worth(of: order, route.fill, cost: route.cost)
      let used = Set(router.legs.map(\.venue))
      for index in 0..<count {
        var other = access
        for venue in 0..<count where used.contains(venue) == (venue == index) { other[venue] = .forbidden }
        guard let alternative = try? router.route(order, across: venues, access: other) else { continue }
        let reached = worth(of: order, alternative.fill, cost: alternative.cost)
        // Both are within their rounding of the best for their venues.
        try hold(
          found + Integer(5 * count) >= reached, "venue \(index) is in or out for good reason", "\(reached)")
      }
    }
  }

  @Test func `are taken from an order that fixes quote`() throws {
    let venues = [try pool(1_000_000, 1_000_000, fee: .zero), try pool(1_000_000, 1_000_000, fee: .zero)]
    var router = Router(venueCount: 2)
    let access: [VenueAccess] = [.permitted(cost: Amount(100)), .permitted(cost: Amount(300))]
    let spent = try router.route(.buyPaying(Amount(200_400)), across: venues, access: access)
    #expect(router.legs.map { $0.order } == [.buyPaying(Amount(100_000)), .buyPaying(Amount(100_000))])
    #expect(spent.cost == Amount(400))
    let got = try router.route(.sellReceiving(Amount(1_000)), across: venues, access: access)
    #expect(router.legs.map { $0.order } == [.sellReceiving(Amount(1_100))])
    #expect(got.cost == Amount(100))
  }
}

@Suite("Router effort") struct RouterEffortTests {
  @Test func `for pools is a dozen quotes a venue`() throws {
    var dice = TestDice(state: 5)
    for count in 1...8 {
      var router = Router(venueCount: count)
      let access: [VenueAccess] = Array(repeating: .free, count: count)
      for _ in 0..<200 {
        let venues = try (0..<count).map { _ in
          let base = Word256(1_000_000_000_000_000_000) * Word256(dice.number(1_000...100_000))
          return try pool(
            base,
            .mulDiv(base, Word256(dice.number(2_990...3_010)), over: 1_000_000_000_000, rounding: .down),
            fee: Fee(dice.number(0...30), over: 10_000))
        }
        let units = Word256(1_000_000_000_000_000) * Word256(dice.number(1...500_000))
        let order: SwapOrder =
          dice.number(0...1) == 0 ? .sellPaying(Amount(units)) : .buyReceiving(Amount(units))
        let route = try router.route(order, across: venues, access: access)
        #expect(route.quotes <= 12 * count + 12)
      }
    }
  }

  @Test func `without curves is some sweeps of one quote a step and direction`() throws {
    var dice = TestDice(state: 6)
    let count = 4
    var router = Router(venueCount: count)
    let access: [VenueAccess] = Array(repeating: .free, count: count)
    for _ in 0..<100 {
      let venues = try (0..<count).map { _ in
        let base = Word256(1_000_000_000_000_000_000) * Word256(dice.number(1_000...100_000))
        return RouterVenue.hidden(
          try pool(
            base,
            .mulDiv(base, Word256(dice.number(2_990...3_010)), over: 1_000_000_000_000, rounding: .down),
            fee: Fee(dice.number(0...30), over: 10_000)))
      }
      let units = Word256(1_000_000_000_000_000) * Word256(dice.number(1...100_000_000))
      let route = try router.route(.sellPaying(Amount(units)), across: venues, access: access)
      #expect(route.isSettled)
      // At most 87 bits an order, four sweeps, two directions, and the exchanges themselves.
      #expect(route.quotes <= 2 * count * 87 * 4)
    }
  }

  private static var isOptimised: Bool {
    #if DEBUG
      false
    #else
      true
    #endif
  }

  @Test(.enabled(if: isOptimised, "the promise is for optimised code: `make soak`"))
  func `is free of heap allocations`() throws {
    let venues: [RouterVenue] = [
      .pool(try pool(1_000_000_000_000, 3_000_000_000, fee: thirtyBasisPoints())),
      .hidden(try pool(2_000_000_000_000, 6_010_000_000, fee: Fee(5, over: 10_000))),
      .boastful(try pool(500_000_000_000, 1_500_000_000, fee: .zero)),
    ]
    let access: [VenueAccess] = [.free, .permitted(cost: Amount(20)), .free]
    var router = Router(venueCount: 3)
    _ = try router.route(.sellPaying(Amount(1_000)), across: venues, access: access)
    let before = counted_heap_allocations()
    for units in 1...50 as ClosedRange<UInt64> {
      _ = try router.route(.sellPaying(Amount(Word256(units * 1_000_000))), across: venues, access: access)
    }
    #expect(counted_heap_allocations() == before)
  }
}
