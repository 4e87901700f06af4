import Exact
import Feeds
import Markets
import Options
import Properties
import Simulation
import Units
import Vaults

/// What is remembered of a case: running accounts, what was last seen, and what the action at hand showed.
struct Watch: Sendable {
  var findings = Findings()
  /// One account a pool, folded from the journal.
  var accounts: [PoolTally]
  /// Journal entries of this block that are folded already.
  private var folded: Int
  private let feeScale: UInt64

  // What the last look saw.
  private(set) var epochs: Int
  private(set) var epochEnd: Instant
  private(set) var hedgePosition: Change<Base>
  private(set) var lastHedge: Instant?
  private(set) var settled: Int
  private(set) var queue: ActionQueue<Shares>?
  private(set) var supply: Amount<Shares>

  // What the case showed so far.
  private(set) var hasMoved = false
  private(set) var hasErred = false
  private(set) var hasHedged = false
  private(set) var hasTradedOptions = false
  var seen = Sightings()

  // What was before the action at hand.
  private(set) var pool: PoolBefore?
  private(set) var mark: Int256?

  /// What a pool was before an action in it.
  struct PoolBefore: Sendable {
    var index: Int
    var base: Word256
    var quote: Word256
    /// Shares in existence, a protocol's claim counted.
    var supply: Word256
    var concentrated: Concentrated?
    /// Shares of the actor.
    var held: Word256

    struct Concentrated: Sendable {
      var sqrtPriceX96: Word256
      var growthBase: Word256
      var growthQuote: Word256
      var liquidity: UInt128
    }
  }

  init(frame: Frame, engine: Engine) {
    let plan = frame.plan
    feeScale = plan.feeScale
    accounts = plan.pools.map {
      PoolTally($0, price: engine.openingPrice, pair: frame.pair, feeScale: plan.feeScale)
    }
    folded = engine.events.count
    epochs = engine.epochs
    epochEnd = engine.epochEnd
    hedgePosition = engine.hedgePosition
    lastHedge = engine.lastHedge
    settled = engine.settlements.count
    queue = engine.vault?.withdrawals
    supply = engine.vault?.supply ?? .zero
  }

  /// Takes down what the judgement of an action needs of the state before it.
  mutating func begin(_ action: ScriptedAction, by actor: Int, _ engine: Engine) {
    findings.clear()
    seen.beginAction()
    switch action {
    case .swap(let index, _), .addLiquidity(let index, _, _), .removeLiquidity(let index, _),
      .donateToPool(let index, _, _):
      pool = PoolBefore.taken(index, engine, actor)
    case .trade, .close:
      pool = nil
      mark = Watch.mark(engine)
    default: pool = nil
    }
  }

  /// What the vault owes on its options, in fine units, at the price that trades are made at.
  static func mark(_ engine: Engine) -> Int256? {
    guard let market = engine.market, let spot = (try? engine.oracle.fresh(at: engine.now))?.price else {
      return nil
    }
    return try? market.bookMark(spot: spot, now: engine.now, rounding: .charge)
  }

  /// Looks at the end of a block that a wait is about to leave.
  mutating func endBlock(_ engine: Engine, _ frame: Frame) {
    follow(engine, frame)
    folded = 0
  }

  /// Looks at everything new since the last look, and judges it.
  mutating func follow(_ engine: Engine, _ frame: Frame) {
    // A wait's last block starts its journal anew without a look at its end.
    if folded > engine.events.count { folded = 0 }
    var isLiquidated = false
    while folded < engine.events.count {
      switch engine.events[folded] {
      case .trade(let event):
        fold(event, engine, frame)
        if event.origin == .liquidation { isLiquidated = true }
      case .pool(let event):
        accounts[event.pool].transfer(event)
      case .price(let event): if event.price != engine.openingPrice { hasMoved = true }
      case .vault, .refusal: break
      }
      folded += 1
    }
    if isLiquidated { seen.isLiquidated = true }
    let isSettled = engine.settlements.count != settled
    if isSettled { judgeSettlements(from: settled, engine, frame) }
    if engine.lastHedge != lastHedge { judgeVisit(since: lastHedge, engine, frame) }
    if engine.hedgePosition != hedgePosition {
      if !isLiquidated && !isSettled { judgeHedge(from: hedgePosition, engine, frame) }
      hasHedged = true
    }
    if engine.epochs != epochs {
      judgeRoll(endingAt: epochEnd, queued: queue, supply: supply, engine, frame)
      seen.hasRolled = true
    }
    (epochs, epochEnd, settled) = (engine.epochs, engine.epochEnd, engine.settlements.count)
    (hedgePosition, lastHedge) = (engine.hedgePosition, engine.lastHedge)
    if let vault = engine.vault { (queue, supply) = (vault.withdrawals, vault.supply) }
  }

  private mutating func fold(_ event: TradeEvent, _ engine: Engine, _ frame: Frame) {
    let before = (base: accounts[event.pool].base, quote: accounts[event.pool].quote)
    accounts[event.pool].trade(event, share: Int256(Word256(feeScale / event.fee.over)))
    judge(event, before: before, engine, frame)
  }

  /// Judges what a step of the script itself did.
  mutating func judge(_ action: ScriptedAction, by actor: Int, _ engine: Engine, _ frame: Frame) {
    switch action {
    case .swap(_, let order): judgeSwap(order, engine)
    case .addLiquidity(_, let base, let quote): judgeMint(base: base, quote: quote, by: actor, engine)
    case .removeLiquidity(_, let shares): judgeBurn(shares, by: actor, engine)
    case .donateToPool: judgeGift(engine)
    case .oracle: hasErred = true
    case .trade, .close:
      hasTradedOptions = true
      judgeOption(engine, frame)
    default: break
    }
  }
}

extension Watch.PoolBefore {
  /// What a pool of reserves or ranges is now; nil for another kind. A function, because an initialiser would copy the engine.
  static func taken(_ index: Int, _ engine: Engine, _ actor: Int) -> Watch.PoolBefore? {
    guard engine.pools.indices.contains(index), engine.actors.indices.contains(actor) else { return nil }
    let held = engine.actors[actor].liquidity[index].units
    switch engine.pools[index] {
    case .constantProduct(let pool):
      let (base, quote, supply) = parts(pool)
      return Self(index: index, base: base, quote: quote, supply: supply, concentrated: nil, held: held)
    case .scheduled(let pool):
      let (base, quote, supply) = parts(pool.curve)
      return Self(index: index, base: base, quote: quote, supply: supply, concentrated: nil, held: held)
    case .concentrated(let pool):
      let curve = pool.curve
      return Self(
        index: index, base: curve.reserveBase.units, quote: curve.reserveQuote.units, supply: .zero,
        concentrated: Concentrated(
          sqrtPriceX96: curve.sqrtPriceX96, growthBase: curve.feeGrowthBase,
          growthQuote: curve.feeGrowthQuote, liquidity: curve.liquidity),
        held: held)
    default: return nil
    }
  }

  private static func parts(_ pool: ConstantProduct) -> (Word256, Word256, Word256) {
    let supply = pool.takesProtocolFee ? pool.protocolClaim.supply : pool.totalShares
    return (pool.reserveBase.units, pool.reserveQuote.units, supply.units)
  }
}

/// What a case showed that marks ask for.
struct Sightings: Sendable {
  var isLiquidated = false
  var hasRolled = false
  var hasFilledInPart = false
  var hasSettledInTheMoney = false
  var hasSettledOutOfTheMoney = false
  var hasCrossedTick = false
  var hasCutHedge = false

  /// Forgets what was the action's alone.
  mutating func beginAction() { self = Sightings() }
}
