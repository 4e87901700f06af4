import Exact
import Testing

@Suite("Integer") struct IntegerTests {
  private static let wide = Integer(2).power(300) + 12345

  @Test func `small arithmetic agrees with native integers`() {
    for a in -40...40 {
      for b in -40...40 {
        #expect(Integer(a) + Integer(b) == Integer(a + b))
        #expect(Integer(a) - Integer(b) == Integer(a - b))
        #expect(Integer(a) * Integer(b) == Integer(a * b))
        #expect((Integer(a) < Integer(b)) == (a < b))
        #expect((Integer(a) == Integer(b)) == (a == b))
      }
    }
  }

  @Test func `every division obeys its law`() {
    for a in -40...40 {
      for b in -12...12 where b != 0 {
        let down = Integer(a).divided(by: Integer(b), rounding: .down)
        let up = Integer(a).divided(by: Integer(b), rounding: .up)
        let nearest = Integer(a).divided(by: Integer(b), rounding: .nearest)
        let exact = a % b == 0
        #expect(up - down == (exact ? 0 : 1))
        // down ≤ a/b < down + 1, cleared of the divisor's sign
        let sign = Integer(b).signum
        let gap = (Integer(a) - down * Integer(b)) * Integer(sign)
        #expect(gap >= 0 && gap < Integer(b).magnitude)
        let error = (Integer(a) - nearest * Integer(b)).magnitude
        #expect(error + error <= Integer(b).magnitude)
        if error + error == Integer(b).magnitude { #expect(!nearest.isOdd) }
      }
    }
  }

  @Test func `square roots bracket their argument`() {
    let roots: [Integer] = [0, 1, 2, 3, 4, 15, 16, 17, 24, 25, 30, 31, 999_999_999_999, Self.wide]
    for value in roots {
      let down = value.squareRoot(rounding: .down)
      let up = value.squareRoot(rounding: .up)
      #expect(down * down <= value && (down + 1) * (down + 1) > value)
      #expect(up * up >= value && (up.isZero || (up - 1) * (up - 1) < value))
      // nearest n: (n − ½)² < value < (n + ½)²
      let nearest = value.squareRoot(rounding: .nearest)
      #expect(4 * value < (2 * nearest + 1) * (2 * nearest + 1))
      if !nearest.isZero { #expect(4 * value > (2 * nearest - 1) * (2 * nearest - 1)) }
    }
  }

  @Test func `text makes the round trip and nothing else parses`() {
    let small: [Integer] = [0, 1, -1, 10, -1_000_000, Integer(Int.max), Integer(Int.min)]
    for value in small + [
      Self.wide, -Self.wide,
    ] {
      #expect(Integer(value.description) == value)
    }
    #expect(Self.wide.description.count == 91)
    #expect(Integer("+7") == 7)
    for text in ["", "-", "+", "--1", "+-1", " 1", "1 ", "1e3", "0x1", "1_000", "½"] {
      #expect(Integer(text) == nil, "\(text) parsed")
    }
  }

  @Test func `words pass through unchanged`() {
    for word in [Word256.zero, 1, Word256(high: 1, low: 0), .max, Word256(high: 7, low: .max)] {
      #expect(Integer(word).asWord256 == word)
    }
    #expect(Self.wide.asWord256 == nil)
    #expect(Integer(-1).asWord256 == nil)
    #expect(Integer(Int256(-5)) == -5)
    #expect(Integer(-5).asInt256 == Int256(-5))
    #expect(Integer(Word256.max).asInt256 == nil)
    #expect(Integer(Int.min).asInt == Int.min)
    #expect((Integer(Int.max) + 1).asInt == nil)
    #expect(Integer(Int128.min) == -Integer.powerOfTwo(127))
  }

  @Test func `writing one copy leaves the other`() {
    var a = Self.wide
    let b = a
    a += 1
    #expect(b == Self.wide)
    #expect(a == Self.wide + 1)
    a *= a
    #expect(a == (Self.wide + 1) * (Self.wide + 1))
    a -= a
    #expect(a.isZero)
    var sum: Integer = 5
    sum.addProduct(3, 4)
    sum.subtractProduct(2, 2)
    #expect(sum == 13)
  }

  @Test func `divisors and multiples`() {
    #expect(Integer(12).greatestCommonDivisor(-18) == 6)
    #expect(Integer(4).leastCommonMultiple(6) == 12)
    #expect(Integer(-7).shiftedRight(by: 1, rounding: .down) == -4)
    #expect(Integer(-7).shiftedRight(by: 1, rounding: .up) == -3)
    #expect(Integer(-7).shiftedRight(by: 1, rounding: .nearest) == -4)
    #expect(Integer(40).trailingZeroBitCount == 3)
    #expect(Integer(3).power(5) == 243)
  }
}

@Suite("Rational") struct RationalTests {
  @Test func `fractions are kept in lowest terms with a positive denominator`() throws {
    let half = try #require(Rational(-3, over: -6))
    #expect(half.numerator == 1 && half.denominator == 2)
    #expect(Rational(1, over: 0) == nil)
    #expect(Rational(0, over: -7) == Rational.zero)
  }

  @Test func `field laws hold on all small fractions`() throws {
    for a in -6...6 {
      for b in 1...5 {
        for c in -6...6 {
          for d in 1...5 {
            let left = try #require(Rational(Integer(a), over: Integer(b)))
            let right = try #require(Rational(Integer(c), over: Integer(d)))
            #expect(left + right == Rational(Integer(a * d + c * b), over: Integer(b * d)))
            #expect(left - right + right == left)
            #expect(left * right == Rational(Integer(a * c), over: Integer(b * d)))
            #expect((left < right) == (a * d < c * b))
            if c != 0 { #expect(try left.divided(by: right) * right == left) }
          }
        }
      }
    }
    #expect(throws: ArithmeticRefusal.divisorMustNotBeZero) { try Rational(1).divided(by: 0) }
  }

  @Test(
    "decimals are read exactly",
    arguments: [
      ("0.5", "1/2"), ("-12.50", "-25/2"), ("7", "7"), ("0.000", "0"), ("-0.125", "-1/8"), ("3/9", "1/3"),
    ]
  )
  func text(_ text: String, _ expected: String) throws {
    #expect(try #require(Rational(text)).description == expected)
  }

  @Test func `what is no number is refused`() {
    for text in [
      "", ".", "1.", ".5", "1.-5", "1.+5", "1e5", "nan", "1/0", "1/2/3", "--1", "1.2.3", "+.1", "-.1",
    ] {
      #expect(Rational(text) == nil, "\(text) parsed")
    }
  }

  @Test func `exact decimals appear only when they end`() throws {
    #expect(try #require(Rational(1, over: 8)).decimalDescription == "0.125")
    #expect(try #require(Rational(-1, over: 50)).decimalDescription == "-0.02")
    #expect(Rational(12).decimalDescription == "12")
    #expect(try #require(Rational(1, over: 3)).decimalDescription == nil)
    #expect(try #require(Rational(5, over: 3)).scaled(decimals: 2, rounding: .up) == 167)
  }
}
