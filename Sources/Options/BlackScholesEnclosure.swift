internal import Exact

/// What the outputs of one option share, enclosed at one precision; time and volatility are above zero.
struct BlackScholesEnclosure {
  let option: BlackScholes
  let precision: Int
  let isCall: Bool
  let spot: Ball
  let rootOfTime: Ball
  let volatility: Ball
  /// `σ√T`.
  let deviation: Ball
  let d1: Ball
  let d2: Ball
  /// `(r − q)T + σ²T/2 − ln(S/K)`, which is `2(r − q)T − d₂ σ√T`.
  let charmBracket: Ball
  /// `e^(−qT)`.
  private let yield: Ball
  /// `S e^(−qT)`.
  private let grownSpot: Ball
  /// `K e^(−rT)`.
  private let discountedStrike: Ball
  /// `φ(d₁)`, 0 when no output wants it.
  private let density: Ball
  /// `Φ(ω d₁)`, 0 when no output wants it.
  private let first: Ball
  /// `Φ(ω d₂)`, 0 when no output wants it.
  private let second: Ball

  /// The shared parts that `wanted` needs.
  init(_ option: BlackScholes, of wanted: BlackScholes.Outputs, precision: Int) {
    func ball(_ value: Rational) -> Ball { Ball(value, precision: precision) }
    let nothing = Ball(0, precision: precision)
    self.option = option
    self.precision = precision
    isCall = option.kind == .call
    spot = ball(option.spot)
    rootOfTime = ball(option.years).squareRoot()
    volatility = ball(option.volatility)
    deviation = volatility * rootOfTime
    let halfVariance = BlackScholes.half * option.variance
    let drift = option.carry + halfVariance
    let logarithm = Ball.logarithm(of: option.moneyness, precision: precision)
    d1 = (logarithm + ball(drift)) / deviation
    d2 = (logarithm + ball(option.carry - halfVariance)) / deviation
    charmBracket = ball(drift) - logarithm
    yield = ball(-(option.dividend * option.years)).exponential()
    grownSpot = spot * yield
    discountedStrike = ball(option.strike) * ball(-(option.rate * option.years)).exponential()

    var usesFirst: BlackScholes.Outputs = [.price, .delta]
    if !option.dividend.isZero { usesFirst.formUnion([.theta, .charm]) }
    var usesSecond: BlackScholes.Outputs = [.price, .rho]
    if !option.rate.isZero { usesSecond.insert(.theta) }
    let usesDensity: BlackScholes.Outputs = [.gamma, .vega, .theta, .vanna, .charm]
    density = wanted.isDisjoint(with: usesDensity) ? nothing : d1.normalDensity()
    first = wanted.isDisjoint(with: usesFirst) ? nothing : (isCall ? d1 : -d1).normalDistribution()
    second = wanted.isDisjoint(with: usesSecond) ? nothing : (isCall ? d2 : -d2).normalDistribution()
  }

  /// The enclosure of a single output.
  func ball(_ output: BlackScholes.Outputs) -> Ball {
    switch output {
    case .price: directed(grownSpot * first - discountedStrike * second)
    case .delta: directed(yield * first)
    case .gamma: yield * density / (spot * deviation)
    case .vega: grownSpot * density * rootOfTime
    case .theta: theta
    case .rho: directed(discountedStrike * Ball(option.years, precision: precision) * second)
    case .vanna: -(yield * density * d2) / volatility
    case .charm: charm
    default: preconditionFailure("a single output was asked for, not the set \(output.rawValue)")
    }
  }

  /// `ω x`.
  private func directed(_ ball: Ball) -> Ball { isCall ? ball : -ball }

  /// `−S e^(−qT) φ(d₁) σ / (2√T) + ω (q S e^(−qT) Φ(ω d₁) − r K e^(−rT) Φ(ω d₂))`.
  private var theta: Ball {
    let decay = (grownSpot * density * volatility / rootOfTime).scaled(byPowerOfTwo: -1)
    let earned = Ball(option.dividend, precision: precision) * grownSpot * first
    let owed = Ball(option.rate, precision: precision) * discountedStrike * second
    return directed(earned - owed) - decay
  }

  /// `e^(−qT) (ω q Φ(ω d₁) − φ(d₁) [2(r − q)T − d₂ σ√T] / (2T σ√T))`.
  private var charm: Ball {
    let time = Ball(option.years, precision: precision).scaled(byPowerOfTwo: 1)
    let earned = directed(Ball(option.dividend, precision: precision) * first)
    return yield * (earned - density * charmBracket / (time * deviation))
  }
}
