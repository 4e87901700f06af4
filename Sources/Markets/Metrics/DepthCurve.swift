public import Exact

/// A venue as the metrics see it: what any size costs, in exact fractions of whole tokens.
///
/// `V`, `v` base tokens; prices quote tokens per base token; `m` the middle; `s` +1 for a buyer and −1 for a seller. An order
/// book (``BookSnapshot``) and a constant-product pool (``ConstantProductCurve``) are curves, and so is any other venue that can
/// say these five things.
public protocol DepthCurve: Sendable {
  /// `m`, the price halfway between buying and selling next to nothing; nil when a side is empty.
  var middle: Rational? { get }

  /// `C(V)`: the quote tokens a buyer of `base` pays, or a seller receives; nil beyond what the venue holds.
  func cash(_ side: TradeSide, base: Rational) -> Rational?

  /// `p(V)`: the price of the last bit of `base`; nil beyond what the venue holds.
  func marginalPrice(_ side: TradeSide, base: Rational) -> Rational?

  /// `J(V) = ∫₀^V σ_eff(v) dv` in base tokens, for a size within the venue's depth.
  func averageCostIntegral(_ side: TradeSide, base: Rational, middle: Rational) -> CertifiedReal

  /// Base tokens quoted between the venue's own price and the end of a band: asks up to `middle(1 + band)` for `selling`, bids
  /// down to `middle(1 − band)` for `buying`; both ends included.
  ///
  /// - Throws: `MetricRefusal.bandMustStayBelowOne`, then `.priceMustBePositive` for `middle`.
  func depth(
    _ side: TradeSide, within band: Rational, about middle: Rational
  ) throws(MetricRefusal) -> CertifiedReal

  /// `OBI = (B − A) ÷ (B + A)` of the depths of a band; 0 when both are 0.
  ///
  /// - Throws: as ``depth(_:within:about:)``.
  func imbalance(within band: Rational, about middle: Rational) throws(MetricRefusal) -> CertifiedReal
}

extension DepthCurve {
  /// `C_H`, `σ_eff` and the rest for a trade of `base` tokens.
  ///
  /// - Throws: `MetricRefusal.baseMustBePositive`, then `.middleMustExist`, then `.baseMustNotExceedDepth`.
  public func cost(_ side: TradeSide, base: Rational) throws(MetricRefusal) -> TradeCost {
    let (middle, paid) = try checked(side, base) { cash(side, base: base) }
    return try TradeCost(side, base: base, cash: paid, middle: middle)
  }

  /// `s_marg(V) = s(p(V) ÷ m − 1)`: the last bit's price beyond the middle, relative to it.
  ///
  /// - Throws: as ``cost(_:base:)``.
  public func marginalCost(_ side: TradeSide, base: Rational) throws(MetricRefusal) -> Rational {
    let (middle, price) = try checked(side, base) { self.marginalPrice(side, base: base) }
    let excess = price.over(middle) - 1
    return side == .buying ? excess : -excess
  }

  /// `J(V)` about the venue's own middle.
  ///
  /// It is in base tokens and not a cost: `C_H` is `m ∫₀^V s_marg dv`. Reported since the literature's "hedge cost" is at
  /// times written so.
  ///
  /// - Throws: as ``cost(_:base:)``.
  public func averageCostIntegral(
    _ side: TradeSide, base: Rational
  ) throws(MetricRefusal) -> CertifiedReal {
    let (middle, _) = try checked(side, base) { cash(side, base: base) }
    return averageCostIntegral(side, base: base, middle: middle)
  }

  /// `n · C_H(V ÷ n)`: what `n` equal child orders cost together when the venue refills in full between them.
  ///
  /// Without refill a venue without fee is path independent, and any number of slices costs ``cost(_:base:)``.
  ///
  /// - Throws: `MetricRefusal.slicesMustBePositive`, then as ``cost(_:base:)``.
  public func slippageCost(
    _ side: TradeSide, base: Rational, refilledSlices slices: Int
  ) throws(MetricRefusal) -> Rational {
    guard slices > 0 else { throw .slicesMustBePositive }
    let count = Rational(slices)
    return count * (try cost(side, base: base.over(count)).slippageCost)
  }

  /// Refuses a band or a middle that no depth is about.
  func check(band: Rational, about middle: Rational) throws(MetricRefusal) {
    guard !band.isNegative, band < .one else { throw .bandMustStayBelowOne }
    guard middle > .zero else { throw .priceMustBePositive }
  }

  private func checked(
    _ side: TradeSide, _ base: Rational, _ value: () -> Rational?
  ) throws(MetricRefusal) -> (middle: Rational, value: Rational) {
    guard base > .zero else { throw .baseMustBePositive }
    guard let middle else { throw .middleMustExist }
    guard let value = value() else { throw .baseMustNotExceedDepth }
    return (middle, value)
  }
}
