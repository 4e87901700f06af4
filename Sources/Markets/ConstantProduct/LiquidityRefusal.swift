/// Why a pool declined a deposit or a withdrawal; its state is untouched.
///
/// In brackets the revert reason of Uniswap v2 for the same rule.
@frozen
public enum LiquidityRefusal: Error, Hashable, Sendable {
  /// The opening price is 0 or beyond the ticks of the book.
  case priceMustFitBook
  /// The venue's kind does not take liquidity for shares.
  case venueMustTakeLiquidity
  /// A balance would exceed 2¹¹² − 1 units [OVERFLOW].
  case balanceMustFit
  /// The first deposit is worth fewer shares than are locked for ever [an underflow].
  case sharesMustCoverMinimum
  /// The deposit is worth no share [INSUFFICIENT_LIQUIDITY_MINTED].
  case sharesMustBePositive
  /// More shares would be burned than providers hold.
  case sharesMustBeOutstanding
  /// The shares are worth no unit of one of the tokens [INSUFFICIENT_LIQUIDITY_BURNED].
  case payoutMustBePositive
}
