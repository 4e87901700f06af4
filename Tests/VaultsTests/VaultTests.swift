import Exact
import Options
import Testing
import Units
import Vaults

@Suite("Vault") struct VaultTests {
  private let pair = smallPair(power: 0)

  private func founded(_ capital: Int = 100) throws -> Vault {
    try Vault(
      founding: Balances(base: .zero, quote: quote(capital)), at: Price(wads: 1), in: pair)
  }

  @Test func `founders own a million shares a unit of the value they bring`() throws {
    let pair = smallPair(power: 1)
    let capital = Balances(base: Amount(7), quote: Amount(2))
    // 7 · 5 fine + 2 · 10 fine = 55 fine = 5 whole units.
    let vault = try Vault(founding: capital, at: Price(wads: 5), in: pair)
    #expect(vault.supply == shares(5_000_000))
    #expect(vault.shares == [shares(5_000_000)])
    #expect(throws: VaultRefusal.priceMustBePositive) {
      try Vault(founding: capital, at: Price(wads: 0), in: pair)
    }
    #expect(throws: VaultRefusal.arithmetic(.resultMustFit)) {
      try Vault(founding: Balances(base: Amount(.max), quote: .zero), at: Price(wads: 5), in: pair)
    }
  }

  @Test func `an epoch passes its states one way round`() throws {
    for start in EpochState.allCases {
      var vault = try founded()
      if start != .accepting { try vault.begin() }
      if start == .settling || start == .rolled { try vault.close() }
      if start == .rolled { _ = try vault.roll(closing(quote: 100), in: pair) }
      #expect(vault.state == start)
      let before = vault
      if start != .accepting {
        #expect(throws: VaultRefusal.stateMustBe(.accepting, was: start)) { try vault.begin() }
      }
      if start != .live {
        #expect(throws: VaultRefusal.stateMustBe(.live, was: start)) { try vault.close() }
      }
      if start != .settling {
        #expect(throws: VaultRefusal.stateMustBe(.settling, was: start)) {
          try vault.roll(closing(quote: 100), in: pair)
        }
      }
      if start != .rolled {
        #expect(throws: VaultRefusal.stateMustBe(.rolled, was: start)) { try vault.reopen() }
      }
      #expect(vault == before)
    }
    var vault = try founded()
    _ = try vault.turn(closing(quote: 100), in: pair)
    #expect(vault.state == .accepting)
    #expect(vault.epoch == 1)
  }

  @Test func `requests queue until the closing price could be known`() throws {
    var vault = try founded()
    #expect(try vault.queueDeposit(of: quote(3), for: Vault.founder) == 1)
    try vault.begin()
    #expect(try vault.queueWithdrawal(of: shares(5), for: Vault.founder) == 2)
    #expect(vault.shares == [shares(99_999_995)])
    #expect(vault.supply == shares(100_000_000))
    try vault.close()
    let before = vault
    #expect(throws: VaultRefusal.queueMustBeOpen(.settling)) {
      try vault.queueDeposit(of: .zero, for: Vault.founder)
    }
    #expect(throws: VaultRefusal.queueMustBeOpen(.settling)) {
      try vault.queueWithdrawal(of: .zero, for: Vault.founder)
    }
    #expect(vault == before)
  }

  @Test func `requests for nothing, for too much and beyond all words are refused`() throws {
    var vault = try founded()
    _ = try vault.queueDeposit(of: quote(1), for: Vault.founder)
    let before = vault
    #expect(throws: VaultRefusal.amountMustBePositive) {
      try vault.queueDeposit(of: .zero, for: Vault.founder)
    }
    #expect(throws: VaultRefusal.arithmetic(.resultMustFit)) {
      try vault.queueDeposit(of: Amount(.max), for: Vault.founder)
    }
    #expect(throws: VaultRefusal.amountMustBePositive) {
      try vault.queueWithdrawal(of: .zero, for: Vault.founder)
    }
    let (all, more) = (shares(100_000_000), shares(100_000_001))
    #expect(throws: VaultRefusal.sharesMustBeHeld(requested: more, held: all)) {
      try vault.queueWithdrawal(of: more, for: Vault.founder)
    }
    #expect(vault == before)
    _ = try vault.queueWithdrawal(of: all, for: Vault.founder)
    #expect(throws: VaultRefusal.sharesMustBeHeld(requested: shares(1), held: .zero)) {
      try vault.queueWithdrawal(of: shares(1), for: Vault.founder)
    }
  }

  @Test func `a roll refuses by rule, in order, and leaves the vault untouched`() throws {
    var vault = try founded()
    _ = try vault.queueDeposit(of: quote(10), for: Vault.founder)
    try vault.endEpoch()
    let before = vault
    var closing = EpochClosing(
      assets: Balances(base: .zero, quote: quote(99)), locked: Balances(base: Amount(1), quote: quote(100)),
      mark: 100, price: Price(wads: 0))
    #expect(throws: VaultRefusal.priceMustBePositive) { try vault.roll(closing, in: pair) }
    closing.price = Price(wads: 1)
    let short = VaultRefusal.assetsMustCoverCollateral(assets: closing.assets, locked: closing.locked)
    #expect(throws: short) { try vault.roll(closing, in: pair) }
    closing.locked = .zero
    #expect(throws: VaultRefusal.assetsMustCoverLiabilities(assets: 99, liabilities: 100)) {
      try vault.roll(closing, in: pair)
    }
    closing.assets.quote = Amount(.max)
    #expect(throws: VaultRefusal.arithmetic(.resultMustFit)) { try vault.roll(closing, in: pair) }
    #expect(vault == before)
    // Liabilities equal to assets: worth nothing, yet no refusal.
    closing.assets.quote = quote(100)
    #expect(try vault.roll(closing, in: pair).netAssetValue == 0)
  }

  @Test func `deposits fill at the closing price, the queue never part of the value`() throws {
    var vault = try founded()
    let newcomer = vault.addHolder()
    _ = try vault.queueDeposit(of: quote(50), for: newcomer)
    // The epoch doubles the value: 201 ÷ 101 of a unit per million shares.
    let roll = try vault.turn(closing(quote: 200), in: pair)
    #expect(roll.netAssetValue == 200)
    #expect(roll.deposited == quote(50))
    // ⌊50 · 101,000,000 ÷ 201⌋
    #expect(roll.minted == shares(25_124_378))
    #expect(vault.shares == [shares(100_000_000), shares(25_124_378)])
    #expect(vault.deposits.actions.isEmpty)
    #expect(vault.deposits.total == .zero)
    #expect(roll.fills.map(\.kind) == [.deposited])
  }

  @Test func `withdrawals are paid first come first, in part when free quote is short`() throws {
    var vault = try founded()
    let (second, third) = (vault.addHolder(), vault.addHolder())
    for holder in [second, third] { _ = try vault.queueDeposit(of: quote(100), for: holder) }
    _ = try vault.turn(closing(quote: 100), in: pair)
    for (holder, count) in [(Vault.founder, 50), (second, 60), (third, 20)] {
      _ = try vault.queueWithdrawal(of: shares(count * 1_000_000), for: holder)
    }
    // 300 units, of which 220 cover options: 80 are free, for 50 and a part of 60.
    let first = try vault.turn(closing(quote: 300, locked: 220), in: pair)
    #expect(first.fills.map(\.kind) == [.withdrawn, .partlyWithdrawn])
    #expect(first.fills.map(\.quote) == [quote(50), quote(30)])
    #expect(first.withdrawn == quote(80))
    #expect(first.burned == shares(80_000_000))
    #expect(vault.withdrawals.actions.map(\.amount) == [shares(30_000_000), shares(20_000_000)])
    #expect(vault.withdrawals.total == shares(50_000_000))
    // Nothing is free: nobody overtakes.
    let blocked = try vault.turn(closing(quote: 220, locked: 220), in: pair)
    #expect(blocked.fills.isEmpty)
    #expect(vault.withdrawals.actions.count == 2)
    // A deposit of the same roll pays those who leave.
    _ = try vault.queueDeposit(of: quote(45), for: Vault.founder)
    let netted = try vault.turn(closing(quote: 220, locked: 220), in: pair)
    #expect(netted.fills.map(\.kind) == [.deposited, .withdrawn, .partlyWithdrawn])
    #expect(netted.fills.map(\.ticket).dropFirst() == [4, 5])
    #expect(netted.withdrawn == quote(45))
    #expect(vault.withdrawals.total == shares(5_000_000))
    #expect(vault.supply == shares(220_000_000))
  }

  @Test func `a deposit below one share is refunded and a share below one unit returned`() throws {
    var vault = Vault()
    let (rich, poor) = (vault.addHolder(), vault.addHolder())
    _ = try vault.queueDeposit(of: quote(1), for: rich)
    _ = try vault.turn(closing(quote: 0), in: pair)
    #expect(vault.supply == shares(1_000_000))
    // A donation makes a share worth 1,000 units: 2,000,000,001 ÷ 2,000,000.
    _ = try vault.queueDeposit(of: quote(1_000), for: poor)
    let roll = try vault.turn(closing(quote: 2_000_000_000), in: pair)
    #expect(roll.fills.map(\.kind) == [.refunded])
    #expect(roll.refunded == quote(1_000))
    #expect(roll.deposited == .zero)
    #expect(vault.supply == shares(1_000_000))
    // A loss of nearly all: one share is worth less than one unit and goes back.
    _ = try vault.queueWithdrawal(of: shares(1), for: rich)
    let after = try vault.turn(closing(quote: 1), in: pair)
    #expect(after.fills.map(\.kind) == [.returned])
    #expect(vault.shares[0] == shares(1_000_000))
    #expect(vault.withdrawals.actions.isEmpty)
  }

  @Test func `solvency is what is left beyond the worst payoff, token by token`() {
    let locked = Balances(base: Amount(3), quote: Amount(40))
    let covered = Solvency(assets: Balances(base: Amount(3), quote: Amount(45)), locked: locked)
    #expect(covered.isCovered)
    #expect(covered.free == Balances(base: .zero, quote: Amount(5)))
    #expect(covered.value(at: Price(wads: 9), in: smallPair(power: 1)) == 50)
    // Plenty of quote does not cover a call.
    let short = Solvency(assets: Balances(base: Amount(2), quote: Amount(4_000)), locked: locked)
    #expect(!short.isCovered)
    #expect(short.free == nil)
    #expect(short.base == Change(-1))
  }

  @Test func `an epoch includes its first millisecond and excludes its end`() {
    let clock = EpochClock(length: .day)
    #expect(clock.epoch(at: .start) == 0)
    #expect(clock.end(of: 0) == Instant(milliseconds: 86_400_000))
    #expect(clock.epoch(at: Instant(milliseconds: 86_399_999)) == 0)
    #expect(clock.epoch(at: clock.end(of: 0)) == 1)
  }
}
