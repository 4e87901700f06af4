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
  /// What the journal alone says every pool and the vault, its margin and contracts included, hold.
  private struct Books {
    var pools: [Holding]
    var vault: Holding
    /// Contracts of the vault on each pool.
    var contracts: [Change<Base>]
    var seen = Set<String>()
    let plan: Plan

    init(_ plan: Plan) {
      self.plan = plan
      pools = plan.pools.map {
        Holding(
          base: Change(from: .zero, to: $0.reserveBase), quote: Change(from: .zero, to: $0.reserveQuote))
      }
      vault = Holding(
        base: Change(from: .zero, to: plan.vault?.capitalBase ?? .zero),
        quote: Change(from: .zero, to: plan.vault?.capitalQuote ?? .zero))
      contracts = plan.pools.map { _ in .zero }
    }

    mutating func book(_ event: JournalEvent) {
      switch event {
      case .trade(let event):
        let base = Change(from: .zero, to: event.fill.base)
        let quote = Change(from: .zero, to: event.fill.quote)
        let buys = event.fill.side == .buying
        pools[event.pool].base += buys ? -base : base
        pools[event.pool].quote += buys ? quote : -quote
        if event.origin == .hedging || event.origin == .liquidation {
          vault.base += buys ? base : -base
          vault.quote += buys ? -quote : quote
          if !plan.pools[event.pool].kind.isSpot { contracts[event.pool] += buys ? base : -base }
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
    let name = engine.plan.name
    #expect(closing.reserves == books.pools, "\(name)")
    for index in books.pools.indices {
      #expect(closing.balance(.pool(index)) == books.pools[index], "\(name)")
    }
    let (tokens, position) = (closing.balance(.vault), closing.balance(.vaultPosition))
    #expect(tokens.base + position.base == books.vault.base, "\(name)")
    #expect(tokens.quote + position.quote == books.vault.quote, "\(name)")
    checkPositions(engine, closing, books)
    let positions = engine.market?.book.positions ?? []
    let escrow = positions.reduce(Holding.none) {
      Holding(
        base: $0.base + Change(from: .zero, to: $1.escrow.base),
        quote: $0.quote + Change(from: .zero, to: $1.escrow.quote))
    }
    #expect(closing.balance(.escrow) == escrow, "\(name)")
    #expect(closing.balances.reduce(Change<Base>.zero) { $0 + $1.base } == .zero, "\(name)")
    #expect(closing.balances.reduce(Change<Quote>.zero) { $0 + $1.quote } == .zero, "\(name)")
    guard let market = engine.market else { return }
    #expect(tokens.base >= Change(from: .zero, to: market.lockedBase), "\(name)")
    #expect(tokens.quote >= Change(from: .zero, to: market.lockedQuote), "\(name)")
  }

  /// Contracts lie on their own accounts, and the perpetuals' own state says the same of them.
  private static func checkPositions(_ engine: Engine, _ closing: Closing, _ books: Books) {
    var held = [Holding.none, Holding.none]
    for (index, pool) in engine.pools.enumerated() {
      guard case .perpetual(let venue) = pool else { continue }
      #expect(venue.perpetual.contractResidual == .zero)
      #expect(venue.perpetual.cashResidual == .zero)
      #expect(Change(venue.perpetual.positions[PerpetualVenue.hedger].size) == books.contracts[index])
      for (account, position) in venue.perpetual.positions.enumerated() {
        held[account].base += Change(position.size)
        held[account].quote += Change(position.collateral - position.notional)
      }
    }
    #expect(closing.balance(.vaultPosition) == held[PerpetualVenue.hedger], "\(engine.plan.name)")
    #expect(closing.balance(.arbitrageurPosition) == held[PerpetualVenue.basis], "\(engine.plan.name)")
  }

  /// Runs a plan, its script first, and checks the books after every block.
  private static func run(_ plan: Plan) throws -> Set<String> {
    var engine = try Engine(plan: plan, hedging: true)
    var books = Books(plan)
    if let script = plan.script {
      try engine.play(script) { engine in
        for event in engine.events { books.book(event) }
        check(engine, books)
      }
      for event in engine.events { books.book(event) }
      check(engine, books)
    }
    while engine.block < plan.blocks {
      _ = try engine.step()
      for event in engine.events { books.book(event) }
      check(engine, books)
    }
    return books.seen
  }

  @Test func `after every block the journal, the protocols and the ledger say the same`() throws {
    var seen = Set<String>()
    for seed in UInt64(1)...(isSoaking ? 1_000 : 60) {
      seen.formUnion(try Self.run(Sample.random(seed: seed)))
    }
    seen.formUnion(try Self.run(try Sample.squeezed()))
    // Nothing above is empty talk: every kind of event happened.
    let all: [String] =
      Origin.allCases.map { "\($0)" } + VaultEvent.Cause.allCases.map { "\($0)" }
      + PoolEvent.Cause.allCases.map { "\($0)" } + RefusalEvent.Actor.allCases.map { "refused \($0)" }
    #expect(seen.isSuperset(of: all), "\(Set(all).subtracting(seen).sorted())")
  }

  @Test func `over every kind and schedule they say the same`() throws {
    for (index, venue) in try Sample.venues(in: Sample.pair()).enumerated() {
      var plan = Sample.busy(venue.pools, seed: UInt64(index), blocks: 40)
      plan.name = venue.name
      _ = try Self.run(plan)
    }
  }

  @Test func `after the arbitrageur no pool leaves a profit`() throws {
    for seed in UInt64(100)...115 {
      var plan = Sample.random(seed: seed, blocks: 25)
      let gas = plan.arbitrage?.gas ?? .zero
      plan.arbitrage = ArbitragePlan(everyBlocks: 1, gas: gas)
      plan.order = Phase.allCases.filter { $0 != .arbitrage } + [.arbitrage]
      plan.script = nil
      // A basis trade moves the pool that was arbitraged before it.
      plan.pools.removeAll { !$0.kind.isSpot }
      plan.routing = .standard
      var engine = try Engine(plan: plan, hedging: true)
      for _ in 0..<plan.blocks {
        let end = try engine.step()
        for pool in engine.pools where !Self.isStrategy(pool) {
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

  /// Whether the arbitrageur follows a strategy and not the optimum: where the fee depends on the size.
  private static func isStrategy(_ venue: Venue) -> Bool {
    switch venue {
    case .scheduled(let pool): pool.schedule.dependsOnSize
    case .concentrated(let pool): pool.schedule.dependsOnSize
    default: false
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
