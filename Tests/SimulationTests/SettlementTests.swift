import Exact
import Feeds
import Markets
import Options
import Simulation
import TestKit
import Testing
import Units
import Vaults

@Suite("Settlement in a run") struct SettlementTests {
  private static let expiry = Sample.instant(125)

  /// The price is 3,000, from 108 s on 3,300 and from 132 s on 2,000; blocks come every 12 s.
  private static func plan(_ bias: DemandPlan.Bias, latency: Int64, expiry: Instant = expiry) -> Plan {
    var plan = Sample.quiet(blocks: 13).withVault(hedgingEvery: nil)
      .withOptions(
        [
          Series(kind: .call, strike: Sample.price(2_900), expiry: expiry),
          Series(kind: .put, strike: Sample.price(3_400), expiry: expiry),
        ], bias: bias, ordersPerDay: 14_400)
    plan.price.process = Sample.replay([(0, 3_000), (108, 3_300), (132, 2_000)])
    plan.oracle.latency = Duration(seconds: latency)
    return plan
  }

  /// `⌊size (S − K) ÷ S⌋` of the call and `⌊size (K − S) ÷ 10¹²⌋` of the put, with prices in whole quote tokens.
  private static func payoffs(
    call: Amount<Base>, put: Amount<Base>, at spot: Int, rounding: Rounding
  ) -> [(base: Integer, quote: Integer)] {
    let base = (Integer(call.units) * Integer(spot - 2_900)).divided(by: Integer(spot), rounding: rounding)
    let quote = (Integer(put.units) * Integer(3_400 - spot))
      .divided(by: Integer(10).power(12), rounding: rounding)
    return [(base, .zero), (.zero, quote)]
  }

  @Test(
    "pays at the oracle's answer at or before expiry, never later", arguments: DemandPlan.Bias.allCases,
    [(Int64(0), 3_300), (12, 3_300), (24, 3_000), (36, 3_000)])
  func price(bias: DemandPlan.Bias, oracle: (latency: Int64, spot: Int)) throws {
    var engine = try Engine(plan: Self.plan(bias, latency: oracle.latency), hedging: true)
    for _ in 1...10 { _ = try engine.step() }
    let before = try #require(engine.market?.book.positions)
    #expect(before.allSatisfy { !$0.isSettled })
    #expect(before.contains { !$0.sold.isZero } == (bias != .sell))
    #expect(before.contains { !$0.bought.isZero } == (bias != .buy))
    let block = try engine.step()
    #expect(block.price == Sample.price(2_000))
    let sold = Self.payoffs(call: before[0].sold, put: before[1].sold, at: oracle.spot, rounding: .down)
    let bought = Self.payoffs(call: before[0].bought, put: before[1].bought, at: oracle.spot, rounding: .up)
    var paid: [VaultEvent] = []
    for case .vault(let event) in engine.events where event.cause == .payoff { paid.append(event) }
    #expect(paid.map { Integer($0.base.units) } == zip(sold, bought).map { $1.base - $0.base })
    #expect(paid.map { Integer($0.quote.units) } == zip(sold, bought).map { $1.quote - $0.quote })
    let after = try #require(engine.market)
    #expect(after.book.positions.allSatisfy { $0.isSettled })
    #expect(after.lockedBase.isZero)
    #expect(after.lockedQuote.isZero)
    #expect(engine.closing().balance(.escrow) == .none)
    #expect(engine.closing().vault?.settledSeries == 2)
  }

  @Test func `settles in the block of its expiry when there is one`() throws {
    var engine = try Engine(plan: Self.plan(.buy, latency: 0, expiry: Sample.instant(120)), hedging: true)
    for _ in 1...9 { _ = try engine.step() }
    #expect(engine.closing().vault?.settledSeries == 0)
    _ = try engine.step()
    #expect(engine.closing().vault?.settledSeries == 2)
    for _ in 11...13 {
      _ = try engine.step()
      #expect(
        !engine.events.contains { if case .vault(let event) = $0 { event.cause == .payoff } else { false } })
    }
  }

  @Test func `a series without an answer by its expiry waits, and the wait is counted`() throws {
    var plan = Self.plan(.buy, latency: 0, expiry: Sample.instant(-1))
    plan.blocks = 3
    var engine = try Engine(plan: plan, hedging: true)
    for _ in 1...3 {
      _ = try engine.step()
      let refused = engine.events.filter {
        if case .refusal(let event) = $0 { event.actor == .roll } else { false }
      }
      #expect(refused.count == 2)
    }
    #expect(engine.closing().vault?.settledSeries == 0)
  }
}

