import Exact
import Markets
import Options
import Simulation
import TestKit
import Testing
import Units

@testable import Attribution

/// A run with its journal kept, so that sums can be done again as their definitions.
struct KeptRun {
  let plan: Plan
  var journal: [JournalEvent] = []
  var account: RunAttribution
  var closing: Closing
  var summary: RunSummary { RunSummary(plan: plan, attribution: account, closing: closing) }

  /// - Parameter forgetting: events the account is not told.
  init(_ plan: Plan, hedging: Bool = true, forgetting: (JournalEvent) -> Bool = { _ in false }) throws {
    var engine = try Engine(plan: plan, hedging: hedging)
    account = RunAttribution(plan: plan, price: engine.price)
    self.plan = plan
    closing = engine.closing()
    if let script = plan.script {
      try engine.play(script) { tell($0, forgetting) }
      tell(engine, forgetting)
    }
    while engine.block < plan.blocks {
      _ = try engine.step()
      tell(engine, forgetting)
    }
    account.finish()
    closing = engine.closing()
  }

  private mutating func tell(_ engine: Engine, _ forgetting: (JournalEvent) -> Bool) {
    journal += engine.events
    account.record(engine.events.filter { !forgetting($0) }, endOf: engine.currentBlock)
  }
}

/// Every identity, residual and conservation of a summary is exactly 0.
func expectNothingLeft(
  _ summary: RunSummary, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  for identity in summary.identities {
    #expect(
      identity.residual == 0, "\(name): \(identity.name) \(identity.equation)", sourceLocation: sourceLocation
    )
  }
  for entry in summary.conservation {
    #expect(entry.residual == 0, "\(name): \(entry.token.symbol)", sourceLocation: sourceLocation)
  }
  for pool in summary.pools {
    #expect(pool.residual == 0, "\(name): \(pool.name)", sourceLocation: sourceLocation)
  }
  #expect(summary.vault?.residual ?? 0 == 0, "\(name): vault", sourceLocation: sourceLocation)
  #expect(summary.identities.count == (summary.vault == nil ? 10 : 13), sourceLocation: sourceLocation)
}

@Suite("Runs of random plans") struct RandomRunTests {
  @Test func `every identity of every plan and its twin leaves nothing`() throws {
    for seed in UInt64(1)...36 {
      let plan = Sample.random(seed: seed)
      let result = try Run.result(of: plan)
      expectNothingLeft(result.actual, plan.name)
      #expect((result.twin == nil) == (plan.vault == nil))
      if let twin = result.twin { expectNothingLeft(twin, "\(plan.name), twin") }
    }
  }

  @Test func `markouts are the prices of later blocks, wherever in a block the trade was`() throws {
    for seed in UInt64(40)...60 {
      let run = try KeptRun(Sample.random(seed: seed))
      let summary = run.summary
      let scale = Scale(pair: run.plan.pair, feeScale: 1)
      var prices = [run.closing.openingPrice]
      var trades: [(moves: Int, event: TradeEvent)] = []
      for event in run.journal {
        switch event {
        case .price(let event): prices.append(event.price)
        case .trade(let event): trades.append((prices.count - 1, event))
        case .pool, .vault, .refusal: break
        }
      }
      for (index, pool) in summary.pools.enumerated() {
        for (horizon, value) in pool.markouts {
          let blocks = Int((horizon.milliseconds - 1) / run.plan.block.milliseconds) + 1
          for origin in Origin.allCases {
            var sum = Int256.zero
            for (moves, event) in trades where event.pool == index && event.origin == origin {
              let buys = event.fill.side == .buying
              let later = prices[min(moves + blocks, prices.count - 1)]
              let base = run.plan.pair.value(Change(from: .zero, to: event.fill.base), at: later)
              let quote = run.plan.pair.value(Change(from: .zero, to: event.fill.quote))
              sum += buys ? quote - base : base - quote
            }
            #expect(value[origin] == scale.tokens(sum), "\(run.plan.name) \(horizon) \(origin)")
          }
        }
      }
    }
  }

