import Exact
import Testing

/// Series in `Integer` with 320 fraction bits, written apart from the tables' builder: the independent witness.
private enum Witness {
  static let bits = 320
  static let one = Integer.powerOfTwo(bits)

  static func product(_ a: Integer, _ b: Integer) -> Integer {
    (a * b).shiftedRight(by: bits, rounding: .nearest)
  }

  /// `e^x` by 40 halvings, the Taylor series and 40 squarings.
  static func exponential(_ x: Integer) -> Integer {
    let small = x.shiftedRight(by: 40, rounding: .nearest)
    var term = one
    var sum = one
    for n in 1...12 {
      term = product(term, small).divided(by: Integer(n), rounding: .nearest)
      sum += term
    }
    for _ in 0..<40 { sum = product(sum, sum) }
    return sum
  }

  /// `ln x` by Newton's iteration on the exponential.
  static func logarithm(_ x: Integer) -> Integer {
    var y = Integer.zero
    for _ in 0..<12 {
      let ratio = product(x, exponential(-y))
      y += ((ratio - one) << (bits + 1)).divided(by: ratio + one, rounding: .nearest)
    }
    return y
  }

  /// `Φ(−x) = ½ − φ(x)(x + x³/3 + x⁵/15 + …)`, all terms positive.
  static func tail(_ x: Integer) -> Integer {
    let square = product(x, x)
    var term = x
    var sum = x
    var odd = 1
    while !term.isZero {
      odd += 2
      term = product(term, square).divided(by: Integer(odd), rounding: .down)
      sum += term
    }
    return Integer.powerOfTwo(bits - 1) - product(density(x), sum)
  }

  /// `φ(x) = e^(−x²/2) ÷ √(2π)`.
  static func density(_ x: Integer) -> Integer {
    let exponent = product(x, x).shiftedRight(by: 1, rounding: .nearest)
    let root = (pi << (bits + 1)).squareRoot(rounding: .down)
    return (exponential(-exponent) << bits).divided(by: root, rounding: .nearest)
  }

  /// π by Newton's series of arcsin ½: `π/6 = Σ (2n)! ÷ (n!² 2⁴ⁿ⁺¹ (2n+1))`.
  static let pi: Integer = {
    var binomial = one
    var sum = Integer.zero
    var n = 0
    while !binomial.isZero {
      sum += binomial.divided(by: Integer(2 * (2 * n + 1)), rounding: .down)
      binomial = (binomial * Integer(2 * n + 1)).divided(by: Integer(8 * (n + 1)), rounding: .down)
      n += 1
    }
    return sum * 6
  }()
}

/// A linear congruential generator: enough to spread arguments.
struct FixedDraws {
  var state: UInt64
  init(_ seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state >> 32) ^ state &* 0x9e37_79b9_7f4a_7c15
  }
  mutating func wide() -> UInt128 { (UInt128(next()) << 64) | UInt128(next()) }
}

@Suite("FixedMath") struct FixedMathTests {
  let math = FixedMath.shared

  /// `|a ÷ 2^bits − b ÷ 2^Witness.bits|` in ulps of `2^−bits`, rounded up.
  func distance(_ a: Integer, bits: Int, from b: Integer) -> Integer {
    ((a << (Witness.bits - bits)) - b).magnitude.shiftedRight(by: Witness.bits - bits, rounding: .up)
  }

  @Test func `high products lose less than three`() {
    var draws = FixedDraws(1)
    for round in 0..<3_000 {
      let a = round % 7 == 0 ? .max : draws.wide() >> UInt128(round % 128)
      let b = round % 5 == 0 ? .max : draws.wide() >> UInt128((round / 3) % 128)
      let exact = Integer(a) * Integer(b)
      let lost = exact - (Integer(productHigh(a, b)) << 128)
      #expect(lost >= 0 && lost < Integer(3) << 128)
      let (x, y) = (Int128(bitPattern: a), Int128(bitPattern: b))
      let signed = Integer(x) * Integer(y) - (Integer(productHigh(x, y)) << 128)
      #expect(signed >= 0 && signed < Integer(3) << 128)
    }
  }

  @Test func `logarithms stay within their bound`() {
    var draws = FixedDraws(2)
    var worst = Integer.zero
    for round in 0..<600 {
      var m = draws.wide() | (1 << 127)
      if round < 512 { m = ((512 + UInt128(round)) << 118) + (round % 2 == 0 ? 0 : (1 << 118) - 1) }
      let exact = Witness.logarithm(Integer(m) << (Witness.bits - 127))
      worst = max(worst, distance(Integer(math.logarithm(ofNormalized: m)), bits: 126, from: exact))
    }
    #expect(worst <= 1_100)
  }

  @Test func `exponentials stay within their bound`() {
    var draws = FixedDraws(3)
    var worst = Integer.zero
    for round in 0..<500 {
      let y = round < 4 ? UInt128(round) : draws.wide() >> UInt128(4 + round % 100)
      let value = math.decay(y)
      #expect(value.mantissa >= (1 << 126))
      let exact = Witness.exponential(-(Integer(y) << (Witness.bits - 118)))
      guard value.exponent > -150 else { continue }
      worst = max(worst, distance(Integer(value.mantissa), bits: 128 - value.exponent, from: exact))
    }
    #expect(worst <= Integer(UInt64(FixedMath.decayError)))
    var worstGrowth = Integer.zero
    for round in 1..<300 {
      let x = Int128(truncatingIfNeeded: draws.wide() >> UInt128(5 + round % 100))
      let value = math.exponential(x)
      let exact = Witness.exponential(Integer(x) << (Witness.bits - 118))
      guard value.exponent < 60 else { continue }
      worstGrowth = max(
        worstGrowth, distance(Integer(value.mantissa), bits: 128 - value.exponent, from: exact))
    }
    #expect(worstGrowth <= Integer(UInt64(FixedMath.exponentialError)))
  }

