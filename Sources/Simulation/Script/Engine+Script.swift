import Exact
import Feeds
import Hedging
import Markets
import Options
import Units
import Vaults

/// What a script's actors have done to an engine so far; nothing in a plan's own run.
struct ScriptState: Sendable {
  var actors: [ActorBook] = []
  /// Relative move of the reference price at the next block; nil to follow the plan's process.
  var move: Ratio?
  var fault = OracleFault.none
  /// Blocks the fault still lasts.
  var faultBlocks = 0
  /// The price that a late oracle goes on observing.
  var latePrice: Price?
}

// MARK: - Actors

extension Engine {
  /// The actors of a script, each with what it holds.
  public var actors: [ActorBook] { script.actors }

  /// The block that the latest events belong to; 0 before the first.
  public var currentBlock: BlockEvent { BlockEvent(block: block, at: now, price: price) }

  /// Whether the reference price jumps in the next block.
  public var isPriceAboutToMove: Bool { script.move != nil }

  /// Registers actors, who bring their wealth from outside.
  public mutating func admitActors(_ count: Int) {
    for _ in 0..<count {
      let holder = vault?.addHolder()
      script.actors.append(
        ActorBook(pools: pools.count, series: market?.series.count ?? 0, holder: holder))
    }
  }

  /// Does what an actor wants done, or nothing.
  ///
  /// Tokens move in the ledger and the journal as in a plan's own flows: actors trade as retail, hold options as takers and
  /// shares as depositors. `wait` runs blocks; `events` then holds those of the last one and of every action after it.
  ///
  /// - Parameter onBlockEnd: called before a wait leaves a block, while `events` still holds all that happened in it.
  /// - Throws: `ScriptRefusal`, or what `onBlockEnd` throws; nothing has changed then, but for a wait in which the reference price left its range: the blocks
  ///   before that one have passed.
  public mutating func perform(
    _ action: ScriptedAction, by actor: Int, onBlockEnd: (Engine) throws -> Void = { _ in }
  ) throws {
    guard case .wait(let blocks) = action else { return try attempt(action, by: actor) }
    try check(actor: actor)
    guard (1...Self.longestWait).contains(blocks) else { throw ScriptRefusal.waitMustBeBounded }
    for _ in 0..<blocks {
      // A block that fails has not begun: what its reader is shown is never taken back.
      var next = self
      try next.pass()
      try onBlockEnd(self)
      self = next
    }
  }

  /// ``perform(_:by:onBlockEnd:)`` for a hook that cannot fail and a caller who takes back a refused wait: it copies nothing, and a
  /// refusal costs no more than its value.
  ///
  /// - Throws: `ScriptRefusal`; nothing has changed then, but for a wait: blocks before the one that failed have passed, and the
  ///   one that failed has begun.
  public mutating func attempt(
    _ action: ScriptedAction, by actor: Int, onBlockEnd: (Engine) -> Void = { _ in }
  ) throws(ScriptRefusal) {
    try check(actor: actor)
    switch action {
    case .swap(let pool, let order): try swap(order, in: pool, by: actor)
    case .addLiquidity(let pool, let base, let quote):
      try addLiquidity(base: base, quote: quote, to: pool, by: actor)
    case .removeLiquidity(let pool, let shares): try removeLiquidity(shares, from: pool, by: actor)
    case .donateToPool(let pool, let base, let quote): try donate(base, quote, toPool: pool, by: actor)
    case .donateToVault(let base, let quote): try donateToVault(base, quote, by: actor)
    case .deposit(let amount): try deposit(amount, by: actor)
    case .withdraw(let shares): try withdraw(shares, by: actor)
    case .trade(let order): try trade(order, by: actor)
    case .close(let series, let size): try close(series, size, by: actor)
    case .exercise(let series): try exercise(series)
    case .hedge: try hedgeOnRequest()
    case .roll: try rollOnRequest()
    case .wait(let blocks):
      guard (1...Self.longestWait).contains(blocks) else { throw .waitMustBeBounded }
      for _ in 0..<blocks {
        onBlockEnd(self)
        try pass()
      }
    case .move(let share):
      guard share.wads > -Ratio.one.wads else { throw .priceMustStayInRange }
      script.move = share
    case .oracle(let fault):
      if case .spike(let share) = fault, share.wads <= -Ratio.one.wads {
        throw ScriptRefusal.priceMustStayInRange
      }
      begin(fault)
    }
  }

