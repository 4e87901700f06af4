internal import Exact
public import Units

// What several options share, computed once: each type holds one input's contribution with its error bound.
// Errors are ulps of 2⁻¹²⁸ of a mantissa unless they are of a logarithm, then of 2⁻¹¹⁸. The bounds are added up in the
// article "Fixed-width Black-Scholes"; each comment repeats its line.

/// 10⁻¹⁸ and the like as mantissas.
enum FastConstants {
  /// 10¹⁸, exactly.
  static var wad: Scaled { Scaled(mantissa: 1_000_000_000_000_000_000 &<< 68, exponent: 60) }
  /// 10³⁶, exactly.
  static var squareWad: Scaled {
    Scaled(mantissa: 1_000_000_000_000_000_000_000_000_000_000_000_000 &<< 8, exponent: 120)
  }
  /// 10⁻¹⁸ within 60 ulps.
  static let inverseWad = FixedMath.inverse(of: wad)
  /// One over the milliseconds of a pricing year within 60 ulps.
  static let inverseYear = FixedMath.inverse(of: Scaled(normalizing: 31_536_000_000))
}

/// A spot or a strike: its exact mantissa and the logarithm of that.
public struct FastPrice: Sendable {
  /// The price in wads, exactly.
  let scaled: Scaled
  /// `ln` of twice the mantissa with 126 fraction bits, within 1,100 ulps of 2⁻¹²⁶.
  let logarithm: Int128
  /// The price in wads.
  let wads: UInt128

  /// The shared parts of a price; nil for a price of 0, or of 2¹²⁰ wads or more.
  public init?(_ price: Price) {
    guard price.wads > 0, price.wads >> 120 == 0 else { return nil }
    scaled = Scaled(normalizing: price.wads)
    logarithm = FixedMath.shared.logarithm(ofNormalized: scaled.mantissa)
    wads = price.wads
  }
}

/// A spot: a price and its inverse.
public struct FastSpot: Sendable {
  /// The price.
  let price: FastPrice
  /// `10³⁶ ÷ wads`, that is 10¹⁸ ÷ S, within 63 ulps.
  let inverse: Scaled

  /// The shared parts of a spot; nil as for ``FastPrice``.
  public init?(_ price: Price) {
    guard let shared = FastPrice(price) else { return nil }
    self.price = shared
    inverse = FixedMath.inverse(of: shared.scaled) * FastConstants.squareWad
  }
}

extension FastSpot {
  /// A spot whose inverse nobody asks for: gamma alone divides by it.
  @inline(__always)
  init(withoutInverse price: FastPrice) {
    self.price = price
    inverse = Scaled(mantissa: 0, exponent: 0)
  }
}

/// A volatility and what divides by it.
public struct FastVolatility: Sendable {
  /// σ within 130 ulps, normalized.
  let value: Scaled
  /// 1/σ within 320 ulps.
  let inverse: Scaled
  /// σ²/2 within 263 ulps.
  let halfSquare: Scaled

  /// The shared parts of a volatility; nil unless it lies above 0 and below 2⁶⁴ wads.
  public init?(_ volatility: Ratio) {
    guard volatility.wads > 0, volatility.wads >> 64 == 0 else { return nil }
    let exact = Scaled(normalizing: UInt128(truncatingIfNeeded: volatility.wads))
    value = (exact * FastConstants.inverseWad).normalized
    inverse = FixedMath.inverse(of: value)
    var square = value * value
    square.exponent -= 1
    halfSquare = square
  }
}

/// A time to expiry with a rate and a dividend: roots, growth and discounts.
public struct FastTenor: Sendable {
  /// Milliseconds to expiry.
  private(set) var milliseconds: Int64 = 0
  /// T in years within 126 ulps, normalized.
  private(set) var years = Scaled(mantissa: 0, exponent: 0)
  /// √T within 2,181 ulps.
  private(set) var root = Scaled(mantissa: 0, exponent: 0)
  /// 1/√T within 2,052 ulps.
  private(set) var inverseRoot = Scaled(mantissa: 0, exponent: 0)
  /// 1/T within 4,107 ulps.
  private(set) var inverse = Scaled(mantissa: 0, exponent: 0)
  /// `(r − q)T` with 118 fraction bits.
  private(set) var carry: Int128 = 0
  /// Ulps of 2⁻¹¹⁸ that ``carry`` may be off: at most 100.
  private(set) var carryError: UInt64 = 0
  /// `e^(−rT)` within 62,000 ulps; 2¹²⁸ − 1, 1 ulp off, for no rate.
  private(set) var discount = Scaled(mantissa: 0, exponent: 0)
  /// `e^(−qT)` within 62,000 ulps; 2¹²⁸ − 1, 1 ulp off, for no dividend.
  private(set) var yield = Scaled(mantissa: 0, exponent: 0)
  /// `e^(−qT) ÷ √(2π)` within 62,004 ulps.
  private(set) var density = Scaled(mantissa: 0, exponent: 0)
  /// r within 63 ulps, its sign in ``rateWads``.
  private(set) var rate = Scaled(mantissa: 0, exponent: 0)
  /// q within 63 ulps, its sign in ``dividendWads``.
  private(set) var dividend = Scaled(mantissa: 0, exponent: 0)
  /// r in wads.
  private(set) var rateWads: Int128 = 0
  /// q in wads.
  private(set) var dividendWads: Int128 = 0

  /// Storage for ``update(remaining:rate:dividend:)``; no option may use it before.
  public init() {}

  /// The shared parts of an expiry; nil where ``update(remaining:rate:dividend:)`` is false.
  public init?(remaining: Duration, rate: Ratio, dividend: Ratio) {
    guard update(remaining: remaining, rate: rate, dividend: dividend) else { return nil }
  }

