import Attribution
import Exact
import Feeds
import Options
import Simulation
import Units

/// Whole simulation blocks with their exact account, as `hedgeflow run` runs them.
enum EngineBenchmarks {
  static let all = [
    Benchmark(name: "engine", unit: "blocks", count: 500_000) { try blocks($0, vault: false) },
    Benchmark(name: "engine-vault", unit: "blocks", count: 200_000) { try blocks($0, vault: true) },
    Benchmark(name: "engine-book", unit: "blocks", count: 100_000) {
      try blocks($0, vault: false, in: VenueSamples.bookPlan())
    },
    Benchmark(name: "engine-v3", unit: "blocks", count: 100_000) {
      try blocks($0, vault: false, in: VenueSamples.rangePlan())
    },
  ]

  /// Price, oracle, arbitrage, retail and the account; with `vault`, 20 live series and a hedge every hour too.
  private static func blocks(_ count: Int, vault: Bool, in pool: PoolPlan? = nil) throws -> String {
    var plan = plan(blocks: count, vault: vault)
    if let pool { plan.pools = [pool] }
    let summary = try Run.summary(of: plan, hedging: true)
    let profit = summary.pools.reduce(Rational(0)) { $0 + $1.lpProfit }
    return "\(summary.closingPrice.wads),\(profit.decimalDescription ?? profit.description)"
  }

  private static let one: Int128 = 1_000_000_000_000_000_000

  private static func plan(blocks: Int, vault: Bool) -> Plan {
    let pair = Pair(base: Token(symbol: "ETH", decimals: 18), quote: Token(symbol: "USDC", decimals: 6))
    let start = Price(wads: 3000 * UInt128(one))
    let block = Duration(seconds: 12)
    let end = Instant(milliseconds: block.milliseconds * Int64(blocks) + Duration.day.milliseconds)
    let series = (0..<20).map { index in
      Series(
        kind: index % 2 == 0 ? .call : .put, strike: Price(wads: UInt128(2100 + 90 * index) * UInt128(one)),
        expiry: end)
    }
    return Plan(
      name: "engine", seed: 7, pair: pair,
      pools: [
        PoolPlan(
          name: "pool", reserveBase: Amount(Word256(1000 * UInt128(one))),
          reserveQuote: Amount(3_000_000_000_000), fee: (try? Fee(3, over: 1000)) ?? .zero,
          takesProtocolFee: false)
      ],
      price: PricePlan(
        process: .geometricBrownian(start: start, volatility: Ratio(wads: one * 8 / 10), drift: .zero),
        shocks: [], impactPerBase: .zero),
      block: block, blocks: blocks,
      oracle: OraclePlan(
        heartbeat: Duration(seconds: 3600), deviation: Ratio(wads: one / 200),
        latency: Duration(seconds: 24), staleAfter: Duration(seconds: 7200)),
      arbitrage: ArbitragePlan(everyBlocks: 1, gas: .zero),
      retail: RetailPlan(
        tradesPerDay: Ratio(wads: 400 * one), medianSize: Amount(Word256(UInt128(one / 2))),
        sizeSpread: Ratio(wads: one)),
      options: vault
        ? OptionsPlan(
          volatility: Ratio(wads: one * 85 / 100), rate: .zero, dividend: .zero,
          spread: Ratio(wads: one / 50), tradingCutoff: .zero, deltaRange: .zero ... .one, series: series,
          demand: DemandPlan(
            contractsPerDay: Ratio(wads: 40 * one), orderSize: Amount(Word256(UInt128(one))), bias: .buy))
        : nil,
      vault: vault
        ? VaultPlan(
          capitalBase: Amount(Word256(300 * UInt128(one))), capitalQuote: Amount(900_000_000_000),
          epoch: .day, deposits: [], withdrawals: [],
          hedge: HedgePlan(
            every: Duration(seconds: 3600), band: Amount(Word256(2 * UInt128(one))), execution: .market))
        : nil,
      order: Phase.allCases, twin: nil, bursts: BurstPlan(gap: block, windowBlocks: 25))
  }
}
