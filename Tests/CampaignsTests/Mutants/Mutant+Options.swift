import Exact
import Feeds
import Hedging
import TestKit
import Units

@testable import Campaigns
@testable import Markets
@testable import Options
@testable import Simulation

extension Mutant {
  private static let vault: @Sendable () -> Plan = { CheckedPlans.vault(hedging: false) }
  private static let asking: @Sendable () -> Plan = { CheckedPlans.asking() }

  static let options: [Mutant] = [
    Mutant.doing(
      "settlement at the price of the moment it is asked for (Dopex)",
      caughtBy: ["settlement-at-the-answer-in-force", "settlement-not-after-expiry"], in: asking
    ) { engine, action, actor, onBlockEnd throws(ScriptRefusal) in
      guard case .exercise = action else {
        return try engine.attempt(action, by: actor, onBlockEnd: onBlockEnd)
      }
      let feed = engine.oracle(answering: engine.price, at: .start, staleAfter: .day)
      try engine.attempt(action, by: actor, under: feed)
    },
    Mutant(
      "the record of a settlement is from after expiry", caughtBy: ["settlement-not-after-expiry"], in: asking
    ) { before, engine, _, _ in
      guard engine.settlements.count > before.settlements.count else { return }
      engine.settlements[engine.settlements.count - 1].answeredAt = engine.now
    },
    Mutant.doing(
      "a stale answer is accepted at the boundary", caughtBy: ["oracle-guard-boundary"], in: vault
    ) { engine, action, actor, onBlockEnd throws(ScriptRefusal) in
      // `age < limit + block` for `age <= limit`.
      guard case .trade = action, let answer = try? engine.oracle.answer(atOrBefore: engine.now),
        engine.now == answer.publishedAt + engine.oracle.staleAfter + engine.plan.block
      else { return try engine.attempt(action, by: actor, onBlockEnd: onBlockEnd) }
      let feed = engine.oracle(answering: answer.price, at: answer.publishedAt, staleAfter: .day)
      try engine.attempt(action, by: actor, under: feed)
    },
    Mutant.doing(
      "a fresh answer is refused at the boundary", caughtBy: ["oracle-guard-boundary"], in: vault
    ) { engine, action, actor, onBlockEnd throws(ScriptRefusal) in
      guard case .trade = action, let answer = try? engine.oracle.answer(atOrBefore: engine.now),
        engine.now - answer.publishedAt == engine.oracle.staleAfter
      else { return try engine.attempt(action, by: actor, onBlockEnd: onBlockEnd) }
      throw .option(.oracleMustBeFresh)
    },
    Mutant("a premium is handed back", caughtBy: ["premium-covers-the-mark"], in: vault) {
      _, engine, action, actor in
      guard case .trade(let order) = action, order.side == .buying,
        case .vault(var event)? = engine.events.last, event.cause == .premiumReceived
      else { return }
      let back = Amount<Quote>((try? event.quote.magnitude.units.divided(by: 10, rounding: .up)) ?? .one)
      engine.post(back, from: .vault, to: .takers)
      engine.script.actors[actor].receive(quote: Change(from: .zero, to: back))
      event.quote -= Change(from: .zero, to: back)
      engine.events[engine.events.count - 1] = .vault(event)
    },
    Mutant(
      "collateral is released early", caughtBy: ["collateral-covers-worst-payoff"], in: vault
    ) { _, engine, action, _ in
      guard case .close = action, let locked = engine.market?.book.locked.base, !locked.isZero else { return }
      engine.market?.book.locked.base -= Amount(.one)
    },
    Mutant("locked collateral is spent", caughtBy: ["solvency"], in: vault) { _, engine, action, actor in
      guard case .trade(let order) = action, order.side == .buying, let market = engine.market,
        !market.lockedBase.isZero
      else { return }
      let all = engine.balance(.vault).base.magnitude
      engine.post(all, from: .vault, to: .takers)
      engine.script.actors[actor].receive(base: Change(from: .zero, to: all))
    },
    Mutant("an escrow is returned at once", caughtBy: ["conservation-base", "conservation-quote"], in: vault)
    {
      _, engine, action, actor in
      guard case .trade(let order) = action, order.side == .selling else { return }
      let held = engine.balance(.escrow).base.magnitude
      guard !held.isZero else { return }
      engine.post(held, from: .escrow, to: .takers)
      engine.script.actors[actor].receive(base: Change(from: .zero, to: held))
    },
    Mutant("a settlement leaves dust that grows", caughtBy: ["dust-bounded"], in: asking) {
      before, engine, _, _ in
      guard engine.settlements.count > before.settlements.count else { return }
      engine.post(Amount<Base>(1_000), from: .vault, to: .takers)
    },
  ]

