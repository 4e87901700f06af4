public import Units

/// How the reference price moves.
public struct PricePlan: Sendable {
  /// How the price moves from one block to the next.
  public enum Process: Sendable {
    /// dS/S = drift dt + volatility dW; both per year of 365 days.
    case geometricBrownian(start: Price, volatility: Ratio, drift: Ratio)
    /// Geometric Brownian motion plus Poisson jumps whose log-size is normal (Merton 1976).
    case jumpDiffusion(
      start: Price, volatility: Ratio, drift: Ratio, jumpsPerYear: Ratio, jumpMean: Ratio,
      jumpVolatility: Ratio)
    /// Recorded prices, the last row at or before each block.
    case replay([PricePoint])
  }
  /// The process itself.
  public var process: Process
  /// Scripted moves on top, in time order.
  public var shocks: [Shock]
  /// Relative permanent move of the reference price per whole base token bought by hedgers in the block before.
  public var impactPerBase: Ratio

  /// A price plan from its parts.
  public init(process: Process, shocks: [Shock], impactPerBase: Ratio) {
    self.process = process
    self.shocks = shocks
    self.impactPerBase = impactPerBase
  }
}

/// A scripted relative move of the reference price.
public struct Shock: Hashable, Sendable {
  /// When: applied in the first block at or after this time.
  public var at: Instant
  /// Relative move, above −1: −25 % is −0.25.
  public var move: Ratio

  /// A move at a time.
  public init(at: Instant, move: Ratio) {
    self.at = at
    self.move = move
  }
}

/// A recorded price.
public struct PricePoint: Hashable, Sendable {
  /// When, counted from the first row.
  public var at: Instant
  /// The price from then on.
  public var price: Price

  /// A price at a time.
  public init(at: Instant, price: Price) {
    self.at = at
    self.price = price
  }
}
