import Exact
import Feeds
import Markets
import Options
import Properties
import Simulation
import Units
import Vaults

/// A regime or event that cases may show: what guides them, and what `reach` asks for.
struct ProtocolMark: Sendable {
  let name: String
  let explanation: String
  private let need: BuiltIn.Need
  private let isSeen: @Sendable (ProtocolSystem) -> Bool

  private init(
    _ name: String, needs need: BuiltIn.Need, _ explanation: String,
    _ isSeen: @escaping @Sendable (ProtocolSystem) -> Bool
  ) {
    (self.name, self.need, self.explanation, self.isSeen) = (name, need, explanation, isSeen)
  }

  var mark: Mark<ProtocolSystem> { Mark(name, isSeen) }

  /// Those that a configuration has a meaning for.
  static func all(of plan: Plan) -> [ProtocolMark] { all.filter { $0.need.isMet(by: plan) } }

  /// Every mark.
  static let all: [ProtocolMark] = [
    ProtocolMark("pool-drained", needs: .reserves, "a reserve is below half of what it was at the start") {
      system in
      system.frame.plan.pools.indices.contains { index in
        guard let curve = system.engine.pools[index].curve else { return false }
        let plan = system.frame.plan.pools[index]
        return curve.reserveBase.units + curve.reserveBase.units < plan.reserveBase.units
          || curve.reserveQuote.units + curve.reserveQuote.units < plan.reserveQuote.units
      }
    },
    ProtocolMark("pool-swollen", needs: .reserves, "shares of a pool have more than doubled") { system in
      system.engine.pools.indices.contains { index in
        let opening = system.frame.openingShares[index]
        return system.engine.pools[index].shareSupply.units > opening + opening
      }
    },
    ProtocolMark("tick-crossed", needs: .ranges, "a swap left the liquidity it started in") {
      $0.watch.seen.hasCrossedTick
    },
    ProtocolMark("book-emptied", needs: .book, "a side of a book is empty") { system in
      system.engine.pools.contains {
        guard case .orderBook(let pool) = $0 else { return false }
        return pool.market.book.bestBid == nil || pool.market.book.bestAsk == nil
      }
    },
    ProtocolMark("liquidation", needs: .perpetual, "the vault's contracts were closed by force") {
      $0.watch.seen.isLiquidated
    },
    ProtocolMark("oracle-stale", needs: .vault, "the oracle's answer is older than it may be") {
      (try? $0.engine.oracle.fresh(at: $0.engine.now)) == nil
    },
    ProtocolMark("oracle-off", needs: .vault, "the oracle's answer is not the reference price") {
      $0.engine.answer.map(\.price) != $0.engine.price
    },
    ProtocolMark("epoch-rolled", needs: .vault, "the action rolled the epoch") { $0.watch.seen.hasRolled },
    ProtocolMark("partial-fill", needs: .vault, "a withdrawal was filled in part") {
      $0.watch.seen.hasFilledInPart
    },
    ProtocolMark("withdrawals-wait", needs: .vault, "shares are queued for redemption") {
      !($0.engine.vault?.withdrawals.total.isZero ?? true)
    },
    ProtocolMark(
      "solvent-but-tight", needs: .options,
      "less than a hundredth of a token of the vault is free, and some is locked"
    ) { system in
      guard let market = system.engine.market else { return false }
      let held = system.engine.balance(.vault)
      func isTight(_ held: Word256, _ locked: Word256) -> Bool {
        !locked.isZero && held >= locked && (held - locked) * 100 < held
      }
      return isTight(held.base.units.magnitude, market.lockedBase.units)
        || isTight(held.quote.units.magnitude, market.lockedQuote.units)
    },
    ProtocolMark("short-options", needs: .options, "the vault has sold options that are open") { system in
      system.engine.market?.book.positions.contains { !$0.isSettled && !$0.netShort.isZero } ?? false
    },
    ProtocolMark("long-options", needs: .options, "the vault has bought options that are open") { system in
      system.engine.market?.book.positions.contains { !$0.isSettled && $0.bought > $0.sold } ?? false
    },
    ProtocolMark("settled-in-the-money", needs: .options, "an option paid at its settlement") {
      $0.watch.seen.hasSettledInTheMoney
    },
    ProtocolMark("settled-out-of-the-money", needs: .options, "a series settled and paid nothing") {
      $0.watch.seen.hasSettledOutOfTheMoney
    },
    ProtocolMark("hedged", needs: .hedge, "the vault has a hedge") { $0.engine.hedgePosition != .zero },
    ProtocolMark("hedge-cut", needs: .hedge, "a hedge was cut short by what is locked") {
      $0.watch.seen.hasCutHedge
    },
  ]
}
