/// Polynomials of `w(u) = Q⁻¹(u / 2⁶⁵)`, `Q = 1 − Φ`, for odd `u` from 1 to 2⁶⁴ − 1, in fixed point.
///
/// ### The polynomials
/// An octave is `u = 2ᵏ (1 + x)`, `0 ≤ x < 1`, so `q = H (1 + x)` with `H = 2^(k − 65)`. It is cut into 64 segments
/// with centres `x₀ = (j + ½) / 64`; within one, `x = x₀ + s / 64` with `−½ ≤ s < ½`, and
/// `w = D₀ + D₁ s + … + D₁₁ s¹¹` approximately, `Dᵢ = Aᵢ 64⁻ⁱ` with `Aᵢ` the Taylor coefficients in `x`.
///
/// ### A bound on every coefficient
/// As a function of `q ≤ ½`, `w⁽ⁿ⁾ = (−1)ⁿ Pₙ(w) / φ(w)ⁿ` where `P₁ = 1` and `Pₙ₊₁ = Pₙ′ + n w Pₙ` have no negative
/// coefficients: the derivatives alternate in sign and shrink as `q` grows. So `g = −dw/dx = M(w) / (1 + x)`, with
/// Mills' ratio `M = Q/φ ≤ √(π/2)` falling in `w`, is absolutely monotone to the left, its series
/// `Σ |gₙ| rⁿ = g(x₀ − r) ≤ M(w₀) / (1 + x₀ − r)` has no negative terms, and each term is below the sum. With
/// `r = (1 + x₀) n / (n + 1)` and `Aₙ₊₁ = −gₙ / (n + 1)` up to sign,
/// `|Aₙ| ≤ e M(w₀) / (1 + x₀)ⁿ ≤ 3.41`, n ≥ 1. Hence `|Dₙ| ≤ 3.41 · 2^(−6n)`.
///
/// ### The error of ``fineWads(_:)``
/// 1. Truncation: `Σ_{n ≥ 12} 3.41 · 2^(−7n) < 2^−82.2`. To the right of the centre derivatives shrink (Lagrange's
///    remainder), to the left the series itself is summed.
/// 2. Degrees 11 to 4 in steps of 2⁻⁸⁴: half a step for each coefficient, one for each product rounded down, each
///    halved by the next product: below 3 steps, times `s⁴ ≤ 2⁻⁴`: below `2^−86.4`.
/// 3. Degrees 3 to 0 in steps of 2⁻¹²⁰: below 8 steps.
/// 4. Coefficients: those of ``QuantileSeries`` are within 14 steps of 2⁻¹²⁰ of a function that is itself within
///    `2^−88` of `w` (proved there).
/// 5. The product with 10¹⁸ loses less than 2 steps of 2⁻⁵⁶.
///
/// Together below `2^−82`, times `10¹⁸ < 2^59.8` in steps of 2⁻⁵⁶: below `2^33.8 + 2 <` ``slack``.
@frozen
@usableFromInline
struct QuantileTable: @unchecked Sendable {
  // Written once before it is published and only read afterwards, hence safe to share between threads.
  @usableFromInline let base: UnsafeRawPointer

  init(base: UnsafeRawPointer) { self.base = base }

  /// Bounds the error of ``fineWads(_:)``, in its steps of 2⁻⁵⁶.
  @inlinable static var slack: UInt128 { 1 &<< 34 }
  /// Bytes of a segment: four coefficients of 128 bits with 120 fraction bits, eight of 64 bits with 84.
  @inlinable static var stride: Int { 128 }

  /// `w · 10¹⁸ · 2⁵⁶` for `u = odd`, within ``slack``.
  @inlinable @inline(__always)
  func fineWads(_ odd: UInt64) -> UInt128 {
    let zeros = odd.leadingZeroBitCount
    let aligned = odd &<< UInt64(truncatingIfNeeded: zeros)
    // The top bit is the octave's; six bits name the segment; 57 bits are s + ½.
    let segment = Int(truncatingIfNeeded: (aligned &>> 57) & 63)
    let offset = Int64(truncatingIfNeeded: aligned & 0x01ff_ffff_ffff_ffff) &- 0x0100_0000_0000_0000
    let s = offset &<< 7  // 64 fraction bits
    let row = base + ((63 &- zeros) &* 64 &+ segment) &* QuantileTable.stride

    var narrow = (row + 120).assumingMemoryBound(to: Int64.self).pointee
    var at = 112
    while at >= 64 {
      let coefficient = (row + at).assumingMemoryBound(to: Int64.self).pointee
      narrow = coefficient &+ narrow.multipliedFullWidth(by: s).high
      at &-= 8
    }
    let words = row.assumingMemoryBound(to: Int128.self)
    // 84 + 64 fraction bits down to 120.
    var value = words[3] &+ ((Int128(narrow) &* Int128(s)) &>> 28)
    value = words[2] &+ QuantileTable.product(value, s)
    value = words[1] &+ QuantileTable.product(value, s)
    value = words[0] &+ QuantileTable.product(value, s)

    let high = UInt128(truncatingIfNeeded: value &>> 64)
    let low = UInt128(truncatingIfNeeded: UInt64(truncatingIfNeeded: value))
    return high &* 1_000_000_000_000_000_000 &+ ((low &* 1_000_000_000_000_000_000) &>> 64)
  }

  /// `a · s / 2⁶⁴` rounded down, or one below.
  @inlinable @inline(__always)
  static func product(_ a: Int128, _ s: Int64) -> Int128 {
    let wide = Int128(s)
    let low = Int128(truncatingIfNeeded: UInt64(truncatingIfNeeded: a))
    return (a &>> 64) &* wide &+ ((low &* wide) &>> 64)
  }
}
