public import Exact
public import Units

/// A constant-product pool without rounding: `x` base tokens, `y` quote tokens, a fee `f` on inputs kept outside the curve.
///
/// `p = y ÷ x`. Buying `V < x` costs `yV ÷ ((x − V)(1 − f))`; selling `V` fetches `y(1 − f)V ÷ (x + (1 − f)V)`.
public struct ConstantProductCurve: DepthCurve, Hashable {
  /// `x`.
  public let base: Rational
  /// `y`.
  public let quote: Rational
  /// `f`.
  public let fee: Rational

  /// A curve from its reserves in whole tokens.
  ///
  /// - Throws: `MetricRefusal.reservesMustBePositive`, then `.feeMustStayBelowOne`.
  public init(base: Rational, quote: Rational, fee: Rational) throws(MetricRefusal) {
    guard base > .zero else { throw .reservesMustBePositive }
    guard quote > .zero else { throw .reservesMustBePositive }
    guard fee >= .zero else { throw .feeMustStayBelowOne }
    guard fee < .one else { throw .feeMustStayBelowOne }
    self.base = base
    self.quote = quote
    self.fee = fee
  }

  /// The curve of a pool.
  ///
  /// - Throws: `MetricRefusal.reservesMustBePositive` for an empty pool.
  public init(_ pool: ConstantProduct, in pair: Pair) throws(MetricRefusal) {
    try self.init(
      base: Rational(Integer(pool.reserveBase.units)).over(Rational(Integer(pair.base.unitsPerWhole))),
      quote: Rational(Integer(pool.reserveQuote.units)).over(Rational(Integer(pair.quote.unitsPerWhole))),
      fee: Rational(Integer(pool.fee.numerator)).over(Rational(Integer(pool.fee.denominator))))
  }

  /// `y ÷ x`, which no fee moves apart.
  public var price: Rational { quote.over(base) }

  /// `y ÷ x`.
  public var middle: Rational? { price }

  private var kept: Rational { 1 - fee }

  /// `yV ÷ ((x − V)(1 − f))` for a buyer, nil unless `V < x`; `y(1 − f)V ÷ (x + (1 − f)V)` for a seller.
  public func cash(_ side: TradeSide, base size: Rational) -> Rational? {
    switch side {
    case .buying: size < base ? (quote * size).over((base - size) * kept) : nil
    case .selling: (quote * kept * size).over(base + kept * size)
    }
  }

  /// `p(x ÷ (x − V))²` after a purchase, `p(x ÷ (x + (1 − f)V))²` after a sale: the middle a trade leaves; nil unless `V < x`.
  public func middle(after side: TradeSide, base size: Rational) -> Rational? {
    guard side == .selling || size < base else { return nil }
    let ratio = base.over(side == .buying ? base - size : base + kept * size)
    return price * ratio * ratio
  }

  /// The middle a trade leaves, over `1 − f` for a buyer and times `1 − f` for a seller.
  public func marginalPrice(_ side: TradeSide, base size: Rational) -> Rational? {
    guard let after = middle(after: side, base: size) else { return nil }
    return side == .buying ? after.over(kept) : after * kept
  }

  /// `x ln(x ÷ (x − V)) ÷ (1 − f) − V` for a buyer, `V − x ln((x + (1 − f)V) ÷ x)` for a seller, about the pool's own middle.
  ///
  /// About another middle `m` the average price is `p ÷ m` times as far: the logarithm's factor is `xp ÷ m`.
  public func averageCostIntegral(
    _ side: TradeSide, base size: Rational, middle: Rational
  ) -> CertifiedReal {
    let factor = (base * price).over(middle)
    switch side {
    case .buying:
      return .sum(-size, logarithms: [(factor.over(kept), base.over(base - size))])
    case .selling:
      return .sum(size, logarithms: [(-factor, (base + kept * size).over(base))])
    }
  }

  /// `x(1 − √(p ÷ (m(1 + d))))` of asks, `x(√(p ÷ (m(1 − d))) − 1)` of bids; 0 where the band ends before the price.
  ///
  /// The curve itself, without the fee. `d` stays below 1 since the pool bids for ever more at ever lower prices.
  public func depth(
    _ side: TradeSide, within band: Rational, about middle: Rational
  ) throws(MetricRefusal) -> CertifiedReal {
    try check(band: band, about: middle)
    guard let root = root(side, within: band, about: middle) else { return .zero }
    let sign: Rational = side == .buying ? 1 : -1
    if let exact = root.rational { return CertifiedReal(sign * base * (exact - 1)) }
    return CertifiedReal { [base] precision in
      Ball(sign * base, precision: precision)
        * (root.ball(precision: precision) - Ball(1, precision: precision))
    }
  }

  /// `(√β + √α − 2) ÷ (√β − √α)` with `β = p ÷ (m(1 − d))` and `α = p ÷ (m(1 + d))`; 1 or −1 where the band ends before the price.
  ///
  /// About the pool's own price it is `3d/4` and says nothing; about an oracle's it tells how far the pool has moved. Since
  /// `β > 1 > α`, it is a fraction only if both roots are.
  public func imbalance(
    within band: Rational, about middle: Rational
  ) throws(MetricRefusal) -> CertifiedReal {
    try check(band: band, about: middle)
    let bid = root(.buying, within: band, about: middle)
    let ask = root(.selling, within: band, about: middle)
    guard let bid else { return CertifiedReal(ask == nil ? 0 : -1) }
    guard let ask else { return CertifiedReal(1) }
    if let b = bid.rational, let a = ask.rational { return CertifiedReal((b + a - 2).over(b - a)) }
    return CertifiedReal { precision in
      let (b, a) = (bid.ball(precision: precision), ask.ball(precision: precision))
      return (b + a - Ball(2, precision: precision)) / (b - a)
    }
  }

  /// `√β` or `√α`; nil where the band holds nothing of the side.
  private func root(_ side: TradeSide, within band: Rational, about middle: Rational) -> CertifiedReal? {
    let ratio = price.over(middle * (side == .buying ? 1 - band : 1 + band))
    guard side == .buying ? ratio > .one : ratio < .one else { return nil }
    return .squareRoot(of: ratio)
  }
}
