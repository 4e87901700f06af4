import Exact
import Markets
import Properties
import TestKit
import Testing
import Units

@Suite("Basis arbitrage") struct BasisArbitrageTests {
  /// What one more unit at `a` costs on the cheaper venue less what it fetches on the dearer, from the marginal prices.
  private func gap(_ low: ConstantProduct, _ high: ConstantProduct, at units: Word256) throws -> Rational {
    func share(_ fee: Fee) throws -> Rational {
      try #require(Rational(Integer(fee.denominator - fee.numerator), over: Integer(fee.denominator)))
    }
    let amount = Rational(Integer(units))
    let (lowBase, lowQuote) = (
      Rational(Integer(low.reserveBase.units)), Rational(Integer(low.reserveQuote.units))
    )
    let (highBase, highQuote) = (
      Rational(Integer(high.reserveBase.units)), Rational(Integer(high.reserveQuote.units))
    )
    let kept = try share(high.fee)
    let left = lowBase - amount
    let cost = try (lowBase * lowQuote).divided(by: share(low.fee) * left * left)
    let level = highBase + kept * amount
    return cost - (try (highBase * highQuote * kept).divided(by: level * level))
  }

  @Test func `ends where one more unit costs more than it fetches`() {
    withEvery("equal marginal prices", cases: 600) { choices in
      let bits = choices.oneOf([12, 50, 100])
      let pools = try (0..<2).map { _ in
        let base = Word256(choices.wide(bits: bits)) + 100
        return try pool(base, base * 3 + Word256(choices.wide(bits: bits - 4)), fee: choices.fee())
      }
      choices.note("\(pools)")
      let (perpetual, spot) = (pools[0], pools[1])
      let atOnce = (try gap(spot, perpetual, at: 0), try gap(perpetual, spot, at: 0))
      try hold(!atOnce.0.isNegative || !atOnce.1.isNegative, "only one side can pay")
      guard let trade = BasisArbitrage.trade(perpetual: perpetual, spot: spot) else {
        // Nothing pays, or what pays is within the roundings of the two fills.
        for (low, high) in [(spot, perpetual), (perpetual, spot)] {
          guard let cost = try? low.buying(receiving: Amount(1)),
            let gain = try? high.selling(paying: Amount(1))
          else {
            continue
          }
          try hold(gain.quote.units <= cost.quote.units + 2, "one unit brings nothing")
        }
        return
      }
      let (low, high) = trade.cheap == .spot ? (spot, perpetual) : (perpetual, spot)
      try hold(!(try gap(low, high, at: trade.base.units - 1) > 0), "all but the last unit pay")
      if trade.base.units + 1 < low.reserveBase.units {
        try hold(try gap(low, high, at: trade.base.units + 1) > 0, "one more does not")
      }
      for other in [trade.base.units - 1, trade.base.units + 1, trade.base.units >> 1] {
        guard let cost = try? low.buying(receiving: Amount(other)).quote,
          let gain = try? high.selling(paying: Amount(other)).quote, gain > cost
        else { continue }
        try hold((gain - cost).units <= trade.profit.units + 2, "no other amount brings more than roundings")
      }
      try holdEqual(trade.paid, try low.buying(receiving: trade.base).quote, "it pays what is asked")
      try holdEqual(trade.received, try high.selling(paying: trade.base).quote, "it receives what is quoted")
      try hold(trade.received > trade.paid, "it brings a profit")
      try holdEqual(trade.profit.units, trade.received.units - trade.paid.units, "which is the difference")
    }
  }

