extension Word256 {
  /// `√a`, rounded as asked: at most 2¹²⁸.
  ///
  /// - Complexity: O(1), no heap allocation.
  @inlinable
  public func squareRoot(rounding: Rounding) -> Word256 {
    let floor = flooredSquareRoot
    let square = floor.multipliedFullWidth(by: floor)
    let rest = self - Word256(high: square.high, low: square.low)
    let goesUp: Bool
    switch rounding {
    case .down: goesUp = false
    case .up: goesUp = !rest.isZero
    // (floor + ½)² = floor² + floor + ¼: never a tie.
    case .nearest: goesUp = rest > Word256(floor)
    }
    return goesUp ? Word256(floor) + .one : Word256(floor)
  }

  /// `⌊√a⌋`.
  ///
  /// With `a` shifted left by an even count until its top bit or the one below it is set, `s₁ = ⌊√(upper half)⌋` and
  /// `r₁` its rest: the root is `s₁ · 2⁶⁴ + q` or one less, where `q = ⌊(r₁ · 2⁶⁴ + next limb) ÷ 2s₁⌋`, capped at
  /// 2⁶⁴ − 1. Source: Zimmermann, "Karatsuba square root", INRIA RR-3805 (1999), theorem 1.
  ///
  /// - Complexity: O(1), no heap allocation.
  @inlinable
  public var flooredSquareRoot: UInt128 {
    if high == 0 { return UInt128(low.flooredSquareRoot) }
    if let root = estimatedSquareRoot(over: 1) { return root }
    let shift = high.leadingZeroBitCount & ~1
    let shifted = self << shift
    let root = shifted.high.normalizedSquareRoot
    let wide = UInt128(root)
    let rest = shifted.high &- wide &* wide
    let half = rest &>> 1
    var low: UInt64 = .max
    if half < wide {
      // (rest · 2⁶⁴ + limb) ÷ 2 ÷ root, with half the numerator's top limbs below the root.
      let limb = ((rest & 1) &<< 63) | (UInt128(shifted.low.highLimb) &>> 1)
      low = root.dividingFullWidth((half.lowLimb, limb.lowLimb)).quotient
    }
    var candidate = UInt128(highLimb: root, lowLimb: low)
    let square = candidate.multipliedFullWidth(by: candidate)
    if shifted < Word256(high: square.high, low: square.low) { candidate &-= 1 }
    return candidate &>> UInt128(truncatingIfNeeded: shift / 2)
  }
}

extension UInt128 {
  /// `⌊√a⌋`.
  @inlinable
  public var flooredSquareRoot: UInt64 {
    if self == 0 { return 0 }
    let shift = leadingZeroBitCount & ~1
    return (self << shift).normalizedSquareRoot &>> UInt64(truncatingIfNeeded: shift / 2)
  }

  /// `⌊√a⌋` for `a ≥ 2¹²⁶`: a hardware estimate, corrected until it is exact.
  ///
  /// The first estimate is within 2⁻⁵² of √a relatively, so its square misses `a` by less than 2⁷⁷ and the correction
  /// `(a − e²) ÷ 2e` is below 2¹³, where the neglected square of the correction over 2e is below 2⁻³⁶. The loops
  /// therefore run once at most; they, not the estimate, make the result right.
  @inlinable
  var normalizedSquareRoot: UInt64 {
    let top = highLimb
    let estimate = Double(top).squareRoot() * 0x1p32  // tidy: allow hardware estimate
    var root: UInt64 = estimate < 0x1p64 ? UInt64(estimate) : .max
    let error = Int128(truncatingIfNeeded: self &- UInt128(root) &* UInt128(root))
    let scaled = Double(Int64(truncatingIfNeeded: error >> 32))  // tidy: allow hardware estimate
    let correction = Int64(scaled * 0x1p31 / estimate)
    let corrected = root.addingReportingOverflow(UInt64(truncatingIfNeeded: correction))
    // Only an addition can leave the range upwards; a subtraction of less than 2¹³ cannot leave it downwards.
    root = correction > 0 && corrected.overflow ? .max : corrected.partialValue
    while UInt128(root) &* UInt128(root) > self { root &-= 1 }
    while true {
      let next = root.addingReportingOverflow(1)
      if next.overflow || UInt128(next.partialValue) &* UInt128(next.partialValue) > self { return root }
      root = next.partialValue
    }
  }
}
