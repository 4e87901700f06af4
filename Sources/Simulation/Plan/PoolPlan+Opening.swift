import Exact
public import Markets
public import Units

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

  /// The venue on its own, outside any run: at the start of time, at its own price, without an oracle.
  /// - Throws: `LiquidityRefusal`, when the pool cannot hold what the plan says.
  public func open(in pair: Pair) throws(LiquidityRefusal) -> Venue {
    try open(at: VenueMoment(at: .start, block: 0, reference: ownPrice(in: pair), oracle: nil))
  }

  /// `quote ÷ base` of the opening reserves, rounded down; the largest price there is where it does not fit.
  private func ownPrice(in pair: Pair) -> Price {
    guard
      let wads = try? Word256.mulDiv(
        reserveQuote.units, pair.finePerQuoteUnit, over: reserveBase.units, rounding: .down)
    else { return Price(wads: .max) }
    return Price(wads: wads.asUInt128 ?? .max)
  }
}
