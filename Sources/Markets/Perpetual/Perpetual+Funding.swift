public import Exact
public import Units

/// The funding rate of one interval, an exact fraction: above 0 longs pay shorts.
@frozen
public struct FundingRate: Hashable, Sendable {
  /// The premium, with its sign, times ``denominator``.
  public let numerator: Int256
  /// Above 0.
  public let denominator: Word256
  /// Whether the premium was beyond the cap.
  public let isClamped: Bool

  /// The exact fraction in lowest terms.
  public var rational: Rational {
    guard let rate = Rational(Integer(numerator), over: Integer(denominator)) else {
      preconditionFailure("a funding rate over 0")
    }
    return rate
  }
}

extension Perpetual {
  /// `clamp((mark − index) ÷ index, ±cap)`, exact.
  ///
  /// With the index `w ÷ f` (wads over fine units) and the mark `q ÷ b` the premium is `(qf − bw) ÷ bw`; numerator and
  /// denominator stay below 2²⁴⁰.
  ///
  /// - Throws: `PerpetualRefusal.indexMustBePositive`.
  public func fundingRate(index: Price) throws(PerpetualRefusal) -> FundingRate {
    guard index.wads > 0 else { throw .indexMustBePositive }
    let marked = curve.reserveQuote.units * finePerQuoteUnit
    let indexed = curve.reserveBase.units * Word256(index.wads)
    let premium = Int256(marked) - Int256(indexed)
    let cap = terms.fundingCap
    let scaled = premium.magnitude.multipliedFullWidth(by: cap.denominator)
    let limit = indexed.multipliedFullWidth(by: cap.numerator)
    let exceeds = scaled.high != limit.high ? scaled.high > limit.high : scaled.low > limit.low
    guard exceeds else { return FundingRate(numerator: premium, denominator: indexed, isClamped: false) }
    let share = Int256(Word256(cap.numerator))
    return FundingRate(
      numerator: premium.isNegative ? -share : share, denominator: Word256(cap.denominator), isClamped: true)
  }

  /// Settles one interval's funding: every position, the maker's too, pays `size · index · rate` quote units, or receives
  /// it when that is below 0.
  ///
  /// Payers pay rounded up (`.charge`), receivers get rounded down (`.payout`), and the difference, at most one unit an
  /// account, goes to the insurance fund as dust. Sizes sum to 0 with the maker's, so unrounded payments do too: the dust is
  /// never negative, and all payments and the dust sum to exactly 0. A flat account pays and receives nothing.
  ///
  /// - Returns: the rate and the dust.
  /// - Throws: `PerpetualRefusal.indexMustBePositive`; nothing has changed then.
  public mutating func settleFunding(
    index: Price
  ) throws(PerpetualRefusal) -> (rate: FundingRate, dust: Amount<Quote>) {
    let rate = try fundingRate(index: index)
    var dust = Int256.zero
    let base = curve.reserveBase.units
    for account in positions.indices {
      let paid = payment(of: positions[account].size, at: rate, index: index, base: base)
      positions[account].collateral -= paid
      dust += paid
    }
    let paid = payment(of: makerSize, at: rate, index: index, base: base)
    makerFunding -= paid
    dust += paid
    precondition(!dust.isNegative, "funding paid out \(dust.magnitude) units more than it took in")
    insurance += Amount(dust.magnitude)
    fundingDust += Amount(dust.magnitude)
    return (rate, Amount(dust.magnitude))
  }

  /// `⌈size · index · rate⌉`, the index being `w ÷ f`: rounded up it is a charge where positive and a payout where negative.
  ///
  /// Unclamped, `(w ÷ f) · (qf − bw) ÷ bw = (qf − bw) ÷ fb`, where nothing needs more than a 512-bit product.
  private func payment(of size: Int256, at rate: FundingRate, index: Price, base: Word256) -> Int256 {
    guard !size.isZero, !rate.numerator.isZero else { return .zero }
    let pays = size.isNegative == rate.numerator.isNegative
    let units: Word256? =
      if rate.isClamped {
        try? Word256.mulDiv(
          size.magnitude * Word256(index.wads), rate.numerator.magnitude,
          over: finePerQuoteUnit * rate.denominator, rounding: pays ? .charge : .payout)
      } else {
        try? Word256.mulDiv(
          size.magnitude, rate.numerator.magnitude, over: finePerQuoteUnit * base,
          rounding: pays ? .charge : .payout)
      }
    guard let units else { preconditionFailure("funding of \(size) at \(rate) does not fit") }
    return pays ? Int256(units) : -Int256(units)
  }
}
