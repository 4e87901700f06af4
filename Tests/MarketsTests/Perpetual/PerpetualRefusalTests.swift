import Exact
import Markets
import TestKit
import Testing
import Units

@Suite("Perpetual refusals") struct PerpetualRefusalTests {
  private let most = Word256((1 << 112) - 1 as UInt128)

  @Test func `terms are checked when they are made`() throws {
    #expect(throws: PerpetualTermsRefusal.marginDenominatorMustFit) {
      try perpetualTerms(initial: Fee(1, over: 1_000_001), maintenance: Fee(1, over: 2))
    }
    #expect(throws: PerpetualTermsRefusal.marginDenominatorMustFit) {
      try perpetualTerms(maintenance: Fee(1, over: 1_000_001))
    }
    #expect(throws: PerpetualTermsRefusal.maintenanceMustNotExceedInitial) {
      try perpetualTerms(initial: Fee(1, over: 20), maintenance: Fee(51, over: 1_000))
    }
    _ = try perpetualTerms(initial: Fee(1, over: 20), maintenance: Fee(1, over: 20))
    #expect(throws: LiquidityRefusal.balanceMustFit) {
      try Perpetual(
        base: Amount(most + 1), quote: Amount(1), terms: perpetualTerms(), pair: ethUSDC, accounts: 1)
    }
  }

  @Test func `a trade checks the account, the curve, balances, then margin`() throws {
    var market = try perpetual(perpetualTerms())
    let before = market
    #expect(throws: PerpetualRefusal.accountMustExist) { try market.trade(.sellPaying(.zero), for: 4) }
    #expect(throws: PerpetualRefusal.accountMustExist) { try market.trade(.sellPaying(.zero), for: -1) }
    #expect(throws: PerpetualRefusal.curveMustFill(.inputMustBePositive)) {
      try market.trade(.sellPaying(.zero), for: 0)
    }
    #expect(throws: PerpetualRefusal.curveMustFill(.outputMustStayBelowReserve)) {
      try market.trade(.buyReceiving(Amount(1_000 * oneETH)), for: 0)
    }
    #expect(throws: PerpetualRefusal.equityMustCoverInitialMargin) {
      try market.trade(.sellPaying(Amount(oneETH)), for: 0)
    }
    #expect(throws: PerpetualRefusal.equityMustCoverInitialMargin) {
      try market.quote(.sellPaying(Amount(oneETH)), for: 0)
    }
    #expect(market == before)
    var deep = try Perpetual(
      base: Amount(most >> 1), quote: Amount(most >> 1), terms: perpetualTerms(), pair: ethUSDC, accounts: 2)
    try deep.deposit(Amount(most), to: 0)
    _ = try deep.trade(.sellPaying(Amount(most >> 2)), for: 0)
    let full = deep
    // Closing at a profit or not, the collateral that results must fit; here another's buying moves the mark against it.
    #expect(throws: PerpetualRefusal.curveMustFill(.balanceMustFit)) {
      try deep.trade(.sellPaying(Amount(most)), for: 0)
    }
    #expect(deep == full)
  }

  @Test func `realised profit beyond the cap is refused before margin`() throws {
    var market = try Perpetual(
      base: Amount(1_000_000), quote: Amount(1_000_000), terms: perpetualTerms(), pair: ethUSDC, accounts: 2)
    try market.deposit(Amount(most), to: 0)
    try market.deposit(Amount(10_000_000), to: 1)
    _ = try market.trade(.buyReceiving(Amount(10_000)), for: 0)
    _ = try market.trade(.buyReceiving(Amount(100_000)), for: 1)
    let before = market
    #expect(throws: PerpetualRefusal.balanceMustFit) { try market.trade(.sellPaying(Amount(10_000)), for: 0) }
    #expect(market == before)
  }

  @Test func `the initial margin is met to the unit`() throws {
    // 1:1 curve, no fee: buying 100 of 1,000 costs ⌊1000 · 100 ÷ 900⌋ + 1 = 112, the mark becomes 1112/900.
    // Margin ¼ of 100 · 1112/900 is 30.88…; equity is C + 123.55… − 112: C = 19.33…, so 20 do and 19 do not.
    let terms = try perpetualTerms(initial: Fee(1, over: 4), maintenance: Fee(1, over: 8))
    for (collateral, does) in [(19, false), (20, true)] as [(UInt64, Bool)] {
      var market = try Perpetual(
        base: Amount(1_000), quote: Amount(1_000), terms: terms, pair: ethUSDC, accounts: 1)
      try market.deposit(Amount(Word256(collateral)), to: 0)
      #expect(((try? market.trade(.buyReceiving(Amount(100)), for: 0)) != nil) == does)
    }
  }

  @Test func `equity that equals the margin covers it`() throws {
    // As above with C = 12: equity 111200/900 − 100 is exactly 53/278 of 111200/900.
    let terms = try perpetualTerms(initial: Fee(53, over: 278), maintenance: Fee(53, over: 278))
    for (collateral, does) in [(11, false), (12, true)] as [(UInt64, Bool)] {
      var market = try Perpetual(
        base: Amount(1_000), quote: Amount(1_000), terms: terms, pair: ethUSDC, accounts: 1)
      try market.deposit(Amount(Word256(collateral)), to: 0)
      #expect(((try? market.trade(.buyReceiving(Amount(100)), for: 0)) != nil) == does)
      guard does else { continue }
      #expect(market.mark == market.liquidationPrice(of: 0))
      #expect(!market.isLiquidatable(0))
      #expect(throws: PerpetualRefusal.equityMustBeBelowMaintenance) { try market.liquidate(0) }
      // A unit less collateral cannot be had, and a unit lower mark would liquidate.
      #expect(throws: PerpetualRefusal.equityMustCoverInitialMargin) {
        try market.withdraw(Amount(1), from: 0)
      }
    }
  }

  @Test func `a smaller position is allowed below the initial margin, a turned one is not`() throws {
    var market = try perpetual(perpetualTerms())
    try market.deposit(Amount(4_000 * oneUSDC), to: 0)
    try market.deposit(Amount(10_000_000 * oneUSDC), to: 1)
    _ = try market.trade(.buyReceiving(Amount(10 * oneETH)), for: 0)
    _ = try market.trade(.sellPaying(Amount(30 * oneETH)), for: 1)
    let before = market
    #expect(throws: PerpetualRefusal.equityMustCoverInitialMargin) {
      try market.trade(.sellPaying(Amount(20 * oneETH)), for: 0)
    }
    #expect(throws: PerpetualRefusal.equityMustCoverInitialMargin) {
      try market.trade(.buyReceiving(Amount(1_000)), for: 0)
    }
    #expect(market == before)
    _ = try market.trade(.sellPaying(Amount(4 * oneETH)), for: 0)
    _ = try market.trade(.sellPaying(Amount(6 * oneETH)), for: 0)
    #expect(market.positions[0].isFlat)
  }

  @Test func `deposits and withdrawals are refused in order`() throws {
    var market = try perpetual(perpetualTerms())
    try market.deposit(Amount(4_000 * oneUSDC), to: 0)
    _ = try market.trade(.buyReceiving(Amount(10 * oneETH)), for: 0)
    let before = market
    #expect(throws: PerpetualRefusal.accountMustExist) { try market.deposit(Amount(.max), to: 9) }
    #expect(throws: PerpetualRefusal.balanceMustFit) { try market.deposit(Amount(.max), to: 0) }
    #expect(throws: PerpetualRefusal.balanceMustFit) { try market.deposit(Amount(most), to: 0) }
    #expect(throws: PerpetualRefusal.accountMustExist) { try market.withdraw(Amount(.max), from: 9) }
    #expect(throws: PerpetualRefusal.collateralMustCoverWithdrawal) {
      try market.withdraw(Amount(4_000 * oneUSDC + 1), from: 0)
    }
    #expect(throws: PerpetualRefusal.equityMustCoverInitialMargin) {
      try market.withdraw(Amount(2_000 * oneUSDC), from: 0)
    }
    #expect(market == before)
    try market.withdraw(Amount(100 * oneUSDC), from: 0)
    #expect(market.positions[0].collateral == Int256(3_900 * oneUSDC))
  }

  @Test func `liquidation checks the account, the position, the margin, then the curve`() throws {
    var market = try perpetual(perpetualTerms())
    try market.deposit(Amount(400_000 * oneUSDC), to: 0)
    try market.deposit(Amount(1_000_000_000_000 * oneUSDC), to: 1)
    #expect(throws: PerpetualRefusal.accountMustExist) { try market.liquidate(17) }
    #expect(throws: PerpetualRefusal.positionMustBeOpen) { try market.liquidate(0) }
    _ = try market.trade(.sellPaying(Amount(500 * oneETH)), for: 0)
    let sound = market
    #expect(throws: PerpetualRefusal.equityMustBeBelowMaintenance) { try market.liquidate(0) }
    #expect(market == sound)
    _ = try market.trade(.buyReceiving(Amount(1_200 * oneETH)), for: 1)
    let squeezed = market
    #expect(throws: PerpetualRefusal.curveMustFill(.outputMustStayBelowReserve)) { try market.liquidate(0) }
    #expect(market == squeezed)
  }

  @Test func `an index of nothing has no funding`() throws {
    var market = try perpetual(perpetualTerms())
    let before = market
    #expect(throws: PerpetualRefusal.indexMustBePositive) { try market.fundingRate(index: Price(wads: 0)) }
    #expect(throws: PerpetualRefusal.indexMustBePositive) { try market.settleFunding(index: Price(wads: 0)) }
    #expect(market == before)
  }
}
