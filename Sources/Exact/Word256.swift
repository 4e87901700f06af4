/// An unsigned 256-bit integer, stored inline: the range of EVM protocol state, with no heap.
///
/// `+`, `−`, `×` trap with the operands on overflow: use them where a bound is proven. The named forms
/// (`adding`, `subtracting`, `multiplied`) throw ``ArithmeticRefusal`` instead, for amounts that come from outside.
@frozen
public struct Word256: Hashable, Sendable {
  /// Bits 0 to 127.
  public var low: UInt128
  /// Bits 128 to 255.
  public var high: UInt128

  /// The value `high · 2¹²⁸ + low`.
  @inlinable
  public init(high: UInt128, low: UInt128) {
    self.high = high
    self.low = low
  }

  /// The value of a native unsigned integer.
  @inlinable
  public init(_ value: UInt64) { self.init(high: 0, low: UInt128(value)) }

  /// The value of a native unsigned integer.
  @inlinable
  public init(_ value: UInt128) { self.init(high: 0, low: value) }

  /// 0.
  @inlinable public static var zero: Word256 { Word256(high: 0, low: 0) }
  /// 1.
  @inlinable public static var one: Word256 { Word256(high: 0, low: 1) }
  /// 2²⁵⁶ − 1.
  @inlinable public static var max: Word256 { Word256(high: .max, low: .max) }

  /// Whether the value is 0.
  @inlinable public var isZero: Bool { (high | low) == 0 }

  /// The number of significant bits; 0 for 0.
  @inlinable public var significantBits: Int {
    high != 0 ? 256 - high.leadingZeroBitCount : 128 - low.leadingZeroBitCount
  }

  /// The value as 128 bits, or nil when it needs more.
  @inlinable public var asUInt128: UInt128? { high == 0 ? low : nil }
}

extension Word256: Comparable {
  /// Numeric order.
  @inlinable @inline(__always)
  public static func < (a: Word256, b: Word256) -> Bool { a.subtractingReportingOverflow(b).overflow }
}

extension Word256: ExpressibleByIntegerLiteral {
  /// A literal that fits 128 bits.
  @inlinable
  public init(integerLiteral value: UInt128) { self.init(value) }
}

// MARK: - Sum and difference

extension Word256 {
  /// `a + b mod 2²⁵⁶`, and whether the exact sum needs a 257th bit.
  @inlinable @inline(__always)
  public func addingReportingOverflow(_ other: Word256) -> (partialValue: Word256, overflow: Bool) {
    let low = self.low.addingReportingOverflow(other.low)
    let high = self.high.addingReportingOverflow(other.high)
    let carried = high.partialValue.addingReportingOverflow(low.overflow ? 1 : 0)
    return (
      Word256(high: carried.partialValue, low: low.partialValue), high.overflow || carried.overflow
    )
  }

  /// `a − b mod 2²⁵⁶`, and whether the exact difference is negative.
  @inlinable @inline(__always)
  public func subtractingReportingOverflow(_ other: Word256) -> (partialValue: Word256, overflow: Bool) {
    let low = self.low.subtractingReportingOverflow(other.low)
    let high = self.high.subtractingReportingOverflow(other.high)
    let borrowed = high.partialValue.subtractingReportingOverflow(low.overflow ? 1 : 0)
    return (
      Word256(high: borrowed.partialValue, low: low.partialValue), high.overflow || borrowed.overflow
    )
  }

  /// `a + b`.
  /// - Throws: `ArithmeticRefusal.resultMustFit`.
  @inlinable
  public func adding(_ other: Word256) throws(ArithmeticRefusal) -> Word256 {
    let (sum, overflow) = addingReportingOverflow(other)
    guard !overflow else { throw .resultMustFit }
    return sum
  }

  /// `a − b`.
  /// - Throws: `ArithmeticRefusal.resultMustNotBeNegative`.
  @inlinable
  public func subtracting(_ other: Word256) throws(ArithmeticRefusal) -> Word256 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    guard !overflow else { throw .resultMustNotBeNegative }
    return difference
  }

  /// `a + b`; traps when the sum does not fit.
  @inlinable
  public static func + (a: Word256, b: Word256) -> Word256 {
    let (sum, overflow) = a.addingReportingOverflow(b)
    precondition(!overflow, "Word256: the sum does not fit 256 bits")
    return sum
  }

  /// `a − b`; traps when the difference is negative.
  @inlinable
  public static func - (a: Word256, b: Word256) -> Word256 {
    let (difference, overflow) = a.subtractingReportingOverflow(b)
    precondition(!overflow, "Word256: the difference is negative")
    return difference
  }

  /// Adds in place; traps when the sum does not fit.
  @inlinable public static func += (a: inout Word256, b: Word256) { a = a + b }
  /// Subtracts in place; traps when the difference is negative.
  @inlinable public static func -= (a: inout Word256, b: Word256) { a = a - b }
}
