internal import Exact

/// Correctly rounded outputs in units of 10⁻¹⁸, and which of the wanted ones fixed width left undecided.
public struct FastGreeks: Hashable, Sendable {
  /// `V`.
  public var price: Int128 = 0
  /// `∂V/∂S`.
  public var delta: Int128 = 0
  /// `∂²V/∂S²`.
  public var gamma: Int128 = 0
  /// `∂V/∂σ`.
  public var vega: Int128 = 0
  /// `−∂V/∂T`.
  public var theta: Int128 = 0
  /// `∂V/∂r`.
  public var rho: Int128 = 0
  /// `∂²V/∂S∂σ`.
  public var vanna: Int128 = 0
  /// `−∂²V/∂S∂T`.
  public var charm: Int128 = 0
  /// Outputs that straddle a rounding boundary; their values are 0 and must come from ``BlackScholes``.
  public var undecided: BlackScholes.Outputs = []

  /// All zero, nothing undecided.
  public init() {}
}

/// ``BlackScholes`` in 128-bit fixed point: the same correctly rounded outputs, or `undecided` where the proved error
/// bound straddles a rounding boundary.
///
/// Inputs are wads and milliseconds; what options share (``FastSpot``, ``FastPrice``, ``FastTenor``, ``FastDeviation``) is computed
/// once. With `A₁,₂ = ln(S/K) + (r − q)T ± σ²T/2`, `B = (r − q)T + σ²T/2 − ln(S/K)`, `i = 1 ÷ σ√T`, `d₁,₂ = A₁,₂ i` and
/// `g = e^(−qT) φ(d₁)`: gamma `g i ÷ S`, vega `S g √T`, vanna `−g A₂ i ÷ σ`, charm `ω q e^(−qT) Φ(ωd₁) − g B i ÷ 2T`,
/// theta `−S g σ ÷ 2√T + ω (q S e^(−qT) Φ(ωd₁) − r K e^(−rT) Φ(ωd₂))`. Nothing here divides: the inverses are shared.
///
/// - Complexity: O(1), no heap allocation.
public struct FastBlackScholes: Sendable {
  let math = FixedMath.shared
  let kind: OptionKind
  let spot: FastSpot
  let strike: FastPrice
  let tenor: FastTenor
  let deviation: FastDeviation
  /// `ln(S/K)` with 118 fraction bits, within 12 ulps.
  let moneyness: Int128

  /// An option from the parts it shares; nil when S and K are more than 2⁹⁰ apart.
  @inline(__always)
  public init?(
    kind: OptionKind, spot: FastSpot, strike: FastPrice, tenor: FastTenor, deviation: FastDeviation
  ) {
    let exponent = spot.price.scaled.exponent &- strike.scaled.exponent
    guard exponent.magnitude <= 90 else { return nil }
    self.kind = kind
    self.spot = spot
    self.strike = strike
    self.tenor = tenor
    self.deviation = deviation
    moneyness =
      FixedMath.shared.multipleOfLogarithmOfTwo(exponent)
      &+ ((spot.price.logarithm &- strike.logarithm) &>> 8)
  }
}

/// `Φ(±d)` and what is left of the way there.
struct FastDistance {
  /// `|d|` with 118 fraction bits, at most 32.
  var magnitude: UInt128
  /// Whether d is below 0.
  var isNegative: Bool
  /// Ulps of 2⁻¹¹⁸ that ``magnitude`` may be off, unless ``isFar``.
  var error: UInt64
  /// Whether `|d| ≥ 32`; then ``magnitude`` is 32.
  var isFar: Bool

  @inline(__always)
  init(magnitude: UInt128, isNegative: Bool, error: UInt64, isFar: Bool) {
    self.magnitude = magnitude
    self.isNegative = isNegative
    self.error = error
    self.isFar = isFar
  }
}

extension FastBlackScholes {
  /// `A · i` for a sum A of logarithms.
  ///
  /// `A` off by `a` ulps of 2⁻¹¹⁸ moves it by less than `a · 2^exponent(i)`; the mantissas (A exact, i within 2,375,
  /// their product 3) by 2,378 ulps at the product's exponent; the last shift by 1, absorbed in 3.
  @inline(__always)
  func distance(_ sum: Int128) -> FastDistance {
    let exact = Scaled(normalizing: UInt128(sum.magnitude), exponent: -118)
    let product = exact * deviation.inverse
    let isFar = product.exponent > 9
    let fixed = isFar ? .max : product.fixed(fractionBits: 118)
    let far: UInt128 = 32 &<< 118
    if fixed >= far {
      return FastDistance(magnitude: far, isNegative: sum < 0, error: 0, isFar: true)
    }
    let growth = UInt64(truncatingIfNeeded: max(deviation.inverse.exponent, 0))
    let mantissas: UInt64 = 2_378 &>> UInt64(truncatingIfNeeded: min(10 &- product.exponent, 63))
    let error = (deviation.logarithmError &<< growth) &+ mantissas &+ 3
    return FastDistance(magnitude: fixed, isNegative: sum < 0, error: error, isFar: false)
  }

  /// `Φ(ωd)` as a mantissa, and its ulps: `410 · error + tailError`, and 1 for lowering 1 to 2¹²⁸ − 1.
  ///
  /// Far out the tail is 0, off by less than `Q(32) < 2⁻⁷⁰⁰`.
  @inline(__always)
  func distribution(_ distance: FastDistance) -> (value: UInt128, error: UInt64) {
    let tail = math.tail(distance.magnitude)
    let error = distance.error &* 410 &+ FixedMath.tailError &+ 1
    if distance.isNegative == (kind == .call) { return (tail, error) }
    return (tail == 0 ? .max : 0 &- tail, error)
  }

  /// `g = e^(−qT) φ(d₁)` and its ulps.
  ///
  /// `y = d²/2` is off by less than `|d| e + e² 2⁻¹¹⁹ + 4` ulps of 2⁻¹¹⁸ for a distance off by `e` (`e < 2⁴⁴`, and the
  /// square is within 3): 1,024 of the mantissa each; then the exponential and 62,004 + 3 of the factor.
  @inline(__always)
  func density(_ distance: FastDistance) -> (value: Scaled, error: UInt64) {
    // Far out the value lies above 0 and below 2⁻⁷³⁰ 2¹⁵: any mantissa with exponent −600 says as much.
    if distance.isFar { return (Scaled(mantissa: 1 &<< 127, exponent: -600), 0) }
    let shifted = distance.magnitude &<< 5
    let value = math.decay(productHigh(shifted, shifted) &>> 1) * tenor.density
    let whole = UInt64(truncatingIfNeeded: distance.magnitude &>> 118) &+ 1
    return (value, ((whole &* distance.error &+ 5) &<< 10) &+ FixedMath.decayError &+ 62_010)
  }

  /// `|A|` normalized, off by `logarithmError` shifted with it; nil when its sign is not certain or the error is large.
  @inline(__always)
  func magnitude(_ sum: Int128) -> (value: Scaled, error: UInt64)? {
    let magnitude = UInt128(sum.magnitude)
    let zeros = UInt64(truncatingIfNeeded: magnitude.leadingZeroBitCount)
    guard magnitude > UInt128(truncatingIfNeeded: deviation.logarithmError), zeros < 50 else { return nil }
    return (Scaled(normalizing: magnitude, exponent: -118), deviation.logarithmError &<< zeros)
  }
}
