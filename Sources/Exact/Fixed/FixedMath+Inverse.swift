extension FixedMath {
  /// `1 ÷ x` of a normalized `x`: a mantissa of ½ to 1, at most 60 ulps off for an exact `x`.
  ///
  /// An error of `e` ulps in `x` adds `2e`. `x = m · 2^(E − 128)` gives `(2¹²⁷ ÷ m) · 2^(1 − E)`, `m` in 2¹²⁷ ..< 2¹²⁸.
  ///
  /// `y₀ = ⌊(2¹²⁷ − 1) ÷ top limb⌋` has `1 − m y₀ ÷ 2¹⁹¹ = e` with `−2⁻⁶³ ≤ e ≤ 2⁻⁶²`; `y = y₀(1 + e)` misses `y₀e²`,
  /// below 2⁻¹²⁴ or 16 ulps; `e` is taken from a truncated product, lowered by one, and loses three bits: 20 ulps.
  @inlinable
  public static func inverse(of x: Scaled) -> Scaled {
    let high = UInt64(truncatingIfNeeded: x.mantissa &>> 64)
    let guess = high.dividingFullWidth((0x7fff_ffff_ffff_ffff, .max)).quotient
    let error = Int128(truncatingIfNeeded: ((1 &<< 127) &- 1) &- productHigh(x.mantissa, limb: guess))
    let step = Int128(truncatingIfNeeded: guess) &* (error &>> 3)
    let mantissa = (UInt128(truncatingIfNeeded: guess) &<< 64) &+ UInt128(truncatingIfNeeded: step &>> 60)
    return Scaled(mantissa: mantissa, exponent: 1 &- x.exponent)
  }

  /// `1 ÷ √x` of a normalized `x`: a mantissa of ½ to 1, at most ``inverseRootError`` ulps off for an exact `x`.
  ///
  /// An error of `e` ulps in `x` adds `2e` (`x` is brought to ¼ ..< 1, where `|d(½x^−½)| ≤ 2|dx|`).
  ///
  /// With `e = 1 − 4xy²` of an approximation `y` of `1 ÷ 2√x`, the exact value is `y(1 − e)^−½ = y(1 + e/2 + 3e²/8 + …)`.
  ///
  /// - A table and two steps to the second order in 63-bit arithmetic find `y`; nothing is assumed of them but
  ///   `|e| < 2⁻⁵⁸`, which the last step **checks**.
  /// - The last step, to the first order in 128 bits, misses `3e²/8 + 5|e|³/16 + … < 2⁻¹¹⁷·⁴`: 1,560 ulps. `e` comes
  ///   from a truncated product, 3 ulps of 2⁻¹²⁶ times 4: 24 ulps; four bits of it are dropped: 128 ulps.
  @inlinable
  public func inverseRoot(of x: Scaled) -> Scaled {
    let odd = x.exponent & 1
    let m = x.mantissa &>> UInt128(truncatingIfNeeded: odd)
    let half = (x.exponent &+ odd) / 2
    let high = UInt64(truncatingIfNeeded: m &>> 64)
    var y = limb(FixedLayout.inverseRoot, Int(truncatingIfNeeded: high &>> 55) &- 128)
    for _ in 0..<2 {
      let square = y.multipliedFullWidth(by: y).high  // y² with 62 fraction bits
      let product = square.multipliedFullWidth(by: high).high  // xy² ≈ ¼ with 62 fraction bits
      let error = Int64(truncatingIfNeeded: (1 &<< 60) &- product)  // e with 60 fraction bits
      let squared = (Int128(error) &* Int128(error)) &>> 60
      let step = (Int128(error) &>> 1) &+ ((squared &* 3) &>> 3)
      y = y &+ UInt64(truncatingIfNeeded: (Int128(truncatingIfNeeded: y) &* step) &>> 60)
    }
    y = min(y, (1 &<< 63) &- 1)
    let wide = UInt128(truncatingIfNeeded: y)
    // e with 124 fraction bits
    let error = (1 &<< 124) &- Int128(truncatingIfNeeded: productHigh(wide &* wide, m))
    precondition(error.magnitude < 1 &<< 66, "the inverse root of \(x.mantissa) did not converge")
    let step = (Int128(truncatingIfNeeded: y) &* (error &>> 4)) &>> 57
    // With 127 fraction bits, so that a value that rounds to 1 is lowered instead of overflowing.
    let mantissa = min((wide &<< 64) &+ UInt128(truncatingIfNeeded: step), (1 &<< 127) &- 1)
    return Scaled(mantissa: mantissa &<< 1, exponent: 1 &- half)
  }

  /// Ulps of 2⁻¹²⁸ that ``inverse(of:)`` may be off.
  @inlinable public static var inverseError: UInt64 { 60 }
  /// Ulps of 2⁻¹²⁸ that ``inverseRoot(of:)`` may be off.
  @inlinable public static var inverseRootError: UInt64 { 1_800 }
}
