public import Exact
public import Units

/// A curve that can trade at any fee: what a fee schedule is carried by.
public protocol FeeCurve: Sendable {
  /// What a schedule sees of the curve at a moment.
  func market(at moment: VenueMoment) -> FeeMarket
  /// What an order would move at a fee; the curve does not change.
  func quote(_ order: SwapOrder, fee: Fee) throws(SwapRefusal) -> Execution
  /// Trades an order at a fee; the curve does not change when it throws.
  mutating func trade(_ order: SwapOrder, fee: Fee) throws(SwapRefusal) -> Execution
  /// What a schedule would see after an order at a fee.
  func market(after order: SwapOrder, fee: Fee, at moment: VenueMoment) throws(SwapRefusal) -> FeeMarket
  /// The trade that brings an arbitrageur most who pays `fee` whichever way it goes.
  func arbitrage(at price: Price, in pair: Pair, gas: Amount<Quote>, fee: Fee) -> VenueArbitrage?
}

/// A trade that gains against a price at which anything can be bought and sold.
@frozen
public struct VenueArbitrage: Hashable, Sendable {
  /// What to ask the venue for.
  public var order: SwapOrder
  /// What it answers.
  public var execution: Execution
  /// `value(received) − value(paid) − gas` in fine units of the pair, above 0.
  public var profit: Int256

  /// An arbitrage from its parts.
  @inlinable
  public init(order: SwapOrder, execution: Execution, profit: Int256) {
    self.order = order
    self.execution = execution
    self.profit = profit
  }
}
