import Exact
public import Units

/// A fee on the price impact of swaps that lead away from the recent average price: PancakeSwap's hook.
///
/// A swap that starts on the far side of the volume-weighted average price and goes further pays
/// ``PriceImpact/charge(from:to:base:largestShare:)`` where that is at least the base fee; every other one
/// pays the base fee. A largest share of 0 switches the charge off.
///
/// The volume of a swap is what it changed the curve's base balance by. On a constant-product curve that is
/// what was traded, fee included.
///
/// Source: PancakeSwap Infinity's dynamic fee hook; rule restated. The base token is token 0.
public struct PriceImpactFee: FeeSchedule, Hashable {
  /// The base fee in millionths.
  public let base: UInt32
  /// The largest share of the impact, in millionths; 0 is off.
  public let largestShare: UInt32
  /// The average price of the swaps so far.
  public private(set) var state: PriceImpact

  /// The base fee.
  public let floor: Fee
  /// A fifth of the largest share, or the base fee where that is more.
  public let ceiling: Fee

  /// A schedule that has seen no swap.
  ///
  /// - Parameters:
  ///   - base: the base fee in millionths, 1 to 999,999.
  ///   - largestShare: the largest share of the impact in millionths, below 10⁶; 0 is off.
  ///   - alpha: the weight of a new swap in the average, in millionths, 1 to 999,999.
  /// - Throws: `PriceImpactRefusal.largestShareMustStayBelowOne`, then `.baseMustBeInRange`, then
  ///   `.alphaMustBeInRange`, then `.largestFeeMustReachBase` when a fifth of the largest share is not 0 and
  ///   below the base.
  public init(base: UInt32, largestShare: UInt32, alpha: UInt32) throws(PriceImpactRefusal) {
    guard largestShare < 1_000_000 else { throw .largestShareMustStayBelowOne(largestShare) }
    guard (1..<1_000_000).contains(base) else { throw .baseMustBeInRange(base) }
    state = try PriceImpact(alpha: alpha)
    let largest = largestShare / 5
    guard largestShare == 0 || largest >= base else {
      throw .largestFeeMustReachBase(base: base, largest: largest)
    }
    self.base = base
    self.largestShare = largestShare
    floor = .millionths(UInt64(base))
    ceiling = .millionths(UInt64(max(base, largest)))
  }

  /// True unless the charge is off.
  public var dependsOnSize: Bool { largestShare > 0 }

  /// Nothing: the average is brought up to date after each swap.
  public mutating func touch(_ market: FeeMarket) {}

  /// The charge on the way from `start` to `end`, or the base fee.
  public func fee(_ side: TradeSide, from start: FeeMarket, to end: FeeMarket) -> Fee {
    guard largestShare > 0 else { return floor }
    let before = start.boundedSqrtPrice
    guard state.isAway(side, sqrtPriceX96: before) else { return floor }
    let charge = PriceImpact.charge(
      from: before, to: end.boundedSqrtPrice, base: UInt64(base), largestShare: UInt64(largestShare))
    return charge.fee > UInt64(base) ? .millionths(charge.fee) : floor
  }

  /// Takes the swap into the average price.
  public mutating func settle(_ side: TradeSide, from start: FeeMarket, to end: FeeMarket) {
    let volume = start.base > end.base ? start.base - end.base : end.base - start.base
    state.record(volume: volume, sqrtPriceX96: end.boundedSqrtPrice)
  }
}

extension FeeMarket {
  /// The square-root price, held within the tick range.
  var boundedSqrtPrice: Word256 {
    min(max(sqrtPriceX96, TickRatio.lowestRatio), TickRatio.highestRatio)
  }
}
