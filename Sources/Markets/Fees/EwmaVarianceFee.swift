import Exact
public import Units

/// A fee that is linear in a variance, between bounds.
///
/// `fee(v) = clamp(base + ⌊slope·v ÷ 10¹⁸⌋, least, largest)` in millionths; `v` in wads.
///
/// Source: the public "LVR-minimizing dynamic fee hook" for Uniswap v4; formula restated.
@frozen
public struct EwmaFeeCurve: Hashable, Sendable {
  /// The fee without variance, in millionths.
  public let base: UInt32
  /// The lower bound, in millionths; with a slope of 0 or more it never binds.
  public let least: UInt32
  /// The upper bound, in millionths.
  public let largest: UInt32
  /// Millionths per variance of 1.
  public let slope: UInt128

  /// A curve from its parts.
  /// - Throws: `EwmaVarianceRefusal.leastMustNotExceedBase`, then `.baseMustNotExceedLargest`, then
  ///   `.largestMustFit` above 10⁶ millionths.
  public init(
    base: UInt32, least: UInt32, largest: UInt32, slope: UInt128
  ) throws(EwmaVarianceRefusal) {
    guard least <= base else { throw .leastMustNotExceedBase }
    guard base <= largest else { throw .baseMustNotExceedLargest }
    guard largest <= 1_000_000 else { throw .largestMustFit(largest) }
    self.base = base
    self.least = least
    self.largest = largest
    self.slope = slope
  }

  /// The fee at a variance in wads, in millionths: never falls as the variance rises.
  public func millionths(at variance: UInt128) -> UInt64 {
    let extra: UInt128
    let (product, overflow) = slope.multipliedReportingOverflow(by: variance)
    if !overflow, let quotient = product.flooredLimb(dividingBy: EwmaVariance.wad) {
      extra = UInt128(quotient)
    } else {
      let wide = try? Word256.mulDiv(
        Word256(slope), Word256(variance), over: Word256(EwmaVariance.wad), rounding: .down)
      extra = wide?.asUInt128 ?? .max
    }
    guard extra < UInt128(largest) else { return UInt64(largest) }
    return min(max(UInt64(base) + UInt64(extra), UInt64(least)), UInt64(largest))
  }
}

/// A fee linear in the moving average of the pool's own variance: one Uniswap v4 hook's rule.
///
/// The average takes in the tick after every swap, one sample a block, so a jump raises the fee only for the
/// swaps after the one that made it: the swap that brings the news pays the old fee.
///
/// Source: the public "LVR-minimizing dynamic fee hook" for Uniswap v4: seeded when the pool opens (here, by
/// the first touch), read before a swap, updated after it.
public struct EwmaVarianceFee: FeeSchedule, Hashable {
  /// What drives the fee.
  public enum Signal: Hashable, Sendable {
    /// The average squared return.
    case variance
    /// The square of the average signed return, which reverting flow does not raise.
    case squaredDrift
  }

  /// Variance to fee.
  public let curve: EwmaFeeCurve
  /// What drives the fee.
  public let signal: Signal
  /// The moving average.
  public private(set) var average: EwmaVariance
  private var millionths: UInt64

  /// The curve's base: no variance is below 0.
  public let floor: Fee
  /// The curve's largest fee.
  public let ceiling: Fee

  /// A schedule that has seen nothing.
  /// - Throws: `EwmaVarianceRefusal.feeMustStayBelowOne` when the curve reaches 10⁶ millionths. Its other
  ///   rules were checked when the curve and the average were made.
  public init(
    curve: EwmaFeeCurve, average: EwmaVariance, signal: Signal
  ) throws(EwmaVarianceRefusal) {
    guard curve.largest < 1_000_000 else { throw .feeMustStayBelowOne }
    self.curve = curve
    self.average = average
    self.signal = signal
    floor = .millionths(UInt64(curve.base))
    ceiling = .millionths(UInt64(curve.largest))
    millionths = 0
    millionths = curve.millionths(at: driver)
  }

  private var driver: UInt128 {
    switch signal {
    case .variance: average.variance
    case .squaredDrift: average.squaredDrift
    }
  }

  /// False: the fee is set by what went before.
  public var dependsOnSize: Bool { false }

  /// Seeds the average at the first touch; later ones change nothing.
  public mutating func touch(_ market: FeeMarket) {
    guard average.lastTick == nil else { return }
    average.observe(tick: TickRatio.tick(at: market.sqrtPriceX96), block: market.block)
  }

  /// The fee of the average so far, whatever the size.
  public func fee(_ side: TradeSide, from start: FeeMarket, to end: FeeMarket) -> Fee {
    .millionths(millionths)
  }

  /// Takes in the tick after the swap.
  public mutating func settle(_ side: TradeSide, from start: FeeMarket, to end: FeeMarket) {
    average.observe(tick: TickRatio.tick(at: end.sqrtPriceX96), block: end.block)
    millionths = curve.millionths(at: driver)
  }
}
