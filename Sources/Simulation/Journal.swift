public import Markets
public import Units

/// Who traded: the partition every loss is split by.
public enum Origin: UInt8, Hashable, Sendable, CaseIterable {
  /// Arbitrageurs between a pool and the reference price; their gain before fees is LVR proper.
  case arbitrage
  /// A vault's delta hedging.
  case hedging
  /// Uninformed flow.
  case retail
  /// Forced closing of positions.
  case liquidation
}

/// A block has begun and the reference price stands.
@frozen
public struct BlockEvent: Hashable, Sendable {
  /// 1 for the first block after the opening state.
  public var block: Int
  /// When.
  public var at: Instant
  /// The reference price from here to the next block.
  public var price: Price

  /// A block from its parts.
  public init(block: Int, at: Instant, price: Price) {
    self.block = block
    self.at = at
    self.price = price
  }
}

/// A trade in a pool.
@frozen
public struct TradeEvent: Hashable, Sendable {
  /// The block it happened in.
  public var block: Int
  /// When.
  public var at: Instant
  /// Index of the pool in the plan.
  public var pool: Int
  /// Who traded.
  public var origin: Origin
  /// What moved, fee included, and which way.
  public var fill: Fill
  /// The reference price it is valued at.
  public var price: Price
  /// How much of what moved is fee.
  public var fee: FeeLabel
  /// The venue's own price before the trade.
  public var midBefore: MidPrice

  /// A trade from its parts.
  public init(
    block: Int, at: Instant, pool: Int, origin: Origin, fill: Fill, price: Price, fee: FeeLabel,
    midBefore: MidPrice
  ) {
    self.block = block
    self.at = at
    self.pool = pool
    self.origin = origin
    self.fill = fill
    self.price = price
    self.fee = fee
    self.midBefore = midBefore
  }
}

/// Tokens entering or leaving the vault other than by a hedge trade.
@frozen
public struct VaultEvent: Hashable, Sendable {
  /// Why the tokens moved.
  public enum Cause: UInt8, Hashable, Sendable, CaseIterable {
    /// A taker bought an option.
    case premiumReceived
    /// The vault bought an option.
    case premiumPaid
    /// An expired option paid its holder.
    case payoff
    /// A deposit was exchanged for shares.
    case deposit
    /// Shares were redeemed.
    case withdrawal
    /// Given to the vault without anything in return.
    case donation
    /// A perpetual's funding, and penalties and losses made good at a liquidation.
    case funding
    /// Paid to venues besides trades.
    case levy
  }
  /// The block it happened in.
  public var block: Int
  /// When.
  public var at: Instant
  /// Why the tokens moved.
  public var cause: Cause
  /// Base units into the vault.
  public var base: Change<Base>
  /// Quote units into the vault.
  public var quote: Change<Quote>
  /// The reference price it is valued at.
  public var price: Price

  /// A movement from its parts.
  public init(
    block: Int, at: Instant, cause: Cause, base: Change<Base>, quote: Change<Quote>, price: Price
  ) {
    self.block = block
    self.at = at
    self.cause = cause
    self.base = base
    self.quote = quote
    self.price = price
  }
}

/// Tokens entering or leaving a pool other than by a trade.
@frozen
public struct PoolEvent: Hashable, Sendable {
  /// Why the tokens moved.
  public enum Cause: UInt8, Hashable, Sendable, CaseIterable {
    /// Liquidity was added or removed.
    case liquidity
    /// Given to the pool without anything in return.
    case donation
    /// A perpetual's funding.
    case funding
  }
  /// The block it happened in.
  public var block: Int
  /// When.
  public var at: Instant
  /// Index of the pool in the plan.
  public var pool: Int
  /// Why the tokens moved.
  public var cause: Cause
  /// Base units into the pool.
  public var base: Change<Base>
  /// Quote units into the pool.
  public var quote: Change<Quote>
  /// The reference price it is valued at.
  public var price: Price

  /// A movement from its parts.
  public init(
    block: Int, at: Instant, pool: Int, cause: Cause, base: Change<Base>, quote: Change<Quote>, price: Price
  ) {
    self.block = block
    self.at = at
    self.pool = pool
    self.cause = cause
    self.base = base
    self.quote = quote
    self.price = price
  }
}

/// Something a rule declined.
@frozen
public struct RefusalEvent: Hashable, Sendable {
  /// Whose action was declined.
  public enum Actor: UInt8, Hashable, Sendable, CaseIterable {
    /// Retail flow.
    case retail
    /// An option taker.
    case taker
    /// The vault's hedger.
    case hedger
    /// The vault's epoch roll.
    case roll
    /// An actor of a script.
    case actor
  }
  /// The block it happened in.
  public var block: Int
  /// Whose action was declined.
  public var actor: Actor
}

/// Everything that can happen in a run, in the order it happens.
@frozen
public enum JournalEvent: Hashable, Sendable {
  /// The reference price moved: the block's prices stand from here.
  case price(BlockEvent)
  /// A trade in a pool.
  case trade(TradeEvent)
  /// Tokens entered or left a pool other than by a trade.
  case pool(PoolEvent)
  /// Tokens entered or left the vault.
  case vault(VaultEvent)
  /// A rule declined an action.
  case refusal(RefusalEvent)
}

/// Consumes a run's journal. An account, a file, a report and a test are all just consumers.
public protocol JournalSink {
  /// What happened in one block, in order; the array is only valid during the call.
  mutating func record(_ events: [JournalEvent], endOf block: BlockEvent) throws
}
