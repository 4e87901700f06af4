import Exact
import Markets
import Properties
import TestKit
import Testing
import Units

@Suite("Liquidity profiles") struct LiquidityProfileTests {
  private let one = Word256(UInt128(1) << 96)

  @Test func `a value buys the most liquidity that is worth no more`() {
    withEvery(cases: 400) { choices in
      let root =
        try TickMath.sqrtRatio(at: Int32(choices.signed(upTo: 30_000))) + Word256(choices.below(1 << 40))
      let lower = Int32(choices.signed(upTo: 600)) * 60
      let range = TickRange(lower: lower, upper: lower + 60 * Int32(choices.within(1...500)))
      let value = choices.wide(bits: 90) + 1_000_000
      let liquidity: UInt128
      do throws(ConcentratedRefusal) {
        liquidity = try ConcentratedPool.liquidity(
          worth: Amount(Word256(value)), in: range, atSqrtPrice: root)
      } catch {
        // Far below the range, liquidity is dear in base that is worth next to nothing.
        return
      }
      // The same in rational numbers.
      func rational(_ root: Word256) -> Rational { Rational(Integer(root), over: .powerOfTwo(96)) ?? .zero }
      func inverse(_ value: Rational) -> Rational { (try? Rational.one.divided(by: value)) ?? .zero }
      let (s, low) = (rational(root), rational(try TickMath.sqrtRatio(at: range.lower)))
      let high = rational(try TickMath.sqrtRatio(at: range.upper))
      let clamped = max(low, min(high, s))
      let unit = (inverse(clamped) - inverse(high)) * s * s + clamped - low
      let size = Rational(Integer(liquidity))
      try hold(size * unit <= Rational(Integer(value)), "worth no more")
      // The unit's worth was rounded by less than two in 2⁹⁶: within 2⁻⁶⁰ relatively for worths from 2⁻³⁵ on.
      let next = (size + 1) * unit * Rational(Integer.powerOfTwo(60) + 1)
      try hold(next > Rational(Integer(value) << 60), "one more is worth more", "\(liquidity) for \(value)")
    }
  }

  @Test func `a pool of a profile holds what its entries are worth`() throws {
    let pair = Pair(base: Token(symbol: "ETH", decimals: 18), quote: Token(symbol: "USDC", decimals: 6))
    let wad: UInt128 = 1_000_000_000_000_000_000
    let root = try #require(ConcentratedPool.sqrtPriceX96(Price(wads: 3000 * wad), in: pair, rounding: .down))
    let wide = try #require(
      TickRange.covering(Price(wads: 1000 * wad), to: Price(wads: 9000 * wad), in: pair, spacing: 60))
    let above = try #require(
      TickRange.covering(Price(wads: 3100 * wad), to: Price(wads: 3200 * wad), in: pair, spacing: 60))
    #expect(wide.lower % 60 == 0)
    #expect(wide.upper % 60 == 0)
    let pool = try ConcentratedPool(
      sqrtPriceX96: root, tickSpacing: 60, convention: .v3, owner: 7,
      profile: [
        ProfileEntry(range: wide, value: Amount(1_000_000_000_000)),
        ProfileEntry(range: above, value: Amount(200_000_000_000)),
      ])
    #expect(pool.positions.count == 2)
    // 1.2 million quote tokens in all, at 3000.
    let value =
      Integer(pool.reserveBase.units) * Integer(3000 * wad) + Integer(pool.reserveQuote.units)
      * Integer(pair.finePerQuoteUnit)
    let asked = Integer(1_200_000_000_000) * Integer(pair.finePerQuoteUnit)
    #expect((value - asked).magnitude < Integer(pair.finePerQuoteUnit) * 4)
    let market = pool.feeMarket(at: Instant(milliseconds: 5), block: 3, oracle: nil)
    #expect(market.base == pool.virtualReserves.base)
    #expect(market.quote == pool.virtualReserves.quote)
    #expect(market.sqrtPriceX96 == root)
  }

  @Test func `values and ranges that make no position are refused`() {
    func bought(_ value: Word256, _ lower: Int32, _ upper: Int32) throws -> UInt128 {
      try ConcentratedPool.liquidity(
        worth: Amount(value), in: TickRange(lower: lower, upper: upper), atSqrtPrice: one)
    }
    #expect(throws: ConcentratedRefusal.lowerMustBeBelowUpper(60, 60)) { try bought(0, 60, 60) }
    #expect(throws: ConcentratedRefusal.lowerTickMustBeInRange(-900_000)) { try bought(0, -900_000, 900_000) }
    #expect(throws: ConcentratedRefusal.upperTickMustBeInRange(900_000)) { try bought(0, 0, 900_000) }
    #expect(throws: ConcentratedRefusal.liquidityMustBePositive) { try bought(0, -60, 60) }
    #expect(throws: ConcentratedRefusal.liquidityMustFit) { try bought(Word256(UInt128.max), -60, 60) }
    #expect(throws: ConcentratedRefusal.liquidityMustFit) { try bought(.max, -60, 60) }
    let pair = Pair(base: Token(symbol: "A", decimals: 18), quote: Token(symbol: "B", decimals: 18))
    #expect(TickRange.covering(Price(wads: 0), to: Price(wads: 1), in: pair, spacing: 1) == nil)
    #expect(TickRange.covering(Price(wads: 1), to: Price(wads: 0), in: pair, spacing: 1) == nil)
  }
}
