import Exact
import Feeds
import Markets
import Options
import Simulation
import TestKit
import Testing
import Units
import Vaults

@Suite("A perpetual in a run") struct PerpetualRunTests {
  private static let pair = Sample.pair()

  private static func venue(_ engine: Engine) throws -> PerpetualVenue {
    guard case .perpetual(let venue) = engine.pools[1] else { throw PerpetualRefusal.accountMustExist }
    return venue
  }

  /// A spot pool that hedges may not use, and a perpetual for them alone; a vault short of calls; nobody else trades.
  private static func plan(fee: Fee = .zero) throws -> Plan {
    var plan = Sample.quiet(blocks: 60).withVault(hedgingEvery: 12, epoch: Duration(seconds: 240))
      .withOptions(
        [Series(kind: .call, strike: Sample.price(3_000), expiry: Sample.instant(86_400))], bias: .buy,
        ordersPerDay: 7_200)
    plan.pools = try [
      Sample.pool("spot", base: 1_000, quote: 3_000_000, fee: fee, in: pair),
      Sample.perpetual(fee: fee, in: pair),
    ]
    plan.routing.rules = [
      RoutingPlan.Rule(hedge: false, retail: true, cost: .zero),
      RoutingPlan.Rule(hedge: true, retail: false, cost: .zero),
    ]
    return plan
  }

  /// Row 34 of the features: joined by arbitrage the two act as one venue of depth 1,000 + 2,000.
  @Test func `a hedge with contracts alone moves spot as in the merged depth`() throws {
    var plan = try Self.plan()
    plan.arbitrage = ArbitragePlan(everyBlocks: 1, gas: .zero)
    plan.order = [.price, .oracle, .options, .hedging, .arbitrage]
    plan.vault?.hedge?.every = Duration(seconds: 600)
    plan.blocks = 50
    var engine = try Engine(plan: plan, hedging: true)
    while engine.hedgePosition == .zero { _ = try engine.step() }
    let bought = Rational(Integer(engine.hedgePosition.units))
    #expect(bought > Rational(Integer(Sample.whole(5, of: Self.pair.base))))
    var pools = Set<Int>()
    for case .trade(let event) in engine.events { pools.insert(event.pool) }
    #expect(pools == [0, 1])
    let depth = Rational(Integer(Sample.whole(3_000, of: Self.pair.base)))
    let rest = try depth.divided(by: depth - bought)
    // p' ÷ p = (X ÷ (X − Q))²: that much of the move, to within 2 %, is seen in either venue.
    let merged = rest * rest - 1
    for pool in engine.pools {
      let price = try #require(pool.price(in: Self.pair))
      let moved = try price.divided(by: 3_000) - 1
      let ratio = try moved.divided(by: merged)
      #expect(ratio > (try Rational(98).divided(by: 100)))
      #expect(ratio < (try Rational(102).divided(by: 100)))
    }
  }

  @Test func `without a basis arbitrageur spot stays`() throws {
    var plan = try Self.plan()
    plan.blocks = 20
    var engine = try Engine(plan: plan, hedging: true)
    for _ in 0..<plan.blocks { _ = try engine.step() }
    #expect(engine.hedgePosition != .zero)
    #expect(engine.pools[0].price(in: Self.pair) == 3_000)
    #expect(try #require(engine.pools[1].price(in: Self.pair)) > 3_000)
  }

  @Test func `funding is paid by one side and received by the other, to the unit`() throws {
    var plan = try Self.plan()
    plan.price.process = Sample.replay([(0, 3_000), (300, 2_900)])
    var engine = try Engine(plan: plan, hedging: true)
    var (paid, times) = (Change<Quote>.zero, 0)
    for _ in 0..<plan.blocks {
      _ = try engine.step()
      var (vault, makers) = (Change<Quote>.zero, Change<Quote>.zero)
      for event in engine.events {
        if case .vault(let event) = event, event.cause == .funding { vault += event.quote }
        if case .pool(let event) = event, event.cause == .funding { makers += event.quote }
      }
      #expect(vault + makers == .zero)
      if vault != .zero { times += 1 }
      paid += vault
    }
    // Every minute of the twelve, once there are contracts; a long pays while the mark is above the index.
    #expect((8...12).contains(times))
    #expect(paid.units.isNegative)
    let makers = try Self.venue(engine).perpetual
    #expect(Change(makers.makerFunding) + Change(from: .zero, to: makers.insurance) == -paid)
  }

