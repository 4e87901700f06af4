import Exact
import Feeds
import Options
import Testing
import Units

/// Random histories of a market, every token kept by hand beside it in native integers.
@Suite("OptionsMarket over random histories") struct MarketSequenceTests {
  @Test(arguments: 0..<80 as Range<UInt64>)
  func `no token is made or lost and every payoff is covered`(seed: UInt64) throws {
    var world = try World(seed: seed)
    for _ in 0..<30 { world.trade() }
    for index in world.market.series.indices { try world.settle(index) }
    #expect(world.escrow == Purse(base: 0, quote: 0))
    #expect(world.market.lockedBase.isZero)
    #expect(world.market.lockedQuote.isZero)
    let settled = world.market.book.positions.allSatisfy(\.isSettled)
    #expect(settled)
  }
}

/// Tokens of one account.
private struct Purse: Equatable {
  var base: Int
  var quote: Int
}

/// A market, its vault, its takers and the escrow.
private struct World {
  var market: OptionsMarket
  var vault: Purse
  var takers = Purse(base: 0, quote: 0)
  var escrow = Purse(base: 0, quote: 0)
  private let total: Purse
  private var dice: Dice

  init(seed: UInt64) throws {
    dice = Dice(seed: seed, purpose: .properties, block: 0)
    let expiry = Instant(milliseconds: 1000)
    var series: [Series] = []
    for index in 0..<4 {
      let strike = Price(wads: UInt128(1 + dice.below(40)))
      series.append(Series(kind: index % 2 == 0 ? .call : .put, strike: strike, expiry: expiry))
    }
    market = try OptionsMarket(
      terms: try terms(spread: Int128(dice.below(500_000_000_000_000_000))), series: series,
      pair: smallPair(power: Int(dice.below(2))),
      pricing: TablePricing(price: UInt128(dice.below(30))))
    vault = Purse(base: Int(dice.below(200)), quote: Int(dice.below(2000)))
    total = vault
  }

  /// A random order, posted by hand when it is quoted; a refusal must leave no trace.
  mutating func trade() {
    let order = OptionOrder(
      series: Int(dice.below(5)), side: dice.chance(3, in: 5) ? .buying : .selling,
      size: Amount(Word256(dice.below(25))))
    let before = market.book
    let free = Balances(
      base: Amount(Word256(UInt64(vault.base - native(market.lockedBase.units)))),
      quote: Amount(Word256(UInt64(vault.quote - native(market.lockedQuote.units)))))
    guard
      let quote = try? market.quote(order, spot: Price(wads: 5), now: .start, vault: .live, free: free)
    else {
      #expect(market.book == before)
      return
    }
    market.execute(quote)
    let premium = native(quote.premium.units) * (order.side == .buying ? 1 : -1)
    vault.quote += premium
    takers.quote -= premium
    let (base, posted) = (native(quote.escrow.base.units), native(quote.escrow.quote.units))
    takers.base -= base
    takers.quote -= posted
    escrow.base += base
    escrow.quote += posted
    check()
  }

  /// Settles at a random price and posts every flow by hand.
  mutating func settle(_ index: Int) throws {
    let settlement = try market.settle(
      index, at: Price(wads: UInt128(1 + dice.below(60))), answeredAt: .start,
      now: Instant(milliseconds: 1000))
    let (base, quote) = (settlement.base, settlement.quote)
    escrow.base -=
      native(base.escrowToTakers.units) + native(base.escrowToVault.units)
      + native(base.escrowToWriters.units)
    escrow.quote -=
      native(quote.escrowToTakers.units) + native(quote.escrowToVault.units)
      + native(quote.escrowToWriters.units)
    vault.base += native(base.escrowToVault.units) - native(base.vaultToTakers.units)
    vault.quote += native(quote.escrowToVault.units) - native(quote.vaultToTakers.units)
    takers.base += native(base.payout.units) + native(base.escrowToWriters.units)
    takers.quote += native(quote.payout.units) + native(quote.escrowToWriters.units)
    check()
  }

  private func check() {
    #expect(vault.base + takers.base + escrow.base == total.base)
    #expect(vault.quote + takers.quote + escrow.quote == total.quote)
    #expect(vault.base >= native(market.lockedBase.units))
    #expect(vault.quote >= native(market.lockedQuote.units))
    var posted = Purse(base: 0, quote: 0)
    for position in market.book.positions {
      posted.base += native(position.escrow.base.units)
      posted.quote += native(position.escrow.quote.units)
    }
    #expect(escrow == posted)
  }
}
