import Exact

/// Prices on the grid of 1.0001: `√(1.0001^tick) · 2⁹⁶` and back.
///
/// Source: Adams et al., "Uniswap v3 Core" (2021), §6.1. The ratio is computed as every deployed pool
/// computes it, from twenty published factors, and rounded up.
enum TickRatio {
  /// The lowest tick, at a price of about 2⁻¹²⁸.
  static var lowest: Int { -887_272 }
  /// The highest tick, at a price of about 2¹²⁸.
  static var highest: Int { 887_272 }
  /// The ratio at ``lowest``.
  static var lowestRatio: Word256 { 4_295_128_739 }
  /// The ratio at ``highest``, 160 bits.
  static var highestRatio: Word256 {
    Word256(high: 0xfffd_8963, low: 0xefd1_fc6a_5064_8849_5d95_1d52_6398_8d26)
  }

  /// `⌈√(1.0001^tick) · 2⁹⁶⌉` but for the factors' own error. Traps outside ``lowest`` … ``highest``.
  static func ratio(at tick: Int) -> Word256 {
    precondition(tick.magnitude <= highest.magnitude, "a tick of \(tick) has no ratio")
    guard tick != 0 else { return Word256(high: 0, low: 1 << 96) }
    let power = tick.magnitude
    // 0 stands for 2¹²⁸: nothing was multiplied in yet.
    var product: UInt128 = 0
    include(0, 0xfffc_b933_bd6f_ad37_aa2d_162d_1a59_4001, of: power, in: &product)
    include(1, 0xfff9_7272_373d_4132_59a4_6990_580e_213a, of: power, in: &product)
    include(2, 0xfff2_e50f_5f65_6932_ef12_357c_f3c7_fdcc, of: power, in: &product)
    include(3, 0xffe5_caca_7e10_e4e6_1c36_24ea_a094_1cd0, of: power, in: &product)
    include(4, 0xffcb_9843_d60f_6159_c9db_5883_5c92_6644, of: power, in: &product)
    include(5, 0xff97_3b41_fa98_c081_472e_6896_dfb2_54c0, of: power, in: &product)
    include(6, 0xff2e_a164_66c9_6a38_43ec_78b3_26b5_2861, of: power, in: &product)
    include(7, 0xfe5d_ee04_6a99_a2a8_11c4_61f1_969c_3053, of: power, in: &product)
    include(8, 0xfcbe_86c7_900a_88ae_dcff_c83b_479a_a3a4, of: power, in: &product)
    include(9, 0xf987_a725_3ac4_1317_6f2b_074c_f781_5e54, of: power, in: &product)
    include(10, 0xf339_2b08_22b7_0005_940c_7a39_8e4b_70f3, of: power, in: &product)
    include(11, 0xe715_9475_a2c2_9b74_43b2_9c7f_a6e8_89d9, of: power, in: &product)
    include(12, 0xd097_f3bd_fd20_22b8_845a_d8f7_92aa_5825, of: power, in: &product)
    include(13, 0xa9f7_4646_2d87_0fdf_8a65_dc1f_90e0_61e5, of: power, in: &product)
    include(14, 0x70d8_69a1_56d2_a1b8_90bb_3df6_2baf_32f7, of: power, in: &product)
    include(15, 0x31be_135f_97d0_8fd9_8123_1505_542f_cfa6, of: power, in: &product)
    include(16, 0x09aa_508b_5b7a_84e1_c677_de54_f3e9_9bc9, of: power, in: &product)
    include(17, 0x005d_6af8_dedb_8119_6699_c329_225e_e604, of: power, in: &product)
    include(18, 0x0000_2216_e584_f5fa_1ea9_2604_1bed_fe98, of: power, in: &product)
    include(19, 0x0000_0000_048a_1703_91f7_dc42_444e_8fa2, of: power, in: &product)
    var wide = Word256(product)
    if tick > 0 {
      guard let inverse = try? Word256.max.divided(by: wide, rounding: .down) else {
        preconditionFailure("the factors of tick \(tick) vanish")
      }
      wide = inverse
    }
    let rest = wide & Word256(0xffff_ffff as UInt64)
    return (wide >> 32) + (rest.isZero ? .zero : .one)
  }

  /// Multiplies by `1.0001^(−2^bit ÷ 2) · 2¹²⁸` if `power` has that bit.
  @inline(__always)
  private static func include(_ bit: UInt, _ factor: UInt128, of power: UInt, in product: inout UInt128) {
    guard power >> bit & 1 == 1 else { return }
    product = product == 0 ? factor : product.multipliedFullWidth(by: factor).high
  }

  /// The greatest tick whose ratio does not exceed `sqrtPriceX96`; ``lowest`` below the first, ``highest``
  /// from the last on.
  ///
  /// The binary logarithm is squared out to 20 fraction bits. A tick is 2⁻¹³·⁷⁶ wide in it, so the answer is
  /// one tick but near a boundary, where the ratio itself decides. The margin of 2⁻³⁰ covers the rounding of
  /// the ratio (2⁻³² of the lowest), of the mantissa (2⁻⁶¹) and of the scale.
  static func tick(at sqrtPriceX96: Word256) -> Int {
    guard sqrtPriceX96 > lowestRatio else { return lowest }
    guard sqrtPriceX96 < highestRatio else { return highest }
    let bits = sqrtPriceX96.significantBits
    let normalized = bits >= 64 ? sqrtPriceX96 >> (bits - 64) : sqrtPriceX96 << (64 - bits)
    var mantissa = UInt64(truncatingIfNeeded: normalized.low)
    var logarithm = Int64(bits - 97)
    for _ in 0..<20 {
      let square = mantissa.multipliedFullWidth(by: mantissa)
      let isTwo = square.high >> 63
      mantissa = isTwo == 1 ? square.high : (square.high &<< 1) | (square.low &>> 63)
      logarithm = (logarithm &<< 1) | Int64(isTwo)
    }
    // 2 ÷ log₂ 1.0001 with 30 fraction bits.
    let scale: Int128 = 14_885_966_607_812
    let fine = Int128(logarithm) << 10
    let low = Int(truncatingIfNeeded: ((fine - 1) * scale) >> 60)
    let high = Int(truncatingIfNeeded: ((fine + 1025) * scale) >> 60)
    if low == high { return low }
    guard high <= highest else { return low }
    guard low >= lowest else { return high }
    return ratio(at: high) <= sqrtPriceX96 ? high : low
  }
}
