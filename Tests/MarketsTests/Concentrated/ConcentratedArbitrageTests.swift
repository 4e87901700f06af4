import Exact
import Markets
import Properties
import TestKit
import Testing
import Units

@Suite("ConcentratedPool.arbitrage") struct ConcentratedArbitrageTests {
  private let pair = Pair(base: Token(symbol: "A", decimals: 18), quote: Token(symbol: "B", decimals: 18))
  private let wad: UInt128 = 1_000_000_000_000_000_000

  private func profit(_ fill: Fill, at price: Price, _ pair: Pair, gas: Amount<Quote>) -> Integer {
    let base = Integer(fill.base.units) * Integer(price.wads)
    let quote = Integer(fill.quote.units) * Integer(pair.finePerQuoteUnit)
    let charge = Integer(gas.units) * Integer(pair.finePerQuoteUnit)
    return (fill.side == .selling ? quote - base : base - quote) - charge
  }

  /// The stated bound, `m(u(2 − f) ÷ (1 − f) + v)`, rounded up.
  ///
  /// The pools here are so shallow that what depends on the price's last bit is below one fine unit.
  private func bound(_ pool: ConcentratedPool, _ side: TradeSide, steps: Int, at price: Price, fee: Fee)
    -> Integer
  {
    let (base, quote) = (Integer(price.wads), Integer(pair.finePerQuoteUnit))
    let (u, v) = side == .selling ? (base, quote) : (quote, base)
    let kept = Integer(fee.denominator - fee.numerator)
    let charge = (u * Integer(2 * fee.denominator - fee.numerator)).divided(by: kept, rounding: .up)
    return Integer(steps) * (charge + v) + 1
  }

  /// Small pools, where every input can be tried.
  private func small(_ choices: inout Choices) throws -> ConcentratedPool {
    let tick = Int32(choices.signed(upTo: 4000))
    var pool = try ConcentratedPool(
      sqrtPriceX96: TickMath.sqrtRatio(at: tick) + Word256(choices.below(1 << 60)), tickSpacing: 60,
      convention: choices.oneOf(StepConvention.allCases))
    for _ in 0...choices.within(0...3) {
      let lower = tick / 60 + Int32(choices.within(-30...20))
      let range = TickRange(lower: lower * 60, upper: (lower + 1 + Int32(choices.within(0...40))) * 60)
      _ = try pool.mint(UInt128(choices.sized(below: 1500)) + 1, in: range, by: 1)
    }
    return pool
  }

  @Test func `is within the stated bound of the best of all inputs`() {
    withEvery(cases: 40) { choices in
      let pool = try small(&choices)
      let price = Price(wads: wad / 1000 * UInt128(choices.within(600...1600)))
      let fees = try [Fee.zero, Fee(3, over: 1000), Fee(1, over: 20)]
      let fee = (selling: choices.oneOf(fees), buying: choices.oneOf(fees))
      let gas = Amount<Quote>(Word256(choices.oneOf([UInt64(0), 1, 5])))
      var best = Integer.zero
      var bestSide = TradeSide.selling
      for side in TradeSide.allCases {
        for units in UInt64(1)...500 {
          let amount = Word256(units)
          let order: SwapOrder = side == .selling ? .sellPaying(Amount(amount)) : .buyPaying(Amount(amount))
          guard let fill = try? pool.quote(order, fee: side == .selling ? fee.selling : fee.buying).fill
          else {
            continue
          }
          let profit = profit(fill, at: price, pair, gas: gas)
          if profit > best { (best, bestSide) = (profit, side) }
        }
      }
      let found = pool.arbitrage(at: price, in: pair, gas: gas, fee: fee)
      let gained = found.map { Integer($0.profit) } ?? .zero
      let chosen = bestSide == .selling ? fee.selling : fee.buying
      // Up to eight ends of ranges and a few ends of words.
      let bound = bound(pool, bestSide, steps: 12, at: price, fee: chosen)
      try hold(best - gained <= bound, "within the bound", "\(gained) of \(best), bound \(bound)")
      if let found {
        try hold(found.profit > .zero, "a profit is above 0")
        var traded = pool
        let execution = try traded.trade(
          found.order, fee: found.order.side == .selling ? fee.selling : fee.buying)
        try holdEqual(execution, found.execution, "it trades as it says")
        let recomputed = profit(execution.fill, at: price, pair, gas: gas)
        try holdEqual(Integer(found.profit), recomputed, "it earns what it says")
        try holdEqual(found.order.side, execution.fill.side, "its side")
      }
    }
  }

