public import Units

/// The fee schedules a pool file can choose from, by value: no schedule allocates when it is asked.
public enum DynamicFee: Hashable, FeeSchedule {
  /// The same fee for every swap.
  case constant(Fee)
  /// Liquidity Book: rises as swaps cross bins, decays in time.
  case volatilityAccumulator(VolatilityAccumulator)
  /// Algebra: two smooth steps in the volatility of a day, and a directional factor where asked.
  case sigmoid(SigmoidFee)
  /// Curve: between a middle and an outer fee by how unequal the balances are.
  case imbalance(ImbalanceFee)
  /// A Uniswap v4 hook: linear in a moving average of variance.
  case ewmaVariance(EwmaVarianceFee)
  /// A Uniswap v4 hook: a share of the swap's own impact.
  case priceImpact(PriceImpactFee)
  /// Ours: a share of the gap to the oracle, for the side that closes it.
  case deviation(DeviationFee)

  /// The name a pool file knows the schedule by.
  public var name: String {
    switch self {
    case .constant: "constant"
    case .volatilityAccumulator: "volatility-accumulator"
    case .sigmoid: "sigmoid"
    case .imbalance: "imbalance"
    case .ewmaVariance: "ewma-variance"
    case .priceImpact: "price-impact"
    case .deviation: "deviation"
    }
  }

  /// What the denominators of all its fees divide.
  public var denominator: UInt64 {
    switch self {
    case .constant(let fee): fee.denominator
    case .sigmoid, .ewmaVariance, .priceImpact: 1_000_000
    case .imbalance: 10_000_000_000
    case .volatilityAccumulator, .deviation: Fee.maximumDenominator
    }
  }

  /// The schedule with no more memory than blocks of a length fill; itself where it has seen anything, or needs none.
  ///
  /// The sigmoid's ring holds a day of points, one a block at the most: the fees are the same.
  public func sized(forBlocksOf length: Duration) -> DynamicFee {
    guard case .sigmoid(let schedule) = self, schedule.oracle.newest == nil else { return self }
    let seconds = max(1, length.milliseconds / 1000)
    let capacity = min(schedule.oracle.capacity, VolatilityOracle.capacity(blockSeconds: Int(seconds)))
    let sized = try? SigmoidFee(curve: schedule.curve, sliding: schedule.sliding, capacity: capacity)
    return sized.map { .sigmoid($0) } ?? self
  }

  /// The least fee the schedule ever charges.
  public var floor: Fee {
    switch self {
    case .constant(let fee): fee
    case .volatilityAccumulator(let schedule): schedule.floor
    case .sigmoid(let schedule): schedule.floor
    case .imbalance(let schedule): schedule.floor
    case .ewmaVariance(let schedule): schedule.floor
    case .priceImpact(let schedule): schedule.floor
    case .deviation(let schedule): schedule.floor
    }
  }

  /// Whether it is the constant fee.
  public var isConstant: Bool {
    if case .constant = self { return true }
    return false
  }

  /// Whether the fee depends on how far the swap moves the pool.
  public var dependsOnSize: Bool {
    switch self {
    case .constant: false
    case .volatilityAccumulator(let schedule): schedule.dependsOnSize
    case .sigmoid(let schedule): schedule.dependsOnSize
    case .imbalance(let schedule): schedule.dependsOnSize
    case .ewmaVariance(let schedule): schedule.dependsOnSize
    case .priceImpact(let schedule): schedule.dependsOnSize
    case .deviation(let schedule): schedule.dependsOnSize
    }
  }

  /// Brings the references up to the moment before a swap.
  public mutating func touch(_ market: FeeMarket) {
    switch self {
    case .constant: break
    case .volatilityAccumulator(var schedule):
      schedule.touch(market)
      self = .volatilityAccumulator(schedule)
    case .sigmoid(var schedule):
      // Let go of the ring first, so that writing to it copies nothing.
      self = .constant(.zero)
      schedule.touch(market)
      self = .sigmoid(schedule)
    case .imbalance(var schedule):
      schedule.touch(market)
      self = .imbalance(schedule)
    case .ewmaVariance(var schedule):
      schedule.touch(market)
      self = .ewmaVariance(schedule)
    case .priceImpact(var schedule):
      schedule.touch(market)
      self = .priceImpact(schedule)
    case .deviation(var schedule):
      schedule.touch(market)
      self = .deviation(schedule)
    }
  }

  /// The fee of a swap from `start` to `end`.
  public func fee(_ side: TradeSide, from start: FeeMarket, to end: FeeMarket) -> Fee {
    switch self {
    case .constant(let fee): fee
    case .volatilityAccumulator(let schedule): schedule.fee(side, from: start, to: end)
    case .sigmoid(let schedule): schedule.fee(side, from: start, to: end)
    case .imbalance(let schedule): schedule.fee(side, from: start, to: end)
    case .ewmaVariance(let schedule): schedule.fee(side, from: start, to: end)
    case .priceImpact(let schedule): schedule.fee(side, from: start, to: end)
    case .deviation(let schedule): schedule.fee(side, from: start, to: end)
    }
  }

  /// Takes note of a swap that was made.
  public mutating func settle(_ side: TradeSide, from start: FeeMarket, to end: FeeMarket) {
    switch self {
    case .constant: break
    case .volatilityAccumulator(var schedule):
      schedule.settle(side, from: start, to: end)
      self = .volatilityAccumulator(schedule)
    case .sigmoid(var schedule):
      // Let go of the ring first, so that writing to it copies nothing.
      self = .constant(.zero)
      schedule.settle(side, from: start, to: end)
      self = .sigmoid(schedule)
    case .imbalance(var schedule):
      schedule.settle(side, from: start, to: end)
      self = .imbalance(schedule)
    case .ewmaVariance(var schedule):
      schedule.settle(side, from: start, to: end)
      self = .ewmaVariance(schedule)
    case .priceImpact(var schedule):
      schedule.settle(side, from: start, to: end)
      self = .priceImpact(schedule)
    case .deviation(var schedule):
      schedule.settle(side, from: start, to: end)
      self = .deviation(schedule)
    }
  }
}