  @Test("an account is liquidated exactly below its maintenance margin", arguments: UInt64(1)...6)
  func liquidation(seed: UInt64) throws {
    var plan = try Sample.squeezed()
    plan.seed = seed
    plan.order = [.liquidation, .price, .oracle, .arbitrage, .retail, .options, .hedging, .roll]
    plan.price.process = Sample.replay([
      (0, 3_000), (120, 2_800), (180, 3_000), (264, 2_700), (300, 2_950), (432, 2_400), (500, 3_000),
    ])
    var engine = try Engine(plan: plan, hedging: true)
    var (forced, spared) = (0, 0)
    for _ in 0..<plan.blocks {
      let before = try Self.venue(engine).perpetual
      let isDue = before.isLiquidatable(PerpetualVenue.hedger)
      _ = try engine.step()
      var trades: [TradeEvent] = []
      for case .trade(let event) in engine.events where event.origin == .liquidation { trades.append(event) }
      #expect(trades.count == (isDue ? 1 : 0))
      if let trade = trades.first {
        forced += 1
        #expect(trade.fill.base.units == before.positions[PerpetualVenue.hedger].size.magnitude)
        #expect(trade.fill.side == .selling)
      } else if !before.positions[PerpetualVenue.hedger].isFlat {
        spared += 1
      }
    }
    #expect(forced > 0 && spared > 10)
  }

  @Test func `the net asset value of an epoch counts contracts and margin`() throws {
    var plan = try Self.plan(fee: try millionths(500)).moving(volatility: Sample.ratio(2_000)).arbitraged()
    plan.order = [.price, .oracle, .arbitrage, .options, .hedging, .roll]
    var engine = try Engine(plan: plan, hedging: true)
    var epochs = 0
    while engine.block < plan.blocks {
      _ = try engine.step()
      guard engine.epochs > epochs else { continue }
      epochs = engine.epochs
      let held = engine.balance(.vault)
      let market = try #require(engine.market)
      let mark = try market.bookMark(spot: engine.price, now: engine.now, rounding: .charge)
      let tokens = Self.pair.value(held.base, at: engine.price) + Self.pair.value(held.quote)
      let position = try Self.venue(engine).hedgerWorth(at: engine.price, in: Self.pair)
      #expect(position != .zero)
      #expect(engine.lastRoll?.netAssetValue == tokens + position - mark)
      let (own, ledger) = (try Self.venue(engine).perpetual.positions[0], engine.balance(.vaultPosition))
      #expect(ledger.base == Change(own.size) && ledger.quote == Change(own.collateral - own.notional))
    }
    #expect(epochs == 3)
  }

  @Test func `a basis arbitrageur who lost its margin brings more`() throws {
    let pool = try Sample.perpetual(initialMargin: 900_000, in: Self.pair)
    guard case .perpetual(let perpetual, let every) = pool.kind else { return }
    var venue = PerpetualVenue(perpetual: perpetual, fundingEvery: every)
    let ether = Sample.whole(1, of: Self.pair.base)
    _ = try venue.trade(.sellPaying(Amount(ether * 200)), backing: PerpetualVenue.basis)
    // A squeeze to more than twice the price: the short's deposit of twice its notional is gone.
    let isGiven = venue.deposit(Amount(Sample.whole(90_000_000, of: Self.pair.quote)))
    #expect(isGiven)
    _ = try venue.trade(.buyReceiving(Amount(ether * 1_100)))
    #expect(venue.perpetual.equity(of: PerpetualVenue.basis).isNegative)
    let (execution, deposit) = try venue.trade(.sellPaying(Amount(ether)), backing: PerpetualVenue.basis)
    #expect(deposit.units > execution.fill.quote.units * 2)
    #expect(venue.perpetual.cashResidual == .zero)
  }
}
