public import Exact
public import Options
public import Units

/// What a vault holds beyond the worst payoff of its options, token by token.
///
/// `free = assets − locked`: a short call pays less than its size in base tokens whatever the price, a short put at most
/// its strike in quote tokens, and each is covered in its own token. So `free ≥ 0` in both tokens means that every
/// payoff can be paid at every price.
public struct Solvency: Hashable, Sendable {
  /// Base units beyond the worst payoff of the short calls; negative when they are not covered.
  public let base: Change<Base>
  /// Quote units beyond the worst payoff of the short puts; negative when they are not covered.
  public let quote: Change<Quote>

  /// What `assets`, the vault's own, leave beyond `locked`; traps on amounts of 256 bits.
  public init(assets: Balances, locked: Balances) {
    base = Change(from: locked.base, to: assets.base)
    quote = Change(from: locked.quote, to: assets.quote)
  }

  /// Whether every payoff is covered at every price.
  public var isCovered: Bool { !base.units.isNegative && !quote.units.isNegative }

  /// The free balances; nil when either token is short.
  public var free: Balances? {
    isCovered ? Balances(base: base.magnitude, quote: quote.magnitude) : nil
  }

  /// `assets − worst payoff` at a price, in fine units of `pair`; traps when it does not fit.
  public func value(at price: Price, in pair: Pair) -> Int256 {
    pair.value(base, at: price) + pair.value(quote)
  }
}
