import Exact
import Feeds
import Markets
import Options
import Simulation
import TestKit
import Testing
import Units
import Vaults

@Suite("RunRefusal") struct RunRefusalTests {
  private static func refusal(_ plan: Plan) -> RunRefusal? {
    do {
      _ = try Engine(plan: plan, hedging: true)
      return nil
    } catch {
      return error
    }
  }

  private static func name(_ plan: Plan) -> String? {
    refusal(plan).map { "\("\($0)".prefix { $0 != "(" })" }
  }

  @Test func `an order names each phase at most once and moves the price`() {
    var plan = Sample.quiet(blocks: 1)
    plan.order = [.price, .oracle, .price]
    #expect(Self.name(plan) == "orderMustNameEachPhaseOnce")
    plan.order = [.oracle, .arbitrage]
    #expect(Self.name(plan) == "orderMustNameEachPhaseOnce")
    plan.order = [.price]
    #expect(Self.refusal(plan) == nil)
  }

  @Test func `a pool holds less than 2¹¹² units`() {
    var plan = Sample.quiet(pair: Sample.pair(0, 0), blocks: 1)
    plan.price.process = Sample.replay([(0, 1)])
    plan.pools[0].reserveBase = Amount(Word256.one << 112)
    #expect(Self.name(plan) == "poolMustOpen")
    plan.pools[0].reserveBase = Amount((Word256.one << 112) - 1)
    #expect(Self.refusal(plan) == nil)
  }

  @Test func `fees share a denominator`() throws {
    var plan = Sample.quiet(blocks: 1)
    plan.pools = try [1_000_003, 1_000_033].map {
      Sample.pool(base: 1, quote: 3_000, fee: try Fee(1, over: $0), in: plan.pair)
    }
    #expect(Self.name(plan) == "feesMustShareADenominator")
  }

  @Test func `values fit the account`() throws {
    var plan = Sample.quiet(pair: Sample.pair(18, 18), blocks: 1)
    plan.pools[0].reserveBase = Amount((Word256.one << 112) - 1)
    plan.pools[0].fee = try Fee(1, over: 999_999_999_989)
    #expect(Self.name(plan) == "valuesMustFit")
  }

  @Test func `what is deposited fits the account too`() {
    var plan = Sample.quiet(blocks: 10).withVault(hedgingEvery: nil, epoch: Duration(seconds: 60))
    plan.vault?.deposits = [ScheduledDeposit(at: .start, amount: Amount(Word256.one << 200))]
    #expect(Self.name(plan) == "valuesMustFit")
  }

  @Test func `a price process is defined`() {
    var plan = Sample.quiet(blocks: 1)
    plan.price.process = .replay([])
    #expect(Self.name(plan) == "priceProcessMustBeDefined")
  }

  @Test func `the price stays in range, and the refusal names the block`() throws {
    var plan = Sample.quiet(blocks: 3)
    plan.price.process = Sample.replay([(0, 1), (20, 1 << 21)])
    var engine = try Engine(plan: plan, hedging: true)
    _ = try engine.step()
    let error = #expect(throws: RunRefusal.self) { _ = try engine.step() }
    guard case .priceMustStayInRange(block: 2) = error else {
      Issue.record("was \(String(describing: error))")
      return
    }
  }

  @Test func `arrivals can be counted`() {
    var plan = Sample.quiet(blocks: 1).withRetail(perDay: 720_000)
    #expect(Self.refusal(plan) == nil)
    plan = plan.withRetail(perDay: 720_001)
    #expect(Self.name(plan) == "arrivalsMustBeCountable")
    plan.retail?.tradesPerDay = Sample.ratio(-1)
    #expect(Self.name(plan) == "arrivalsMustBeCountable")
  }

  @Test func `options have terms, strikes and a vault that opens`() {
    let sound = Series(kind: .put, strike: Sample.price(1), expiry: Sample.instant(60))
    let void = Series(kind: .put, strike: Price(wads: 0), expiry: Sample.instant(60))
    var plan = Sample.quiet(blocks: 1).withVault(hedgingEvery: nil)
      .withOptions([void], bias: .buy, ordersPerDay: 1)
    #expect(Self.name(plan) == "seriesMustBeListable")
    plan = plan.withOptions([sound], bias: .buy, ordersPerDay: 1)
    plan.options?.volatility = Sample.ratio(-1)
    #expect(Self.name(plan) == "optionsMustBeDefined")
    plan = plan.withOptions([sound], bias: .buy, ordersPerDay: 1_000_000)
    #expect(Self.name(plan) == "arrivalsMustBeCountable")
  }

  @Test func `every refusal says what was wrong and how to mend it`() throws {
    let plan = Sample.quiet(blocks: 1)
    let refusals: [RunRefusal] = [
      .orderMustNameEachPhaseOnce([]), .poolMustOpen(name: "a", .balanceMustFit), .feesMustShareADenominator,
      .valuesMustFit, .priceMustStayInRange(block: 3), .priceProcessMustBeDefined(.priceMustBePositive),
      .arrivalsMustBeCountable, .seriesMustBeListable(.strikeMustBePositive(series: 0)),
      .optionsMustBeDefined(.volatilityMustNotBeNegative(.zero)), .vaultMustOpen(.priceMustBePositive),
    ]
    for refusal in refusals {
      #expect(!refusal.explanation.message.isEmpty)
      #expect(!refusal.explanation.help.isEmpty)
    }
    #expect(Self.refusal(plan) == nil)
  }
}
