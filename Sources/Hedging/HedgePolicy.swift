public import Exact
public import Units

/// When and how far a vault's option book is hedged: a visit every `every`, a trade only outside the band.
///
/// `target = −bookDelta`: short calls have a negative book delta, so their hedge is long. The position compared with it
/// is the hedge's own, base units bought minus sold for hedging; the vault's capital is not part of it.
@frozen
public struct HedgePolicy: Hashable, Sendable {
  /// Time between visits.
  public let every: Duration
  /// No trade while `|target − position|` is at most this.
  public let band: Amount<Base>

  /// A policy; traps unless the time between visits is above 0.
  public init(every: Duration, band: Amount<Base>) {
    precondition(every > .zero, "a hedge every \(every.milliseconds) ms")
    self.every = every
    self.band = band
  }

  /// Whether a visit is due: none has been made, or `now − last ≥ every`. Until then no delta need be computed.
  @inlinable
  public func isDue(at now: Instant, last: Instant?) -> Bool {
    guard let last else { return true }
    return now - last >= every
  }

  /// What to trade: `target − position`, all of it or, within the band (boundary included), nothing.
  @inlinable
  public func decision(position: Change<Base>, bookDelta: Change<Base>) -> HedgeDecision {
    let missing = -bookDelta - position
    guard missing.magnitude > band else { return .none }
    return missing.units.isNegative ? .sell(missing.magnitude) : .buy(missing.magnitude)
  }

  /// ``decision(position:bookDelta:)`` when a visit is due, nothing otherwise.
  @inlinable
  public func decision(
    now: Instant, last: Instant?, position: Change<Base>, bookDelta: Change<Base>
  ) -> HedgeDecision {
    isDue(at: now, last: last) ? decision(position: position, bookDelta: bookDelta) : .none
  }
}

/// What a hedge policy wants traded.
@frozen
public enum HedgeDecision: Hashable, Sendable {
  /// Nothing.
  case none
  /// Buy base units.
  case buy(Amount<Base>)
  /// Sell base units.
  case sell(Amount<Base>)
}
