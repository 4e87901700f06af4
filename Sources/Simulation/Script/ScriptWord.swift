/// What a step of a script can do, by the word that files and checks use for it.
public enum ScriptWord: String, Hashable, Sendable, CaseIterable {
  /// Trades in a pool.
  case swap
  /// Brings both tokens to a pool for shares.
  case addLiquidity = "add-liquidity"
  /// Takes out what shares of a pool are worth.
  case removeLiquidity = "remove-liquidity"
  /// Gives tokens to the vault for nothing.
  case donate
  /// Gives tokens to a pool for nothing.
  case donateToPool = "donate-to-pool"
  /// Queues quote tokens for shares of the vault.
  case deposit
  /// Queues shares of the vault for redemption.
  case withdraw
  /// Buys an option.
  case buyOption = "buy-option"
  /// Writes an option.
  case sellOption = "sell-option"
  /// Trades an open option position back.
  case close
  /// Asks for an expired series to be settled.
  case exercise
  /// Asks the vault to hedge.
  case hedge
  /// Asks for the vault's epoch to be rolled.
  case rollEpoch = "roll-epoch"
  /// Lets blocks pass.
  case wait
  /// Moves the reference price.
  case move
  /// Makes something go wrong with the oracle.
  case oracle
}