  private func check(actor: Int) throws(ScriptRefusal) {
    guard script.actors.indices.contains(actor) else {
      throw .actorMustExist(index: actor, count: script.actors.count)
    }
  }

  /// One block of a wait.
  private mutating func pass() throws(ScriptRefusal) {
    do { _ = try step() } catch { throw .priceMustStayInRange }
  }
}

// MARK: - Pools

extension Engine {
  private func checked(pool index: Int) throws(ScriptRefusal) {
    guard pools.indices.contains(index) else { throw .poolMustExist(index: index, count: pools.count) }
  }

  private mutating func swap(_ order: SwapOrder, in pool: Int, by actor: Int) throws(ScriptRefusal) {
    try checked(pool: pool)
    // A perpetual's only accounts are the hedger's and the arbitrageur's: an actor has none to trade on.
    guard pools[pool].isSpot else { throw .poolMustTradeTokens(index: pool) }
    let fill: Fill
    do throws(SwapRefusal) {
      fill = try trading(order, in: pool, for: .retail, origin: .retail)
    } catch {
      throw .pool(error)
    }
    let (base, quote) = (Change(from: .zero, to: fill.base), Change(from: .zero, to: fill.quote))
    switch fill.side {
    case .buying: script.actors[actor].receive(base: base, quote: -quote)
    case .selling: script.actors[actor].receive(base: -base, quote: quote)
    }
  }

  private mutating func addLiquidity(
    base: Amount<Base>, quote: Amount<Quote>, to pool: Int, by actor: Int
  ) throws(ScriptRefusal) {
    try checked(pool: pool)
    guard fits(base, quote) else { throw .balanceMustFit }
    let shares: Amount<Shares>
    do throws(LiquidityRefusal) {
      shares = try pools[pool].addLiquidity(base: base, quote: quote)
    } catch {
      throw .liquidity(error)
    }
    give(base, quote, from: .providers, toPool: pool, cause: .liquidity)
    script.actors[actor].receive(base: -Change(from: .zero, to: base), quote: -Change(from: .zero, to: quote))
    script.actors[actor].liquidity[pool] += shares
  }

  private mutating func removeLiquidity(
    _ shares: Amount<Shares>, from pool: Int, by actor: Int
  ) throws(ScriptRefusal) {
    try checked(pool: pool)
    let held = script.actors[actor].liquidity[pool]
    guard shares <= held else { throw .sharesMustBeHeld(requested: shares, held: held) }
    let paid: (base: Amount<Base>, quote: Amount<Quote>)
    do throws(LiquidityRefusal) {
      paid = try pools[pool].removeLiquidity(shares)
    } catch {
      throw .liquidity(error)
    }
    let (base, quote) = (Change(from: .zero, to: paid.base), Change(from: .zero, to: paid.quote))
    post(paid.base, from: .pool(pool), to: .providers)
    post(paid.quote, from: .pool(pool), to: .providers)
    record(.liquidity, pool: pool, base: -base, quote: -quote)
    script.actors[actor].receive(base: base, quote: quote)
    script.actors[actor].liquidity[pool] -= shares
  }

  private mutating func donate(
    _ base: Amount<Base>, _ quote: Amount<Quote>, toPool pool: Int, by actor: Int
  ) throws(ScriptRefusal) {
    try checked(pool: pool)
    guard !(base.isZero && quote.isZero) else { throw .amountMustBePositive }
    guard fits(base, quote) else { throw .balanceMustFit }
    do throws(LiquidityRefusal) {
      try pools[pool].donate(base: base, quote: quote)
    } catch {
      throw .liquidity(error)
    }
    give(base, quote, from: .providers, toPool: pool, cause: .donation)
    script.actors[actor].receive(base: -Change(from: .zero, to: base), quote: -Change(from: .zero, to: quote))
  }

  private mutating func give(
    _ base: Amount<Base>, _ quote: Amount<Quote>, from party: Party, toPool pool: Int, cause: PoolEvent.Cause
  ) {
    post(base, from: party, to: .pool(pool))
    post(quote, from: party, to: .pool(pool))
    record(
      cause, pool: pool, base: Change(from: .zero, to: base), quote: Change(from: .zero, to: quote))
  }

