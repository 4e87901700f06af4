public import Exact
public import Units

/// One account's stake in a perpetual: `equity = collateral + size · mark − notional`.
///
/// Nothing is divided: the notional is the signed cash that the open position has cost so far, and moves into the
/// collateral when the position is closed to the unit. The average entry price is `notional ÷ size`.
@frozen
public struct PerpetualPosition: Hashable, Sendable {
  /// Base units; above 0 long, below 0 short.
  public internal(set) var size: Int256 = .zero
  /// Quote units paid for the position, net of those received for it.
  public internal(set) var notional: Int256 = .zero
  /// Quote units deposited, with funding and realised results; below 0 where losses exceeded them.
  public internal(set) var collateral: Int256 = .zero

  /// Nothing.
  public static var empty: PerpetualPosition { PerpetualPosition() }

  /// Whether there is no open position.
  public var isFlat: Bool { size.isZero }

  /// `notional ÷ size` in quote units per base unit, exact; nil when flat.
  public var averageEntry: Rational? { Rational(Integer(notional), over: Integer(size)) }

  /// What closing part of the position for `quote` would realise against the average entry:
  /// `±quote − notional · closed ÷ size`, exact; nil when less than `closed` is open.
  public func realised(closing closed: Amount<Base>, for quote: Amount<Quote>) -> Rational? {
    guard closed.units <= size.magnitude else { return nil }
    guard let entry = averageEntry else { return nil }
    let proceeds = Integer(quote.units)
    let cost = entry * Rational(Integer(closed.units))
    return size.isNegative ? cost - Rational(proceeds) : Rational(proceeds) - cost
  }

  /// The position after a fill.
  func applying(_ fill: Fill) -> PerpetualPosition {
    var next = self
    let (base, quote) = (Int256(fill.base.units), Int256(fill.quote.units))
    switch fill.side {
    case .buying:
      next.size += base
      next.notional += quote
    case .selling:
      next.size -= base
      next.notional -= quote
    }
    if next.size.isZero {
      next.collateral -= next.notional
      next.notional = .zero
    }
    return next
  }

  /// Whether the position is this one made smaller, without passing through flat.
  func isReduction(of other: PerpetualPosition) -> Bool {
    guard !size.isZero else { return true }
    return size.isNegative == other.size.isNegative && size.magnitude <= other.size.magnitude
  }
}
