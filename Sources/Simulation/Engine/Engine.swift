import Exact
public import Feeds
import Hedging
public import Ledger
public import Markets
public import Options
public import Units
public import Vaults

/// Runs a plan block by block; after each block `events` says what happened in it.
///
/// The engine owns the ledger: pools, options and vault decide exact movements and the engine posts them, so what the
/// protocols believe and what the ledger says can be compared at the end. A quiet block allocates nothing.
public struct Engine: Sendable {
  /// What is run.
  public let plan: Plan
  /// What happened in the latest block, in order.
  public internal(set) var events: [JournalEvent] = []
  /// Blocks done.
  public private(set) var block = 0
  /// The time of the latest block.
  public private(set) var now = Instant.start
  /// The reference price.
  public private(set) var price: Price
  /// The pools, in the plan's order.
  public internal(set) var pools: [Venue]
  /// The feed that vault and options read.
  public internal(set) var oracle: OracleFeed
  /// The listed options; nil without options.
  public internal(set) var market: OptionsMarket?
  /// Share accounting; nil without a vault.
  public internal(set) var vault: Vault?
  /// Who holds what.
  public internal(set) var ledger: Ledger

  /// Bits that one movement of either token may have.
  let room: (base: Int, quote: Int)
  /// The reference price at the start.
  public let openingPrice: Price
  /// Balances at the start, in the order of the parties.
  let opening: [Holding]
  let policy: HedgePolicy?
  private let retail: RetailFlow?
  let demandArrivals: PoissonTable?
  /// Which pools look at the world outside: the others are not told of it.
  private let observers: [Int]
  /// Which pools are perpetuals.
  let perpetuals: [Int]
  /// The pool whose price perpetuals are kept to; nil when none is of constant product at a constant fee.
  let basisSpot: Int?
  var routing: Routing
  private var process: PriceProcess

  /// Base units that hedge trades bought less those they sold, contracts included.
  public internal(set) var hedgePosition = Change<Base>.zero
  /// When the hedger last looked.
  public internal(set) var lastHedge: Instant? = .start
  /// What hedgers bought less sold in the current block; it moves the next block's reference price.
  var blockHedgeFlow = Change<Base>.zero
  var nextExpiry: Instant
  /// When the vault's epoch may roll.
  public internal(set) var epochEnd: Instant
  var nextDeposit = 0
  var nextWithdrawal = 0
  let openingSupply: Amount<Shares>
  /// Epochs rolled.
  public internal(set) var epochs = 0
  /// The latest roll and when it was; nil before the first.
  public internal(set) var lastRoll: EpochRoll?
  /// Every settlement so far, in the order made.
  public internal(set) var settlements: [SettlementRecord] = []
  var settledSeries = 0
  var optionsSold = Amount<Base>.zero
  var optionsBought = Amount<Base>.zero
  var script = ScriptState()

  /// The opening state of `plan`.
  /// - Parameter hedging: whether the vault hedges; false for the twin without hedging.
  /// - Throws: `RunRefusal` when the plan cannot begin.
  public init(plan: Plan, hedging: Bool) throws(RunRefusal) {
    try plan.check()
    self.plan = plan
    room = plan.room(feeScale: plan.feeScale)
    do {
      process = try PriceProcess(plan.price, block: plan.block, seed: plan.seed)
    } catch {
      throw .priceProcessMustBeDefined(error)
    }
    price = process.price
    openingPrice = price
    pools = try plan.openPools(at: price)
    observers = pools.indices.filter { [pools] in pools[$0].observes && pools[$0].isSpot }
    perpetuals = pools.indices.filter { [pools] in !pools[$0].isSpot }
    basisSpot = pools.firstIndex { if case .constantProduct = $0 { true } else { false } }
    routing = try Routing(plan)
    oracle = OracleFeed(plan.oracle)
    // The feed has been running before: its first answer, the opening price, is out when the run begins.
    oracle.observe(price, at: Instant(milliseconds: -plan.oracle.latency.milliseconds))
    market = try plan.openMarket()
    vault = try plan.openVault(at: price)
    openingSupply = vault?.supply ?? .zero
    ledger = plan.endowed()
    opening = Self.holdings(in: ledger, parties: plan.parties)
    policy = hedging ? plan.vault?.hedge.map { HedgePolicy(every: $0.every, band: $0.band) } : nil
    retail = try plan.openRetail()
    demandArrivals = try plan.demandArrivals()
    nextExpiry = Instant(milliseconds: .max)
    epochEnd = .start + (plan.vault?.epoch ?? .zero)
    nextExpiry = earliestOpenExpiry()
    events.reserveCapacity(64)
  }

  /// Runs one block.
  /// - Returns: the block's number, time and price.
  /// - Throws: `RunRefusal.priceMustStayInRange`.
  public mutating func step() throws(RunRefusal) -> BlockEvent {
    events.removeAll(keepingCapacity: true)
    block += 1
    now = now + plan.block
    for phase in plan.order {
      switch phase {
      case .price:
        try movePrice()
        showVenues()
        if !perpetuals.isEmpty { settleFunding() }
      case .oracle:
        if let seen = observedPrice() { oracle.observe(seen, at: now) }
        showVenues()
      case .arbitrage: if let arbitrage = plan.arbitrage { self.arbitrage(arbitrage) }
      case .retail: if let retail { trade(retail) }
      case .options:
        if let options = plan.options, let demand = options.demand { trade(options, demand: demand) }
      case .hedging: if let policy { hedge(policy) }
      case .liquidation: if !perpetuals.isEmpty { liquidate() }
      case .roll:
        settleExpired()
        if let vault = plan.vault { serveVault(vault) }
      }
    }
    return BlockEvent(block: block, at: now, price: price)
  }

  /// Lets the venues that look see the time, the reference price and the oracle's answer.
  private mutating func showVenues() {
    guard !observers.isEmpty else { return }
    let answer = try? oracle.answer(atOrBefore: now)
    let moment = VenueMoment(at: now, block: block, reference: price, oracle: answer?.price)
    for index in observers { pools[index].observe(moment) }
  }

  private mutating func movePrice() throws(RunRefusal) {
    let impact: Ratio = plan.price.impactPerBase == .zero ? .zero : logImpact()
    blockHedgeFlow = .zero
    do {
      price = try process.step(block: block, at: now, impact: impact)
      if let move = script.move { try jump(by: move) }
    } catch {
      throw .priceMustStayInRange(block: block)
    }
    guard price.wads <= plan.priceCeiling else { throw .priceMustStayInRange(block: block) }
    events.append(.price(BlockEvent(block: block, at: now, price: price)))
  }

  /// Moves the reference price by a share on top of the process, which goes on from there.
  private mutating func jump(by share: Ratio) throws {
    script.move = nil
    price = try process.jump(by: share, at: now)
  }

  /// `impactPerBase ·` whole base tokens that hedgers bought less sold in the block before, as a change of ln P.
  private func logImpact() -> Ratio {
    let flow = blockHedgeFlow.units
    let perBase = plan.price.impactPerBase.wads
    guard
      let size = try? Word256.mulDiv(
        flow.magnitude, Word256(perBase.magnitude), over: plan.pair.base.unitsPerWhole, rounding: .nearest),
      let wads = size.asUInt128, wads <= UInt128(Ratio.one.wads)
    else { return .one }
    let negative = flow.isNegative != (perBase < 0)
    return Ratio(wads: negative ? -Int128(wads) : Int128(wads))
  }
}
