internal import Exact

extension BlackScholesEnclosure {
  /// What is known of an output without computing it closely, both ends excluded.
  ///
  /// Needed where a value is nearer to a limit it never meets than any precision shows: Φ(10) rounds down to
  /// 0.999999999999999999. Limits that are irrational (a discount with rate or yield) need no bound: their own digits
  /// decide.
  func bounds(_ output: BlackScholes.Outputs) -> OpenInterval {
    let isSpotExact = option.dividend.isZero
    let isStrikeExact = option.rate.isZero
    switch output {
    case .price:
      // max(0, forward intrinsic) < V, V < S e^(−qT) for a call and V < K e^(−rT) for a put.
      let intrinsic = option.direction * (option.spot - option.strike)
      let isFloorExact = isSpotExact && isStrikeExact && !intrinsic.isNegative
      let ceiling = isCall ? (isSpotExact ? option.spot : nil) : (isStrikeExact ? option.strike : nil)
      return OpenInterval(above: isFloorExact ? intrinsic : .zero, below: ceiling)
    case .delta: return share(of: isSpotExact ? .one : nil, argument: d1)
    case .rho: return share(of: isStrikeExact ? option.strike * option.years : nil, argument: d2)
    case .gamma, .vega: return OpenInterval(above: .zero)
    case .theta: return side(thetaSign)
    case .vanna: return side(-d2.sign)
    case .charm: return side(charmSign)
    default: return .everything
    }
  }

  /// The bounds of `ω · whole · Φ(ω d)`: from 0 to half or from half to all, by the sign of `ω d`.
  private func share(of whole: Rational?, argument: Ball) -> OpenInterval {
    let sign = isCall ? argument.sign : -argument.sign
    let half = whole.map { $0 * BlackScholes.half }
    let low = sign > 0 ? half ?? .zero : .zero
    let high = sign < 0 ? half : whole
    return isCall ? OpenInterval(above: low, below: high) : OpenInterval(above: high.map { -$0 }, below: -low)
  }

  /// Above or below zero by a known sign.
  private func side(_ sign: Int) -> OpenInterval {
    sign > 0 ? OpenInterval(above: .zero) : sign < 0 ? OpenInterval(below: .zero) : .everything
  }

  /// The sign of theta where all its terms vanish together, or 0.
  ///
  /// `S e^(−qT) φ(d₁) = K e^(−rT) φ(d₂)`, so with Mills' ratio `M(x) = Φ(−x)/φ(x)` theta is a positive number times
  /// `ω (q M(−ω d₁) − r M(−ω d₂)) − σ/(2√T)`.
  private var thetaSign: Int {
    guard let earned = tail(of: option.dividend, d1), let owed = tail(of: -option.rate, d2) else { return 0 }
    let decay = (volatility / rootOfTime).scaled(byPowerOfTwo: -1)
    return commonSign(earned.flatMap { earned in owed.map { earned + $0 - decay } })
  }

  /// The sign of charm where all its terms vanish together, or 0; `φ(d₁)` factored out likewise.
  private var charmSign: Int {
    guard let earned = tail(of: option.dividend, d1) else { return 0 }
    let time = Ball(option.years, precision: precision).scaled(byPowerOfTwo: 1)
    let decay = charmBracket / (time * deviation)
    return commonSign(earned.map { $0 - decay })
  }

  /// `ω · factor · M(−ω d)` lies between these two; nil unless the factor is 0 or `ω d` below 0.
  ///
  /// `x / (x² + 1) < M(x) < 1/x` for `x > 0` (Gordon 1941).
  private func tail(of factor: Rational, _ argument: Ball) -> [Ball]? {
    if factor.isZero { return [Ball(0, precision: precision)] }
    let distance = isCall ? -argument : argument
    guard distance.sign > 0 else { return nil }
    let scale = Ball(option.direction * factor, precision: precision)
    let one = Ball(1, precision: precision)
    return [scale * distance / (distance * distance + one), scale / distance]
  }

  /// The sign all of them have, or 0.
  private func commonSign(_ balls: [Ball]) -> Int {
    balls.allSatisfy { $0.sign > 0 } ? 1 : balls.allSatisfy { $0.sign < 0 } ? -1 : 0
  }
}
