import Exact
import Feeds
import Markets
import Units

extension Engine {
  /// The arbitrageur takes from each pool the integer amount that gains it most against the reference price.
  mutating func arbitrage(_ plan: ArbitragePlan) {
    guard block % plan.everyBlocks == 0 else { return }
    for index in pools.indices {
      guard let best = pools[index].arbitrage(at: price, in: self.plan.pair, gas: plan.gas) else { continue }
      let filled = trade(best.order, in: index, for: .arbitrageur, origin: .arbitrage)
      guard filled == best.execution.fill else {
        preconditionFailure("pool \(index) refused its own arbitrage, \(best.order) at \(price.wads)")
      }
      if !plan.gas.isZero { post(plan.gas, from: .arbitrageur, to: .gas) }
    }
  }

  /// Retail traders arrive, each with a side and a lognormal size.
  mutating func trade(_ flow: RetailFlow) {
    var dice = Dice(seed: plan.seed, purpose: .retail, block: UInt32(block))
    for _ in 0..<flow.arrivals.count(dice.nextWord()) {
      let buys = dice.chance(1, in: 2)
      let size = flow.size(dice.nextWord())
      let filled =
        buys ? buy(size, for: .retail, origin: .retail) : sell(size, for: .retail, origin: .retail)
      if filled == nil { refuse(.retail) }
    }
  }

  /// Buys exactly `amount` of base in the pool that asks least; nil when none can.
  mutating func buy(_ amount: Amount<Base>, for party: Party, origin: Origin) -> Fill? {
    guard !amount.isZero else { return nil }
    let order = SwapOrder.buyReceiving(amount)
    guard pools.count > 1 else { return trade(order, in: 0, for: party, origin: origin) }
    var best: (index: Int, quote: Amount<Quote>)?
    for index in pools.indices {
      guard let fill = (try? pools[index].quote(order))?.fill, fill.base == amount else { continue }
      if best.map({ fill.quote < $0.quote }) ?? true { best = (index, fill.quote) }
    }
    return best.flatMap { trade(order, in: $0.index, for: party, origin: origin) }
  }

  /// Sells exactly `amount` of base in the pool that pays most; nil when none can.
  mutating func sell(_ amount: Amount<Base>, for party: Party, origin: Origin) -> Fill? {
    guard !amount.isZero else { return nil }
    let order = SwapOrder.sellPaying(amount)
    guard pools.count > 1 else { return trade(order, in: 0, for: party, origin: origin) }
    var best: (index: Int, quote: Amount<Quote>)?
    for index in pools.indices {
      guard let fill = (try? pools[index].quote(order))?.fill, fill.base == amount else { continue }
      if best.map({ fill.quote > $0.quote }) ?? true { best = (index, fill.quote) }
    }
    return best.flatMap { trade(order, in: $0.index, for: party, origin: origin) }
  }

  /// Trades an order in one pool: the tokens move and the journal says so; nil when the pool declines.
  mutating func trade(_ order: SwapOrder, in index: Int, for party: Party, origin: Origin) -> Fill? {
    try? trading(order, in: index, for: party, origin: origin)
  }

  /// Trades an order in one pool: the tokens move and the journal says so.
  ///
  /// - Throws: as the pool; nothing has changed then.
  mutating func trading(
    _ order: SwapOrder, in index: Int, for party: Party, origin: Origin
  ) throws(SwapRefusal) -> Fill {
    let mid = pools[index].mid
    let execution = try pools[index].trade(order)
    let fill = execution.fill
    switch fill.side {
    case .buying: exchange(fill.base, from: .pool(index), for: fill.quote, from: party)
    case .selling: exchange(fill.base, from: party, for: fill.quote, from: .pool(index))
    }
    events.append(
      .trade(
        TradeEvent(
          block: block, at: now, pool: index, origin: origin, fill: fill, price: price, fee: execution.fee,
          midBefore: mid)))
    return fill
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
