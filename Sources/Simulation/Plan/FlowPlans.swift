public import Units

/// The arbitrageur between the pools and the reference price.
public struct ArbitragePlan: Hashable, Sendable {
  /// Blocks between visits, at least 1.
  public var everyBlocks: Int
  /// Fixed cost of a trade.
  public var gas: Amount<Quote>

  /// An arbitrage plan from its parts.
  public init(everyBlocks: Int, gas: Amount<Quote>) {
    self.everyBlocks = everyBlocks
    self.gas = gas
  }
}

/// Uninformed traders: Poisson arrivals, lognormal sizes, either side alike.
public struct RetailPlan: Hashable, Sendable {
  /// Expected trades a day.
  public var tradesPerDay: Ratio
  /// Median size.
  public var medianSize: Amount<Base>
  /// Standard deviation of the logarithm of the size.
  public var sizeSpread: Ratio

  /// A retail plan from its parts.
  public init(tradesPerDay: Ratio, medianSize: Amount<Base>, sizeSpread: Ratio) {
    self.tradesPerDay = tradesPerDay
    self.medianSize = medianSize
    self.sizeSpread = sizeSpread
  }
}

/// Option takers: Poisson arrivals, one order of a fixed size each, a listed series at random.
public struct DemandPlan: Hashable, Sendable {
  /// Which side takers prefer.
  public enum Bias: String, Hashable, Sendable, CaseIterable {
    /// All buy: the vault is short gamma.
    case buy
    /// All sell: the vault is long gamma.
    case sell
    /// A fair coin each.
    case balanced
  }
  /// Expected contracts a day; one contract is on one whole base token.
  public var contractsPerDay: Ratio
  /// Size of an order.
  public var orderSize: Amount<Base>
  /// Which side takers prefer.
  public var bias: Bias

  /// A demand plan from its parts.
  public init(contractsPerDay: Ratio, orderSize: Amount<Base>, bias: Bias) {
    self.contractsPerDay = contractsPerDay
    self.orderSize = orderSize
    self.bias = bias
  }
}
