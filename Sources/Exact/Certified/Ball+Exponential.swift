extension Ball {
  /// Contains `e^x` for every `x` of the ball.
  ///
  /// `e^x = 2^k (e^(r/2^s))^(2^s)` with `r = x − k ln 2 ∈ [0, ln 2)`; the inner power is a Taylor sum. Beyond
  /// `|x| ≥ 2^56` the result is only known to be tiny, or not known at all.
  public func exponential() -> Ball {
    if isZero { return Ball(1, precision: precision) }
    guard radius.isAtMost(powerOfTwo: 0) else { return unboundedOrTinyExponential() }
    guard top <= 56 else { return unboundedOrTinyExponential() }
    let halvings = 2 + Self.integerRoot(precision) / 2
    let bits = precision + halvings + 16
    let (power, reduced) = reducedArgument(bits: bits)
    let (root, terms) = Self.taylorExponential(
      reduced.shiftedRight(by: halvings, rounding: .down), bits: bits)
    var value = root
    for _ in 0..<halvings {
      value *= value
      value.shiftRight(by: bits)
    }
    // All rounding is downwards. Write ρ for relative errors in units of 2^−bits: the Taylor sum loses at most
    // 2 a term, 1 for its tail and 2 for the halved argument; a squaring doubles ρ and adds 1, so in the end
    // ρ ≤ 2^s (2 terms + 4), and the value itself is below 2 + 2^−9. The argument is off by at most 3 units,
    // which moves the result by at most 7.
    let loss = Magnitude(UInt64(2 * terms + 5), exponent: halvings + 1) + Magnitude(7)
    var error = loss.scaled(byPowerOfTwo: power - bits)
    if !isExact {
      // |e^δ − 1| ≤ 2|δ| for |δ| ≤ 1.
      let bound = Magnitude(aboveMagnitudeOf: value, exponent: power - bits) + error
      error = error + bound * radius.scaled(byPowerOfTwo: 1)
    }
    return Ball(mantissa: value, exponent: power - bits, radius: error, precision: precision)
  }

  /// What can be said of `e^x` when `x` is huge or hardly known.
  private func unboundedOrTinyExponential() -> Ball {
    guard !isUnbounded, mantissa.isNegative, top > 56,
      Magnitude.lowerBound(of: mantissa, exponent: exponent, minus: radius) != nil,
      radius.isAtMost(powerOfTwo: top - 3)
    else { return .unbounded(precision: precision) }
    // x ≤ −2^(top − 1) + 2^(top − 3) ≤ −2^55, so e^x ≤ 2^(−2^55).
    return .around(zero: .powerOfTwo(-(1 << 55)), precision: precision)
  }

  /// `k` and `r = x − k ln 2` of the midpoint in units of `2^−bits`; r is from 0 to 2 units above ln 2.
  ///
  /// Off by at most 3 units: one for cutting x, one for ln 2 (`|k| < 2^(top + 1)`, so two more bits than `top` make
  /// its two units half a unit here), one for cutting their product.
  private func reducedArgument(bits: Int) -> (power: Int, reduced: Integer) {
    let shift = exponent + bits
    let scaled = shift >= 0 ? mantissa << shift : mantissa.shiftedRight(by: -shift, rounding: .down)
    let extra = max(0, top) + 2
    let logarithm = BallConstants.logarithmOfTwo(bits: bits + extra)
    let multiple = (scaled << extra).divided(by: logarithm, rounding: .down)
    let reduced = scaled - (multiple * logarithm).shiftedRight(by: extra, rounding: .down)
    guard let power = multiple.asInt else {
      preconditionFailure("e^x with x beyond 2^56 · ln 2: \(multiple)")
    }
    return (power, reduced)
  }

  /// `Σ xⁿ/n!` for `0 ≤ x < 1/2` in units of `2^−bits`, and how many terms it took.
  private static func taylorExponential(_ x: Integer, bits: Int) -> (sum: Integer, terms: Int) {
    var sum = Integer.powerOfTwo(bits)
    var term = sum
    var index: UInt = 0
    while !term.isZero {
      index += 1
      term *= x
      term.shiftRight(by: bits)
      term.divide(bySmall: index)
      sum += term
    }
    return (sum, Int(index))
  }

  /// `⌊√n⌋` of a small number.
  static func integerRoot(_ n: Int) -> Int {
    var root = 0
    while (root + 1) * (root + 1) <= n { root += 1 }
    return root
  }
}
