import Exact
import Feeds
public import Markets
import Options
public import Simulation
public import Units

/// The fee of `millionths`, below one.
public func millionths(_ millionths: UInt64) throws -> Fee { try Fee(millionths, over: 1_000_000) }

// MARK: - Fee schedules

extension Sample {
  /// A live schedule of every kind, and of every formula within a kind, at about 0.3 %.
  public static func schedules(in pair: Pair) throws -> [DynamicFee] {
    let imbalance = try ImbalanceCurve.Formula.allCases.map { formula in
      DynamicFee.imbalance(
        try ImbalanceFee(
          curve: try ImbalanceCurve(
            mid: 20_000_000, out: 60_000_000, gamma: 50_000_000_000_000_000, formula: formula),
          scale: price(3_000), pair: pair))
    }
    let ewma = try [EwmaVarianceFee.Signal.variance, .squaredDrift].map { signal in
      DynamicFee.ewmaVariance(try variance(slope: 50_000_000, signal: signal))
    }
    return [
      .constant(try millionths(3_000)),
      .volatilityAccumulator(VolatilityAccumulator(try bins(variableFeeControl: 30_000))),
      .sigmoid(try SigmoidFee(curve: try .standard, sliding: nil, capacity: 7_203)),
      .sigmoid(try SigmoidFee(curve: try .standard, sliding: 1_000, capacity: 100)),
    ] + imbalance + ewma + [
      .priceImpact(try PriceImpactFee(base: 1_000, largestShare: 500_000, alpha: 250_000)),
      .deviation(
        try DeviationFee(
          base: try millionths(1_000), cap: try millionths(50_000), share: ratio(700), pair: pair)),
    ]
  }

  /// A schedule of every kind whose variable part is switched off: each is the constant fee of 0.3 %.
  public static func schedulesOff(in pair: Pair) throws -> [DynamicFee] {
    let fee = try millionths(3_000)
    let flat = SigmoidCurve.Step(rise: 0, center: 360, width: 59)
    let curve = try SigmoidCurve(base: 3_000, first: flat, second: flat)
    let imbalance = try ImbalanceCurve.Formula.allCases.map { formula in
      DynamicFee.imbalance(
        try ImbalanceFee(
          curve: try ImbalanceCurve(
            mid: 30_000_000, out: 30_000_000, gamma: 10_000_000_000_000_000, formula: formula),
          scale: price(3_000), pair: pair))
    }
    return [
      .constant(fee),
      .volatilityAccumulator(VolatilityAccumulator(try bins(variableFeeControl: 0))),
      .sigmoid(try SigmoidFee(curve: curve, sliding: nil, capacity: 7_203)),
      .sigmoid(try SigmoidFee(curve: curve, sliding: 0, capacity: 50)),
    ] + imbalance + [
      .ewmaVariance(try variance(slope: 0, signal: .variance)),
      .priceImpact(try PriceImpactFee(base: 3_000, largestShare: 0, alpha: 250_000)),
      .deviation(try DeviationFee(base: fee, cap: try millionths(50_000), share: .zero, pair: pair)),
    ]
  }

  /// Bins of 0.15 % with a base fee of 0.3 %: the accumulator's references move after 30 s and are forgotten after 600 s.
  private static func bins(variableFeeControl: UInt32) throws -> BinParameters {
    try BinParameters(
      binStep: 15, baseFactor: 20_000, filterPeriod: 30, decayPeriod: 600, reductionFactor: 5_000,
      variableFeeControl: variableFeeControl, protocolShare: 0, maximumAccumulator: 300_000)
  }

  private static func variance(slope: UInt128, signal: EwmaVarianceFee.Signal) throws -> EwmaVarianceFee {
    try EwmaVarianceFee(
      curve: try EwmaFeeCurve(base: 3_000, least: 1_000, largest: 30_000, slope: slope),
      average: try EwmaVariance(alpha: 100_000_000_000_000_000, largestMove: 10_000), signal: signal)
  }
}

// MARK: - Kinds of pool

extension Sample {
  /// Positions about 3,000 worth about six million quote tokens: one over everything, two about the price, one below it and one
  /// above.
  public static func concentrated(
    _ name: String = "range", fee: Fee, schedule: DynamicFee? = nil, protocolShare: UInt8 = 0,
    convention: StepConvention = .v3, in pair: Pair
  ) throws -> PoolPlan {
    guard let root = ConcentratedPool.sqrtPriceX96(price(3_000), in: pair, rounding: .down) else {
      throw ConcentratedRefusal.priceMustFit
    }
    var pool = try ConcentratedPool(sqrtPriceX96: root, tickSpacing: 10, convention: convention)
    try pool.setProtocolShares(base: protocolShare, quote: protocolShare)
    let pieces: [(low: UInt64, high: UInt64, worth: UInt64)] = [
      (300, 30_000, 1_500_000), (2_850, 3_150, 2_000_000), (2_970, 3_030, 1_000_000), (2_700, 2_900, 750_000),
      (3_100, 3_400, 750_000),
    ]
    for piece in pieces {
      let ends = (low: price(piece.low), high: price(piece.high))
      guard let range = TickRange.covering(ends.low, to: ends.high, in: pair, spacing: 10) else { continue }
      let worth = Amount<Quote>(whole(piece.worth, of: pair.quote))
      let liquidity = try ConcentratedPool.liquidity(worth: worth, in: range, atSqrtPrice: root)
      _ = try pool.mint(liquidity, in: range, by: 1)
    }
    return PoolPlan(
      name: name, reserveBase: pool.reserveBase, reserveQuote: pool.reserveQuote, fee: fee,
      takesProtocolFee: false, schedule: schedule, kind: .concentrated(pool))
  }

