import Exact
import Markets
import Testing
import Units

/// Complete swaps of Uniswap v3 over 15 pool shapes, and its arbitrage study.
@Suite("Uniswap v3 pool vectors") struct PoolSwapVectorTests {
  private func pool(_ vector: Vector) throws -> ConcentratedPool {
    var ranges: [(range: TickRange, liquidity: UInt128)] = []
    for entry in try (vector.in["positions"] ?? .missing).list {
      let range = TickRange(lower: try entry["tickLower"].tick, upper: try entry["tickUpper"].tick)
      ranges.append((range, try entry["liquidity"].word.low))
    }
    return try ConcentratedPool(
      sqrtPriceX96: vector.input("sqrtPriceX96"),
      tickSpacing: (vector.in["tickSpacing"] ?? .missing).tick, convention: .v3, owner: 0, ranges: ranges)
  }

  @Test func `complete swaps`() throws {
    for vector in try Vector.all(in: "v3_pool_swaps", of: "poolSwap") {
      let start = try pool(vector)
      var pool = start
      let (isOutput, units) = try (vector.in["amountSpecified"] ?? .missing).signed
      do throws(SwapRefusal) {
        let result = try pool.swap(
          (try? vector.side) ?? .buying, isOutput ? .output(units) : .input(units),
          limit: (try? vector.input("sqrtPriceLimitX96")) ?? .zero,
          fee: .init((try? Fee(vector.pips("fee"), over: 1_000_000)) ?? .zero))
        let isSale = result.side == .selling
        let (base, quote) = isSale ? (result.paid, result.received) : (result.received, result.paid)
        #expect(vector.error == nil, "\(vector.id)")
        #expect(vector.signed("amount0Delta") == (isSale ? 1 : -1) * Int256(Word256(base)), "\(vector.id)")
        #expect(vector.signed("amount1Delta") == (isSale ? -1 : 1) * Int256(Word256(quote)), "\(vector.id)")
        #expect(vector.word("amount0Before") == start.reserveBase.units, "\(vector.id)")
        #expect(vector.word("amount1Before") == start.reserveQuote.units, "\(vector.id)")
        #expect(vector.word("feeGrowthGlobal0X128Delta") == pool.feeGrowthBase, "\(vector.id)")
        #expect(vector.word("feeGrowthGlobal1X128Delta") == pool.feeGrowthQuote, "\(vector.id)")
        #expect((try? vector.out?["tickBefore"]?.tick) == start.tick, "\(vector.id)")
        #expect((try? vector.out?["tickAfter"]?.tick) == pool.tick, "\(vector.id)")
        #expect(vector.word("sqrtPriceAfterX96_derived") == pool.sqrtPriceX96, "\(vector.id)")
        #expect(pool.holdsItsCaches, "\(vector.id)")
      } catch {
        #expect(error == .limitMustLieAhead, "\(vector.id)")
        #expect(vector.error == "SPL", "\(vector.id)")
        #expect(pool == start)
      }
    }
  }

  /// A user sells 10 base at 1 : 1; the arbitrageur brings the pool to the true price less the fee.
  private func sold(_ vector: Vector) throws -> (pool: ConcentratedPool, user: SwapResult) {
    let pips = try vector.pips("fee")
    var pool = try ConcentratedPool(
      sqrtPriceX96: vector.input("sqrtPriceX96"), tickSpacing: 60, convention: .v3, owner: 0,
      ranges: [(.full(spacing: 60), vector.input("liquidity").low)])
    let share = UInt8(try vector.pips("protocolFee"))
    try pool.setProtocolShares(base: share, quote: share)
    let user = try pool.swap(
      .selling, .input(vector.input("userInputToken0")), limit: ConcentratedPool.lowestLimit,
      fee: StepFee(pips: pips))
    return (pool, user)
  }

