/// Why no certified value was given.
public enum CertificationRefusal: Error, Hashable, Sendable {
  /// The argument of a logarithm was zero or below.
  case argumentMustBePositive
  /// The argument of a square root was below zero.
  case argumentMustNotBeNegative
  /// The argument of an exponential exceeded `limit`.
  case argumentMustNotExceed(limit: Int)
  /// Enclosures of up to `bits` bits did not decide the rounding.
  case precisionMustSuffice(bits: Int)
}

/// Bounds a value is known to keep clear of: `above < value < below`, both ends excluded.
public struct OpenInterval: Hashable, Sendable {
  /// The value is greater than this.
  public let above: Rational?
  /// The value is less than this.
  public let below: Rational?

  /// `above < value < below`; nil where nothing is known.
  public init(above: Rational? = nil, below: Rational? = nil) {
    self.above = above
    self.below = below
  }

  /// No bounds.
  public static var everything: OpenInterval { OpenInterval() }
}

/// Correct rounding from enclosures: the answer is given when every number of the enclosure rounds to it.
public enum Certification {
  /// Bits of the first attempt: 128 and 16 to guard.
  public static let firstPrecision = 144
  /// Bits of the last attempt.
  public static let precisionCap = 4_096

  /// The exact value times `10^decimals`, rounded as asked.
  ///
  /// Precision doubles until the enclosure, cut by `bounds`, decides (Ziv's strategy). Values that are exactly
  /// representable, or exactly halfway for nearest, decide only if their enclosure is exact: callers treat those
  /// cases beforehand.
  /// - Parameters:
  ///   - decimals: places of the result, 0 or more.
  ///   - bounds: strict bounds known beforehand; they decide where a value comes close to a limit it never meets.
  ///   - enclosure: a ball around the value, made at a precision in bits.
  /// - Throws: `CertificationRefusal.precisionMustSuffice` after the attempt with ``precisionCap`` bits.
  public static func integer(
    decimals: Int, rounding: Rounding, within bounds: OpenInterval = .everything,
    _ enclosure: (_ precision: Int) -> Ball
  ) throws(CertificationRefusal) -> Integer {
    var precision = firstPrecision
    while true {
      let ball = enclosure(precision)
      if let value = ball.rounded(decimals: decimals, rounding: rounding, within: bounds) { return value }
      guard precision < precisionCap else { throw .precisionMustSuffice(bits: precisionCap) }
      precision = min(2 * precision, precisionCap)
    }
  }
}

extension Ball {
  /// The number times `10^decimals`, rounded as asked; nil while the enclosure and the bounds leave two answers.
  ///
  /// An end of the ball belongs to it, a bound does not: `Φ(10)` lies below 1, so it rounds down to
  /// 0.999999999999999999 however close its enclosure comes to 1.
  public func rounded(decimals: Int, rounding: Rounding, within bounds: OpenInterval = .everything)
    -> Integer?
  {
    let scale = Integer(10).power(decimals)
    var least = bounds.above.map { Self.leastResult(above: $0, scale: scale, rounding: rounding) }
    var greatest = bounds.below.map { Self.greatestResult(below: $0, scale: scale, rounding: rounding) }
    if let ends, ends.power + max(ends.low.bitWidth, ends.high.bitWidth) <= 1 << 24 {
      let low = Self.rounded(ends.low * scale, power: ends.power, rounding: rounding)
      let high = Self.rounded(ends.high * scale, power: ends.power, rounding: rounding)
      least = least.map { max($0, low) } ?? low
      greatest = greatest.map { min($0, high) } ?? high
    }
    guard let least, let greatest, least == greatest else { return nil }
    return least
  }

  /// `value · 2^power` as an integer.
  private static func rounded(_ value: Integer, power: Int, rounding: Rounding) -> Integer {
    guard power < 0 else { return value << power }
    guard rounding == .nearest else { return value.shiftedRight(by: -power, rounding: rounding) }
    // ⌊v + ½⌋ and ⌈v − ½⌉ differ only for a tie, which goes to the even one.
    let twiceDown = value.shiftedRight(by: -power - 1, rounding: .down)
    let twiceUp = value.shiftedRight(by: -power - 1, rounding: .up)
    let upper = (twiceDown + 1).shiftedRight(by: 1, rounding: .down)
    let lower = (twiceUp - 1).shiftedRight(by: 1, rounding: .up)
    return upper.isOdd ? lower : upper
  }

  /// The least result of a number greater than `bound`.
  private static func leastResult(above bound: Rational, scale: Integer, rounding: Rounding) -> Integer {
    let (numerator, denominator) = (bound.numerator * scale, bound.denominator)
    switch rounding {
    case .down: return numerator.divided(by: denominator, rounding: .down)
    case .up: return numerator.divided(by: denominator, rounding: .down) + 1
    case .nearest: return (2 * numerator + denominator).divided(by: 2 * denominator, rounding: .down)
    }
  }

  /// The greatest result of a number less than `bound`.
  private static func greatestResult(below bound: Rational, scale: Integer, rounding: Rounding) -> Integer {
    let (numerator, denominator) = (bound.numerator * scale, bound.denominator)
    switch rounding {
    case .down: return numerator.divided(by: denominator, rounding: .up) - 1
    case .up: return numerator.divided(by: denominator, rounding: .up)
    case .nearest: return (2 * numerator - denominator).divided(by: 2 * denominator, rounding: .up)
    }
  }
}
