extension Word256 {
  /// `a = q · divisor + r` with `0 ≤ r < divisor`.
  /// - Throws: `ArithmeticRefusal.divisorMustNotBeZero`.
  @inlinable
  public func quotientAndRemainder(
    dividingBy divisor: Word256
  ) throws(ArithmeticRefusal) -> (quotient: Word256, remainder: Word256) {
    guard !divisor.isZero else { throw .divisorMustNotBeZero }
    if divisor.high == 0 {
      let (quotient, remainder) = divided(byNonZero: divisor.low)
      return (quotient, Word256(remainder))
    }
    return divide512(high: .zero, low: self, by: divisor)
  }

  /// `a ÷ divisor`, rounded as asked.
  /// - Throws: `ArithmeticRefusal.divisorMustNotBeZero`. Rounding cannot overflow: `a ÷ 1` is exact.
  @inlinable
  public func divided(by divisor: Word256, rounding: Rounding) throws(ArithmeticRefusal) -> Word256 {
    let (quotient, remainder) = try quotientAndRemainder(dividingBy: divisor)
    return try quotient.rounded(remainder: remainder, divisor: divisor, rounding: rounding)
  }

  /// `a · b ÷ divisor` through the exact 512-bit product, rounded once, as asked.
  ///
  /// - Parameters:
  ///   - a: the first factor.
  ///   - b: the second factor.
  ///   - divisor: greater than zero.
  ///   - rounding: where the exact quotient goes when it is not an integer.
  /// - Throws: `ArithmeticRefusal.divisorMustNotBeZero`, then `.resultMustFit`.
  /// - Complexity: O(1), no heap allocation. Two-limb divisors by reciprocal, wider ones by GMP on the stack.
  @inlinable
  public static func mulDiv(
    _ a: Word256, _ b: Word256, over divisor: Word256, rounding: Rounding
  ) throws(ArithmeticRefusal) -> Word256 {
    let (quotient, remainder) = try quotientAndRemainder(ofProduct: a, b, dividingBy: divisor)
    return try quotient.rounded(remainder: remainder, divisor: divisor, rounding: rounding)
  }

  /// `a · b = q · divisor + r` with `0 ≤ r < divisor`, through the exact 512-bit product.
  ///
  /// - Throws: `ArithmeticRefusal.divisorMustNotBeZero`, then `.resultMustFit`.
  /// - Complexity: O(1), no heap allocation.
  @inlinable
  public static func quotientAndRemainder(
    ofProduct a: Word256, _ b: Word256, dividingBy divisor: Word256
  ) throws(ArithmeticRefusal) -> (quotient: Word256, remainder: Word256) {
    let product = a.multipliedFullWidth(by: b)
    guard !divisor.isZero else { throw .divisorMustNotBeZero }
    if product.high.isZero, divisor.high == 0 {
      if product.low.high < divisor.low {
        let (quotient, remainder) = product.low.dividedNarrowly(by: divisor.low)
        return (Word256(quotient), Word256(remainder))
      }
      let (quotient, remainder) = product.low.divided(byNonZero: divisor.low)
      return (quotient, Word256(remainder))
    }
    guard product.high < divisor else { throw .resultMustFit }
    return divide512(high: product.high, low: product.low, by: divisor)
  }
}

extension Word256 {
  /// The integer that `self + remainder ÷ divisor` goes to.
  @inlinable
  func rounded(
    remainder: Word256, divisor: Word256, rounding: Rounding
  ) throws(ArithmeticRefusal) -> Word256 {
    let goesUp: Bool
    switch rounding {
    case .down: return self
    case .up: goesUp = !remainder.isZero
    case .nearest:
      // remainder against divisor − remainder: twice the remainder could need a 257th bit.
      let rest = divisor.subtractingReportingOverflow(remainder).partialValue
      goesUp = remainder > rest || (remainder == rest && isOdd)
    }
    return goesUp ? try adding(.one) : self
  }

  /// `⌊self ÷ divisor⌋`, and nil unless it fits 128 bits and the divisor has 65 to 128.
  ///
  /// Kept free of the general cases so that it inlines where it is used.
  @inlinable @inline(__always)
  public func flooredNarrowQuotient(by divisor: UInt128) -> UInt128? {
    guard divisor.highLimb != 0, high < divisor else { return nil }
    return dividedNarrowly(by: divisor).quotient
  }

  /// Division by a prepared divisor above the upper half.
  @inlinable
  func dividedNarrowly(by two: TwoLimbDivisor) -> (quotient: UInt128, remainder: UInt128) {
    // high < divisor, so the shifted upper half fits 128 bits; 1 + (127 − shift) keeps each count below 128.
    let upper = (high &<< two.shift) | ((low &>> 1) &>> (127 &- two.shift))
    let lower = low &<< two.shift
    let (q1, r1) = two.step(upper, lower.highLimb)
    let (q0, r0) = two.step(r1, lower.lowLimb)
    return (UInt128(highLimb: q1, lowLimb: q0), r0 &>> two.shift)
  }

  /// Division whose quotient fits 128 bits: the upper half is below `divisor`.
  @inlinable
  func dividedNarrowly(by divisor: UInt128) -> (quotient: UInt128, remainder: UInt128) {
    if divisor.highLimb == 0 {
      let one = divisor.lowLimb
      let (q1, r1) = one.dividingFullWidth((high.lowLimb, low.highLimb))
      let (q0, r0) = one.dividingFullWidth((r1, low.lowLimb))
      return (UInt128(highLimb: q1, lowLimb: q0), UInt128(truncatingIfNeeded: r0))
    }
    return dividedNarrowly(by: TwoLimbDivisor(divisor))
  }

  /// Division by a divisor of 1 to 128 bits.
  @inlinable
  func divided(byNonZero divisor: UInt128) -> (quotient: Word256, remainder: UInt128) {
    if high < divisor {
      let (quotient, remainder) = dividedNarrowly(by: divisor)
      return (Word256(quotient), remainder)
    }
    if divisor.highLimb == 0 {
      let one = divisor.lowLimb
      let (q3, r3) = high.highLimb.quotientAndRemainder(dividingBy: one)
      let (q2, r2) = one.dividingFullWidth((r3, high.lowLimb))
      let (q1, r1) = one.dividingFullWidth((r2, low.highLimb))
      let (q0, r0) = one.dividingFullWidth((r1, low.lowLimb))
      return (
        Word256(high: UInt128(highLimb: q3, lowLimb: q2), low: UInt128(highLimb: q1, lowLimb: q0)),
        UInt128(truncatingIfNeeded: r0)
      )
    }
    let two = TwoLimbDivisor(divisor)
    // Five limbs after the shift; the top two are below 2¹²⁷ ≤ normalized when the shift is not 0, and with shift 0
    // the top limb is 0.
    let top = (high &>> 64) &>> (64 &- two.shift)
    let upper = (high &<< two.shift) | ((low &>> 1) &>> (127 &- two.shift))
    let lower = low &<< two.shift
    let (q2, r2) = two.step((top &<< 64) | (upper &>> 64), upper.lowLimb)
    let (q1, r1) = two.step(r2, lower.highLimb)
    let (q0, r0) = two.step(r1, lower.lowLimb)
    return (
      Word256(high: UInt128(truncatingIfNeeded: q2), low: UInt128(highLimb: q1, lowLimb: q0)),
      r0 &>> two.shift
    )
  }
}
