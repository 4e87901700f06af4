public import Exact
public import Units

/// A European option under the model of Black, Scholes and Merton, with exact inputs and certified outputs.
///
/// `V = ω (S e^(−qT) Φ(ω d₁) − K e^(−rT) Φ(ω d₂))`, `d₁,₂ = (ln(S/K) + (r − q)T ± σ²T/2) / (σ√T)`, ω = 1 for a call
/// and −1 for a put. Every output is the exact real number times 10¹⁸, rounded as asked: enclosures prove it.
///
/// With no time or no volatility the outcome is certain, and the outputs are the limits: Φ is 1 or 0 by the sign of
/// the forward intrinsic value `ω (S e^(−qT) − K e^(−rT))`, and every term in φ is 0. Where that intrinsic value is
/// exactly 0, Φ is ½ by rule (delta is half a token), and the terms in φ are 0 by rule, although gamma has no limit
/// there.
///
/// Units: S and K in quote tokens per base token, T in years of 31,536,000 s, σ per √year, r and q per year,
/// continuously compounded. Source: Merton 1973; Haug, The Complete Guide to Option Pricing Formulas, ch. 2.
public struct BlackScholes: Hashable, Sendable {
  /// Call or put.
  public let kind: OptionKind
  /// S, above 0.
  public let spot: Rational
  /// K, above 0.
  public let strike: Rational
  /// T, 0 or more.
  public let years: Rational
  /// σ, 0 or more.
  public let volatility: Rational
  /// r.
  public let rate: Rational
  /// q.
  public let dividend: Rational

  /// The option of exact inputs.
  /// - Throws: `BlackScholesRefusal.spotMustBePositive`, then `.strikeMustBePositive`, then
  ///   `.yearsMustNotBeNegative`, then `.volatilityMustNotBeNegative`.
  public init(
    kind: OptionKind, spot: Rational, strike: Rational, years: Rational, volatility: Rational, rate: Rational,
    dividend: Rational
  ) throws(BlackScholesRefusal) {
    guard spot > .zero else { throw .spotMustBePositive(spot) }
    guard strike > .zero else { throw .strikeMustBePositive(strike) }
    guard !years.isNegative else { throw .yearsMustNotBeNegative(years) }
    guard !volatility.isNegative else { throw .volatilityMustNotBeNegative(volatility) }
    self.kind = kind
    self.spot = spot
    self.strike = strike
    self.years = years
    self.volatility = volatility
    self.rate = rate
    self.dividend = dividend
  }

  /// The option of inputs in protocol units: `T = remaining / 365 days`.
  /// - Throws: as the initialiser from rationals.
  public init(
    kind: OptionKind, spot: Price, strike: Price, remaining: Duration, volatility: Ratio, rate: Ratio,
    dividend: Ratio
  ) throws(BlackScholesRefusal) {
    try self.init(
      kind: kind, spot: Self.fraction(Integer(spot.wads), over: Self.wad),
      strike: Self.fraction(Integer(strike.wads), over: Self.wad),
      years: Self.fraction(
        Integer(Int(remaining.milliseconds)), over: Integer(Int(Duration.year.milliseconds))),
      volatility: Self.fraction(Integer(volatility.wads), over: Self.wad),
      rate: Self.fraction(Integer(rate.wads), over: Self.wad),
      dividend: Self.fraction(Integer(dividend.wads), over: Self.wad))
  }

  private static let wad = Integer(10).power(18)

  private static func fraction(_ numerator: Integer, over denominator: Integer) -> Rational {
    guard let fraction = Rational(numerator, over: denominator) else {
      preconditionFailure("\(numerator) over zero")
    }
    return fraction
  }
}

/// Why inputs make no option.
public enum BlackScholesRefusal: Error, Hashable, Sendable {
  /// The spot was zero or below.
  case spotMustBePositive(Rational)
  /// The strike was zero or below.
  case strikeMustBePositive(Rational)
  /// The time to expiry was below zero.
  case yearsMustNotBeNegative(Rational)
  /// The volatility was below zero.
  case volatilityMustNotBeNegative(Rational)
}
