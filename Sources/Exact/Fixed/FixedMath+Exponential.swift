extension FixedMath {
  /// `e^(−y)` for `0 ≤ y < 1024` with ``logarithmBits`` fraction bits: a mantissa of at least 0.499 and a power of two.
  ///
  /// Within ``decayError`` ulps of the mantissa for an exact `y`; an error of `e` ulps of 2⁻¹¹⁸ in `y` adds `1024 e`.
  ///
  /// `y = n ln 2 + i/2⁹ + j/2¹⁸ + g`, `0 ≤ g < 2⁻¹⁸`, so `e^(−y) = 2⁻ⁿ · E₁[i] · E₂[j] · e^(−g)`.
  ///
  /// - `n` comes from a product rounded down, so `0 ≤ y − n ln 2 < ln 2 + 2⁻⁵⁰`: 360 entries of E₁ suffice. `n ln 2`
  ///   is below the exact one by less than 2 ulps of 2⁻¹¹⁸: 2,048 ulps of the result.
  /// - `e^(−g) = 1 − g + g²(½ − g(1/6 − g(1/24 − g/120)))` leaves below `g⁶/720 < 2⁻¹¹⁷`: 2,048 ulps.
  /// - The bracket from 1/6 on has 64 fraction bits, two products and three constants: below 4 ulps, so below
  ///   `g³ · 2⁻⁶² < 2⁻¹¹⁶`: 4,096 ulps. `g` taken with 64 bits loses `2⁻⁸² ÷ 6 · g² < 2⁻¹²⁰`: 256 ulps.
  /// - Tables, the products of the three factors and the two of `g²·½`: below 20 ulps.
  @inlinable
  public func decay(_ y: UInt128) -> Scaled {
    let top = UInt64(truncatingIfNeeded: y &>> 64)
    let inverse = limb(FixedLayout.inverseLogarithmOfTwo, 0)
    let n = Int(truncatingIfNeeded: top.multipliedFullWidth(by: inverse).high &>> 53)
    let rest = y &- UInt128(truncatingIfNeeded: multipleOfLogarithmOfTwo(n))
    let i = Int(truncatingIfNeeded: rest &>> 109)
    let j = Int(truncatingIfNeeded: (rest &>> 100) & 511)
    let wide = rest &<< 28  // g · 2¹⁸ with 128 fraction bits; the bits of i and j leave at the top
    let narrow = UInt64(truncatingIfNeeded: wide &>> 64)

    var bracket: UInt64 = 0x0222_2222_2222_2222  // 1/120 with 64 fraction bits
    bracket = 0x0aaa_aaaa_aaaa_aaaa &- (narrow.multipliedFullWidth(by: bracket).high &>> 18)
    bracket = 0x2aaa_aaaa_aaaa_aaaa &- (narrow.multipliedFullWidth(by: bracket).high &>> 18)
    let cubic = (UInt128(truncatingIfNeeded: narrow) &* UInt128(truncatingIfNeeded: bracket)) &>> 18
    let quadratic = productHigh(wide, productHigh(wide, (1 &<< 127) &- cubic)) &>> 36
    let lost = (wide &>> 18) &- quadratic  // 1 − e^(−g)

    let factor = productHigh(word(FixedLayout.coarseDecay, i), word(FixedLayout.fineDecay, j))
    return Scaled(mantissa: factor &- productHigh(factor, lost), exponent: 0 &- n)
  }

  /// Ulps of 2⁻¹²⁸ that ``decay(_:)`` may be off: 2,048 + 2,048 + 4,096 + 256 + 20, rounded up.
  @inlinable public static var decayError: UInt64 { 8_600 }

  /// `e^x` for `|x| ≤ 256` with ``logarithmBits`` fraction bits; errors as ``decay(_:)``, and 2,048 ulps more for x > 0.
  @inlinable
  public func exponential(_ x: Int128) -> Scaled {
    if x <= 0 { return decay(UInt128(truncatingIfNeeded: 0 &- x)) }
    // e^x = 2ᵏ e^(−(k ln 2 − x)) with k ln 2 ≥ x: k ≥ x · 1.5 + 1.
    let k = Int(truncatingIfNeeded: (x &+ (x &>> 1)) &>> 118) &+ 1
    var result = decay(UInt128(truncatingIfNeeded: multipleOfLogarithmOfTwo(k) &- x))
    result.exponent &+= k
    return result
  }

  /// Ulps of 2⁻¹²⁸ that ``exponential(_:)`` may be off.
  @inlinable public static var exponentialError: UInt64 { decayError + 2_048 }

  /// `1 ÷ √(2π)`, a mantissa of 2⁻¹²⁸ within 1 ulp with exponent −1.
  @inlinable public var densityAtZero: Scaled {
    Scaled(mantissa: word(FixedLayout.densityAtZero, 0), exponent: -1)
  }
}
