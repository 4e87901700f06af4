public import Feeds
public import Markets
public import Options
public import Units

/// Everything a run is determined by: a plan and nothing else gives the same bytes anywhere.
public struct Plan: Sendable {
  /// The scenario's name, as in its file.
  public var name: String
  /// Key of every random stream.
  public var seed: UInt64
  /// The tokens traded.
  public var pair: Pair
  /// The pools, in file order.
  public var pools: [PoolPlan]
  /// The reference price.
  public var price: PricePlan
  /// Length of a block.
  public var block: Duration
  /// Number of blocks.
  public var blocks: Int
  /// The feed that vault and options read.
  public var oracle: OraclePlan
  /// Nil: nobody arbitrages.
  public var arbitrage: ArbitragePlan?
  /// Nil: no retail flow.
  public var retail: RetailPlan?
  /// Nil: no options are traded. Options need a vault to write them.
  public var options: OptionsPlan?
  /// Nil: no vault.
  public var vault: VaultPlan?
  /// What happens in which order within a block.
  public var order: [Phase]
  /// The counterfactual to run beside; nil for none.
  public var twin: Twin?
  /// How bursts are grouped and how wide their windows are.
  public var bursts: BurstPlan
  /// Fees to run the first pool at beside its own, on the same path and flow.
  public var feeAlternatives: [FeeAlternative]
  /// How orders find their venue.
  public var routing = RoutingPlan.standard
  /// What actors do on top of the flows, one step after the other; nil for nothing.
  public var script: Script?

  /// A plan from its parts.
  public init(
    name: String, seed: UInt64, pair: Pair, pools: [PoolPlan], price: PricePlan, block: Duration, blocks: Int,
    oracle: OraclePlan, arbitrage: ArbitragePlan?, retail: RetailPlan?, options: OptionsPlan?,
    vault: VaultPlan?, order: [Phase], twin: Twin?, bursts: BurstPlan, feeAlternatives: [FeeAlternative] = [],
    script: Script? = nil
  ) {
    self.name = name
    self.seed = seed
    self.pair = pair
    self.pools = pools
    self.price = price
    self.block = block
    self.blocks = blocks
    self.oracle = oracle
    self.arbitrage = arbitrage
    self.retail = retail
    self.options = options
    self.vault = vault
    self.order = order
    self.twin = twin
    self.bursts = bursts
    self.feeAlternatives = feeAlternatives
    self.script = script
  }

  /// The same plan with the first pool's fee replaced: only the fee differs.
  public func replacingFee(by alternative: FeeAlternative) -> Plan {
    var plan = self
    plan.feeAlternatives = []
    guard !plan.pools.isEmpty else { return plan }
    plan.pools[0].fee = alternative.fee
    plan.pools[0].schedule = alternative.schedule
    return plan
  }
}

/// A fee that a pool might have had.
public struct FeeAlternative: Sendable {
  /// What it is called.
  public var name: String
  /// The constant fee, or the least one of the schedule.
  public var fee: Fee
  /// How the fee is set; nil for the constant `fee`.
  public var schedule: DynamicFee?

  /// A fee from its parts.
  public init(name: String, fee: Fee, schedule: DynamicFee?) {
    self.name = name
    self.fee = fee
    self.schedule = schedule
  }
}

/// A pool by name and opening state.
public struct PoolPlan: Sendable {
  /// The pool's name, as in its file.
  public var name: String
  /// Opening reserve of the base token.
  public var reserveBase: Amount<Base>
  /// Opening reserve of the quote token.
  public var reserveQuote: Amount<Quote>
  /// The constant fee on inputs.
  public var fee: Fee
  /// Whether a sixth of the growth of √k goes to the protocol, as Uniswap v2's `feeTo`.
  public var takesProtocolFee: Bool
  /// How the fee is set; nil for the constant `fee`.
  public var schedule: DynamicFee?
  /// How the pool prices.
  public var kind: VenueKind

  /// A pool plan from its parts.
  public init(
    name: String, reserveBase: Amount<Base>, reserveQuote: Amount<Quote>, fee: Fee, takesProtocolFee: Bool,
    schedule: DynamicFee? = nil, kind: VenueKind = .constantProduct
  ) {
    self.kind = kind
    self.schedule = schedule
    self.name = name
    self.reserveBase = reserveBase
    self.reserveQuote = reserveQuote
    self.fee = fee
    self.takesProtocolFee = takesProtocolFee
  }
}