  /// Feature 34: a hedge of `Q` on the perpetual alone moves spot as `Q` over the summed depth would.
  @Test func `a hedge on the perpetual moves spot by the merged depth, exactly without fees`() {
    var trades = 0
    withEvery("contamination", cases: 400) { choices in
      let spotDepth = Word256(choices.sized(below: 1 << 20) + 100) * oneETH
      let perpDepth = Word256(choices.sized(below: 1 << 20) + 100) * oneETH
      var spot = try pool(spotDepth, .mulDiv(spotDepth, 3, over: 1_000_000_000, rounding: .down), fee: .zero)
      var market = try Perpetual(
        base: Amount(perpDepth), quote: Amount(.mulDiv(perpDepth, 3, over: 1_000_000_000, rounding: .down)),
        terms: perpetualTerms(), pair: ethUSDC, accounts: 2)
      try market.deposit(Amount(Word256(1 << 100 as UInt128)), to: 0)
      try market.deposit(Amount(Word256(1 << 100 as UInt128)), to: 1)
      let hedge = Word256(choices.sized(below: 1 << 16) + 1) * (oneETH >> 4)
      guard hedge < perpDepth >> 1 else { return }
      let sells = choices.chance(1, in: 2)
      _ = try market.trade(sells ? .sellPaying(Amount(hedge)) : .buyReceiving(Amount(hedge)), for: 0)
      guard let trade = BasisArbitrage.trade(perpetual: market.curve, spot: spot) else { return }
      trades += 1
      try holdEqual(trade.cheap, sells ? .perpetual : .spot, "it buys where the hedge made it cheap")
      if sells {
        _ = try market.trade(.buyReceiving(trade.base), for: 1)
        _ = try spot.sell(paying: trade.base)
      } else {
        _ = try spot.buy(receiving: trade.base)
        _ = try market.trade(.sellPaying(trade.base), for: 1)
      }
      // Merged, spot's share of the hedge is x_s ÷ (x_s + x_p). Dust: with roundings of a quote unit (3·10⁻⁹ of a base unit's
      // price here, so 3.3·10⁸ base units each) the two reserves' products are a few quote units off.
      let share = try Word256.mulDiv(hedge, spotDepth, over: spotDepth + perpDepth, rounding: .down)
      let difference = max(share, trade.base.units) - min(share, trade.base.units)
      try hold(difference <= 1_000_000_000, "the flow is the share of the depth", "\(difference) units")
    }
    #expect(trades >= 200)
  }

  @Test func `with a basis point of fee it is within two per cent`() throws {
    let fee = try Fee(1, over: 10_000)
    for (spotDepth, perpDepth, hedge) in [(1_000, 1_000, 100), (1_000, 4_000, 400), (2_000, 500, 100)]
      as [(UInt64, UInt64, UInt64)]
    {
      var spot = try pool(Word256(spotDepth) * oneETH, Word256(spotDepth) * 3_000 * oneUSDC, fee: fee)
      var market = try Perpetual(
        base: Amount(Word256(perpDepth) * oneETH), quote: Amount(Word256(perpDepth) * 3_000 * oneUSDC),
        terms: perpetualTerms(fee: fee), pair: ethUSDC, accounts: 1)
      try market.deposit(Amount(1_000_000_000 * oneUSDC), to: 0)
      let before = try #require(spot.price(in: ethUSDC))
      _ = try market.trade(.sellPaying(Amount(Word256(hedge) * oneETH)), for: 0)
      let trade = try #require(BasisArbitrage.trade(perpetual: market.curve, spot: spot))
      #expect(trade.cheap == .perpetual)
      _ = try spot.sell(paying: trade.base)
      let after = try #require(spot.price(in: ethUSDC))
      // p(X/(X + Q))² with X the summed depth.
      let depth = Integer(spotDepth + perpDepth)
      let ratio = try #require(Rational(depth, over: depth + Integer(hedge)))
      let expected = before - before * ratio * ratio
      let moved = before - after
      #expect((moved - expected).magnitude <= expected * fraction(2, 100))
    }
  }

  @Test func `equal prices, and prices apart by less than the fees, bring nothing`() throws {
    let fee = try thirtyBasisPoints()
    let spot = try pool(1_000 * oneETH, 3_000_000 * oneUSDC, fee: fee)
    #expect(BasisArbitrage.trade(perpetual: spot, spot: spot) == nil)
    let dearer = try pool(1_000 * oneETH, 3_015_000 * oneUSDC, fee: fee)
    #expect(BasisArbitrage.trade(perpetual: dearer, spot: spot) == nil)
    let dear = try pool(1_000 * oneETH, 3_030_000 * oneUSDC, fee: fee)
    #expect(BasisArbitrage.trade(perpetual: dear, spot: spot)?.cheap == .spot)
    let empty = ConstantProduct(fee: .zero, takesProtocolFee: false)
    #expect(BasisArbitrage.trade(perpetual: empty, spot: spot) == nil)
  }
}
