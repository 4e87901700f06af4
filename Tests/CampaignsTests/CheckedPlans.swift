import Exact
import Feeds
import Markets
import Options
import Simulation
import TestKit
import Units

/// A plan for each kind of thing that a check must cover.
enum CheckedPlans {
  static let pair = Sample.pair()

  static func amount(_ whole: UInt64, _ token: Token) -> Word256 { Sample.whole(whole, of: token) }

  /// A pool of 1,000 ETH at 3,000 with a fee of 0.30 %.
  static func constantProduct(fee: Fee? = try? Fee(3, over: 1000)) -> Plan {
    var plan = Sample.quiet(blocks: 1)
    plan.pools[0].fee = fee ?? .zero
    return plan
  }

  /// The same pool, a sixth of its growth to the protocol.
  static func protocolFee() -> Plan {
    var plan = constantProduct()
    plan.pools[0].takesProtocolFee = true
    return plan
  }

  /// The same pool under a schedule.
  static func scheduled(_ schedule: DynamicFee) -> Plan {
    var plan = constantProduct()
    plan.pools[0].schedule = schedule
    plan.oracle.staleAfter = Duration(seconds: 240)
    return plan
  }

  /// Every schedule.
  static func schedules() throws -> [DynamicFee] {
    [
      .constant(try Fee(1, over: 500)),
      .volatilityAccumulator(
        VolatilityAccumulator(
          try BinParameters(
            binStep: 20, baseFactor: 8_000, filterPeriod: 10, decayPeriod: 120, reductionFactor: 5_000,
            variableFeeControl: 40_000, protocolShare: 0, maximumAccumulator: 350_000))),
      .sigmoid(try SigmoidFee(curve: .standard, sliding: 1_000, capacity: 50)),
      .imbalance(
        try ImbalanceFee(
          curve: try ImbalanceCurve(
            mid: 26_000_000, out: 45_000_000, gamma: 230_000_000_000_000, formula: .classic),
          scale: Sample.price(3_000), pair: pair)),
      .ewmaVariance(
        try EwmaVarianceFee(
          curve: try EwmaFeeCurve(base: 3_000, least: 500, largest: 20_000, slope: 10_000_000),
          average: try EwmaVariance(alpha: 200_000_000_000_000_000, largestMove: 100), signal: .variance)),
      .priceImpact(try PriceImpactFee(base: 500, largestShare: 250_000, alpha: 500_000)),
      .deviation(
        try DeviationFee(
          base: try Fee(1, over: 2_000), cap: try Fee(1, over: 100), share: Sample.ratio(700), pair: pair)),
    ]
  }

  /// Three ranges about 3,000.
  static func concentrated(schedule: DynamicFee? = nil) throws -> Plan {
    var plan = constantProduct()
    let root = ConcentratedPool.sqrtPriceX96(Sample.price(3_000), in: pair, rounding: .down) ?? .one
    let empty = try ConcentratedPool(sqrtPriceX96: root, tickSpacing: 60, convention: .v3)
    let bounds: [(UInt64, UInt64)] = [(1_000, 9_000), (2_700, 3_300), (2_950, 3_050)]
    let ranges = try bounds.map { low, high -> (range: TickRange, liquidity: UInt128) in
      guard
        let range = TickRange.covering(
          Sample.price(low), to: Sample.price(high), in: pair, spacing: empty.tickSpacing)
      else {
        preconditionFailure("no range from \(low) to \(high)")
      }
      return (
        range,
        try ConcentratedPool.liquidity(
          worth: Amount(amount(1_000_000, pair.quote)), in: range, atSqrtPrice: root)
      )
    }
    let pool = try ConcentratedPool(
      sqrtPriceX96: root, tickSpacing: 60, convention: .v3, owner: 1, ranges: ranges)
    plan.pools[0].kind = .concentrated(pool)
    plan.pools[0].schedule = schedule
    plan.pools[0].reserveBase = pool.reserveBase
    plan.pools[0].reserveQuote = pool.reserveQuote
    return plan
  }

