import Exact
public import Units

/// Algebra's adaptive fee: two smooth steps in the volatility of the last 24 hours, and optionally a
/// directional factor.
///
/// `fee = curve(average volatility)`, times the sliding factor of the side where `sliding` is given, in
/// millionths of the input. A touch in a new second writes the tick that stood until then and sets the fee;
/// within a second the fee stays. The sliding factors move at every touch by the way from the newest point's
/// tick to the present one: like the contract, swaps within one second count the move since that point each
/// time.
///
/// Nothing of a touch lasts unless it is settled, as nothing of a reverted transaction does.
///
/// Source: Algebra Integral 1.2, adaptive and sliding fee plugins. The base token is token 0.
public struct SigmoidFee: FeeSchedule, Hashable {
  /// Volatility to fee.
  public let curve: SigmoidCurve
  /// Thousandths of the relative price change that move into the directional factors; nil without them.
  public let sliding: UInt16?
  /// The volatility of the last 24 hours.
  public private(set) var oracle: VolatilityOracle
  /// The directional factors as of the last touch; both 1 without `sliding`.
  public private(set) var factors = SlidingFactors()
  /// The curve's fee as of the last touch, in millionths.
  public private(set) var adaptive: UInt64

  private var settledFactors = SlidingFactors()
  private var settledAdaptive: UInt64

  /// The least fee the schedule ever charges: the curve's base, or with sliding factors that move a
  /// millionth.
  public let floor: Fee
  /// The most the schedule ever charges: the curve's largest fee, or with `sliding` 65,535 millionths.
  public let ceiling: Fee

  /// A schedule that starts with its first touch.
  ///
  /// - Parameters:
  ///   - curve: volatility to fee.
  ///   - sliding: sensitivity of the directional factors in thousandths, or nil to have none; 0 keeps them at
  ///     1.
  ///   - capacity: points of the oracle's ring, 2 to 2²⁰; see ``VolatilityOracle/capacity(blockSeconds:)``.
  /// - Throws: `VolatilityOracleRefusal.capacityMustBeInRange`. The curve was checked when it was made.
  public init(
    curve: SigmoidCurve, sliding: UInt16?, capacity: Int
  ) throws(VolatilityOracleRefusal) {
    oracle = try VolatilityOracle(capacity: capacity)
    self.curve = curve
    self.sliding = sliding
    adaptive = UInt64(curve.base)
    settledAdaptive = adaptive
    switch sliding {
    case nil:
      floor = .millionths(UInt64(curve.base))
      ceiling = .millionths(curve.largestFee)
    case 0?:
      floor = .millionths(max(UInt64(curve.base), 1))
      ceiling = .millionths(max(curve.largestFee, 1))
    case _?:
      floor = .millionths(1)
      ceiling = .millionths(SigmoidCurve.maximumFee)
    }
  }

  /// False: the fee is set before the swap.
  public var dependsOnSize: Bool { false }

  /// Makes the point of this second, if it is a new one, and sets the fee and the factors.
  public mutating func touch(_ market: FeeMarket) {
    let tick = TickRatio.tick(at: market.sqrtPriceX96)
    factors = settledFactors
    if let sliding, let last = oracle.last {
      factors = settledFactors.moved(from: Int(last.tick), to: tick, sensitivity: sliding)
    }
    let second = market.at.wholeSeconds
    oracle.touch(second: second, tick: tick)
    if oracle.hasPending {
      adaptive = curve.millionths(atVolatility: oracle.averageVolatility(at: second, tick: tick))
    } else {
      adaptive = settledAdaptive
    }
  }

  /// The fee of the last touch, whatever the size.
  public func fee(_ side: TradeSide, from start: FeeMarket, to end: FeeMarket) -> Fee {
    .millionths(sliding == nil ? adaptive : factors.millionths(base: adaptive, side))
  }

  /// Keeps the point, the fee and the factors of the last touch.
  public mutating func settle(_ side: TradeSide, from start: FeeMarket, to end: FeeMarket) {
    oracle.commit()
    settledFactors = factors
    settledAdaptive = adaptive
  }
}

extension Instant {
  /// Whole seconds since the start, rounded down.
  var wholeSeconds: Int64 {
    let (quotient, remainder) = milliseconds.quotientAndRemainder(dividingBy: 1000)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
