/// A real number enclosed in `mantissa · 2^exponent ± radius`, by integers alone.
///
/// Every operation on balls gives a ball that contains every possible exact result. A ball about which nothing is
/// known (division by a ball around zero, a root of a negative number) is *unbounded*; it never decides a rounding.
/// A radius of zero means the number is known exactly, and sums and products of few bits stay exact.
public struct Ball: Sendable {
  /// The midpoint, in units of `2^exponent`.
  let mantissa: Integer
  /// The power of two that `mantissa` counts.
  let exponent: Int
  /// How far the number may lie from the midpoint.
  let radius: Magnitude
  /// Bits the midpoint may keep.
  public let precision: Int

  /// Keeps what is worth keeping: at most `precision` bits, and none far below the radius.
  init(mantissa: Integer, exponent: Int, radius: Magnitude, precision: Int) {
    self.precision = precision
    let bits = mantissa.bitWidth
    var shift = max(0, bits - precision)
    if !radius.isZero, radius.exponent > exponent { shift = max(shift, radius.exponent - exponent) }
    if radius.isInfinite || exponent > Magnitude.range {
      (self.mantissa, self.exponent, self.radius) = (.zero, 0, .infinity)
    } else if exponent < -Magnitude.range, bits > 0 {
      let all = Magnitude(aboveMagnitudeOf: mantissa, exponent: exponent) + radius
      (self.mantissa, self.exponent, self.radius) = (.zero, 0, all)
    } else if shift > 0, bits > 0 {
      let loss: Magnitude =
        mantissa.trailingZeroBitCount >= shift ? .zero : .powerOfTwo(exponent + shift)
      self.mantissa = shift > bits ? .zero : mantissa.shiftedRight(by: shift, rounding: .down)
      self.exponent = exponent + shift
      self.radius = radius + loss
    } else {
      (self.mantissa, self.exponent, self.radius) = (mantissa, bits == 0 ? 0 : exponent, radius)
    }
  }

  /// A ball that says nothing.
  static func unbounded(precision: Int) -> Ball {
    Ball(mantissa: .zero, exponent: 0, radius: .infinity, precision: precision)
  }

  /// The numbers of magnitude up to `bound`.
  static func around(zero bound: Magnitude, precision: Int) -> Ball {
    Ball(mantissa: .zero, exponent: 0, radius: bound, precision: precision)
  }
}

// MARK: - Making

extension Ball {
  /// An integer, exactly when it has at most `precision` bits.
  public init(_ value: Integer, precision: Int) {
    self.init(mantissa: value, exponent: 0, radius: .zero, precision: precision)
  }

  /// An integer, exactly when it has at most `precision` bits.
  public init(_ value: Int, precision: Int) { self.init(Integer(value), precision: precision) }

  /// A fraction, exactly when its denominator is a power of two and its numerator has at most `precision` bits.
  public init(_ value: Rational, precision: Int) {
    let twos = value.denominator.trailingZeroBitCount
    let above = Ball(mantissa: value.numerator, exponent: -twos, radius: .zero, precision: precision + 4)
    guard value.denominator.bitWidth > twos + 1 else {
      self.init(
        mantissa: above.mantissa, exponent: above.exponent, radius: above.radius, precision: precision)
      return
    }
    let odd = value.denominator.shiftedRight(by: twos, rounding: .down)
    let quotient = above / Ball(odd, precision: precision + 4)
    self.init(
      mantissa: quotient.mantissa, exponent: quotient.exponent, radius: quotient.radius, precision: precision)
  }

  /// The number between `value` and `value + width`, both counted in `2^−bits`.
  init(fixed value: Integer, width: Magnitude, bits: Int, precision: Int) {
    self.init(
      mantissa: value, exponent: -bits, radius: width.scaled(byPowerOfTwo: -bits), precision: precision)
  }

  /// Every number between two fixed-point ends, counted in `2^−bits`.
  init(from low: Integer, to high: Integer, bits: Int, precision: Int) {
    let width = high - low
    precondition(!width.isNegative, "a ball from \(low) to \(high)")
    self.init(
      mantissa: low + high, exponent: -bits - 1,
      radius: Magnitude(aboveMagnitudeOf: width, exponent: -bits - 1), precision: precision)
  }
}

// MARK: - What is known

extension Ball {
  /// Whether the number is known exactly.
  public var isExact: Bool { radius.isZero }
  /// Whether nothing is known.
  public var isUnbounded: Bool { radius.isInfinite }
  /// Whether the number is known to be zero.
  public var isZero: Bool { isExact && mantissa.isZero }
  /// −1 or 1 when the number is certainly below or above zero; 0 when it is zero or may be.
  public var sign: Int {
    Magnitude.lowerBound(of: mantissa, exponent: exponent, minus: radius) == nil ? 0 : mantissa.signum
  }

  /// An upper bound of the number's magnitude.
  var magnitudeBound: Magnitude { midpointBound + radius }
  /// An upper bound of the midpoint's magnitude.
  var midpointBound: Magnitude { Magnitude(aboveMagnitudeOf: mantissa, exponent: exponent) }

  /// The least and the greatest the number can be, in units of `2^power`; nil for an unbounded ball.
  ///
  /// Widened by at most 2^−64 of the midpoint's last place where the radius is far smaller than that.
  var ends: (low: Integer, high: Integer, power: Int)? {
    guard !isUnbounded else { return nil }
    guard !radius.isZero else { return (mantissa, mantissa, exponent) }
    guard !mantissa.isZero else {
      let bound = Integer(radius.significand)
      return (-bound, bound, radius.exponent)
    }
    let power = max(radius.exponent, exponent - precision - 64)
    let gap = radius.exponent - power
    var bound = Integer(gap > -31 ? radius.significand >> max(0, -gap) : 0)
    if gap < 0 { bound += 1 }
    // The initialiser leaves no bits below the radius, so `exponent ≥ power` unless both coincide.
    let middle = exponent >= power ? mantissa << (exponent - power) : mantissa
    let unit = min(power, exponent)
    if exponent < power { bound.shiftLeft(by: power - exponent) }
    return (middle - bound, middle + bound, unit)
  }
}
