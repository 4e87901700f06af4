import CountedHeap
import Exact
import Markets
import Properties
import TestKit
import Testing
import Units

@Suite("ConcentratedPool laws") struct ConcentratedLawTests {
  /// `s = sqrtPrice ÷ 2⁹⁶`, exact.
  private func root(_ sqrtPrice: Word256) -> Rational {
    Rational(Integer(sqrtPrice), over: .powerOfTwo(96)) ?? .zero
  }

  private func inverse(_ value: Rational) -> Rational { (try? Rational.one.divided(by: value)) ?? .zero }

  /// A range's value at a price and its base, in real numbers.
  private func worth(_ liquidity: UInt128, _ lower: Rational, _ upper: Rational, at price: Rational) -> (
    base: Rational, value: Rational
  ) {
    let size = Rational(Integer(liquidity))
    let clamped = max(lower, min(upper, price))
    let base = size * (inverse(clamped) - inverse(upper))
    return (base, base * price * price + size * (clamped - lower))
  }

  /// `LVR = x₀(P₁ − P₀) − (V₁ − V₀)`, rebalancing against the range; what the arbitrageur takes without a fee.
  ///
  /// The pool takes up to a unit more and pays up to a unit less in each step, never the other way round.
  @Test func `a range loses to one arbitrage what the rational range does, to a unit of each token per step`()
  {
    withEvery(cases: 300) { choices in
      let spacing: Int32 = 10
      let lower = Int32(choices.signed(upTo: 2000)) * spacing
      let upper = lower + Int32(choices.within(1...300)) * spacing
      let liquidity = choices.wide(bits: 100) + 1
      let from =
        try TickMath.sqrtRatio(at: Int32(choices.signed(upTo: 25_000))) + Word256(choices.below(1 << 40))
      let to =
        try TickMath.sqrtRatio(at: Int32(choices.signed(upTo: 25_000))) + Word256(choices.below(1 << 40))
      guard from != to else { return }
      var pool = try ConcentratedPool(
        sqrtPriceX96: from, tickSpacing: spacing, convention: choices.oneOf(StepConvention.allCases),
        owner: 1,
        ranges: [(TickRange(lower: lower, upper: upper), liquidity)])
      let moved = try pool.swap(
        to < from ? .selling : .buying, .input(.max), limit: to, fee: StepFee(.zero))
      try holdEqual(pool.sqrtPriceX96, to, "the arbitrageur brings it to the price")
      let low = root(try TickMath.sqrtRatio(at: lower))
      let high = root(try TickMath.sqrtRatio(at: upper))
      let (start, end) = (root(from), root(to))
      let price = end * end
      let before = worth(liquidity, low, high, at: start)
      let after = worth(liquidity, low, high, at: end)
      let law = before.base * (price - start * start) - (after.value - before.value)
      let (paid, got) = (Rational(Integer(Word256(moved.paid))), Rational(Integer(Word256(moved.received))))
      let loss = moved.side == .selling ? got - paid * price : got * price - paid
      let steps = Rational(Int(abs(pool.tick - lower) / (256 * spacing)) + 30)
      try hold(!law.isNegative, "LVR is never negative")
      try hold(loss <= law, "roundings are the pool's")
      try hold(law - loss <= steps * (price + 1), "a unit of each token a step", "\(law - loss)")
      let isOutside = max(start, end) <= low || min(start, end) >= high
      if isOutside {
        try hold(law.isZero, "no LVR out of range")
        try holdEqual([moved.paid, moved.received], [0, 0], "nothing moves out of range")
      }
    }
  }

