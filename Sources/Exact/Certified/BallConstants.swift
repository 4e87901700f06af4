/// ln 2 and π as fixed-point integers, computed once at two widths and cut to what is asked.
enum BallConstants {
  /// `⌊ln 2 · 2^bits⌋` or less by one unit.
  static func logarithmOfTwo(bits: Int) -> Integer {
    cut(bits, short: shortLogarithmOfTwo, long: longLogarithmOfTwo, compute: computeLogarithmOfTwo)
  }

  /// `⌊π · 2^bits⌋` or less by one unit.
  static func pi(bits: Int) -> Integer {
    cut(bits, short: shortPi, long: longPi, compute: computePi)
  }

  /// `1/√(2π)`.
  static func inverseRootOfTwoPi(precision: Int) -> Ball {
    let twoPi = Ball(
      fixed: pi(bits: precision + 8), width: Magnitude(2), bits: precision + 7, precision: precision + 8)
    return Ball(1, precision: precision + 8) / twoPi.squareRoot()
  }

  private static let shortBits = 384
  private static let longBits = 4_800
  private static let shortLogarithmOfTwo = computeLogarithmOfTwo(bits: shortBits)
  private static let longLogarithmOfTwo = computeLogarithmOfTwo(bits: longBits)
  private static let shortPi = computePi(bits: shortBits)
  private static let longPi = computePi(bits: longBits)

  private static func cut(
    _ bits: Int, short: @autoclosure () -> Integer, long: @autoclosure () -> Integer,
    compute: (Int) -> Integer
  ) -> Integer {
    if bits <= shortBits { return short().shiftedRight(by: shortBits - bits, rounding: .down) }
    if bits <= longBits { return long().shiftedRight(by: longBits - bits, rounding: .down) }
    return compute(bits)
  }

  /// `ln 2 = 18 artanh(1/26) − 2 artanh(1/4801) + 8 artanh(1/8749)`.
  ///
  /// Each series is low by less than 2 units a term, 28 terms' worth of coefficients in all: with fewer than 2^20
  /// terms the sum is off by less than 2^27 of its units, so 32 more bits leave less than one unit after the cut.
  private static func computeLogarithmOfTwo(bits: Int) -> Integer {
    let wide = bits + 32
    var sum = Integer(18) * inverseSeries(26, alternating: false, bits: wide)
    sum -= Integer(2) * inverseSeries(4801, alternating: false, bits: wide)
    sum += Integer(8) * inverseSeries(8749, alternating: false, bits: wide)
    return sum.shiftedRight(by: 32, rounding: .down)
  }

  /// `π = 16 arctan(1/5) − 4 arctan(1/239)`, with the same bound.
  private static func computePi(bits: Int) -> Integer {
    let wide = bits + 32
    var sum = Integer(16) * inverseSeries(5, alternating: true, bits: wide)
    sum -= Integer(4) * inverseSeries(239, alternating: true, bits: wide)
    return sum.shiftedRight(by: 32, rounding: .down)
  }

  /// `artanh(1/n)` or, alternating, `arctan(1/n)`: `Σ (±1)^k / ((2k + 1) n^(2k+1))`.
  private static func inverseSeries(_ n: UInt, alternating: Bool, bits: Int) -> Integer {
    var power = Integer.powerOfTwo(bits)
    power.divide(bySmall: n)
    var sum = Integer.zero
    var index: UInt = 0
    while !power.isZero {
      var term = power
      term.divide(bySmall: 2 * index + 1)
      if alternating, index % 2 == 1 { sum -= term } else { sum += term }
      power.divide(bySmall: n * n)
      index += 1
    }
    return sum
  }
}
