import Exact
import Markets
import Testing
import Units

/// The laws of arbitrage against a pool without fee.
@Suite("Loss versus rebalancing") struct LossLawTests {
  private let pair = Pair(base: Token(symbol: "ETH", decimals: 18), quote: Token(symbol: "USDC", decimals: 6))
  private let wad: UInt128 = 1_000_000_000_000_000_000

  /// One jump from `√P₀` to `√P`, both whole: in wads of quote tokens per base token.
  @Test(
    "one jump loses x₀(√P − √P₀)² to the floor dust",
    arguments: [(50, 51), (50, 49), (50, 100), (100, 50), (9, 10), (1000, 1001), (7, 1)] as [(UInt64, UInt64)]
  )
  func oneJump(_ from: UInt64, _ to: UInt64) throws {
    let tokens: UInt64 = 1000
    let base = Word256(wad) * tokens
    let quote = Word256(1_000_000 as UInt64) * (tokens * from * from)
    var pool = try pool(base, quote, fee: .zero)
    let price = Price(wads: UInt128(to * to) * wad)
    let found = try #require(pool.arbitrage(at: price, in: pair, gas: .zero))
    switch found.fill.side {
    case .buying: _ = try pool.buy(paying: found.fill.quote)
    case .selling: _ = try pool.sell(paying: found.fill.base)
    }
    // −(aP + b), a and b what the pool received: the loss is the arbitrageur's gain without a fee.
    let a = Change(from: Amount<Base>(base), to: pool.reserveBase)
    let b = Change(from: Amount<Quote>(quote), to: pool.reserveQuote)
    let loss = -(pair.value(a, at: price) + pair.value(b))
    #expect(loss == found.profit)
    // x₀(√P − √P₀)² in fine units: base units times (√P − √P₀)² wads.
    let gap = Int64(to) - Int64(from)
    let law = Int256(base) * Int256(gap * gap) * Int256(Word256(wad))
    // The exact optimum is on the curve between integers: one quote unit and one base unit of floor dust, no gain beyond it.
    let dust = Int256(pair.finePerQuoteUnit) + Int256(Word256(price.wads))
    #expect(loss <= law)
    #expect(law - loss <= dust)
  }

  /// A hedge, then the arbitrageur brings the pool back to an unmoved price.
  @Test func `the arbitrageur takes what the hedger lost and the providers lose nothing`() throws {
    var dice = TestDice(state: 9)
    for round in 0..<200 {
      // 1 : P in units: an 18-decimal pair so that a price of P is P quote units per base unit.
      let pair = Pair(base: Token(symbol: "ETH", decimals: 18), quote: Token(symbol: "DAI", decimals: 18))
      let whole = dice.number(1...5000)
      let price = Price(wads: UInt128(whole) * wad)
      let base = Word256(dice.number(1_000_000...1_000_000_000_000_000_000))
      let start = try pool(base, base * whole, fee: .zero)
      var pool = start
      let size = Amount<Base>(Word256(dice.number(1...UInt64(base.low / 10))))
      let hedge = round % 2 == 0 ? try pool.buy(receiving: size) : try pool.sell(paying: size)
      let cash = pair.value(Change(from: .zero, to: hedge.quote))
      let atMid = pair.value(Change(from: .zero, to: hedge.base), at: price)
      let cost = hedge.side == .buying ? cash - atMid : atMid - cash
      // Bringing the same base back restores the base reserve exactly.
      var returned = pool
      let back =
        hedge.side == .buying
        ? try returned.sell(paying: hedge.base) : try returned.buy(receiving: hedge.base)
      let gain =
        hedge.side == .buying
        ? pair.value(Change(from: .zero, to: back.quote)) - atMid
        : atMid - pair.value(Change(from: .zero, to: back.quote))
      // Up to ⌈P⌉ + 2 quote units of floor dust stay with the providers.
      let dust = Int256(pair.finePerQuoteUnit) * Int256(Int64(whole + 2))
      #expect(returned.reserveBase == start.reserveBase)
      let kept = Change(from: start.reserveQuote, to: returned.reserveQuote)
      #expect(kept >= .zero)
      #expect(pair.value(kept) <= dust)
      #expect(gain == cost - pair.value(kept))
      // The arbitrageur who looks for the most finds at least that, and never more than the hedger's cost.
      let found = pool.arbitrage(at: price, in: pair, gas: .zero)
      let best = found?.profit ?? .zero
      #expect(best <= cost)
      #expect(cost - best <= dust)
      #expect(best >= gain || gain <= .zero)
    }
  }
}
