extension Ball {
  /// Contains every sum.
  public static func + (a: Ball, b: Ball) -> Ball {
    let precision = max(a.precision, b.precision)
    let radius = a.radius + b.radius
    if radius.isInfinite { return .unbounded(precision: precision) }
    if a.mantissa.isZero {
      return Ball(mantissa: b.mantissa, exponent: b.exponent, radius: radius, precision: precision)
    }
    if b.mantissa.isZero {
      return Ball(mantissa: a.mantissa, exponent: a.exponent, radius: radius, precision: precision)
    }
    let (large, small) = a.top >= b.top ? (a, b) : (b, a)
    if large.top - small.top > precision + 64 {
      // Aligning would need more bits than are kept: the small one widens the radius instead.
      return Ball(
        mantissa: large.mantissa, exponent: large.exponent, radius: radius + small.midpointBound,
        precision: precision)
    }
    let exponent = min(a.exponent, b.exponent)
    var sum = a.mantissa
    if a.exponent > exponent { sum.shiftLeft(by: a.exponent - exponent) }
    if b.exponent > exponent {
      sum += b.mantissa << (b.exponent - exponent)
    } else {
      sum += b.mantissa
    }
    return Ball(mantissa: sum, exponent: exponent, radius: radius, precision: precision)
  }

  /// Contains every difference.
  public static func - (a: Ball, b: Ball) -> Ball { a + (-b) }

  /// Contains every negative.
  public static prefix func - (a: Ball) -> Ball {
    Ball(mantissa: -a.mantissa, exponent: a.exponent, radius: a.radius, precision: a.precision)
  }

  /// Contains every product.
  public static func * (a: Ball, b: Ball) -> Ball {
    let precision = max(a.precision, b.precision)
    if a.isZero || b.isZero { return Ball(0, precision: precision) }
    var radius = Magnitude.zero
    if !b.isExact { radius = a.midpointBound * b.radius }
    if !a.isExact { radius = radius + a.radius * b.magnitudeBound }
    return Ball(
      mantissa: a.mantissa * b.mantissa, exponent: a.exponent + b.exponent, radius: radius,
      precision: precision)
  }

  /// Contains every quotient; unbounded when `b` may be zero.
  ///
  /// `|a/b − m_a/m_b| ≤ (r_a + |m_a/m_b| · r_b) / (|m_b| − r_b)`.
  public static func / (a: Ball, b: Ball) -> Ball {
    let precision = max(a.precision, b.precision)
    guard !a.isUnbounded, !b.isUnbounded,
      let divisor = Magnitude.lowerBound(of: b.mantissa, exponent: b.exponent, minus: b.radius)
    else { return .unbounded(precision: precision) }
    if a.isZero { return a }
    if a.mantissa.isZero { return .around(zero: a.radius / divisor, precision: precision) }
    let shift = max(0, precision + 4 + b.mantissa.bitWidth - a.mantissa.bitWidth)
    let (quotient, remainder) = (a.mantissa << shift).quotientAndRemainder(dividingBy: b.mantissa)
    let exponent = a.exponent - b.exponent - shift
    var radius = a.radius
    if !b.isExact {
      radius =
        radius + (Magnitude(aboveMagnitudeOf: quotient, exponent: exponent) + .powerOfTwo(exponent))
        * b.radius
    }
    radius = radius / divisor
    if !remainder.isZero { radius = radius + .powerOfTwo(exponent) }
    return Ball(mantissa: quotient, exponent: exponent, radius: radius, precision: precision)
  }

  /// `a · 2^power`, without loss.
  public func scaled(byPowerOfTwo power: Int) -> Ball {
    Ball(
      mantissa: mantissa, exponent: exponent + power, radius: radius.scaled(byPowerOfTwo: power),
      precision: precision)
  }

  /// Contains every square root; unbounded when the number may be negative.
  ///
  /// `|√(m + δ) − √m| ≤ |δ| / √m` for `m + δ ≥ 0`.
  public func squareRoot() -> Ball {
    if isZero { return self }
    guard sign > 0 else { return .unbounded(precision: precision) }
    var shift = max(0, 2 * (precision + 4) - mantissa.bitWidth)
    if (exponent - shift) % 2 != 0 { shift += 1 }
    let shifted = mantissa << shift
    let root = shifted.squareRoot(rounding: .down)
    let power = (exponent - shift) / 2
    var error = Magnitude.zero
    if !isExact {
      guard let below = Magnitude.lowerBound(of: root, exponent: power, minus: .zero) else {
        return .unbounded(precision: precision)
      }
      error = radius / below
    }
    if root * root != shifted { error = error + .powerOfTwo(power) }
    return Ball(mantissa: root, exponent: power, radius: error, precision: precision)
  }

  /// One more than the position of the midpoint's highest bit: `|midpoint| < 2^top`.
  var top: Int { exponent + mantissa.bitWidth }
}
