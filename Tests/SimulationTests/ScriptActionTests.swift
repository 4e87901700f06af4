import Exact
import Feeds
import Markets
import Options
import Simulation
import TestKit
import Testing
import Units
import Vaults

@Suite("ScriptedAction") struct ScriptActionTests {
  private static let pair = Sample.pair()
  private static let ether = Amount<Base>(Sample.whole(1, of: pair.base))
  private static let dollars = Amount<Quote>(Sample.whole(3_000, of: pair.quote))

  /// A quiet price, options without demand, a vault that hedges every minute and rolls every two.
  private static func plan(_ pools: [PoolPlan] = []) throws -> Plan {
    var plan = Sample.quiet(blocks: 100).withVault(hedgingEvery: 60, epoch: Duration(seconds: 120))
      .withOptions(
        [
          Series(kind: .call, strike: Sample.price(2_900), expiry: Sample.instant(240)),
          Series(kind: .put, strike: Sample.price(3_100), expiry: Sample.instant(240)),
        ], bias: .buy, ordersPerDay: 0)
    plan.options?.demand = nil
    if !pools.isEmpty { plan.pools = pools }
    return plan
  }

  private static func engine(_ plan: Plan, actors: Int = 2) throws -> Engine {
    var engine = try Engine(plan: plan, hedging: true)
    engine.admitActors(actors)
    return engine
  }

  private static func signed(_ amount: Amount<Base>) -> Change<Base> { Change(from: .zero, to: amount) }
  private static func signed(_ amount: Amount<Quote>) -> Change<Quote> { Change(from: .zero, to: amount) }

  @Test func `a swap trades as retail in the pool named, on every kind that trades tokens`() throws {
    let plan = try Self.plan([
      Sample.pool("product", base: 1_000, quote: 3_000_000, in: Self.pair),
      Sample.concentrated(fee: .zero, in: Self.pair), Sample.book(in: Self.pair),
    ])
    var engine = try Self.engine(plan)
    for pool in 0...2 {
      for order in [
        SwapOrder.sellPaying(Self.ether), .buyPaying(Self.dollars), .buyReceiving(Self.ether),
        .sellReceiving(Self.dollars),
      ] {
        let quoted = try engine.pools[pool].quote(order).fill
        let before = engine.actors[1].tokens
        try engine.perform(.swap(pool: pool, order: order), by: 1)
        guard case .trade(let event) = engine.events.last else {
          Issue.record("no trade")
          return
        }
        #expect(event.fill == quoted && event.pool == pool && event.origin == .retail)
        let buys = quoted.side == .buying
        let after = engine.actors[1].tokens
        #expect(after.base - before.base == (buys ? Self.signed(quoted.base) : -Self.signed(quoted.base)))
        #expect(after.quote - before.quote == (buys ? -Self.signed(quoted.quote) : Self.signed(quoted.quote)))
      }
    }
    #expect(engine.closing().balance(.retail) == engine.actors[1].tokens)
    #expect(engine.actors[0].tokens == .none)
  }

  @Test func `liquidity and gifts are the providers'`() throws {
    var engine = try Self.engine(try Self.plan())
    try engine.perform(.addLiquidity(pool: 0, base: Self.ether, quote: Self.dollars), by: 0)
    let shares = engine.actors[0].liquidity[0]
    #expect(!shares.isZero)
    let paid = Holding(base: -Self.signed(Self.ether), quote: -Self.signed(Self.dollars))
    #expect(engine.actors[0].tokens == paid)
    #expect(engine.closing().balance(.providers) == paid)
    try engine.perform(.donateToPool(pool: 0, base: Self.ether, quote: .zero), by: 1)
    try engine.perform(.removeLiquidity(pool: 0, shares: shares), by: 0)
    #expect(engine.actors[0].liquidity[0].isZero)
    // Its share of 1,002 whole tokens, a gift among them, rounded down, less the one it brought: a thousandth of the gift.
    let all = Integer(3) * Integer(10).power(33)
    let supply = all.squareRoot(rounding: .down) + Integer(shares.units)
    let whole = Integer(10).power(18)
    let due = (Integer(shares.units) * 1_002 * whole).divided(by: supply, rounding: .down)
    #expect(Integer(engine.actors[0].tokens.base.units) == due - whole)
    #expect(due - whole > 998_000_000_000_000)
    var causes: [PoolEvent.Cause] = []
    for case .pool(let event) in engine.events { causes.append(event.cause) }
    #expect(causes == [.liquidity, .donation, .liquidity])
  }

