internal import Exact

/// A signed 512-bit integer in two's complement, stored inline: the products that an inequality compares.
struct Int512: Hashable, Sendable {
  /// Bits 0 to 255.
  var low: Word256
  /// Bits 256 to 511.
  var high: Word256

  static var zero: Int512 { Int512(low: .zero, high: .zero) }

  init(low: Word256, high: Word256) {
    self.low = low
    self.high = high
  }

  init(_ value: Int256) { self.init(low: value.bits, high: value.isNegative ? .max : .zero) }

  init(_ value: Word256) { self.init(low: value, high: .zero) }

  /// `a · b`; nil from 2⁵¹¹ on.
  init?(_ a: Word256, times b: Word256) {
    let product = a.multipliedFullWidth(by: b)
    self.init(low: product.low, high: product.high)
    guard !isNegative else { return nil }
  }

  var isNegative: Bool { high.high >> 127 == 1 }

  var isZero: Bool { low.isZero && high.isZero }

  /// `a − b mod 2⁵¹²`, and whether the exact difference is outside the range.
  func subtractingReportingOverflow(_ other: Int512) -> (partialValue: Int512, overflow: Bool) {
    let lower = low.subtractingReportingOverflow(other.low)
    let upper = high.subtractingReportingOverflow(other.high).partialValue
    let borrowed = upper.subtractingReportingOverflow(lower.overflow ? .one : .zero).partialValue
    let difference = Int512(low: lower.partialValue, high: borrowed)
    return (difference, isNegative != other.isNegative && difference.isNegative != isNegative)
  }

  /// The value on the heap.
  var exact: Integer {
    let unsigned = (Integer(high) << 256) + Integer(low)
    return isNegative ? unsigned - Integer.powerOfTwo(512) : unsigned
  }
}

extension Int512: Comparable {
  static func < (a: Int512, b: Int512) -> Bool {
    if a.high.high != b.high.high {
      return Int128(bitPattern: a.high.high) < Int128(bitPattern: b.high.high)
    }
    if a.high.low != b.high.low { return a.high.low < b.high.low }
    return a.low < b.low
  }
}