  @Test func `refusals are counted by who was declined`() throws {
    for seed in UInt64(1)...12 {
      let run = try KeptRun(Sample.random(seed: seed))
      for actor in RefusalEvent.Actor.allCases {
        let count = run.journal.filter {
          if case .refusal(let event) = $0 { event.actor == actor } else { false }
        }.count
        #expect(run.summary.refusals[Int(actor.rawValue)] == count)
      }
    }
  }

  @Test func `what an account holds does not grow with the blocks`() throws {
    func size(_ value: Any) -> Int {
      Mirror(reflecting: value).children.reduce(1) { $0 + size($1.value) }
    }
    func account(blocks: Int) throws -> Int {
      var plan = Sample.quiet(blocks: blocks).moving(volatility: .one).arbitraged().withRetail(perDay: 3_000)
      plan.pools[0].fee = try Fee(3, over: 1000)
      return size(try KeptRun(plan).account)
    }
    let (short, long) = (try account(blocks: 400), try account(blocks: 3_200))
    #expect(short == long)
  }
}

@Suite("A broken system") struct BrokenSystemTests {
  private static func run(forgetting: (JournalEvent) -> Bool = { _ in false }) throws -> KeptRun {
    var plan = Sample.quiet(blocks: 60).moving(volatility: Sample.ratio(3_000)).arbitraged()
      .withRetail(perDay: 3_000).withVault(hedgingEvery: 36, epoch: Duration(seconds: 120))
      .withOptions(
        [
          .init(kind: .call, strike: Sample.price(3_000), expiry: Sample.instant(400)),
          .init(kind: .put, strike: Sample.price(3_000), expiry: Sample.instant(500)),
        ], bias: .balanced, ordersPerDay: 3_000)
    plan.pools[0].fee = try Fee(3, over: 1000)
    plan.arbitrage?.gas = Amount(1_000_000)
    plan.vault?.deposits = [ScheduledDeposit(at: Sample.instant(20), amount: Amount(5_000_000_000))]
    plan.vault?.withdrawals = [ScheduledWithdrawal(at: Sample.instant(130), share: Sample.ratio(100))]
    return try KeptRun(plan, forgetting: forgetting)
  }

  /// The identities that leave something, each once.
  private static func broken(_ run: KeptRun) -> Set<String> {
    Set(run.summary.identities.filter { $0.residual != 0 }.map(\.name))
  }

  private static let unit = Change<Quote>(Int256(Word256.one))

  @Test func `a sound one leaves nothing`() throws {
    #expect(Self.broken(try Self.run()).isEmpty)
  }

  @Test func `one unit in a pool that no trade brought is seen`() throws {
    var run = try Self.run()
    run.closing.reserves[0].quote += Self.unit
    #expect(Self.broken(run) == ["I1", "I3", "I6"])
    let millionth = try Rational(1).divided(by: 1_000_000)
    #expect(run.summary.pools[0].residual == millionth)
    run = try Self.run()
    run.closing.reserves[0].base -= Change(Int256(Word256.one))
    #expect(Self.broken(run) == ["I1", "I3", "I6"])
  }

  private static let accounts: [(party: Party, broken: Set<String>)] = [
    (.arbitrageur, ["I4", "I7", "I8"]), (.retail, ["I4", "I7", "I8"]), (.gas, ["I4", "I7", "I8"]),
    (.takers, ["I7", "I8"]), (.escrow, ["I7", "I8"]), (.depositors, ["I7", "I8", "I10"]),
    (.vault, ["I7", "I8", "I11"]), (.pool(0), ["I7", "I8"]), (.outside, ["I7"]),
  ]

  @Test("one unit in an account that nobody paid is seen", arguments: accounts)
  func account(party: Party, expected: Set<String>) throws {
    var run = try Self.run()
    let index = try #require(run.closing.parties.firstIndex(of: party))
    run.closing.balances[index].quote += Self.unit
    #expect(Self.broken(run) == expected)
    let millionth = try Rational(1).divided(by: 1_000_000)
    #expect(run.summary.conservation.map(\.residual) == [0, millionth])
  }

