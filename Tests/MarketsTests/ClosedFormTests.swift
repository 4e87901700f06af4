import Exact
import Markets
import TestKit
import Testing
import Units

/// A pool, a price that steps up or down by a thousandth, and the closed-form arbitrageur, for many steps.
@Suite("Closed-form arbitrage") struct ClosedFormTests {
  private static let wad: UInt128 = 1_000_000_000_000_000_000

  @Test func `rebalancing gain minus change of worth is the arbitrageur's profit, exactly`() throws {
    let pair = Pair(base: Token(symbol: "X", decimals: 18), quote: Token(symbol: "Y", decimals: 18))
    let wad = ClosedFormTests.wad
    var pool = try pool(Word256(wad * 100_000), Word256(wad * 300_000_000), fee: thirtyBasisPoints())
    var price = Price(wads: 3000 * wad)
    func worth() -> Int256 {
      pair.value(Change(from: .zero, to: pool.reserveBase), at: price)
        + pair.value(Change(from: .zero, to: pool.reserveQuote))
    }
    let start = worth()
    var (rebalancing, profit) = (Int256.zero, Int256.zero)
    var (feeBase, feeQuote) = (Word256.zero, Word256.zero)
    var trades = 0
    var state: UInt64 = 42
    for _ in 0..<(isSoaking ? 300_000 : 20_000) {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let next = Price(wads: state >> 63 == 1 ? price.wads * 10_010 / 10_000 : price.wads * 10_000 / 10_010)
      rebalancing +=
        Int256(pool.reserveBase.units) * (Int256(Word256(next.wads)) - Int256(Word256(price.wads)))
      price = next
      guard let (side, units) = pool.closedFormInput(at: price, in: pair) else { continue }
      trades += 1
      let fee = try Word256.mulDiv(units, 3, over: 1000, rounding: .down)
      switch side {
      case .selling:
        let fill = try pool.sell(paying: Amount(units))
        profit += pair.value(Change(from: .zero, to: fill.quote))
        profit -= pair.value(Change(from: .zero, to: fill.base), at: price)
        feeBase += fee
      case .buying:
        let fill = try pool.buy(paying: Amount(units))
        profit += pair.value(Change(from: .zero, to: fill.base), at: price)
        profit -= pair.value(Change(from: .zero, to: fill.quote))
        feeQuote += fee
      }
    }
    #expect(profit == rebalancing - (worth() - start))
    guard isSoaking else { return }
    // The published sum of this workload at this length.
    let sum =
      "\(pool.reserveBase.units),\(pool.reserveQuote.units),\(price.wads),\(profit),\(feeBase),\(feeQuote),\(trades)"
    #expect(
      sum == "88591403065077575427294,361223983865944616199722109,4081474790075021450364,"
        + "3290477408850267758515267606963192046531302,3275846099333074657512,9993935116370909361690253,43069"
    )
  }
}
