import Exact
import Markets
import Properties
import TestKit
import Testing
import Units

@Suite("Funding") struct FundingTests {
  @Test func `sums to exactly zero over longs, shorts, the maker and the dust`() {
    withEvery("zero sum", cases: 400) { choices in
      let count = choices.within(1...6)
      let pair = Pair(
        base: Token(symbol: "B", decimals: choices.within(0...18)),
        quote: Token(symbol: "Q", decimals: choices.within(0...18)))
      let cap = try choices.oneOf([
        Fee(1, over: 100), Fee(3, over: 7), Fee(1, over: 1_000_000_000_000), .zero,
      ])
      let base = Word256(choices.wide(bits: 90)) + 1_000_000
      var market = try Perpetual(
        base: Amount(base), quote: Amount(Word256(choices.wide(bits: 90)) + 1_000_000),
        terms: perpetualTerms(fee: choices.oneOf([.zero, Fee(3, over: 1000)]), cap: cap), pair: pair,
        accounts: count)
      for account in 0..<count {
        try market.deposit(Amount(Word256(1 << 110 as UInt128)), to: account)
        let size = Amount<Base>(Word256(choices.wide(bits: 90)))
        _ = try? market.trade(
          choices.chance(1, in: 2) ? .buyReceiving(size) : .sellPaying(size), for: account)
      }
      let index: Price
      if choices.chance(1, in: 2) {
        // Near the mark, so that rates within the cap occur.
        guard let mark = market.mark else { return }
        let near =
          (mark * Rational(Integer(pair.finePerQuoteUnit)) * fraction(choices.within(950...1050), 1_000))
        index = Price(wads: max(1, near.rounded(.down).asWord256?.asUInt128 ?? 1))
      } else {
        index = Price(wads: choices.wide() | 1)
      }
      choices.note("\(market.positions) index \(index)")
      let before = market
      let (rate, dust) = try market.settleFunding(index: index)
      try holdEqual(rate, try before.fundingRate(index: index), "the rate is told beforehand")

      // The model, from the definitions, in fractions.
      guard let mark = before.mark else { return }
      let priced = try unitPrice(index, in: pair)
      let premium = try (mark - priced).divided(by: priced)
      let limit = Rational(Integer(cap.numerator), over: Integer(cap.denominator)) ?? .zero
      let clamped = premium > limit ? limit : premium < -limit ? -limit : premium
      try holdEqual(rate.rational, clamped, "the rate is the clamped premium")
      try holdEqual(rate.isClamped, clamped != premium, "it says whether it was clamped")
      var sum = Integer.zero
      for account in 0..<count {
        let owed = Rational(Integer(before.positions[account].size)) * priced * clamped
        let paid = Integer(before.positions[account].collateral - market.positions[account].collateral)
        // Up for payers and, as a number below 0, up for receivers.
        try holdEqual(paid, owed.rounded(.up), "a payment is rounded against its account")
        if before.positions[account].isFlat { try holdEqual(paid, .zero, "no funding when flat") }
        sum += paid
      }
      let maker = Integer(before.makerFunding - market.makerFunding)
      try holdEqual(
        maker, (Rational(Integer(before.makerSize)) * priced * clamped).rounded(.up),
        "the maker pays its share")
      try holdEqual(sum + maker - Integer(dust.units), .zero, "payments and dust sum to zero")
      try hold(dust.units <= Word256(UInt64(count + 1)), "less than a unit of dust an account", "\(dust)")
      try holdEqual(market.insurance, dust, "the dust is in the fund")
      try holdEqual(market.fundingDust, dust, "and counted")
      try holdEqual(market.cashResidual, .zero, "cash is conserved")
      try holdEqual(market.curve, before.curve, "prices do not move")
    }
  }

  @Test func `is clamped only beyond the cap`() throws {
    // Mark 3,000. At an index i the premium is (3000 − i)/i: 1/99 at 2,970, −1/101 at 3,030.
    let market = try perpetual(perpetualTerms(cap: Fee(1, over: 99)))
    let at = try market.fundingRate(index: dollars(2_970))
    #expect(at.rational == Rational("1/99"))
    #expect(!at.isClamped)
    let beyond = try market.fundingRate(index: Price(wads: dollars(2_970).wads - 1))
    #expect(beyond.rational == Rational("1/99"))
    #expect(beyond.isClamped)
    let below = try market.fundingRate(index: Price(wads: dollars(2_970).wads + 1))
    #expect(try #require(Rational("1/99")) > below.rational)
    #expect(!below.isClamped)
    let negative = try market.fundingRate(index: dollars(3_030))
    #expect(negative.rational == Rational("-1/101"))
    let low = try market.fundingRate(index: dollars(6_000))
    #expect(low.rational == Rational("-1/99"))
    #expect(low.isClamped)
    #expect(try market.fundingRate(index: dollars(3_000)).rational == 0)
  }

  @Test func `longs pay shorts when the mark is above the index`() throws {
    var market = try perpetual(perpetualTerms(cap: Fee(1, over: 100)))
    try market.deposit(Amount(1_000_000 * oneUSDC), to: 0)
    try market.deposit(Amount(1_000_000 * oneUSDC), to: 1)
    _ = try market.trade(.buyReceiving(Amount(10 * oneETH)), for: 0)
    _ = try market.trade(.sellPaying(Amount(4 * oneETH)), for: 1)
    let (long, short) = (market.positions[0].collateral, market.positions[1].collateral)
    // The premium is above 1 %: 10 ETH · 2,000 · 1 % = 200 paid, 80 received, 120 to the maker, which is 6 short.
    let (rate, dust) = try market.settleFunding(index: dollars(2_000))
    #expect(rate.isClamped)
    #expect(long - market.positions[0].collateral == Int256(200 * oneUSDC))
    #expect(market.positions[1].collateral - short == Int256(80 * oneUSDC))
    #expect(market.makerFunding == Int256(120 * oneUSDC))
    #expect(dust == .zero)
    // Account 2 and 3 are flat.
    #expect(market.positions[2] == .empty)
  }

  @Test func `nothing is paid where nobody holds a position`() throws {
    var market = try perpetual(perpetualTerms())
    try market.deposit(Amount(1_000), to: 0)
    let before = market
    let (rate, dust) = try market.settleFunding(index: dollars(1))
    #expect(!rate.numerator.isZero)
    #expect(dust == .zero)
    #expect(market == before)
  }
}
