import Exact
import Feeds
import Markets
import Simulation
import TestKit
import Testing
import Units

@Suite("An order book in a run") struct BookRunTests {
  private static let pair = Sample.pair()
  private static let lot = Word256(1_000_000_000_000_000)

  private static func market(_ engine: Engine) throws -> BookMarket {
    guard case .orderBook(let venue) = engine.pools[0] else { throw BookRefusal.priceMustBePositive }
    return venue.market
  }

  @Test("stale quotes are taken, all that pay and no other", arguments: [2_985, 2_970, 3_015, 3_036])
  func stale(price: UInt64) throws {
    var plan = Sample.quiet(blocks: 12).arbitraged()
    plan.pools = [try Sample.book(resilience: (1, 1), in: Self.pair)]
    plan.price.process = Sample.replay([(0, 3_000), (60, price)])
    var engine = try Engine(plan: plan, hedging: true)
    for block in 1...plan.blocks {
      _ = try engine.step()
      var trades: [TradeEvent] = []
      for case .trade(let event) in engine.events { trades.append(event) }
      guard block == 5 else {
        #expect(trades.isEmpty, "block \(block)")
        continue
      }
      #expect(trades.count == 1)
      // Step k of 1.5 a step lies 1.5 k from 3,000 and has 400 k lots; a step at the price itself brings nothing.
      let reached = ((price > 3_000 ? price - 3_000 : 3_000 - price) * 2 - 1) / 3
      let lots = 200 * min(reached, 20) * (min(reached, 20) + 1)
      #expect(trades[0].fill.base.units == Self.lot * lots)
      #expect(trades[0].fill.side == (price > 3_000 ? .buying : .selling))
      let worth = Self.pair.value(Change(from: .zero, to: trades[0].fill.base), at: engine.price)
      let paid = Self.pair.value(Change(from: .zero, to: trades[0].fill.quote))
      #expect(price > 3_000 ? paid < worth : paid > worth)
    }
    // The makers have seen the price and quote about it.
    #expect(engine.pools[0].price(in: Self.pair) == Rational(Integer(price)))
  }

  @Test func `makers never quote what they do not own`() throws {
    var plan = Sample.busy([try Sample.book(base: 40, in: Self.pair)], seed: 1, blocks: 160)
    plan.retail?.medianSize = Amount(Self.lot * 8_000)
    var engine = try Engine(plan: plan, hedging: true)
    var (isBound, refused) = (false, 0)
    for _ in 0..<plan.blocks {
      _ = try engine.step()
      let market = try Self.market(engine)
      let asks = Self.lot * market.book.totalLots(.selling)
      #expect(asks <= market.inventoryBase.units)
      var cost = Word256.zero
      for level in market.book.levels(.buying) {
        cost += Word256(UInt64(level.price)) * market.scale.quotePerTick * level.lots
      }
      #expect(cost <= market.inventoryQuote.units)
      // Twenty steps of 400 k lots are 84,000.
      isBound = isBound || market.book.totalLots(.selling) < 42_000
      for case .refusal(let event) in engine.events where event.actor == .retail { refused += 1 }
    }
    #expect(isBound)
    #expect(refused > 0)
  }

  @Test func `an order beyond the book is refused whole, or filled as far as it goes and says so`() throws {
    let plan = Sample.quiet(blocks: 1)
    let pool = try Sample.book(base: 10, fee: try millionths(500), in: Self.pair)
    let moment = VenueMoment(at: .start, block: 0, reference: Sample.price(3_000), oracle: nil)
    let opened = try pool.open(at: moment, in: plan.pair)
    let far = Amount<Base>(Self.lot * 50_000)
    for order in [SwapOrder.buyReceiving(far), .sellPaying(far)] {
      var venue = opened
      #expect(throws: SwapRefusal.liquidityMustCoverOrder) { try venue.trade(order) }
      #expect(venue == opened)
      let quoted = try venue.quoteAvailable(order)
      #expect(quoted.isPartial(of: order))
      #expect(try venue.tradeAvailable(order) == quoted)
      let (before, after) = (opened.inventory, venue.inventory)
      let (base, quote) = (
        Change(from: .zero, to: quoted.fill.base), Change(from: .zero, to: quoted.fill.quote)
      )
      let buys = quoted.fill.side == .buying
      #expect(after.base == (buys ? before.base - base : before.base + base))
      #expect(after.quote == (buys ? before.quote + quote : before.quote - quote))
      #expect(quoted.fill.base.units < far.units)
      #expect(throws: SwapRefusal.reservesMustBePositive) { try venue.tradeAvailable(order) }
    }
  }

  @Test func `a purchase is rounded up and a sale down to whole lots`() throws {
    let pool = try Sample.book(in: Self.pair)
    let moment = VenueMoment(at: .start, block: 0, reference: Sample.price(3_000), oracle: nil)
    let venue = try pool.open(at: moment, in: Self.pair)
    let odd = Amount<Base>(Self.lot * 3 + 1)
    #expect(try venue.quote(.buyReceiving(odd)).fill.base.units == Self.lot * 4)
    #expect(try venue.quote(.sellPaying(odd)).fill.base.units == Self.lot * 3)
    #expect(try venue.quote(.buyReceiving(Amount(1))).fill.base.units == Self.lot)
    #expect(throws: SwapRefusal.outputMustBePositive) { try venue.quote(.sellPaying(Amount(Self.lot - 1))) }
  }
}
