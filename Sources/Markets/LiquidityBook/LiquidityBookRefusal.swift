import Exact

/// Why a Liquidity Book pair declined; its state is untouched.
///
/// In brackets the contract's reason for the same rule.
public enum LiquidityBookRefusal: Error, Hashable, Sendable {
  /// The bins were not listed by strictly rising id.
  case binsMustRise(Int)
  /// A bin has no price.
  case binMustHavePrice(BinPriceRefusal)
  /// No bin has the active id.
  case activeBinMustExist(Int)
  /// A bin above the active one held quote units, or one below it base units.
  case binMustHoldItsSide(Int)
  /// Nothing was paid [InsufficientAmountIn].
  case inputMustBePositive
  /// The fee at a bin was above 10 % [FeeTooLarge].
  case feeMustStayWithinTenPercent(UInt128)
  /// An amount would exceed 2¹²⁸ − 1 units.
  case amountMustFit
  /// The bins cannot take the whole input [OutOfLiquidity].
  case liquidityMustCoverInput
  /// Nothing would be received [InsufficientAmountOut].
  case outputMustBePositive
}

extension LiquidityBookRefusal {
  /// The value as 128 bits.
  static func fitting(_ value: Word256?) throws(LiquidityBookRefusal) -> UInt128 {
    guard let value = value?.asUInt128 else { throw .amountMustFit }
    return value
  }

  /// The result of `body`, a refused fee told as the pair's refusal.
  static func renaming<Value>(
    _ body: () throws(BinFeeRefusal) -> Value
  ) throws(LiquidityBookRefusal) -> Value {
    do {
      return try body()
    } catch {
      switch error {
      case .feeMustStayWithinTenPercent(let fee): throw .feeMustStayWithinTenPercent(fee)
      case .amountMustFit: throw .amountMustFit
      case .protocolShareMustStayWithinQuarter(let share):
        preconditionFailure("checked parameters have a protocol share of \(share)")
      }
    }
  }
}
