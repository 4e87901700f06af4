import Exact
import Markets
import Properties
import TestKit
import Testing
import Units

/// The split against witnesses that search differently: all splits, a dual bound, one merged pool.
@Suite("Router splits") struct RouterOptimumTests {
  private func free(_ count: Int) -> [VenueAccess] { Array(repeating: .free, count: count) }

  @Test func `come within 5n − 4 units of the best of all splits`() {
    withEvery("every split", cases: 300) { choices in
      let count = choices.within(1...3)
      let venues = try (0..<count).map { _ in try choices.routerVenue(bits: 12, ladders: true) }
      let order = choices.order(bits: 5)
      choices.note("\(order) over \(venues)")
      var router = Router(venueCount: count)
      let route = try? router.route(order, across: venues, access: free(count))
      let total = Int(order.fixedUnits.low)
      var best: Integer?
      for first in 0...total {
        for second in 0...(total - first) {
          let legs = [first, second, total - first - second]
          guard legs[count...].allSatisfy({ $0 == 0 }) else { continue }
          var sum = Integer.zero
          var fits = true
          for (leg, venue) in zip(legs, venues) where leg > 0 {
            guard let fill = try? venue.quote(order.fixing(Word256(UInt64(leg)))).fill else {
              fits = false
              break
            }
            sum += worth(of: order, fill, cost: .zero)
          }
          if fits, best.map({ sum > $0 }) ?? true { best = sum }
        }
      }
      guard let route else {
        try hold(best == nil, "an order that some split fills is not refused", "\(best ?? .zero)")
        return
      }
      let found = worth(of: order, route.fill, cost: .zero)
      guard let best else { throw Falsified("a route is one of all splits", "\(route)") }
      try hold(best - found <= Integer(5 * count - 4), "within 5n − 4", "\(found), best \(best)")
    }
  }

  /// By weak duality, for any price `λ` above 0: `Σ out_i(a_i) ≤ λA + Σ max_a [out_i(a) − λa]`, where the maximum is
  /// `(√R_out − √(λR'))²` if the first unit pays, `R' = R_in · d ÷ (d − n)`; and likewise for amounts received.
  @Test func `of pools come within 5n − 4 units of a bound on all real splits`() {
    withEvery("dual bound", cases: 600) { choices in
      let count = choices.within(2...6)
      let bits = choices.oneOf([30, 60, 96])
      let price = choices.sized(below: 5_000) + 1
      let pools = try (0..<count).map { _ in
        let base = Word256(choices.wide(bits: bits)) + Word256(1 << 12 as UInt128)
        let tilt = choices.sized(below: 200) + 900
        return try pool(
          base, .mulDiv(base * price, Word256(tilt), over: 1000, rounding: .up),
          fee: choices.oneOf([.zero, Fee(3, over: 1000), Fee(1, over: 100)]))
      }
      let hides = choices.chance(1, in: 3)
      let venues = pools.map { hides ? RouterVenue.hidden($0) : .pool($0) }
      let order = choices.order(bits: bits)
      choices.note("\(order) over \(venues)")
      var router = Router(venueCount: count)
      guard let route = try? router.route(order, across: venues, access: free(count)) else { return }
      let bound = try self.bound(order, pools, at: try self.marginal(order, pools))
      let found = Rational(worth(of: order, route.fill, cost: .zero))
      try hold(route.isSettled, "the search settles")
      try hold(found <= bound, "the bound bounds", "\(found) > \(bound)")
      try hold(bound - found <= Rational(5 * count - 4), "within 5n − 4", "\((bound - found).rounded(.up))")
    }
  }

  /// `R'`, or for received amounts `R_out`, and the other reserve.
  private func terms(_ pool: ConstantProduct, _ side: TradeSide) throws -> (paid: Rational, out: Rational) {
    let (own, other) =
      side == .buying
      ? (pool.reserveQuote.units, pool.reserveBase.units) : (pool.reserveBase.units, pool.reserveQuote.units)
    let kept = Integer(pool.fee.denominator) - Integer(pool.fee.numerator)
    let paid = try #require(Rational(Integer(own) * Integer(pool.fee.denominator), over: kept))
    return (paid, Rational(Integer(other)))
  }

  /// The price at which the legs of the real optimum add up, within 2⁻¹⁶⁰: any price gives a bound, this one a close one.
  private func marginal(_ order: SwapOrder, _ pools: [ConstantProduct]) throws -> Rational {
    let amount = Integer(order.fixedUnits) << 20
    let terms = try pools.map { try self.terms($0, order.side) }
    var (low, high) = (Integer.one, Integer.powerOfTwo(320))
    while high - low > 1 {
      let middle = (low + high).shiftedRight(by: 1, rounding: .down)
      let price = try #require(Rational(middle, over: Integer.powerOfTwo(160)))
      var sum = Integer.zero
      for (paid, out) in terms {
        let square = try (paid * out).divided(by: price)
        let root = (square.numerator << 40).divided(by: square.denominator, rounding: .down)
          .squareRoot(rounding: .down)
        let leg =
          order.fixesInput
          ? root - paid.scaled(decimals: 0, rounding: .down) << 20 : (out.numerator << 20) - root
        if !leg.isNegative { sum += leg }
      }
      // Legs paid grow as the price asked falls; legs received grow with the price paid.
      if (sum > amount) == order.fixesInput { low = middle } else { high = middle }
    }
    return try #require(Rational(high, over: Integer.powerOfTwo(160)))
  }

