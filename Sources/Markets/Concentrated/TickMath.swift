public import Exact

/// Ticks and the square-root prices they stand for, free of state.
///
/// Tick `t` stands for the price `1.0001ᵗ` in quote units per base unit; its square-root price is `√1.0001ᵗ · 2⁹⁶`
/// (Q64.96), computed as Uniswap v3 does, to the last bit: the product of up to twenty rounded factors.
///
/// Source: Adams et al., "Uniswap v3 Core" (2021), §6.1.
public enum TickMath {
  /// The smallest tick, −887272: the last one whose price is above 2⁻¹²⁸.
  @inlinable public static var minimumTick: Int32 { -887_272 }
  /// The largest tick, 887272.
  @inlinable public static var maximumTick: Int32 { 887_272 }
  /// The square-root price of ``minimumTick``: the smallest there is.
  @inlinable public static var minimumSqrtRatio: Word256 { 4_295_128_739 }
  /// The square-root price of ``maximumTick``: above every price a pool can have.
  @inlinable public static var maximumSqrtRatio: Word256 {
    Word256(high: 0xFFFD_8963, low: 0xEFD1_FC6A_5064_8849_5D95_1D52_6398_8D26)
  }

  /// `√1.0001ᵗ · 2⁹⁶`, rounded up from the Q128.128 product of its factors.
  ///
  /// - Throws: `ConcentratedRefusal.tickMustBeInRange`.
  /// - Complexity: O(1), no heap allocation.
  public static func sqrtRatio(at tick: Int32) throws(ConcentratedRefusal) -> Word256 {
    guard tick >= minimumTick else { throw .tickMustBeInRange(tick) }
    guard tick <= maximumTick else { throw .tickMustBeInRange(tick) }
    return sqrtRatio(atTickInRange: tick)
  }

  /// ``sqrtRatio(at:)`` where the tick is known to be in range.
  static func sqrtRatio(atTickInRange tick: Int32) -> Word256 {
    // √1.0001^−|t| as Q128.128; only the empty product is 1 and needs a 129th bit.
    var bits = tick.magnitude
    var ratio = UInt128.zero
    var isOne = true
    while bits != 0 {
      let factor = TickMath.factor(bits.trailingZeroBitCount)
      ratio = isOne ? factor : ratio.multipliedInline(by: factor).high
      isOne = false
      bits &= bits &- 1
    }
    if isOne { return Word256(UInt128(1) << 96) }
    let oriented: Word256
    if tick > 0 {
      // (2²⁵⁶ − 1) ÷ ratio, down; the ratio is above 2⁶⁴ for the largest tick, so it never is 0.
      guard let inverse = try? Word256.max.divided(by: Word256(ratio), rounding: .down) else {
        preconditionFailure("sqrtRatio: the ratio of tick \(tick) is 0")
      }
      oriented = inverse
    } else {
      oriented = Word256(ratio)
    }
    let floor = oriented >> 32
    return oriented.low & 0xFFFF_FFFF == 0 ? floor : floor + .one
  }

  /// The greatest tick whose square-root price is at or below `sqrtPrice`.
  ///
  /// A logarithm of 16 fractional bits proposes, exact comparisons decide.
  ///
  /// - Throws: `ConcentratedRefusal.priceMustBeInRange` unless the price is at least ``minimumSqrtRatio`` and below
  ///   ``maximumSqrtRatio``.
  /// - Complexity: O(1), no heap allocation; two or three square-root prices.
  public static func tick(atSqrtRatio sqrtPrice: Word256) throws(ConcentratedRefusal) -> Int32 {
    guard sqrtPrice >= minimumSqrtRatio else { throw .priceMustBeInRange }
    guard sqrtPrice < maximumSqrtRatio else { throw .priceMustBeInRange }
    return tick(atSqrtRatioInRange: sqrtPrice)
  }

