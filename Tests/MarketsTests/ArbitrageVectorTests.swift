import Exact
import Markets
import Testing
import Units

@Suite("Uniswap v2 arbitrage vectors") struct ArbitrageVectorTests {
  private func input(_ vector: Vector) throws -> (paysA: Bool, units: Word256) {
    try ConstantProductMath.peripheryArbitrageInput(
      reserveA: vector.input("reserveA"), reserveB: vector.input("reserveB"),
      trueA: vector.input("truePriceA"), trueB: vector.input("truePriceB"))
  }

  /// The pool after the periphery's input; a is base, b is quote.
  private func traded(_ pool: ConstantProduct, paysA: Bool, units: Word256) throws -> (
    ConstantProduct, Word256
  ) {
    var pool = pool
    guard !units.isZero else { return (pool, .zero) }
    let output =
      paysA
      ? try pool.sell(paying: Amount(units)).quote.units : try pool.buy(paying: Amount(units)).base.units
    return (pool, output)
  }

  @Test func `the profit-maximising input of the periphery`() throws {
    for vector in try Vector.all(in: "v2_arbitrage", of: "profit_maximizing_trade") {
      let (paysA, units) = try input(vector)
      #expect(try paysA == (vector.out?["aToB"] ?? .missing).flag, "\(vector.id)")
      #expect(try units == vector.output("amountIn"), "\(vector.id)")
      guard vector.out?["amountOut"] != nil else { continue }
      let held = try pool(vector.input("reserveA"), vector.input("reserveB"), fee: thirtyBasisPoints())
      #expect(try traded(held, paysA: paysA, units: units).1 == vector.output("amountOut"), "\(vector.id)")
    }
  }

  @Test func `reserves after arbitrage`() throws {
    for vector in try Vector.all(in: "v2_arbitrage", of: "arb_reserves") {
      let (paysA, units) = try input(vector)
      let held = try pool(vector.input("reserveA"), vector.input("reserveB"), fee: thirtyBasisPoints())
      let after = try traded(held, paysA: paysA, units: units).0
      #expect(try after.reserveBase.units == vector.output("reserveA"), "\(vector.id)")
      #expect(try after.reserveQuote.units == vector.output("reserveB"), "\(vector.id)")
    }
  }

  @Test func `what shares are worth after arbitrage`() throws {
    for vector in try Vector.all(in: "v2_arbitrage", of: "liquidity_value_after_arb") {
      let (paysA, units) = try input(vector)
      let held = try pool(
        shares: vector.input("totalSupply"), protocolFee: (vector.in["feeOn"] ?? .missing).flag,
        base: vector.input("reserveA"), quote: vector.input("reserveB"))
      let after = try traded(held, paysA: paysA, units: units).0
      let worth = try after.burning(Amount(vector.input("liquidity")))
      #expect(try worth.base.units == vector.output("amountA"), "\(vector.id)")
      #expect(try worth.quote.units == vector.output("amountB"), "\(vector.id)")
    }
  }

  @Test func `loss versus rebalancing along a path, to the last fraction`() throws {
    for vector in try Vector.all(in: "v2_arbitrage", of: "lvr_path") {
      let unit = try vector.input("priceDen")
      var held = try pool(vector.input("reserve0"), vector.input("reserve1"), fee: thirtyBasisPoints())
      var price = Rational(Integer(try vector.input("initialPriceNum")), over: Integer(unit)) ?? .zero
      func worth() -> Rational {
        Rational(Integer(held.reserveBase.units)) * price + Rational(Integer(held.reserveQuote.units))
      }
      let start = worth()
      var (loss, rebalancing) = (Rational.zero, Rational.zero)
      for step in try (vector.out?["steps"] ?? .missing).list {
        let next = Rational(Integer(try step["price"].word), over: Integer(unit)) ?? .zero
        rebalancing += Rational(Integer(held.reserveBase.units)) * (next - price)
        price = next
        let before = worth()
        let (paysA, units) = try ConstantProductMath.peripheryArbitrageInput(
          reserveA: held.reserveBase.units, reserveB: held.reserveQuote.units, trueA: unit,
          trueB: step["price"].word)
        let expected = try step["amountIn"].word
        #expect(units == expected, "\(vector.id)")
        if !expected.isZero { #expect(try paysA == step["aToB"].flag, "\(vector.id)") }
        let (after, output) = try traded(held, paysA: paysA, units: units)
        held = after
        #expect(try output == step["amountOut"].word, "\(vector.id)")
        #expect(try before - worth() == Rational(step["lvr"].text), "\(vector.id)")
        loss += before - worth()
      }
      #expect(try loss == Rational((vector.out?["totalLvr"] ?? .missing).text), "\(vector.id)")
      #expect(try rebalancing == Rational((vector.out?["rebalancingPnl"] ?? .missing).text), "\(vector.id)")
      #expect(worth() - start == rebalancing - loss, "\(vector.id)")
    }
  }
}
