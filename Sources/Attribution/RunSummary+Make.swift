import Exact
public import Simulation
import Units

extension RunSummary {
  /// The result of a run: its journal's account (`attribution`, finished) against its `closing` state.
  public init(plan: Plan, attribution: RunAttribution, closing: Closing) {
    let maker = SummaryMaker(plan: plan, attribution: attribution, closing: closing)
    openingPrice = closing.openingPrice
    closingPrice = closing.price
    pools = plan.pools.indices.map { maker.pool($0) }
    vault = maker.vault()
    bursts = plan.vault == nil ? nil : maker.bursts()
    identities = maker.identities()
    conservation = maker.conservation()
    refusals = attribution.refusals
    gas = maker.scale.tokens(closing.balance(.gas).quote)
    arbitrageProfit = maker.profitWhenMade(.arbitrage)
  }
}

/// Reads figures off a finished account and a closing state.
struct SummaryMaker {
  let plan: Plan
  let attribution: RunAttribution
  let closing: Closing
  let scale: Scale

  init(plan: Plan, attribution: RunAttribution, closing: Closing) {
    self.plan = plan
    self.attribution = attribution
    self.closing = closing
    scale = Scale(pair: plan.pair, feeScale: attribution.feeScale)
  }

  /// What a holding is worth at a price, fine units.
  func value(_ holding: Holding, at price: Price) -> Int256 {
    plan.pair.value(holding.base, at: price) + plan.pair.value(holding.quote)
  }

  func pool(_ index: Int) -> PoolSummary {
    let account = attribution.pools[index]
    let opening = scale.tokens(value(closing.openingBalance(.pool(index)), at: closing.openingPrice))
    let wealth = scale.tokens(value(closing.reserves[index], at: closing.price))
    let market = scale.tokens(account.market)
    let fees = ByOrigin { scale.tokens(timesFee: account.fees[Int($0.rawValue)]) }
    let loss = ByOrigin { scale.tokens(timesFee: account.loss[Int($0.rawValue)]) }
    let holding = scale.tokens(account.holding)
    let markouts = attribution.markouts[index]
    let protocolFee = protocolFee(index, wealth: wealth)
    let added = scale.tokens(account.transfers[Int(PoolEvent.Cause.liquidity.rawValue)])
    let funding = scale.tokens(account.totalTransfers) - added
    let profit = wealth - opening - added
    return PoolSummary(
      name: plan.pools[index].name,
      openingWealth: opening,
      lpProfit: profit,
      liquidityAdded: added,
      funding: funding,
      market: market,
      fees: fees,
      loss: loss,
      impermanentLoss: holding - scale.tokens(timesFee: account.principalValue),
      overHolding: wealth - holding,
      residual: profit - (market + fees.total - loss.total + funding),
      trades: ByOrigin { account.trades[Int($0.rawValue)] },
      markoutNow: ByOrigin { scale.tokens(account.markout[Int($0.rawValue)]) },
      markouts: attribution.horizons.indices.map { horizon in
        (
          attribution.horizons[horizon],
          ByOrigin { scale.tokens(markouts.total(horizon: horizon, origin: $0)) }
        )
      },
      markoutEnd: ByOrigin { scale.tokens(account.markout[Int($0.rawValue)] + moved(index, $0)) },
      protocolFee: protocolFee)
  }

  /// What the tokens one kind of trader exchanged with a pool gained since, from the providers' side, fine units.
  private func moved(_ index: Int, _ origin: Origin) -> Int256 {
    attribution.pools[index].revaluation(actor: Int(origin.rawValue))
  }

  private func protocolFee(_ index: Int, wealth: Rational) -> Rational {
    let (minted, supply) = closing.protocolShares[index]
    let tokens = scale.tokens(value(closing.protocolTokens[index], at: closing.price))
    guard !supply.isZero else { return tokens }
    return tokens + wealth * Rational(Integer(minted.units), dividedBy: Integer(supply.units))
  }

