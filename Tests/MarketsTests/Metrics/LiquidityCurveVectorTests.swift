import Exact
import Markets
import Testing

@Suite("Exact losses against rebalancing") struct LiquidityCurveVectorTests {
  private func number(_ field: Field) throws -> Rational {
    guard let number = Rational(try field.text) else { throw Field.Mismatch() }
    return number
  }

  private func number(_ fields: [String: Field]?, _ key: String) throws -> Rational {
    try number(fields?[key] ?? .missing)
  }

  @Test func `one jump of the price`() throws {
    for vector in try Vector.all(in: "lvr_exact", of: "cpmm_step") {
      let before = try LiquidityCurve(
        liquidity: number(vector.in, "L"), root: number(vector.in, "sqrtP0"))
      let root = try number(vector.in, "sqrtP1")
      let after = before.moved(to: root)
      #expect(try before.base == number(vector.out, "x0"), "\(vector.id)")
      #expect(try before.quote == number(vector.out, "y0"), "\(vector.id)")
      #expect(try after.base == number(vector.out, "x1"), "\(vector.id)")
      #expect(try after.quote == number(vector.out, "y1"), "\(vector.id)")
      #expect(try before.worth == number(vector.out, "V0"), "\(vector.id)")
      #expect(try after.worth == number(vector.out, "V1"), "\(vector.id)")
      #expect(try before.rebalancing(to: root) == number(vector.out, "rebalancingPnl"), "\(vector.id)")
      let loss = before.lossVersusRebalancing(to: root)
      #expect(try loss == number(vector.out, "lvr"), "\(vector.id)")
      #expect(before.rebalancing(to: root) - loss == after.worth - before.worth, "\(vector.id)")
      // Without a fee all of it is the arbitrageur's.
      let trade = before.bandArbitrage(outside: root, keptRoot: 1)
      #expect(trade.profit == loss)
      #expect(trade.curve == after)
    }
  }

  @Test func `paths with a fee outside the curve`() throws {
    for vector in try Vector.all(in: "lvr_exact", of: "fee_band_path") {
      var curve = try LiquidityCurve(
        liquidity: number(vector.in, "L"), root: number(vector.in, "sqrtStart"))
      let kept = try root(of: number(vector.in, "oneMinusFee"))
      let steps = try (vector.out?["steps"] ?? .missing).list
      let outside = try (vector.in["sqrtExternal"] ?? .missing).list.map(number)
      #expect(steps.count == outside.count)
      var price = curve.price
      var (fees, feeValue, profit) = (
        (base: Rational.zero, quote: Rational.zero), Rational.zero, Rational.zero
      )
      var rebalancing = Rational.zero
      #expect(try curve.worth == number(vector.out, "lpWealthStart"), "\(vector.id)")
      for (step, root) in zip(steps, outside) {
        let now = root * root
        rebalancing += (curve.base + fees.base) * (now - price)
        price = now
        let trade = curve.bandArbitrage(outside: root, keptRoot: kept)
        let action = trade.side.map { $0 == .buying ? "buy0" : "sell0" } ?? "none"
        #expect(try action == step["action"].text, "\(vector.id)")
        #expect(try trade.curve.root == number(step["sqrtPool"]), "\(vector.id)")
        #expect(try trade.profit == number(step["arbProfit"]), "\(vector.id)")
        #expect(try trade.feeValue(at: price) == number(step["feeValue"]), "\(vector.id)")
        curve = trade.curve
        fees.base += trade.feeBase
        fees.quote += trade.feeQuote
        feeValue += trade.feeValue(at: price)
        profit += trade.profit
      }
      let wealth = (curve.base + fees.base) * price + curve.quote + fees.quote
      #expect(try rebalancing == number(vector.out, "rebalancingPnl"), "\(vector.id)")
      #expect(try profit == number(vector.out, "arbProfit"), "\(vector.id)")
      #expect(try feeValue == number(vector.out, "feeIncomeAtTradeTimePrice"), "\(vector.id)")
      #expect(try wealth == number(vector.out, "lpWealthEnd"), "\(vector.id)")
      let start = try number(vector.out, "lpWealthStart")
      #expect(wealth - start == rebalancing - profit, "\(vector.id)")
    }
  }

  private func root(of square: Rational) throws -> Rational {
    let root = try #require(
      Rational(
        square.numerator.squareRoot(rounding: .down), over: square.denominator.squareRoot(rounding: .down)))
    try #require(root * root == square)
    return root
  }

  @Test func `inside the band nobody trades and at its ends neither`() throws {
    let kept = Rational(99) * (try Rational(1).divided(by: 100))
    let curve = try LiquidityCurve(liquidity: 1_000, root: 99)
    let roots: [Rational] = [100, 99, 99 * kept]
    for outside in roots {
      let none = curve.bandArbitrage(outside: outside, keptRoot: kept)
      #expect(none.side == nil)
      #expect(none.curve == curve)
      #expect(none.profit == .zero)
    }
    #expect(curve.bandArbitrage(outside: 101, keptRoot: kept).side == .buying)
    #expect(curve.bandArbitrage(outside: 98, keptRoot: kept).side == .selling)
  }

  @Test func `refuses a curve without liquidity or price`() {
    #expect(throws: MetricRefusal.reservesMustBePositive) { try LiquidityCurve(liquidity: 0, root: 0) }
    #expect(throws: MetricRefusal.priceMustBePositive) { try LiquidityCurve(liquidity: 1, root: 0) }
  }
}