  @Test func `a vault is given to, queued for, hedged and rolled`() throws {
    var plan = try Self.plan()
    plan.order.removeAll { $0 == .roll || $0 == .hedging }
    var engine = try Self.engine(plan)
    try engine.perform(.deposit(Self.dollars), by: 0)
    try engine.perform(.donateToVault(base: Self.ether, quote: Self.dollars), by: 1)
    #expect(engine.closing().balance(.depositors).base == -Self.signed(Self.ether))
    try engine.perform(
      .trade(OptionOrder(series: 0, side: .buying, size: Self.ether)), by: 1)
    #expect(engine.actors[1].bought[0] == Self.ether)
    try engine.perform(.wait(blocks: 10), by: 0)
    try engine.perform(.hedge, by: 0)
    guard case .trade(let hedge) = engine.events.last else {
      Issue.record("no hedge")
      return
    }
    #expect(hedge.origin == .hedging && hedge.fill.side == .buying)
    try engine.perform(.roll, by: 0)
    let holder = try #require(engine.actors[0].holder)
    let shares = try #require(engine.vault?.shares[holder.index])
    #expect(!shares.isZero)
    #expect(
      engine.closing().balance(.depositors).quote == -Self.signed(Self.dollars) - Self.signed(Self.dollars))
    try engine.perform(.withdraw(shares), by: 0)
    #expect(engine.closing().vault?.queuedShares == shares)
    try engine.perform(.wait(blocks: 10), by: 0)
    try engine.perform(.roll, by: 1)
    #expect(engine.closing().vault?.queuedShares.isZero == true)
    #expect(engine.closing().vault?.epochs == 2)
  }

  @Test func `a position is closed at most as far as it is open`() throws {
    var engine = try Self.engine(try Self.plan())
    let two = Amount<Base>(Self.ether.units + Self.ether.units)
    for side in [OptionSide.buying, .selling] {
      let actor = side == .buying ? 0 : 1
      try engine.perform(.trade(OptionOrder(series: 1, side: side, size: two)), by: actor)
      try engine.perform(.close(series: 1, size: Self.ether), by: actor)
      let book = engine.actors[actor]
      #expect(side == .buying ? book.written[1] == Self.ether : book.bought[1] == Self.ether)
      try engine.perform(.close(series: 1, size: two), by: actor)
      #expect(engine.actors[actor].bought[1] == engine.actors[actor].written[1])
      #expect(throws: ScriptRefusal.positionMustBeOpen(series: 1)) {
        try engine.perform(.close(series: 1, size: two), by: actor)
      }
    }
  }

  @Test func `a settlement is shared out by what each holds`() throws {
    var plan = try Self.plan()
    plan.price.process = Sample.replay([(0, 3_000), (200, 3_300)])
    plan.order.removeAll { $0 == .roll }
    var engine = try Self.engine(plan, actors: 3)
    let sizes: [UInt64] = [1_000_000_000_000_000_001, 333_333_333_333_333_333, 7]
    for (actor, size) in sizes.enumerated() where actor < 2 {
      try engine.perform(
        .trade(OptionOrder(series: 0, side: .buying, size: Amount(Word256(size)))), by: actor)
    }
    try engine.perform(
      .trade(OptionOrder(series: 0, side: .selling, size: Amount(Word256(sizes[1])))), by: 2)
    try engine.perform(.wait(blocks: 20), by: 0)
    let before = engine.actors
    try engine.perform(.exercise(series: 0), by: 2)
    // (3,300 − 2,900) ÷ 3,300 of a base token for each: 4 ÷ 33, holders rounded down and the writer up.
    for (actor, size) in sizes.enumerated() where actor < 2 {
      let due = (Integer(size) * 4).divided(by: 33, rounding: .down)
      #expect(Integer((engine.actors[actor].tokens.base - before[actor].tokens.base).units) == due)
    }
    let owed = (Integer(sizes[1]) * 4).divided(by: 33, rounding: .up)
    let back = Integer((engine.actors[2].tokens.base - before[2].tokens.base).units)
    #expect(back == Integer(sizes[1]) - owed)
    #expect(engine.actors.allSatisfy { $0.bought[0].isZero && $0.written[0].isZero })
    #expect(engine.closing().vault?.settledSeries == 2)
  }

  /// What a script's own parties hold; deposits that wait are still theirs.
  private static func parties(_ engine: Engine) -> Holding {
    let closing = engine.closing()
    var sum = Holding.none
    for party in [Party.retail, .takers, .depositors, .providers] {
      sum.base += closing.balance(party).base
      sum.quote += closing.balance(party).quote
    }
    return sum
  }

  @Test("the actors' books sum to the parties of the ledger", arguments: UInt64(1)...12)
  func books(seed: UInt64) throws {
    for isSettling in [false, true] {
      var plan = try Self.plan([
        Sample.pool("product", base: 1_000, quote: 3_000_000, in: Self.pair),
        Sample.concentrated(fee: .zero, in: Self.pair), Sample.book(in: Self.pair),
        Sample.perpetual(in: Self.pair),
      ]).moving(volatility: Sample.ratio(2_000)).arbitraged()
      let late = (plan.options?.series ?? []).map {
        Series(kind: $0.kind, strike: $0.strike, expiry: Sample.instant(86_400))
      }
      if !isSettling { plan.options?.series = late }
      var dice = Dice(seed: seed, purpose: .properties, block: 0)
      let script = Sample.script(plan, steps: 200, &dice)
      var engine = try Engine(plan: plan, hedging: true)
      var journal: [JournalEvent] = []
      try engine.play(script) { journal += $0.events }
      journal += engine.events
      let parties = Self.parties(engine)
      let base = engine.actors.reduce(Change<Base>.zero) { $0 + $1.tokens.base }
      let quote = engine.actors.reduce(Change<Quote>.zero) { $0 + $1.tokens.quote }
      #expect(engine.actors.contains { $0.tokens != .none })
      if isSettling {
        // Of a settlement the roundings stay with the takers: a unit for each actor's claim and debt, and each writing.
        let writings = journal.filter {
          if case .vault(let event) = $0 { event.cause == .premiumPaid } else { false }
        }.count
        let most = Int256(Int64(2 * (2 * script.actors) + writings))
        #expect(!(parties.base - base).units.isNegative && (parties.base - base).units <= most)
        #expect(!(parties.quote - quote).units.isNegative && (parties.quote - quote).units <= most)
      } else {
        #expect(parties.base == base)
        #expect(parties.quote == quote)
      }
    }
  }

  // MARK: - Oracle

  private static func oracle(_ fault: OracleFault, blocks: Int) throws -> (answers: [Price], prices: [Price])
  {
    var plan = try Self.plan().moving(volatility: .one)
    plan.oracle.staleAfter = .day
    var engine = try Self.engine(plan)
    try engine.perform(.wait(blocks: 2), by: 0)
    try engine.perform(.oracle(fault), by: 0)
    var (answers, prices) = ([try engine.oracle.fresh(at: engine.now).price], [engine.price])
    for _ in 0..<blocks {
      try engine.perform(.wait(blocks: 1), by: 0)
      answers.append(try engine.oracle.fresh(at: engine.now).price)
      prices.append(engine.price)
    }
    return (answers, prices)
  }

  @Test func `a frozen oracle says the same for so many blocks and goes on`() throws {
    let (answers, prices) = try Self.oracle(.freeze(blocks: 3), blocks: 5)
    #expect(answers[0...3].allSatisfy { $0 == prices[0] })
    #expect(Set(prices).count == 6)
    #expect(answers[4...5] == prices[4...5])
  }

  @Test func `a frozen oracle grows stale`() throws {
    var plan = try Self.plan()
    plan.oracle.staleAfter = Duration(seconds: 24)
    plan.oracle.heartbeat = Duration(seconds: 12)
    var engine = try Self.engine(plan)
    let order = ScriptedAction.trade(OptionOrder(series: 0, side: .buying, size: Self.ether))
    try engine.perform(.oracle(.freeze(blocks: 4)), by: 0)
    try engine.perform(.wait(blocks: 2), by: 0)
    try engine.perform(order, by: 0)
    try engine.perform(.wait(blocks: 1), by: 0)
    #expect(throws: ScriptRefusal.self) { try engine.perform(order, by: 0) }
    try engine.perform(.oracle(.none), by: 0)
    #expect(throws: ScriptRefusal.self) { try engine.perform(order, by: 0) }
    try engine.perform(.wait(blocks: 1), by: 0)
    try engine.perform(order, by: 0)
  }

  @Test func `a spike is one observation off by its share`() throws {
    let (answers, prices) = try Self.oracle(.spike(Sample.ratio(-250)), blocks: 2)
    #expect(answers[0] == prices[0])
    #expect(answers[1].wads == prices[1].wads * 3 / 4)
    #expect(answers[2] == prices[2])
  }

  @Test func `a late oracle repeats the price of when it began`() throws {
    let (answers, prices) = try Self.oracle(.late(blocks: 3), blocks: 4)
    #expect(answers[0...3].allSatisfy { $0 == prices[0] })
    #expect(answers[4] == prices[4])
  }

  @Test func `a move comes on top of the process, once`() throws {
    var engine = try Self.engine(try Self.plan())
    try engine.perform(.move(Sample.ratio(-500)), by: 0)
    #expect(engine.price == Sample.price(3_000))
    try engine.perform(.wait(blocks: 1), by: 0)
    #expect(engine.price == Sample.price(1_500))
    try engine.perform(.wait(blocks: 3), by: 0)
    #expect(engine.price == Sample.price(1_500))
  }

  @Test func `a script plays past what is refused and says so`() throws {
    let script = Script(
      actors: 2,
      steps: [
        .init(actor: 0, action: .swap(pool: 9, order: .sellPaying(Self.ether))),
        .init(actor: 5, action: .wait(blocks: 1)),
        .init(actor: 1, action: .swap(pool: 0, order: .sellPaying(Self.ether))),
        .init(actor: 0, action: .wait(blocks: 2)),
      ])
    var engine = try Engine(plan: try Self.plan(), hedging: true)
    var blocks: [(block: Int, refused: Int, trades: Int)] = []
    try engine.play(script) { engine in
      var (refused, trades) = (0, 0)
      for event in engine.events {
        if case .refusal(let event) = event, event.actor == .actor { refused += 1 }
        if case .trade = event { trades += 1 }
      }
      blocks.append((engine.block, refused, trades))
    }
    #expect(blocks.map(\.block) == [0, 1])
    #expect(blocks.map(\.refused) == [2, 0])
    #expect(blocks.map(\.trades) == [1, 0])
    #expect(engine.block == 2)
  }
}