  /// A trader's wealth from the ledger, less what its inventory gained since each trade.
  func profitWhenMade(_ origin: Origin) -> Rational {
    let trader = attribution.traders[Int(origin.rawValue)]
    let balance: Holding
    switch origin {
    case .arbitrage:
      let (tokens, contracts) = (closing.balance(.arbitrageur), closing.balance(.arbitrageurPosition))
      balance = Holding(base: tokens.base + contracts.base, quote: tokens.quote + contracts.quote)
    case .retail: balance = closing.balance(.retail)
    case .hedging, .liquidation:
      balance = Holding(base: .init(trader.base), quote: .init(trader.quote))
    }
    return scale.tokens(value(balance, at: closing.price) - trader.market)
  }

  func vault() -> VaultSummary? {
    guard let account = attribution.vault, let own = closing.vault else { return nil }
    let opening = scale.tokens(value(closing.openingBalance(.vault), at: closing.openingPrice))
    let wealth = scale.tokens(
      value(closing.balance(.vault), at: closing.price)
        + value(closing.balance(.vaultPosition), at: closing.price))
    let netDeposits = scale.tokens(account.flow(.deposit) + account.flow(.withdrawal))
    let mark = scale.tokens(own.optionMark)
    let profit = wealth - opening - mark - netDeposits
    let funding = scale.tokens(account.flow(.funding))
    let levies = scale.tokens(-account.flow(.levy))
    let donations = scale.tokens(account.flow(.donation))
    let premiums = scale.tokens(account.flow(.premiumReceived) + account.flow(.premiumPaid))
    let payoffs = scale.tokens(-account.flow(.payoff))
    let hedgeMarket = scale.tokens(account.hedgeMarket)
    let capitalMarket = scale.tokens(account.market - account.hedgeMarket)
    let hedgeCost = scale.tokens(account.hedgeCost)
    return VaultSummary(
      openingWealth: opening,
      profit: profit,
      premiums: premiums,
      payoffs: payoffs,
      hedgeMarket: hedgeMarket,
      hedgeCost: hedgeCost,
      capitalMarket: capitalMarket,
      optionMark: mark,
      netDeposits: netDeposits,
      donations: donations,
      funding: funding,
      levies: levies,
      residual: profit
        - (premiums - payoffs + donations + funding - levies + hedgeMarket + capitalMarket - hedgeCost - mark),
      hedges: account.hedges,
      optionTrades: account.counts[Int(VaultEvent.Cause.premiumReceived.rawValue)]
        + account.counts[Int(VaultEvent.Cause.premiumPaid.rawValue)],
      closing: own)
  }

  func bursts() -> BurstSummary {
    let tracker = attribution.bursts
    let cost = scale.tokens(tracker.cost)
    let notional = scale.tokens(tracker.notional)
    let count = Integer(max(tracker.count, 1))
    return BurstSummary(
      count: tracker.count,
      volume: scale.tokens(tracker.volume),
      cost: cost,
      notional: notional,
      effectiveHalfSpread: Rational(Integer(tracker.cost), over: Integer(tracker.notional)) ?? Rational(0),
      windowLoss: scale.tokens(timesFee: tracker.windowLoss),
      windowBlocks: tracker.plan.windowBlocks,
      curve: tracker.curve.map { scale.tokens(timesFee: $0) * Rational(Integer(1), dividedBy: count) },
      dearest: tracker.dearest.map(figures),
      all: tracker.all.map(figures))
  }

  private func figures(_ burst: Burst) -> BurstFigures {
    BurstFigures(
      number: burst.number,
      at: burst.at,
      blocks: burst.firstBlock...burst.lastBlock,
      trades: burst.trades,
      net: scale.tokens(burst.net),
      volume: scale.tokens(burst.volume),
      cost: scale.tokens(burst.cost),
      effectiveHalfSpread: burst.effectiveHalfSpread,
      windowLoss: scale.tokens(timesFee: burst.windowLoss))
  }

  func conservation() -> [(token: Token, residual: Rational)] {
    let base = closing.balances.reduce(Change<Base>.zero) { $0 + $1.base }
    let quote = closing.balances.reduce(Change<Quote>.zero) { $0 + $1.quote }
    return [(plan.pair.base, scale.tokens(base)), (plan.pair.quote, scale.tokens(quote))]
  }
}
