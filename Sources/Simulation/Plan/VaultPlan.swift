public import Units

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
