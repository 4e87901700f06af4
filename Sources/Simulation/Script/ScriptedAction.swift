public import Markets
public import Options
public import Units
public import Vaults

/// Something one actor does to a configured protocol, outside the flows of a plan: a step of a script or of a check.
public enum ScriptedAction: Hashable, Sendable {
  /// Trades in one pool.
  case swap(pool: Int, order: SwapOrder)
  /// Brings both tokens to a pool for shares of it.
  case addLiquidity(pool: Int, base: Amount<Base>, quote: Amount<Quote>)
  /// Takes out what shares of a pool are worth.
  case removeLiquidity(pool: Int, shares: Amount<Shares>)
  /// Gives tokens to a pool for nothing.
  case donateToPool(pool: Int, base: Amount<Base>, quote: Amount<Quote>)
  /// Gives tokens to the vault for nothing.
  case donateToVault(base: Amount<Base>, quote: Amount<Quote>)
  /// Queues quote tokens for shares of the vault.
  case deposit(Amount<Quote>)
  /// Queues shares of the vault for redemption.
  case withdraw(Amount<Shares>)
  /// Buys or writes an option.
  case trade(OptionOrder)
  /// Trades the actor's own open position in a series back, at most `size` of it.
  case close(series: Int, size: Amount<Base>)
  /// Asks for an expired series to be settled.
  case exercise(series: Int)
  /// Asks the vault to hedge.
  case hedge
  /// Asks for the vault's epoch to be rolled.
  case roll
  /// Blocks pass.
  case wait(blocks: Int)
  /// The reference price jumps in the next block.
  case move(Ratio)
  /// Something goes wrong with the oracle.
  case oracle(OracleFault)
}

extension ScriptedAction {
  /// The same action in another pool; itself where it takes none.
  public func inPool(_ index: Int) -> ScriptedAction {
    switch self {
    case .swap(_, let order): .swap(pool: index, order: order)
    case .addLiquidity(_, let base, let quote): .addLiquidity(pool: index, base: base, quote: quote)
    case .removeLiquidity(_, let shares): .removeLiquidity(pool: index, shares: shares)
    case .donateToPool(_, let base, let quote): .donateToPool(pool: index, base: base, quote: quote)
    default: self
    }
  }
}

/// What can go wrong with an oracle.
public enum OracleFault: Hashable, Sendable {
  /// It observes nothing for some blocks: its answer grows stale.
  case freeze(blocks: Int)
  /// Its next observation is off by a relative error.
  case spike(Ratio)
  /// For some blocks it observes the price as it was when the fault began.
  case late(blocks: Int)
  /// Every fault ends.
  case none
}

/// Why an action was declined; nothing has changed then.
public enum ScriptRefusal: Error, Hashable, Sendable {
  /// No pool has this index.
  case poolMustExist(index: Int, count: Int)
  /// Contracts are traded there, and actors have no account for them.
  case poolMustTradeTokens(index: Int)
  /// No actor has this index.
  case actorMustExist(index: Int, count: Int)
  /// The pool declined.
  case pool(SwapRefusal)
  /// The pool declined liquidity.
  case liquidity(LiquidityRefusal)
  /// The actor does not hold that many shares of the pool.
  case sharesMustBeHeld(requested: Amount<Shares>, held: Amount<Shares>)
  /// The plan has no vault.
  case vaultMustExist
  /// The vault declined.
  case vault(VaultRefusal)
  /// The plan has no options.
  case optionsMustExist
  /// The options market declined.
  case option(OptionRefusal)
  /// The actor has no open position in the series.
  case positionMustBeOpen(series: Int)
  /// The series cannot settle.
  case settlement(SettlementRefusal)
  /// The series did not settle: the oracle keeps no answer that old.
  case settlementMustSucceed
  /// The vault does not hedge.
  case hedgeMustBePlanned
  /// Not so soon after the last hedge.
  case hedgeMustBeDue(at: Instant)
  /// The hedge did nothing: the band holds it, collateral binds it, or the oracle is stale.
  case hedgeMustTrade
  /// The epoch is not over.
  case epochMustHaveEnded(at: Instant)
  /// The epoch did not roll: the oracle is stale or the vault declined.
  case rollMustSucceed
  /// Nothing was offered.
  case amountMustBePositive
  /// A balance would not fit, or an amount the exact account of it.
  case balanceMustFit
  /// A wait must take at least a block and at most 10,000.
  case waitMustBeBounded
  /// The reference price would leave what the run can hold.
  case priceMustStayInRange
}
