import Exact
import Feeds
import Markets
import Options
import Properties
import Simulation
import Units
import Vaults

extension ProtocolAction {
  /// The most units a script may name: what a pool's balance may be.
  static let most = Int256(Word256(UInt128(1) << 112 - 1))
  /// The most units that are drawn for a pool that has none yet.
  static let first = Int256(Word256(UInt128(1) << 72))
  /// The most shares a script may name.
  static let mostShares = Int256(Word256.one << 160)
  /// 10¹⁸.
  private static let one = Int256(Word256(UInt128(Ratio.one.wads)))

  /// An action with its usual parameters, drawn about what the state of the moment makes interesting.
  init(_ kind: ActionKind, in plan: Plan) {
    self.kind = kind
    let isOfSpot = kind == .swap
    pools = isOfSpot ? plan.spotPools : plan.liquidPools
    let names = pools.map { plan.pools[$0].name }
    func pool() -> Parameter<ProtocolSystem> { .choice("pool", names) }
    func base(_ name: String, _ bound: @escaping Parameter<ProtocolSystem>.Bound) -> Parameter<ProtocolSystem>
    {
      Parameter<ProtocolSystem>.sized(name, 0...Self.most).upTo(bound)
    }
    let series = Int256(Int64(max(plan.options?.series.count ?? 1, 1)))
    func listed() -> Parameter<ProtocolSystem> { .uniform("series", 1...series) }
    let vaultBase = Int256((plan.vault?.capitalBase ?? .zero).units)
    let vaultQuote = Int256((plan.vault?.capitalQuote ?? .zero).units)
    switch kind {
    case .swap:
      parameters = [
        pool(), .choice("side", ["sell", "buy"]), .choice("exact", ["input", "output"]),
        base("base") { system, _ in system.deepestBase }, base("quote") { system, _ in system.deepestQuote },
      ]
    case .addLiquidity, .donateToPool:
      parameters = [
        pool(), base("base") { system, _ in system.deepestBase },
        base("quote") { system, _ in system.deepestQuote },
      ]
    case .removeLiquidity:
      parameters = [
        pool(),
        Self.part("shares", 0...Self.mostShares) { $0.mostLiquidity(of: $1) },
      ]
    case .donate: parameters = [base("base") { _, _ in vaultBase }, base("quote") { _, _ in vaultQuote }]
    case .deposit: parameters = [base("amount") { system, _ in system.usualDeposit }]
    case .withdraw:
      parameters = [
        Self.part("shares", 0...Self.mostShares) { $0.vaultShares(of: $1) }
      ]
    case .buyOption, .sellOption:
      parameters = [listed(), base("size") { _, _ in max(vaultBase, 1) }]
    case .close:
      parameters = [listed(), Self.part("size", 0...Self.most) { $0.largestPosition(of: $1) }]
    case .exercise: parameters = [listed()]
    case .hedge, .rollEpoch: parameters = []
    case .wait:
      let edges = plan.boundaryWaits
      let usual = Int256(Int64(edges.last ?? 2))
      parameters = [
        Parameter<ProtocolSystem>.time("blocks", upTo: Int256(Int64(Engine.longestWait)))
          .upTo { _, _ in usual }.trying(edges.map { Int256(Int64($0)) })
      ]
    case .move:
      parameters = [Self.share("by")]
    case .oracle:
      let edges = plan.boundaryWaits
      let usual = Int256(Int64(edges.last ?? 2))
      parameters = [
        .choice("fault", Self.faults),
        Parameter<ProtocolSystem>.sized("blocks", 1...Int256(Int64(Engine.longestWait)))
          .upTo { _, _ in usual }.trying(edges.map { Int256(Int64($0)) }),
        Self.share("by"),
      ]
    }
  }
}