  /// Writes a movement of a pool's tokens to the journal.
  mutating func record(
    _ cause: PoolEvent.Cause, pool: Int, base: Change<Base> = .zero, quote: Change<Quote> = .zero
  ) {
    events.append(
      .pool(
        PoolEvent(block: block, at: now, pool: pool, cause: cause, base: base, quote: quote, price: price)))
  }
}

// MARK: - Vault

extension Engine {
  private mutating func deposit(_ amount: Amount<Quote>, by actor: Int) throws(ScriptRefusal) {
    guard let holder = script.actors[actor].holder, var vault else { throw .vaultMustExist }
    // What the vault could not hold beside what it has is declined before it queues.
    guard amount.units.significantBits <= 112, fits(.zero, amount) else { throw .balanceMustFit }
    do { _ = try vault.queueDeposit(of: amount, for: holder) } catch { throw .vault(error) }
    self.vault = vault
  }

  private mutating func withdraw(_ shares: Amount<Shares>, by actor: Int) throws(ScriptRefusal) {
    guard let holder = script.actors[actor].holder, var vault else { throw .vaultMustExist }
    do { _ = try vault.queueWithdrawal(of: shares, for: holder) } catch { throw .vault(error) }
    self.vault = vault
  }

  private mutating func donateToVault(
    _ base: Amount<Base>, _ quote: Amount<Quote>, by actor: Int
  ) throws(ScriptRefusal) {
    guard vault != nil else { throw .vaultMustExist }
    guard !(base.isZero && quote.isZero) else { throw .amountMustBePositive }
    let held = balance(.vault)
    let after = (held.base.magnitude.units.significantBits, held.quote.magnitude.units.significantBits)
    guard max(after.0, base.units.significantBits, after.1, quote.units.significantBits) <= 112,
      fits(base, quote)
    else { throw .balanceMustFit }
    let (given, paid) = (Change(from: .zero, to: base), Change(from: .zero, to: quote))
    post(base, from: .depositors, to: .vault)
    post(quote, from: .depositors, to: .vault)
    record(.donation, base: given, quote: paid)
    script.actors[actor].receive(base: -given, quote: -paid)
  }

  private mutating func hedgeOnRequest() throws(ScriptRefusal) {
    guard let policy, market != nil else { throw .hedgeMustBePlanned }
    guard policy.isDue(at: now, last: lastHedge) else {
      throw .hedgeMustBeDue(at: (lastHedge ?? .start) + policy.every)
    }
    let before = self
    hedge(policy)
    guard hedgePosition != before.hedgePosition else {
      self = before
      throw .hedgeMustTrade
    }
  }

  private mutating func rollOnRequest() throws(ScriptRefusal) {
    guard let plan = plan.vault, vault != nil else { throw .vaultMustExist }
    guard now >= epochEnd else { throw .epochMustHaveEnded(at: epochEnd) }
    let before = self
    serveVault(plan)
    guard epochs > before.epochs else {
      self = before
      throw .rollMustSucceed
    }
  }
}

// MARK: - Options

extension Engine {
  private mutating func trade(_ order: OptionOrder, by actor: Int) throws(ScriptRefusal) {
    guard market != nil else { throw .optionsMustExist }
    let quote: OptionQuote
    do throws(OptionRefusal) {
      quote = try self.quoting(order)
    } catch {
      throw .option(error)
    }
    book(quote)
    let premium = Change(from: .zero, to: quote.premium)
    switch order.side {
    case .buying:
      script.actors[actor].receive(quote: -premium)
      script.actors[actor].bought[order.series] += order.size
    case .selling:
      script.actors[actor].receive(
        base: -Change(from: .zero, to: quote.escrow.base),
        quote: premium - Change(from: .zero, to: quote.escrow.quote))
      script.actors[actor].written[order.series] += order.size
    }
  }

