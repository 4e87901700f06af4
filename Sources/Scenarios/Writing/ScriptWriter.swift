import Exact
import Markets
import Options
import Simulation
import Units

/// Writes the steps of a script with the keys that ``StepKeys`` reads.
struct ScriptWriter {
  let pair: Pair
  /// The pools' names in the plan's order.
  let pools: [String]

  /// One step.
  func node(_ step: Script.Step) -> WrittenNode {
    var entries = [WrittenNode.Entry(StepKeys.deed.name, deed(step.action).rawValue)]
    if step.actor > 0 { entries.append(.init(StepKeys.actor.name, "\(step.actor + 1)")) }
    return .mapping(entries + values(step.action))
  }

  /// The word for an action.
  private func deed(_ action: ScriptedAction) -> StepKeys.Deed {
    switch action {
    case .swap: .swap
    case .addLiquidity: .addLiquidity
    case .removeLiquidity: .removeLiquidity
    case .donateToPool: .donateToPool
    case .donateToVault: .donate
    case .deposit: .deposit
    case .withdraw: .withdraw
    case .trade(let order): order.side == .buying ? .buyOption : .sellOption
    case .close: .close
    case .exercise: .exercise
    case .hedge: .hedge
    case .roll: .rollEpoch
    case .wait: .wait
    case .move: .move
    case .oracle: .oracle
    }
  }

  private func values(_ action: ScriptedAction) -> [WrittenNode.Entry] {
    switch action {
    case .swap(let pool, let order): [self.pool(pool), self.order(order)].compactMap { $0 }
    case .addLiquidity(let pool, let base, let quote), .donateToPool(let pool, let base, let quote):
      [self.pool(pool), tokens(base, quote)].compactMap { $0 }
    case .removeLiquidity(let pool, let shares): [self.pool(pool), self.shares(shares)].compactMap { $0 }
    case .donateToVault(let base, let quote): [tokens(base, quote)]
    case .deposit(let amount): [.init(StepKeys.amount.name, text(amount, of: pair.quote))]
    case .withdraw(let shares): [self.shares(shares)]
    case .trade(let order): [series(order.series), size(order.size)]
    case .close(let series, let size): [self.series(series), self.size(size)]
    case .exercise(let series): [self.series(series)]
    case .hedge, .roll: []
    case .wait(let blocks): [self.blocks(blocks)]
    case .move(let share): [by(share)]
    case .oracle(let fault): self.fault(fault)
    }
  }

  private func fault(_ fault: OracleFault) -> [WrittenNode.Entry] {
    func named(_ fault: StepKeys.Fault) -> WrittenNode.Entry { .init(StepKeys.fault.name, fault.rawValue) }
    return switch fault {
    case .freeze(let blocks): [named(.freeze), self.blocks(blocks)]
    case .late(let blocks): [named(.late), self.blocks(blocks)]
    case .spike(let share): [named(.spike), by(share)]
    case .none: [named(.none)]
    }
  }

  /// Left out where there is one.
  private func pool(_ index: Int) -> WrittenNode.Entry? {
    pools.count > 1 ? .init(StepKeys.pool.name, pools[index]) : nil
  }

  private func order(_ order: SwapOrder) -> WrittenNode.Entry {
    switch order {
    case .sellPaying(let amount): .init(StepKeys.sell.name, text(amount, of: pair.base))
    case .buyPaying(let amount): .init(StepKeys.sell.name, text(amount, of: pair.quote))
    case .buyReceiving(let amount): .init(StepKeys.buy.name, text(amount, of: pair.base))
    case .sellReceiving(let amount): .init(StepKeys.buy.name, text(amount, of: pair.quote))
    }
  }

  private func tokens(_ base: Amount<Base>, _ quote: Amount<Quote>) -> WrittenNode.Entry {
    .init(
      StepKeys.tokens.name,
      .mapping([
        .init(pair.base.symbol, text(base, of: pair.base)),
        .init(pair.quote.symbol, text(quote, of: pair.quote)),
      ]))
  }

  private func shares(_ shares: Amount<Shares>) -> WrittenNode.Entry {
    .init(StepKeys.shares.name, shares.units.description)
  }

  private func series(_ index: Int) -> WrittenNode.Entry { .init(StepKeys.series.name, "\(index + 1)") }

  private func size(_ size: Amount<Base>) -> WrittenNode.Entry {
    .init(StepKeys.size.name, text(size, of: pair.base))
  }

  private func blocks(_ count: Int) -> WrittenNode.Entry { .init(StepKeys.blocks.name, "\(count)") }

  private func by(_ share: Ratio) -> WrittenNode.Entry { .init(StepKeys.by.name, RatioText.write(share)) }

  /// Whole tokens or, where that is shorter, the smallest units.
  private func text<Side>(_ amount: Amount<Side>, of token: Token) -> String {
    let whole = AmountText.write(amount.units, of: token)
    let units = "\(amount.units) \(AmountText.unitsWord) \(token.symbol)"
    return units.utf8.count < whole.utf8.count ? units : whole
  }
}
