import Exact
import Feeds
import Markets
import Options
import Simulation
import TestKit
import Testing
import Units
import Vaults

@Suite("ScriptRefusal") struct ScriptRefusalTests {
  private static let pair = Sample.pair()
  private static let ether = Amount<Base>(Sample.whole(1, of: pair.base))
  private static let dollars = Amount<Quote>(Sample.whole(3_000, of: pair.quote))

  /// A quiet plan over every kind of pool with options and a vault that hedges once a minute and rolls every two.
  private static func plan() throws -> Plan {
    var plan = Sample.quiet(blocks: 100).withVault(hedgingEvery: 60, epoch: Duration(seconds: 120))
      .withOptions(
        [
          Series(kind: .call, strike: Sample.price(3_000), expiry: Sample.instant(86_400)),
          Series(kind: .put, strike: Sample.price(3_000), expiry: Sample.instant(60)),
        ], bias: .buy, ordersPerDay: 0)
    plan.options?.demand = nil
    plan.pools = try [
      Sample.pool("product", base: 1_000, quote: 3_000_000, in: pair),
      Sample.concentrated(fee: .zero, in: pair), Sample.book(in: pair), Sample.perpetual(in: pair),
    ]
    return plan
  }

  /// The refusal of an action of actor 0 after the actions before it; all an engine holds is as it was.
  private static func refusal(
    of action: ScriptedAction, by actor: Int = 0, after steps: [ScriptedAction] = [], in plan: Plan
  ) throws -> ScriptRefusal? {
    var engine = try Engine(plan: plan, hedging: true)
    engine.admitActors(2)
    for step in steps { try engine.perform(step, by: 0) }
    let before = String(describing: engine)
    do {
      try engine.perform(action, by: actor)
      return nil
    } catch let refusal as ScriptRefusal {
      #expect(String(describing: engine) == before, "\(action)")
      return refusal
    }
  }

  private static func order(_ series: Int, _ side: OptionSide = .buying) -> ScriptedAction {
    .trade(OptionOrder(series: series, side: side, size: ether))
  }

  @Test func `an actor and a pool exist`() throws {
    let plan = try Self.plan()
    #expect(try Self.refusal(of: .hedge, by: 2, in: plan) == .actorMustExist(index: 2, count: 2))
    #expect(try Self.refusal(of: .wait(blocks: 0), by: -1, in: plan) == .actorMustExist(index: -1, count: 2))
    let missing = ScriptRefusal.poolMustExist(index: 4, count: 4)
    for action in [
      ScriptedAction.swap(pool: 0, order: .sellPaying(Self.ether)),
      .addLiquidity(pool: 0, base: Self.ether, quote: Self.dollars), .removeLiquidity(pool: 0, shares: .zero),
      .donateToPool(pool: 0, base: .zero, quote: .zero),
    ] {
      #expect(try Self.refusal(of: action.inPool(4), in: plan) == missing)
      let before = ScriptRefusal.poolMustExist(index: -1, count: 4)
      #expect(try Self.refusal(of: action.inPool(-1), in: plan) == before)
    }
  }

  @Test func `actors trade tokens, not the vault's contracts`() throws {
    let swap = ScriptedAction.swap(pool: 3, order: .buyReceiving(Self.ether))
    #expect(try Self.refusal(of: swap, in: Self.plan()) == .poolMustTradeTokens(index: 3))
  }

