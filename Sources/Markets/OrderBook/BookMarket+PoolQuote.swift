internal import Exact
public import Units

extension BookMarket {
  /// The exact costs of an order, as ``ConstantProduct/quote(_:in:)`` gives them for a fill; the venue does not change.
  ///
  /// `m` is the middle of the best bid and ask. What a partial order costs is what its filled part costs.
  ///
  /// - Returns: nil when a side is empty before or after, so that there is no middle.
  /// - Throws: as ``quote(_:)``.
  public func poolQuote(_ order: SwapOrder, in pair: Pair) throws(SwapRefusal) -> PoolQuote? {
    var after = self
    let execution = try after.trade(order)
    guard let before = price(in: pair), let end = after.price(in: pair) else { return nil }
    guard let cost = try? TradeCost(of: execution.fill, middle: before, in: pair) else { return nil }
    let fee = order.side == .buying ? execution.fee.quote : execution.fee.base
    return PoolQuote(
      fill: execution.fill, feeUnits: Rational(Integer(fee)), priceBefore: before, priceAfter: end,
      effectiveHalfSpread: cost.effectiveHalfSpread, hedgeSlippageCost: cost.slippageCost)
  }
}
