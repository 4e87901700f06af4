extension Ball {
  /// Contains `ln x` for every `x` of the ball; unbounded when the ball reaches zero.
  ///
  /// `x = 2^k z` with `0.7 < z < 1.42`, `z^(1/2^s) = y` by square roots, `ln z = 2^(s+1) artanh((y − 1)/(y + 1))`.
  /// Near 1 the work is done with as many more bits as `x − 1` has leading zeros, so the result keeps its precision.
  public func logarithm() -> Ball {
    guard sign > 0,
      let below = Magnitude.lowerBound(of: mantissa, exponent: exponent, minus: radius)
    else { return .unbounded(precision: precision) }
    // |ln(m + δ) − ln m| ≤ |δ| / (m − r)
    let inherited = radius / below
    let bits = mantissa.bitWidth
    let isLow = mantissa.bitWidth < 8 ? mantissa << (8 - bits) < 181 : mantissa.leadingBits(8) < 181
    let width = isLow ? bits - 1 : bits
    let power = exponent + width
    let distance = mantissa - .powerOfTwo(width)
    let logarithm = Self.logarithm(
      mantissa: mantissa, distance: distance, width: width, power: power, precision: precision)
    return Ball(
      mantissa: logarithm.mantissa, exponent: logarithm.exponent, radius: logarithm.radius + inherited,
      precision: precision)
  }

  /// Contains `ln x` of a fraction above zero, precise even where x is next to 1.
  public static func logarithm(of x: Rational, precision: Int) -> Ball {
    if x == 1 { return Ball(0, precision: precision) }
    let zeros = max(0, x.denominator.bitWidth - (x.numerator - x.denominator).bitWidth)
    return Ball(x, precision: precision + zeros + 2).logarithm().withPrecision(precision)
  }

  /// `ln(2^power · mantissa / 2^width)` where `distance = mantissa − 2^width`.
  private static func logarithm(
    mantissa: Integer, distance: Integer, width: Int, power: Int, precision: Int
  ) -> Ball {
    if distance.isZero, power == 0 { return Ball(0, precision: precision) }
    let zeros = power == 0 ? width - distance.bitWidth : 0
    let roots = max(0, integerRoot(precision) / 2 - zeros)
    let bits = precision + zeros + roots + 16
    var sum = Integer.zero
    var loss = Magnitude.zero
    if !distance.isZero {
      let (series, terms) = inverseHyperbolicTangent(
        mantissa: mantissa, distance: distance, width: width, roots: roots, bits: bits)
      sum = series << (roots + 1)
      loss = Magnitude(UInt64(2 * terms + 8), exponent: roots + 1)
    }
    if power != 0 {
      sum += Integer(power) * BallConstants.logarithmOfTwo(bits: bits)
      loss = loss + Magnitude(UInt64(2 * power.magnitude))
    }
    return Ball(
      mantissa: sum, exponent: -bits, radius: loss.scaled(byPowerOfTwo: -bits), precision: precision)
  }

  /// `artanh((y − 1)/(y + 1))` for `y = (mantissa / 2^width)^(1/2^roots)`, off by at most `2 terms + 8` units.
  ///
  /// In units of `2^−bits`: y is off by at most 3 (a root of a number above 0.7 multiplies an error by less than 0.6
  /// and adds 1), u by at most 3 (du = 2 dy/(y + 1)² ≤ 0.7 dy, and 1), u² by at most 3 (2|u| ≤ 0.36), every power
  /// of u by at most 4, every term but the first by at most 2, and the tail is below 2.
  private static func inverseHyperbolicTangent(
    mantissa: Integer, distance: Integer, width: Int, roots: Int, bits: Int
  ) -> (sum: Integer, terms: Int) {
    let one = Integer.powerOfTwo(bits)
    var y =
      bits >= width ? mantissa << (bits - width) : mantissa.shiftedRight(by: width - bits, rounding: .down)
    for _ in 0..<roots {
      y.shiftLeft(by: bits)
      y = y.squareRoot(rounding: .down)
    }
    var power = ((y - one).magnitude << bits).divided(by: y + one, rounding: .down)
    var square = power * power
    square.shiftRight(by: bits)
    var sum = Integer.zero
    var index: UInt = 0
    while !power.isZero {
      var term = power
      term.divide(bySmall: 2 * index + 1)
      sum += term
      power *= square
      power.shiftRight(by: bits)
      index += 1
    }
    return (distance.isNegative ? -sum : sum, Int(index))
  }
}
