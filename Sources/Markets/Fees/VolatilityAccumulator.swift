public import Exact
public import Units

/// Liquidity Book's volatility fee on any curve.
///
/// The bin of a curve is the one that holds its price, `P(id) ≤ sqrtPriceX96² ÷ 2¹⁹² < P(id + 1)`, decided exactly. A
/// curve without bins cannot charge by the bin, so a swap from bin `a` to bin `b` pays the mean over the bins it visits:
/// `fee = ⌈ Σ_{i = a…b} min(total(i), 10 %) ÷ (|b − a| + 1) ⌉` at 10⁻¹², where
/// `total(i) = baseFee + ⌈(v(i) · binStep)² · variableFeeControl ÷ 100⌉` and
/// `v(i) = min(reference + 10⁴ · |i − idReference|, maximumAccumulator)`.
///
/// Every summand is at least the base fee and at most 10 %, the most that Liquidity Book applies; so is their mean, and
/// its rounding, as both bounds are whole multiples of 10⁻¹². With a variable fee control of 0 all summands are the base
/// fee, and so is the mean, exactly.
///
/// ``touch(_:)`` moves the references as Liquidity Book does once per swap, by whole seconds; ``settle(_:from:to:)``
/// leaves the accumulator of the last bin. The bin of the last price is kept, with the prices it holds: a swap within
/// it costs a few comparisons. Nothing allocates.
///
/// Source: PROTOCOLS §3.
@frozen
public struct VolatilityAccumulator: FeeSchedule, Hashable {
  /// How fees are set; the protocol's share is not read here.
  public let parameters: BinParameters
  /// The bins of the bin step.
  public let grid: BinGrid
  /// What is remembered of past swaps; nil before the first ``touch(_:)``.
  public private(set) var volatility: BinVolatility?
  /// The bin of the last price seen.
  @usableFromInline var bin: BinGrid.Bin
  /// The last price seen.
  @usableFromInline var root: Word256
  /// The base fee.
  public let floor: Fee

  /// The most the schedule charges: 10 %.
  public static let cap = fee(BinFee.maximum, bins: 1)

  /// A schedule that has seen nothing.
  public init(_ parameters: BinParameters) {
    self.parameters = parameters
    grid = BinGrid(binStep: parameters.binStep)
    volatility = nil
    bin = grid.bin(at: BinPrice.one)
    root = Word256(1 << 96 as UInt128)
    floor = Self.fee(parameters.baseFee, bins: 1)
  }

  /// The deployment's schedule for a bin step; nil where it has none. See ``BinParameters/presetSteps``.
  public static func preset(binStep: UInt16) -> VolatilityAccumulator? {
    BinParameters.preset(binStep: binStep).map { VolatilityAccumulator($0) }
  }

  /// Whether there is a variable part.
  @inlinable public var dependsOnSize: Bool { parameters.variableFeeControl != 0 }

  /// Moves the references if the last swap was long enough ago; once per swap.
  ///
  /// At the first touch the reference is the bin of `market`, as when a pair opens.
  public mutating func touch(_ market: FeeMarket) {
    remember(market.sqrtPriceX96)
    let seconds = Self.wholeSeconds(market.at)
    if volatility == nil {
      volatility = BinVolatility(openedAt: bin.id, seconds: seconds)
    } else {
      volatility?.beginSwap(at: bin.id, seconds: seconds, parameters)
    }
  }

  /// The mean total fee of the bins from `start` to `end`, both included, rounded up at 10⁻¹²; the same for both sides.
  public func fee(_ side: TradeSide, from start: FeeMarket, to end: FeeMarket) -> Fee {
    guard parameters.variableFeeControl != 0 else { return floor }
    let first = self.bin(at: start.sqrtPriceX96).id
    let last = self.bin(at: end.sqrtPriceX96).id
    let state = volatility ?? BinVolatility(openedAt: first, seconds: Self.wholeSeconds(start.at))
    let (low, high) = (min(first, last), max(first, last))
    let (sum, bins) = (totalFees(low...high, state), UInt64(high - low + 1))
    // The calm case, without reducing a fraction.
    guard sum > parameters.baseFee * UInt128(bins) else { return floor }
    return Self.fee(sum, bins: bins)
  }

  /// Leaves the accumulator of the bin that the swap ended in.
  public mutating func settle(_ side: TradeSide, from start: FeeMarket, to end: FeeMarket) {
    if volatility == nil { touch(start) }
    remember(end.sqrtPriceX96)
    volatility?.visit(bin.id, parameters)
  }
}

// MARK: - Bins

extension VolatilityAccumulator {
  /// The bin of a curve's price.
  public func bin(at sqrtPriceX96: Word256) -> BinGrid.Bin {
    if sqrtPriceX96 == root { return bin }
    let price = BinGrid.price(ofRoot: sqrtPriceX96)
    return bin.holds(price) ? bin : grid.bin(at: price)
  }

  private mutating func remember(_ sqrtPriceX96: Word256) {
    bin = bin(at: sqrtPriceX96)
    root = sqrtPriceX96
  }

  /// `Σ min(total(i), 10 %)` over bins, in 10⁻¹⁸.
  ///
  /// From `⌈(maximumAccumulator − reference) ÷ 10⁴⌉` bins from the reference id on, at most 105, the accumulator is at
  /// its maximum and the fee the same: these bins are counted, not visited.
  private func totalFees(_ bins: ClosedRange<Int>, _ state: BinVolatility) -> UInt128 {
    let most = parameters.maximumAccumulator
    let room = most > state.reference ? Int(most - state.reference) : 0
    let distance = (room + 9999) / 10_000
    let first = max(bins.lowerBound, state.idReference - distance + 1)
    let last = min(bins.upperBound, state.idReference + distance - 1)
    var sum: UInt128 = 0
    var visited = 0
    if first <= last {
      for id in first...last { sum += appliedFee(at: state.accumulator(at: id, parameters)) }
      visited = last - first + 1
    }
    let counted = bins.count - visited
    return counted == 0 ? sum : sum + UInt128(counted) * appliedFee(at: most)
  }

  private func appliedFee(at accumulator: UInt32) -> UInt128 {
    min(parameters.totalFee(at: accumulator), BinFee.maximum)
  }

  /// `⌈sum ÷ (bins · 10⁶)⌉` of 10⁻¹².
  private static func fee(_ sum: UInt128, bins: UInt64) -> Fee {
    let divisor = UInt128(bins) * 1_000_000
    let parts = UInt64((sum + divisor - 1) / divisor)
    do {
      return try Fee(parts, over: Fee.maximumDenominator)
    } catch {
      preconditionFailure("\(parts) parts of 10⁻¹²: \(error)")
    }
  }

  /// Whole seconds, rounded down.
  private static func wholeSeconds(_ time: Instant) -> Int64 {
    let (seconds, rest) = time.milliseconds.quotientAndRemainder(dividingBy: 1000)
    return rest < 0 ? seconds - 1 : seconds
  }
}