  @Test func `is within one step's roundings of the best where there is one step`() throws {
    var dice = TestDice(state: 5)
    var trades = 0
    for _ in 0..<40 {
      // A word of 256 · 200 ticks from tick 0 on, and a price of about 3: nothing on the way.
      let tick = Int32(dice.number(10_000...12_000))
      let pool = try ConcentratedPool(
        sqrtPriceX96: TickMath.sqrtRatio(at: tick), tickSpacing: 200,
        convention: trades % 2 == 0 ? .v3 : .v4, owner: 1,
        ranges: [(.full(spacing: 200), UInt128(dice.number(500...4000)))])
      let price = Price(wads: wad / 1000 * UInt128(dice.number(2400...3800)))
      let fee = try Fee(3, over: 1000)
      var best = Integer.zero
      var bestSide = TradeSide.selling
      for side in TradeSide.allCases {
        for units in UInt64(1)...(side == .selling ? 500 : 1200) {
          let amount = Word256(units)
          let order: SwapOrder = side == .selling ? .sellPaying(Amount(amount)) : .buyPaying(Amount(amount))
          guard let fill = try? pool.quote(order, fee: fee).fill else { continue }
          let profit = profit(fill, at: price, pair, gas: .zero)
          if profit > best { (best, bestSide) = (profit, side) }
        }
      }
      let found = pool.arbitrage(at: price, in: pair, gas: .zero, fee: (fee, fee))
      if found != nil { trades += 1 }
      let bound = bound(pool, bestSide, steps: 1, at: price, fee: fee)
      #expect(best - Integer(found?.profit ?? .zero) <= bound, "\(pool.liquidity) at \(price.wads)")
    }
    #expect(trades > 20)
  }

  @Test func `no input near it or far from it brings much more in deep pools`() {
    withEvery(cases: 150, seed: 4) { choices in
      let pair = Pair(base: Token(symbol: "ETH", decimals: 18), quote: Token(symbol: "USDC", decimals: 6))
      let start = Price(wads: 3000 * wad)
      guard let root = ConcentratedPool.sqrtPriceX96(start, in: pair, rounding: .down) else { return }
      var pool = try ConcentratedPool(sqrtPriceX96: root, tickSpacing: 60, convention: .v3)
      let here = pool.tick / 60 * 60
      for width in [Int32(2000), 20, 3] {
        let range = TickRange(lower: here - 60 * width, upper: here + 60 * width)
        _ = try pool.mint(UInt128(choices.below(1 << 60)) + (1 << 50), in: range, by: 1)
      }
      let price = Price(wads: wad * UInt128(choices.within(2000...4500)))
      let fee = try Fee(UInt64(choices.within(0...9999)), over: 1_000_000)
      guard let found = pool.arbitrage(at: price, in: pair, gas: .zero, fee: (fee, fee)) else { return }
      let isSale = found.order.side == .selling
      let input = isSale ? found.execution.fill.base.units : found.execution.fill.quote.units
      // Per step two quote units and the least base, which is next to nothing, and the fee on them.
      let slack = Integer(pair.finePerQuoteUnit) * 60
      for _ in 0..<12 {
        let away = Word256(choices.wide(bits: input.significantBits + 1))
        let other = choices.chance(1, in: 2) || away > input ? input + away : input - away
        let order: SwapOrder = isSale ? .sellPaying(Amount(other)) : .buyPaying(Amount(other))
        guard let fill = try? pool.quote(order, fee: fee).fill else { continue }
        let gain = profit(fill, at: price, pair, gas: .zero)
        try hold(
          gain <= Integer(found.profit) + slack, "nothing much better", "\(gain) against \(found.profit)")
      }
      // What is left to take afterwards is dust.
      var after = pool
      _ = try after.trade(found.order, fee: fee)
      let again = after.arbitrage(at: price, in: pair, gas: .zero, fee: (fee, fee))
      try hold(Integer(again?.profit ?? .zero) <= slack, "taken whole", "\(again?.profit ?? .zero)")
    }
  }

  @Test func `takes a pool out of its range and no further, and nothing within the fee`() throws {
    let range = TickRange(lower: -600, upper: 600)
    var pool = try ConcentratedPool(
      sqrtPriceX96: Word256(UInt128(1) << 96), tickSpacing: 60, convention: .v3, owner: 1,
      ranges: [(range, 1_000_000_000_000)])
    let fee = try Fee(3, over: 1000)
    func arbitrage(_ wads: UInt128, gas: Word256 = 0) -> (
      order: SwapOrder, execution: Execution, profit: Int256
    )? {
      pool.arbitrage(at: Price(wads: wads), in: pair, gas: Amount(gas), fee: (fee, fee))
    }
    // Within 0.3 % either way nothing pays.
    #expect(arbitrage(wad) == nil)
    #expect(arbitrage(wad / 1000 * 1003) == nil)
    #expect(arbitrage(wad / 1000 * 998) == nil)
    let up = try #require(arbitrage(wad * 2))
    #expect(up.order.side == .buying)
    // All base but the unit that minting rounded up, or one that the last step keeps.
    #expect(up.execution.fill.base.units + 2 >= pool.reserveBase.units)
    #expect(try #require(arbitrage(wad * 1000)).execution == up.execution)
    let down = try #require(arbitrage(0))
    #expect(down.order.side == .selling)
    #expect(down.execution.fill.quote.units + 2 >= pool.reserveQuote.units)
    // Gas takes the profit, and above it the trade.
    let wide = Integer(up.profit)
    let paid = try #require(wide.divided(by: Integer(pair.finePerQuoteUnit), rounding: .down).asWord256)
    #expect(arbitrage(wad * 2, gas: paid + 1) == nil)
    let net = try #require(arbitrage(wad * 2, gas: paid - 1))
    #expect(Integer(net.profit) == wide - Integer(paid - 1) * Integer(pair.finePerQuoteUnit))
    _ = try pool.trade(up.order, fee: fee)
    #expect(arbitrage(wad * 2) == nil)
  }
}