  /// ``tick(atSqrtRatio:)`` where the price is known to be in range.
  static func tick(atSqrtRatioInRange sqrtPrice: Word256) -> Int32 {
    var tick = proposedTick(sqrtPrice)
    while sqrtRatio(atTickInRange: tick) > sqrtPrice { tick -= 1 }
    // The price is below that of the largest tick, so the search cannot pass it.
    while sqrtRatio(atTickInRange: tick + 1) <= sqrtPrice { tick += 1 }
    return tick
  }

  /// `⌊log₂(sqrtPrice ÷ 2⁹⁶) ÷ log₂√1.0001⌋` from 16 fractional bits of the logarithm, kept in range: off by 1 at most.
  private static func proposedTick(_ sqrtPrice: Word256) -> Int32 {
    let width = sqrtPrice.significantBits
    // The mantissa in [1, 2) with 63 fractional bits.
    var mantissa = (sqrtPrice << (256 - width)).high.highLimb64
    var logarithm = Int64(width - 1 - 96) << 16
    for bit in stride(from: Int64(15), through: 0, by: -1) {
      let square = mantissa.multipliedFullWidth(by: mantissa)
      if square.high >> 63 == 1 {
        logarithm += 1 << bit
        mantissa = square.high
      } else {
        mantissa = square.high << 1 | square.low >> 63
      }
    }
    // 1 ÷ log₂√1.0001 = 13863.636…, as 908,567,298 ÷ 2¹⁶.
    let tick = (logarithm * 908_567_298) >> 32
    return Int32(Swift.min(Swift.max(tick, Int64(minimumTick)), Int64(maximumTick) - 1))
  }

  /// The integer nearest to `2¹²⁸ ÷ √1.0001^(2ⁱ)`, `i` from 0 to 19.
  private static func factor(_ index: Int) -> UInt128 {
    switch index {
    case 0: 0xFFFC_B933_BD6F_AD37_AA2D_162D_1A59_4001
    case 1: 0xFFF9_7272_373D_4132_59A4_6990_580E_213A
    case 2: 0xFFF2_E50F_5F65_6932_EF12_357C_F3C7_FDCC
    case 3: 0xFFE5_CACA_7E10_E4E6_1C36_24EA_A094_1CD0
    case 4: 0xFFCB_9843_D60F_6159_C9DB_5883_5C92_6644
    case 5: 0xFF97_3B41_FA98_C081_472E_6896_DFB2_54C0
    case 6: 0xFF2E_A164_66C9_6A38_43EC_78B3_26B5_2861
    case 7: 0xFE5D_EE04_6A99_A2A8_11C4_61F1_969C_3053
    case 8: 0xFCBE_86C7_900A_88AE_DCFF_C83B_479A_A3A4
    case 9: 0xF987_A725_3AC4_1317_6F2B_074C_F781_5E54
    case 10: 0xF339_2B08_22B7_0005_940C_7A39_8E4B_70F3
    case 11: 0xE715_9475_A2C2_9B74_43B2_9C7F_A6E8_89D9
    case 12: 0xD097_F3BD_FD20_22B8_845A_D8F7_92AA_5825
    case 13: 0xA9F7_4646_2D87_0FDF_8A65_DC1F_90E0_61E5
    case 14: 0x70D8_69A1_56D2_A1B8_90BB_3DF6_2BAF_32F7
    case 15: 0x31BE_135F_97D0_8FD9_8123_1505_542F_CFA6
    case 16: 0x9AA5_08B5_B7A8_4E1C_677D_E54F_3E99_BC9
    case 17: 0x5D6A_F8DE_DB81_1966_99C3_2922_5EE6_04
    case 18: 0x2216_E584_F5FA_1EA9_2604_1BED_FE98
    case 19: 0x48A1_7039_1F7D_C424_44E8_FA2
    default: preconditionFailure("a tick has 20 bits, asked for bit \(index)")
    }
  }
}

extension UInt128 {
  /// Bits 64 to 127.
  fileprivate var highLimb64: UInt64 { UInt64(truncatingIfNeeded: self >> 64) }
}
