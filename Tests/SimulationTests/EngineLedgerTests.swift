import Exact
import Feeds
import Markets
import Options
import Simulation
import TestKit
import Testing
import Units
import Vaults

@Suite("Engine's ledger") struct EngineLedgerTests {
  /// What the journal alone says every pool and the vault hold.
  private struct Books {
    var pools: [Holding]
    var vault: Holding
    var seen = Set<String>()

    init(_ plan: Plan) {
      pools = plan.pools.map {
        Holding(
          base: Change(from: .zero, to: $0.reserveBase), quote: Change(from: .zero, to: $0.reserveQuote))
      }
      vault = Holding(
        base: Change(from: .zero, to: plan.vault?.capitalBase ?? .zero),
        quote: Change(from: .zero, to: plan.vault?.capitalQuote ?? .zero))
    }

    mutating func book(_ event: JournalEvent) {
      switch event {
      case .trade(let event):
        let base = Change(from: .zero, to: event.fill.base)
        let quote = Change(from: .zero, to: event.fill.quote)
        let buys = event.fill.side == .buying
        pools[event.pool].base += buys ? -base : base
        pools[event.pool].quote += buys ? quote : -quote
        if event.origin == .hedging {
          vault.base += buys ? base : -base
          vault.quote += buys ? -quote : quote
        }
        seen.insert("\(event.origin)")
      case .pool(let event):
        pools[event.pool].base += event.base
        pools[event.pool].quote += event.quote
        seen.insert("\(event.cause)")
      case .vault(let event):
        vault.base += event.base
        vault.quote += event.quote
        seen.insert("\(event.cause)")
      case .refusal(let event): seen.insert("refused \(event.actor)")
      case .price: break
      }
    }
  }

  private static func check(_ engine: Engine, _ books: Books) {
    let closing = engine.closing()
    #expect(closing.reserves == books.pools)
    for index in books.pools.indices { #expect(closing.balance(.pool(index)) == books.pools[index]) }
    #expect(closing.balance(.vault) == books.vault)
    let positions = engine.market?.book.positions ?? []
    let escrow = positions.reduce(Holding.none) {
      Holding(
        base: $0.base + Change(from: .zero, to: $1.escrow.base),
        quote: $0.quote + Change(from: .zero, to: $1.escrow.quote))
    }
    #expect(closing.balance(.escrow) == escrow)
    for holding in closing.balances.reduce(
      into: [Holding.none],
      {
        $0[0].base += $1.base; $0[0].quote += $1.quote
      })
    {
      #expect(holding == .none)
    }
    guard let market = engine.market else { return }
    #expect(books.vault.base >= Change(from: .zero, to: market.lockedBase))
    #expect(books.vault.quote >= Change(from: .zero, to: market.lockedQuote))
  }

  @Test func `after every block the journal, the protocols and the ledger say the same`() throws {
    var seen = Set<String>()
    for seed in UInt64(1)...30 {
      let plan = Sample.random(seed: seed)
      var engine = try Engine(plan: plan, hedging: true)
      var books = Books(plan)
      for _ in 0..<plan.blocks {
        _ = try engine.step()
        for event in engine.events { books.book(event) }
        Self.check(engine, books)
      }
      seen.formUnion(books.seen)
    }
    // Nothing above is empty talk: every kind of event but liquidation, which the first release has none of, happened.
    #expect(
      seen.isSuperset(of: [
        "arbitrage", "hedging", "retail", "premiumReceived", "premiumPaid", "payoff", "deposit", "withdrawal",
        "refused retail", "refused taker", "refused hedger", "refused roll",
      ]), "\(seen.sorted())")
  }

  @Test func `after the arbitrageur no pool leaves a profit`() throws {
    for seed in UInt64(100)...115 {
      var plan = Sample.random(seed: seed, blocks: 25)
      let gas = plan.arbitrage?.gas ?? .zero
      plan.arbitrage = ArbitragePlan(everyBlocks: 1, gas: gas)
      plan.order = Phase.allCases.filter { $0 != .arbitrage } + [.arbitrage]
      var engine = try Engine(plan: plan, hedging: true)
      for _ in 0..<plan.blocks {
        let end = try engine.step()
        for pool in engine.pools {
          guard let rest = pool.arbitrage(at: end.price, in: plan.pair, gas: gas) else { continue }
          // Only where the search is not proven to the unit, and then at most about one of the cheaper token.
          let cheaper = min(Int256(Word256(end.price.wads)), Int256(plan.pair.finePerQuoteUnit))
          #expect(
            [18, 8].contains(plan.pair.base.decimals)
              && plan.pair.base.decimals - plan.pair.quote.decimals < 12)
          #expect(rest.profit < cheaper + cheaper)
        }
      }
    }
  }

  // MARK: - Memory

  /// How many values are reachable, the constant table of normal deviates aside.
  private static func size(_ value: Any) -> Int {
    if "\(type(of: value))" == "NormalQuantile" { return 1 }
    return Mirror(reflecting: value).children.reduce(1) { $0 + size($1.value) }
  }

  @Test func `what an engine holds does not grow with its blocks`() throws {
    let month = Sample.instant(30 * 86_400)
    var plan = Sample.quiet(blocks: 4_000).moving(volatility: Sample.ratio(800)).arbitraged()
      .withRetail(perDay: 2_000).withVault(hedgingEvery: 3_600)
      .withOptions(
        [Series(kind: .call, strike: Sample.price(3_000), expiry: month)], bias: .buy, ordersPerDay: 40)
    plan.oracle.latency = Duration(seconds: 24)
    var engine = try Engine(plan: plan, hedging: true)
    for _ in 0..<400 { _ = try engine.step() }
    let (capacity, size) = (engine.events.capacity, Self.size(engine) - Self.size(engine.events))
    var most = 0
    while engine.block < plan.blocks {
      _ = try engine.step()
      most = max(most, engine.events.count)
    }
    #expect(engine.events.capacity == capacity)
    #expect(most <= capacity)
    #expect(Self.size(engine) - Self.size(engine.events) == size)
  }
}