  @Test func `a trade before an arbitrage`() throws {
    for vector in try Vector.all(in: "v3_arbitrage", of: "arbitrage:not") {
      let (pool, user) = try sold(vector)
      let exact = vector.out?["exact"] ?? .missing
      #expect(try Word256(user.paid) == exact["amount0Delta"].signed.magnitude, "\(vector.id)")
      #expect(try Word256(user.received) == exact["amount1Delta"].signed.magnitude, "\(vector.id)")
      #expect(try pool.sqrtPriceX96 == exact["priceAfterSqrtX96"].word, "\(vector.id)")
      let stated = vector.out?["stated5sig"] ?? .missing
      let price = ratio(Word256(user.received), Word256(user.paid))
      #expect(try fiveDigits(price) == stated["executionPrice"].text, "\(vector.id)")
      #expect(try fiveDigits(pool.marketPrice) == stated["priceAfter"].text, "\(vector.id)")
    }
  }

  @Test func `an arbitrage to the true price less the fee`() throws {
    for vector in try Vector.all(in: "v3_arbitrage", of: "arbitrage:backrun") {
      var pool = try sold(vector).pool
      let stated = vector.out?["stated5sig"] ?? .missing
      let exact = vector.out?["exact"] ?? .missing
      let limit = try exact["finalSqrtPriceX96"].word
      let back = try pool.swap(.buying, .input(.max), limit: limit, fee: StepFee(pips: vector.pips("fee")))
      #expect(pool.sqrtPriceX96 == limit)
      #expect(try Word256(back.received) == exact["arbBalanceDelta0"].word, "\(vector.id)")
      #expect(try Word256(back.paid) == exact["backrunDelta1"].word, "\(vector.id)")
      let wad = Word256(1_000_000_000_000_000_000 as UInt64)
      #expect(try fiveDigits(ratio(Word256(back.received), wad)) == stated["arbBalanceDelta0"].text)
      #expect(try "-" + fiveDigits(ratio(Word256(back.paid), wad)) == stated["arbBalanceDelta1"].text)
      let price = ratio(Word256(back.paid), Word256(back.received))
      #expect(try fiveDigits(price) == stated["backrun"]["executionPrice"].text, "\(vector.id)")
      #expect(try fiveDigits(pool.marketPrice) == stated["finalPrice"].text, "\(vector.id)")
      // The true price is a hundredth: the nearest to the square of its root.
      let root = Integer(try vector.input("trueSqrtPriceX96"))
      let hundredths = (root * root * 100 + .powerOfTwo(191)).shiftedRight(by: 192, rounding: .down)
      let value = Integer(Word256(back.received)) * hundredths - Integer(Word256(back.paid)) * 100
      #expect(try "\(value.divided(by: 100, rounding: .down))" == exact["profitToken1"].text, "\(vector.id)")
      let profit = try #require(Rational(value, over: Integer(wad) * 100))
      #expect(try fiveDigits(profit) == stated["profit"]["final"].text, "\(vector.id)")
      // Where it stops is where our own arbitrage stops, to the last bit of the published encoding.
      let target = (hundredths * 997 * .powerOfTwo(192)).divided(by: 100_000, rounding: .down)
        .squareRoot(rounding: .down)
      #expect((target - Integer(limit)).magnitude <= 1)
    }
  }

  private func ratio(_ numerator: Word256, _ denominator: Word256) -> Rational {
    Rational(Integer(numerator), over: Integer(denominator)) ?? .zero
  }

  /// Five significant digits, halves up, as the published snapshots print positive numbers from 10⁻⁶ up.
  private func fiveDigits(_ value: Rational) -> String {
    func scaled(_ decimals: Int) -> Integer { value.scaled(decimals: decimals, rounding: .nearest) }
    // Exact halves do not occur among 17-digit numbers to the sixth digit here, so the tie rule does not matter.
    let decimals = (0...10).last { scaled($0) < 100_000 } ?? 0
    let digits = scaled(decimals).description
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let whole = padded.dropLast(decimals)
    return decimals == 0 ? String(whole) : "\(whole).\(padded.suffix(decimals))"
  }
}

extension Vector {
  func word(_ key: String) -> Word256? { try? output(key) }
  func signed(_ key: String) -> Int256? {
    guard let (isNegative, magnitude) = try? out?[key]?.signed else { return nil }
    return isNegative ? -Int256(magnitude) : Int256(magnitude)
  }
}
