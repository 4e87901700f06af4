import Exact
import TestKit
import Units

@testable import Campaigns
@testable import Markets
@testable import Simulation

extension Mutant {
  private static let pool: @Sendable () -> Plan = { CheckedPlans.constantProduct() }

  private static let empty: @Sendable () -> Plan = {
    var plan = CheckedPlans.constantProduct()
    (plan.pools[0].reserveBase, plan.pools[0].reserveQuote) = (.zero, .zero)
    return plan
  }

  static let pools: [Mutant] = [
    Mutant("the fee is dropped on one side", caughtBy: ["product-never-falls"], in: pool) {
      _, engine, action, actor in
      guard case .swap = action, let event = engine.latestTrade, event.fill.side == .selling else { return }
      let fee = (try? event.fee.base.divided(by: Word256(event.fee.over), rounding: .down)) ?? .zero
      guard !fee.isZero else { return }
      engine.leak(Amount<Base>(fee), fromPool: 0, to: actor, as: .retail)
    },
    Mutant(
      "an output is rounded up", caughtBy: ["product-never-falls", "rounding-never-favours-the-user"],
      in: pool
    ) {
      _, engine, action, actor in
      guard case .swap(_, .sellPaying) = action, engine.pools[0].inventory.quote.units > 1 else { return }
      engine.leak(Amount<Quote>(.one), fromPool: 0, to: actor, as: .retail)
    },
    Mutant(
      "an input is rounded down", caughtBy: ["product-never-falls", "rounding-never-favours-the-user"],
      in: pool
    ) {
      _, engine, action, actor in
      guard case .swap(_, .buyReceiving) = action else { return }
      engine.leak(Amount<Quote>(.one), fromPool: 0, to: actor, as: .retail)
    },
    Mutant("the locked minimum of shares is missing", caughtBy: ["pool-shares-sum"], in: empty) {
      before, engine, action, actor in
      guard case .addLiquidity = action, before.pools[0].shareSupply.isZero else { return }
      engine.script.actors[actor].liquidity[0] += ConstantProduct.minimumShares
    },
    Mutant(
      "shares are minted rounded up", caughtBy: ["rounding-never-favours-the-user", "product-never-falls"],
      in: pool
    ) { _, engine, action, actor in
      guard case .addLiquidity = action else { return }
      engine.onCurve(0) { $0.totalShares += Amount(.one) }
      engine.script.actors[actor].liquidity[0] += Amount(.one)
    },
    Mutant("a burn is paid rounded up", caughtBy: ["rounding-never-favours-the-user"], in: pool) {
      _, engine, action, actor in
      guard case .removeLiquidity = action else { return }
      engine.leak(Amount<Base>(.one), fromPool: 0, to: actor, as: .providers)
    },
    Mutant("a unit stays behind in a reserve", caughtBy: ["conservation-quote"], in: pool) {
      _, engine, action, _ in
      guard case .removeLiquidity = action else { return }
      engine.onCurve(0) { $0.quote += 1 }
    },
    Mutant("dust is minted into an actor's book", caughtBy: ["tallies-sum"], in: pool) {
      _, engine, action, actor in
      guard case .donateToPool = action else { return }
      engine.script.actors[actor].receive(quote: Change(1))
    },
    Mutant("tokens are minted as blocks pass", caughtBy: ["lvr-identity"], in: pool) { _, engine, action, _ in
      guard case .wait = action else { return }
      engine.onCurve(0) { $0.base += 1 }
      engine.post(Amount<Base>(.one), from: .outside, to: .pool(0))
    },
    Mutant("a trade has no origin", caughtBy: ["lvr-identity", "attribution-sums"], in: pool) {
      _, engine, action, _ in
      guard case .swap = action else { return }
      engine.events.removeLast()
    },
    Mutant(
      "the fee of the journal is half of what is charged",
      caughtBy: ["no-fee-below-base", "within-units-of-rational-model"], in: pool
    ) {
      _, engine, action, _ in
      guard case .swap = action, var event = engine.latestTrade else { return }
      event.fee.over *= 2
      engine.events[engine.events.count - 1] = .trade(event)
    },
    Mutant.doing("a refused swap is charged for", caughtBy: ["refusals-change-nothing"], in: pool) {
      engine, action, actor, onBlockEnd throws(ScriptRefusal) in
      do throws(ScriptRefusal) {
        try engine.attempt(action, by: actor, onBlockEnd: onBlockEnd)
      } catch {
        if case .swap = action { engine.script.actors[actor].receive(quote: Change(-1)) }
        throw error
      }
    },
    Mutant("a pool pays its traders as blocks pass", caughtBy: ["round-trip-never-profits"], in: pool) {
      _, engine, action, actor in
      // Consistent in every book: reserves, ledger, journal and the actor's own all say so.
      guard case .wait = action, engine.script.actors[actor].tokens != .none else { return }
      let held = engine.pools[0].inventory.quote.magnitude.units
      let gift = Amount<Quote>((try? held.divided(by: 100, rounding: .down)) ?? .zero)
      engine.leak(gift, fromPool: 0, to: actor, as: .providers)
      engine.record(.liquidity, pool: 0, quote: -Change(from: .zero, to: gift))
    },
  ]
}
