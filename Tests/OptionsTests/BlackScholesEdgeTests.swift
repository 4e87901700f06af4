import Exact
import Options
import Testing
import Units

/// Outcomes that are certain, values that are exact, and inputs far out.
@Suite("BlackScholes edges") struct BlackScholesEdgeTests {
  private static let unit = Integer(10).power(18)

  private func option(
    _ kind: OptionKind = .call, spot: String = "100", strike: String = "100", years: String = "1",
    volatility: String = "0.5", rate: String = "0", dividend: String = "0"
  ) throws -> BlackScholes {
    try BlackScholes(
      kind: kind, spot: #require(Rational(spot)), strike: #require(Rational(strike)),
      years: #require(Rational(years)), volatility: #require(Rational(volatility)),
      rate: #require(Rational(rate)), dividend: #require(Rational(dividend)))
  }

  private func texts(_ option: BlackScholes, _ rounding: Rounding) throws -> [String] {
    let values = try option.values(.all, rounding: rounding)
    return try BlackScholesRow.outputs.map { try #require(values[$0]).description }
  }

  private let one = "1000000000000000000"

  @Test("with no time left the payoff is exact", arguments: Rounding.allCases)
  func expired(_ rounding: Rounding) throws {
    let call = try option(.call, spot: "103.25", years: "0", rate: "0.05", dividend: "0.02")
    // θ = qS − rK = 2.065 − 5, charm = q
    #expect(
      try texts(call, rounding)
        == ["3250000000000000000", one, "0", "0", "-2935000000000000000", "0", "0", "20000000000000000"])
    let put = try option(.put, spot: "103.25", years: "0", rate: "0.05", dividend: "0.02")
    #expect(try texts(put, rounding) == Array(repeating: "0", count: 8))
    let atTheMoney = try option(.put, years: "0")
    #expect(
      try texts(atTheMoney, rounding) == ["0", "-500000000000000000", "0", "0", "0", "0", "0", "0"])
  }

