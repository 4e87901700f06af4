import Exact
import Markets
import Properties
import TestKit
import Testing

@Suite("Cryptoswap") struct CryptoswapTests {
  private let wad: Word256 = 1_000_000_000_000_000_000

  private func parameters(_ vector: Vector) throws -> (amplification: UInt64, gamma: UInt64) {
    (UInt64(try vector.field("A").integer), UInt64(try vector.field("gamma").integer))
  }

  @Test func `the published invariants`() throws {
    for vector in try Vector.all(in: "curve_fee_gamma", of: "newton_D") {
      let (amplification, gamma) = try parameters(vector)
      let balances = try vector.field("x").list
      let invariant = try CryptoswapMath.invariant(
        amplification: amplification, gamma: gamma,
        balances: (try balances[0].word, try balances[1].word))
      #expect(try invariant == vector.output("D"), "\(vector.id)")
    }
  }

  @Test func `the published balances`() throws {
    for vector in try Vector.all(in: "curve_fee_gamma", of: "newton_y") {
      let (amplification, gamma) = try parameters(vector)
      let balance = try CryptoswapMath.balance(
        amplification: amplification, gamma: gamma, beside: try vector.input("x0"),
        invariant: try vector.input("D"))
      #expect(try balance == vector.output("y"), "\(vector.id)")
    }
  }

  @Test func `the outputs of the executed contract`() throws {
    for vector in try Vector.all(in: "curve_fee_gamma", of: "get_dy") {
      let (amplification, gamma) = try parameters(vector)
      let fee = try ImbalanceCurve(
        mid: UInt64(try vector.field("mid_fee").integer), out: UInt64(try vector.field("out_fee").integer),
        gamma: UInt64(try vector.field("fee_gamma").integer), formula: .classic)
      let balances = try vector.field("balances").list
      let output = try Cryptoswap(amplification: amplification, gamma: gamma, fee: fee).output(
        paying: try vector.input("dx"), of: try vector.field("i").text == "0" ? .first : .second,
        balances: (try balances[0].word, try balances[1].word), scale: wad)
      #expect(try output == vector.output("dy"), "\(vector.id)")
    }
  }

  @Test func `the published reduction coefficients`() throws {
    for vector in try Vector.all(in: "curve_fee_gamma", of: "reduction_coefficient") {
      let value = try CryptoswapMath.reductionCoefficient(
        try vector.field("x").list.map { try $0.word }, gamma: UInt64(try vector.field("fee_gamma").integer))
      #expect(try value == vector.output("value"), "\(vector.id)")
    }
  }

