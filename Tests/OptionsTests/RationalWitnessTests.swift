import Exact
import Feeds
import Options
import Testing
import Units

/// At real sizes, against an unrounded model in whole tokens.
@Suite("OptionsMarket against rationals") struct RationalWitnessTests {
  private let wad = Rational(Integer(10).power(18))

  private func fraction(_ numerator: Integer, _ denominator: Integer) throws -> Rational {
    try #require(Rational(numerator, over: denominator))
  }

  @Test(arguments: [(18, 6), (8, 6), (0, 18), (18, 18), (6, 0)])
  func `movements are the model's, rounded once in the vault's favour`(base: Int, quote: Int) throws {
    var dice = Dice(seed: 11, path: UInt32(base), purpose: .properties, block: UInt32(quote))
    for _ in 0..<150 {
      let spread = Int128(dice.below(1_000_000_000_000_000_000))
      let price = UInt128(dice.nextWord()) << UInt128(dice.below(24))
      let strike = Price(wads: UInt128(dice.nextWord()) << UInt128(dice.below(24)) | 1)
      let settled = Price(wads: UInt128(dice.nextWord()) << UInt128(dice.below(24)) | 1)
      let size = Amount<Base>(Word256(UInt128(dice.nextWord()) << UInt128(dice.below(40)) | 1))
      let kind: OptionKind = dice.chance(1, in: 2) ? .call : .put
      var market = try OptionsMarket(
        terms: try terms(spread: spread),
        series: [Series(kind: kind, strike: strike, expiry: Instant(milliseconds: 1000))],
        pair: Pair(base: Token(symbol: "B", decimals: base), quote: Token(symbol: "Q", decimals: quote)),
        pricing: TablePricing(price: price))
      let vast = Balances(base: Amount(.max), quote: Amount(.max))
      let tokens = try fraction(Integer(size.units), Integer(10).power(base))
      let unit = try fraction(.one, Integer(10).power(quote))

      let buy = OptionOrder(series: 0, side: .buying, size: size)
      let ask = try market.quote(buy, spot: strike, now: .start, vault: .live, free: vast)
      let up = try fraction(Integer(price + 1), wad.numerator)
      let charged = tokens * up * (.one + (try fraction(Integer(spread), wad.numerator)))
      let asked = Rational(Integer(ask.premium.units)) * unit
      #expect(asked >= charged)
      #expect(asked < charged + unit)

      let sell = OptionOrder(series: 0, side: .selling, size: size)
      let bid = try market.quote(sell, spot: strike, now: .start, vault: .live, free: vast)
      let down = try fraction(Integer(price), wad.numerator)
      let paid = tokens * down * (.one - (try fraction(Integer(spread), wad.numerator)))
      let offered = Rational(Integer(bid.premium.units)) * unit
      #expect(offered <= paid)
      #expect(offered > paid - unit)

      market.execute(ask)
      let settlement = try market.settle(
        0, at: settled, answeredAt: .start, now: Instant(milliseconds: 1000))
      let (s, k) = (Rational(Integer(settled.wads)), Rational(Integer(strike.wads)))
      switch kind {
      case .call:
        let exact = s > k ? tokens * (try (s - k).divided(by: s)) : .zero
        let payout = try fraction(Integer(settlement.base.payout.units), Integer(10).power(base))
        #expect(payout <= exact)
        #expect(payout + (try fraction(.one, Integer(10).power(base))) > exact)
      case .put:
        let exact = k > s ? tokens * (try (k - s).divided(by: wad)) : .zero
        let payout = Rational(Integer(settlement.quote.payout.units)) * unit
        #expect(payout <= exact)
        #expect(payout + unit > exact)
      }
    }
  }
}
