import Exact
import Markets
import Testing
import Units

@Suite("PoolQuote") struct PoolQuoteTests {
  private let pair = Pair(base: Token(symbol: "ETH", decimals: 18), quote: Token(symbol: "USDC", decimals: 6))

  /// 1000 ETH against 3,000,000 USDC.
  private func pool(_ fee: Fee) throws -> ConstantProduct {
    try ConstantProduct(
      reserveBase: Amount(Word256(1_000_000_000_000_000_000_000 as UInt128)),
      reserveQuote: Amount(3_000_000_000_000),
      fee: fee, takesProtocolFee: false)
  }

  @Test func `worked by hand: selling a quarter of the reserve without fee`() throws {
    // out = 3,000,000 · 250/1250 = 600,000 USDC exactly.
    let pool = try pool(.zero)
    let fill = try pool.selling(paying: Amount(Word256(250_000_000_000_000_000_000 as UInt128)))
    let quote = pool.quote(fill, in: pair)
    #expect(fill.quote == Amount(600_000_000_000))
    #expect(quote.priceBefore == 3000)
    // σ_eff = q/(x + q) = 1/5; C_H = p q²/(x + q) = 3000·250²/1250; price after = p (x/(x + q))².
    #expect(quote.effectiveHalfSpread == Rational("1/5"))
    #expect(quote.hedgeSlippageCost == 150_000)
    #expect(quote.priceAfter == 1920)
    #expect(quote.feeUnits == .zero)
  }

  @Test func `worked by hand: buying a fifth of the pool at a fee of a fifth`() throws {
    // 200 of 1000 ETH: 3,000,000·200/(800·0.8) = 937,500 USDC, and the unit that exact-out always adds.
    let pool = try pool(Fee(1, over: 5))
    let fill = try pool.buying(receiving: Amount(Word256(200_000_000_000_000_000_000 as UInt128)))
    let quote = pool.quote(fill, in: pair)
    #expect(fill.quote == Amount(937_500_000_001))
    #expect(quote.feeUnits == Rational("937500000001/5"))
    // C − mV = 937,500.000001 − 600,000; over 600,000.
    #expect(quote.hedgeSlippageCost == Rational("337500.000001"))
    #expect(quote.effectiveHalfSpread == Rational("337500000001/600000000000"))
    #expect(quote.priceAfter == Rational("3937500000001/800000000"))
  }

  @Test func `the cost is the price before times the size times the half-spread`() throws {
    var dice = TestDice(state: 12)
    let pool = try pool(Fee(3, over: 1000))
    for _ in 0..<200 {
      let size = Amount<Base>(dice.word(bits: 69))
      for fill in [try? pool.selling(paying: size), try? pool.buying(receiving: size)] {
        guard let fill else { continue }
        let quote = pool.quote(fill, in: pair)
        let tokens = Rational(Integer(size.units), over: Integer(10).power(18)) ?? .zero
        let spread = try #require(quote.effectiveHalfSpread)
        #expect(quote.hedgeSlippageCost == quote.priceBefore * tokens * spread)
        #expect(spread > .zero)
        let after = try #require(quote.priceAfter)
        #expect(fill.side == .buying ? after > quote.priceBefore : after < quote.priceBefore)
        var traded = pool
        _ = fill.side == .buying ? try traded.buy(receiving: size) : try traded.sell(paying: size)
        #expect(traded.price(in: pair) == quote.priceAfter)
      }
    }
  }

  @Test func `an empty pool has no price`() {
    #expect(ConstantProduct(fee: .zero, takesProtocolFee: false).price(in: pair) == nil)
  }
}
