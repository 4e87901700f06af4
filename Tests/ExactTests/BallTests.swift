import Exact
import Testing

@Suite("Ball") struct BallTests {
  /// Fractions of every size and sign.
  private static func samples() throws -> [Rational] {
    try [
      "1", "2", "0.5", "3/7", "0.69314", "1.5", "7.99", "8.01", "12.25", "39.7", "1/1000003",
      "1000003/1000002",
      "0.999999999999", "123456789.123456789", "1/123456789123456789123456789",
    ].map { try #require(Rational($0)) }
  }

  /// Whether the balls can hold the same number, and say something.
  private func meet(_ a: Ball, _ b: Ball) -> Bool {
    !a.isUnbounded && !b.isUnbounded && (a - b).sign == 0
  }

  @Test func `arithmetic contains the exact result`() throws {
    for a in try Self.samples() {
      for b in try Self.samples() {
        for precision in [40, 144, 300] {
          let (x, y) = (Ball(a, precision: precision), Ball(b, precision: precision))
          // A wide ball of the exact result is far thinner than the one under test.
          #expect(meet(x + y, Ball(a + b, precision: 2_000)))
          #expect(meet(x - y, Ball(a - b, precision: 2_000)))
          #expect(meet(x * y, Ball(a * b, precision: 2_000)))
          #expect(meet(x / y, Ball(try a.divided(by: b), precision: 2_000)))
        }
      }
    }
  }

  @Test func `low precision encloses what high precision finds`() throws {
    let functions: [(Ball) -> Ball] = [
      { $0.exponential() }, { $0.logarithm() }, { $0.squareRoot() }, { $0.normalDistribution() },
      { $0.normalDensity() }, { (-$0).normalDistribution() }, { (-$0).exponential() },
    ]
    for x in try Self.samples() where x < 100 {
      for function in functions {
        // 640 bits take the continued fraction beyond 8, 1,400 bits the series: two ways to the same tail.
        let fine = function(Ball(x, precision: 1_400))
        #expect(fine.rounded(decimals: 200, rounding: .down) != nil, "\(x)")
        for precision in [30, 60, 144, 288, 640] {
          #expect(meet(function(Ball(x, precision: precision)), fine), "\(x) at \(precision) bits")
        }
      }
    }
  }

  @Test func `functions obey their laws`() throws {
    for x in try Self.samples() where x < 100 {
      for precision in [144, 500] {
        let ball = Ball(x, precision: precision)
        let one = Ball(1, precision: precision)
        #expect(meet(ball.exponential() * (-ball).exponential(), one))
        #expect(meet(ball.exponential().logarithm(), ball))
        #expect(meet(ball.squareRoot() * ball.squareRoot(), ball))
        #expect(meet(ball.normalDistribution() + (-ball).normalDistribution(), one))
        #expect(meet(Ball.logarithm(of: x, precision: precision), ball.logarithm()))
      }
    }
  }

  @Test func `tails are precise relative to themselves`() throws {
    for x in [1, 3, 7, 8, 9, 20, 300, 300_000] {
      let tail = Ball(-x, precision: 144).normalDistribution()
      #expect(tail.sign == 1)
      // x Q(x) / φ(x) lies in (x²/(1 + x²), 1).
      let ratio = Ball(x, precision: 144) * tail / Ball(x, precision: 144).normalDensity()
      #expect((ratio - Ball(1, precision: 144)).sign == -1)
      let below = try #require(Rational(Integer(x * x), over: Integer(1 + x * x)))
      #expect((ratio - Ball(below, precision: 144)).sign == 1)
      #expect(ratio.rounded(decimals: 18, rounding: .down) != nil)
    }
  }

  @Test func `wide balls contain every value`() throws {
    // 2 ± 1/8 built from halves of a root of 1/16 known to few bits would not be wide: build it from 8-bit thirds.
    let third = Ball(try #require(Rational("1/3")), precision: 8)
    let thousandth = Ball(try #require(Rational("333/1000")), precision: 60)
    for function in [
      { (x: Ball) in x.exponential() }, { $0.logarithm() }, { $0.squareRoot() }, { $0.normalDistribution() },
      { $0.normalDensity() }, { (-$0).normalDistribution() },
    ] {
      #expect(meet(function(third), function(thousandth)))
    }
  }

  @Test func `impossible operations know nothing and decide nothing`() throws {
    let zero = Ball(0, precision: 144)
    let one = Ball(1, precision: 144)
    #expect((one / zero).isUnbounded)
    #expect((-one).squareRoot().isUnbounded)
    #expect(zero.logarithm().isUnbounded)
    #expect((one / zero + one).isUnbounded)
    #expect((one / zero).rounded(decimals: 0, rounding: .down) == nil)
    #expect((one / zero).exponential().isUnbounded)
    #expect((one / zero).normalDistribution().isUnbounded)
  }

  @Test func `few bits stay exact`() {
    let half = Ball(1, precision: 144).scaled(byPowerOfTwo: -1)
    #expect(Ball(0, precision: 144).normalDistribution().isExact)
    #expect((half * half + half - half).isExact)
    #expect((half * half + half - half).rounded(decimals: 2, rounding: .down) == 25)
    #expect(Ball(0, precision: 144).exponential().rounded(decimals: 0, rounding: .nearest) == 1)
    #expect((half - half).isZero)
    #expect(half.rounded(decimals: 0, rounding: .nearest) == 0)
    #expect((half + half + half).rounded(decimals: 0, rounding: .nearest) == 2)
  }
}

@Suite("Certification") struct CertificationTests {
  @Test func `an open end decides where a closed one cannot`() throws {
    let one = Ball(1, precision: 144)
    let near = Ball(-9, precision: 144).normalDistribution()
    #expect((one - near).rounded(decimals: 18, rounding: .down) == Integer(10).power(18) - 1)
    let blurred = one - Ball(-1_000_000_000, precision: 144).normalDistribution()
    #expect(blurred.rounded(decimals: 18, rounding: .down) == nil)
    #expect(
      blurred.rounded(decimals: 18, rounding: .down, within: OpenInterval(below: 1)) == Integer(10).power(18)
        - 1)
    #expect(
      blurred.rounded(decimals: 18, rounding: .down, within: OpenInterval(above: 1)) == Integer(10).power(18))
    #expect(
      blurred.rounded(decimals: 18, rounding: .up, within: OpenInterval(above: 1)) == Integer(10).power(18)
        + 1)
  }

  @Test func `a value on a boundary exhausts the precision and is refused`() {
    // e^(ln 4) is 4, but no enclosure of it is exact.
    var attempts: [Int] = []
    #expect(throws: CertificationRefusal.precisionMustSuffice(bits: 4_096)) {
      try Certification.integer(decimals: 18, rounding: .down) { precision in
        attempts.append(precision)
        return Ball(4, precision: precision).logarithm().exponential()
      }
    }
    #expect(attempts == [144, 288, 576, 1_152, 2_304, 4_096])
  }

  @Test func `other scales are certified the same way`() throws {
    // ⌊2⁶⁴ · e⁻¹⌋
    let threshold = try Certification.integer(decimals: 0, rounding: .down) { precision in
      Ball(-1, precision: precision).exponential().scaled(byPowerOfTwo: 64)
    }
    #expect(threshold == Integer("6786177901268885274"))
  }
}
