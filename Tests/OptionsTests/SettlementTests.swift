import Exact
import Options
import Testing
import Units

@Suite("OptionsMarket.settle") struct SettlementTests {
  /// The largest n with `n · divisor ≤ product`, found by counting: shares no code with the division under test.
  private func floor(_ product: Int, over divisor: Int) -> Int {
    var count = 0
    while (count + 1) * divisor <= product { count += 1 }
    return count
  }

  @Test(
    "pays holders down, charges writers up, conserves every token: exhaustively over small books",
    arguments: OptionKind.allCases, [0, 1])
  func exhaustive(kind: OptionKind, power: Int) throws {
    let fine = power == 0 ? 1 : 10
    let index = kind == .call ? 0 : 1
    for strike in 1...6 {
      for sold in 0...5 {
        for bought in 0...5 {
          var opened = try market(strike: UInt128(strike), power: power)
          if sold > 0 { try opened.trade(.buying, UInt64(sold), of: index) }
          // Written one by one, so that posted escrow is a sum of single round-ups.
          for _ in 0..<bought { try opened.trade(.selling, 1, of: index) }
          for price in 1...8 {
            var closing = opened
            let settlement = try closing.settle(
              index, at: Price(wads: UInt128(price)), answeredAt: .start, now: Instant(milliseconds: 1000))
            let escrow = opened.book.positions[index].escrow
            switch kind {
            case .call:
              let gain = max(price - strike, 0)
              check(
                settlement.base, escrow: escrow.base, locked: opened.lockedBase,
                paid: floor(sold * gain, over: price), owed: -floor(-bought * gain, toward: price))
              #expect(settlement.quote == .zero)
            case .put:
              let gain = max(strike - price, 0)
              check(
                settlement.quote, escrow: escrow.quote, locked: opened.lockedQuote,
                paid: floor(sold * gain, over: fine), owed: -floor(-bought * gain, toward: fine))
              #expect(settlement.base == .zero)
            }
            #expect(closing.lockedBase.isZero)
            #expect(closing.lockedQuote.isZero)
            #expect(closing.vaultPosition(in: index) == .zero)
          }
        }
      }
    }
  }

  /// Floor of a product that may be negative, by counting down.
  private func floor(_ product: Int, toward divisor: Int) -> Int {
    var count = 0
    while count * divisor > product { count -= 1 }
    return count
  }

  private func check<Side>(
    _ flow: SettlementFlow<Side>, escrow: Amount<Side>, locked: Amount<Side>, paid: Int, owed: Int
  ) {
    let toTakers = native(flow.escrowToTakers.units)
    let fromVault = native(flow.vaultToTakers.units)
    let toVault = native(flow.escrowToVault.units)
    let toWriters = native(flow.escrowToWriters.units)
    #expect(toTakers + fromVault == paid)
    #expect(toTakers + toVault == owed)
    #expect(toTakers + toVault + toWriters == native(escrow.units))
    #expect(fromVault == 0 || toVault == 0)
    #expect(flow.released == locked)
    #expect(flow.vaultToTakers <= locked)
  }

  @Test func `a worked call and put of 3 contracts settle to the unit`() throws {
    let pair = Pair(base: Token(symbol: "ETH", decimals: 18), quote: Token(symbol: "USDC", decimals: 6))
    let expiry = Instant(milliseconds: 1000)
    let strike = Price(wads: 3000 * 1_000_000_000_000_000_000)
    var market = try OptionsMarket(
      terms: try terms(),
      series: [
        Series(kind: .call, strike: strike, expiry: expiry),
        Series(kind: .put, strike: strike, expiry: expiry),
      ], pair: pair, pricing: TablePricing(price: 1_000_000_000_000_000_000))
    let three = Amount<Base>(3_000_000_000_000_000_000)
    let free = Balances(base: three, quote: Amount(9_000_000_000))
    for index in 0...1 {
      let order = OptionOrder(series: index, side: .buying, size: three)
      market.execute(try market.quote(order, spot: strike, now: .start, vault: .live, free: free))
    }
    #expect(market.lockedBase == three)
    #expect(market.lockedQuote == Amount(9_000_000_000))
    // 3 · 100 ÷ 3100 = 0.096774193548387096 ETH and 77 more decimals; 3 · (3000 − 3100) is nothing.
    var up = market
    let rise = Price(wads: 3100 * 1_000_000_000_000_000_000)
    #expect(
      try up.settle(0, at: rise, answeredAt: expiry, now: expiry).base.payout
        == Amount(96_774_193_548_387_096))
    #expect(try up.settle(1, at: rise, answeredAt: expiry, now: expiry).quote.payout == .zero)
    // 3 · (3000 − 2500.5) = 1498.5 USDC.
    let fall = Price(wads: 2_500_500_000_000_000_000_000)
    #expect(
      try market.settle(1, at: fall, answeredAt: expiry, now: expiry).quote.payout == Amount(1_498_500_000))
    #expect(try market.settle(0, at: fall, answeredAt: expiry, now: expiry).base.payout == .zero)
  }

  @Test func `every rule refuses in its order and leaves the book untouched`() throws {
    var market = try market()
    try market.trade(.buying, 3, of: 0)
    let (before, expiry) = (market.book, Instant(milliseconds: 1000))
    let early = Instant(milliseconds: 999)
    let late = Instant(milliseconds: 1001)
    #expect(throws: SettlementRefusal.seriesMustBeListed(index: 2, count: 2)) {
      try market.settle(2, at: Price(wads: 0), answeredAt: late, now: early)
    }
    #expect(throws: SettlementRefusal.seriesMustBeExpired(expiry: expiry, now: early)) {
      try market.settle(0, at: Price(wads: 0), answeredAt: late, now: early)
    }
    #expect(throws: SettlementRefusal.answerMustNotFollowExpiry(answeredAt: late, expiry: expiry)) {
      try market.settle(0, at: Price(wads: 0), answeredAt: late, now: expiry)
    }
    #expect(throws: SettlementRefusal.priceMustBePositive) {
      try market.settle(0, at: Price(wads: 0), answeredAt: expiry, now: expiry)
    }
    #expect(market.book == before)
    _ = try market.settle(0, at: Price(wads: 6), answeredAt: expiry, now: expiry)
    let settled = market.book
    #expect(throws: SettlementRefusal.seriesMustBeUnsettled(index: 0)) {
      try market.settle(0, at: Price(wads: 0), answeredAt: late, now: early)
    }
    #expect(market.book == settled)
  }
}