  private mutating func close(_ series: Int, _ size: Amount<Base>, by actor: Int) throws(ScriptRefusal) {
    guard market != nil else { throw .optionsMustExist }
    guard script.actors[actor].bought.indices.contains(series) else {
      throw .positionMustBeOpen(series: series)
    }
    let (bought, written) = (script.actors[actor].bought[series], script.actors[actor].written[series])
    guard bought != written else { throw .positionMustBeOpen(series: series) }
    let (side, open): (OptionSide, Amount<Base>) =
      bought > written ? (.selling, bought - written) : (.buying, written - bought)
    try trade(OptionOrder(series: series, side: side, size: min(size, open)), by: actor)
  }

  private mutating func exercise(_ series: Int) throws(ScriptRefusal) {
    guard let market else { throw .optionsMustExist }
    guard market.series.indices.contains(series) else {
      throw .settlement(.seriesMustBeListed(index: series, count: market.series.count))
    }
    guard !market.book.positions[series].isSettled else {
      throw .settlement(.seriesMustBeUnsettled(index: series))
    }
    let expiry = market.series[series].expiry
    guard expiry <= now else { throw .settlement(.seriesMustBeExpired(expiry: expiry, now: now)) }
    let before = self
    settleExpired()
    guard self.market?.book.positions[series].isSettled == true else {
      self = before
      throw .settlementMustSucceed
    }
  }

  /// Hands each actor its own part of a settlement, rounded as the market rounds; what is left over stays with the takers.
  mutating func shareOut(_ settlement: Settlement) {
    guard let market, !script.actors.isEmpty else { return }
    for index in script.actors.indices {
      let actor = script.actors[index]
      let due = market.payoff(
        of: actor.bought[settlement.series], in: settlement.series, at: settlement.price, rounding: .payout)
      let owed = market.payoff(
        of: actor.written[settlement.series], in: settlement.series, at: settlement.price, rounding: .charge)
      let posted = market.escrow(of: actor.written[settlement.series], in: settlement.series)
      script.actors[index].receive(
        base: Change(from: owed.base, to: due.base) + Change(from: .zero, to: posted.base),
        quote: Change(from: owed.quote, to: due.quote) + Change(from: .zero, to: posted.quote))
      script.actors[index].bought[settlement.series] = .zero
      script.actors[index].written[settlement.series] = .zero
    }
  }
}

// MARK: - The vault's roll

extension Engine {
  /// Counts what a roll takes from and pays to each actor.
  mutating func shareOut(_ roll: EpochRoll) {
    guard !script.actors.isEmpty else { return }
    for fill in roll.fills {
      guard let index = script.actors.firstIndex(where: { $0.holder == fill.holder }) else { continue }
      let quote = Change(from: .zero, to: fill.quote)
      switch fill.kind {
      case .deposited: script.actors[index].receive(quote: -quote)
      case .withdrawn, .partlyWithdrawn: script.actors[index].receive(quote: quote)
      case .refunded, .returned: break
      }
    }
  }
}

// MARK: - Time and oracle

extension Engine {
  /// The most blocks one wait may take.
  public static let longestWait = 10_000

  private mutating func begin(_ fault: OracleFault) {
    script.fault = fault
    switch fault {
    case .freeze(let blocks): script.faultBlocks = blocks
    case .late(let blocks):
      script.faultBlocks = blocks
      script.latePrice = price
    case .spike: script.faultBlocks = 1
    case .none: script.faultBlocks = 0
    }
  }

  /// What the oracle observes in this block; nil when it observes nothing.
  mutating func observedPrice() -> Price? {
    guard script.faultBlocks > 0 else { return price }
    script.faultBlocks -= 1
    switch script.fault {
    case .freeze: return nil
    case .late: return script.latePrice
    case .spike(let share): return price.moved(by: share) ?? price
    case .none: return price
    }
  }
}

extension Price {
  /// `⌊P · (1 + share)⌋`, at least one step of 10⁻¹⁸; nil when it does not fit.
  func moved(by share: Ratio) -> Price? {
    let factor = Ratio.one.wads + share.wads
    guard factor > 0 else { return nil }
    let moved = try? Word256.mulDiv(
      Word256(wads), Word256(UInt128(factor)), over: Word256(UInt128(Ratio.one.wads)), rounding: .down)
    guard let wads = moved?.asUInt128 else { return nil }
    return Price(wads: max(wads, 1))
  }
}
