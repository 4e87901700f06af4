public import Units
public import Vaults

/// What one actor of a script has brought and taken, and what it holds in the protocols.
///
/// Actors trade from outside wealth: `tokens` starts at nothing and counts what came in less what went out, so it is the
/// actor's profit once everything is closed.
public struct ActorBook: Hashable, Sendable {
  /// Tokens received less given.
  public internal(set) var tokens = Holding.none
  /// Shares of each pool, in the plan's order.
  public internal(set) var liquidity: [Amount<Shares>]
  /// Contracts bought of each series, in base units.
  public internal(set) var bought: [Amount<Base>]
  /// Contracts written of each series, in base units.
  public internal(set) var written: [Amount<Base>]
  /// The actor as a holder of vault shares; nil without a vault.
  public let holder: Holder?

  init(pools: Int, series: Int, holder: Holder?) {
    liquidity = Array(repeating: .zero, count: pools)
    bought = Array(repeating: .zero, count: series)
    written = bought
    self.holder = holder
  }

  /// Counts tokens received (negative: given).
  mutating func receive(base: Change<Base> = .zero, quote: Change<Quote> = .zero) {
    tokens.base += base
    tokens.quote += quote
  }
}
