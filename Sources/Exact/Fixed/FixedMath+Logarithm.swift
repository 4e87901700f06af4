extension FixedMath {
  /// `ln(m ÷ 2¹²⁷)` with 126 fraction bits, for a mantissa with its top bit set: within 1,100 ulps of 2⁻¹²⁶.
  ///
  /// `m · c₁ · c₂ = 1 + r` with tabulated `c₁ = n/2¹¹`, `c₂ = N/2²¹`, so `ln m = −ln c₁ − ln c₂ + ln(1 + r)`.
  ///
  /// - `c₁` is the nearest to the inverse of the middle of a 2⁻⁹ slice of 1…2: `|m c₁ − 1| ≤ 2⁻¹⁰ + 2⁻¹¹ + 2⁻²⁰`,
  ///   below 2⁻⁹. `c₂` likewise on slices of 2⁻¹⁷: `|r| ≤ 2⁻¹⁸ + 2⁻²² + 2⁻²⁷ < 2⁻¹⁷·⁹`.
  /// - `c₁c₂` is an exact integer over 2³²; `r` loses less than 1 ulp of 2⁻¹²⁶ in the product with `m`.
  /// - `ln(1 + r) = r − r²(½ − r(⅓ − r(¼ − r(⅕ − r/6))))` leaves `|r|⁷ ÷ 7(1 − |r|) < 2⁻¹²⁷`.
  /// - The bracket from ⅓ on has 64 fraction bits: each of three products loses below 1 ulp, and 2⁻¹⁷·⁹ of the one
  ///   before: below 2 ulps, so `|r|³ 2⁻⁶³ < 2⁻¹¹⁶·⁷`. Taking `r` with 64 bits in `r · ⅓` loses `2⁻⁸⁰ ÷ 3`, times
  ///   `r²`: below 2⁻¹¹⁷·³. Together below 2⁻¹¹⁶, 1,024 ulps; the rest (two table entries, `r`, two products) is
  ///   below 10.
  @inlinable
  public func logarithm(ofNormalized m: UInt128) -> Int128 {
    let high = UInt64(truncatingIfNeeded: m &>> 64)
    let first = Int(truncatingIfNeeded: (high &>> 54) & 511)
    let n = limb(FixedLayout.firstFactor, first)
    // m · n ÷ 2¹¹ − 1 + 2⁻⁹, in steps of 2⁻¹⁷: high has 63 fraction bits, so the product has 74.
    let product = UInt128(truncatingIfNeeded: high) &* UInt128(truncatingIfNeeded: n)
    let offset = product &- ((1 &<< 74) &- (1 &<< 65))
    let second = Int(truncatingIfNeeded: offset &>> 57)
    let factor = (n &* limb(FixedLayout.secondFactor, second)) &<< 31
    let r = Int128(truncatingIfNeeded: productHigh(m, limb: factor)) &- (1 &<< 126)

    let wide = r &<< 18  // r · 2¹⁶ with 128 fraction bits
    let narrow = Int64(truncatingIfNeeded: wide &>> 64)
    var bracket: Int64 = 0x2aaa_aaaa_aaaa_aaaa  // 1/6 with 64 fraction bits
    bracket = 0x3333_3333_3333_3333 &- (productHigh(narrow, bracket) &>> 16)
    bracket = 0x4000_0000_0000_0000 &- (productHigh(narrow, bracket) &>> 16)
    bracket = 0x5555_5555_5555_5555 &- (productHigh(narrow, bracket) &>> 16)
    let half = (1 &<< 125) &- ((Int128(narrow) &* Int128(bracket)) &>> 18)
    let correction = productHigh(wide, productHigh(wide, half)) &>> 32
    return signedWord(FixedLayout.firstLogarithm, first) &+ signedWord(FixedLayout.secondLogarithm, second)
      &+ r &- correction
  }

  /// `k · ln 2` with ``logarithmBits`` fraction bits, rounded down: less than 2 ulps below for `|k| < 2¹⁰`.
  @inlinable @inline(__always)
  public func multipleOfLogarithmOfTwo(_ k: Int) -> Int128 {
    let wide = Int128(truncatingIfNeeded: k)
    let next = Int128(truncatingIfNeeded: limb(FixedLayout.logarithmOfTwo, 2))
    return wide &* signedWord(FixedLayout.logarithmOfTwo, 0) &+ ((wide &* next) &>> 64)
  }
}
