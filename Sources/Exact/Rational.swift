/// An exact fraction in lowest terms with a positive denominator.
public struct Rational: Hashable, Sendable {
  /// The numerator, which carries the sign.
  public let numerator: Integer
  /// The denominator, above 0.
  public let denominator: Integer

  init(reduced numerator: Integer, over denominator: Integer) {
    self.numerator = numerator
    self.denominator = denominator
  }

  /// `numerator / denominator` in lowest terms; nil for a zero denominator.
  public init?(_ numerator: Integer, over denominator: Integer) {
    guard !denominator.isZero else { return nil }
    let divisor = numerator.greatestCommonDivisor(denominator)
    let sign = denominator.isNegative ? -divisor : divisor
    self.init(reduced: numerator / sign, over: denominator / sign)
  }

  /// A whole number.
  public init(_ value: Integer) { self.init(reduced: value, over: .one) }

  /// A whole number.
  public init(_ value: Int) { self.init(Integer(value)) }

  /// 0.
  public static var zero: Rational { Rational(0) }
  /// 1.
  public static var one: Rational { Rational(1) }

  /// Whether the value is 0.
  public var isZero: Bool { numerator.isZero }
  /// Whether the value is below 0.
  public var isNegative: Bool { numerator.isNegative }
  /// Whether the value is a whole number.
  public var isInteger: Bool { denominator == .one }
  /// The absolute value.
  public var magnitude: Rational { Rational(reduced: numerator.magnitude, over: denominator) }
}

extension Rational: ExpressibleByIntegerLiteral {
  /// A literal that fits 64 bits.
  public init(integerLiteral value: Int) { self.init(value) }
}

extension Rational: Comparable {
  /// Numeric order, by cross-multiplication.
  public static func < (a: Rational, b: Rational) -> Bool {
    a.numerator * b.denominator < b.numerator * a.denominator
  }
}

extension Rational {
  private static func reducing(_ numerator: Integer, over denominator: Integer) -> Rational {
    guard let result = Rational(numerator, over: denominator) else {
      preconditionFailure("\(numerator) over zero")
    }
    return result
  }

  /// `a + b`.
  public static func + (a: Rational, b: Rational) -> Rational {
    reducing(
      a.numerator * b.denominator + b.numerator * a.denominator, over: a.denominator * b.denominator)
  }

  /// `a − b`.
  public static func - (a: Rational, b: Rational) -> Rational { a + -b }

  /// `−a`.
  public static prefix func - (a: Rational) -> Rational {
    Rational(reduced: -a.numerator, over: a.denominator)
  }

  /// `a · b`.
  public static func * (a: Rational, b: Rational) -> Rational {
    reducing(a.numerator * b.numerator, over: a.denominator * b.denominator)
  }

  /// `a / b`.
  /// - Throws: `ArithmeticRefusal.divisorMustNotBeZero`.
  public func divided(by other: Rational) throws(ArithmeticRefusal) -> Rational {
    guard let result = Rational(numerator * other.denominator, over: denominator * other.numerator) else {
      throw .divisorMustNotBeZero
    }
    return result
  }

  /// Adds in place.
  public static func += (a: inout Rational, b: Rational) { a = a + b }
  /// Subtracts in place.
  public static func -= (a: inout Rational, b: Rational) { a = a - b }

  /// The integer this value rounds to.
  public func rounded(_ rounding: Rounding) -> Integer {
    numerator.divided(by: denominator, rounding: rounding)
  }

  /// `value · 10^decimals` rounded to an integer.
  public func scaled(decimals: Int, rounding: Rounding) -> Integer {
    (numerator * Integer(10).power(decimals)).divided(by: denominator, rounding: rounding)
  }
}

// MARK: - Text

extension Rational: LosslessStringConvertible {
  /// `n`, `n/d` or a plain decimal such as `-12.5`; nothing else.
  public init?(_ text: String) {
    if let slash = text.firstIndex(of: "/") {
      guard let numerator = Integer(String(text[..<slash])),
        let denominator = Integer(String(text[text.index(after: slash)...]))
      else { return nil }
      self.init(numerator, over: denominator)
    } else {
      self.init(decimal: text)
    }
  }

  /// A plain decimal: digits with an optional sign and one optional point that has digits on both sides.
  public init?(decimal text: String) {
    guard let point = text.firstIndex(of: ".") else {
      guard let whole = Integer(text) else { return nil }
      self.init(whole)
      return
    }
    let head = text[..<point]
    let tail = text[text.index(after: point)...]
    guard let digit = head.utf8.last, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit),
      tail.utf8.first != UInt8(ascii: "-"), tail.utf8.first != UInt8(ascii: "+"), !tail.isEmpty,
      let digits = Integer(String(head + tail))
    else { return nil }
    self.init(digits, over: Integer(10).power(tail.utf8.count))
  }

  /// `n/d`, or `n` for a whole number.
  public var description: String {
    isInteger ? numerator.description : "\(numerator)/\(denominator)"
  }

  /// The exact decimal, or nil when it does not terminate.
  public var decimalDescription: String? {
    var rest = denominator
    var places = rest.trailingZeroBitCount
    rest = rest.shiftedRight(by: places, rounding: .down)
    var fives = 0
    while rest != .one {
      let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 5)
      guard remainder.isZero else { return nil }
      rest = quotient
      fives += 1
    }
    places = max(places, fives)
    guard places > 0 else { return numerator.description }
    let digits = scaled(decimals: places, rounding: .down).magnitude.description
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    return (isNegative ? "-" : "") + padded.dropLast(places) + "." + padded.suffix(places)
  }
}
