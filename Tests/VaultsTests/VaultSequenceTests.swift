import Exact
import Feeds
import Options
import Testing
import Units
import Vaults

/// Random lives of a vault, kept beside in native integers: tokens by hand, laws by cross-multiplication.
@Suite("Vault over random histories") struct VaultSequenceTests {
  @Test(arguments: 0..<60 as Range<UInt64>)
  func `with gains, losses, locks and marks every roll keeps its laws`(seed: UInt64) throws {
    var world = try World(seed: seed)
    for _ in 0..<12 {
      try world.request()
      world.vaultQuote = max(0, world.vaultQuote + world.draw(400) - 180)
      let locked = world.draw(world.vaultQuote + 1)
      let mark = world.draw(world.vaultQuote + 1)
      try world.roll(locked: locked, mark: mark)
    }
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func `without gains nobody profits, everyone can leave, and only dust stays`(seed: UInt64) throws {
    var world = try World(seed: seed)
    for _ in 0..<8 {
      try world.request()
      try world.roll(locked: world.draw(world.vaultQuote + 1), mark: 0)
    }
    for index in world.vault.shares.indices where !world.vault.shares[index].isZero {
      _ = try world.vault.queueWithdrawal(of: world.vault.shares[index], for: world.holders[index])
    }
    try world.roll(locked: 0, mark: 0)
    #expect(world.vault.withdrawals.actions.isEmpty)
    for index in world.holders.indices {
      #expect(world.received[index] <= world.brought[index] + world.fills)
      #expect(world.received[index] + world.fills + 1 >= world.brought[index])
    }
    #expect(world.vaultQuote <= world.fills + 1)
    let (received, brought) = (world.received.reduce(0, +), world.brought.reduce(0, +))
    #expect(world.vaultQuote + received == brought)
  }
}

/// A vault, its holders and every token, in native integers.
private struct World {
  var vault: Vault
  var holders: [Holder]
  var brought: [Int]
  var received: [Int]
  var vaultQuote: Int
  var queueQuote = 0
  var fills = 0
  private var lastWithdrawal = 0
  private var dice: Dice
  private let pair = smallPair(power: 0)

  init(seed: UInt64) throws {
    dice = Dice(seed: seed, purpose: .properties, block: 0)
    vaultQuote = Int(dice.below(1000))
    vault = try Vault(
      founding: Balances(base: .zero, quote: quote(vaultQuote)), at: Price(wads: 1), in: pair)
    holders = [Vault.founder]
    for _ in 0..<3 { holders.append(vault.addHolder()) }
    brought = [vaultQuote, 0, 0, 0]
    received = [0, 0, 0, 0]
  }

  mutating func draw(_ bound: Int) -> Int { Int(dice.below(UInt64(bound))) }

  /// A few requests of either kind.
  mutating func request() throws {
    for _ in 0..<draw(5) {
      let index = draw(holders.count)
      let held = native(vault.shares[index].units)
      if dice.chance(1, in: 2) {
        let amount = 1 + draw(300)
        _ = try vault.queueDeposit(of: quote(amount), for: holders[index])
        queueQuote += amount
        brought[index] += amount
      } else if held > 0 {
        let amount = dice.chance(1, in: 4) ? held : 1 + draw(held)
        _ = try vault.queueWithdrawal(of: shares(amount), for: holders[index])
      }
    }
  }

  /// Rolls at price 1, moves the tokens by hand and checks the laws of the roll.
  mutating func roll(locked: Int, mark: Int) throws {
    let value = Int128(vaultQuote - mark)
    let supply = Int128(native(vault.supply.units)) + 1_000_000
    try vault.endEpoch()
    let roll = try vault.roll(
      closing(quote: UInt64(vaultQuote), locked: UInt64(locked), mark: Int256(Int64(mark))), in: pair)
    try vault.reopen()
    var cash = vaultQuote - locked
    for fill in roll.fills {
      fills += 1
      let (units, count) = (native(fill.quote.units), native(fill.shares.units))
      switch fill.kind {
      case .deposited:
        #expect(Int128(count) * (value + 1) <= Int128(units) * supply)
        #expect(Int128(count + 1) * (value + 1) > Int128(units) * supply)
        queueQuote -= units
        vaultQuote += units
        cash += units
      case .refunded:
        #expect(supply * Int128(units) < value + 1)
        queueQuote -= units
        received[fill.holder.index] += units
      case .withdrawn, .partlyWithdrawn:
        #expect(Int128(units) * supply <= Int128(count) * (value + 1))
        #expect(Int128(units + 1) * supply > Int128(count) * (value + 1))
        // First come first: tickets never fall, and only a partial fill meets its ticket again.
        #expect(fill.ticket >= lastWithdrawal)
        lastWithdrawal = fill.kind == .withdrawn ? fill.ticket + 1 : fill.ticket
        vaultQuote -= units
        cash -= units
        received[fill.holder.index] += units
      case .returned:
        #expect(Int128(count) * (value + 1) < supply)
      }
      #expect(cash >= 0)
    }
    checkState(before: (value, supply), mark: mark)
  }

  /// The queue's account, the shares' sum, and the price of those who stay.
  private func checkState(before: (value: Int128, supply: Int128), mark: Int) {
    #expect(queueQuote == 0)
    #expect(vault.deposits.actions.isEmpty)
    var sum = vault.withdrawals.total
    for held in vault.shares { sum += held }
    #expect(sum == vault.supply)
    let after = Int128(native(vault.supply.units)) + 1_000_000
    #expect((Int128(vaultQuote - mark) + 1) * before.supply >= (before.value + 1) * after)
  }
}