  @Test func `the published presets`() throws {
    for vector in try Vector.all(in: "curve_fee_gamma", of: "preset") {
      let preset = try #require(CryptoswapPreset.named(try vector.field("name").text))
      #expect(try Word256(preset.amplification) == vector.output("A"), "\(vector.id)")
      #expect(try Word256(preset.gamma) == vector.output("gamma"), "\(vector.id)")
      #expect(try Word256(preset.midFee) == vector.output("mid_fee"), "\(vector.id)")
      #expect(try Word256(preset.outFee) == vector.output("out_fee"), "\(vector.id)")
      #expect(try Word256(preset.feeGamma) == vector.output("fee_gamma"), "\(vector.id)")
      let time = preset.formula == .ng ? "ma_exp_time" : "ma_half_time"
      #expect(try Word256(preset.averagingSeconds) == vector.output(time), "\(vector.id)")
    }
    for preset in CryptoswapPreset.all { #expect(throws: Never.self) { _ = try preset.feeCurve() } }
    #expect(CryptoswapPreset.named("none") == nil)
  }

  /// The root of the exact equation `K·D·S + x₀x₁ = K·D² + (D ÷ 2)²` with `K = A·K₀·γ² ÷ (4(γ + 1 − K₀)²)`
  /// changes its sign around `D`.
  @Test func `the invariant is the equation's root to 10⁻¹² of itself`() {
    withEvery("root", cases: 60) { choices in
      let (amplification, gamma) = choices.oneOf(pools)
      let (x0, x1) = (balance(&choices), balance(&choices))
      guard
        let found = try? CryptoswapMath.invariant(
          amplification: amplification, gamma: gamma, balances: (x0, x1))
      else { return try assume(false) }
      func excess(_ d: Integer) -> Rational {
        let (a, b) = (Rational(Integer(x0)), Rational(Integer(x1)))
        let (d, unit) = (Rational(d), Rational(Integer(wad)))
        guard let k0 = try? (4 * a * b).divided(by: d * d),
          let g = try? Rational(Integer(gamma)).divided(by: unit),
          let strength = Rational(Integer(amplification), over: 40_000),
          let k = try? (strength * k0 * g * g).divided(by: (g + 1 - k0) * (g + 1 - k0)),
          let quarter = try? (d * d).divided(by: 4)
        else { return 0 }
        return k * d * (a + b) + a * b - k * d * d - quarter
      }
      let d = Integer(found)
      let slack = d / Integer(10).power(12) + 10
      try hold(excess(d - slack) > 0, "the root is above D less the slack", "\(x0) \(x1) \(d)")
      try hold(excess(d + slack) < 0, "the root is below D plus the slack", "\(x0) \(x1) \(d)")
    }
  }

  private var pools: [(UInt64, UInt64)] {
    [
      (400_000, 145_000_000_000_000), (20_000_000, 1_000_000_000_000_000),
      (40_000_000, 2_000_000_000_000_000), (3_600_000, 279_999_999_999_999),
    ]
  }

  private func balance(_ choices: inout Choices) -> Word256 {
    wad * Word256(choices.below(9_000) + 1_000) * Word256(choices.below(1_000) + 1)
  }

  @Test func `a trade back and forth never gains`() {
    withEvery("round trip", cases: 100) { choices in
      let (amplification, gamma) = choices.oneOf(pools)
      let fee = try ImbalanceCurve(
        mid: 0, out: choices.below(45_000_001), gamma: 230_000_000_000_000, formula: .classic)
      let pool = try Cryptoswap(amplification: amplification, gamma: gamma, fee: fee)
      let scale = choices.oneOf([wad, wad * 3_000, 333_333_333_333_333_333])
      let first = balance(&choices)
      guard let second = try? Word256.mulDiv(balance(&choices), wad, over: scale, rounding: .down) else {
        return
      }
      let input = try first.divided(by: Word256(choices.below(100) + 2), rounding: .down)
      guard
        let output = try? pool.output(
          paying: input, of: .first, balances: (first, second), scale: scale)
      else { return try assume(false) }
      try hold(output < second, "the pool keeps some")
      guard
        let back = try? pool.output(
          paying: output, of: .second, balances: (first + input, second - output), scale: scale)
      else { return try assume(false) }
      // D is recomputed to 10⁻¹⁴ of itself, and y found to 10⁻¹⁴.
      let dust = try (first + first).divided(by: 100_000_000_000, rounding: .up)
      try hold(back <= input + dust, "no gain beyond the iterations' tolerance", "\(back) of \(input)")
    }
  }

  @Test func `refuses in its stated order`() throws {
    let (a, g): (UInt64, UInt64) = (400_000, 145_000_000_000_000)
    func invariant(
      _ a: UInt64, _ g: UInt64, _ x: Word256, _ y: Word256
    ) throws(CryptoswapRefusal) {
      _ = try CryptoswapMath.invariant(amplification: a, gamma: g, balances: (x, y))
    }
    for bad in [399, 400_000_001] as [UInt64] {
      #expect(throws: CryptoswapRefusal.amplificationMustBeInRange(bad)) { try invariant(bad, 0, 0, 0) }
    }
    for bad in [9_999_999_999, 50_000_000_000_000_001] as [UInt64] {
      #expect(throws: CryptoswapRefusal.gammaMustBeInRange(bad)) { try invariant(a, bad, 0, 0) }
    }
    #expect(throws: CryptoswapRefusal.balanceMustBeInRange(999_999_999)) {
      try invariant(a, g, 0, 999_999_999)
    }
    let most = wad * 1_000_000_000_000_000
    #expect(throws: CryptoswapRefusal.balanceMustBeInRange(most + 1)) { try invariant(a, g, most + 1, 0) }
    #expect(throws: CryptoswapRefusal.balancesMustBeComparable) { try invariant(a, g, wad, wad * 10_001) }
    func balance(_ x: Word256, _ d: Word256) throws(CryptoswapRefusal) {
      _ = try CryptoswapMath.balance(amplification: a, gamma: g, beside: x, invariant: d)
    }
    for bad in [99_999_999_999_999_999, most + 1] as [Word256] {
      #expect(throws: CryptoswapRefusal.invariantMustBeInRange(bad)) { try balance(1, bad) }
    }
    #expect(throws: CryptoswapRefusal.balanceMustSuitInvariant(wad)) { try balance(wad, wad * 101) }
    #expect(throws: CryptoswapRefusal.balanceMustSuitInvariant(wad * 101)) { try balance(wad * 101, wad) }
    #expect(throws: CryptoswapRefusal.stepMustFit) {
      _ = try CryptoswapMath.reductionCoefficient([0, 0], gamma: 1)
    }
    #expect(throws: CryptoswapRefusal.stepMustFit) { _ = try CryptoswapMath.geometricMean(.max, .max) }
  }

  @Test func `a pool refuses in its stated order`() throws {
    let fee = try ImbalanceCurve(mid: 1, out: 2, gamma: 1, formula: .ng)
    #expect(throws: CryptoswapRefusal.amplificationMustBeInRange(1)) {
      _ = try Cryptoswap(amplification: 1, gamma: 1, fee: fee)
    }
    #expect(throws: CryptoswapRefusal.gammaMustBeInRange(1)) {
      _ = try Cryptoswap(amplification: 400, gamma: 1, fee: fee)
    }
    let pool = try Cryptoswap(amplification: 400_000, gamma: 145_000_000_000_000, fee: fee)
    #expect(throws: CryptoswapRefusal.inputMustBePositive) {
      _ = try pool.output(paying: 0, of: .first, balances: (0, 0), scale: 0)
    }
    #expect(throws: CryptoswapRefusal.scaleMustBePositive) {
      _ = try pool.output(paying: 1, of: .first, balances: (0, 0), scale: 0)
    }
    #expect(throws: CryptoswapRefusal.balanceMustBeInRange(0)) {
      _ = try pool.output(paying: 1, of: .first, balances: (0, 0), scale: 1)
    }
    #expect(throws: CryptoswapRefusal.stepMustFit) {
      _ = try pool.output(paying: 1, of: .first, balances: (wad, .max), scale: .max)
    }
  }
}
