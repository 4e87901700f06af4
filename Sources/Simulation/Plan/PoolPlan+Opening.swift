import Exact
public import Markets
public import Units

extension PoolPlan {
  /// The venue in its opening state.
  /// - Throws: `LiquidityRefusal`, when the pool cannot hold what the plan says.
  public func open(at moment: VenueMoment, in pair: Pair) throws(LiquidityRefusal) -> Venue {
    switch kind {
    case .constantProduct:
      let curve = try ConstantProduct(
        reserveBase: reserveBase, reserveQuote: reserveQuote, fee: schedule?.floor ?? fee,
        takesProtocolFee: takesProtocolFee)
      guard let schedule else { return .constantProduct(curve) }
      return .scheduled(FeePool(curve: curve, schedule: schedule, moment: moment))
    case .concentrated(let pool):
      holds(pool.reserveBase, pool.reserveQuote)
      return .concentrated(FeePool(curve: pool, schedule: schedule ?? .constant(fee), moment: moment))
    case .orderBook(let market, _):
      holds(market.inventoryBase, market.inventoryQuote)
      do {
        return .orderBook(try BookVenue(market: market, pair: pair, moment: moment))
      } catch {
        throw .priceMustFitBook
      }
    case .perpetual(let perpetual, let fundingEvery):
      holds(.zero, .zero)
      return .perpetual(PerpetualVenue(perpetual: perpetual, fundingEvery: fundingEvery))
    }
  }

  /// Traps unless the plan's reserves, which the ledger opens with, are what the venue itself holds.
  private func holds(_ base: Amount<Base>, _ quote: Amount<Quote>) {
    precondition(
      base == reserveBase && quote == reserveQuote,
      "pool \(name) holds \(base.units) and \(quote.units), not \(reserveBase.units) and \(reserveQuote.units)"
    )
  }

  /// What the denominators of all fee labels of the pool divide.
  var feeDenominator: UInt64 {
    switch kind {
    case .constantProduct: schedule?.denominator ?? fee.denominator
    case .concentrated, .orderBook: 1
    case .perpetual(let perpetual, _): perpetual.terms.fee.denominator
    }
  }

  /// The venue on its own, outside any run: at the start of time, at its own price, without an oracle.
  ///
  /// Of a perpetual it is the virtual curve, margin aside.
  ///
  /// - Throws: `LiquidityRefusal`, when the pool cannot hold what the plan says.
  public func open(in pair: Pair) throws(LiquidityRefusal) -> Venue {
    if case .perpetual(let perpetual, _) = kind { return .constantProduct(perpetual.curve) }
    let moment = VenueMoment(at: .start, block: 0, reference: ownPrice(in: pair), oracle: nil)
    return try open(at: moment, in: pair)
  }

  /// The price the pool opens at by itself: `quote ÷ base` of the reserves, or what its kind says, rounded down; the
  /// largest price there is where it does not fit.
  private func ownPrice(in pair: Pair) -> Price {
    if case .orderBook(_, let price) = kind { return price }
    guard
      let wads = try? Word256.mulDiv(
        reserveQuote.units, pair.finePerQuoteUnit, over: reserveBase.units, rounding: .down)
    else { return Price(wads: .max) }
    return Price(wads: wads.asUInt128 ?? .max)
  }
}
