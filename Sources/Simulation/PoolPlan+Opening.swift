public import Markets

extension PoolPlan {
  /// The venue in its opening state.
  /// - Throws: `LiquidityRefusal`, when the pool cannot hold what the plan says.
  public func open(at moment: VenueMoment) throws(LiquidityRefusal) -> Venue {
    let curve = try ConstantProduct(
      reserveBase: reserveBase, reserveQuote: reserveQuote, fee: schedule?.floor ?? fee,
      takesProtocolFee: takesProtocolFee)
    guard let schedule else { return .constantProduct(curve) }
    return .scheduled(FeePool(curve: curve, schedule: schedule, moment: moment))
  }
}
