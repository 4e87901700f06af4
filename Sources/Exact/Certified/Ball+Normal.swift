extension Ball {
  /// Contains `φ(x) = e^(−x²/2) / √(2π)` for every `x` of the ball.
  public func normalDensity() -> Ball {
    let exponent = -(self * self).scaled(byPowerOfTwo: -1)
    return exponent.exponential() * BallConstants.inverseRootOfTwoPi(precision: precision)
  }

  /// Contains `Φ(x) = ∫_−∞^x φ` for every `x` of the ball, precise relative to Φ itself; Φ(0) is ½ exactly.
  public func normalDistribution() -> Ball {
    if isZero { return Ball(1, precision: precision).scaled(byPowerOfTwo: -1) }
    guard !isUnbounded else { return .unbounded(precision: precision) }
    if mantissa.isNegative { return (-self).normalTail(isRelative: true) }
    return Ball(1, precision: precision) - normalTail(isRelative: false)
  }

  /// `Q(x) = 1 − Φ(x)` for a midpoint of zero or more.
  ///
  /// Up to 8, and further when the continued fraction would need more terms than there are bits:
  /// `Q = ½ − φ(x) Σ x^(2n+1)/(2n+1)!!`, with more bits for what cancels where the tail must be relatively precise.
  /// Beyond, `Q = φ(x) · M(x)` with Mills' ratio between two ends of its continued fraction.
  /// In both, `|Q(m + δ) − Q(m)| ≤ |δ| · max φ`, where `max φ ≤ 2 φ(m)` while `m|δ| ≤ ½`, and always below ½.
  private func normalTail(isRelative: Bool) -> Ball {
    let middle = Ball(mantissa: mantissa, exponent: exponent, radius: .zero, precision: precision)
    guard top <= 62 else {
      // x ≥ 2^61 − r: φ and Q are below 2^(−2^55) unless hardly anything is known of x.
      guard radius.isAtMost(powerOfTwo: top - 3) else {
        return .around(zero: Magnitude(1), precision: precision)
      }
      return .around(zero: .powerOfTwo(-(1 << 55)), precision: precision)
    }
    let whole = mantissa.isZero ? 0 : floorOfMidpoint
    let terms = precision * precision / (14 * max(1, min(whole, 1 << 20) * min(whole, 1 << 20))) + 10
    let (density, tail): (Ball, Ball)
    if whole >= 8, terms <= max(64, precision) {
      density = middle.normalDensity()
      tail = density * middle.millsRatio(terms: terms)
    } else {
      let cancelled = isRelative ? whole * whole * 3 / 4 + whole * 2 + 20 : 8
      let wide = middle.withPrecision(precision + cancelled)
      density = wide.normalDensity()
      let half = Ball(1, precision: wide.precision).scaled(byPowerOfTwo: -1)
      tail = half - density * wide.oddFactorialSeries()
    }
    guard !isExact else { return tail.withPrecision(precision) }
    let reach = (midpointBound * radius).isAtMost(powerOfTwo: -1)
    let slope =
      reach
      ? Magnitude.smaller(density.magnitudeBound.scaled(byPowerOfTwo: 1), Magnitude.powerOfTwo(-1))
      : Magnitude.powerOfTwo(-1)
    return Ball(
      mantissa: tail.mantissa, exponent: tail.exponent, radius: tail.radius + radius * slope,
      precision: precision)
  }

  /// `⌊midpoint⌋` of a midpoint from 0 up to 2^62.
  private var floorOfMidpoint: Int {
    let floor =
      exponent >= 0 ? mantissa << exponent : mantissa.shiftedRight(by: -exponent, rounding: .down)
    guard let native = floor.asInt else { preconditionFailure("the floor of \(floor) as a native integer") }
    return native
  }

  /// The same enclosure, kept with other precision.
  func withPrecision(_ precision: Int) -> Ball {
    Ball(mantissa: mantissa, exponent: exponent, radius: radius, precision: precision)
  }

  /// `Σ x^(2n+1) / (2n+1)!!` of an exact midpoint of zero or more.
  ///
  /// Everything is rounded down; `error` bounds the loss of a term in units of `2^−bits`:
  /// `e′ ≤ (e x² + t + 1)/(2n + 3) + 1` when x² loses up to one unit, with `t` the term as a number.
  private func oddFactorialSeries() -> Ball {
    let bits = precision + 16
    let shift = exponent + bits
    var term = shift >= 0 ? mantissa << shift : mantissa.shiftedRight(by: -shift, rounding: .down)
    var square = mantissa * mantissa
    let twice = 2 * exponent + bits
    if twice >= 0 { square.shiftLeft(by: twice) } else { square.shiftRight(by: -twice) }
    let squareBound = Magnitude(aboveMagnitudeOf: square + 1, exponent: -bits)
    var (sum, error, loss) = (term, Magnitude(1), Magnitude(1))
    var odd: UInt = 1
    while !term.isZero {
      let size = Magnitude(aboveMagnitudeOf: term, exponent: -bits) + .powerOfTwo(-bits)
      odd += 2
      term *= square
      term.shiftRight(by: bits)
      term.divide(bySmall: odd)
      sum += term
      let divisor = Magnitude(below: UInt64(odd))
      error =
        (error * squareBound + size + error.scaled(byPowerOfTwo: -bits) + Magnitude(1)) / divisor
        + Magnitude(1)
      loss = loss + error
    }
    // The terms have passed their peak (x² < odd) once one is zero, unless x itself is tiny; what remains is a
    // geometric tail of ratio below x²/(odd + 2), which is at most 1/2 after as many terms again as 2x².
    var ratio = squareBound
    while !ratio.isAtMost(powerOfTwo: -1) {
      odd += 2
      let divisor = Magnitude(below: UInt64(odd))
      ratio = squareBound / divisor
      error = error * ratio + Magnitude(1)
      loss = loss + error
    }
    loss = loss + error
    return Ball(
      mantissa: sum, exponent: -bits, radius: loss.scaled(byPowerOfTwo: -bits), precision: precision)
  }

  /// Mills' ratio `Q(x)/φ(x) = 1/(x + 1/(x + 2/(x + 3/…)))` of an exact midpoint of 1 or more.
  ///
  /// From the tail `x < t_n < x + n/x` inwards, `t_(k−1) = x + (k − 1)/t_k` falls as `t_k` rises: the two ends swap,
  /// rounded outwards, and always contain the ratio.
  private func millsRatio(terms: Int) -> Ball {
    let bits = precision + 16
    let shift = exponent + bits
    let one = Integer.powerOfTwo(2 * bits)
    let floor = shift >= 0 ? mantissa << shift : mantissa.shiftedRight(by: -shift, rounding: .down)
    let ceiling = shift >= 0 ? floor : mantissa.shiftedRight(by: -shift, rounding: .up)
    var low = floor
    var high = ceiling + (one * Integer(terms)).divided(by: floor, rounding: .up)
    for index in stride(from: terms - 1, through: 1, by: -1) {
      let numerator = one * Integer(index)
      let nextLow = floor + numerator.divided(by: high, rounding: .down)
      high = ceiling + numerator.divided(by: low, rounding: .up)
      low = nextLow
    }
    return Ball(
      from: one.divided(by: high, rounding: .down), to: one.divided(by: low, rounding: .up), bits: bits,
      precision: precision)
  }
}
