internal import Exact

// Second chances for enclosures that straddle an integer, from strict bounds that need no computation. They matter far
// from the money, where an output comes closer to 0, 1, the intrinsic value or K T than any fixed width shows.
extension FastBlackScholes {
  /// `max(0, ω(S − K)) < V` when r = q = 0; `V < S` for a call when q = 0, `V < K` for a put when r = 0.
  func boundedPrice(_ value: FixedEnclosure, _ rounding: Rounding) -> Int128? {
    let isCall = kind == .call
    let (gain, loss) = isCall ? (spot.price.wads, strike.wads) : (strike.wads, spot.price.wads)
    let isPlain = tenor.rateWads == 0 && tenor.dividendWads == 0
    let isCapped = (isCall ? tenor.dividendWads : tenor.rateWads) == 0
    let floor = isPlain && gain > loss ? gain - loss : 0
    return bounded(value, above: floor, below: isCapped ? gain : nil, rounding)
  }

  /// `|delta| < 1` when q = 0.
  func boundedDelta(_ value: FixedEnclosure, _ rounding: Rounding) -> Int128? {
    guard tenor.dividendWads == 0 else { return nil }
    return bounded(value, above: 0, below: 1_000_000_000_000_000_000, rounding)
  }

  /// `|rho| < K T` when r = 0; only an integer K T can be straddled for long.
  func boundedRho(_ value: FixedEnclosure, _ rounding: Rounding) -> Int128? {
    guard tenor.rateWads == 0 else { return nil }
    let (product, overflow) = strike.wads.multipliedReportingOverflow(by: UInt128(tenor.milliseconds))
    let (quotient, remainder) = product.quotientAndRemainder(dividingBy: 31_536_000_000)
    guard !overflow, remainder == 0 else { return nil }
    return bounded(value, above: 0, below: quotient, rounding)
  }

  /// Theta far out of the money, where its term in φ outweighs the others, so that it is below 0.
  ///
  /// With `ωd₁, ωd₂ < 0`, `Φ(−x) < φ(x)/x` and `K e^(−rT) φ(d₂) = S e^(−qT) φ(d₁)`, the terms of the other sign are
  /// below `S g (|q| ÷ |d₁| + |r| ÷ |d₂|)`; theta is below 0 when that stays below `S g σ ÷ 2√T`.
  func dominatedTheta(
    _ value: FixedEnclosure, _ first: FastDistance, _ second: FastDistance, _ rounding: Rounding
  ) -> Int128? {
    guard isOut(first), isOut(second) else { return nil }
    let nearest = UInt128(truncatingIfNeeded: min(first.least, second.least))
    let others = tenor.rateWads.magnitude + tenor.dividendWads.magnitude
    guard nearest > 0, others / nearest + 1 < leastInteger(deviation.decayRate * FastConstants.wad) else {
      return nil
    }
    return belowError(value, isNegative: true, rounding)
  }

  /// Charm far out of the money, where its term in φ outweighs the other: `|q| ÷ |d₁| < |B| i ÷ 2T`.
  func dominatedCharm(
    _ value: FixedEnclosure, _ scale: Scaled, _ bracket: Int128, _ first: FastDistance, _ rounding: Rounding
  ) -> Int128? {
    guard isOut(first), first.least > 0 else { return nil }
    let other = tenor.dividendWads.magnitude / UInt128(first.least) + 1
    guard other < leastInteger(scale) else { return nil }
    return belowError(value, isNegative: bracket > 0, rounding)
  }

  /// `ωd < 0`.
  private func isOut(_ distance: FastDistance) -> Bool { distance.isNegative == (kind == .call) }

  /// An integer that a scaled real is certainly not below, when its error is below 2⁶⁰ ulps and its mantissa is not
  /// below 2¹²⁰: the relative error is then below 2⁻⁶⁰. Capped at 2¹⁰⁰.
  private func leastInteger(_ scaled: Scaled) -> UInt128 {
    guard scaled.mantissa >> 120 != 0 else { return 0 }
    guard scaled.exponent <= 110 else { return 1 << 100 }
    let floor = scaled.fixed(fractionBits: 0)
    return floor == 0 ? 0 : floor - (floor >> 20) - 1
  }

  /// The rounded value of a sign now known, when the centre is within the error of 0.
  private func belowError(_ value: FixedEnclosure, isNegative: Bool, _ rounding: Rounding) -> Int128? {
    let (middle, slack, fraction) = value.positioned
    guard fraction >= 2 else { return nil }
    if value.isNegative == isNegative { return value.rounded(rounding, knowing: .sign) }
    guard middle < slack else { return nil }
    let exact = FixedEnclosure(
      Scaled(mantissa: 0, exponent: value.magnitude.exponent), error: value.error, isNegative: isNegative)
    return exact.rounded(rounding, knowing: .sign)
  }

  /// The rounded magnitude when it is known to lie strictly between two integers.
  private func bounded(
    _ value: FixedEnclosure, above: UInt128, below: UInt128?, _ rounding: Rounding
  ) -> Int128? {
    let (middle, slack, fraction) = value.positioned
    guard fraction >= 2 else { return nil }
    let room = above.leadingZeroBitCount > fraction && (below ?? 0).leadingZeroBitCount > fraction
    guard room else { return nil }
    // Reals within 1 ulp of an excluded end round as the point 1 ulp from it does.
    var low = middle > slack ? middle - slack : 1
    var high = middle + slack
    low = max(low, (above << UInt128(fraction)) + 1)
    if let below { high = min(high, (below << UInt128(fraction)) - 1) }
    precondition(low <= high, "an enclosure lies outside its strict bounds: \(low) … \(high)")
    return value.decided(low: low, high: high, fraction: fraction, rounding: rounding)
  }
}

extension FastDistance {
  /// A whole number that `|d|` is not below.
  var least: UInt64 {
    let lowered = magnitude >> 118
    return UInt64(truncatingIfNeeded: lowered) - (lowered > 0 && !isFar ? 1 : 0)
  }
}
