extension FixedMath {
  /// `Q(x) = Φ(−x)` for `x ≥ 0` with ``logarithmBits`` fraction bits: a mantissa of 2⁻¹²⁸, at most ½.
  ///
  /// Within ``tailError`` ulps for an exact `x`; an error of `e` ulps of 2⁻¹¹⁸ in `x` adds `e · 2¹⁰ · φ(0) < 410 e`.
  ///
  /// `x = i/2⁷ + h` with `|h| ≤ 2⁻⁸`, and the Taylor polynomial of degree 11 at the node, `t = 2⁷h` in −½ ..< ½:
  ///
  /// - It leaves below `sup|φ Heₙ| |h|ⁿ⁺¹ ÷ (n+1)!` at n = 11. Cramér's inequality `|Heₙ(x)| e^(−x²/4) ≤ 1.0865 √n!`
  ///   gives `0.4335 · √11! ÷ 12! · 2⁻⁹⁶ < 2⁻¹¹³`. (Abramowitz & Stegun 22.14.17.)
  /// - Coefficients `C_k = c_k 2^(−7k)`. The same inequality bounds `|c_k| ≤ 0.4335 √(k−1)! ÷ k!`, so `|C₅| + ½|C₆| + …`
  ///   is below 2⁻⁴⁰: with 103 fraction bits they fit a signed limb. Each Horner step there loses below 1 in the
  ///   product, ½ for `t` taken with 64 bits and 0.51 in the coefficient, halved by the next step: below 4.1 ulps of
  ///   2⁻¹⁰³, times `|t|⁵ = 2⁻⁵`: below 2⁻¹⁰⁵·⁹.
  /// - `r₅ t` in 128 bits: `t` with 64 bits loses `2⁻⁴⁰ · 2⁻⁶⁴ · |t|⁴ = 2⁻¹⁰⁸`. Four steps in 128 bits: below 2⁻¹²⁴.
  ///
  /// Together below 2⁻¹⁰⁵·⁵; from `x ≥ 12` the result is 0, and `Q(12) < 2⁻¹⁰⁸·⁶`.
  @inlinable
  public func tail(_ x: UInt128) -> UInt128 {
    let node = Int(truncatingIfNeeded: (x &+ (1 &<< 110)) &>> 111)
    if node > 1536 { return 0 }
    let wide = Int128(truncatingIfNeeded: x &<< 17)  // 2⁷h with 128 fraction bits: the node leaves at the top
    let narrow = Int64(truncatingIfNeeded: wide &>> 64)
    let offset = FixedLayout.tail &+ node &* FixedLayout.tailStride
    var limbs = signedLimb(offset, 16)
    limbs = signedLimb(offset, 15) &+ productHigh(limbs, narrow)
    limbs = signedLimb(offset, 14) &+ productHigh(limbs, narrow)
    limbs = signedLimb(offset, 13) &+ productHigh(limbs, narrow)
    limbs = signedLimb(offset, 12) &+ productHigh(limbs, narrow)
    limbs = signedLimb(offset, 11) &+ productHigh(limbs, narrow)
    limbs = signedLimb(offset, 10) &+ productHigh(limbs, narrow)
    var value = signedWord(offset, 4) &+ ((Int128(limbs) &* Int128(narrow)) &>> 40)
    value = signedWord(offset, 3) &+ productHigh(value, wide)
    value = signedWord(offset, 2) &+ productHigh(value, wide)
    value = signedWord(offset, 1) &+ productHigh(value, wide)
    value = signedWord(offset, 0) &+ productHigh(value, wide)
    return value <= 0 ? 0 : UInt128(truncatingIfNeeded: value) &<< 1
  }

  /// Ulps of 2⁻¹²⁸ that ``tail(_:)`` may be off: 2²²·⁵, rounded up.
  @inlinable public static var tailError: UInt64 { 6_000_000 }
}
