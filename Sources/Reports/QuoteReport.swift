import Exact
public import Markets
public import Units

/// A pool's quote as the document `hedgeflow.quote/1` and as text.
public struct QuoteReport {
  private let quote: PoolQuote
  private let pair: Pair
  private let pool: String
  private let order: SwapOrder

  /// The report of a quote of the pool called `pool` for an order.
  public init(_ quote: PoolQuote, of order: SwapOrder, pair: Pair, pool: String) {
    self.order = order
    self.quote = quote
    self.pair = pair
    self.pool = pool
  }

  private var buys: Bool { quote.fill.side == .buying }
  private var paid: Token { buys ? pair.quote : pair.base }
  private var received: Token { buys ? pair.base : pair.quote }
  private var feeToken: Token { quote.feeIsOfOutput ? received : paid }
  private var paidUnits: Word256 { buys ? quote.fill.quote.units : quote.fill.base.units }
  private var receivedUnits: Word256 { buys ? quote.fill.base.units : quote.fill.quote.units }

  /// `hedgeflow.quote/1`: amounts in base units, ratios as `n/d`, prices in quote tokens per whole base token.
  public var document: Document {
    [
      "schema": "hedgeflow.quote/1",
      "pool": .text(pool),
      "input": ["symbol": .text(paid.symbol), "units": .exact(paidUnits)],
      "output": ["symbol": .text(received.symbol), "units": .exact(receivedUnits)],
      "fee": ["symbol": .text(feeToken.symbol), "units": .exact(quote.feeUnits)],
      "effectiveHalfSpread": quote.effectiveHalfSpread.map { .exact($0) } ?? .null,
      "hedgeSlippageCost": ["symbol": .text(pair.quote.symbol), "value": .exact(quote.hedgeSlippageCost)],
      "priceBefore": .exact(quote.priceBefore),
      "priceAfter": quote.priceAfter.map { .exact($0) } ?? .null,
      "unfilled": ["symbol": .text(asked.symbol), "units": .exact(unfilled)],
    ]
  }

  /// A few lines for people.
  public var text: String {
    var table = Table([.text(""), .number("")])
    func row(_ label: String, _ value: String) { table.add([label, value]) }
    let perBase = "\(pair.quote.symbol)/\(pair.base.symbol)"
    row("pay", AmountText.write(paidUnits, of: paid))
    row("receive", AmountText.write(receivedUnits, of: received))
    if !unfilled.isZero { row("not filled", AmountText.write(unfilled, of: asked)) }
    row(quote.feeIsOfOutput ? "fee taken from what is received" : "fee within what is paid", fee)
    row("price before", Numeral(quote.priceBefore).significant(digits: 10) + " " + perBase)
    row(
      "price after",
      quote.priceAfter.map { Numeral($0).significant(digits: 10) + " " + perBase } ?? "none: a side is empty")
    row(
      "effective half-spread",
      quote.effectiveHalfSpread.map { Numeral($0).basisPoints(places: 4) } ?? "undefined: nothing is received"
    )
    row(
      "cost against the price before (C_H)",
      Numeral(quote.hedgeSlippageCost).significant(digits: 10) + " " + pair.quote.symbol)
    return "\(pool): \(buys ? "buy" : "sell") \(pair.base.symbol)\n" + table.rendered(width: 100, indent: 2)
  }

  /// The token whose amount the order fixes.
  private var asked: Token { order.fixesQuote ? pair.quote : pair.base }

  /// What of that amount does not move: the book holds no more, or the rest is less than a lot.
  private var unfilled: Word256 {
    let moved = order.fixesQuote ? quote.fill.quote.units : quote.fill.base.units
    return order.fixedUnits > moved ? order.fixedUnits - moved : .zero
  }

  private var fee: String {
    let tokens = quote.feeUnits * (Rational(1, over: Integer(10).power(feeToken.decimals)) ?? Rational(0))
    return Numeral(tokens).significant(digits: 10) + " " + feeToken.symbol
  }
}