  @Test("with no volatility and no rates the forward payoff is exact", arguments: Rounding.allCases)
  func certain(_ rounding: Rounding) throws {
    let put = try option(.put, strike: "103.25", years: "2", volatility: "0")
    #expect(
      try texts(put, rounding)
        == ["3250000000000000000", "-" + one, "0", "0", "0", "-206500000000000000000", "0", "0"])
    let call = try option(.call, strike: "103.25", years: "2", volatility: "0")
    #expect(try texts(call, rounding) == Array(repeating: "0", count: 8))
    let atTheMoney = try option(.call, years: "2", volatility: "0", rate: "0.05", dividend: "0.05")
    #expect(try texts(atTheMoney, rounding)[0] == "0")
  }

  @Test func `with no volatility a rate discounts the strike`() throws {
    let call = try option(.call, strike: "103", years: "1", volatility: "0", rate: "0.05")
    // 100 − 103 e^(−0.05), with e^(−0.05) certified on its own; 103 times its error stays below 103 units.
    let discount = try CertifiedFunction.exponential.value(at: #require(Rational("-0.05")), rounding: .down)
    let price = try #require(try call.values(.price, rounding: .down).price)
    let ceiling = 100 * Self.unit - 103 * discount
    #expect(price <= ceiling)
    #expect(price >= ceiling - 104)
    // −r K e^(−rT) to three of its own units, and K T e^(−rT).
    let values = try call.values([.theta, .rho, .delta], rounding: .down)
    #expect(values.delta == Self.unit)
    #expect(try #require(values.rho) >= 103 * discount)
    #expect(try #require(values.rho) < 103 * (discount + 1))
    // A put is worth nothing: the forward lies above its strike.
    #expect(
      try texts(option(.put, strike: "103", volatility: "0", rate: "0.05"), .up)
        == Array(repeating: "0", count: 8))
  }

  @Test("where d₁ or d₂ is zero the exact halves come out", arguments: Rounding.allCases)
  func halves(_ rounding: Rounding) throws {
    // σ²T/2 = 0.125: r = −0.125 makes d₁ zero, q = −0.125 makes d₂ zero.
    let first = try option(.call, rate: "-0.125").values([.delta, .charm], rounding: rounding)
    #expect(first.delta == Self.unit.divided(by: 2, rounding: .down))
    #expect(first.charm == .zero)
    let second = try option(.put, strike: "100", dividend: "-0.125").values(
      [.rho, .vanna], rounding: rounding)
    #expect(second.rho == -50 * Self.unit)
    #expect(second.vanna == .zero)
    // A third of a year keeps the halves exact although no binary fraction holds its terms: σ²T/2 = 0.0375.
    let third = try option(.call, spot: "0.1", strike: "0.1", years: "3/10", dividend: "-0.125")
    #expect(try third.values(.rho, rounding: rounding).rho == 15_000_000_000_000_000)
    // d₁ is zero with a yield: charm keeps q e^(−qT)/2 alone, delta e^(−qT)/2.
    let yielding = try option(.call, rate: "0", dividend: "0.125").values(
      [.delta, .charm], rounding: rounding)
    let discount = try CertifiedFunction.exponential.value(at: #require(Rational("-0.125")), rounding: .down)
    #expect(abs(try #require(yielding.delta) * 2 - discount) <= 3)
    #expect(abs(try #require(yielding.charm) * 16 - discount) <= 17)
  }

  private func abs(_ value: Integer) -> Integer { value.magnitude }

  @Test func `limits that are never met round as what lies beside them`() throws {
    let deep = try option(.call, spot: "64250.5", strike: "642.505", years: "1/525600", volatility: "0.01")
    #expect(
      try texts(deep, .down) == [
        "63607995000000000000000", "999999999999999999", "0", "0", "-1", "1222421993911719", "-1", "0",
      ])
    #expect(try texts(deep, .up)[0] == "63607995000000000000001")
    // Volatility so large that the call is worth almost its spot.
    let wild = try option(.call, volatility: "1000000000")
    #expect(
      try texts(wild, .down)
        == ["99999999999999999999", "999999999999999999", "0", "0", "-1", "0", "0", "-1"])
  }

  @Test(
    "inputs far out are decided by bounds",
    arguments: [
      ("call", "100", "101", "0.000000000000000001", "0", "0"),
      ("call", "100", "101", "0.000000000000000001", "0.001", "0"),
      ("call", "100", "101", "0.000000000000000001", "0", "0.001"),
      ("put", "101", "100", "0.000000000000000001", "0.001", "-0.002"),
      ("put", "100", "101", "0.000000000000000001", "0", "0"),
      ("call", "100", "100", "1000000000000000000", "0.01", "0"),
      ("put", "100", "100", "1000000000000000000", "0", "0.01"),
    ])
  func farOut(
    _ kind: String, _ spot: String, _ strike: String, _ volatility: String, _ rate: String, _ dividend: String
  )
    throws
  {
    let option = try option(
      #require(OptionKind(rawValue: kind)), spot: spot, strike: strike, volatility: volatility, rate: rate,
      dividend: dividend)
    let down = try option.values(.all, rounding: .down)
    let up = try option.values(.all, rounding: .up)
    for output in BlackScholesRow.outputs {
      let step = try #require(up[output]) - #require(down[output])
      #expect(step == 1, "output \(output.rawValue)")
    }
  }

  @Test func `huge amounts are priced to the unit`() throws {
    let zeros = String(repeating: "0", count: 400)
    let small = try #require(try option(.call, spot: "1", strike: "1").values(.price, rounding: .down).price)
    let large = try option(.call, spot: "1" + zeros, strike: "1" + zeros)
    let price = try #require(try large.values(.price, rounding: .down).price)
    #expect(price.divided(by: Integer(10).power(400), rounding: .down) == small)
  }

  @Test func `a value beyond the precision cap is refused`() throws {
    let option = try option(.put, rate: "-1000000")
    #expect(throws: CertificationRefusal.precisionMustSuffice(bits: Certification.precisionCap)) {
      _ = try option.values(.rho, rounding: .nearest)
    }
  }

  @Test func `only what is wanted is given, and the same as among all`() throws {
    let option = try option(.put, strike: "95", rate: "0.03", dividend: "0.01")
    let all = try option.values(.all, rounding: .nearest)
    for output in BlackScholesRow.outputs {
      let values = try option.values(output, rounding: .nearest)
      for other in BlackScholesRow.outputs {
        #expect(values[other] == (other == output ? all[output] : nil))
      }
    }
    let none = try option.values([], rounding: .nearest)
    #expect(BlackScholesRow.outputs.allSatisfy { none[$0] == nil })
  }

  @Test func `protocol units and rationals are the same option`() throws {
    let wads: UInt128 = 1_000_000_000_000_000_000
    let inUnits = try BlackScholes(
      kind: .put, spot: Price(wads: 3_000 * wads), strike: Price(wads: 3_200 * wads),
      remaining: Duration(seconds: 604_800),
      volatility: Ratio(wads: 800_000_000_000_000_000), rate: Ratio(wads: 50_000_000_000_000_000),
      dividend: .zero)
    #expect(
      try inUnits
        == option(
          .put, spot: "3000", strike: "3200", years: "604800/31536000", volatility: "0.8", rate: "0.05"))
  }

  @Test func `inputs outside the model are refused in order`() throws {
    #expect(throws: BlackScholesRefusal.spotMustBePositive(0)) {
      try option(spot: "0", strike: "0", years: "-1", volatility: "-1")
    }
    #expect(throws: BlackScholesRefusal.strikeMustBePositive(-1)) {
      try option(strike: "-1", years: "-1", volatility: "-1")
    }
    #expect(throws: BlackScholesRefusal.yearsMustNotBeNegative(-1)) {
      try option(years: "-1", volatility: "-1")
    }
    #expect(throws: BlackScholesRefusal.volatilityMustNotBeNegative(-1)) { try option(volatility: "-1") }
  }
}
