internal import Exact

// Outputs that are sums of exponentials: the certain outcome (T = 0 or σ = 0), and the points where d₁ or d₂ is zero.
extension BlackScholes {
  /// 1 for a call, −1 for a put.
  var direction: Rational { kind == .call ? 1 : -1 }

  /// `(r − q) T`.
  var carry: Rational { (rate - dividend) * years }

  /// `σ² T`.
  var variance: Rational { volatility * volatility * years }

  /// What Φ becomes when the outcome is certain: 1, ½ or 0 by the sign of `ω (ln(S/K) + (r − q)T)`.
  ///
  /// For different spot and strike the logarithm is irrational, so the sum is not zero and its sign shows.
  /// - Throws: `CertificationRefusal.precisionMustSuffice`.
  func certainWeight() throws(CertificationRefusal) -> Rational {
    let sign: Int
    if spot == strike || carry.isZero {
      let order = spot == strike ? carry : spot - strike
      sign = order.isZero ? 0 : order.isNegative ? -1 : 1
    } else {
      sign = try signOfForward()
    }
    if sign == 0 { return Self.half }
    return (sign > 0) == (kind == .call) ? 1 : 0
  }

  static let half = Rational(1, over: 2) ?? .zero

  /// The sign of `ln(S/K) + (r − q)T`, which is not zero.
  private func signOfForward() throws(CertificationRefusal) -> Int {
    let ratio = moneyness
    var precision = Certification.firstPrecision
    while true {
      let sum = Ball.logarithm(of: ratio, precision: precision) + Ball(carry, precision: precision)
      if sum.sign != 0 { return sum.sign }
      guard precision < Certification.precisionCap else {
        throw .precisionMustSuffice(bits: Certification.precisionCap)
      }
      precision = min(2 * precision, Certification.precisionCap)
    }
  }

  /// `S / K`.
  var moneyness: Rational {
    guard
      let ratio = Rational(spot.numerator * strike.denominator, over: spot.denominator * strike.numerator)
    else { preconditionFailure("the strike \(strike) was not positive") }
    return ratio
  }

  /// An output when Φ has become `weight` and every term in φ is zero.
  func certainValue(_ output: Outputs, weight: Rational) -> ExponentialSum {
    var sum = ExponentialSum()
    let share = direction * weight
    let (yield, discount) = (-(dividend * years), -(rate * years))
    switch output {
    case .price:
      sum.add(share * spot, exponent: yield)
      sum.add(-(share * strike), exponent: discount)
      return weight == Self.half ? ExponentialSum() : sum
    case .delta: sum.add(share, exponent: yield)
    case .theta:
      sum.add(share * dividend * spot, exponent: yield)
      sum.add(-(share * rate * strike), exponent: discount)
    case .rho: sum.add(share * strike * years, exponent: discount)
    case .charm: sum.add(share * dividend, exponent: yield)
    default: break
    }
    return sum
  }

  /// An output that is a sum of exponentials although time and volatility are left; nil for all others.
  ///
  /// `d₁ = 0` and `d₂ = 0` need `S = K`, as ln(S/K) is irrational otherwise. Then delta and rho have Φ(0) = ½, charm
  /// loses its term in φ (its bracket is `d₁ σ√T` at `S = K`) and vanna is zero with d₂.
  func closedValue(_ output: Outputs) -> ExponentialSum? {
    guard spot == strike else { return nil }
    let half = Self.half
    switch output {
    case .delta where (carry + half * variance).isZero,
      .charm where (carry + half * variance).isZero,
      .rho where carry == half * variance:
      return certainValue(output, weight: half)
    case .vanna where carry == half * variance: return ExponentialSum()
    default: return nil
    }
  }
}