  private func bound(_ order: SwapOrder, _ pools: [ConstantProduct], at price: Rational) throws -> Rational {
    let amount = Rational(Integer(order.fixedUnits))
    var sum = order.fixesInput ? price * amount : -(price * amount)
    for pool in pools {
      let (paid, out) = try terms(pool, order.side)
      // The root is rounded down by less than 2⁻⁶⁴, on the side that keeps the bound a bound.
      let square = (price * paid * out).numerator << 128
      let root = try #require(
        Rational(
          square.divided(by: (price * paid * out).denominator, rounding: .down).squareRoot(rounding: .down),
          over: Integer.powerOfTwo(64)))
      if order.fixesInput {
        if out > price * paid { sum += out + price * paid - root - root }
      } else if price * out > paid {
        // −min over o of R'o ÷ (R_out − o) − λo = R' + λR_out − 2√(λR'R_out).
        sum += paid + price * out - root - root
      }
    }
    return sum
  }

  @Test func `of pools at one price without fee equal the merged pool`() {
    withEvery("merged pool", cases: 600) { choices in
      let count = choices.within(2...6)
      let (p, q) = (choices.sized(below: 1 << 14) + 1, choices.sized(below: 1 << 14) + 1)
      let depths = (0..<count).map { _ in Word256(choices.wide(bits: 70)) + Word256(1 << 30 as UInt128) }
      let pools = try depths.map { try pool($0 * q, $0 * p, fee: .zero) }
      let depth = depths.reduce(.zero, +)
      let merged = try pool(depth * q, depth * p, fee: .zero)
      let order = choices.order(bits: 70)
      choices.note("\(order) over \(pools)")
      let hides = choices.chance(1, in: 4)
      var router = Router(venueCount: count)
      let split = try? router.route(
        order, across: pools.map { hides ? RouterVenue.hidden($0) : .pool($0) }, access: free(count))
      let whole = try? merged.quote(order)
      guard let whole else { return }
      guard let split else {
        // Refused only where the merged pool itself has no more than a rounding left on either side.
        let output = order.fixesQuote == order.fixesInput ? whole.fill.base.units : whole.fill.quote.units
        let reserve = order.fixesQuote == order.fixesInput ? depth * q : depth * p
        try hold(
          output <= Word256(UInt64(count)) || output + Word256(UInt64(count)) >= reserve,
          "what the merged pool fills the pools fill", "\(whole.fill)")
        return
      }
      let difference = worth(of: order, whole.fill, cost: .zero) - worth(of: order, split.fill, cost: .zero)
      // From the curves the split is pro rata to the unit and each leg loses less than a unit to its own rounding. (Legs
      // are whole units too, which costs `p δ² ÷ (x + a)` each: below 2¹⁴ ÷ 2³⁰ here.) From quotes alone, 5n − 4.
      try hold(difference >= 0, "no split of pools beats the merged pool", "\(difference)")
      let most = hides ? Integer(5 * count - 4) : Integer(count)
      try hold(difference <= most, "each leg loses at most its rounding", "\(difference)")
    }
  }

  @Test func `that come out whole equal the merged pool to the unit`() throws {
    // x = y = 300 · 10⁶ each of three, 600 · 10⁶ sold: each leg 200 · 10⁶ fetches 120 · 10⁶, the merged pool 360 · 10⁶.
    let million: Word256 = 1_000_000
    let part = try pool(300 * million, 300 * million, fee: .zero)
    let merged = try pool(900 * million, 900 * million, fee: .zero)
    var router = Router(venueCount: 3)
    let order = SwapOrder.sellPaying(Amount(600 * million))
    let route = try router.route(order, across: [part, part, part], access: free(3))
    #expect(route.fill == (try merged.quote(order).fill))
    #expect(route.fill.quote.units == 360 * million)
    // Fragmentation: what one venue costs against what all cost is (vx + Q) ÷ (x + Q) = 1500 ÷ 900.
    let single = try part.quote(order).fill.quote.units
    let (alone, together) = (600 * million - single, 600 * million - route.fill.quote.units)
    #expect(alone * 900 == together * 1500)
  }

  @Test func `of netted flow cost no more than flows sent apart`() {
    withEvery("aggregation", cases: 400) { choices in
      let venues = try (0..<3).map { _ in
        let base = Word256(choices.wide(bits: 60)) + Word256(1 << 20 as UInt128)
        return RouterVenue.pool(try pool(base, base * 3, fee: choices.oneOf([.zero, Fee(3, over: 1000)])))
      }
      let (bought, sold) = (Word256(choices.wide(bits: 40)) + 2, Word256(choices.wide(bits: 40)) + 2)
      guard bought != sold else { return }
      var router = Router(venueCount: 3)
      // Two desks trade on their own, one after the other, each with one venue.
      var apart = venues
      let first = try? apart[0].trade(.buyReceiving(Amount(bought)))
      let second = try? apart[choices.within(0...1)].trade(.sellPaying(Amount(sold)))
      guard let first, let second else { return }
      let alone = Integer(first.fill.quote.units) - Integer(second.fill.quote.units)
      // Together, only the difference meets the venues.
      let net: SwapOrder =
        bought > sold ? .buyReceiving(Amount(bought - sold)) : .sellPaying(Amount(sold - bought))
      guard let route = try? router.route(net, across: venues, access: free(3)) else { return }
      try holdEqual(route.fill.base.units, net.fixedUnits, "the public flow is the residual")
      let paid = Integer(route.fill.quote.units)
      let together = bought > sold ? paid : -paid
      try hold(together <= alone + 15, "the residual costs no more", "\(together) > \(alone)")
    }
  }
}
