/// An upper bound of an error, `significand · 2^exponent` with a 30-bit significand; every operation rounds up.
///
/// Lower bounds of divisors use the same storage and are made by ``init(belowMagnitudeOf:exponent:)`` alone.
struct Magnitude: Sendable {
  /// 2²⁹ … 2³⁰ − 1; 0 for zero; `.max` for no bound at all.
  private(set) var significand: UInt64
  /// The power of two, within ±``range``.
  private(set) var exponent: Int

  /// The exponents that occur: results beyond are widened to 2^−range or given up as unbounded.
  static let range = 1 << 58

  static let zero = Magnitude(raw: 0, exponent: 0)
  static let infinity = Magnitude(raw: .max, exponent: 0)

  private init(raw: UInt64, exponent: Int) {
    significand = raw
    self.exponent = exponent
  }

  /// An upper bound of `value · 2^exponent`.
  init(_ value: UInt64, exponent: Int = 0) {
    guard value > 0 else {
      self = .zero
      return
    }
    let excess = 34 - value.leadingZeroBitCount
    var significand = value
    if excess > 0 {
      significand = (value >> excess) + (value & ((1 << excess) - 1) == 0 ? 0 : 1)
    } else {
      significand <<= -excess
    }
    var power = exponent + excess
    if significand == 1 << 30 { (significand, power) = (1 << 29, power + 1) }
    if power > Self.range {
      self = .infinity
    } else {
      self.init(raw: significand, exponent: max(power, -Self.range))
    }
  }

  /// A lower bound of `value`, which is above zero, to divide by.
  init(below value: UInt64) {
    precondition(value > 0, "a divisor's lower bound from \(value)")
    let excess = 34 - value.leadingZeroBitCount
    self.init(raw: excess > 0 ? value >> excess : value << -excess, exponent: excess)
  }

  /// An upper bound of `|value| · 2^exponent`.
  init(aboveMagnitudeOf value: Integer, exponent: Int) {
    let bits = value.bitWidth
    guard bits > 30 else {
      self.init(bits == 0 ? 0 : value.leadingBits(bits), exponent: exponent)
      return
    }
    self.init(value.leadingBits(30) + 1, exponent: exponent + bits - 30)
  }

  /// A lower bound of `|value| · 2^exponent − error`; nil unless it is certainly above zero.
  static func lowerBound(of value: Integer, exponent: Int, minus error: Magnitude) -> Magnitude? {
    let bits = value.bitWidth
    guard bits > 0, !error.isInfinite else { return nil }
    let taken = min(bits, 60)
    let power = exponent + bits - taken
    var leading = value.leadingBits(taken)
    if !error.isZero {
      let gap = error.exponent - power
      guard gap < 31 else { return nil }
      let loss = gap >= 0 ? error.significand << gap : (gap > -31 ? error.significand >> -gap : 0) + 1
      guard loss < leading else { return nil }
      leading -= loss
    }
    let excess = 34 - leading.leadingZeroBitCount
    let significand = excess > 0 ? leading >> excess : leading << -excess
    return Magnitude(raw: significand, exponent: power + excess)
  }

  var isZero: Bool { significand == 0 }
  var isInfinite: Bool { significand == .max }

  /// 2 to a power.
  static func powerOfTwo(_ exponent: Int) -> Magnitude { Magnitude(1, exponent: exponent) }

  static func + (a: Magnitude, b: Magnitude) -> Magnitude {
    if a.isInfinite || b.isInfinite { return .infinity }
    if a.isZero { return b }
    if b.isZero { return a }
    let (large, small) = a.exponent >= b.exponent ? (a, b) : (b, a)
    let gap = large.exponent - small.exponent
    let carried = gap < 31 ? (small.significand >> gap) + 1 : 1
    return Magnitude(large.significand + (gap == 0 ? small.significand : carried), exponent: large.exponent)
  }

  static func * (a: Magnitude, b: Magnitude) -> Magnitude {
    if a.isZero || b.isZero { return .zero }
    if a.isInfinite || b.isInfinite { return .infinity }
    return Magnitude(a.significand * b.significand, exponent: a.exponent + b.exponent)
  }

  /// `a / b` where `b` is a lower bound above zero.
  static func / (a: Magnitude, b: Magnitude) -> Magnitude {
    if a.isZero { return .zero }
    if a.isInfinite { return .infinity }
    precondition(!b.isZero && !b.isInfinite, "an error bound divided by \(b)")
    return Magnitude((a.significand << 30) / b.significand + 1, exponent: a.exponent - b.exponent - 30)
  }

  /// `a · 2^power`, exactly.
  func scaled(byPowerOfTwo power: Int) -> Magnitude {
    isZero || isInfinite ? self : Magnitude(significand, exponent: exponent + power)
  }

  static func smaller(_ a: Magnitude, _ b: Magnitude) -> Magnitude {
    if a.isInfinite || b.isZero { return b }
    if b.isInfinite || a.isZero { return a }
    return (a.exponent, a.significand) <= (b.exponent, b.significand) ? a : b
  }

  /// Whether the bound is at most 2^power.
  func isAtMost(powerOfTwo power: Int) -> Bool {
    if isInfinite { return false }
    return isZero || exponent + 30 <= power || (exponent + 29 == power && significand == 1 << 29)
  }
}