  @Test func `a pool declines`() throws {
    let plan = try Self.plan()
    func swap(_ pool: Int, _ order: SwapOrder) throws -> ScriptRefusal? {
      try Self.refusal(of: .swap(pool: pool, order: order), in: plan)
    }
    for pool in 0...2 {
      #expect(try swap(pool, .sellPaying(.zero)) == .pool(.inputMustBePositive))
      #expect(try swap(pool, .buyReceiving(.zero)) == .pool(.outputMustBePositive))
    }
    let all = SwapOrder.buyReceiving(Amount(Sample.whole(1_000, of: Self.pair.base)))
    #expect(try swap(0, all) == .pool(.outputMustStayBelowReserve))
    #expect(try swap(1, all) == .pool(.liquidityMustCoverOrder))
    #expect(try swap(2, all) == .pool(.liquidityMustCoverOrder))
    let add = ScriptedAction.addLiquidity(pool: 0, base: Self.ether, quote: Self.dollars)
    let closed = ScriptRefusal.liquidity(.venueMustTakeLiquidity)
    for pool in 1...3 {
      #expect(try Self.refusal(of: add.inPool(pool), in: plan) == closed)
      #expect(
        try Self.refusal(of: .donateToPool(pool: pool, base: Self.ether, quote: .zero), in: plan) == closed)
    }
    let nothing = ScriptedAction.addLiquidity(pool: 0, base: .zero, quote: Self.dollars)
    guard case .liquidity = try Self.refusal(of: nothing, in: plan) else {
      Issue.record("liquidity of one token was taken")
      return
    }
  }

  @Test func `shares are held by who removes them`() throws {
    let plan = try Self.plan()
    let add = ScriptedAction.addLiquidity(pool: 0, base: Self.ether, quote: Self.dollars)
    var engine = try Engine(plan: plan, hedging: true)
    engine.admitActors(2)
    try engine.perform(add, by: 0)
    let held = engine.actors[0].liquidity[0]
    let more = Amount<Shares>(held.units + .one)
    #expect(
      try Self.refusal(of: .removeLiquidity(pool: 0, shares: more), after: [add], in: plan)
        == .sharesMustBeHeld(requested: more, held: held))
    #expect(
      try Self.refusal(of: .removeLiquidity(pool: 0, shares: held), by: 1, after: [add], in: plan)
        == .sharesMustBeHeld(requested: held, held: .zero))
  }

  @Test func `what is not planned is declined`() throws {
    let bare = Sample.quiet(blocks: 10)
    for action in [
      ScriptedAction.deposit(Self.dollars), .withdraw(Amount(1)), .donateToVault(base: .zero, quote: .zero),
      .roll,
    ] {
      #expect(try Self.refusal(of: action, in: bare) == .vaultMustExist)
    }
    for action in [Self.order(0), .close(series: 0, size: Self.ether), .exercise(series: 0)] {
      #expect(try Self.refusal(of: action, in: bare) == .optionsMustExist)
    }
    #expect(try Self.refusal(of: .hedge, in: bare) == .hedgeMustBePlanned)
    #expect(try Self.refusal(of: .hedge, in: bare.withVault(hedgingEvery: 60)) == .hedgeMustBePlanned)
  }

  @Test func `the vault declines`() throws {
    let plan = try Self.plan()
    #expect(try Self.refusal(of: .deposit(.zero), in: plan) == .vault(.amountMustBePositive))
    #expect(
      try Self.refusal(of: .withdraw(Amount(5)), in: plan)
        == .vault(.sharesMustBeHeld(requested: Amount(5), held: .zero)))
    #expect(
      try Self.refusal(of: .donateToVault(base: .zero, quote: .zero), in: plan) == .amountMustBePositive)
    #expect(
      try Self.refusal(of: .donateToPool(pool: 0, base: .zero, quote: .zero), in: plan)
        == .amountMustBePositive)
  }

  @Test func `options are declined by their own rules`() throws {
    let plan = try Self.plan()
    guard case .option = try Self.refusal(of: Self.order(7), in: plan) else {
      Issue.record("an unlisted series was traded")
      return
    }
    for series in [0, 7] {
      #expect(
        try Self.refusal(of: .close(series: series, size: Self.ether), in: plan)
          == .positionMustBeOpen(series: series))
    }
    #expect(
      try Self.refusal(of: .close(series: 0, size: Self.ether), by: 1, after: [Self.order(0)], in: plan)
        == .positionMustBeOpen(series: 0))
    #expect(
      try Self.refusal(of: .exercise(series: 2), in: plan)
        == .settlement(.seriesMustBeListed(index: 2, count: 2)))
    #expect(
      try Self.refusal(of: .exercise(series: 1), after: [.wait(blocks: 4)], in: plan)
        == .settlement(.seriesMustBeExpired(expiry: Sample.instant(60), now: Sample.instant(48))))
    #expect(
      try Self.refusal(of: .exercise(series: 1), after: [.wait(blocks: 5)], in: plan)
        == .settlement(.seriesMustBeUnsettled(index: 1)))
  }

  @Test func `a series whose answer is forgotten does not settle`() throws {
    var plan = try Self.plan()
    plan.order.removeAll { $0 == .roll }
    plan = plan.moving(volatility: .one)
    #expect(try Self.refusal(of: .exercise(series: 1), after: [.wait(blocks: 6)], in: plan) == nil)
    #expect(
      try Self.refusal(of: .exercise(series: 1), after: [.wait(blocks: 40)], in: plan)
        == .settlementMustSucceed)
  }

  @Test func `a hedge is due and trades`() throws {
    let plan = try Self.plan()
    #expect(
      try Self.refusal(of: .hedge, after: [.wait(blocks: 4)], in: plan)
        == .hedgeMustBeDue(at: Sample.instant(60)))
    var slow = plan
    slow.order.removeAll { $0 == .hedging }
    #expect(try Self.refusal(of: .hedge, after: [.wait(blocks: 5)], in: slow) == .hedgeMustTrade)
    #expect(try Self.refusal(of: .hedge, after: [Self.order(0), .wait(blocks: 5)], in: slow) == nil)
    slow.oracle.staleAfter = Duration(seconds: 24)
    #expect(
      try Self.refusal(
        of: .hedge, after: [Self.order(0), .oracle(.freeze(blocks: 9)), .wait(blocks: 5)], in: slow)
        == .hedgeMustTrade)
  }

  @Test func `an epoch has ended and rolls`() throws {
    var plan = try Self.plan()
    plan.order.removeAll { $0 == .roll }
    plan.oracle.staleAfter = Duration(seconds: 60)
    plan.oracle.heartbeat = Duration(seconds: 12)
    #expect(
      try Self.refusal(of: .roll, after: [.wait(blocks: 9)], in: plan)
        == .epochMustHaveEnded(at: Sample.instant(120)))
    #expect(try Self.refusal(of: .roll, after: [.wait(blocks: 10)], in: plan) == nil)
    #expect(
      try Self.refusal(of: .roll, after: [.oracle(.freeze(blocks: 10)), .wait(blocks: 10)], in: plan)
        == .rollMustSucceed)
  }

  @Test func `amounts fit the venues, the vault and the exact account`() throws {
    let plan = try Self.plan()
    let far = Word256(high: 1, low: 0)
    let vast = Word256(UInt128(1) << 112)
    for amount in [far, vast] {
      for action in [
        ScriptedAction.deposit(Amount(amount)), .donateToVault(base: Amount(amount), quote: .zero),
        .donateToVault(base: .zero, quote: Amount(amount)),
      ] {
        #expect(try Self.refusal(of: action, in: plan) == .balanceMustFit)
      }
    }
    // At a price of 3,000 with twelve fee decimals the account holds quote amounts of 99 bits.
    var fine = plan
    fine.pools = [fine.pools[0]]
    fine.pools[0].schedule = .deviation(
      try DeviationFee(base: .zero, cap: try millionths(10_000), share: .one, pair: Self.pair))
    let (most, more) = (Word256(UInt128(1) << 99 - 1), Word256(UInt128(1) << 99))
    for (amount, refusal) in [(most, nil), (more, ScriptRefusal.balanceMustFit)] {
      let quote = Amount<Quote>(amount)
      for action in [
        ScriptedAction.donateToPool(pool: 0, base: .zero, quote: quote),
        .donateToVault(base: .zero, quote: quote),
        .deposit(quote),
      ] {
        #expect(try Self.refusal(of: action, in: fine) == refusal, "\(action)")
      }
    }
    let huge = Amount<Base>(Word256(UInt128(1) << 108))
    #expect(
      try Self.refusal(of: .addLiquidity(pool: 0, base: huge, quote: Self.dollars), in: fine)
        == .balanceMustFit)
    #expect(
      try Self.refusal(of: .swap(pool: 0, order: .sellPaying(huge)), in: fine) == .pool(.balanceMustFit))
    #expect(
      try Self.refusal(of: .swap(pool: 0, order: .buyPaying(Amount(more))), in: fine)
        == .pool(.balanceMustFit))
  }

  @Test func `a wait takes a block and at most ten thousand`() throws {
    let plan = try Self.plan()
    for blocks in [0, -1, Engine.longestWait + 1, .max, .min] {
      #expect(try Self.refusal(of: .wait(blocks: blocks), in: plan) == .waitMustBeBounded)
    }
  }

  @Test func `the price stays in range`() throws {
    let plan = try Self.plan()
    let nothingLeft = Ratio(wads: -Int128(Sample.wad))
    #expect(try Self.refusal(of: .move(nothingLeft), in: plan) == .priceMustStayInRange)
    #expect(try Self.refusal(of: .oracle(.spike(nothingLeft)), in: plan) == .priceMustStayInRange)
    let up = Ratio(wads: Int128(Sample.wad) * (1 << 20))
    #expect(
      try Self.refusal(of: .wait(blocks: 3), after: [.wait(blocks: 2), .move(up)], in: plan)
        == .priceMustStayInRange)
    var late = plan
    late.order = [.roll, .hedging, .arbitrage, .price, .oracle]
    #expect(
      try Self.refusal(of: .wait(blocks: 1), after: [Self.order(0), .move(up)], in: late)
        == .priceMustStayInRange)
  }

  @Test func `every case has a rule's name`() {
    #expect(ScriptRefusal.poolMustTradeTokens(index: 3).rule == "poolMustTradeTokens")
    #expect(ScriptRefusal.pool(.inputMustBePositive).rule == "inputMustBePositive")
    #expect(ScriptRefusal.liquidity(.venueMustTakeLiquidity).rule == "venueMustTakeLiquidity")
    #expect(ScriptRefusal.vault(.amountMustBePositive).rule == "amountMustBePositive")
    #expect(ScriptRefusal.settlement(.seriesMustBeUnsettled(index: 1)).rule == "seriesMustBeUnsettled")
    #expect(ScriptRefusal.waitMustBeBounded.rule == "waitMustBeBounded")
  }
}