  private static let hedging: @Sendable () -> Plan = { CheckedPlans.vault() }
  private static let asked: @Sendable () -> Plan = {
    var plan = CheckedPlans.asking()
    plan.vault?.capitalQuote = CheckedPlans.vault().vault?.capitalQuote ?? .zero
    return plan
  }

  /// What a hedge just traded; nil when there was none.
  private static func moved(_ before: Engine, _ after: Engine) -> Change<Base>? {
    let moved = after.hedgePosition - before.hedgePosition
    return moved == .zero ? nil : moved
  }

  /// Trades more for the vault, as far as its tokens reach.
  private static func trade(_ order: SwapOrder, _ engine: inout Engine) {
    let held = engine.balance(.vault)
    guard let quoted = (try? engine.pools[0].quote(order))?.fill,
      order.side == .buying
        ? held.quote.units > Int256(quoted.quote.units) : held.base.units > Int256(quoted.base.units),
      let fill = engine.route(order, for: .vault)
    else { return }
    let change = Change(from: .zero, to: fill.base)
    engine.hedgePosition += fill.side == .buying ? change : -change
  }

  static let hedges: [Mutant] = [
    Mutant(
      "a hedge has the wrong sign", caughtBy: ["hedge-on-the-right-side", "hedge-within-cap"], in: hedging
    ) { before, engine, _, _ in
      guard let moved = moved(before, engine) else { return }
      let back = Amount<Base>(moved.magnitude.units + moved.magnitude.units)
      let order = SwapOrder(moved.units.isNegative ? .buying : .selling, base: back)
      trade(order, &engine)
    },
    Mutant(
      "a hedge goes beyond its cap", caughtBy: ["hedge-within-cap", "hedge-on-the-right-side"], in: hedging
    ) {
      before, engine, _, _ in
      guard let moved = moved(before, engine) else { return }
      let order = SwapOrder(moved.units.isNegative ? .selling : .buying, base: moved.magnitude)
      trade(order, &engine)
    },
    Mutant.doing("a hedge trades inside its band", caughtBy: ["hedge-band-respected"], in: asked) {
      engine, action, actor, onBlockEnd throws(ScriptRefusal) in
      do throws(ScriptRefusal) {
        try engine.attempt(action, by: actor, onBlockEnd: onBlockEnd)
      } catch {
        guard case .hedgeMustTrade = error, let policy = engine.policy else { throw error }
        let before = engine
        engine.hedge(HedgePolicy(every: policy.every, band: .zero))
        guard engine.hedgePosition != before.hedgePosition else {
          engine = before
          throw error
        }
      }
    },
    Mutant.doing("a hedge does not wait for its interval", caughtBy: ["hedge-interval-respected"], in: asked)
    {
      engine, action, actor, onBlockEnd throws(ScriptRefusal) in
      guard case .hedge = action else { return try engine.attempt(action, by: actor, onBlockEnd: onBlockEnd) }
      let last = engine.lastHedge
      engine.lastHedge = nil
      do throws(ScriptRefusal) {
        try engine.attempt(action, by: actor)
      } catch {
        engine.lastHedge = last
        throw error
      }
    },
    Mutant(
      "a hedge is missing from the journal", caughtBy: ["lvr-identity"], in: hedging
    ) { before, engine, _, _ in
      guard moved(before, engine) != nil else { return }
      engine.events.removeAll { if case .trade(let event) = $0 { event.origin == .hedging } else { false } }
    },
  ]
}