  /// Makers who quote twenty levels of 10 ETH a side, ten cents apart.
  static func orderBook() throws -> Plan {
    var plan = constantProduct()
    let steps = (1...20).map { DepthStep(distance: .ticks($0), lots: 1_000) }
    let market = try BookMarket(
      scale: BookScale(basePerLot: 10_000_000_000_000_000, quotePerTick: 1_000),
      profile: DepthProfile(bids: steps, asks: steps), resilience: Resilience(1, over: 3) ?? .full,
      fee: try Fee(1, over: 2_000), base: Amount(amount(1_000, pair.base)),
      quote: Amount(amount(3_000_000, pair.quote)), span: 4_096)
    plan.pools[0].kind = .orderBook(market, about: Sample.price(3_000))
    plan.pools[0].fee = try Fee(1, over: 2_000)
    return plan
  }

  /// An options vault that hedges in a spot pool: expiries, epochs, age limit and interval a few blocks long.
  static func vault(hedging: Bool = true, options: Bool = true) -> Plan {
    var plan = constantProduct()
    let block = plan.block.milliseconds
    func blocks(_ count: Int64) -> Duration { Duration(milliseconds: block * count) }
    plan.oracle = OraclePlan(
      heartbeat: blocks(8), deviation: Sample.ratio(5), latency: .zero, staleAfter: blocks(20))
    plan = plan.withVault(hedgingEvery: hedging ? 36 : nil, epoch: blocks(30))
    plan.vault?.capitalBase = Amount(amount(300, pair.base))
    plan.vault?.hedge?.band = Amount((try? amount(1, pair.base).divided(by: 10, rounding: .up)) ?? .one)
    guard options else { return plan }
    func series(_ kind: OptionKind, _ strike: UInt64, _ count: Int64) -> Series {
      Series(kind: kind, strike: Sample.price(strike), expiry: .start + blocks(count))
    }
    plan = plan.withOptions(
      [series(.call, 3_100, 40), series(.put, 2_900, 60), series(.call, 3_000, 100_000)], bias: .buy,
      ordersPerDay: 0, cutoff: blocks(2))
    plan.options?.demand = nil
    return plan
  }

  /// A vault without cash of its own: whoever leaves after a rise is paid in part.
  static func thin() -> Plan {
    var plan = vault(hedging: false, options: false)
    plan.vault?.capitalQuote = .zero
    return plan
  }

  /// A vault of little cash, whose hedges, rolls and settlements wait for somebody to ask.
  static func asking(options: Bool = true) -> Plan {
    var plan = vault(hedging: options, options: options)
    plan.vault?.capitalQuote = Amount(amount(9_000, pair.quote))
    plan.order = [.price, .oracle, .arbitrage, .retail, .options, .liquidation]
    return plan
  }

  /// The options vault with a perpetual beside the spot pool.
  static func perpetual() throws -> Plan {
    var plan = vault()
    let terms = try PerpetualTerms(
      fee: try Fee(1, over: 2_000), initialMargin: try Fee(1, over: 10),
      maintenanceMargin: try Fee(1, over: 20), penalty: try Fee(1, over: 100),
      fundingCap: try Fee(1, over: 100))
    let market = try Perpetual(
      base: Amount(amount(2_000, pair.base)), quote: Amount(amount(6_000_000, pair.quote)), terms: terms,
      pair: pair, accounts: PerpetualVenue.accounts)
    plan.pools.append(
      PoolPlan(
        name: "perp", reserveBase: .zero, reserveQuote: .zero, fee: try Fee(1, over: 2_000),
        takesProtocolFee: false, kind: .perpetual(market, fundingEvery: Duration(seconds: 60))))
    return plan
  }

  /// Every kind of pool at once under the options vault.
  static func everything() throws -> Plan {
    var plan = try perpetual()
    var ranges = try concentrated().pools[0]
    ranges.name = "ranges"
    var book = try orderBook().pools[0]
    book.name = "book"
    var managed = try scheduled(schedules()[6]).pools[0]
    managed.name = "managed"
    plan.pools += [ranges, book, managed]
    return plan
  }
}