/// How a pool prices, with the opening state of what is more than two reserves and a fee.
public enum VenueKind: Sendable {
  /// `x · y = k` over the plan's reserves.
  case constantProduct
  /// Positions in price ranges; the plan's reserves are what they hold.
  case concentrated(ConcentratedPool)
  /// Makers who own the plan's reserves and have not quoted yet; by itself the book opens about a price.
  case orderBook(BookMarket, about: Price)
  /// A perpetual; the plan's reserves are the makers', 0 of both: its curve is virtual.
  case perpetual(Perpetual, fundingEvery: Duration)

  /// Whether tokens are traded, and not contracts on them.
  public var isSpot: Bool {
    if case .perpetual = self { return false }
    return true
  }
}

/// How orders find their venue.
public struct RoutingPlan: Hashable, Sendable {
  /// What an order does with several venues.
  public enum Choice: String, Hashable, Sendable, CaseIterable {
    /// All of it goes to the venue that is best for it.
    case best
    /// It is split at equal marginal price after fees.
    case split
  }
  /// What one venue is used for.
  public struct Rule: Hashable, Sendable {
    /// Whether the vault may hedge there.
    public var hedge: Bool
    /// Whether retail may trade there.
    public var retail: Bool
    /// What a hedge order sent there costs besides the trade.
    public var cost: Amount<Quote>

    /// A rule from its parts.
    public init(hedge: Bool, retail: Bool, cost: Amount<Quote>) {
      self.hedge = hedge
      self.retail = retail
      self.cost = cost
    }
  }
  /// What hedge orders do.
  public var hedge: Choice
  /// What retail orders do.
  public var retail: Choice
  /// One rule a pool, in the plan's order; empty for hedging everywhere and retail in every spot venue, for nothing.
  public var rules: [Rule]

  /// Routing from its parts.
  public init(hedge: Choice, retail: Choice, rules: [Rule]) {
    self.hedge = hedge
    self.retail = retail
    self.rules = rules
  }

  /// Hedges are split, retail goes to the best venue.
  public static var standard: RoutingPlan { RoutingPlan(hedge: .split, retail: .best, rules: []) }
}

/// The arbitrageur between the pools and the reference price.
public struct ArbitragePlan: Hashable, Sendable {
  /// Blocks between visits, at least 1.
  public var everyBlocks: Int
  /// Fixed cost of a trade.
  public var gas: Amount<Quote>

  /// An arbitrage plan from its parts.
  public init(everyBlocks: Int, gas: Amount<Quote>) {
    self.everyBlocks = everyBlocks
    self.gas = gas
  }
}

/// Uninformed traders: Poisson arrivals, lognormal sizes, either side alike.
public struct RetailPlan: Hashable, Sendable {
  /// Expected trades a day.
  public var tradesPerDay: Ratio
  /// Median size.
  public var medianSize: Amount<Base>
  /// Standard deviation of the logarithm of the size.
  public var sizeSpread: Ratio

  /// A retail plan from its parts.
  public init(tradesPerDay: Ratio, medianSize: Amount<Base>, sizeSpread: Ratio) {
    self.tradesPerDay = tradesPerDay
    self.medianSize = medianSize
    self.sizeSpread = sizeSpread
  }
}

/// The options market: what is listed, how it is quoted, who comes.
public struct OptionsPlan: Sendable {
  /// Volatility the AMM prices at.
  public var volatility: Ratio
  /// Continuously compounded interest rate per year.
  public var rate: Ratio
  /// Continuously compounded yield of the base token per year.
  public var dividend: Ratio
  /// Share of the certified price added to a sale and taken off a purchase.
  public var spread: Ratio
  /// No trade closer to expiry than this.
  public var tradingCutoff: Duration
  /// |delta| a trade's series must have, inclusive bounds.
  public var deltaRange: ClosedRange<Ratio>
  /// What is listed.
  public var series: [Series]
  /// Who comes; nil for nobody.
  public var demand: DemandPlan?

  /// An options plan from its parts.
  public init(
    volatility: Ratio, rate: Ratio, dividend: Ratio, spread: Ratio, tradingCutoff: Duration,
    deltaRange: ClosedRange<Ratio>, series: [Series], demand: DemandPlan?
  ) {
    self.volatility = volatility
    self.rate = rate
    self.dividend = dividend
    self.spread = spread
    self.tradingCutoff = tradingCutoff
    self.deltaRange = deltaRange
    self.series = series
    self.demand = demand
  }
}

