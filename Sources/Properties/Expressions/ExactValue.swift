public import Exact

/// An exact number that is cheap while it is a whole number of at most 255 bits, and a fraction when it must be.
@frozen
public enum ExactValue: Hashable, Sendable {
  /// A whole number, stored inline.
  case whole(Int256)
  /// Any other number.
  case fraction(Rational)

  /// A signed word.
  public init(_ value: Int256) { self = .whole(value) }

  /// An unsigned word.
  public init(_ value: Word256) {
    self = value.high >> 127 == 0 ? .whole(Int256(bits: value)) : .fraction(Rational(Integer(value)))
  }

  /// A native integer.
  public init(_ value: Int) { self = .whole(Int256(Int64(value))) }

  /// A fraction; a whole number that fits is stored inline.
  public init(_ value: Rational) {
    if value.isInteger, let whole = value.numerator.asInt256 {
      self = .whole(whole)
    } else {
      self = .fraction(value)
    }
  }

  /// The value as a fraction.
  public var rational: Rational {
    switch self {
    case .whole(let value): Rational(Integer(value))
    case .fraction(let value): value
    }
  }
}

// MARK: - Arithmetic

extension ExactValue {
  static func + (a: ExactValue, b: ExactValue) -> ExactValue {
    if case .whole(let x) = a, case .whole(let y) = b {
      let (sum, overflow) = x.addingReportingOverflow(y)
      if !overflow { return .whole(sum) }
    }
    return ExactValue(a.rational + b.rational)
  }

  static func - (a: ExactValue, b: ExactValue) -> ExactValue {
    if case .whole(let x) = a, case .whole(let y) = b {
      let (difference, overflow) = x.subtractingReportingOverflow(y)
      if !overflow { return .whole(difference) }
    }
    return ExactValue(a.rational - b.rational)
  }

  static func * (a: ExactValue, b: ExactValue) -> ExactValue {
    if case .whole(let x) = a, case .whole(let y) = b, let product = try? x.multiplied(by: y) {
      return .whole(product)
    }
    return ExactValue(a.rational * b.rational)
  }

  /// `self / other`; nil for a zero divisor.
  func divided(by other: ExactValue) -> ExactValue? {
    (try? rational.divided(by: other.rational)).map { ExactValue($0) }
  }

  static func < (a: ExactValue, b: ExactValue) -> Bool {
    if case .whole(let x) = a, case .whole(let y) = b { return x < y }
    return a.rational < b.rational
  }

  /// The absolute value.
  var magnitude: ExactValue { self < .whole(.zero) ? .whole(.zero) - self : self }
}

extension Slack {
  /// Two exact values.
  public init(_ left: ExactValue, _ relation: Relation, _ right: ExactValue) {
    if case .whole(let a) = left, case .whole(let b) = right {
      self.init(a, relation, b)
    } else {
      self.init(left.rational, relation, right.rational)
    }
  }
}