  @Test func `the normal tail stays within its bound`() {
    var draws = FixedDraws(4)
    var worst = Integer.zero
    for round in 0..<700 {
      var x = draws.wide() >> UInt128(6 + round % 12)
      if round < 200 { x = (UInt128(round * 8) << 111) &+ (1 << 110) &- UInt128(round % 2) }
      if round == 200 { x = 0 }
      let exact = Witness.tail(Integer(x) << (Witness.bits - 118))
      worst = max(worst, distance(Integer(math.tail(x)), bits: 128, from: exact))
    }
    #expect(worst <= Integer(UInt64(FixedMath.tailError)))
  }

  @Test func `inverses stay within their bounds`() {
    var draws = FixedDraws(5)
    var worstInverse = Integer.zero
    var worstRoot = Integer.zero
    for round in 0..<3_000 {
      var m = draws.wide() | (1 << 127)
      if round < 128 { m = (1 << 127) + ((1 << UInt128(round % 127)) - 1) }
      if round == 128 { m = .max }
      let inverse = FixedMath.inverse(of: Scaled(mantissa: m, exponent: 0))
      #expect(inverse.exponent == 1)
      let exact = Integer.powerOfTwo(Witness.bits + 127).divided(by: Integer(m), rounding: .nearest)
      worstInverse = max(worstInverse, distance(Integer(inverse.mantissa), bits: 128, from: exact))
      for exponent in [-1, 0, 1, 2] {
        let root = math.inverseRoot(of: Scaled(mantissa: m, exponent: exponent))
        // 1/√(m 2^(E−128)) = √(2^(2·bits + 128 − E) ÷ m) ÷ 2^bits
        let square = Integer.powerOfTwo(2 * Witness.bits + 128 - exponent).divided(
          by: Integer(m), rounding: .nearest)
        let exactRoot = square.squareRoot(rounding: .nearest)
        worstRoot = max(
          worstRoot, distance(Integer(root.mantissa), bits: 128 - root.exponent, from: exactRoot))
      }
    }
    #expect(worstInverse <= Integer(UInt64(FixedMath.inverseError)))
    #expect(worstRoot <= Integer(UInt64(FixedMath.inverseRootError)))
  }
}

@Suite("FixedEnclosure") struct FixedEnclosureTests {
  /// 12.25 ± error ulps, with 124 fraction bits.
  func enclosure(error: UInt64, isNegative: Bool = false) -> FixedEnclosure {
    FixedEnclosure(Scaled(mantissa: 49 << 122, exponent: 4), error: error, isNegative: isNegative)
  }

  @Test func `a narrow enclosure rounds each way`() {
    #expect(enclosure(error: 9).rounded(.down, knowing: .enclosure) == 12)
    #expect(enclosure(error: 9).rounded(.nearest, knowing: .enclosure) == 12)
    #expect(enclosure(error: 9).rounded(.up, knowing: .enclosure) == 13)
    #expect(enclosure(error: 9, isNegative: true).rounded(.down, knowing: .enclosure) == -13)
    #expect(enclosure(error: 9, isNegative: true).rounded(.up, knowing: .enclosure) == -12)
  }

  @Test func `an enclosure that holds a boundary is undecided`() {
    let integer = FixedEnclosure(Scaled(mantissa: 48 << 122, exponent: 4), error: 1)
    #expect(integer.rounded(.down, knowing: .sign) == nil)
    #expect(integer.rounded(.up, knowing: .sign) == nil)
    #expect(integer.rounded(.nearest, knowing: .sign) == 12)
    let half = FixedEnclosure(Scaled(mantissa: 50 << 122, exponent: 4), error: 1)
    #expect(half.rounded(.nearest, knowing: .sign) == nil)
    #expect(half.rounded(.down, knowing: .sign) == 12)
  }

  @Test func `a value near zero rounds by its sign alone`() {
    let tiny = FixedEnclosure(Scaled(mantissa: 1 << 127, exponent: -500), error: .max, isNegative: true)
    #expect(tiny.rounded(.down, knowing: .sign) == -1)
    #expect(tiny.rounded(.up, knowing: .sign) == 0)
    #expect(tiny.rounded(.nearest, knowing: .sign) == 0)
    #expect(tiny.rounded(.down, knowing: .enclosure) == nil)
    #expect(tiny.rounded(.up, knowing: .enclosure) == nil)
    #expect(tiny.rounded(.nearest, knowing: .enclosure) == 0)
  }

  @Test func `sums hold every sum of the parts`() {
    var draws = FixedDraws(6)
    for round in 0..<2_000 {
      let a = FixedEnclosure(
        Scaled(mantissa: draws.wide(), exponent: round % 90), error: draws.next() >> 20,
        isNegative: round % 2 == 0)
      let b = FixedEnclosure(
        Scaled(mantissa: draws.wide(), exponent: (round / 7) % 90), error: draws.next() >> 20,
        isNegative: round % 3 == 0)
      let sum = a + b
      let (low, high) = ends(sum)
      let (lowA, highA) = ends(a)
      let (lowB, highB) = ends(b)
      #expect(low <= lowA + lowB)
      #expect(highA + highB <= high)
    }
  }

  /// Both ends, in units of 2⁻¹²⁸.
  func ends(_ enclosure: FixedEnclosure) -> (Integer, Integer) {
    let centre = Integer(enclosure.magnitude.mantissa) << enclosure.magnitude.exponent
    let slack = Integer(enclosure.error) << enclosure.magnitude.exponent
    let signed = enclosure.isNegative ? -centre : centre
    return (signed - slack, signed + slack)
  }
}
