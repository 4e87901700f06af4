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
  /// A balance would exceed what the venue can hold: 2¹¹² − 1 units on a constant product [OVERFLOW], 2¹²⁸ − 1 in a
  /// concentrated pool.
  case balanceMustFit
  /// The product of the balances, inputs counted net of the fee, would fall [K].
  case productMustNotFall
  /// An output was asked for at a fee that leaves nothing of any input [Uniswap v4's InvalidFeeForExactOut].
  case feeMustLeaveInput
  /// The price limit is not on the side to which the swap moves the price, or beyond all prices [Uniswap v3's SPL].
  case limitMustLieAhead
  /// The liquidity in the order's direction ends before its input is used up or its output paid.
  case liquidityMustCoverOrder
}
