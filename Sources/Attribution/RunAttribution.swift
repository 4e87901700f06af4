public import Exact
import Markets
public import Simulation
public import Units

/// Everything a run's journal says about who gained what: a fold in constant memory.
public struct RunAttribution: Sendable, JournalSink {
  /// One account per pool, in the plan's order.
  public private(set) var pools: [LiquidityAccount<Int256>]
  /// Markouts per pool, in the plan's order.
  public private(set) var markouts: [Markouts]
  /// The vault's account; nil without a vault.
  public private(set) var vault: VaultAccount?
  /// What each kind of trader holds, by `Origin.rawValue`.
  public private(set) var traders: [TraderAccount]
  /// The hedging bursts.
  public private(set) var bursts: BurstTracker
  /// How many actions rules declined, by `RefusalEvent.Actor.rawValue`.
  public private(set) var refusals: [Int]
  /// The common denominator of all fees: values marked "times the fee scale" are divided by it at the end.
  public let feeScale: UInt64
  /// The horizons of the markouts, as asked for.
  public let horizons: [Duration]
  /// The latest reference price.
  public private(set) var price: Price

  /// The horizons reported beside 0 and the end: one block, 5 minutes, 1 hour.
  public static func horizons(block: Duration) -> [Duration] {
    [block, Duration(seconds: 300), Duration(seconds: 3600)]
  }

  /// An empty account of a run that opens as `plan` says at `price`.
  public init(plan: Plan, price: Price, keepsEveryBurst: Bool = false) {
    let scale = plan.feeScale
    let pair = plan.pair
    feeScale = scale
    self.price = price
    horizons = Self.horizons(block: plan.block)
    let blocks = horizons.map { span in
      Int((span.milliseconds + plan.block.milliseconds - 1) / plan.block.milliseconds)
    }
    pools = plan.pools.map { pool in
      LiquidityAccount(
        base: Int256(pool.reserveBase.units), quote: Int256(pool.reserveQuote.units),
        price: Int256(Word256(price.wads)), quoteScale: Int256(pair.finePerQuoteUnit),
        feeDenominator: Int256(Word256(scale)), actors: Origin.allCases.count,
        causes: PoolEvent.Cause.allCases.count)
    }
    markouts = plan.pools.map { _ in Markouts(horizons: blocks, pair: pair) }
    vault = plan.vault.map {
      VaultAccount(base: $0.capitalBase, quote: $0.capitalQuote, price: price, pair: pair)
    }
    traders = Origin.allCases.map { _ in TraderAccount(price: price) }
    bursts = BurstTracker(plan: plan.bursts, pair: pair, keepsAll: keepsEveryBurst)
    refusals = Array(repeating: 0, count: RefusalEvent.Actor.allCases.count)
  }

  private var blockLoss: Int256 = .zero

  /// Books one block.
  public mutating func record(_ events: [JournalEvent], endOf block: BlockEvent) {
    blockLoss = .zero
    for event in events {
      switch event {
      case .price(let event): record(event)
      case .trade(let event): record(event)
      case .pool(let event): record(event)
      case .vault(let event): vault?.record(event)
      case .refusal(let event): refusals[Int(event.actor.rawValue)] += 1
      }
    }
    bursts.endBlock(block.block, at: block.at, loss: blockLoss)
  }

  /// Brings the markouts up to the block.
  private mutating func record(_ event: BlockEvent) {
    price = event.price
    for index in markouts.indices { markouts[index].begin(block: event.block, price: event.price) }
  }

  /// Books a trade with the pool, the trader and, for a hedge, the vault and its burst.
  private mutating func record(_ event: TradeEvent) {
    let buys = event.fill.side == .buying
    let soldBase = Int256(event.fill.base.units)
    let paidQuote = Int256(event.fill.quote.units)
    let base = buys ? -soldBase : soldBase
    let quote = buys ? paidQuote : -paidQuote
    let share = Int256(Word256(feeScale / event.fee.over))
    let price = Int256(Word256(event.price.wads))
    pools[event.pool].trade(
      base: base, quote: quote, feeBase: Int256(event.fee.base) * share,
      feeQuote: Int256(event.fee.quote) * share, price: price, actor: Int(event.origin.rawValue))
    markouts[event.pool].trade(base: Change(base), quote: Change(quote), origin: event.origin)
    traders[Int(event.origin.rawValue)].trade(event.fill, price: event.price)
    blockLoss -= (base * price + quote * pools[event.pool].quoteScale) * pools[event.pool].feeDenominator
    // What is liquidated is the vault's hedge: its cost is the vault's, but no burst of the policy.
    if event.origin == .hedging || event.origin == .liquidation { vault?.hedge(event) }
    if event.origin == .hedging { bursts.trade(event) }
  }

  /// Books tokens that entered or left a pool other than by a trade.
  private mutating func record(_ event: PoolEvent) {
    pools[event.pool].transfer(
      base: event.base.units, quote: event.quote.units, price: Int256(Word256(event.price.wads)),
      cause: Int(event.cause.rawValue))
  }

  /// The run is over: values everything at the latest price.
  public mutating func finish() {
    for index in pools.indices { pools[index].mark(at: Int256(Word256(price.wads))) }
    for index in markouts.indices { markouts[index].finish(price: price) }
    vault?.mark(at: price)
    for index in traders.indices { traders[index].mark(at: price) }
    bursts.finish()
  }
}
