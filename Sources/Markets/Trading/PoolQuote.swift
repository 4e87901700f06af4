public import Exact
public import Units

/// What a trade would cost, exactly, computed from the integer amounts that really move.
///
/// Prices are quote tokens per whole base token; `s` is +1 for a buyer and −1 for a seller; `m` is the pool's price before
/// the trade, `C` the quote and `V` the base that move in all, fee and rounding included.
///
/// Source of the definitions: the order-book metrics every venue of this project shares (effective *half*-spread, one
/// way; Rule 605's effective spread is twice that).
public struct PoolQuote: Hashable, Sendable {
  /// What would move.
  public let fill: Fill
  /// `input · n/d` in units of the token paid: how much of the input is fee. A label, so it is not rounded.
  public let feeUnits: Rational
  /// `m = r_q ÷ r_b`, in tokens: the pool's price before the trade.
  public let priceBefore: Rational
  /// The pool's price after the trade, the fee counted into the reserves as in Uniswap v2.
  public let priceAfter: Rational
  /// `σ_eff = s(C ÷ (V·m) − 1)`: the average price paid beyond `m`, relative to `m`; nil when no base moves.
  public let effectiveHalfSpread: Rational?
  /// `C_H = s(C − m·V)` in quote tokens: what the trade costs against trading at `m`. Equals `m·V·σ_eff`.
  public let hedgeSlippageCost: Rational
}

extension ConstantProduct {
  /// `r_q ÷ r_b` in quote tokens per whole base token; nil when a reserve is empty.
  public func price(in pair: Pair) -> Rational? {
    guard base != 0 else { return nil }
    guard quote != 0 else { return nil }
    return Rational(
      Integer(quote) * Integer(pair.base.unitsPerWhole),
      over: Integer(base) * Integer(pair.quote.unitsPerWhole))
  }

  /// The exact costs of a fill of this pool, which ``buying(paying:)`` and its siblings compute.
  ///
  /// Traps for a fill whose output is not below its reserve.
  public func quote(_ fill: Fill, in pair: Pair) -> PoolQuote {
    precondition(covers(fill), "quote: the pool cannot pay \(fill)")
    var after = self
    after.settle(fill)
    let paid = fill.side == .buying ? fill.quote.units : fill.base.units
    let fee = Rational(Integer(paid) * Integer(fee.numerator), over: Integer(fee.denominator))
    let cash = Rational(Integer(fill.quote.units), over: Integer(pair.quote.unitsPerWhole))
    let size = Rational(Integer(fill.base.units), over: Integer(pair.base.unitsPerWhole))
    guard let before = price(in: pair), let end = after.price(in: pair), let fee, let cash, let size else {
      preconditionFailure(
        "quote: a fill of \(fill.base.units) base, \(fill.quote.units) quote from an empty pool")
    }
    let atMid = before * size
    let cost = fill.side == .buying ? cash - atMid : atMid - cash
    return PoolQuote(
      fill: fill, feeUnits: fee, priceBefore: before, priceAfter: end,
      effectiveHalfSpread: try? cost.divided(by: atMid), hedgeSlippageCost: cost)
  }
}

extension ConstantProduct {
  /// Whether the output of a fill stays below its reserve.
  private func covers(_ fill: Fill) -> Bool {
    fill.side == .buying ? fill.base < reserveBase : fill.quote < reserveQuote
  }
}