  /// The first trade of a full-range pool against a constant product with its virtual reserves.
  ///
  /// Let `p` be the output a unit of net input fetches at most, and `w` the output that one unit of `s·2⁹⁶` is worth. The
  /// constant product's output is below the real one at its floored reserves by less than 1; flooring its reserves costs less
  /// than `p + 1`. The pool floors the net input (`p`), rounds its price (`w`) and its output (1). So they differ by
  /// less than `p + 2` one way and `p + w + 1` the other.
  @Test func `a full range with a constant fee is a constant product to a few units`() {
    withEvery(cases: 500, seed: 3) { choices in
      let tick = Int32(choices.signed(upTo: 40_000))
      let liquidity = choices.wide(bits: 90) + (1 << 50)
      let fee = try choices.oneOf([Fee.zero, Fee(3, over: 1000), Fee(1, over: 10_000), Fee(1, over: 7)])
      let pool = try ConcentratedPool(
        sqrtPriceX96: TickMath.sqrtRatio(at: tick) + Word256(choices.below(1000)), tickSpacing: 60,
        convention: choices.oneOf(StepConvention.allCases), owner: 1,
        ranges: [(.full(spacing: 60), liquidity)])
      let (base, quote) = pool.virtualReserves
      let product = try ConstantProduct(
        reserveBase: Amount(Word256(base)), reserveQuote: Amount(Word256(quote)), fee: fee,
        takesProtocolFee: false)
      let isSale = choices.chance(1, in: 2)
      let size = Word256(min(choices.wide(bits: 90) + 1, isSale ? base : quote))
      let order: SwapOrder = isSale ? .sellPaying(Amount(size)) : .buyPaying(Amount(size))
      guard let own = try? pool.quote(order, fee: fee).fill else { return }
      let fill = try isSale ? product.selling(paying: Amount(size)) : product.buying(paying: Amount(size))
      let (mine, theirs) =
        isSale ? (own.quote.units, fill.quote.units) : (own.base.units, fill.base.units)
      // p and w, rounded up; the trade crosses words of 256 · 60 ticks, each a step.
      let (input, output) = isSale ? (base, quote) : (quote, base)
      let p = Integer(output).divided(by: Integer(input), rounding: .up)
      let w = Integer(output).divided(by: Integer(pool.sqrtPriceX96), rounding: .up) * 2
      let gap = Integer(mine) - Integer(theirs)
      let steps = Integer(4)
      try hold(gap < p + 2, "not better than the constant product", "\(gap)")
      try hold(-gap < steps * (p + w + 2), "not worse by more than its roundings", "\(gap)")
    }
  }

  @Test func `two positions in one range earn in proportion, whoever owns them`() throws {
    let range = TickRange(lower: -1200, upper: 1200)
    var pool = try ConcentratedPool(sqrtPriceX96: Word256(UInt128(1) << 96), tickSpacing: 60, convention: .v3)
    _ = try pool.mint(1_000_000_000_000, in: range, by: 1)
    _ = try pool.mint(3_000_000_000_000, in: range, by: 2)
    let traded = try pool.trade(.sellPaying(Amount(10_000_000_000)), fee: Fee(1, over: 100))
    #expect(traded.fee.base == 100_000_000)
    for owner in [UInt64(1), 2] { _ = try pool.burn(0, in: range, by: owner) }
    #expect(pool.position(of: 1, in: range)?.owedBase == 24_999_999)
    #expect(pool.position(of: 2, in: range)?.owedBase == 74_999_999)
    // Who comes later earns nothing of what was.
    _ = try pool.mint(1_000_000, in: range, by: 3)
    _ = try pool.burn(0, in: range, by: 3)
    #expect(pool.position(of: 3, in: range)?.owedBase == 0)
  }

  /// Unoptimised code boxes what optimised code keeps in registers.
  private static var isOptimised: Bool {
    #if DEBUG
      false
    #else
      true
    #endif
  }

  @Test(.enabled(if: isOptimised, "the promise is for optimised code: `make soak`"))
  func `swaps, quotes and arbitrages allocate nothing, across ticks as well`() throws {
    let pair = Pair(base: Token(symbol: "ETH", decimals: 18), quote: Token(symbol: "USDC", decimals: 6))
    let price = Price(wads: 3_000_000_000_000_000_000_000)
    let root = try #require(ConcentratedPool.sqrtPriceX96(price, in: pair, rounding: .down))
    var pool = try ConcentratedPool(sqrtPriceX96: root, tickSpacing: 60, convention: .v3)
    let here = pool.tick / 60 * 60
    for width in Int32(1)...20 {
      _ = try pool.mint(1 << 60, in: TickRange(lower: here - 60 * width, upper: here + 60 * width), by: 1)
    }
    let fee = try Fee(3, over: 1000)
    let trades = { (pool: inout ConcentratedPool, rounds: Range<Int>) throws -> Int in
      var (crossed, last) = (0, pool.liquidity)
      for round in rounds {
        let size = Word256(UInt128(round % 7 + 1) * 1_000_000_000_000_000_000_000)
        _ = try pool.trade(.sellPaying(Amount(size)), fee: fee)
        if pool.liquidity != last { crossed += 1 }
        last = pool.liquidity
        if let found = pool.arbitrage(at: price, in: pair, gas: .zero, fee: (fee, fee)) {
          _ = try pool.trade(found.order, fee: fee)
        }
      }
      return crossed
    }
    _ = try trades(&pool, 0..<1)
    let before = counted_heap_allocations()
    let crossed = try trades(&pool, 0..<200)
    let count = counted_heap_allocations() - before
    #expect(count == 0)
    #expect(crossed > 20)
  }
}
