import Exact
import Options
import TestKit
import Units

@testable import Campaigns
@testable import Simulation
@testable import Vaults

extension Mutant {
  private static let vault: @Sendable () -> Plan = { CheckedPlans.vault(hedging: false, options: false) }
  private static let asking: @Sendable () -> Plan = { CheckedPlans.asking(options: false) }

  /// The roll that an action made, with its fills of one kind.
  private static func fills(_ before: Engine, _ after: Engine, _ kinds: VaultFill.Kind...) -> [VaultFill] {
    guard after.epochs > before.epochs, let roll = after.lastRoll else { return [] }
    return roll.fills.filter { kinds.contains($0.kind) }
  }

  /// Changes what a deposit minted, in every book and in the record.
  private static func mint(_ shares: Amount<Shares>, for fill: VaultFill, _ engine: inout Engine) {
    let old = fill.shares
    engine.vault?.shares[fill.holder.index] -= old
    engine.vault?.shares[fill.holder.index] += shares
    engine.vault?.supply -= old
    engine.vault?.supply += shares
    engine.lastRoll?.minted -= old
    engine.lastRoll?.minted += shares
    guard let place = engine.lastRoll?.fills.firstIndex(where: { $0.ticket == fill.ticket }) else { return }
    engine.lastRoll?.fills[place] = VaultFill(
      ticket: fill.ticket, holder: fill.holder, kind: fill.kind, quote: fill.quote, shares: shares)
  }

  private static func divided(_ a: Word256, _ b: Word256, _ c: Word256, _ rounding: Rounding) -> Word256 {
    (try? Word256.mulDiv(a, b, over: c, rounding: rounding)) ?? .zero
  }

  static let vaults: [Mutant] = [
    Mutant(
      "the share price is computed after the deposit",
      caughtBy: ["within-units-of-rational-model", "inflation-attack-bounded"], in: vault
    ) { before, engine, _, _ in
      for fill in fills(before, engine, .deposited) {
        guard let price = engine.lastRoll?.price else { return }
        let shares = divided(fill.quote.units, price.shares, price.entering + fill.quote.units, .down)
        mint(Amount(shares), for: fill, &engine)
      }
    },
    Mutant(
      "a preview of shares rounds for the user (Premia)",
      caughtBy: [
        "rounding-never-favours-the-user", "share-price-never-falls-without-loss",
        "deposit-withdraw-never-profits",
      ],
      in: vault
    ) { before, engine, _, _ in
      for fill in fills(before, engine, .deposited) {
        guard let price = engine.lastRoll?.price else { return }
        mint(Amount(divided(fill.quote.units, price.shares, price.leaving, .up) + .one), for: fill, &engine)
      }
    },
    Mutant(
      "the price of a deposit ignores donations",
      caughtBy: [
        "rounding-never-favours-the-user", "share-price-never-falls-without-loss",
        "deposit-withdraw-never-profits",
      ],
      in: vault
    ) { before, engine, _, _ in
      for fill in fills(before, engine, .deposited) {
        mint(fill.shares + fill.shares, for: fill, &engine)
      }
    },
    Mutant(
      "coarse shares swallow a late deposit (first-depositor inflation)",
      caughtBy: ["inflation-attack-bounded", "within-units-of-rational-model"], in: vault
    ) { before, engine, _, _ in
      // What shares of a vault without virtual ones become once the first holder has donated: few, and worth a fortune each.
      let grain: Word256 = 1_000_000_000_000_000
      for fill in fills(before, engine, .deposited) {
        guard let whole = try? fill.shares.units.divided(by: grain, rounding: .down) else { return }
        mint(Amount(whole * grain), for: fill, &engine)
      }
    },
    Mutant(
      "a withdrawal is paid twice",
      caughtBy: ["rounding-never-favours-the-user", "share-price-never-falls-without-loss"], in: vault
    ) { before, engine, _, _ in
      for fill in fills(before, engine, .withdrawn) {
        guard let index = engine.script.actors.firstIndex(where: { $0.holder == fill.holder }) else { return }
        guard engine.balance(.vault).quote.units > Int256(fill.quote.units) else { return }
        engine.post(fill.quote, from: .vault, to: .depositors)
        engine.script.actors[index].receive(quote: Change(from: .zero, to: fill.quote))
      }
    },
    Mutant("burned shares stay with their holder", caughtBy: ["vault-shares-sum"], in: vault) {
      before, engine, _, _ in
      for fill in fills(before, engine, .withdrawn) { engine.vault?.shares[fill.holder.index] += fill.shares }
    },
    Mutant.doing(
      "the last in the queue is served first", caughtBy: ["withdrawals-first-come-first-served"], in: asking
    ) { engine, action, actor, onBlockEnd throws(ScriptRefusal) in
      guard case .roll = action, let waiting = engine.vault?.withdrawals, waiting.actions.count > 1,
        let last = waiting.actions.last
      else { return try engine.attempt(action, by: actor, onBlockEnd: onBlockEnd) }
      var (only, others) = (ActionQueue<Shares>(), ActionQueue<Shares>())
      only.append(last)
      for action in waiting.actions.dropLast() { others.append(action) }
      engine.vault?.withdrawals = only
      do throws(ScriptRefusal) {
        try engine.attempt(action, by: actor)
      } catch {
        engine.vault?.withdrawals = waiting
        throw error
      }
      engine.vault?.withdrawals = others
    },
    Mutant.doing("a withdrawal is passed over", caughtBy: ["withdrawal-liveness"], in: asking) {
      engine, action, actor, onBlockEnd throws(ScriptRefusal) in
      guard case .roll = action, let waiting = engine.vault?.withdrawals else {
        return try engine.attempt(action, by: actor, onBlockEnd: onBlockEnd)
      }
      engine.vault?.withdrawals = ActionQueue<Shares>()
      do throws(ScriptRefusal) {
        try engine.attempt(action, by: actor)
      } catch {
        engine.vault?.withdrawals = waiting
        throw error
      }
      engine.vault?.withdrawals = waiting
    },
    Mutant("a withdrawal is paid at half price", caughtBy: ["queue-price-independent"], in: vault) {
      before, engine, _, _ in
      for fill in fills(before, engine, .withdrawn) where fill.quote.units > 3 {
        guard let index = engine.script.actors.firstIndex(where: { $0.holder == fill.holder }),
          let half = try? fill.quote.units.divided(by: 2, rounding: .down),
          let place = engine.lastRoll?.fills.firstIndex(where: { $0.ticket == fill.ticket })
        else { return }
        let kept = Amount<Quote>(half)
        engine.post(kept, from: .depositors, to: .vault)
        engine.script.actors[index].receive(quote: -Change(from: .zero, to: kept))
        engine.lastRoll?.withdrawn -= kept
        engine.lastRoll?.fills[place] = VaultFill(
          ticket: fill.ticket, holder: fill.holder, kind: fill.kind, quote: fill.quote - kept,
          shares: fill.shares)
      }
    },
    Mutant.doing("an epoch is rolled before its end", caughtBy: ["roll-not-before-epoch-end"], in: asking) {
      engine, action, actor, onBlockEnd throws(ScriptRefusal) in
      guard case .roll = action, engine.now > .start else {
        return try engine.attempt(action, by: actor, onBlockEnd: onBlockEnd)
      }
      let end = engine.epochEnd
      engine.epochEnd = engine.now
      do throws(ScriptRefusal) {
        try engine.attempt(action, by: actor)
      } catch {
        engine.epochEnd = end
        throw error
      }
    },
  ]
}
