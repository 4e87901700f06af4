public import Exact
public import Options
public import Units

/// Why a vault declines; within each method the rules are checked in the order of the cases.
public enum VaultRefusal: Error, Hashable, Sendable {
  /// The epoch's states follow one way round.
  case stateMustBe(EpochState, was: EpochState)
  /// Requests queue while an epoch is accepting or live, before its closing price can be known.
  case queueMustBeOpen(EpochState)
  /// The request was for nothing.
  case amountMustBePositive
  /// The holder owns fewer shares that are not queued yet.
  case sharesMustBeHeld(requested: Amount<Shares>, held: Amount<Shares>)
  /// The oracle's price was zero.
  case priceMustBePositive
  /// The vault holds less than the worst payoff of its options.
  case assetsMustCoverCollateral(assets: Balances, locked: Balances)
  /// The vault's options are worth more than all it holds, in fine units.
  case assetsMustCoverLiabilities(assets: Int256, liabilities: Int256)
  /// An amount does not fit its type.
  case arithmetic(ArithmeticRefusal)
}
