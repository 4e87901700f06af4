import Exact
public import Markets
public import Units

/// A venue's prices, costs and depth over sizes, as the document `hedgeflow.quote-curve/1`, as CSV and as text.
public struct CurveReport {
  private let curve: VenueCurve
  private let pair: Pair
  private let pool: String

  /// The report of a curve of the pool called `pool`.
  public init(_ curve: VenueCurve, pair: Pair, pool: String) {
    self.curve = curve
    self.pair = pair
    self.pool = pool
  }

  // MARK: - Exact

  /// `hedgeflow.quote-curve/1`: sizes and amounts in base units, ratios as `n/d`, prices in quote tokens per base token.
  public var document: Document {
    [
      "schema": "hedgeflow.quote-curve/1",
      "pool": .text(pool),
      "points": .list(curve.points.map(document)),
      "depths": .list(
        curve.depths.map {
          [
            "band": .exact($0.band),
            "buying": ["symbol": .text(pair.base.symbol), "units": .exact($0.buying.units)],
            "selling": ["symbol": .text(pair.base.symbol), "units": .exact($0.selling.units)],
          ]
        }),
    ]
  }

  private func document(_ point: VenueCurve.Point) -> Document {
    let side = Document.text(point.side == .buying ? "buy" : "sell")
    let size: Document = ["symbol": .text(pair.base.symbol), "units": .exact(point.size.units)]
    guard let quote = point.quote else {
      return ["side": side, "size": size, "refusal": .text("\(point.refusal.map { "\($0)" } ?? "")")]
    }
    return [
      "side": side, "size": size,
      "filled": ["symbol": .text(pair.base.symbol), "units": .exact(quote.fill.base.units)],
      "quote": ["symbol": .text(pair.quote.symbol), "units": .exact(quote.fill.quote.units)],
      "fee": ["symbol": .text(feeToken(quote).symbol), "units": .exact(quote.feeUnits)],
      "averagePrice": average(quote).map { .exact($0) } ?? .null,
      "priceAfter": quote.priceAfter.map { .exact($0) } ?? .null,
      "effectiveHalfSpread": quote.effectiveHalfSpread.map { .exact($0) } ?? .null,
      "hedgeSlippageCost": ["symbol": .text(pair.quote.symbol), "value": .exact(quote.hedgeSlippageCost)],
    ]
  }

  private func feeToken(_ quote: PoolQuote) -> Token {
    (quote.fill.side == .buying) == quote.feeIsOfOutput ? pair.base : pair.quote
  }

  /// Quote tokens paid or received per base token.
  private func average(_ quote: PoolQuote) -> Rational? {
    let cash = Numeral(quote.fill.quote, of: pair.quote).value
    let size = Numeral(quote.fill.base, of: pair.base).value
    return try? cash.divided(by: size)
  }

  // MARK: - CSV

  /// A header and a row a size, exact: decimals where they end, `n/d` where they do not.
  public var commaSeparated: String {
    let (base, quote) = (pair.base.symbol, pair.quote.symbol)
    let header = [
      "side", "size_\(base)", "filled_\(base)", "quote_\(quote)", "average_price", "price_after",
      "effective_half_spread", "cost_\(quote)", "refusal",
    ]
    return CommaSeparated.row(header)
      + curve.points.map { point in
        let side = point.side == .buying ? "buy" : "sell"
        let size = plain(Numeral(point.size, of: pair.base).value)
        guard let quote = point.quote else {
          let rule = point.refusal.map { "\($0)" } ?? ""
          return CommaSeparated.row([side, size, "", "", "", "", "", "", rule])
        }
        return CommaSeparated.row([
          side, size, plain(Numeral(quote.fill.base, of: pair.base).value),
          plain(Numeral(quote.fill.quote, of: pair.quote).value), average(quote).map(plain) ?? "",
          quote.priceAfter.map(plain) ?? "", quote.effectiveHalfSpread.map(plain) ?? "",
          plain(quote.hedgeSlippageCost), "",
        ])
      }.joined()
  }

  private func plain(_ value: Rational) -> String { value.decimalDescription ?? value.description }

  // MARK: - Text

  /// A table of sizes and a table of depths for people.
  public var text: String {
    let perBase = "\(pair.quote.symbol)/\(pair.base.symbol)"
    var sizes = Table([
      .text("side"), .number("size \(pair.base.symbol)"), .number("average \(perBase)"),
      .number("price after"), .number("half-spread"), .number("cost C_H \(pair.quote.symbol)"),
    ])
    for point in curve.points {
      let side = point.side == .buying ? "buy" : "sell"
      let size = Numeral(point.size, of: pair.base).significant(digits: 8)
      guard let quote = point.quote else {
        sizes.add([side, size, "refused", "", "", point.refusal.map { "\($0)" } ?? ""])
        continue
      }
      let isPartial = quote.fill.base < point.size
      sizes.add([
        isPartial ? "\(side), part" : side,
        isPartial ? Numeral(quote.fill.base, of: pair.base).significant(digits: 8) : size,
        average(quote).map { Numeral($0).significant(digits: 8) } ?? "none",
        quote.priceAfter.map { Numeral($0).significant(digits: 8) } ?? "none",
        quote.effectiveHalfSpread.map { Numeral($0).basisPoints(places: 2) } ?? "none",
        Numeral(quote.hedgeSlippageCost).rounded(places: 2),
      ])
    }
    var depths = Table([
      .text("depth to a price move of"), .number("buying \(pair.base.symbol)"),
      .number("selling \(pair.base.symbol)"),
    ])
    for depth in curve.depths {
      depths.add([
        Numeral(depth.band).percent(places: 2), Numeral(depth.buying, of: pair.base).significant(digits: 8),
        Numeral(depth.selling, of: pair.base).significant(digits: 8),
      ])
    }
    return "\(pool)\n" + sizes.rendered(width: 100, indent: 2) + depths.rendered(width: 100, indent: 2)
  }
}
