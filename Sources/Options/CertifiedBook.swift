internal import Exact
import Units

/// What a market's series share under ``CertifiedPricing``, so that a whole book is evaluated in one call: `ln K` of every
/// series is kept, `ln S` is taken once a call, roots and discounts once an expiry.
///
/// ``BookGreeks`` writes all outputs of all series to its storage; this serves sums, keeps nothing between calls and
/// therefore changes nothing, and leaves out series without a position.
struct CertifiedBook: Sendable {
  private let pricing: CertifiedPricing
  private let volatility: FastVolatility?
  /// Nil outside the fixed-width range.
  private let strikes: [FastPrice?]

  init(series: [Series], pricing: CertifiedPricing) {
    self.pricing = pricing
    volatility = FastVolatility(pricing.volatility)
    strikes = series.map { FastPrice($0.strike) }
  }

  /// The parts of one call: the spot's, and those of the expiry last asked for.
  struct Moment {
    fileprivate let spot: FastSpot?
    fileprivate var remaining: Duration?
    fileprivate var isShared = false
    fileprivate var tenor = FastTenor()
    fileprivate var deviation = FastDeviation()

    init(spot: Price) { self.spot = FastSpot(spot) }
  }

  /// The option of a series in fixed width, nil outside its range; the same as ``CertifiedPricing`` makes of it alone.
  @inline(__always)
  func option(
    _ index: Int, kind: OptionKind, remaining: Duration, at moment: inout Moment
  ) -> FastBlackScholes? {
    guard let volatility, let spot = moment.spot, let strike = strikes[index] else { return nil }
    if moment.remaining != remaining {
      moment.remaining = remaining
      moment.isShared =
        moment.tenor.update(remaining: remaining, rate: pricing.rate, dividend: pricing.dividend)
        && moment.deviation.update(volatility, over: moment.tenor)
    }
    guard moment.isShared else { return nil }
    return FastBlackScholes(
      kind: kind, spot: spot, strike: strike, tenor: moment.tenor, deviation: moment.deviation)
  }
}
