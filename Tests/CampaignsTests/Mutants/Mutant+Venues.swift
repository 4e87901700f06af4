import Exact
import TestKit
import Units

@testable import Campaigns
@testable import Markets
@testable import Simulation

extension Mutant {
  /// Swaps at another schedule for once.
  private static func swap(
    _ engine: inout Engine, _ action: ScriptedAction, _ actor: Int, at schedule: DynamicFee
  ) throws(ScriptRefusal) {
    guard case .scheduled(var pool) = engine.pools[0] else { return }
    let planned = pool.schedule
    pool.schedule = schedule
    engine.pools[0] = .scheduled(pool)
    defer {
      if case .scheduled(var pool) = engine.pools[0] {
        pool.schedule = planned
        engine.pools[0] = .scheduled(pool)
      }
    }
    try engine.attempt(action, by: actor)
  }

  static let venues: [Mutant] = [
    Mutant.doing(
      "a schedule falls below its base fee", caughtBy: ["no-fee-below-base"],
      in: { CheckedPlans.scheduled(try CheckedPlans.schedules()[1]) }
    ) { engine, action, actor, onBlockEnd throws(ScriptRefusal) in
      // The references of the last block are what the fee is taken from: two swaps in one block make it cheap.
      let isSecond = engine.latestTrade?.block == engine.block
      guard case .swap = action, isSecond, let half = try? Fee(1, over: 10_000) else {
        return try engine.attempt(action, by: actor, onBlockEnd: onBlockEnd)
      }
      try swap(&engine, action, actor, at: .constant(half))
    },
    Mutant.doing(
      "dust swaps keep a fee above its cap", caughtBy: ["fee-within-cap"],
      in: { CheckedPlans.scheduled(try CheckedPlans.schedules()[6]) }
    ) { engine, action, actor, onBlockEnd throws(ScriptRefusal) in
      let isAfterDust = engine.latestTrade.map { $0.fill.quote.units < 1_000 } ?? false
      guard case .swap = action, isAfterDust, let high = try? Fee(1, over: 50) else {
        return try engine.attempt(action, by: actor, onBlockEnd: onBlockEnd)
      }
      try swap(&engine, action, actor, at: .constant(high))
    },
    Mutant(
      "a tick is crossed twice", caughtBy: ["liquidity-matches-ticks"],
      in: { try CheckedPlans.concentrated() }
    ) {
      before, engine, action, _ in
      guard case .swap = action, case .concentrated(let old) = before.pools[0],
        case .concentrated(var pool) = engine.pools[0], old.curve.liquidity != pool.curve.liquidity
      else { return }
      let (was, now) = (old.curve.liquidity, pool.curve.liquidity)
      pool.curve.liquidity = now > was ? now + (now - was) : now - min(now, was - now)
      engine.pools[0] = .concentrated(pool)
    },
    Mutant(
      "a step in a range is rounded for the trader", caughtBy: ["price-never-beats-the-curve"],
      in: { try CheckedPlans.concentrated(schedule: .constant(.zero)) }
    ) { _, engine, action, actor in
      guard case .swap = action, case .concentrated(var pool) = engine.pools[0],
        pool.curve.quote > 2
      else { return }
      pool.curve.quote -= 2
      engine.pools[0] = .concentrated(pool)
      engine.post(Amount<Quote>(2), from: .pool(0), to: .retail)
      engine.script.actors[actor].receive(quote: Change(2))
    },
    Mutant(
      "fee growth is taken back", caughtBy: ["fee-growth-never-falls"],
      in: { try CheckedPlans.concentrated() }
    ) {
      before, engine, action, _ in
      guard case .swap = action, case .concentrated(let old) = before.pools[0],
        case .concentrated(var pool) = engine.pools[0], old.curve.feeGrowthBase > .zero
      else { return }
      pool.curve.feeGrowthBase = .zero
      engine.pools[0] = .concentrated(pool)
    },
    Mutant("a book crosses itself", caughtBy: ["book-never-crossed"], in: { try CheckedPlans.orderBook() }) {
      _, engine, action, _ in
      guard case .swap = action, case .orderBook(var pool) = engine.pools[0],
        engine.latestTrade?.fill.side == .selling, pool.market.book.bestAsk != nil
      else { return }
      // The maker bids again, above its own asks.
      let price = pool.market.book.highestAsk + 1
      _ = pool.market.book.rest(.buying, price: price, lots: 1, owner: BookMarket.makers)
      engine.pools[0] = .orderBook(pool)
    },
    Mutant(
      "funding has a receiver and no payer", caughtBy: ["perpetual-sums-to-zero"],
      in: { try CheckedPlans.perpetual() }
    ) {
      before, engine, _, _ in
      guard case .perpetual(let old) = before.pools[1], case .perpetual(var pool) = engine.pools[1],
        old.lastFunding != pool.lastFunding
      else { return }
      pool.perpetual.positions[PerpetualVenue.basis].collateral += 1
      engine.pools[1] = .perpetual(pool)
    },
  ]
}
