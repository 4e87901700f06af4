/// A signed 256-bit integer in two's complement, stored inline: exact values and differences of values.
@frozen
public struct Int256: Hashable, Sendable {
  /// The two's complement bits.
  public var bits: Word256

  /// The value whose two's complement bits these are.
  @inlinable
  public init(bits: Word256) { self.bits = bits }

  /// A non-negative value below 2²⁵⁵; traps otherwise.
  @inlinable
  public init(_ magnitude: Word256) {
    precondition(magnitude.high >> 127 == 0, "Int256: the magnitude needs 256 bits")
    bits = magnitude
  }

  /// The value of a native signed integer.
  @inlinable
  public init(_ value: Int64) {
    bits = Word256(high: value < 0 ? .max : 0, low: UInt128(truncatingIfNeeded: value))
  }

  /// 0.
  @inlinable public static var zero: Int256 { Int256(bits: .zero) }
  /// Whether the value is below 0.
  @inlinable public var isNegative: Bool { bits.high >> 127 == 1 }
  /// Whether the value is 0.
  @inlinable public var isZero: Bool { bits.isZero }
  /// The absolute value.
  @inlinable public var magnitude: Word256 { bits.negated(if: isNegative) }
}

extension Int256: Comparable {
  /// Numeric order.
  @inlinable
  public static func < (a: Int256, b: Int256) -> Bool {
    a.isNegative == b.isNegative ? a.bits < b.bits : a.isNegative
  }
}

extension Int256: ExpressibleByIntegerLiteral {
  /// A literal that fits 64 bits.
  @inlinable
  public init(integerLiteral value: Int64) { self.init(value) }
}

extension Int256 {
  /// `−magnitude` or `magnitude`; nil outside −2²⁵⁵ ..< 2²⁵⁵.
  @inlinable
  public init?(negative: Bool, magnitude: Word256) {
    if negative {
      bits = Word256.zero.subtractingReportingOverflow(magnitude).partialValue
    } else {
      bits = magnitude
    }
    guard magnitude.isZero || isNegative == negative else { return nil }
  }

  /// −2²⁵⁵.
  @inlinable public static var min: Int256 { Int256(bits: Word256(high: 1 << 127, low: 0)) }
  /// 2²⁵⁵ − 1.
  @inlinable public static var max: Int256 { Int256(bits: Word256(high: .max >> 1, low: .max)) }

  /// `a + b mod 2²⁵⁶`, and whether the exact sum is outside the range.
  @inlinable @inline(__always)
  public func addingReportingOverflow(_ other: Int256) -> (partialValue: Int256, overflow: Bool) {
    let sum = Int256(bits: bits.addingReportingOverflow(other.bits).partialValue)
    return (sum, isNegative == other.isNegative && sum.isNegative != isNegative)
  }

  /// `a − b mod 2²⁵⁶`, and whether the exact difference is outside the range.
  @inlinable @inline(__always)
  public func subtractingReportingOverflow(_ other: Int256) -> (partialValue: Int256, overflow: Bool) {
    let difference = Int256(bits: bits.subtractingReportingOverflow(other.bits).partialValue)
    return (difference, isNegative != other.isNegative && difference.isNegative != isNegative)
  }

  /// `a + b`.
  /// - Throws: `ArithmeticRefusal.resultMustFit`.
  @inlinable
  public func adding(_ other: Int256) throws(ArithmeticRefusal) -> Int256 {
    let (sum, overflow) = addingReportingOverflow(other)
    guard !overflow else { throw .resultMustFit }
    return sum
  }

  /// `a − b`.
  /// - Throws: `ArithmeticRefusal.resultMustFit`.
  @inlinable
  public func subtracting(_ other: Int256) throws(ArithmeticRefusal) -> Int256 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    guard !overflow else { throw .resultMustFit }
    return difference
  }

  /// `a · b`.
  /// - Throws: `ArithmeticRefusal.resultMustFit`.
  @inlinable
  public func multiplied(by other: Int256) throws(ArithmeticRefusal) -> Int256 {
    let magnitude = try magnitude.multiplied(by: other.magnitude)
    let product = Int256(negative: isNegative != other.isNegative, magnitude: magnitude)
    guard let product else { throw .resultMustFit }
    return product
  }

  /// `a + b`; traps when the sum does not fit.
  @inlinable @inline(__always)
  public static func + (a: Int256, b: Int256) -> Int256 {
    let (sum, overflow) = a.addingReportingOverflow(b)
    precondition(!overflow, "Int256: the sum does not fit")
    return sum
  }

  /// `−a`; traps for −2²⁵⁵.
  @inlinable
  public static prefix func - (a: Int256) -> Int256 { .zero - a }

  /// `a − b`; traps when the difference does not fit.
  @inlinable @inline(__always)
  public static func - (a: Int256, b: Int256) -> Int256 {
    let (difference, overflow) = a.subtractingReportingOverflow(b)
    precondition(!overflow, "Int256: the difference does not fit")
    return difference
  }

  /// `a · b`; traps when the product does not fit.
  @inlinable @inline(__always)
  public static func * (a: Int256, b: Int256) -> Int256 {
    let (left, right) = (a.magnitude, b.magnitude)
    // Factors of 128 bits, as amounts and prices are, make their product in line.
    let magnitude =
      (left.high | right.high) == 0 ? left.low.multipliedInline(by: right.low) : left.timesWide(right)
    let negative = a.isNegative != b.isNegative
    let product = Int256(bits: magnitude.negated(if: negative))
    precondition(magnitude.isZero || product.isNegative == negative, "Int256: the product does not fit")
    return product
  }

  /// Adds in place; traps when the sum does not fit.
  @inlinable public static func += (a: inout Int256, b: Int256) { a = a + b }
  /// Subtracts in place; traps when the difference does not fit.
  @inlinable public static func -= (a: inout Int256, b: Int256) { a = a - b }
}

extension Word256 {
  /// `−a mod 2²⁵⁶` or `a`, without a branch: signs of random walks are not predictable.
  @inlinable @inline(__always)
  func negated(if negative: Bool) -> Word256 {
    let sign: UInt128 = negative ? 1 : 0
    let mask = 0 &- sign
    let flipped = (low ^ mask).addingReportingOverflow(sign)
    return Word256(high: (high ^ mask) &+ (flipped.overflow ? 1 : 0), low: flipped.partialValue)
  }

  /// `a · b` out of line, where a factor needs more than 128 bits; traps when the product does not fit.
  @usableFromInline @inline(never)
  func timesWide(_ other: Word256) -> Word256 { self * other }
}
