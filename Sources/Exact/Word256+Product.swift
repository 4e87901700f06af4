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
    let (a1, a0) = (highLimb, lowLimb)
    let (b1, b0) = (other.highLimb, other.lowLimb)
    let (low, left, right, high) = (
      UInt128(product: a0, b0), UInt128(product: a0, b1), UInt128(product: a1, b0), UInt128(product: a1, b1)
    )
    // Columns of 64 bits; each sum is below 2¹²⁸, the last because the whole product is below 2²⁵⁶.
    let mask = UInt128(UInt64.max)
    let middle = (low &>> 64) &+ (left & mask) &+ (right & mask)
    return Word256(
      high: high &+ (left &>> 64) &+ (right &>> 64) &+ (middle &>> 64),
      low: (middle &<< 64) | (low & mask))
  }

  /// The exact product of two limbs.
  @inlinable @inline(__always)
  init(product a: UInt64, _ b: UInt64) {
    self = UInt128(truncatingIfNeeded: a) &* UInt128(truncatingIfNeeded: b)
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
  @inlinable @inline(__always)
  public func multipliedFullWidth(by other: UInt64) -> (high: UInt64, low: Word256) {
    let bottom = low.multipliedByLimb(other)
    let top = high.multipliedByLimb(other)
    let (upper, carry) = top.low.addingReportingOverflow(UInt128(truncatingIfNeeded: bottom.high))
    // The product is below 2³²⁰, so its top limb has room for the carry.
    return (top.high &+ (carry ? 1 : 0), Word256(high: upper, low: bottom.low))
  }

  /// The exact 384-bit product `high · 2²⁵⁶ + low` with 128 bits.
  @inlinable @inline(__always)
  public func multipliedFullWidth(by other: UInt128) -> (high: UInt128, low: Word256) {
    let bottom = low.multipliedInline(by: other)
    let top = high.multipliedInline(by: other)
    let (upper, carry) = top.low.addingReportingOverflow(bottom.high)
    // The product is below 2³⁸⁴, so its upper part has room for the carry.
    return (top.high &+ (carry ? 1 : 0), Word256(high: upper, low: bottom.low))
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
