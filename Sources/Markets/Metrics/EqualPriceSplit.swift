public import Exact

/// A sale split over constant-product pools of one price without fees, so that their prices stay equal: exactly one merged pool.
///
/// With base reserves `xᵢ`, `X = Σ xᵢ`, price `p` and size `Q`: `qᵢ = Q·xᵢ ÷ X`, proceeds `pXQ ÷ (X + Q)`, cost `C_H = pQ² ÷ (X + Q)`.
public struct EqualPriceSplit: Hashable, Sendable {
  /// `p`.
  public let middle: Rational
  /// `xᵢ`.
  public let reserves: [Rational]
  /// `Q`.
  public let base: Rational
  /// `X`.
  public let total: Rational

  /// The split of `base` over pools with these base reserves.
  ///
  /// - Throws: `MetricRefusal.priceMustBePositive`, then `.reservesMustBePositive` (none, or one not above 0), then
  ///   `.baseMustBePositive`.
  public init(middle: Rational, reserves: [Rational], base: Rational) throws(MetricRefusal) {
    guard middle > .zero else { throw .priceMustBePositive }
    guard !reserves.isEmpty else { throw .reservesMustBePositive }
    for reserve in reserves { guard reserve > .zero else { throw .reservesMustBePositive } }
    guard base > .zero else { throw .baseMustBePositive }
    self.middle = middle
    self.reserves = reserves
    self.base = base
    total = reserves.reduce(.zero, +)
  }

  /// `qᵢ = Q·xᵢ ÷ X`.
  public var parts: [Rational] { reserves.map { (base * $0).over(total) } }

  /// `pXQ ÷ (X + Q)`.
  public var proceeds: Rational { (middle * total * base).over(total + base) }

  /// `pQ² ÷ (X + Q)`.
  public var slippageCost: Rational { EqualPriceSplit.cost(middle, base, total) }

  /// `p(X ÷ (X + Q))²`, in every pool.
  public var priceAfter: Rational {
    let ratio = total.over(total + base)
    return middle * ratio * ratio
  }

  /// `pQ² ÷ (xᵢ + Q)`: what the whole sale would cost in one of the pools. Traps for a pool there is not.
  public func slippageCost(inPool index: Int) -> Rational {
    EqualPriceSplit.cost(middle, base, reserves[index])
  }

  private static func cost(_ middle: Rational, _ base: Rational, _ reserve: Rational) -> Rational {
    (middle * base * base).over(reserve + base)
  }
}
