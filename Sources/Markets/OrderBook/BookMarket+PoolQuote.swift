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
    return PoolQuote(execution, before: before, after: end, in: pair)
  }
}
