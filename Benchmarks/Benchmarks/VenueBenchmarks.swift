import Exact
import Markets
import Units

/// The venues by themselves: a busy order book, swaps within a tick, every fee schedule, and the router.
enum VenueBenchmarks {
  static let all =
    [
      Benchmark(name: "order-book", unit: "events", count: 5_000_000, run: book),
      Benchmark(name: "v3-swap", unit: "swaps", count: 2_000_000, run: swapsWithinTick),
    ]
    + VenueSamples.scheduleNames.enumerated().map { index, name in
      Benchmark(name: "fee-\(name)", unit: "swaps", count: 500_000) { try swaps($0, schedule: index) }
    } + [Benchmark(name: "router", unit: "orders", count: 50_000, run: routed)]

  // MARK: - Order book

  /// Half limit orders, three eighths cancels and an eighth market orders about a middle that wanders.
  static func book(_ count: Int) throws -> String {
    var book = OrderBook(span: 4096, capacity: 1 << 16)
    var resting: [OrderID] = []
    resting.reserveCapacity(4096)
    for index in 0..<4096 {
      let outcome = try book.limit(
        .buying, price: 299_900 - index % 64, lots: 5, owner: .anyone, timing: .goodTillCancelled)
      if let order = outcome.order { resting.append(order) }
    }
    var draws = CongruentialDraws()
    var (check, cursor, middle) = (UInt64(0), 0, 300_000)
    for _ in 0..<count {
      let draw = draws.next()
      let side: TradeSide = (draw >> 59) & 1 == 0 ? .buying : .selling
      let owner = OrderOwner(UInt16((draw >> 50) & 3))
      switch draw >> 60 {
      case 0..<8:
        if (draw >> 20) & 1023 == 0 { middle += (draw >> 30) & 1 == 0 ? 1 : -1 }
        let distance = Int((draw >> 40) & 31)
        let outcome = try book.limit(
          side, price: side == .buying ? middle - distance : middle + 1 + distance,
          lots: (draw >> 33) & 63 + 1, owner: owner, timing: .goodTillCancelled)
        check &+= outcome.filled
        guard let order = outcome.order else { continue }
        if book.order(resting[cursor]) != nil { check &+= try book.cancel(resting[cursor]) }
        resting[cursor] = order
        cursor = cursor + 1 == resting.count ? 0 : cursor + 1
      case 8..<14:
        let order = resting[Int((draw >> 24) % UInt64(resting.count))]
        if book.order(order) != nil { check &+= try book.cancel(order) }
      default:
        let outcome = try book.market(side, lots: (draw >> 33) & 127 + 1, owner: owner)
        check &+= outcome.filled &+ UInt64(truncatingIfNeeded: outcome.cost)
      }
    }
    return "\(check),\(book.count)"
  }

  // MARK: - Curves

  static func swapsWithinTick(_ count: Int) throws -> String {
    var pool = try VenueSamples.range(fullRangeOnly: true)
    let fee = try Fee(3, over: 1000)
    var draws = CongruentialDraws()
    for _ in 0..<count {
      let draw = draws.next()
      let size = UInt128(((draw >> 33) & 1023) + 1)
      _ = try pool.trade(
        draw >> 63 == 1
          ? .sellPaying(Amount(Word256(size * 1_000_000_000_000_000)))
          : .buyPaying(Amount(Word256(size * 3_000_000))), fee: fee)
    }
    return "\(pool.sqrtPriceX96),\(pool.reserveBase.units),\(pool.reserveQuote.units)"
  }

  /// A quote and a trade, a swap a block.
  static func swaps(_ count: Int, schedule index: Int) throws -> String {
    let curve = try VenueSamples.product(base: 1_000)
    var moment = VenueMoment(at: .start, block: 0, reference: VenueSamples.price, oracle: VenueSamples.price)
    var pool = FeePool(curve: curve, schedule: try VenueSamples.schedules()[index], moment: moment)
    var draws = CongruentialDraws()
    var check = UInt128(0)
    for block in 1...count {
      let draw = draws.next()
      moment.at = Instant(milliseconds: Int64(block) * 12_000)
      moment.block = block
      pool.observe(moment)
      let size = UInt128(((draw >> 33) & 1023) + 1)
      let order: SwapOrder =
        draw >> 63 == 1
        ? .sellPaying(Amount(Word256(size * 1_000_000_000_000_000)))
        : .buyPaying(Amount(Word256(size * 3_000_000)))
      let quoted = try pool.quote(order)
      let made = try pool.trade(order)
      check &+=
        quoted.fill.base.units.low &+ made.fill.quote.units.low &+ made.fee.base.low &+ made.fee.quote.low
    }
    return "\(check),\(pool.curve.reserveBase.units)"
  }

  // MARK: - Router

  /// Orders split over four constant-product curves, then given back so that they stay alike.
  static func routed(_ count: Int) throws -> String {
    var venues: [Venue] = []
    for base in [UInt64(1_000), 400, 2_500, 50] {
      venues.append(.constantProduct(try VenueSamples.product(base: base)))
    }
    let access = Array(repeating: VenueAccess.free, count: venues.count)
    var router = Router(venueCount: venues.count)
    var draws = CongruentialDraws()
    for _ in 0..<count {
      let draw = draws.next()
      let size = Amount<Base>(Word256(UInt128((draw >> 33) & 1023 + 1) * 1_000_000_000_000_000))
      let order: SwapOrder = draw >> 63 == 1 ? .sellPaying(size) : .buyReceiving(size)
      _ = try router.trade(order, across: &venues, access: access)
    }
    return venues.map { "\($0.inventory.base.units)" }.joined(separator: ",")
  }
}
