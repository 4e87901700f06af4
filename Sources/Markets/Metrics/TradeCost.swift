public import Exact
public import Units

/// What a trade costs against a middle price, for any venue that says what moves.
///
/// `V` base tokens, `C` quote tokens, `m` quote tokens per base token, `s` +1 for a buyer and −1 for a seller. Spreads are one
/// way: Rule 605's effective spread is twice ``effectiveHalfSpread``.
public struct TradeCost: Hashable, Sendable {
  /// Which way the trader went.
  public let side: TradeSide
  /// `V`, above 0.
  public let base: Rational
  /// `C`.
  public let cash: Rational
  /// `m`, above 0.
  public let middle: Rational

  /// The cost of moving `base` against `cash` when the middle price was `middle`.
  ///
  /// - Throws: `MetricRefusal.baseMustBePositive`, then `.priceMustBePositive`.
  public init(_ side: TradeSide, base: Rational, cash: Rational, middle: Rational) throws(MetricRefusal) {
    guard base > .zero else { throw .baseMustBePositive }
    guard middle > .zero else { throw .priceMustBePositive }
    self.side = side
    self.base = base
    self.cash = cash
    self.middle = middle
  }

  /// The cost of a fill, which any venue's quote gives, fee and rounding included.
  ///
  /// - Throws: `MetricRefusal.baseMustBePositive`, then `.priceMustBePositive`.
  public init(of fill: Fill, middle: Rational, in pair: Pair) throws(MetricRefusal) {
    let base = Rational(Integer(fill.base.units)).over(Rational(Integer(pair.base.unitsPerWhole)))
    let cash = Rational(Integer(fill.quote.units)).over(Rational(Integer(pair.quote.unitsPerWhole)))
    try self.init(fill.side, base: base, cash: cash, middle: middle)
  }

  /// `C ÷ V`.
  public var averagePrice: Rational { cash.over(base) }

  /// `σ_eff = s(C ÷ (V·m) − 1)`: the average price beyond the middle, relative to it.
  public var effectiveHalfSpread: Rational { slippageCost.over(base * middle) }

  /// `C_H = s(C − m·V)` in quote tokens, which equals `m·V·σ_eff` and `m ∫₀^V s_marg dv`.
  public var slippageCost: Rational {
    side == .buying ? cash - middle * base : middle * base - cash
  }

  /// `10⁴ · C_H ÷ (m·V)`: the cost in basis points of the trade's worth.
  public var slippageBasisPoints: Rational { 10_000 * effectiveHalfSpread }
}
