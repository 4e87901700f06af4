import Exact
import Markets
import Simulation
import Units

/// The venues that the benchmarks trade in.
enum VenueSamples {
  static let pair = Pair(base: Token(symbol: "ETH", decimals: 18), quote: Token(symbol: "USDC", decimals: 6))
  static let price = Price(wads: 3_000_000_000_000_000_000_000)
  static let wad: UInt128 = 1_000_000_000_000_000_000

  static let scheduleNames = [
    "constant", "accumulator", "sigmoid", "imbalance", "ewma", "price-impact", "deviation",
  ]

  static func schedules() throws -> [DynamicFee] {
    func fee(_ millionths: UInt64) throws -> Fee { try Fee(millionths, over: 1_000_000) }
    return [
      .constant(try fee(3_000)),
      .volatilityAccumulator(
        VolatilityAccumulator(
          try BinParameters(
            binStep: 15, baseFactor: 20_000, filterPeriod: 30, decayPeriod: 600, reductionFactor: 5_000,
            variableFeeControl: 30_000, protocolShare: 0, maximumAccumulator: 300_000))),
      .sigmoid(try SigmoidFee(curve: try .standard, sliding: nil, capacity: 7_203)),
      .imbalance(
        try ImbalanceFee(
          curve: try ImbalanceCurve(
            mid: 20_000_000, out: 60_000_000, gamma: 50_000_000_000_000_000, formula: .ng),
          scale: price, pair: pair)),
      .ewmaVariance(
        try EwmaVarianceFee(
          curve: try EwmaFeeCurve(base: 3_000, least: 1_000, largest: 30_000, slope: 50_000_000),
          average: try EwmaVariance(alpha: 100_000_000_000_000_000, largestMove: 10_000), signal: .variance)),
      .priceImpact(try PriceImpactFee(base: 1_000, largestShare: 500_000, alpha: 250_000)),
      .deviation(
        try DeviationFee(
          base: try fee(1_000), cap: try fee(50_000), share: Ratio(wads: 700_000_000_000_000_000), pair: pair)
      ),
    ]
  }

  static func product(base: UInt64) throws -> ConstantProduct {
    try ConstantProduct(
      reserveBase: Amount(Word256(UInt128(base) * wad)), reserveQuote: Amount(Word256(base * 3_000_000_000)),
      fee: Fee(3, over: 1000), takesProtocolFee: false)
  }

  /// Positions about 3,000: one over everything, which no small swap leaves, and two narrow ones.
  static func range(fullRangeOnly: Bool) throws -> ConcentratedPool {
    guard let root = ConcentratedPool.sqrtPriceX96(price, in: pair, rounding: .down) else {
      throw ConcentratedRefusal.priceMustFit
    }
    var pool = try ConcentratedPool(sqrtPriceX96: root, tickSpacing: 10, convention: .v3)
    let pieces: [(UInt128, UInt128)] =
      fullRangeOnly ? [(300, 30_000)] : [(300, 30_000), (2_850, 3_150), (2_970, 3_030)]
    for (low, high) in pieces {
      guard
        let range = TickRange.covering(
          Price(wads: low * wad), to: Price(wads: high * wad), in: pair, spacing: 10)
      else { throw ConcentratedRefusal.priceMustFit }
      let liquidity = try ConcentratedPool.liquidity(
        worth: Amount(6_000_000_000_000), in: range, atSqrtPrice: root)
      _ = try pool.mint(liquidity, in: range, by: 1)
    }
    return pool
  }

  static func rangePlan() throws -> PoolPlan {
    let pool = try range(fullRangeOnly: false)
    return PoolPlan(
      name: "range", reserveBase: pool.reserveBase, reserveQuote: pool.reserveQuote,
      fee: try Fee(3, over: 1000),
      takesProtocolFee: false, kind: .concentrated(pool))
  }

  static func bookPlan() throws -> PoolPlan {
    let steps = (1...20).map { step in
      DepthStep(distance: .share(Ratio(wads: Int128(step) * Int128(wad) / 2_000)), lots: 400 * UInt64(step))
    }
    let (base, quote) = (Amount<Base>(Word256(600 * wad)), Amount<Quote>(1_800_000_000_000))
    let fee = try Fee(1, over: 2000)
    let market = try BookMarket(
      scale: BookScale(basePerLot: 1_000_000_000_000_000, quotePerTick: 300),
      profile: DepthProfile(bids: steps, asks: steps), resilience: Resilience(1, over: 3) ?? .full, fee: fee,
      base: base, quote: quote, span: 8_192)
    return PoolPlan(
      name: "book", reserveBase: base, reserveQuote: quote, fee: fee, takesProtocolFee: false,
      kind: .orderBook(market, about: price))
  }
}
