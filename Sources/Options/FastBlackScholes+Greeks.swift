public import Exact

extension FastBlackScholes {
  /// All eight outputs, rounded as asked, or `undecided` each.
  @inline(__always)
  public func greeks(_ rounding: Rounding) -> FastGreeks {
    var result = FastGreeks()
    let isCall = kind == .call
    let upper = moneyness &+ tenor.carry &+ deviation.halfVariance
    let lower = moneyness &+ tenor.carry &- deviation.halfVariance
    let first = distance(upper)
    let second = distance(lower)
    let (weight, weightError) = distribution(first)
    let (strikeWeight, strikeWeightError) = distribution(second)
    let (density, densityError) = density(first)

    // e^(−qT) Φ(ωd₁) and its product with S; K e^(−rT) Φ(ωd₂): 62,000 of the exponential, 3 a product.
    let share = tenor.yield * Scaled(mantissa: weight, exponent: 0)
    let spotTerm = spot.price.scaled * share
    let strikeTerm = strike.scaled * tenor.discount * Scaled(mantissa: strikeWeight, exponent: 0)
    let shareError = weightError &+ 62_010
    let strikeError = strikeWeightError &+ 62_010
    price(&result, spotTerm, shareError, strikeTerm, strikeError, rounding)
    delta(&result, share, shareError, rounding)

    let shaped = density * deviation.inverse  // + 2,375 + 3
    let weighted = spot.price.scaled * density  // + 3
    let gamma = FixedEnclosure(shaped * spot.inverse, error: densityError &+ 2_450)  // + 63 + 3
    settle(gamma.rounded(rounding, knowing: .sign), .gamma, &result.gamma, &result.undecided)
    let vega = FixedEnclosure(weighted * tenor.root, error: densityError &+ 2_190)  // + 2,181 + 3
    settle(vega.rounded(rounding, knowing: .sign), .vega, &result.vega, &result.undecided)

    var theta = FixedEnclosure(weighted * deviation.decayRate, error: densityError &+ 2_195, isNegative: true)
    if tenor.dividendWads != 0 {
      theta =
        theta
        + FixedEnclosure(
          spotTerm * tenor.dividend, error: shareError &+ 70, isNegative: isCall != (tenor.dividendWads > 0))
    }
    if tenor.rateWads != 0 {
      theta =
        theta
        + FixedEnclosure(
          strikeTerm * tenor.rate, error: strikeError &+ 70, isNegative: isCall == (tenor.rateWads > 0))
    }
    let isPlain = tenor.dividendWads == 0 && tenor.rateWads == 0
    settle(
      theta.rounded(rounding, knowing: isPlain ? .sign : .enclosure)
        ?? dominatedTheta(theta, first, second, rounding), .theta, &result.theta, &result.undecided)

    let rho = FixedEnclosure(strikeTerm * tenor.years, error: strikeError &+ 130, isNegative: !isCall)
    settle(
      rho.rounded(rounding, knowing: .sign) ?? boundedRho(rho, rounding), .rho, &result.rho, &result.undecided
    )
    vanna(&result, lower, density, densityError, rounding)
    charm(&result, density, densityError, share, shareError, first, rounding)
    return result
  }

  /// All eight outputs without keeping the option; nil as the initialiser.
  ///
  /// The parts stay where they are instead of being copied into an option first.
  public static func greeks(
    kind: OptionKind, spot: FastSpot, strike: FastPrice, tenor: FastTenor, deviation: FastDeviation,
    rounding: Rounding
  ) -> FastGreeks? {
    FastBlackScholes(kind: kind, spot: spot, strike: strike, tenor: tenor, deviation: deviation)?
      .greeks(rounding)
  }

  /// `V` alone.
  /// - Returns: units of 10⁻¹⁸; nil when undecided.
  public func price(_ rounding: Rounding) -> Int128? {
    let (weight, weightError) = distribution(distance(moneyness &+ tenor.carry &+ deviation.halfVariance))
    let (strikeWeight, strikeError) = distribution(
      distance(moneyness &+ tenor.carry &- deviation.halfVariance))
    let share = tenor.yield * Scaled(mantissa: weight, exponent: 0)
    let strikeTerm = strike.scaled * tenor.discount * Scaled(mantissa: strikeWeight, exponent: 0)
    var result = FastGreeks()
    price(
      &result, spot.price.scaled * share, weightError &+ 62_010, strikeTerm, strikeError &+ 62_010, rounding)
    return result.undecided.isEmpty ? result.price : nil
  }

