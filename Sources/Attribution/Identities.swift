import Exact
import Simulation
import Units

extension SummaryMaker {
  /// I1 to I11 over all pools together; each side comes from a record the other does not read.
  func identities() -> [Identity] {
    let accounts = attribution.pools
    func fee(_ value: (LiquidityAccount<Int256>) -> Int256) -> Rational {
      scale.tokens(timesFee: accounts.reduce(.zero) { $0 + value($1) })
    }
    func fine(_ value: (LiquidityAccount<Int256>) -> Int256) -> Rational {
      scale.tokens(accounts.reduce(.zero) { $0 + value($1) })
    }
    let pools = plan.pools.indices
    let wealth = scale.tokens(pools.reduce(.zero) { $0 + value(closing.reserves[$1], at: closing.price) })
    let opening = scale.tokens(
      pools.reduce(.zero) { $0 + value(closing.openingBalance(.pool($1)), at: closing.openingPrice) })
    let loss = fee(\.totalLoss)
    let fees = fee(\.totalFees)
    let market = fine(\.market)
    let moved = fine(\.totalTransfers)
    let funding = fine { $0.transfers[Int(PoolEvent.Cause.funding.rawValue)] }
    let holding = fine(\.holding)
    let rebalancing = fee(\.rebalancingValue)
    let principal = fee(\.principalValue)
    let markoutEnd = plan.pools.indices.reduce(Rational(0)) { $0 + pool($1).markoutEnd.total }
    var list = [
      Identity(
        name: "I1", equation: "W − W₀ = market + fees − loss\(moved.isZero ? "" : " + transfers")",
        left: wealth - opening, right: market + fees - loss + moved),
      Identity(name: "I2", equation: "R − V = loss", left: rebalancing - principal, right: loss),
      Identity(
        name: "I3", equation: "W = R − loss + fees + Σ fˣ ΔP", left: wealth,
        right: rebalancing - loss + fees + fee(\.feeRevaluation)),
      Identity(
        name: "I4", equation: "Σ trader profit + gas = loss − fees\(funding.isZero ? "" : " − funding")",
        left: traderProfit(), right: loss - fees - funding),
      Identity(
        name: "I5", equation: "H − V = loss + Σ (x₀ − x) ΔP", left: holding - principal,
        right: loss + fee(\.divergence)),
      Identity(
        name: "I6", equation: "Σ markout(0) = fees − loss", left: fine(\.totalMarkout), right: fees - loss),
      Identity(name: "I6", equation: "Σ markout(end) = W − H", left: markoutEnd, right: wealth - holding),
    ]
    list += worldIdentities()
    list += vaultIdentities()
    return list
  }

  private func traderProfit() -> Rational {
    let traders: [Origin] = [.arbitrage, .retail, .hedging, .liquidation]
    // Funding moves between the makers, the vault and the arbitrageur, whose balance holds its part of it.
    let funding = scale.tokens(attribution.vault?.flow(.funding) ?? .zero)
    return traders.reduce(scale.tokens(closing.balance(.gas).quote) + funding) { $0 + profitWhenMade($1) }
  }

  /// I7 and I8: tokens and wealth.
  private func worldIdentities() -> [Identity] {
    let held = zip(closing.parties, closing.balances).filter { $0.0 != .outside }
    let owed = closing.balance(.outside)
    let base = held.reduce(Change<Base>.zero) { $0 + $1.1.base }
    let quote = held.reduce(Change<Quote>.zero) { $0 + $1.1.quote }
    let gained = zip(closing.parties, zip(closing.opening, closing.balances))
      .filter { $0.0 != .outside }
      .reduce(Int256.zero) { sum, entry in
        sum + value(entry.1.1, at: closing.price) - value(entry.1.0, at: closing.openingPrice)
      }
    let endowed = -closing.openingBalance(.outside).base
    let moved =
      plan.pair.value(endowed, at: closing.price) - plan.pair.value(endowed, at: closing.openingPrice)
    return [
      Identity(
        name: "I7", equation: "Σ \(plan.pair.base.symbol) held = endowed", left: scale.tokens(base),
        right: scale.tokens(-owed.base)),
      Identity(
        name: "I7", equation: "Σ \(plan.pair.quote.symbol) held = endowed", left: scale.tokens(quote),
        right: scale.tokens(-owed.quote)),
      Identity(
        name: "I8", equation: "Σ agents ΔW = X total · ΔP", left: scale.tokens(gained),
        right: scale.tokens(moved)),
    ]
  }

  /// I9 to I11: the hedger's cost, the depositors' tokens and the vault's net asset value.
  private func vaultIdentities() -> [Identity] {
    guard let account = attribution.vault, let figures = vault() else { return [] }
    let hedging = Int(Origin.hedging.rawValue)
    let forced = Int(Origin.liquidation.rawValue)
    let markout = attribution.pools.reduce(Int256.zero) { $0 + $1.markout[hedging] + $1.markout[forced] }
    let value = figures.openingWealth + figures.profit
    let parts =
      figures.premiums - figures.payoffs + figures.donations + figures.funding - figures.levies
      + figures.hedgeMarket + figures.capitalMarket
      - figures.hedgeCost - figures.optionMark
    // Donations may be base tokens, which the depositors gave at the price of the moment.
    let depositors = closing.balance(.depositors)
    let depositorsPaid = scale.tokens(
      account.donatedBaseValue - plan.pair.value(depositors.quote))
    return [
      Identity(
        name: "I9", equation: "Σ C_H = Σ hedge markout(0)", left: scale.tokens(account.hedgeCost),
        right: scale.tokens(markout)),
      Identity(
        name: "I10", equation: "depositors' net payment = deposits − withdrawals",
        left: depositorsPaid, right: figures.netDeposits + figures.donations),
      Identity(
        name: "I11", equation: "NAV − NAV₀ = premiums − payoffs + ΔX − C_H − ΔO",
        left: value - figures.openingWealth, right: parts),
    ]
  }
}
