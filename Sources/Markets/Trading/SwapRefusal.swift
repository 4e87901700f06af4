/// Why a pool declined a swap; its state is untouched. Each operation documents the order in which it checks.
///
/// In brackets the revert reason of Uniswap v2 for the same rule.
@frozen
public enum SwapRefusal: Error, Hashable, Sendable {
  /// Nothing was paid [INSUFFICIENT_INPUT_AMOUNT].
  case inputMustBePositive
  /// Nothing would be received [INSUFFICIENT_OUTPUT_AMOUNT].
  case outputMustBePositive
  /// A reserve is empty [INSUFFICIENT_LIQUIDITY].
  case reservesMustBePositive
  /// The output is the whole reserve or more [INSUFFICIENT_LIQUIDITY].
  case outputMustStayBelowReserve
  /// A balance would exceed 2¹¹² − 1 units [OVERFLOW].
  case balanceMustFit
  /// The product of the balances, inputs counted net of the fee, would fall [K].
  case productMustNotFall
}