  /// Computes the shared parts in place; false, and the parts unusable, unless T > 0, T < 2⁴⁴ ms, |r|, |q| < 2⁶⁰ wads
  /// and |rT|, |qT| < 32.
  public mutating func update(remaining: Duration, rate: Ratio, dividend: Ratio) -> Bool {
    guard remaining.milliseconds > 0, remaining.milliseconds >> 44 == 0 else { return false }
    guard rate.wads.magnitude >> 60 == 0, dividend.wads.magnitude >> 60 == 0 else { return false }
    let math = FixedMath.shared
    let exact = Scaled(normalizing: UInt128(truncatingIfNeeded: remaining.milliseconds))
    let years = (exact * FastConstants.inverseYear).normalized
    let inverseRoot = math.inverseRoot(of: years)
    self.milliseconds = remaining.milliseconds
    self.years = years
    self.inverseRoot = inverseRoot
    root = years * inverseRoot
    inverse = inverseRoot * inverseRoot
    self.rate = Self.scaled(rate)
    self.dividend = Self.scaled(dividend)
    rateWads = rate.wads
    dividendWads = dividend.wads
    guard let interest = Self.exponent(self.rate, over: years, isNegative: rate.wads < 0),
      let growth = Self.exponent(self.dividend, over: years, isNegative: dividend.wads < 0)
    else { return false }
    carry = interest.value - growth.value
    carryError = interest.error + growth.error
    // 10,648 + 50 · 1,024 ulps
    discount = rate.wads == 0 ? Self.one : math.exponential(-interest.value)
    yield = dividend.wads == 0 ? Self.one : math.exponential(-growth.value)
    density = yield * math.densityAtZero
    return true
  }

  /// 1, lowered by 1 ulp.
  private static var one: Scaled { Scaled(mantissa: .max, exponent: 0) }

  private static func scaled(_ ratio: Ratio) -> Scaled {
    guard ratio.wads != 0 else { return Scaled(mantissa: 0, exponent: 0) }
    return Scaled(normalizing: ratio.wads.magnitude) * FastConstants.inverseWad
  }

  /// `ratio · years` with 118 fraction bits, and its error: 63 + 126 + 3 ulps of a mantissa and the shift, at most 50.
  private static func exponent(
    _ ratio: Scaled, over years: Scaled, isNegative: Bool
  ) -> (value: Int128, error: UInt64)? {
    guard ratio.mantissa != 0 else { return (0, 0) }
    let product = ratio * years
    guard product.exponent <= 8 else { return nil }
    let value = Int128(truncatingIfNeeded: product.fixed(fractionBits: FixedMath.logarithmBits))
    guard value < 32 * FixedMath.one else { return nil }
    return (isNegative ? -value : value, (192 >> UInt64(min(10 - product.exponent, 63))) + 2)
  }
}

/// A volatility over a time: `σ√T` and what is divided by it.
public struct FastDeviation: Sendable {
  /// `σ²T/2` with 118 fraction bits.
  private(set) var halfVariance: Int128 = 0
  /// Ulps of 2⁻¹¹⁸ that `ln(S/K) + (r − q)T ± σ²T/2` may be off.
  private(set) var logarithmError: UInt64 = 0
  /// `1 ÷ σ√T` within 2,375 ulps.
  private(set) var inverse = Scaled(mantissa: 0, exponent: 0)
  /// `σ ÷ 2√T` within 2,185 ulps.
  private(set) var decayRate = Scaled(mantissa: 0, exponent: 0)
  /// `10¹⁸ ÷ σ²√T` within 2,701 ulps.
  private(set) var vannaFactor = Scaled(mantissa: 0, exponent: 0)
  /// `10¹⁸ ÷ (2T σ√T)` within 6,488 ulps.
  private(set) var charmFactor = Scaled(mantissa: 0, exponent: 0)

  /// Storage for ``update(_:over:)``; no option may use it before.
  public init() {}

  /// The shared parts; nil where ``update(_:over:)`` is false.
  public init?(_ volatility: FastVolatility, over tenor: FastTenor) {
    guard update(volatility, over: tenor) else { return nil }
  }

  /// Computes the shared parts in place; false, and the parts unusable, unless `σ²T/2 < 64` and `σ√T > 2⁻³⁰`.
  public mutating func update(_ volatility: FastVolatility, over tenor: FastTenor) -> Bool {
    let variance = volatility.halfSquare * tenor.years  // 263 + 126 + 3 ulps
    guard variance.exponent <= 9 else { return false }
    let fixed = variance.fixed(fractionBits: FixedMath.logarithmBits)
    guard fixed < 64 * UInt128(FixedMath.one) else { return false }
    halfVariance = Int128(truncatingIfNeeded: fixed)
    let varianceError: UInt64 = (392 >> UInt64(min(10 - variance.exponent, 63))) + 2
    // ln S and ln K: 1,100 ulps of 2⁻¹²⁶ each, 9 together; their shift and the multiple of ln 2: 3.
    logarithmError = 12 + tenor.carryError + varianceError
    inverse = tenor.inverseRoot * volatility.inverse  // 2,052 + 320 + 3
    guard inverse.exponent <= 30 else { return false }
    var rate = volatility.value * tenor.inverseRoot  // 130 + 2,052 + 3
    rate.exponent -= 1
    decayRate = rate
    vannaFactor = inverse * volatility.inverse * FastConstants.wad  // 2,375 + 320 + 3, + 3
    var charm = inverse * tenor.inverse * FastConstants.wad  // 2,375 + 4,107 + 3, + 3
    charm.exponent -= 1
    charmFactor = charm
    return true
  }
}