  /// Makers of `base` and 3,000 times as much quote who quote twenty steps of 0.05 % to 1 % about the reference.
  ///
  /// A lot is a thousandth of a base token and a tick about 0.01 % of its price at 3,000; the pair needs at least 3 base and 4
  /// quote decimals.
  public static func book(
    _ name: String = "book", base: UInt64 = 600, lotsPerStep: UInt64 = 400,
    resilience: (UInt32, UInt32) = (1, 3),
    fee: Fee = .zero, in pair: Pair
  ) throws -> PoolPlan {
    let steps = (1...20).map { step in
      DepthStep(
        distance: .share(Ratio(wads: Int128(step) * Int128(wad) / 2_000)), lots: lotsPerStep * UInt64(step))
    }
    return try book(
      name, base: base, profile: DepthProfile(bids: steps, asks: steps), resilience: resilience, fee: fee,
      in: pair)
  }

  /// Makers of `base` and 3,000 times as much quote who quote a profile.
  public static func book(
    _ name: String = "book", base: UInt64, profile: DepthProfile, resilience: (UInt32, UInt32), fee: Fee,
    in pair: Pair
  ) throws -> PoolPlan {
    let (owned, cash) = (
      Amount<Base>(whole(base, of: pair.base)), Amount<Quote>(whole(3_000 * base, of: pair.quote))
    )
    func power(_ exponent: Int) -> UInt64 { (0..<exponent).reduce(1) { product, _ in product * 10 } }
    let market = try BookMarket(
      scale: BookScale(
        basePerLot: power(pair.base.decimals - 3), quotePerTick: 3 * power(pair.quote.decimals - 4)),
      profile: profile, resilience: Resilience(resilience.0, over: resilience.1) ?? .full, fee: fee,
      base: owned,
      quote: cash, span: 8_192)
    return PoolPlan(
      name: name, reserveBase: owned, reserveQuote: cash, fee: fee, takesProtocolFee: false,
      kind: .orderBook(market, about: price(3_000)))
  }

  /// A perpetual on a virtual curve of `base` at 3,000 with 10 % initial and 5 % maintenance margin.
  public static func perpetual(
    _ name: String = "perpetual", base: UInt64 = 2_000, fee: Fee = .zero, initialMargin: UInt64 = 100_000,
    maintenanceMargin: UInt64 = 50_000, fundingEvery: Duration = Duration(seconds: 60), in pair: Pair
  ) throws -> PoolPlan {
    let terms = try PerpetualTerms(
      fee: fee, initialMargin: try millionths(initialMargin),
      maintenanceMargin: try millionths(maintenanceMargin),
      penalty: try millionths(10_000), fundingCap: try millionths(7_500))
    let perpetual = try Perpetual(
      base: Amount(whole(base, of: pair.base)), quote: Amount(whole(3_000 * base, of: pair.quote)),
      terms: terms,
      pair: pair, accounts: PerpetualVenue.accounts)
    return PoolPlan(
      name: name, reserveBase: .zero, reserveQuote: .zero, fee: fee, takesProtocolFee: false,
      kind: .perpetual(perpetual, fundingEvery: fundingEvery))
  }

  /// A pool of every kind and every schedule, each with what it is: what a claim about venues is tried on.
  public static func venues(in pair: Pair) throws -> [(name: String, pools: [PoolPlan])] {
    let fee = try millionths(500)
    var list: [(name: String, pools: [PoolPlan])] = []
    for (index, schedule) in try schedules(in: pair).enumerated() {
      var product = pool(schedule.name, base: 1_000, quote: 3_000_000, fee: schedule.floor, in: pair)
      product.schedule = schedule
      product.takesProtocolFee = index % 2 == 1
      list.append(("constant-product, \(index) \(schedule.name)", [product]))
      let range = try concentrated(
        fee: schedule.floor, schedule: schedule, protocolShare: index % 2 == 0 ? 4 : 0,
        convention: index % 3 == 0 ? .v4 : .v3, in: pair)
      list.append(("concentrated, \(index) \(schedule.name)", [range]))
    }
    list.append(("order-book", [try book(fee: fee, in: pair)]))
    let spot = pool("spot", base: 1_000, quote: 3_000_000, fee: fee, in: pair)
    list.append(("perpetual", [spot, try perpetual(fee: fee, in: pair)]))
    list.append(
      (
        "all",
        [try concentrated(fee: fee, in: pair), spot, try book(fee: fee, in: pair), try perpetual(in: pair)]
      ))
    return list
  }
}

extension Sample {
  /// A vault short of calls hedges with contracts alone on a thin margin, and the price falls by a fifth between two hedges.
  public static func squeezed() throws -> Plan {
    let pair = pair()
    let fee = try millionths(500)
    var plan = busy(
      [
        pool("spot", base: 1_000, quote: 3_000_000, fee: fee, in: pair),
        try perpetual(fee: fee, initialMargin: 20_000, maintenanceMargin: 19_000, in: pair),
      ])
    plan.name = "squeezed"
    plan.routing.rules = [
      RoutingPlan.Rule(hedge: false, retail: true, cost: .zero),
      RoutingPlan.Rule(hedge: true, retail: false, cost: .zero),
    ]
    plan.options?.demand?.bias = .buy
    plan.options?.series.removeAll { $0.kind == .put }
    plan.price.process = replay([(0, 3_000), (264, 2_400)])
    return plan
  }
}
