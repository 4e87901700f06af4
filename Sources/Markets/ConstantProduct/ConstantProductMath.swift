public import Exact
public import Units

/// The constant-product formulas, free of state.
///
/// `i` input, `o` output, `R_in` and `R_out` the reserves of their tokens, `n/d` the fee: `(R_in + i(1 − n/d))(R_out − o) ≥
/// R_in · R_out`. Scaling by `d` keeps everything an integer; reducing `n/d` changes no result. At 3/1000 these are
/// Uniswap v2's 997/1000 formulas to the unit.
///
/// Source: Adams, Zinsmeister, Robinson, "Uniswap v2 Core" (2020), §3.1 and §3.2.
public enum ConstantProductMath {
  /// The largest balance of a pool: 2¹¹² − 1 units.
  @inlinable public static var maximumBalance: UInt128 { (1 << 112) - 1 }

  /// `⌊amount · R_other ÷ R_own⌋`: the other token's amount at the reserves' ratio, without fee or slippage.
  ///
  /// - Throws: `SwapRefusal.inputMustBePositive`, then `.reservesMustBePositive`, then `.balanceMustFit` when the result
  ///   needs more than 256 bits.
  public static func proportion(
    of amount: Word256, reserveOwn: Word256, reserveOther: Word256
  ) throws(SwapRefusal) -> Word256 {
    guard !amount.isZero else { throw .inputMustBePositive }
    guard !reserveOwn.isZero else { throw .reservesMustBePositive }
    guard !reserveOther.isZero else { throw .reservesMustBePositive }
    do {
      return try .mulDiv(amount, reserveOther, over: reserveOwn, rounding: .payout)
    } catch {
      throw .balanceMustFit
    }
  }

  /// `o = ⌊R_out · i(d − n) ÷ (R_in · d + i(d − n))⌋`: the most a pool pays for `input`; 0 for dust.
  ///
  /// - Parameters:
  ///   - input: at most 2¹¹² − 1.
  ///   - reserveIn: 1 to 2¹¹² − 1.
  ///   - reserveOut: at most 2¹¹² − 1.
  ///   - fee: the share of the input that the pool keeps aside.
  /// - Returns: less than `reserveOut`; rounded down by less than 1 unit.
  /// - Complexity: O(1), no heap allocation; one long division.
  @inlinable @inline(__always)
  public static func output(
    for input: UInt128, reserveIn: UInt128, reserveOut: UInt128, fee: Fee
  ) -> UInt128 {
    // Where the divisor fits 128 bits and the reserve 100, as in every pool but the deepest, the swap is one portion.
    let net = input.multipliedByLimb(fee.denominator &- fee.numerator)
    let depth = reserveIn.multipliedByLimb(fee.denominator)
    let divisor = net.low.addingReportingOverflow(depth.low)
    if (net.high | depth.high) == 0, !divisor.overflow, reserveOut < UInt128.portionLimit {
      return reserveOut.flooredPortion(net.low, of: divisor.partialValue)
    }
    return wideOutput(for: input, reserveIn: reserveIn, reserveOut: reserveOut, fee: fee)
  }

  /// ``output(for:reserveIn:reserveOut:fee:)`` over the whole range.
  @inlinable
  static func wideOutput(
    for input: UInt128, reserveIn: UInt128, reserveOut: UInt128, fee: Fee
  ) -> UInt128 {
    // i(d − n) and R_in · d stay below 2¹⁵², their sum below 2¹⁵³: no word overflows.
    let weighted = Word256(input).multipliedReportingOverflow(by: fee.denominator &- fee.numerator)
      .partialValue
    let scaled = Word256(reserveIn).multipliedReportingOverflow(by: fee.denominator).partialValue
    let divisor = scaled.addingReportingOverflow(weighted).partialValue
    let output = try? Word256.mulDiv(weighted, Word256(reserveOut), over: divisor, rounding: .payout)
    guard let output else { preconditionFailure("output: reserve \(reserveIn), input \(input)") }
    return output.low
  }

  /// `i = ⌊R_in · o · d ÷ ((R_out − o)(d − n))⌋ + 1`: what a pool asks for `output`.
  ///
  /// The 1 is added even when the division is exact, as in Uniswap v2: the price is then one unit above the least that
  /// would do.
  ///
  /// - Parameters:
  ///   - output: below `reserveOut`.
  ///   - reserveIn: at most 2¹¹² − 1.
  ///   - reserveOut: 1 to 2¹¹² − 1.
  ///   - fee: the share of the input that the pool keeps aside.
  /// - Returns: below 2²⁵⁶: at most `2¹¹² · 2¹¹² · 10¹² + 1`.
  /// - Complexity: O(1), no heap allocation; one long division.
  @inlinable
  public static func input(
    for output: UInt128, reserveIn: UInt128, reserveOut: UInt128, fee: Fee
  ) -> Word256 {
    let weighted = Word256(output).multipliedReportingOverflow(by: fee.denominator).partialValue
    let divisor = Word256(reserveOut &- output)
      .multipliedReportingOverflow(by: fee.denominator &- fee.numerator).partialValue
    let floor = try? Word256.mulDiv(weighted, Word256(reserveIn), over: divisor, rounding: .down)
    guard let floor else { preconditionFailure("input: reserve \(reserveOut), output \(output)") }
    return floor + .one
  }
}

extension ConstantProductMath {
  /// Uniswap v2's profit-maximising input to a true price of 1 A : `trueA ÷ trueB` B, at its fee of 3/1000.
  ///
  /// `paysA = ⌊R_A·trueB ÷ R_B⌋ < trueA`; then `⌊√⌊1000·R_A·R_B·true_in ÷ (997·true_out)⌋⌋ − ⌊1000·R_in ÷ 997⌋`, or 0 where
  /// that is not positive. "True" weights count units of a token that are worth the same.
  ///
  /// - Throws: `SwapRefusal.reservesMustBePositive`, then `.balanceMustFit` when a step needs more than 256 bits.
  ///
  /// Source: formula of the periphery's liquidity mathematics, restated. It ignores the swap's roundings:
  /// ``ConstantProduct/arbitrage(at:in:gas:)`` is the exact maximum.
  public static func peripheryArbitrageInput(
    reserveA: Word256, reserveB: Word256, trueA: Word256, trueB: Word256
  ) throws(SwapRefusal) -> (paysA: Bool, units: Word256) {
    guard !reserveA.isZero else { throw .reservesMustBePositive }
    guard !reserveB.isZero else { throw .reservesMustBePositive }
    do {
      let paysA = try Word256.mulDiv(reserveA, trueB, over: reserveB, rounding: .down) < trueA
      let product = try reserveA.multiplied(by: reserveB).multiplied(by: 1000)
      let (trueIn, trueOut) = paysA ? (trueA, trueB) : (trueB, trueA)
      let weighted = try trueOut.multiplied(by: 997)
      let root = try Word256.mulDiv(product, trueIn, over: weighted, rounding: .down).squareRoot(
        rounding: .down)
      let reserve = try (paysA ? reserveA : reserveB).multiplied(by: 1000).divided(by: 997, rounding: .down)
      return (paysA, root > reserve ? root - reserve : .zero)
    } catch {
      throw .balanceMustFit
    }
  }
}
