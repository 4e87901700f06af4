import Exact
import Feeds
import Markets
import Options
public import Simulation
import Units

extension Sample {
  /// A plan drawn from dice: every part present or absent, every parameter from a small range.
  ///
  /// Decimals, fees with odd denominators, one to four pools of every kind under every schedule, routing with permissions and
  /// costs, gas, biases, epochs, deposits and withdrawals, impact, shocks, every price process, oracles late and stale,
  /// scripts, and the phases in any order.
  public static func random(seed: UInt64, blocks: Int = 50) -> Plan {
    var dice = Dice(seed: seed, purpose: .properties, block: 0)
    let decimals = [(18, 6), (8, 6), (18, 18), (6, 18)][Int(dice.below(4))]
    var plan = quiet(pair: pair(decimals.0, decimals.1), blocks: blocks)
    plan.name = "random-\(seed)"
    plan.seed = seed
    plan.block = Duration(seconds: 12 + Int64(dice.below(49)))
    plan.pools = pools(plan.pair, &dice)
    plan.price = price(plan, &dice)
    plan.oracle = OraclePlan(
      heartbeat: Duration(seconds: Int64(60 + dice.below(3000))),
      deviation: ratio(Int(dice.below(10))), latency: times(plan.block, Int64(dice.below(3))),
      staleAfter: dice.chance(1, in: 3) ? times(plan.block, 3) : .day)
    if dice.chance(4, in: 5) {
      plan.arbitrage = ArbitragePlan(
        everyBlocks: 1 + Int(dice.below(3)), gas: Amount(whole(dice.below(4), of: plan.pair.quote)))
    }
    if dice.chance(4, in: 5) {
      plan = plan.withRetail(perDay: 2_000)
      plan.retail?.sizeSpread = ratio(Int(dice.below(1_500)))
      if dice.chance(1, in: 4) { plan.retail?.medianSize = Amount(whole(400, of: plan.pair.base)) }
    }
    if dice.chance(5, in: 6) { plan = vault(plan, &dice) }
    plan.order = order(&dice)
    plan.routing = routing(plan, &dice)
    if dice.chance(1, in: 3) { plan.script = script(plan, steps: 30, &dice) }
    plan.bursts = BurstPlan(gap: times(plan.block, Int64(dice.below(4))), windowBlocks: Int(dice.below(4)))
    plan.twin = plan.vault == nil ? nil : .noHedging
    return plan
  }

  private static func times(_ span: Duration, _ count: Int64) -> Duration {
    Duration(milliseconds: span.milliseconds * count)
  }

  private static func pools(_ pair: Pair, _ dice: inout Dice) -> [PoolPlan] {
    // Ten-digit schedules leave no room for a seventh: there is one common denominator.
    let isScheduled = dice.chance(1, in: 2)
    var pools: [PoolPlan] = []
    for index in 0...Int(dice.below(4)) {
      guard let pool = try? venue(index, isScheduled: isScheduled, in: pair, &dice) else {
        preconditionFailure("a random pool declined its parameters")
      }
      pools.append(pool)
    }
    return pools
  }

  /// A pool of any kind; the first one trades tokens.
  private static func venue(
    _ index: Int, isScheduled: Bool, in pair: Pair, _ dice: inout Dice
  ) throws -> PoolPlan {
    let plain: [(UInt64, UInt64)] = [(0, 1), (3, 1000), (1, 2000), (1, 7), (13, 10_007), (0, 1)]
    let drawn = plain[Int(dice.below(isScheduled ? 3 : 6))]
    let fee = try Fee(drawn.0, over: drawn.1)
    let live = try schedules(in: pair)
    let schedule = isScheduled && dice.chance(1, in: 2) ? live[Int(dice.below(UInt64(live.count)))] : nil
    let kind = dice.below(index == 0 ? 6 : 8)
    let (base, tilt) = (500 + dice.below(1_000), 2_940 + dice.below(120))
    let share: UInt8 = dice.chance(1, in: 3) ? 4 : 0
    switch kind {
    case 4:
      return try concentrated(
        "range-\(index)", fee: schedule?.floor ?? fee, schedule: schedule, protocolShare: share,
        convention: dice.chance(1, in: 2) ? .v3 : .v4, in: pair)
    case 5, 6:
      return try book(
        "book-\(index)", base: base, lotsPerStep: 1 + dice.below(400),
        resilience: (1, 1 + UInt32(dice.below(4))), fee: fee, in: pair)
    case 7:
      return try perpetual(
        "perpetual-\(index)", base: base, fee: fee,
        fundingEvery: Duration(seconds: 30 + Int64(dice.below(600))), in: pair)
    default:
      var plan = pool("pool-\(index)", base: base, quote: base * tilt, fee: schedule?.floor ?? fee, in: pair)
      plan.schedule = schedule
      plan.takesProtocolFee = share > 0
      return plan
    }
  }