/// Option takers: Poisson arrivals, one order of a fixed size each, a listed series at random.
public struct DemandPlan: Hashable, Sendable {
  /// Which side takers prefer.
  public enum Bias: String, Hashable, Sendable, CaseIterable {
    /// All buy: the vault is short gamma.
    case buy
    /// All sell: the vault is long gamma.
    case sell
    /// A fair coin each.
    case balanced
  }
  /// Expected contracts a day; one contract is on one whole base token.
  public var contractsPerDay: Ratio
  /// Size of an order.
  public var orderSize: Amount<Base>
  /// Which side takers prefer.
  public var bias: Bias

  /// A demand plan from its parts.
  public init(contractsPerDay: Ratio, orderSize: Amount<Base>, bias: Bias) {
    self.contractsPerDay = contractsPerDay
    self.orderSize = orderSize
    self.bias = bias
  }
}

/// The vault: its capital, its epochs, who comes and goes, how it hedges.
public struct VaultPlan: Sendable {
  /// Opening base tokens.
  public var capitalBase: Amount<Base>
  /// Opening quote tokens.
  public var capitalQuote: Amount<Quote>
  /// Length of an epoch.
  public var epoch: Duration
  /// Scheduled deposits, in time order.
  public var deposits: [ScheduledDeposit]
  /// Scheduled withdrawals, in time order.
  public var withdrawals: [ScheduledWithdrawal]
  /// Nil: the vault does not hedge.
  public var hedge: HedgePlan?

  /// A vault plan from its parts.
  public init(
    capitalBase: Amount<Base>, capitalQuote: Amount<Quote>, epoch: Duration, deposits: [ScheduledDeposit],
    withdrawals: [ScheduledWithdrawal], hedge: HedgePlan?
  ) {
    self.capitalBase = capitalBase
    self.capitalQuote = capitalQuote
    self.epoch = epoch
    self.deposits = deposits
    self.withdrawals = withdrawals
    self.hedge = hedge
  }
}

/// Quote tokens queued for shares.
public struct ScheduledDeposit: Hashable, Sendable {
  /// When it is queued.
  public var at: Instant
  /// How much.
  public var amount: Amount<Quote>

  /// A deposit at a time.
  public init(at: Instant, amount: Amount<Quote>) {
    self.at = at
    self.amount = amount
  }
}

/// A share of the founders' vault shares queued for redemption.
public struct ScheduledWithdrawal: Hashable, Sendable {
  /// When it is queued.
  public var at: Instant
  /// Share of the opening supply, 0 to 1.
  public var share: Ratio

  /// A withdrawal at a time.
  public init(at: Instant, share: Ratio) {
    self.at = at
    self.share = share
  }
}

/// The vault's delta hedging.
public struct HedgePlan: Hashable, Sendable {
  /// How a rebalance is worked.
  public enum Execution: String, Hashable, Sendable, CaseIterable {
    /// At once, at the market.
    case market
  }
  /// Time between rebalances.
  public var every: Duration
  /// No trade while the mis-hedge is at most this.
  public var band: Amount<Base>
  /// How a rebalance is worked.
  public var execution: Execution

  /// A hedge plan from its parts.
  public init(every: Duration, band: Amount<Base>, execution: Execution) {
    self.every = every
    self.band = band
    self.execution = execution
  }
}

/// What happens within a block.
public enum Phase: String, Hashable, Sendable, CaseIterable {
  /// The reference price moves.
  case price
  /// The oracle observes and publishes.
  case oracle
  /// Arbitrageurs trade.
  case arbitrage
  /// Retail trades.
  case retail
  /// Options trade.
  case options
  /// The vault hedges.
  case hedging
  /// Perpetual positions below their maintenance margin are closed.
  case liquidation
  /// Expiry, settlement and epoch roll.
  case roll
}

/// Which counterfactual runs beside the actual one.
public enum Twin: String, Hashable, Sendable, CaseIterable {
  /// The same price path and flows, the vault's hedging switched off.
  case noHedging = "no-hedging"
}

/// How hedge trades are grouped into bursts.
public struct BurstPlan: Hashable, Sendable {
  /// Hedge trades at most this far apart belong to one burst.
  public var gap: Duration
  /// Blocks before and after a burst that count into its window.
  public var windowBlocks: Int

  /// A burst plan from its parts.
  public init(gap: Duration, windowBlocks: Int) {
    self.gap = gap
    self.windowBlocks = windowBlocks
  }
}
