/// A signed real known up to an error, ready to be rounded to an integer: `±(mantissa ± error) · 2^(exponent − 128)`.
@frozen
public struct FixedEnclosure: Sendable {
  /// The centre's magnitude.
  public var magnitude: Scaled
  /// Half the width, in ulps of the magnitude's mantissa.
  public var error: UInt64
  /// Whether the centre is below 0.
  public var isNegative: Bool

  /// An enclosure from its parts.
  @inlinable @inline(__always)
  public init(_ magnitude: Scaled, error: UInt64, isNegative: Bool = false) {
    self.magnitude = magnitude
    self.error = error
    self.isNegative = isNegative
  }

  /// `self + other`. Aligned to the larger exponent, each term loses below 1 ulp there, and its error another.
  @inlinable @inline(__always)
  public static func + (a: FixedEnclosure, b: FixedEnclosure) -> FixedEnclosure {
    // One bit of room, so that the sum of the magnitudes stays below 2¹²⁸.
    let exponent = max(a.magnitude.exponent, b.magnitude.exponent) &+ 1
    let left = a.aligned(to: exponent)
    let right = b.aligned(to: exponent)
    let error = left.error &+ right.error
    if a.isNegative == b.isNegative {
      let sum = Scaled(mantissa: left.mantissa &+ right.mantissa, exponent: exponent)
      return FixedEnclosure(sum, error: error, isNegative: a.isNegative)
    }
    let leftIsLarger = left.mantissa >= right.mantissa
    let difference = leftIsLarger ? left.mantissa &- right.mantissa : right.mantissa &- left.mantissa
    return FixedEnclosure(
      Scaled(mantissa: difference, exponent: exponent), error: error,
      isNegative: leftIsLarger ? a.isNegative : b.isNegative)
  }

  /// The mantissa and error at a larger exponent.
  @inlinable @inline(__always)
  func aligned(to exponent: Int) -> (mantissa: UInt128, error: UInt64) {
    let shift = min(exponent &- magnitude.exponent, 127)
    let narrow = UInt64(truncatingIfNeeded: min(shift, 63))
    // A shift of 127 stands for any larger one: the mantissa is then 0 or 1 and the true value below 1 ulp.
    return (magnitude.mantissa &>> UInt128(truncatingIfNeeded: shift), (error &>> narrow) &+ 2)
  }
}

extension FixedEnclosure {
  /// What is known of a value beside its enclosure.
  @frozen
  public enum Knowledge: Sendable {
    /// Nothing.
    case enclosure
    /// The value is not 0 and has the sign of `isNegative`, however close to 0 it is.
    case sign
  }

  /// The integer that every value of the enclosure rounds to, or nil when they disagree or it needs over 125 bits.
  ///
  /// `.down` is towards −∞. Ties count as disagreement.
  ///
  /// With `F` fraction bits the magnitude lies in `low … high`, and `low` is raised to 1 ulp when the value is known
  /// not to be 0: all reals in the open interval from 0 to 1 ulp round as 1 ulp does, since F ≥ 2.
  @inlinable @inline(__always)
  public func rounded(_ rounding: Rounding, knowing knowledge: Knowledge) -> Int128? {
    let (middle, slack, fraction) = positioned
    guard fraction >= 2 else { return nil }
    let low: UInt128
    if middle > slack {
      low = middle &- slack
    } else {
      if knowledge == .enclosure {
        return roundedAcrossZero(rounding, high: middle &+ slack, fraction: fraction)
      }
      low = 1
    }
    return decided(low: low, high: middle &+ slack, fraction: fraction, rounding: rounding)
  }

  /// The magnitude with 126 fraction bits or fewer, its slack, and how many fraction bits; fewer than 2 when too large.
  @inlinable @inline(__always)
  public var positioned: (middle: UInt128, slack: UInt128, fraction: Int) {
    let shift = min(max(1, 2 &- magnitude.exponent), 127)
    let fraction = min(127 &- magnitude.exponent, 126)
    let narrow = UInt64(truncatingIfNeeded: min(shift, 63))
    let slack = UInt128(truncatingIfNeeded: (error &>> narrow) &+ 2)
    return (magnitude.mantissa &>> UInt128(truncatingIfNeeded: shift), slack, fraction)
  }

  /// The rounded value when every magnitude in `low … high`, positive, with `fraction` bits, rounds alike.
  @inlinable @inline(__always)
  public func decided(low: UInt128, high: UInt128, fraction: Int, rounding: Rounding) -> Int128? {
    let bits = UInt128(truncatingIfNeeded: fraction)
    let one: UInt128 = 1 &<< bits
    let lowAddend: UInt128
    let highAddend: UInt128
    switch (rounding, isNegative) {
    case (.down, false), (.up, true): (lowAddend, highAddend) = (0, 0)
    case (.up, false), (.down, true): (lowAddend, highAddend) = (one &- 1, one &- 1)
    case (.nearest, _): (lowAddend, highAddend) = ((one &>> 1) &- 1, one &>> 1)
    }
    let lower = (low &+ lowAddend) &>> bits
    guard lower == (high &+ highAddend) &>> bits else { return nil }
    let value = Int128(truncatingIfNeeded: lower)
    return isNegative ? 0 &- value : value
  }

  /// 0 to nearest when the enclosure holds 0 and stays below ½; otherwise undecided.
  @inlinable
  func roundedAcrossZero(_ rounding: Rounding, high: UInt128, fraction: Int) -> Int128? {
    guard rounding == .nearest, high < 1 &<< UInt128(truncatingIfNeeded: fraction - 1) else { return nil }
    return 0
  }
}
