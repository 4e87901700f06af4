import Exact
import Markets
import TestKit
import Testing
import Units

/// A pair whose quote unit is worth `10^zeros` fine units, and whose base unit is worth the price's wads.
private func pair(zeros: Int) -> Pair {
  Pair(base: Token(symbol: "B", decimals: 0), quote: Token(symbol: "Q", decimals: 18 - zeros))
}

/// The profit of an input by the formulas, unbounded; minus the gas when it fetches nothing.
private func profit(
  _ pool: ConstantProduct, _ side: TradeSide, _ input: Integer, price: Price, in pair: Pair, gas: Word256
) -> Integer {
  let (base, quote) = (Integer(pool.reserveBase.units), Integer(pool.reserveQuote.units))
  let (own, other) = side == .buying ? (quote, base) : (base, quote)
  let (d, n) = (Integer(pool.fee.denominator), Integer(pool.fee.numerator))
  let weighted = input * (d - n)
  let output = (other * weighted).quotientAndRemainder(dividingBy: own * d + weighted).quotient
  let (baseUnit, quoteUnit) = (Integer(price.wads), Integer(pair.finePerQuoteUnit))
  let (paid, received) = side == .buying ? (quoteUnit, baseUnit) : (baseUnit, quoteUnit)
  return output * received - input * paid - Integer(gas) * quoteUnit
}

@Suite("Arbitrage") struct ArbitrageTests {
  private func fees() throws -> [Fee] {
    [.zero, try Fee(3, over: 1000), try Fee(1, over: 100), try Fee(1, over: 4), try Fee(99, over: 100)]
  }

