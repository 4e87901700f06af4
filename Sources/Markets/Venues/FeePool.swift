public import Exact
public import Units

/// A curve whose fee a schedule sets, swap by swap.
///
/// Quoting asks a copy of the schedule, so a quote leaves no trace; a trade tells the schedule itself once it is done, so a
/// refused order leaves none either.
public struct FeePool<Curve: FeeCurve, Schedule: FeeSchedule>: Sendable {
  /// The curve.
  public internal(set) var curve: Curve
  /// The schedule and what it has seen.
  public internal(set) var schedule: Schedule
  /// What the pool last saw of the world outside.
  public private(set) var moment: VenueMoment

  /// How often an arbitrageur asks again for the fee of the size the last fee led to.
  static var arbitrageRounds: Int { 6 }

  /// A curve under a schedule.
  public init(curve: Curve, schedule: Schedule, moment: VenueMoment) {
    self.curve = curve
    self.schedule = schedule
    self.moment = moment
  }

  /// Brings the pool to a moment.
  public mutating func observe(_ moment: VenueMoment) { self.moment = moment }

  /// What an order would move; the pool does not change.
  ///
  /// - Throws: as the curve.
  public func quote(_ order: SwapOrder) throws(SwapRefusal) -> Execution {
    try curve.quote(order, fee: try fee(of: order))
  }

  /// Trades an order, then lets the schedule know.
  ///
  /// - Throws: as the curve; curve and schedule are unchanged then.
  public mutating func trade(_ order: SwapOrder) throws(SwapRefusal) -> Execution {
    if schedule.isConstant { return try curve.trade(order, fee: schedule.floor) }
    let start = curve.market(at: moment)
    let execution = try curve.trade(order, fee: try fee(of: order))
    schedule.touch(start)
    schedule.settle(order.side, from: start, to: curve.market(at: moment))
    return execution
  }

  /// The fee the pool would charge for an order now.
  ///
  /// - Throws: as the curve, where the fee depends on how far the order goes.
  public func fee(of order: SwapOrder) throws(SwapRefusal) -> Fee {
    if schedule.isConstant { return schedule.floor }
    let start = curve.market(at: moment)
    var schedule = schedule
    schedule.touch(start)
    guard schedule.dependsOnSize else { return schedule.fee(order.side, from: start, to: start) }
    let end = try curve.market(after: order, fee: schedule.floor, at: moment)
    return schedule.fee(order.side, from: start, to: end)
  }

  /// The fee of a trade of no size on one side, now.
  public func marginalFee(_ side: TradeSide) -> Fee {
    if schedule.isConstant { return schedule.floor }
    let start = curve.market(at: moment)
    var schedule = schedule
    schedule.touch(start)
    return schedule.fee(side, from: start, to: start)
  }

  /// The trade an arbitrageur makes against a price; nil when none gains.
  ///
  /// Where the fee depends on the side alone, this is the curve's own best trade at that fee. Where it depends on the size,
  /// the arbitrageur sizes the trade for the fee of no size, asks for the fee of that size, sizes again, and so on until the fee
  /// stands still, at most six times, and takes the most profitable of the trades it has looked at at their true fees: a strategy,
  /// not an optimum. It never takes a trade that loses.
  public func arbitrage(at price: Price, in pair: Pair, gas: Amount<Quote>) -> VenueArbitrage? {
    for side in TradeSide.allCases {
      if let best = arbitrage(side, at: price, in: pair, gas: gas) { return best }
    }
    return nil
  }

  private func arbitrage(
    _ side: TradeSide, at price: Price, in pair: Pair, gas: Amount<Quote>
  ) -> VenueArbitrage? {
    var fee = marginalFee(side)
    guard var candidate = curve.arbitrage(at: price, in: pair, gas: gas, fee: fee),
      candidate.order.side == side
    else { return nil }
    guard schedule.dependsOnSize else { return candidate }
    var best: VenueArbitrage?
    for _ in 0..<Self.arbitrageRounds {
      guard let trueFee = try? self.fee(of: candidate.order),
        let execution = try? curve.quote(candidate.order, fee: trueFee)
      else { break }
      let profit = pair.arbitrageProfit(of: execution.fill, at: price, gas: gas)
      if profit > (best?.profit ?? .zero) {
        best = VenueArbitrage(order: candidate.order, execution: execution, profit: profit)
      }
      guard trueFee != fee else { break }
      fee = trueFee
      guard let next = curve.arbitrage(at: price, in: pair, gas: gas, fee: fee), next.order.side == side
      else { break }
      candidate = next
    }
    return best
  }
}

extension FeePool: Equatable where Curve: Equatable, Schedule: Equatable {}

extension FeeCurve {
  /// What a schedule would see after an order at a fee; by default from a copy that trades it.
  public func market(
    after order: SwapOrder, fee: Fee, at moment: VenueMoment
  ) throws(SwapRefusal) -> FeeMarket {
    var after = self
    _ = try after.trade(order, fee: fee)
    return after.market(at: moment)
  }
}

extension Pair {
  /// `value(received) − value(paid) − gas` at a price, in fine units.
  @inlinable
  public func arbitrageProfit(of fill: Fill, at price: Price, gas: Amount<Quote>) -> Int256 {
    let base = value(Change<Base>(Int256(fill.base.units)), at: price)
    let quote = value(Change<Quote>(Int256(fill.quote.units)))
    let cost = value(Change<Quote>(Int256(gas.units)))
    return fill.side == .buying ? base - quote - cost : quote - base - cost
  }
}
