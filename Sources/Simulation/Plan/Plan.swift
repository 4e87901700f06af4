public import Feeds
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
