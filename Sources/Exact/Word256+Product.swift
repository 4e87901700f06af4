extension UInt128 {
  /// The exact 192-bit product `high · 2¹²⁸ + low` with one limb.
  @inlinable @inline(__always)
  public func multipliedByLimb(_ limb: UInt64) -> (high: UInt64, low: UInt128) {
    let bottom = lowLimb.multipliedFullWidth(by: limb)
    let top = highLimb.multipliedFullWidth(by: limb)
    let (middle, carry) = top.low.addingReportingOverflow(bottom.high)
    return (top.high &+ (carry ? 1 : 0), UInt128(highLimb: middle, lowLimb: bottom.low))
  }

  /// The exact 256-bit product, inlined where it is used.
  @inlinable @inline(__always)
  public func multipliedInline(by other: UInt128) -> Word256 {
    let bottom = multipliedByLimb(other.lowLimb)
    let top = multipliedByLimb(other.highLimb)
    // top · 2⁶⁴ + bottom: columns of 64 bits from the second on.
    let (second, carryA) = top.low.lowLimb.addingReportingOverflow(bottom.low.highLimb)
    let (third, carryB) = top.low.highLimb.addingReportingOverflow(bottom.high)
    let (thirdSum, carryC) = third.addingReportingOverflow(carryA ? 1 : 0)
    let fourth = top.high &+ (carryB ? 1 : 0) &+ (carryC ? 1 : 0)
    return Word256(
      high: UInt128(highLimb: fourth, lowLimb: thirdSum),
      low: UInt128(highLimb: second, lowLimb: bottom.low.lowLimb))
  }
}

extension Word256 {
  /// The exact 512-bit product `high · 2²⁵⁶ + low`.
  @inlinable
  public func multipliedFullWidth(by other: Word256) -> (high: Word256, low: Word256) {
    let bottom = low.multipliedFullWidth(by: other.low)
    if (high | other.high) == 0 {
      return (.zero, Word256(high: bottom.high, low: bottom.low))
    }
    let leftCross = low.multipliedFullWidth(by: other.high)
    let rightCross = high.multipliedFullWidth(by: other.low)
    let top = high.multipliedFullWidth(by: other.high)
    // Columns of 128 bits. `carry` is at most 2; the last column cannot overflow, since the product is below 2⁵¹².
    let (second, carryA) = bottom.high.addingReportingOverflow(leftCross.low)
    let (secondSum, carryB) = second.addingReportingOverflow(rightCross.low)
    let carry: UInt128 = (carryA ? 1 : 0) &+ (carryB ? 1 : 0)
    let (third, carryC) = top.low.addingReportingOverflow(leftCross.high)
    let (thirdPart, carryD) = third.addingReportingOverflow(rightCross.high)
    let (thirdSum, carryE) = thirdPart.addingReportingOverflow(carry)
    let fourth = top.high &+ (carryC ? 1 : 0) &+ (carryD ? 1 : 0) &+ (carryE ? 1 : 0)
    return (Word256(high: fourth, low: thirdSum), Word256(high: secondSum, low: bottom.low))
  }

  /// `a · b mod 2²⁵⁶`, and whether the exact product needs more bits.
  @inlinable
  public func multipliedReportingOverflow(by other: Word256) -> (partialValue: Word256, overflow: Bool) {
    let product = multipliedFullWidth(by: other)
    return (product.low, !product.high.isZero)
  }

  /// The exact 320-bit product `high · 2²⁵⁶ + low` with one limb.
  @inlinable
  public func multipliedFullWidth(by other: UInt64) -> (high: UInt64, low: Word256) {
    let bottom = low.multipliedFullWidth(by: UInt128(other))
    let top = high.multipliedFullWidth(by: UInt128(other))
    let (upper, carry) = top.low.addingReportingOverflow(bottom.high)
    // The product is below 2³²⁰, so its top limb has room for the carry.
    return (top.high.lowLimb &+ (carry ? 1 : 0), Word256(high: upper, low: bottom.low))
  }

  /// `a · b mod 2²⁵⁶`, and whether the exact product needs more bits; cheaper than the general form.
  @inlinable
  public func multipliedReportingOverflow(by other: UInt64) -> (partialValue: Word256, overflow: Bool) {
    let product = multipliedFullWidth(by: other)
    return (product.low, product.high != 0)
  }

  /// `a · b`.
  /// - Throws: `ArithmeticRefusal.resultMustFit`.
  @inlinable
  public func multiplied(by other: Word256) throws(ArithmeticRefusal) -> Word256 {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    guard !overflow else { throw .resultMustFit }
    return product
  }

  /// `a · b`; traps when the product does not fit.
  @inlinable
  public static func * (a: Word256, b: Word256) -> Word256 {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    precondition(!overflow, "Word256: the product does not fit 256 bits")
    return product
  }

  /// `a · b`; traps when the product does not fit.
  @inlinable
  public static func * (a: Word256, b: UInt64) -> Word256 {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    precondition(!overflow, "Word256: the product does not fit 256 bits")
    return product
  }
}
