extension Word256 {
  /// Bitwise and.
  @inlinable
  public static func & (a: Word256, b: Word256) -> Word256 {
    Word256(high: a.high & b.high, low: a.low & b.low)
  }

  /// Bitwise or.
  @inlinable
  public static func | (a: Word256, b: Word256) -> Word256 {
    Word256(high: a.high | b.high, low: a.low | b.low)
  }

  /// `⌊a ÷ 2ᶜᵒᵘⁿᵗ⌋`; 0 from 256 on. Traps when `count` is negative.
  @inlinable
  public static func >> (a: Word256, count: Int) -> Word256 {
    precondition(count >= 0, "Word256: a shift count must not be negative")
    if count >= 128 { return Word256(high: 0, low: a.high >> (count - 128)) }
    if count == 0 { return a }
    return Word256(high: a.high >> count, low: (a.low >> count) | (a.high << (128 - count)))
  }

  /// `a · 2ᶜᵒᵘⁿᵗ mod 2²⁵⁶`; 0 from 256 on. Traps when `count` is negative.
  @inlinable
  public static func << (a: Word256, count: Int) -> Word256 {
    precondition(count >= 0, "Word256: a shift count must not be negative")
    if count >= 128 { return Word256(high: a.low << (count - 128), low: 0) }
    if count == 0 { return a }
    return Word256(high: (a.high << count) | (a.low >> (128 - count)), low: a.low << count)
  }

  /// Whether the value is odd.
  @inlinable public var isOdd: Bool { low & 1 == 1 }
}

extension UInt128 {
  /// Bits 0 to 63.
  @inlinable var lowLimb: UInt64 { UInt64(truncatingIfNeeded: self) }
  /// Bits 64 to 127.
  @inlinable var highLimb: UInt64 { UInt64(truncatingIfNeeded: self &>> 64) }

  /// `high · 2⁶⁴ + low`.
  @inlinable
  init(highLimb: UInt64, lowLimb: UInt64) {
    self = (UInt128(truncatingIfNeeded: highLimb) &<< 64) | UInt128(truncatingIfNeeded: lowLimb)
  }
}
