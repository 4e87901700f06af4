extension Word256 {
  /// `⌊√(self ÷ divisor)⌋` for a divisor above 0: the largest `z` with `z² · divisor ≤ self`.
  ///
  /// `⌊√⌊a ÷ d⌋⌋ = ⌊√(a ÷ d)⌋`, so no quotient is needed: a hardware estimate `e` of the root, the correction
  /// `(a − e² d) ÷ 2e d` from the exact rest, and exact comparisons. Where these do not settle it (a root below 2⁵³ or from 2¹⁰⁰
  /// on, a dividend from 2²⁵⁵ on), it divides and takes the root.
  ///
  /// - Complexity: O(1), no heap allocation; a hardware root and two hardware divisions as a rule.
  @inlinable
  public func flooredSquareRoot(over divisor: UInt128) -> UInt128 {
    precondition(divisor != 0, "flooredSquareRoot: the divisor is 0")
    if let root = estimatedSquareRoot(over: divisor) { return root }
    return divided(byNonZero: divisor).quotient.flooredSquareRoot
  }

  /// The root when the estimate settles it. Whatever the estimate is, what it returns is proven by
  /// `z² d ≤ a < (z + 1)² d`, in exact integers.
  @inlinable @inline(__always)
  func estimatedSquareRoot(over divisor: UInt128) -> UInt128? {
    guard high < 1 &<< 127 else { return nil }
    let scale = Word256(divisor).estimate
    let estimate = (self.estimate / scale).magnitude.squareRoot()  // tidy: allow hardware estimate
    guard estimate >= 0x1p53, estimate < 0x1p100 else { return nil }
    // e = fraction · 2ᵖˡᵃᶜᵉˢ exactly, with 0 ≤ places < 48.
    let places = UInt128(truncatingIfNeeded: (estimate.bitPattern &>> 52) &- 1075)
    var root =
      UInt128(truncatingIfNeeded: (estimate.bitPattern & ((1 &<< 52) &- 1)) | (1 &<< 52)) &<< places
    // The rest is exact modulo 2²⁵⁶, and small.
    let correction = Int256(bits: rest(of: root, over: divisor)).estimate / (2 * estimate * scale)
    guard correction.magnitude < 0x1p60 else { return nil }  // tidy: allow hardware estimate
    // Rounded down, so that the candidate is the root as a rule and the comparisons below go one way.
    let whole = Int64(correction)
    let floor = whole &- (Double(whole) > correction ? 1 : 0)  // tidy: allow hardware estimate
    root = root &+ UInt128(truncatingIfNeeded: floor)
    return settled(root, over: divisor)
  }

  /// `z − 1`, `z` or `z + 1`, whichever is the root; nil when none is.
  ///
  /// With `z` below 2¹⁰¹ and `z² d` below 2²⁵⁶, as its exact product shows, nothing wraps.
  @inlinable @inline(__always)
  func settled(_ candidate: UInt128, over divisor: UInt128) -> UInt128? {
    guard candidate < 1 &<< 101 else { return nil }
    let square = candidate.multipliedInline(by: candidate).multipliedFullWidth(by: divisor)
    guard square.high == 0 else { return nil }
    let step = (candidate &<< 1).multipliedInline(by: divisor)  // 2 z d
    let (rest, below) = subtractingReportingOverflow(square.low)
    if below {
      // a − (z − 1)² d = rest + (2z − 1) d: if that is not negative, it is below (2z − 1) d, since rest is negative.
      let back = step.subtractingReportingOverflow(Word256(divisor)).partialValue
      return rest.addingReportingOverflow(back).overflow ? candidate &- 1 : nil
    }
    if rest < step { return candidate }
    let beyond = rest.subtractingReportingOverflow(step).partialValue
    if beyond < Word256(divisor) { return candidate }  // rest < (2z + 1) d
    // a − (z + 1)² d = rest − (2z + 1) d, not negative here, must be below (2z + 3) d; below 2z d will do.
    let next = beyond.subtractingReportingOverflow(Word256(divisor)).partialValue
    return next < step ? candidate &+ 1 : nil
  }

  /// `self − z² d mod 2²⁵⁶`.
  @inlinable @inline(__always)
  func rest(of z: UInt128, over divisor: UInt128) -> Word256 {
    let square = z.multipliedInline(by: z).multipliedFullWidth(by: divisor).low
    return subtractingReportingOverflow(square).partialValue
  }

  /// The value to a few units of 2⁻⁵³ of itself, below 2²⁵⁶.
  @inlinable @inline(__always)
  var estimate: Double {  // tidy: allow hardware estimate
    Double(high.highLimb) * 0x1p192 + Double(high.lowLimb) * 0x1p128  // tidy: allow hardware estimate
      + (Double(low.highLimb) * 0x1p64 + Double(low.lowLimb))  // tidy: allow hardware estimate
  }
}

extension Int256 {
  /// The value to a few units of 2⁻⁵³ of itself.
  @inlinable @inline(__always)
  var estimate: Double {  // tidy: allow hardware estimate
    isNegative ? -magnitude.estimate : magnitude.estimate
  }
}