extension ProtocolAction {
  /// A part of what somebody has: all of it, so many 256ths, or a part of any size, down to dust.
  private static func part(
    _ name: String, _ range: ClosedRange<Int256>,
    of whole: @escaping @Sendable (ProtocolSystem, Int) -> Int256
  ) -> Parameter<ProtocolSystem> {
    .drawn(name, range) { dice, system, actor in
      let held = whole(system, actor).magnitude
      let word = dice.nextWord()
      let detail = word >> 8
      switch word & 3 {
      case 0: return Int256(held)
      case 1:
        let shares = Word256(detail & 255) + .one
        return Int256((try? Word256.mulDiv(held, shares, over: 256, rounding: .up)) ?? held)
      default: return max(1, Int256(held >> Int(detail % UInt64(max(held.significantBits, 1)))))
      }
    }
  }

  /// A relative move of up to a half either way, small ones as likely as large ones, in wads.
  private static func share(_ name: String) -> Parameter<ProtocolSystem> {
    .drawn(name, -one + 1...10 * one) { dice, _, _ in
      let word = dice.nextWord()
      let half: UInt64 = 500_000_000_000_000_000
      let size = Int256(Word256(dice.below(half) >> (word & 7)))
      return word >> 8 & 1 == 0 ? size : -size
    }
  }
}

extension Plan {
  /// Waits, in blocks, about which a rule changes: the age limit, the heartbeat, the end of an epoch, the hedge's interval, each
  /// expiry, and one block to either side; those of at most a wait's length, ascending.
  var boundaryWaits: [Int] {
    // Where nothing looks at the time, two blocks are as good as a thousand.
    guard vault != nil || pools.contains(where: { $0.looksOutside }) else { return [] }
    var spans = [oracle.staleAfter.milliseconds, oracle.heartbeat.milliseconds]
    if let vault {
      spans.append(vault.epoch.milliseconds)
      if let hedge = vault.hedge { spans.append(hedge.every.milliseconds) }
    }
    for series in options?.series ?? [] { spans.append(series.expiry.milliseconds) }
    // A check is about rules, not about patience: what lies further than a thousand blocks is left to longer cases.
    let waits = spans.flatMap { span in
      let blocks = Int(clamping: span / block.milliseconds)
      return [blocks - 1, blocks, blocks + 1, blocks + 2]
    }
    return Set(waits.filter { (1...1_000).contains($0) }).sorted()
  }
}

// MARK: - What the moment makes interesting

extension ProtocolSystem {
  /// The most base units in a pool.
  var deepestBase: Int256 {
    var most = Int256.zero
    for pool in engine.pools where pool.isSpot { most = max(most, pool.inventory.base.units) }
    return most.isZero ? ProtocolAction.first : min(most, ProtocolAction.most)
  }

  /// The most quote units in a pool.
  var deepestQuote: Int256 {
    var most = Int256.zero
    for pool in engine.pools where pool.isSpot { most = max(most, pool.inventory.quote.units) }
    return most.isZero ? ProtocolAction.first : min(most, ProtocolAction.most)
  }

  /// What the vault was worth at the start, in quote units, at least 1.
  var usualDeposit: Int256 {
    guard let plan = frame.plan.vault else { return 1 }
    let pair = frame.pair
    let value =
      pair.value(Change(from: .zero, to: plan.capitalBase), at: engine.openingPrice)
      + pair.value(Change(from: .zero, to: plan.capitalQuote))
    guard let units = try? value.magnitude.divided(by: pair.finePerQuoteUnit, rounding: .down) else {
      return 1
    }
    return min(max(1, Int256(units)), ProtocolAction.most)
  }

  /// The most shares that an actor has of a pool, at least 1.
  func mostLiquidity(of actor: Int) -> Int256 {
    let most = engine.actors[actor].liquidity.max() ?? .zero
    return max(1, Int256(most.units))
  }

  /// The vault shares that an actor has and has not queued, at least 1.
  func vaultShares(of actor: Int) -> Int256 {
    guard let vault = engine.vault, let holder = engine.actors[actor].holder else { return 1 }
    return max(1, Int256(vault.shares[holder.index].units))
  }

  /// The largest open position of an actor in a series, at least 1.
  func largestPosition(of actor: Int) -> Int256 {
    let book = engine.actors[actor]
    var most = Int256(1 as Int64)
    for (bought, written) in zip(book.bought, book.written) {
      most = max(most, Int256(bought > written ? (bought - written).units : (written - bought).units))
    }
    return most
  }
}
