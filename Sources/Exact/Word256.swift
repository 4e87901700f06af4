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
  @inlinable
  public static func < (a: Word256, b: Word256) -> Bool {
    a.high != b.high ? a.high < b.high : a.low < b.low
  }
}

extension Word256: ExpressibleByIntegerLiteral {
  /// A literal that fits 128 bits.
  @inlinable
  public init(integerLiteral value: UInt128) { self.init(value) }
}

// MARK: - Sum and difference

extension Word256 {
  /// `a + b mod 2²⁵⁶`, and whether the exact sum needs a 257th bit.
  @inlinable
  public func addingReportingOverflow(_ other: Word256) -> (partialValue: Word256, overflow: Bool) {
    let low = self.low.addingReportingOverflow(other.low)
    let high = self.high.addingReportingOverflow(other.high)
    let carried = high.partialValue.addingReportingOverflow(low.overflow ? 1 : 0)
    return (
      Word256(high: carried.partialValue, low: low.partialValue), high.overflow || carried.overflow
    )
  }

  /// `a − b mod 2²⁵⁶`, and whether the exact difference is negative.
  @inlinable
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

// MARK: - Product

extension Word256 {
  /// The exact 512-bit product `high · 2²⁵⁶ + low`.
  @inlinable
  public func multipliedFullWidth(by other: Word256) -> (high: Word256, low: Word256) {
    let ll = low.multipliedFullWidth(by: other.low)
    if (high | other.high) == 0 {
      return (.zero, Word256(high: ll.high, low: ll.low))
    }
    let lh = low.multipliedFullWidth(by: other.high)
    let hl = high.multipliedFullWidth(by: other.low)
    let hh = high.multipliedFullWidth(by: other.high)
    var carry: UInt128 = 0
    var second = ll.high
    var overflow = second.addInPlace(lh.low)
    carry += overflow ? 1 : 0
    overflow = second.addInPlace(hl.low)
    carry += overflow ? 1 : 0
    var third = hh.low
    var top = hh.high
    for addend in [lh.high, hl.high, carry] where third.addInPlace(addend) { top += 1 }
    return (Word256(high: top, low: third), Word256(high: second, low: ll.low))
  }

  /// `a · b`.
  /// - Throws: `ArithmeticRefusal.resultMustFit`.
  @inlinable
  public func multiplied(by other: Word256) throws(ArithmeticRefusal) -> Word256 {
    let product = multipliedFullWidth(by: other)
    guard product.high.isZero else { throw .resultMustFit }
    return product.low
  }

  /// `a · b`; traps when the product does not fit.
  @inlinable
  public static func * (a: Word256, b: Word256) -> Word256 {
    let product = a.multipliedFullWidth(by: b)
    precondition(product.high.isZero, "Word256: the product does not fit 256 bits")
    return product.low
  }
}

extension UInt128 {
  /// Adds in place and says whether a carry fell out.
  @inlinable
  mutating func addInPlace(_ other: UInt128) -> Bool {
    let (sum, overflow) = addingReportingOverflow(other)
    self = sum
    return overflow
  }
}