  /// Every venue for everyone half the time; else some forbidden to hedges or retail, and some that cost, never the first.
  private static func routing(_ plan: Plan, _ dice: inout Dice) -> RoutingPlan {
    var routing = RoutingPlan.standard
    if dice.chance(1, in: 2) { routing.hedge = .best }
    if dice.chance(1, in: 2) { routing.retail = .split }
    guard dice.chance(1, in: 2) else { return routing }
    routing.rules = plan.pools.enumerated().map { index, pool in
      RoutingPlan.Rule(
        hedge: index == 0 || dice.chance(3, in: 4),
        retail: pool.kind.isSpot && (index == 0 || dice.chance(3, in: 4)),
        cost: Amount(dice.chance(1, in: 2) ? .zero : whole(dice.below(30), of: plan.pair.quote)))
    }
    return routing
  }

  private static func price(_ plan: Plan, _ dice: inout Dice) -> PricePlan {
    let process: PricePlan.Process
    switch dice.below(3) {
    case 0:
      process = .geometricBrownian(
        start: price(3_000), volatility: ratio(Int(500 + dice.below(4_000))),
        drift: ratio(Int(dice.below(900))))
    case 1:
      process = .jumpDiffusion(
        start: price(3_000), volatility: ratio(800), drift: .zero, jumpsPerYear: ratio(100_000_000),
        jumpMean: ratio(Int(dice.below(20)) - 10), jumpVolatility: ratio(Int(dice.below(20))))
    default:
      process = .replay(
        (0..<40).map { row in
          PricePoint(
            at: .start + times(Duration(seconds: 17), row),
            price: Price(wads: (2_800_000 + UInt128(dice.below(400_000))) * (wad / 1000)))
        })
    }
    let end = plan.block.milliseconds * Int64(plan.blocks)
    let shocks = (0..<dice.below(3)).map { _ in
      Shock(
        at: Instant(milliseconds: Int64(dice.below(UInt64(end)))), move: ratio(Int(dice.below(300)) - 150))
    }.sorted { $0.at < $1.at }
    let impact = dice.chance(1, in: 2) ? Ratio.zero : Ratio(wads: Int128(dice.below(2_000)) * 100_000_000_000)
    return PricePlan(process: process, shocks: shocks, impactPerBase: impact)
  }

  private static func vault(_ bare: Plan, _ dice: inout Dice) -> Plan {
    let every = bare.block.milliseconds / 1000 * Int64(1 + dice.below(5))
    var plan = bare.withVault(
      hedgingEvery: dice.chance(5, in: 6) ? every : nil, epoch: times(bare.block, 5 + Int64(dice.below(20))))
    if dice.chance(1, in: 2) {
      plan.vault?.hedge?.band = Amount(whole(dice.below(2), of: plan.pair.base))
    }
    let end = UInt64(bare.block.milliseconds) * UInt64(bare.blocks)
    func moment(_ word: UInt64) -> Instant { Instant(milliseconds: Int64(word % end)) }
    let deposits = (0..<dice.below(4)).map { _ in
      ScheduledDeposit(
        at: moment(dice.nextWord()), amount: Amount(whole(dice.below(50_000), of: bare.pair.quote)))
    }
    let withdrawals = (0..<dice.below(4)).map { _ in
      ScheduledWithdrawal(at: moment(dice.nextWord()), share: ratio(Int(dice.below(700))))
    }
    plan.vault?.deposits = deposits.sorted { $0.at < $1.at }
    plan.vault?.withdrawals = withdrawals.sorted { $0.at < $1.at }
    guard dice.chance(5, in: 6) else { return plan }
    let series = (0...dice.below(3)).map { _ in
      Series(
        kind: dice.chance(1, in: 2) ? .call : .put, strike: price(2_850 + dice.below(300)),
        expiry: .start + times(plan.block, 10 + Int64(dice.below(60))))
    }
    let bias = DemandPlan.Bias.allCases[Int(dice.below(3))]
    let perBlock = 86_400_000 / plan.block.milliseconds
    return plan.withOptions(series, bias: bias, ordersPerDay: Int(perBlock) * 2 / 5, cutoff: plan.block)
  }

  /// All phases shuffled, sometimes one left out; the usual order half the time.
  private static func order(_ dice: inout Dice) -> [Phase] {
    guard dice.chance(1, in: 2) else { return Phase.allCases }
    var order = Phase.allCases
    for index in stride(from: order.count - 1, to: 0, by: -1) {
      order.swapAt(index, Int(dice.below(UInt64(index) + 1)))
    }
    if dice.chance(1, in: 4), let dropped = order.first(where: { $0 != .price }) {
      order.removeAll { $0 == dropped }
    }
    return order
  }
}
