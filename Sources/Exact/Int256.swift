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
  @inlinable public var magnitude: Word256 {
    isNegative ? Word256.zero.subtractingReportingOverflow(bits).partialValue : bits
  }
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
  /// `a + b`.
  /// - Throws: `ArithmeticRefusal.resultMustFit`.
  @inlinable
  public func adding(_ other: Int256) throws(ArithmeticRefusal) -> Int256 {
    let sum = Int256(bits: bits.addingReportingOverflow(other.bits).partialValue)
    guard isNegative != other.isNegative || sum.isNegative == isNegative else { throw .resultMustFit }
    return sum
  }

  /// `a + b`; traps when the sum does not fit.
  @inlinable
  public static func + (a: Int256, b: Int256) -> Int256 {
    let sum = Int256(bits: a.bits.addingReportingOverflow(b.bits).partialValue)
    precondition(
      a.isNegative != b.isNegative || sum.isNegative == a.isNegative, "Int256: the sum does not fit")
    return sum
  }

  /// `−a`; traps for −2²⁵⁵.
  @inlinable
  public static prefix func - (a: Int256) -> Int256 {
    let negated = Int256(bits: Word256.zero.subtractingReportingOverflow(a.bits).partialValue)
    precondition(a.isZero || negated.isNegative != a.isNegative, "Int256: the negation does not fit")
    return negated
  }

  /// `a − b`; traps when the difference does not fit.
  @inlinable
  public static func - (a: Int256, b: Int256) -> Int256 {
    let difference = Int256(bits: a.bits.subtractingReportingOverflow(b.bits).partialValue)
    precondition(
      a.isNegative == b.isNegative || difference.isNegative == a.isNegative,
      "Int256: the difference does not fit")
    return difference
  }

  /// `a · b`; traps when the product does not fit.
  @inlinable
  public static func * (a: Int256, b: Int256) -> Int256 {
    let product = Int256(a.magnitude * b.magnitude)
    return a.isNegative == b.isNegative ? product : -product
  }

  /// Adds in place; traps when the sum does not fit.
  @inlinable public static func += (a: inout Int256, b: Int256) { a = a + b }
  /// Subtracts in place; traps when the difference does not fit.
  @inlinable public static func -= (a: inout Int256, b: Int256) { a = a - b }
}
