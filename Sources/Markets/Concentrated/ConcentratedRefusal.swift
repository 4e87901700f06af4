/// Why a concentrated pool, its price mathematics or its positions declined; nothing has changed then.
///
/// Each operation documents the order in which it checks. In brackets the revert reason of Uniswap v3 for the same rule.
@frozen
public enum ConcentratedRefusal: Error, Hashable, Sendable {
  // MARK: Ticks and prices
  /// A tick lies outside −887272…887272 [T].
  case tickMustBeInRange(Int32)
  /// A square-root price lies outside those of the smallest tick, included, to the largest, excluded [R].
  case priceMustBeInRange
  /// A square-root price is 0.
  case priceMustBePositive
  /// The next square-root price needs more than 160 bits.
  case priceMustFit
  /// A price cannot move through no liquidity.
  case activeLiquidityMustBePositive
  /// The output is all that the liquidity holds down to a price of 0, or more.
  case outputMustBeCovered
  /// An amount needs more than 256 bits.
  case amountMustFit

  // MARK: Pools
  /// A tick spacing lies outside 1…16383.
  case tickSpacingMustBeInRange(Int32)
  /// The protocol's share of the fees is neither 0 nor one of 1/4 … 1/10.
  case protocolShareMustBeListed(UInt8)

  // MARK: Positions
  /// No liquidity is added.
  case liquidityMustBePositive
  /// The lower tick is not below the upper one [TLU].
  case lowerMustBeBelowUpper(Int32, Int32)
  /// The lower tick is below −887272 [TLM].
  case lowerTickMustBeInRange(Int32)
  /// The upper tick is above 887272 [TUM].
  case upperTickMustBeInRange(Int32)
  /// A tick is not a multiple of the pool's spacing.
  case tickMustBeOnSpacing(Int32)
  /// A tick would carry more liquidity than one tick's part of 2¹²⁸ − 1 [LO].
  case tickLiquidityMustFit(Int32)
  /// A sum of liquidity exceeds 2¹²⁸ − 1 [LA].
  case liquidityMustFit
  /// More liquidity would be taken than there is [LS].
  case liquidityMustBeCovered
  /// The owner has no liquidity in this range to bring up to date [NP].
  case positionMustExist
  /// The position holds less liquidity than is to be withdrawn [LS].
  case positionMustHoldLiquidity
  /// A balance would exceed 2¹²⁸ − 1 units.
  case balanceMustFit
}