  /// `∂V/∂S` alone.
  /// - Returns: units of 10⁻¹⁸; nil when undecided.
  public func delta(_ rounding: Rounding) -> Int128? {
    let (weight, error) = distribution(distance(moneyness &+ tenor.carry &+ deviation.halfVariance))
    var result = FastGreeks()
    delta(&result, tenor.yield * Scaled(mantissa: weight, exponent: 0), error &+ 62_010, rounding)
    return result.undecided.isEmpty ? result.delta : nil
  }

  /// `∂²V/∂S²` alone.
  /// - Returns: units of 10⁻¹⁸; nil when undecided.
  public func gamma(_ rounding: Rounding) -> Int128? {
    let (density, error) = density(distance(moneyness &+ tenor.carry &+ deviation.halfVariance))
    let gamma = FixedEnclosure(density * deviation.inverse * spot.inverse, error: error &+ 2_450)
    return gamma.rounded(rounding, knowing: .sign)
  }

  /// Writes a decided value or marks the output undecided.
  @inline(__always)
  func settle(
    _ value: Int128?, _ output: BlackScholes.Outputs, _ field: inout Int128,
    _ undecided: inout BlackScholes.Outputs
  ) {
    if let value { field = value } else { undecided.formUnion(output) }
  }

  /// `ω (S e^(−qT) Φ(ωd₁) − K e^(−rT) Φ(ωd₂))`, above 0 by the strict bound.
  @inline(__always)
  func price(
    _ result: inout FastGreeks, _ spotTerm: Scaled, _ spotError: UInt64, _ strikeTerm: Scaled,
    _ strikeError: UInt64, _ rounding: Rounding
  ) {
    let isCall = kind == .call
    var value =
      FixedEnclosure(spotTerm, error: spotError, isNegative: !isCall)
      + FixedEnclosure(strikeTerm, error: strikeError, isNegative: isCall)
    if value.isNegative {
      // The centre lies below 0, the value above: it is then at most the error above 0.
      value = FixedEnclosure(Scaled(mantissa: 0, exponent: value.magnitude.exponent), error: value.error)
    }
    settle(
      value.rounded(rounding, knowing: .sign) ?? boundedPrice(value, rounding), .price, &result.price,
      &result.undecided)
  }

  /// `ω e^(−qT) Φ(ωd₁)`, of the sign of ω.
  @inline(__always)
  func delta(_ result: inout FastGreeks, _ share: Scaled, _ error: UInt64, _ rounding: Rounding) {
    let value = FixedEnclosure(share * FastConstants.wad, error: error &+ 3, isNegative: kind == .put)
    settle(
      value.rounded(rounding, knowing: .sign) ?? boundedDelta(value, rounding), .delta, &result.delta,
      &result.undecided)
  }

  /// `−g A₂ i ÷ σ`, of the sign of −A₂ when that is certain.
  @inline(__always)
  func vanna(
    _ result: inout FastGreeks, _ lower: Int128, _ density: Scaled, _ densityError: UInt64,
    _ rounding: Rounding
  ) {
    var value: Int128?
    if let (magnitude, error) = magnitude(lower) {
      // + 2,701 of the factor and 3 for each of two products
      let product = FixedEnclosure(
        density * magnitude * deviation.vannaFactor, error: densityError &+ error &+ 2_710,
        isNegative: lower > 0)
      value = product.rounded(rounding, knowing: .sign)
    }
    settle(value, .vanna, &result.vanna, &result.undecided)
  }

  /// `ω q e^(−qT) Φ(ωd₁) − g B i ÷ 2T`.
  @inline(__always)
  func charm(
    _ result: inout FastGreeks, _ density: Scaled, _ densityError: UInt64, _ share: Scaled,
    _ shareError: UInt64,
    _ first: FastDistance, _ rounding: Rounding
  ) {
    let bracket = tenor.carry &+ deviation.halfVariance &- moneyness
    var value: Int128?
    if let (magnitude, error) = magnitude(bracket) {
      // + 6,488 of the factor and 3 for each of two products
      let product = FixedEnclosure(
        density * magnitude * deviation.charmFactor, error: densityError &+ error &+ 6_500,
        isNegative: bracket > 0)
      if tenor.dividendWads == 0 {
        value = product.rounded(rounding, knowing: .sign)
      } else {
        // 63 of q, 3 for each of two products
        let earned = FixedEnclosure(
          share * tenor.dividend * FastConstants.wad, error: shareError &+ 70,
          isNegative: (kind == .call) != (tenor.dividendWads > 0))
        let sum = product + earned
        value =
          sum.rounded(rounding, knowing: .enclosure)
          ?? dominatedCharm(sum, magnitude * deviation.charmFactor, bracket, first, rounding)
      }
    }
    settle(value, .charm, &result.charm, &result.undecided)
  }
}
