import Exact
import TestKit
import Testing

@Suite("CertifiedFunction") struct CertifiedFunctionTests {
  private struct Vectors: Decodable {
    let function: String
    let rows: [[String]]
  }

  private static let roundings: [Rounding] = [.down, .nearest, .up]

  @Test("rounds as independent enclosures do", arguments: ["exp", "ln", "sqrt", "erfc", "ncdf", "npdf"])
  func vectors(_ name: String) throws {
    let vectors: Vectors = try Fixture.json(name)
    let function = try #require(CertifiedFunction(rawValue: vectors.function))
    for row in vectors.rows {
      let x = try #require(Rational(row[0]))
      for (rounding, expected) in zip(Self.roundings, row[1...]) {
        #expect(
          try function.value(at: x, rounding: rounding).description == expected,
          "\(name)(\(row[0])) \(rounding)")
      }
    }
  }

  @Test func `exact values are the same in every rounding`() throws {
    let one = Integer(10).power(18)
    for rounding in Self.roundings {
      #expect(try CertifiedFunction.exponential.value(at: 0, rounding: rounding) == one)
      #expect(try CertifiedFunction.naturalLogarithm.value(at: 1, rounding: rounding) == 0)
      #expect(try CertifiedFunction.complementaryError.value(at: 0, rounding: rounding) == one)
      #expect(2 * (try CertifiedFunction.normalDistribution.value(at: 0, rounding: rounding)) == one)
      let square = try #require(Rational("152.399025"))
      #expect(try CertifiedFunction.squareRoot.value(at: square, rounding: rounding) * 1000 == 12_345 * one)
      #expect(try CertifiedFunction.squareRoot.value(at: 0, rounding: rounding) == 0)
    }
  }

  @Test func `a root halfway between two results goes to the even one`() throws {
    // (k + ½)² · 10⁻³⁶ has the root (k + ½) · 10⁻¹⁸.
    for k in [0, 1, 2, 7] {
      let square = try #require(
        Rational(Integer((2 * k + 1) * (2 * k + 1)), over: 4 * Integer(10).power(36)))
      let nearest = try CertifiedFunction.squareRoot.value(at: square, rounding: .nearest)
      #expect(nearest == Integer(k % 2 == 0 ? k : k + 1))
    }
  }

  @Test func `saturated values stay strictly inside their bounds`() throws {
    let one = Integer(10).power(18)
    for far: Rational in [10, 100, 1_000_000, Rational(Integer(10).power(400))] {
      let (distribution, error) = (CertifiedFunction.normalDistribution, CertifiedFunction.complementaryError)
      #expect(try distribution.value(at: far, rounding: .down) == one - 1)
      #expect(try distribution.value(at: far, rounding: .nearest) == one)
      #expect(try distribution.value(at: far, rounding: .up) == one)
      #expect(try distribution.value(at: -far, rounding: .down) == 0)
      #expect(try distribution.value(at: -far, rounding: .up) == 1)
      #expect(try error.value(at: far, rounding: .up) == 1)
      #expect(try error.value(at: -far, rounding: .down) == 2 * one - 1)
      #expect(try CertifiedFunction.normalDensity.value(at: far, rounding: .down) == 0)
      #expect(try CertifiedFunction.normalDensity.value(at: far, rounding: .up) == 1)
      #expect(try CertifiedFunction.exponential.value(at: -far * 10, rounding: .nearest) == 0)
      #expect(try CertifiedFunction.exponential.value(at: -far * 10, rounding: .up) == 1)
    }
  }

  @Test func `arguments next to an exact case are told from it`() throws {
    let one = Integer(10).power(18)
    for digits in [20, 60, 400] {
      let tiny = try #require(Rational(1, over: Integer(10).power(digits)))
      #expect(try CertifiedFunction.exponential.value(at: tiny, rounding: .up) == one + 1)
      #expect(try CertifiedFunction.exponential.value(at: -tiny, rounding: .down) == one - 1)
      #expect(try CertifiedFunction.naturalLogarithm.value(at: tiny + 1, rounding: .up) == 1)
      #expect(try CertifiedFunction.naturalLogarithm.value(at: Rational(1) - tiny, rounding: .down) == -1)
      #expect(try CertifiedFunction.complementaryError.value(at: tiny, rounding: .down) == one - 1)
      #expect(2 * (try CertifiedFunction.normalDistribution.value(at: tiny, rounding: .up)) == one + 2)
    }
  }

  @Test func `arguments outside a function's domain are refused by name`() {
    #expect(throws: CertificationRefusal.argumentMustBePositive) {
      try CertifiedFunction.naturalLogarithm.value(at: 0, rounding: .down)
    }
    #expect(throws: CertificationRefusal.argumentMustBePositive) {
      try CertifiedFunction.naturalLogarithm.value(at: -1, rounding: .down)
    }
    #expect(throws: CertificationRefusal.argumentMustNotBeNegative) {
      try CertifiedFunction.squareRoot.value(at: -1, rounding: .down)
    }
    #expect(throws: CertificationRefusal.argumentMustNotExceed(limit: 2_000)) {
      try CertifiedFunction.exponential.value(at: 1_000_000_000, rounding: .down)
    }
  }

  @Test func `the largest exponential has a value`() throws {
    let value = try CertifiedFunction.exponential.value(at: 2_000, rounding: .down)
    #expect(value.description.count == 869 + 18)
  }
}
