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
  /// How much of what moves is fee, in units of the token paid, or of the token received where the fee is taken from the
  /// output. A label, so it is not rounded.
  public let feeUnits: Rational
  /// Whether the fee is taken from the output.
  public let feeIsOfOutput: Bool
  /// `m`, in tokens: the pool's price before the trade.
  public let priceBefore: Rational
  /// The pool's price after the trade, the fee counted into the reserves as in Uniswap v2; nil where a book's side is empty.
  public let priceAfter: Rational?
  /// `σ_eff = s(C ÷ (V·m) − 1)`: the average price paid beyond `m`, relative to `m`; nil when no base moves.
  public let effectiveHalfSpread: Rational?
  /// `C_H = s(C − m·V)` in quote tokens: what the trade costs against trading at `m`. Equals `m·V·σ_eff`.
  public let hedgeSlippageCost: Rational
}

extension PoolQuote {
  /// The exact costs of a trade that takes a venue's price from `before` to `after`, both in tokens.
  public init(_ execution: Execution, before: Rational, after: Rational?, in pair: Pair) {
    let fill = execution.fill
    let label = execution.fee
    feeIsOfOutput = fill.side == .buying ? !label.base.isZero : !label.quote.isZero
    let units = label.base.isZero ? label.quote : label.base
    let cash = Rational(Integer(fill.quote.units), over: Integer(pair.quote.unitsPerWhole))
    let size = Rational(Integer(fill.base.units), over: Integer(pair.base.unitsPerWhole))
    guard let fee = Rational(Integer(units), over: Integer(label.over)), let cash, let size else {
      preconditionFailure("quote: a fee over \(label.over)")
    }
    self.fill = fill
    feeUnits = fee
    priceBefore = before
    priceAfter = after
    let atMid = before * size
    hedgeSlippageCost = fill.side == .buying ? cash - atMid : atMid - cash
    effectiveHalfSpread = try? hedgeSlippageCost.divided(by: atMid)
  }
}

extension Venue {
  /// The exact costs of an order; the venue does not change.
  ///
  /// - Throws: `SwapRefusal.reservesMustBePositive` when the venue has no price, then as ``quoteAvailable(_:)``.
  public func quoted(_ order: SwapOrder, in pair: Pair) throws(SwapRefusal) -> PoolQuote {
    guard let before = price(in: pair) else { throw .reservesMustBePositive }
    var after = self
    let execution = try after.tradeAvailable(order)
    return PoolQuote(execution, before: before, after: after.price(in: pair), in: pair)
  }
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
    guard let before = price(in: pair), let end = after.price(in: pair) else {
      preconditionFailure(
        "quote: a fill of \(fill.base.units) base, \(fill.quote.units) quote from an empty pool")
    }
    return PoolQuote(
      Execution(fill: fill, fee: FeeLabel(fee, ofInputIn: fill)), before: before, after: end, in: pair)
  }
}

extension ConstantProduct {
  /// Whether the output of a fill stays below its reserve.
  private func covers(_ fill: Fill) -> Bool {
    fill.side == .buying ? fill.base < reserveBase : fill.quote < reserveQuote
  }
}
