import Exact
import Feeds
import Hedging
import Markets
import Options
import Units
import Vaults

extension Engine {
  /// What the vault holds beyond its locked collateral.
  func freeBalances(_ market: OptionsMarket) -> Balances {
    let held = balance(.vault)
    return Balances(
      base: held.base.magnitude - market.lockedBase, quote: held.quote.magnitude - market.lockedQuote)
  }

  /// The vault trades towards a delta-neutral book when an interval has passed and the band is left.
  mutating func hedge(_ policy: HedgePolicy) {
    guard policy.isDue(at: now, last: lastHedge), let market else { return }
    lastHedge = now
    guard let spot = (try? oracle.fresh(at: now))?.price,
      let delta = try? market.bookDelta(spot: spot, now: now)
    else {
      refuse(.hedger)
      return
    }
    let wanted = policy.decision(position: hedgePosition, bookDelta: delta)
    switch wanted {
    case .none: return
    case .buy(let amount), .sell(let amount):
      if !perpetuals.isEmpty { fundMargin(for: amount) }
      trade(wanted, size: amount, free: freeBalances(market))
    }
  }

  private mutating func trade(_ wanted: HedgeDecision, size: Amount<Base>, free: Balances) {
    var capacity = HedgeCapacity(buyable: size, sellable: mostSold(from: free.base, upTo: size))
    if case .buy = wanted { capacity.buyable = mostBought(with: free.quote, upTo: size) }
    let order = HedgeOrder(wanted, within: capacity)
    if order.limit != nil { refuse(.hedger) }
    let filled: Fill?
    switch order.decision {
    case .none: return
    case .buy(let amount):
      let order = SwapOrder.buyReceiving(amount)
      filled = hedge(order, free: free) ?? takeAvailable(order, for: .vault, free: free)
    case .sell(let amount):
      let order = SwapOrder.sellPaying(amount)
      filled = hedge(order, free: free) ?? takeAvailable(order, for: .vault, free: free)
    }
    guard let filled else {
      refuse(.hedger)
      return
    }
    let moved = Change(from: .zero, to: filled.base)
    hedgePosition += filled.side == .buying ? moved : -moved
    blockHedgeFlow += filled.side == .buying ? moved : -moved
  }

  /// Routes a hedge that leaves locked collateral alone; where the venues chosen would not, all goes to perpetuals.
  private mutating func hedge(_ order: SwapOrder, free: Balances) -> Fill? {
    // Without contracts and costs the capacity has seen to it.
    guard !perpetuals.isEmpty || routing.hedgeCosts else { return route(order, for: .vault) }
    var access = routing.hedge
    if isAffordable(order, from: free, access: access) { return route(order, for: .vault) }
    for index in access.indices where pools[index].isSpot { access[index] = .forbidden }
    guard isAffordable(order, from: free, access: access) else { return nil }
    return route(order, for: .vault, access: access)
  }

  /// Whether the vault can pay for an order from what is free: tokens to spot venues, and what venues cost besides.
  private mutating func isAffordable(
    _ order: SwapOrder, from free: Balances, access: [VenueAccess]
  ) -> Bool {
    guard let (spot, cost) = preview(order, access: access) else { return false }
    switch order.side {
    case .buying: return spot.quote <= free.quote && cost <= free.quote - spot.quote
    case .selling: return spot.base <= free.base && cost <= free.quote + spot.quote
    }
  }

  /// The most base that the vault can sell: what is free, or anything where it may short contracts.
  private func mostSold(from free: Amount<Base>, upTo size: Amount<Base>) -> Amount<Base> {
    perpetuals.contains { routing.hedge[$0] != .forbidden } ? size : free
  }

  /// The most base that `cash` buys in one pool, its cost paid, at most `size`.
  private func mostBought(with cash: Amount<Quote>, upTo size: Amount<Base>) -> Amount<Base> {
    var most = Amount<Base>.zero
    for (index, pool) in pools.enumerated() {
      guard case .permitted(let cost) = routing.hedge[index], cost <= cash else { continue }
      guard pool.isSpot else {
        if (try? pool.quote(.buyReceiving(size))) != nil { return size }
        continue
      }
      let left = cash - cost
      if let whole = (try? pool.quote(.buyReceiving(size)))?.fill, whole.base >= size, whole.quote <= left {
        return size
      }
      if let fill = (try? pool.quoteAvailable(.buyPaying(left)))?.fill, fill.base > most {
        most = fill.base
      }
    }
    return min(most, size)
  }

  /// Scheduled depositors queue, and an epoch that has ended rolls.
  mutating func serveVault(_ plan: VaultPlan) {
    queueScheduled(plan)
    guard now >= epochEnd, vault != nil else { return }
    guard let spot = (try? oracle.fresh(at: now))?.price, let mark = mark(at: spot) else {
      refuse(.roll)
      return
    }
    roll(plan, spot: spot, mark: mark)
  }

  /// What the vault owes on open options, in fine units: nothing without options, nil when it cannot be certified.
  private func mark(at spot: Price) -> Int256? {
    guard let market else { return .zero }
    guard let mark = try? market.bookMark(spot: spot, now: now, rounding: .charge) else { return nil }
    return perpetuals.isEmpty ? mark : mark - positionWorth(at: spot)
  }

  private mutating func queueScheduled(_ plan: VaultPlan) {
    while nextDeposit < plan.deposits.count, plan.deposits[nextDeposit].at <= now {
      guard let holder = vault?.addHolder() else { return }
      if (try? vault?.queueDeposit(of: plan.deposits[nextDeposit].amount, for: holder)) == nil {
        refuse(.roll)
      }
      nextDeposit += 1
    }
    while nextWithdrawal < plan.withdrawals.count, plan.withdrawals[nextWithdrawal].at <= now {
      let share = Word256(UInt128(plan.withdrawals[nextWithdrawal].share.wads.magnitude))
      let whole = Word256(UInt128(Ratio.one.wads))
      let shares = try? Word256.mulDiv(openingSupply.units, share, over: whole, rounding: .payout)
      let queued = shares.flatMap { try? vault?.queueWithdrawal(of: Amount($0), for: Vault.founder) }
      if queued == nil { refuse(.roll) }
      nextWithdrawal += 1
    }
  }

  private mutating func roll(_ plan: VaultPlan, spot: Price, mark: Int256) {
    let held = balance(.vault)
    let closing = EpochClosing(
      assets: Balances(base: held.base.magnitude, quote: held.quote.magnitude),
      locked: Balances(base: market?.lockedBase ?? .zero, quote: market?.lockedQuote ?? .zero), mark: mark,
      price: spot)
    do {
      guard var vault else { return }
      defer { self.vault = vault }
      if vault.state == .live { try vault.close() }
      let roll = try vault.roll(closing, in: self.plan.pair)
      post(roll.deposited, from: .depositors, to: .vault)
      post(roll.withdrawn, from: .vault, to: .depositors)
      shareOut(roll)
      lastRoll = roll
      if !roll.deposited.isZero { record(.deposit, quote: Change(from: .zero, to: roll.deposited)) }
      if !roll.withdrawn.isZero { record(.withdrawal, quote: -Change(from: .zero, to: roll.withdrawn)) }
      epochs += 1
      epochEnd = epochEnd + plan.epoch
      try vault.reopen()
      try vault.begin()
    } catch {
      refuse(.roll)
    }
  }
}
