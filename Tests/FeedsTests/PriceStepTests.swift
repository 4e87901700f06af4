import Exact
import Testing
import Units

@testable import Feeds

/// `e^…` steps by the formula of the documentation in unrounded fractions, each rounding where it is stated.
private struct PriceWitness {
  static let one = Integer(10).power(18)
  static func fraction(_ wads: Int128) throws -> Rational {
    try #require(Rational(Integer(wads), over: one))
  }
  static func nearest(_ value: Rational) -> Integer { value.scaled(decimals: 18, rounding: .nearest) }

  /// To nearest, a half away from zero.
  static func product(_ a: Integer, _ b: Integer) -> Integer {
    let exact = a * b
    let size = (exact.magnitude + one.divided(by: 2, rounding: .down)).divided(by: one, rounding: .down)
    return exact.isNegative ? -size : size
  }

  /// σ √dt: the integer closest to the root of `σ² dt · 10³⁶`.
  static func diffusion(_ sigma: Rational, years: Rational) -> Integer {
    let square = sigma * sigma * years * Rational(one * one)
    var root = square.rounded(.down).squareRoot(rounding: .down)
    let middle = Rational(root) + (Rational(1, over: 2) ?? 0)
    if square > middle * middle { root += 1 }
    return root
  }

  static func growth(_ exponent: Integer) throws -> Integer {
    let x = try #require(Rational(exponent, over: one))
    return try CertifiedFunction.exponential.value(at: x, rounding: .nearest)
  }

  static func scaled(_ price: Integer, by factor: Integer) -> Integer {
    (price * factor).divided(by: one, rounding: .nearest)
  }
}

private let start = Price(wads: 3_000_123_456_789_012_345_678)

private func gbm(
  _ volatility: Int128, drift: Int128 = 0, shocks: [Shock] = [], start: Price = start
) -> PricePlan {
  PricePlan(
    process: .geometricBrownian(
      start: start, volatility: Ratio(wads: volatility), drift: Ratio(wads: drift)), shocks: shocks,
    impactPerBase: .zero)
}

@Suite("PriceProcess, step by step") struct PriceStepTests {
  @Test(
    "a diffusion step is P e^(a + b z), each rounded where it says",
    arguments: [
      (Int64(12), Int128(800_000_000_000_000_000), Int128(0)),
      (3600, 654_321_000_000_000_000, 123_456_789_000_000_000),
      (86_400, 3_000_000_000_000_000_000, -700_000_000_000_000_000), (315_360, 500_000_000_000_000_000, 0),
    ])
  func diffusion(seconds: Int64, volatility: Int128, drift: Int128) throws {
    let block = Duration(seconds: seconds)
    var process = try PriceProcess(gbm(volatility, drift: drift), block: block, seed: 9)
    let years = try #require(Rational(Int(seconds)).divided(by: 31_536_000) as Rational?)
    let sigma = try PriceWitness.fraction(volatility)
    let a = PriceWitness.nearest(
      (try PriceWitness.fraction(drift) - (try (sigma * sigma).divided(by: 2))) * years)
    let b = PriceWitness.diffusion(sigma, years: years)
    var price = Integer(start.wads)
    for number in 1...150 {
      var dice = Dice(seed: 9, purpose: .price, block: UInt32(number))
      let z = Integer(Int(NormalQuantile.wads(dice.nextWord())))
      let growth = try PriceWitness.growth(a + PriceWitness.product(b, z))
      price = PriceWitness.scaled(price, by: growth)
      let next = try process.step(
        block: number, at: Instant(milliseconds: block.milliseconds * Int64(number)), impact: .zero)
      #expect(Integer(next.wads) == price)
      #expect(process.price == next)
    }
  }

  @Test(
    "jumps add their sizes and the drift gives back what they bring on average",
    arguments: [
      (Int128(-50_000_000_000_000_000), Int128(100_000_000_000_000_000)),
      (80_000_000_000_000_000, 0), (0, 500_000_000_000_000_000),
    ])
  func jumps(mean: Int128, spread: Int128) throws {
    let block = Duration(seconds: 3600)
    let perYear = Int128(4_380_000_000_000_000_000_000)  // half a jump a block
    let plan = PricePlan(
      process: .jumpDiffusion(
        start: start, volatility: Ratio(wads: 200_000_000_000_000_000), drift: .zero,
        jumpsPerYear: Ratio(wads: perYear), jumpMean: Ratio(wads: mean), jumpVolatility: Ratio(wads: spread)),
      shocks: [], impactPerBase: .zero)
    var process = try PriceProcess(plan, block: block, seed: 21)
    let years = try Rational(1).divided(by: 8760)
    let sigma = try PriceWitness.fraction(200_000_000_000_000_000)
    let s = try PriceWitness.fraction(spread)
    let exponent = try PriceWitness.fraction(mean) + (try (s * s).divided(by: 2))
    let kappa =
      try #require(
        Rational(
          try CertifiedFunction.exponential.value(at: exponent, rounding: .nearest), over: PriceWitness.one))
      - 1
    let rate = try PriceWitness.fraction(perYear)
    let a = PriceWitness.nearest((-(try (sigma * sigma).divided(by: 2)) - rate * kappa) * years)
    let b = PriceWitness.diffusion(sigma, years: years)
    let table = try PoissonTable(mean: Ratio(wads: 500_000_000_000_000_000))
    var price = Integer(start.wads)
    var jumped = 0
    for number in 1...150 {
      var dice = Dice(seed: 21, purpose: .price, block: UInt32(number))
      var sum = a + PriceWitness.product(b, Integer(Int(NormalQuantile.wads(dice.nextWord()))))
      var jumpDice = Dice(seed: 21, purpose: .jumps, block: UInt32(number))
      let count = table.count(jumpDice.nextWord())
      for _ in 0..<count {
        let z = Integer(Int(NormalQuantile.wads(jumpDice.nextWord())))
        sum = sum + Integer(mean) + PriceWitness.product(Integer(spread), z)
      }
      jumped += count
      price = PriceWitness.scaled(price, by: try PriceWitness.growth(sum))
      let next = try process.step(
        block: number, at: Instant(milliseconds: block.milliseconds * Int64(number)), impact: .zero)
      #expect(Integer(next.wads) == price)
    }
    #expect(jumped > 30)
    // Jumps up on average are given back between them: the sign of the drift is opposite to κ's.
    let jumpless = a + PriceWitness.nearest(try (sigma * sigma * years).divided(by: 2))
    #expect(jumpless.isNegative == !kappa.isNegative)
  }

  @Test func `a jump's mean stays within e to the 40th either way`() throws {
    let limit = Int128(40_000_000_000_000_000_000)
    func process(mean: Int128) throws -> PriceProcess {
      let plan = PricePlan(
        process: .jumpDiffusion(
          start: start, volatility: .zero, drift: .zero, jumpsPerYear: .one, jumpMean: Ratio(wads: mean),
          jumpVolatility: .zero), shocks: [], impactPerBase: .zero)
      return try PriceProcess(plan, block: Duration(seconds: 12), seed: 1)
    }
    _ = try process(mean: -limit)
    for mean in [-limit - 1, -1000 * limit, Int128.min + 1] {
      #expect(throws: PriceProcessRefusal.stepMustStayModerate) { _ = try process(mean: mean) }
    }
  }
}