  @Test("a trade the account was not told of is seen", arguments: [Origin.arbitrage, .hedging, .retail])
  func forgottenTrade(origin: Origin) throws {
    var isForgotten = false
    let run = try Self.run { event in
      guard !isForgotten, case .trade(let trade) = event, trade.origin == origin else { return false }
      isForgotten = true
      return true
    }
    #expect(isForgotten)
    let broken = Self.broken(run)
    #expect(broken.isSuperset(of: ["I1", "I3"]))
    // The hedger's tokens are the vault's: what it hides from the account shows there.
    #expect(broken.contains("I4") == (origin != .hedging))
    #expect(broken.contains("I11") == (origin == .hedging))
  }

  /// A vault hedged with contracts that is liquidated, in a pool that is given to and provided for, with a venue that costs.
  private static func wideRun(forgetting: (JournalEvent) -> Bool = { _ in false }) throws -> KeptRun {
    var plan = try Sample.squeezed()
    plan.routing.rules[1].cost = Amount(250_000)
    let (ether, dollars) = (
      Amount<Base>(Sample.whole(1, of: plan.pair.base)),
      Amount<Quote>(Sample.whole(3_000, of: plan.pair.quote))
    )
    let actions: [ScriptedAction] = [
      .addLiquidity(pool: 0, base: ether, quote: dollars), .wait(blocks: 3),
      .donateToPool(pool: 0, base: ether, quote: .zero), .donateToVault(base: ether, quote: dollars),
      .wait(blocks: 30),
    ]
    plan.script = Script(actors: 1, steps: actions.map { .init(actor: 0, action: $0) })
    return try KeptRun(plan, forgetting: forgetting)
  }

  @Test func `a sound one with contracts, gifts and levies leaves nothing`() throws {
    expectNothingLeft(try Self.wideRun().summary, "wide")
  }

  @Test(
    "a movement of the vault the account was not told of is seen", arguments: VaultEvent.Cause.allCases)
  func forgottenMovement(cause: VaultEvent.Cause) throws {
    var isForgotten = false
    let forgetting: (JournalEvent) -> Bool = { event in
      guard !isForgotten, case .vault(let movement) = event, movement.cause == cause,
        movement.quote != .zero || movement.base != .zero
      else { return false }
      isForgotten = true
      return true
    }
    let isWide = [.donation, .funding, .levy].contains(cause)
    let run = isWide ? try Self.wideRun(forgetting: forgetting) : try Self.run(forgetting: forgetting)
    #expect(isForgotten)
    // Depositors' tokens are counted by I10, funding by who traded contracts too.
    let expected: Set<String> =
      switch cause {
      case .deposit, .withdrawal, .donation: ["I10", "I11"]
      case .funding: ["I4", "I11"]
      case .premiumReceived, .premiumPaid, .payoff, .levy: ["I11"]
      }
    #expect(Self.broken(run) == expected)
  }

  @Test("a movement of a pool the account was not told of is seen", arguments: PoolEvent.Cause.allCases)
  func forgottenPoolMovement(cause: PoolEvent.Cause) throws {
    var isForgotten = false
    let run = try Self.wideRun { event in
      guard !isForgotten, case .pool(let movement) = event, movement.cause == cause,
        movement.quote != .zero || movement.base != .zero
      else { return false }
      isForgotten = true
      return true
    }
    #expect(isForgotten)
    #expect(
      Self.broken(run).isSuperset(of: cause == .funding ? ["I1", "I3", "I4", "I6"] : ["I1", "I3", "I6"]))
    #expect(run.summary.pools.contains { $0.residual != 0 })
  }

  @Test func `a liquidation the account was not told of is seen`() throws {
    var isForgotten = false
    let run = try Self.wideRun { event in
      guard !isForgotten, case .trade(let trade) = event, trade.origin == .liquidation else { return false }
      isForgotten = true
      return true
    }
    #expect(isForgotten)
    #expect(Self.broken(run).isSuperset(of: ["I1", "I3", "I11"]))
  }

  @Test func `a closing price a step off is seen`() throws {
    var run = try Self.run()
    run.closing.price.wads += 1
    #expect(Self.broken(run).isSuperset(of: ["I1", "I3"]))
  }
}
