public import Exact
public import Units

/// The vault's option book at a price and time; computed only when asked, one model evaluation per open series, with what the
/// series share computed once (``CertifiedBook``) and nothing allocated as a rule.
///
/// Expired series that have not settled yet count with no time left: at their payoff.
extension OptionsMarket {
  /// `Σ vault position · ∂V/∂S`, in base units, rounded to nearest (ties to even) once; short calls make it negative.
  ///
  /// The certified deltas are to nearest 10⁻¹⁸, so the sum is within `½ + Σ|position| · ½·10⁻¹⁸` of exact.
  /// - Throws: `PricingRefusal` of the first series without a value, by expiry.
  public func bookDelta(spot: Price, now: Instant) throws(PricingRefusal) -> Change<Base> {
    var sum = Int256.zero
    var moment = CertifiedBook.Moment(spot: spot)
    for index in byExpiry {
      let position = vaultPosition(in: index)
      guard !position.units.isZero else { continue }
      let delta: Int128
      if let value = option(index, now, at: &moment)?.delta(.nearest) {
        delta = value
      } else {
        delta = try pricing.delta(of: series[index], spot: spot, remaining: remaining(index, now)).wads
      }
      sum += position.units * Int256(wads: delta)
    }
    return Change(sum.divided(by: Word256(UInt128(Ratio.one.wads)), rounding: .nearest))
  }

  /// `Σ vault position · ∂²V/∂S²`, exactly, in 10⁻¹⁸ base units of delta per quote token of price.
  ///
  /// Negative when the vault is short options: it must buy after a rise and sell after a fall.
  /// - Throws: `PricingRefusal` of the first series without a value, by expiry.
  public func bookGamma(spot: Price, now: Instant) throws(PricingRefusal) -> Int256 {
    var sum = Int256.zero
    var moment = CertifiedBook.Moment(spot: spot)
    for index in byExpiry {
      let position = vaultPosition(in: index)
      guard !position.units.isZero else { continue }
      let gamma: Int128
      if let value = option(index, now, at: &moment)?.gamma(.nearest) {
        gamma = value
      } else {
        gamma = try pricing.gamma(of: series[index], spot: spot, remaining: remaining(index, now)).wads
      }
      sum += position.units * Int256(wads: gamma)
    }
    return sum
  }

  /// `Σ (sold − bought) · price`, the vault's liability, exactly, in the fine unit of the pair.
  ///
  /// Negative when the vault is net long. Only the certified prices are rounded: so that the sum errs in the asked
  /// direction (`.charge` never understates the liability), by less than `Σ|position| · 10⁻¹⁸` quote tokens a unit.
  /// - Throws: `PricingRefusal` of the first series without a value, by expiry.
  public func bookMark(spot: Price, now: Instant, rounding: Rounding) throws(PricingRefusal) -> Int256 {
    var sum = Int256.zero
    var moment = CertifiedBook.Moment(spot: spot)
    for index in byExpiry {
      let position = vaultPosition(in: index)
      guard !position.units.isZero else { continue }
      let rounding = position.units.isNegative ? rounding : rounding.opposite
      let price: UInt128
      if let value = option(index, now, at: &moment)?.price(rounding) {
        price = UInt128(value)
      } else {
        price = try pricing.price(
          of: series[index], spot: spot, remaining: remaining(index, now), rounding: rounding
        ).wads
      }
      sum -= position.units * Int256(Word256(price))
    }
    return sum
  }

  /// The option of a series in fixed width; nil under another model, and outside the range.
  @inline(__always)
  private func option(
    _ index: Int, _ now: Instant, at moment: inout CertifiedBook.Moment
  ) -> FastBlackScholes? {
    shared?.option(
      index, kind: series[index].kind, remaining: remaining(index, now), at: &moment)
  }

  private func remaining(_ index: Int, _ now: Instant) -> Duration {
    now < series[index].expiry ? series[index].expiry - now : .zero
  }
}

extension Rounding {
  /// What a rounding becomes under a change of sign.
  var opposite: Rounding {
    switch self {
    case .down: .up
    case .nearest: .nearest
    case .up: .down
    }
  }
}

extension Int256 {
  init(wads: Int128) {
    let magnitude = Int256(Word256(wads.magnitude))
    self = wads < 0 ? -magnitude : magnitude
  }

  /// `self ÷ divisor` to nearest, ties to even, or towards an end; `divisor` is above 0.
  func divided(by divisor: Word256, rounding: Rounding) -> Int256 {
    let rounding = isNegative ? rounding.opposite : rounding
    guard let quotient = try? magnitude.divided(by: divisor, rounding: rounding) else {
      preconditionFailure("Int256: the divisor was zero")
    }
    return isNegative ? -Int256(quotient) : Int256(quotient)
  }
}
