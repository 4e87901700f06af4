import Exact
import Markets
import Options
import Simulation
import TestKit
import Testing
import Units
import Vaults

/// What a check relies on of the engine that scripts drive.
@Suite("An engine under a script") struct ScriptBookTests {
  private static func engine(_ plan: Plan, actors: Int = 2) throws -> Engine {
    var engine = try Engine(plan: plan, hedging: true)
    engine.admitActors(actors)
    return engine
  }

  @Test func `rolls count in the books of who deposits and withdraws`() throws {
    var engine = try Self.engine(CheckedPlans.vault(hedging: false, options: false))
    try engine.perform(.deposit(Amount(5_000_000)), by: 1)
    #expect(engine.actors[1].tokens == .none)
    try engine.perform(.wait(blocks: 30), by: 0)
    #expect(engine.epochs == 1)
    #expect(engine.actors[1].tokens == Holding(base: .zero, quote: Change(-5_000_000)))
    let holder = try #require(engine.actors[1].holder)
    let shares = try #require(engine.vault?.shares[holder.index])
    try engine.perform(.withdraw(shares), by: 1)
    try engine.perform(.wait(blocks: 30), by: 0)
    #expect(engine.lastRoll?.fills.map(\.kind) == [.withdrawn])
    // What is lost is what the share price rounds away.
    #expect((Int256(-1)...0).contains(engine.actors[1].tokens.quote.units))
    #expect(engine.actors[0].tokens == .none)
  }

  @Test func `nobody trades on the account of the vault's hedge`() throws {
    var engine = try Self.engine(try CheckedPlans.perpetual())
    var before: [Int256] = []
    engine.readState { before.append($0) }
    #expect(throws: ScriptRefusal.poolMustTradeTokens(index: 1)) {
      try engine.perform(.swap(pool: 1, order: .buyReceiving(Amount(1_000_000))), by: 0)
    }
    var after: [Int256] = []
    engine.readState { after.append($0) }
    #expect(before == after)
  }

  @Test("every rule is counted by its case's name", arguments: Self.refusals)
  func rule(_ refusal: ScriptRefusal) {
    func name(_ error: Any) -> String { String("\(error)".prefix { $0 != "(" }) }
    let expected =
      switch refusal {
      case .pool(let inner): name(inner)
      case .liquidity(let inner): name(inner)
      case .vault(let inner): name(inner)
      case .option(let inner): name(inner)
      case .settlement(let inner): name(inner)
      default: name(refusal)
      }
    #expect(refusal.rule == expected)
  }

  static let refusals: [ScriptRefusal] = {
    let swaps: [SwapRefusal] = [
      .inputMustBePositive, .outputMustBePositive, .reservesMustBePositive, .outputMustStayBelowReserve,
      .balanceMustFit, .productMustNotFall, .feeMustLeaveInput, .limitMustLieAhead, .liquidityMustCoverOrder,
    ]
    let liquidity: [LiquidityRefusal] = [
      .venueMustTakeLiquidity, .balanceMustFit, .sharesMustCoverMinimum, .sharesMustBePositive,
      .sharesMustBeOutstanding, .payoutMustBePositive,
    ]
    let vault: [VaultRefusal] = [
      .stateMustBe(.live, was: .live), .queueMustBeOpen(.live), .amountMustBePositive,
      .sharesMustBeHeld(requested: .zero, held: .zero), .priceMustBePositive,
      .assetsMustCoverCollateral(assets: .zero, locked: .zero),
      .assetsMustCoverLiabilities(assets: .zero, liabilities: .zero), .arithmetic(.resultMustFit),
    ]
    let options: [OptionRefusal] = [
      .seriesMustBeListed(index: 0, count: 0), .sizeMustBePositive, .vaultMustBeLive(.live),
      .oracleMustBeFresh,
      .seriesMustBeUnexpired(expiry: .start, now: .start), .tradingMustBeOpen(cutoff: .start, now: .start),
      .deltaMustBeInRange(delta: .zero, range: .zero ... .one), .arithmetic(.resultMustFit),
      .collateralMustCover(needed: .zero, free: .zero), .premiumMustBePositive,
      .premiumMustMeetLimit(premium: .zero, limit: .zero),
    ]
    let settlements: [SettlementRefusal] = [
      .seriesMustBeListed(index: 0, count: 0), .seriesMustBeUnsettled(index: 0),
      .seriesMustBeExpired(expiry: .start, now: .start),
      .answerMustNotFollowExpiry(answeredAt: .start, expiry: .start), .priceMustBePositive,
      .arithmetic(.resultMustFit),
    ]
    let own: [ScriptRefusal] = [
      .poolMustExist(index: 0, count: 0), .poolMustTradeTokens(index: 0), .actorMustExist(index: 0, count: 0),
      .sharesMustBeHeld(requested: .zero, held: .zero), .vaultMustExist, .optionsMustExist,
      .positionMustBeOpen(series: 0), .hedgeMustBePlanned, .hedgeMustBeDue(at: .start), .hedgeMustTrade,
      .epochMustHaveEnded(at: .start), .rollMustSucceed, .amountMustBePositive, .balanceMustFit,
      .waitMustBeBounded, .priceMustStayInRange,
    ]
    return own + swaps.map { .pool($0) } + liquidity.map { .liquidity($0) } + vault.map { .vault($0) }
      + options.map { .option($0) } + settlements.map { .settlement($0) }
  }()
}
