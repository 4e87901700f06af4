import Exact
import Feeds
import Options
import Testing
import Units
import Vaults

@testable import Campaigns
@testable import Markets
@testable import Simulation

/// A fault planted into the engine: a protocol that is wrong in one place.
struct Mutant: Sendable, CustomTestStringConvertible {
  /// What an action did, before and after, and the chance to spoil it. A wait is one call a block.
  typealias Spoil =
    @Sendable (_ before: Engine, _ after: inout Engine, _ action: ScriptedAction, _ actor: Int) -> Void

  let name: String
  /// The invariants that may catch it.
  let caught: Set<String>
  let plan: @Sendable () throws -> Plan
  let driver: Frame.Driver

  var testDescription: String { name }

  /// A fault that spoils what an accepted action did.
  init(
    _ name: String, caughtBy caught: Set<String>, in plan: @escaping @Sendable () throws -> Plan,
    spoiling spoil: @escaping Spoil
  ) {
    self.init(name: name, caught: caught, plan: plan) {
      engine, action, actor, onBlockEnd throws(ScriptRefusal) in
      guard case .wait(let blocks) = action, blocks > 0 else {
        let before = engine
        try engine.attempt(action, by: actor)
        spoil(before, &engine, action, actor)
        return
      }
      for _ in 0..<blocks {
        let before = engine
        try engine.attempt(.wait(blocks: 1), by: actor, onBlockEnd: onBlockEnd)
        spoil(before, &engine, action, actor)
      }
    }
  }

  /// A fault in how an action is done at all.
  static func doing(
    _ name: String, caughtBy caught: Set<String>, in plan: @escaping @Sendable () throws -> Plan,
    _ driver: @escaping Frame.Driver
  ) -> Mutant {
    Mutant(name: name, caught: caught, plan: plan, driver: driver)
  }

  private init(
    name: String, caught: Set<String>, plan: @escaping @Sendable () throws -> Plan,
    driver: @escaping Frame.Driver
  ) {
    (self.name, self.caught, self.plan, self.driver) = (name, caught, plan, driver)
  }

  /// Every mutant.
  static let all = pools + venues + vaults + options + hedges
}

// MARK: - Tools of sabotage

extension Engine {
  /// Changes a constant-product curve in place.
  mutating func onCurve(_ index: Int, _ change: (inout ConstantProduct) -> Void) {
    switch pools[index] {
    case .constantProduct(var pool):
      change(&pool)
      pools[index] = .constantProduct(pool)
    case .scheduled(var pool):
      change(&pool.curve)
      pools[index] = .scheduled(pool)
    default: break
    }
  }

  /// Pays an actor quote units out of a pool, everywhere in the books.
  mutating func leak(_ amount: Amount<Quote>, fromPool index: Int, to actor: Int, as party: Party) {
    onCurve(index) { $0.quote -= amount.units.low }
    post(amount, from: .pool(index), to: party)
    script.actors[actor].receive(quote: Change(from: .zero, to: amount))
  }

  /// Pays an actor base units out of a pool, everywhere in the books.
  mutating func leak(_ amount: Amount<Base>, fromPool index: Int, to actor: Int, as party: Party) {
    onCurve(index) { $0.base -= amount.units.low }
    post(amount, from: .pool(index), to: party)
    script.actors[actor].receive(base: Change(from: .zero, to: amount))
  }

  /// The trade that the action just made; nil when the latest entry of the journal is none.
  var latestTrade: TradeEvent? {
    guard case .trade(let event)? = events.last else { return nil }
    return event
  }

  /// An oracle whose one answer is this price at this time.
  func oracle(answering price: Price, at time: Instant, staleAfter: Duration) -> OracleFeed {
    var feed = OracleFeed(
      OraclePlan(
        heartbeat: plan.oracle.heartbeat, deviation: plan.oracle.deviation, latency: .zero,
        staleAfter: staleAfter))
    feed.observe(price, at: time)
    return feed
  }

  /// Does an action while the oracle answers something else.
  mutating func attempt(
    _ action: ScriptedAction, by actor: Int, under feed: OracleFeed
  ) throws(ScriptRefusal) {
    let truth = oracle
    oracle = feed
    defer { oracle = truth }
    try attempt(action, by: actor)
  }
}
