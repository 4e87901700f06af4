import Exact
import Feeds
import Markets
import Units

extension Engine {
  /// The arbitrageur takes from each pool the integer amount that gains it most against the reference price.
  mutating func arbitrage(_ plan: ArbitragePlan) {
    guard block % plan.everyBlocks == 0 else { return }
    for index in pools.indices where pools[index].isSpot {
      guard let best = pools[index].arbitrage(at: price, in: self.plan.pair, gas: plan.gas),
        fits(best.execution.fill.base, best.execution.fill.quote)
      else { continue }
      let filled = trade(best.order, in: index, for: .arbitrageur, origin: .arbitrage)
      guard filled == best.execution.fill else {
        preconditionFailure("pool \(index) refused its own arbitrage, \(best.order) at \(price.wads)")
      }
      if !plan.gas.isZero { post(plan.gas, from: .arbitrageur, to: .gas) }
    }
    for index in perpetuals { keepBasis(of: index, gas: plan.gas) }
  }

  /// Retail traders arrive, each with a side and a lognormal size.
  mutating func trade(_ flow: RetailFlow) {
    var dice = Dice(seed: plan.seed, purpose: .retail, block: UInt32(block))
    for _ in 0..<flow.arrivals.count(dice.nextWord()) {
      let buys = dice.chance(1, in: 2)
      let size = flow.size(dice.nextWord())
      let order = SwapOrder(buys ? .buying : .selling, base: size)
      if route(order, for: .retail) == nil, takeAvailable(order, for: .retail) == nil { refuse(.retail) }
    }
  }

  /// Trades an order in one pool: the tokens move and the journal says so; nil when the pool declines.
  mutating func trade(_ order: SwapOrder, in index: Int, for party: Party, origin: Origin) -> Fill? {
    try? trading(order, in: index, for: party, origin: origin)
  }

  /// Trades an order in one pool: the tokens move and the journal says so.
  ///
  /// - Throws: as the pool, and `SwapRefusal.balanceMustFit` where more would move than the exact account of it can hold;
  ///   nothing has changed then.
  mutating func trading(
    _ order: SwapOrder, in index: Int, for party: Party, origin: Origin
  ) throws(SwapRefusal) -> Fill {
    if !isRoomy(for: index) {
      let fill = try pools[index].quote(order).fill
      guard fits(fill.base, fill.quote) else { throw .balanceMustFit }
    }
    let mid = pools[index].mid
    let execution = try pools[index].trade(order)
    let fill = execution.fill
    settle(fill, with: index, for: party)
    note(execution, in: index, origin: origin, mid: mid)
    return fill
  }

  /// Whether the account can hold what amounts at any price and times the fee scale are worth, with room for sums.
  func fits(_ base: Amount<Base>, _ quote: Amount<Quote>) -> Bool {
    base.units.significantBits <= room.base && quote.units.significantBits <= room.quote
  }

  /// Whether everything that fits a venue fits the account.
  private func isRoomy(for index: Int) -> Bool {
    if case .concentrated = pools[index] { return min(room.base, room.quote) >= 128 }
    return min(room.base, room.quote) >= 112
  }

  /// Moves what a trade exchanges: tokens, or contracts and their notional on the trader's account with a perpetual.
  mutating func settle(_ fill: Fill, with index: Int, for party: Party) {
    let trader = pools[index].isSpot ? party : party.position
    switch fill.side {
    case .buying: exchange(fill.base, from: .pool(index), for: fill.quote, from: trader)
    case .selling: exchange(fill.base, from: trader, for: fill.quote, from: .pool(index))
    }
  }

  /// Writes a trade to the journal.
  mutating func note(_ execution: Execution, in index: Int, origin: Origin, mid: MidPrice) {
    events.append(
      .trade(
        TradeEvent(
          block: block, at: now, pool: index, origin: origin, fill: execution.fill, price: price,
          fee: execution.fee, midBefore: mid)))
  }
}

/// Poisson arrivals with lognormal sizes.
struct RetailFlow: Sendable {
  let arrivals: PoissonTable
  private let median: Amount<Base>
  private let spread: Ratio

  init(_ plan: RetailPlan, arrivals: PoissonTable) {
    self.arrivals = arrivals
    median = plan.medianSize
    spread = plan.sizeSpread
  }

  /// `⌊median · e^(spread · z)⌋` with `z = Φ⁻¹` of the word, at least one unit.
  func size(_ word: UInt64) -> Amount<Base> {
    guard spread != .zero else { return median }
    let exponent = (spread.wads * Int128(NormalQuantile.wads(word))) / Ratio.one.wads
    let growth = Word256(FixedExponential.wads(exponent))
    guard
      let size = try? Word256.mulDiv(
        median.units, growth, over: Word256(Ratio.one.wads.magnitude), rounding: .down)
    else { return median }
    return Amount(max(size, .one))
  }
}
