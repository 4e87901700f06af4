public import Exact
public import Feeds
public import Options
public import Simulation
public import Units

/// Small plans for tests: a quiet one, and parts to disturb it with.
public enum Sample {
  /// ETH over USDC with these decimals.
  public static func pair(_ base: Int = 18, _ quote: Int = 6) -> Pair {
    Pair(base: Token(symbol: "ETH", decimals: base), quote: Token(symbol: "USDC", decimals: quote))
  }

  /// `units` whole tokens of `token`, in base units.
  public static func whole(_ units: UInt64, of token: Token) -> Word256 { token.unitsPerWhole * units }

  /// `quote` whole quote tokens per base token.
  public static func price(_ quote: UInt64) -> Price { Price(wads: UInt128(quote) * wad) }

  /// `thousandths / 1000`.
  public static func ratio(_ thousandths: Int) -> Ratio {
    Ratio(wads: Int128(thousandths) * Int128(wad) / 1000)
  }

  /// `seconds` s after the start.
  public static func instant(_ seconds: Int64) -> Instant { .start + Duration(seconds: seconds) }

  /// 10¹⁸.
  public static let wad: UInt128 = 1_000_000_000_000_000_000

  /// A pool of `base` and `quote` whole tokens.
  public static func pool(
    _ name: String = "pool", base: UInt64, quote: UInt64, fee: Fee = .zero, in pair: Pair
  ) -> PoolPlan {
    PoolPlan(
      name: name, reserveBase: Amount(whole(base, of: pair.base)),
      reserveQuote: Amount(whole(quote, of: pair.quote)), fee: fee, takesProtocolFee: false)
  }

  /// A replay of whole prices from their seconds on.
  public static func replay(_ points: [(seconds: Int64, price: UInt64)]) -> PricePlan.Process {
    .replay(points.map { PricePoint(at: instant($0.seconds), price: price($0.price)) })
  }

  /// One pool of 1,000 base tokens at 3,000 without a fee, a price that stays, an oracle that reports every block at
  /// once, and nobody who trades.
  public static func quiet(pair: Pair = pair(), blocks: Int) -> Plan {
    Plan(
      name: "quiet", seed: 1, pair: pair, pools: [pool(base: 1_000, quote: 3_000_000, in: pair)],
      price: PricePlan(process: replay([(0, 3_000)]), shocks: [], impactPerBase: .zero),
      block: Duration(seconds: 12), blocks: blocks,
      oracle: OraclePlan(
        heartbeat: Duration(seconds: 3600), deviation: .zero, latency: .zero, staleAfter: .day),
      arbitrage: nil, retail: nil, options: nil, vault: nil, order: Phase.allCases, twin: nil,
      bursts: BurstPlan(gap: Duration(seconds: 60), windowBlocks: 5))
  }

  /// A plan over `pools` in which everything happens: a price that moves, arbitrage for gas, retail, options either way that
  /// expire, a vault that hedges, rolls, and takes deposits and withdrawals.
  public static func busy(_ pools: [PoolPlan], pair: Pair = Sample.pair(), seed: UInt64 = 1, blocks: Int = 60)
    -> Plan
  {
    var plan = Sample.quiet(pair: pair, blocks: blocks).moving(volatility: Sample.ratio(3_000)).arbitraged()
      .withRetail(perDay: 3_000).withVault(hedgingEvery: 36, epoch: Duration(seconds: 120))
      .withOptions(
        [
          Series(kind: .call, strike: Sample.price(3_000), expiry: Sample.instant(400)),
          Series(kind: .put, strike: Sample.price(3_000), expiry: Sample.instant(500)),
          Series(kind: .call, strike: Sample.price(3_050), expiry: Sample.instant(86_400)),
        ], bias: .balanced, ordersPerDay: 3_000)
    plan.pools = pools
    plan.seed = seed
    plan.arbitrage?.gas = Amount(Sample.whole(1, of: pair.quote))
    plan.vault?.deposits = [
      ScheduledDeposit(at: Sample.instant(20), amount: Amount(Sample.whole(5_000, of: pair.quote)))
    ]
    plan.vault?.withdrawals = [ScheduledWithdrawal(at: Sample.instant(130), share: Sample.ratio(100))]
    return plan
  }
}

extension Plan {
  /// The pool plan's fee, and an arbitrageur who comes every block without gas.
  public func arbitraged() -> Plan {
    var plan = self
    plan.arbitrage = ArbitragePlan(everyBlocks: 1, gas: .zero)
    return plan
  }

  /// The same with a moving price of this volatility a year.
  public func moving(volatility: Ratio, drift: Ratio = .zero) -> Plan {
    var plan = self
    plan.price.process = .geometricBrownian(start: Sample.price(3_000), volatility: volatility, drift: drift)
    return plan
  }

  /// The same with retail flow of a median of half a base token.
  public func withRetail(perDay: Int) -> Plan {
    var plan = self
    plan.retail = RetailPlan(
      tradesPerDay: Sample.ratio(perDay * 1000), medianSize: Amount(half), sizeSpread: .one)
    return plan
  }

  /// The same with a vault of 300 base and 900,000 quote tokens that hedges every `seconds`.
  public func withVault(hedgingEvery seconds: Int64?, epoch: Duration = .day) -> Plan {
    var plan = self
    plan.vault = VaultPlan(
      capitalBase: Amount(Sample.whole(300, of: pair.base)),
      capitalQuote: Amount(Sample.whole(900_000, of: pair.quote)), epoch: epoch, deposits: [],
      withdrawals: [],
      hedge: seconds.map { HedgePlan(every: Duration(seconds: $0), band: .zero, execution: .market) })
    return plan
  }

  /// The same with options at 80 % volatility and takers who bring `orders` orders of one base token a day.
  public func withOptions(
    _ series: [Series], bias: DemandPlan.Bias, ordersPerDay orders: Int, cutoff: Duration = .zero
  ) -> Plan {
    var plan = self
    plan.options = OptionsPlan(
      volatility: Sample.ratio(800), rate: .zero, dividend: .zero, spread: Sample.ratio(10),
      tradingCutoff: cutoff, deltaRange: .zero ... .one, series: series,
      demand: DemandPlan(
        contractsPerDay: Sample.ratio(orders * 1000), orderSize: Amount(Sample.whole(1, of: pair.base)),
        bias: bias))
    return plan
  }

  private var half: Word256 {
    (try? Sample.whole(1, of: pair.base).divided(by: 2, rounding: .up)) ?? .one
  }
}
