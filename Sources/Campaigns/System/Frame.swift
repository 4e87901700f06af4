import Exact
import Markets
import Options
import Simulation
import Units

/// What stays the same through all cases of a check.
final class Frame: Sendable {
  /// How an action is done: the engine's own way, or a test's sabotage of it.
  typealias Driver =
    @Sendable (
      inout Engine, ScriptedAction, Int, _ onBlockEnd: (Engine) -> Void
    ) throws(ScriptRefusal) -> Void

  let plan: Plan
  let pair: Pair
  /// Fine units in a quote unit.
  let fine: Int256
  let driver: Driver?
  /// The least fee of each pool; nil where its label says nothing exact.
  let floors: [Fee?]
  /// The greatest fee of each pool; nil where the pool rounds it up.
  let ceilings: [Fee?]
  /// Shares of each pool that no actor and no protocol owns, at the start.
  let openingShares: [Word256]
  /// The coarsest lot of a book: how far a hedge may overshoot.
  let lot: Int256
  /// Whether a hedge is the last thing to happen to positions and prices in a block.
  let judgesHedges: Bool
  /// Whether a roll is the last thing to happen in a block.
  let judgesRolls: Bool
  let quantities: [ProtocolQuantity]

  init(plan: Plan, opening: Engine, driver: Driver?) {
    self.plan = plan
    self.driver = driver
    pair = plan.pair
    fine = Int256(plan.pair.finePerQuoteUnit)
    floors = plan.pools.map { $0.leastFee }
    ceilings = plan.pools.map { $0.greatestFee }
    openingShares = opening.pools.map { $0.shareSupply.units }
    lot = opening.pools.reduce(.zero) { most, pool in
      guard case .orderBook(let book) = pool else { return most }
      return max(most, Int256(Word256(book.market.scale.basePerLot)))
    }
    let order = plan.order
    func place(_ phase: Phase) -> Int { order.firstIndex(of: phase) ?? -1 }
    // What waits to be asked for is judged as soon as it is done.
    let isAsked = !order.contains(.hedging)
    judgesHedges = isAsked || place(.hedging) > max(place(.price), place(.oracle), place(.options))
    judgesRolls = !order.contains(.roll) || order.last == .roll
    quantities = ProtocolQuantity.all(of: plan)
  }
}

extension PoolPlan {
  fileprivate var leastFee: Fee? {
    switch kind {
    case .constantProduct, .concentrated: schedule?.floor ?? fee
    case .perpetual(let perpetual, _): perpetual.terms.fee
    case .orderBook: nil
    }
  }

  fileprivate var greatestFee: Fee? {
    switch kind {
    case .constantProduct: schedule.map { $0.greatest } ?? fee
    case .perpetual(let perpetual, _): perpetual.terms.fee
    case .orderBook, .concentrated: nil
    }
  }
}

extension DynamicFee {
  /// The greatest fee the schedule ever charges.
  fileprivate var greatest: Fee {
    switch self {
    case .constant(let fee): fee
    case .volatilityAccumulator: VolatilityAccumulator.cap
    case .sigmoid(let schedule): schedule.ceiling
    case .imbalance(let schedule): schedule.ceiling
    case .ewmaVariance(let schedule): schedule.ceiling
    case .priceImpact(let schedule): schedule.ceiling
    case .deviation(let schedule): schedule.cap
    }
  }
}

extension Venue {
  /// The constant-product curve of a pool of tokens; nil for every other kind.
  var curve: ConstantProduct? {
    switch self {
    case .constantProduct(let pool): pool
    case .scheduled(let pool): pool.curve
    default: nil
    }
  }

  /// Shares in existence; 0 where liquidity is not shared out.
  var shareSupply: Amount<Shares> { curve?.totalShares ?? .zero }
}