@Suite("Epochs in a run") struct EpochTests {
  private static func plan() -> Plan {
    Sample.quiet(blocks: 12).moving(volatility: Sample.ratio(3_000))
      .withVault(hedgingEvery: nil, epoch: Duration(seconds: 60))
  }

  @Test func `deposits and withdrawals move at the closing share price of their epoch`() throws {
    var plan = Self.plan()
    plan.vault?.deposits = [
      ScheduledDeposit(at: Sample.instant(13), amount: Amount(1_234_567_891)),
      ScheduledDeposit(at: Sample.instant(70), amount: Amount(777)),
    ]
    plan.vault?.withdrawals = [ScheduledWithdrawal(at: Sample.instant(30), share: Sample.ratio(125))]
    var engine = try Engine(plan: plan, hedging: true)
    let million = Integer(1_000_000)
    let fine = Integer(10).power(30)
    let founders = Integer(300 * 3_000 + 900_000) * million * million
    #expect(engine.vault.map { Integer($0.supply.units) } == founders)
    let base = Integer(300) * Integer(10).power(18)
    var quote = Integer(900_000) * million
    var supply = founders
    for block in 1...12 {
      let price = Integer(try engine.step().price.wads)
      var moved: [(VaultEvent.Cause, Integer)] = []
      for case .vault(let event) in engine.events { moved.append((event.cause, Integer(event.quote.units))) }
      let (deposit, leaving): (Integer, Integer)
      switch block {
      case 5: (deposit, leaving) = (Integer(1_234_567_891), founders.divided(by: 8, rounding: .down))
      case 10: (deposit, leaving) = (Integer(777), .zero)
      default:
        #expect(moved.isEmpty)
        continue
      }
      let value = base * price + quote * fine
      let shares = supply + million
      let minted = (deposit * shares).divided(by: value.divided(by: fine, rounding: .up) + 1, rounding: .down)
      let paid = (leaving * (value.divided(by: fine, rounding: .down) + 1))
        .divided(by: shares, rounding: .down)
      #expect(moved.map(\.0) == (leaving.isZero ? [.deposit] : [.deposit, .withdrawal]))
      #expect(moved.map(\.1) == (leaving.isZero ? [deposit] : [deposit, -paid]))
      quote += deposit - paid
      supply += minted - leaving
      #expect(engine.vault.map { Integer($0.supply.units) } == supply)
      #expect(Integer(engine.closing().balance(.vault).quote.units) == quote)
    }
    #expect(engine.closing().vault?.epochs == 2)
  }

  @Test func `a withdrawal of more than is held is declined and counted`() throws {
    var plan = Self.plan()
    plan.vault?.withdrawals = [Int64(1), 13].map {
      ScheduledWithdrawal(at: Sample.instant($0), share: Sample.ratio(600))
    }
    var engine = try Engine(plan: plan, hedging: true)
    var refused: [Int] = []
    for block in 1...4 {
      _ = try engine.step()
      for case .refusal(let event) in engine.events where event.actor == .roll { refused.append(block) }
    }
    #expect(refused == [2])
    #expect(engine.vault?.withdrawals.actions.count == 1)
  }

  @Test func `an epoch cannot roll while the oracle is stale, and rolls as soon as it answers`() throws {
    var plan = Self.plan()
    plan.oracle.heartbeat = Duration(seconds: 83)
    plan.oracle.deviation = Ratio(wads: Int128.max / 1_000_000)
    plan.oracle.staleAfter = Duration(seconds: 40)
    var engine = try Engine(plan: plan, hedging: true)
    var epochs: [Int] = []
    for _ in 1...8 {
      _ = try engine.step()
      epochs.append(engine.closing().vault?.epochs ?? -1)
    }
    // Due at 60 s with an answer of 0 s; the heartbeat brings the next at 84 s.
    #expect(epochs == [0, 0, 0, 0, 0, 0, 1, 1])
  }
}