  @Test func `no input of any small pool brings more`() throws {
    var dice = TestDice(state: 1)
    var traded = 0
    for _ in 0..<(isSoaking ? 20_000 : 1200) {
      let fee = try fees()[Int(dice.number(0...4))]
      let pair = pair(zeros: Int(dice.number(0...2)))
      let (base, quote) = (dice.number(1...300), dice.number(1...300))
      let pool = try pool(Word256(base), Word256(quote), fee: fee)
      let unit = UInt64(pair.finePerQuoteUnit.low)
      let spread = dice.number(0...3) == 0 ? dice.number(0...400) : dice.number(1...12)
      let price = Price(wads: UInt128(unit * quote * spread / base / 6 + dice.number(0...1)))
      let gas = Word256(dice.number(0...3) == 0 ? dice.number(0...20) : 0)
      var best = 0
      for side in TradeSide.allCases {
        let (own, other) = side == .buying ? (Int(quote), Int(base)) : (Int(base), Int(quote))
        let worth = (base: Int(price.wads), quote: Int(unit))
        let (paid, received) = side == .buying ? (worth.quote, worth.base) : (worth.base, worth.quote)
        let cost = Int(gas.low) * worth.quote
        guard paid > 0 else {
          // Of a worthless input the more the better, up to the last unit but one of the other reserve.
          best = max(best, (other - 1) * received - cost)
          continue
        }
        // Beyond this many units even the whole reserve would not pay.
        for input in 1...(other * received / paid + 1) {
          let weighted = input * Int(fee.denominator - fee.numerator)
          let output = other * weighted / (own * Int(fee.denominator) + weighted)
          best = max(best, output * received - input * paid - cost)
        }
      }
      let found = pool.arbitrage(at: price, in: pair, gas: Amount(gas))
      #expect(
        found.map { $0.profit } == (best > 0 ? Int256(Int64(best)) : nil),
        "\(pool) at \(price.wads)/\(unit), gas \(gas)")
      guard let found else { continue }
      traded += 1
      try expectExecutes(found, on: pool, price: price, pair: pair, gas: gas)
    }
    #expect(traded > 300)
  }

  /// The fill is what the pool makes of its input, and the profit is the fill's.
  private func expectExecutes(
    _ found: Arbitrage, on pool: ConstantProduct, price: Price, pair: Pair, gas: Word256
  ) throws {
    var traded = pool
    let side = found.fill.side
    let fill =
      side == .buying ? try traded.buy(paying: found.fill.quote) : try traded.sell(paying: found.fill.base)
    #expect(fill == found.fill)
    let input = Integer(side == .buying ? fill.quote.units : fill.base.units)
    #expect(profit(pool, side, input, price: price, in: pair, gas: gas) == Integer(found.profit))
    #expect(found.profit > 0)
  }

  @Test func `no neighbour on large pools brings more`() throws {
    var dice = TestDice(state: 2)
    let tokens = [
      Pair(base: Token(symbol: "ETH", decimals: 18), quote: Token(symbol: "USDC", decimals: 6)),
      Pair(base: Token(symbol: "ETH", decimals: 18), quote: Token(symbol: "DAI", decimals: 18)),
      Pair(base: Token(symbol: "WBTC", decimals: 8), quote: Token(symbol: "DAI", decimals: 18)),
    ]
    let wad: UInt128 = 1_000_000_000_000_000_000
    for pair in tokens {
      let base = Word256(dice.number(100...100_000)) * power(pair.base.decimals)
      for _ in 0..<120 {
        let quote = Word256(dice.number(1_000_000...300_000_000)) * power(pair.quote.decimals)
        let pool = try pool(base, quote, fee: fees()[Int(dice.number(0...2))])
        // Quote tokens per base token at the pool, moved by up to 5 %.
        let worth = try Word256.mulDiv(
          quote * Word256(wad), power(pair.base.decimals), over: base, rounding: .down)
        let mid = try worth.divided(by: power(pair.quote.decimals), rounding: .down)
        let price = Price(
          wads: try Word256.mulDiv(mid, Word256(dice.number(9500...10_500)), over: 10_000, rounding: .down)
            .low)
        guard let found = pool.arbitrage(at: price, in: pair, gas: .zero) else { continue }
        try expectExecutes(found, on: pool, price: price, pair: pair, gas: 0)
        let side = found.fill.side
        let input = Integer(side == .buying ? found.fill.quote.units : found.fill.base.units)
        for offset in -50...50 where input + Integer(offset) > 0 {
          let other = profit(pool, side, input + Integer(offset), price: price, in: pair, gas: 0)
          #expect(other <= Integer(found.profit), "\(offset)")
        }
        let closed = try #require(pool.closedFormInput(at: price, in: pair))
        #expect(closed.side == side)
        let usual = profit(pool, side, Integer(closed.units), price: price, in: pair, gas: 0)
        #expect(usual <= Integer(found.profit))
      }
    }
  }

  private func power(_ decimals: Int) -> Word256 {
    (0..<decimals).reduce(Word256.one) { power, _ in power * 10 as Word256 }
  }

  @Test func `within the fee's band nobody trades`() throws {
    let pair = pair(zeros: 0)
    let pool = try pool(1_000_000, 1_000_000_000, fee: Fee(3, over: 1000))
    #expect(pool.arbitrage(at: Price(wads: 1000), in: pair, gas: .zero) == nil)
    #expect(pool.arbitrage(at: Price(wads: 1003), in: pair, gas: .zero) == nil)
    #expect(pool.arbitrage(at: Price(wads: 997), in: pair, gas: .zero) == nil)
    #expect(pool.arbitrage(at: Price(wads: 1010), in: pair, gas: .zero)?.fill.side == .buying)
    #expect(pool.arbitrage(at: Price(wads: 990), in: pair, gas: .zero)?.fill.side == .selling)
    #expect(pool.closedFormInput(at: Price(wads: 1003), in: pair) == nil)
  }

  @Test func `a trade happens only when it brings more than the gas`() throws {
    let pair = pair(zeros: 0)
    let pool = try pool(1_000_000, 1_000_000_000, fee: Fee(3, over: 1000))
    let price = Price(wads: 1050)
    let free = try #require(pool.arbitrage(at: price, in: pair, gas: .zero))
    let gas = free.profit.magnitude
    #expect(pool.arbitrage(at: price, in: pair, gas: Amount(gas)) == nil)
    #expect(pool.arbitrage(at: price, in: pair, gas: Amount(gas - 1))?.profit == 1)
    #expect(pool.arbitrage(at: price, in: pair, gas: Amount(.max)) == nil)
    #expect(pool.arbitrage(at: price, in: pair, gas: Amount(.one << 255)) == nil)
  }

  @Test func `a worthless token is sold up to the cap, an empty pool is left alone`() throws {
    let pair = pair(zeros: 0)
    let found = try #require(pool(100, 50, fee: .zero).arbitrage(at: Price(wads: 0), in: pair, gas: .zero))
    #expect(found.fill == Fill(side: .selling, base: Amount(4900), quote: Amount(49)))
    #expect(found.profit == 49)
    let empty = ConstantProduct(fee: .zero, takesProtocolFee: false)
    #expect(empty.arbitrage(at: Price(wads: 1), in: pair, gas: .zero) == nil)
    let most = Word256((1 << 112) - 1 as UInt128)
    #expect(try pool(most, most, fee: .zero).arbitrage(at: Price(wads: 2), in: pair, gas: .zero) == nil)
    let nearly = try #require(
      pool(most - 100, most - 100, fee: .zero).arbitrage(at: Price(wads: 2), in: pair, gas: .zero))
    #expect(nearly.fill.quote == Amount(100))
    #expect(nearly.profit == 98)
  }
}
