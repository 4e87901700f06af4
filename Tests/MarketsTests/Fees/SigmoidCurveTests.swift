import Exact
import Markets
import Properties
import TestKit
import Testing

extension Field {
  /// A signed integer of at most 64 bits.
  var integer: Int {
    get throws {
      guard let value = Int(try text) else { throw Mismatch() }
      return value
    }
  }

  /// A signed integer of any size.
  var exact: Integer {
    get throws {
      guard let value = Integer(try text) else { throw Mismatch() }
      return value
    }
  }
}

extension Vector {
  func field(_ key: String) -> Field { self.in[key] ?? .missing }
  func result(_ key: String) -> Field { out?[key] ?? .missing }
}

/// Algebra Integral's configuration of a vector.
func sigmoidCurve(_ config: Field) throws -> SigmoidCurve {
  func part(_ key: String) throws -> UInt16 { UInt16(try config[key].integer) }
  func step(_ number: Int) throws -> SigmoidCurve.Step {
    SigmoidCurve.Step(
      rise: try part("alpha\(number)"), center: UInt32(try config["beta\(number)"].integer),
      width: try part("gamma\(number)"))
  }
  return try SigmoidCurve(base: try part("baseFee"), first: step(1), second: step(2))
}

@Suite("SigmoidCurve") struct SigmoidCurveTests {
  @Test func `the published fees`() throws {
    for vector in try Vector.all(in: "algebra_adaptive_fee", of: "getFee") {
      let fee = try sigmoidCurve(vector.field("config"))
        .millionths(atVolatility: vector.input("volatility").low)
      #expect(try Word256(fee) == vector.output("fee"), "\(vector.id)")
    }
  }

  @Test func `the published refusals`() throws {
    for vector in try Vector.all(in: "algebra_adaptive_fee", of: "validateFeeConfiguration") {
      do {
        _ = try sigmoidCurve(vector.field("config"))
        #expect(vector.error == nil, "\(vector.id)")
      } catch let refusal as SigmoidRefusal {
        let name =
          switch refusal {
          case .largestFeeMustFit: "Max fee exceeded"
          case .widthMustBePositive: "Gammas must be > 0"
          }
        #expect(name == vector.error, "\(vector.id)")
      }
    }
  }

  @Test func `refuses a sum above 65,535 before a width of 0`() throws {
    func curve(_ base: UInt16, _ rise: UInt16, _ first: UInt16, _ second: UInt16) throws(SigmoidRefusal) {
      _ = try SigmoidCurve(
        base: base, first: .init(rise: rise, center: 1, width: first),
        second: .init(rise: 1, center: 1, width: second))
    }
    #expect(throws: SigmoidRefusal.largestFeeMustFit(millionths: 65_536)) { try curve(1, 65_534, 0, 0) }
    #expect(throws: SigmoidRefusal.widthMustBePositive) { try curve(0, 65_534, 0, 1) }
    #expect(throws: SigmoidRefusal.widthMustBePositive) { try curve(0, 65_534, 1, 0) }
    #expect(throws: Never.self) { try curve(0, 65_534, 1, 1) }
  }

  @Test func `the standard curve is the deployed one`() throws {
    let curve = try SigmoidCurve.standard
    #expect(curve.millionths(atVolatility: 0) == 100)
    #expect(curve.millionths(atVolatility: 360 * 15) == 100 + 1_450)
    #expect(curve.millionths(atVolatility: 60_000 * 15) == 100 + 2_900 + 6_000)
    #expect(curve.largestFee == 15_000)
    #expect(curve.millionths(atVolatility: .max) == 15_000)
  }

  /// `rise ÷ (1 + e^(−(x − β) ÷ γ))` from a certified exponential. The series stops at the fourth order
  /// within half a width, so it misses e^z by up to 0.03 %; cutting at six widths drops 0.25 % of the rise,
  /// and each floor 1.
  @Test func `each step is the logistic function to 0.26 % of its rise`() throws {
    withEvery("logistic", cases: 300) { choices in
      let step = SigmoidCurve.Step(
        rise: UInt16(choices.within(0...65_535)), center: UInt32(choices.within(0...200_000)),
        width: UInt16(choices.within(8...20_000)))
      let curve = try SigmoidCurve(base: 0, first: step, second: .init(rise: 0, center: 0, width: 1))
      let x = choices.within(0...400_000)
      let found = curve.millionths(atVolatility: UInt128(x) * 15 + UInt128(choices.within(0...14)))
      guard let z = Rational(Integer(Int(step.center) - x), over: Integer(Int(step.width))) else { return }
      guard z < 100 else { return try hold(found == 0, "far below the centre there is nothing") }
      let wad = Integer(10).power(18)
      let exponential = try CertifiedFunction.exponential.value(at: z, rounding: .nearest)
      let exact = Rational(Integer(Int(step.rise)) * wad, over: wad + exponential) ?? 0
      let slack = Rational(Integer(Int(step.rise)) * 26, over: 10_000).map { $0 + 1 } ?? 0
      let distance = Rational(Integer(found)) - exact
      try hold(distance <= slack, "never far above", "\(found) for \(exact)")
      try hold(Rational(0) - distance <= slack, "never far below", "\(found) for \(exact)")
    }
  }

  @Test func `stays between the base and the sum for any volatility and configuration`() {
    withEvery("bounds", cases: 500) { choices in
      let base = choices.within(0...65_535)
      let first = choices.within(0...(65_535 - base))
      let second = choices.within(0...(65_535 - base - first))
      func step(_ rise: Int, _ choices: inout Choices) -> SigmoidCurve.Step {
        SigmoidCurve.Step(
          rise: UInt16(rise), center: UInt32(choices.sized(below: 1 << 32)),
          width: UInt16(choices.sized(below: 65_535) + 1))
      }
      let curve = try SigmoidCurve(
        base: UInt16(base), first: step(first, &choices), second: step(second, &choices))
      let fee = curve.millionths(atVolatility: choices.wide())
      try hold(fee >= UInt64(base), "never below the base")
      try hold(fee <= curve.largestFee, "never above the sum")
    }
  }
}
