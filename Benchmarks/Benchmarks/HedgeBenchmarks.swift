import Exact
import Feeds
import Options
import Units

/// W4: a short call hedged at every step with certified deltas, over paths of correctly rounded growth.
///
/// S₀ = K = 100, r = 5 %, σ = 20 %. A path's result is exact: `e^(rT) V₀ − Σ Δδ_k S_k e^(r(T − t_k)) + δ_n S_T − payoff`
/// over the tabulated growth of cash; nothing is rounded on the way.
enum HedgeBenchmarks {
  static let all = [
    Benchmark(name: "W4", unit: "steps", count: 252 * 4_000) { try hedge($0, steps: 252, days: 365) },
    Benchmark(name: "W4-month-21", unit: "steps", count: 21 * 50_000) {
      try hedge($0, steps: 21, days: 365, months: 12)
    },
    Benchmark(name: "W4-month-84", unit: "steps", count: 84 * 12_000) {
      try hedge($0, steps: 84, days: 365, months: 12)
    },
  ]

  static let wad: Int128 = 1_000_000_000_000_000_000

  /// What every path shares.
  struct Dates {
    let deltas: [FastDelta]
    /// `e^(r(T − t_k))`.
    let growth: [Int256]
    /// `(r − σ²/2) dt` and `σ√dt`.
    let drift: Int128
    let scale: Int128
    /// `e^(rT) V₀`.
    let premium: Int256

    init(steps: Int, span: Duration) throws {
      let rate = Ratio(wads: wad / 20)
      let volatility = Ratio(wads: wad / 5)
      let strike = Price(wads: UInt128(100 * wad))
      var deltas: [FastDelta] = []
      var growth: [Int256] = []
      let year = Int128(Duration.year.milliseconds)
      for k in 0..<steps {
        let left = Duration(milliseconds: span.milliseconds * Int64(steps - k) / Int64(steps))
        let delta = FastDelta(
          kind: .call, strike: strike, remaining: left, volatility: volatility, rate: rate, dividend: .zero)
        guard let delta else { throw BenchmarkMistake.outOfRange }
        deltas.append(delta)
        let power = rate.wads * Int128(left.milliseconds) / year
        growth.append(Int256(Word256(FixedExponential.wads(power))))
      }
      self.deltas = deltas
      self.growth = growth
      let step = Int128(span.milliseconds) * wad / year / Int128(steps)
      drift = 3 * step / 100
      // σ√dt in wads: σ √(dt · 10¹⁸)
      let root = Word256(UInt128(step * wad)).squareRoot(rounding: .nearest).low
      scale = Int128(root) / 5
      let terms = try OptionTerms(
        volatility: volatility, rate: rate, dividend: .zero, spread: .zero, tradingCutoff: .zero,
        deltaRange: .zero ... .one)
      let value = try CertifiedPricing(terms: terms).price(
        of: Series(kind: .call, strike: strike, expiry: .start), spot: strike, remaining: span,
        rounding: .nearest)
      premium = Int256(Word256(value.wads)) * growth[0]
    }
  }

  static func hedge(_ count: Int, steps: Int, days: Int64, months: Int64 = 1) throws -> String {
    let dates = try Dates(steps: steps, span: Duration(milliseconds: days * 86_400_000 / months))
    let normal = NormalQuantile.shared
    let paths = max(count / steps, 1)
    var sum = 0.0
    var squares = 0.0
    var exactSum = Int256.zero
    let strike = UInt128(100 * wad)
    for path in 0..<paths {
      var dice = Dice(seed: 42, path: UInt32(path), purpose: Dice.Purpose(rawValue: 0x5734), block: 0)
      var spot = strike
      var held: Int128 = 0
      var result = Int256.zero  // in 10⁻⁵⁴
      for k in 0..<steps {
        guard let delta = dates.deltas[k].value(at: Price(wads: spot), rounding: .nearest) else {
          throw BenchmarkMistake.outOfRange
        }
        result -= wide(delta - held) * wide(Int128(spot)) * dates.growth[k]
        held = delta
        let exponent = dates.drift + (dates.scale * Int128(normal.wads(dice.nextWord()))) / wad
        spot = try Word256.mulDiv(
          Word256(spot), Word256(FixedExponential.wads(exponent)), over: Word256(UInt128(wad)),
          rounding: .nearest
        ).low
      }
      let payoff = spot > strike ? Int128(spot - strike) : 0
      let closing = (wide(held) * wide(Int128(spot)) - wide(payoff) * wide(wad)) * wide(wad)
      let total = result + closing + dates.premium * wide(wad)
      exactSum += total
      let display = Double("\(total)") ?? 0
      sum += display * 1e-54
      squares += display * 1e-54 * display * 1e-54
    }
    let mean = sum / Double(paths)
    let deviation = (squares / Double(paths) - mean * mean).squareRoot()
    return "mean \(rounded(mean, 4)) std \(rounded(deviation, 4)) exact \(exactSum)"
  }

  /// The same number in 256 bits.
  static func wide(_ value: Int128) -> Int256 {
    let magnitude = Int256(Word256(value.magnitude))
    return value < 0 ? -magnitude : magnitude
  }
}
