public import Exact
public import Units

/// All base tokens quoted at one price.
public struct DepthLevel: Hashable, Sendable {
  /// Quote tokens per base token.
  public let price: Rational
  /// Base tokens.
  public let base: Rational

  /// A level from its parts.
  public init(price: Rational, base: Rational) {
    self.price = price
    self.base = base
  }
}

/// An order book at one moment, in exact fractions of whole tokens.
public struct BookSnapshot: DepthCurve, Hashable {
  /// The bids, best first.
  public let bids: [DepthLevel]
  /// The asks, best first.
  public let asks: [DepthLevel]

  /// A book of levels.
  ///
  /// - Throws: `MetricRefusal.priceMustBePositive`, then `.baseMustBePositive`, then `.pricesMustBeOrdered`.
  public init(bids: [DepthLevel], asks: [DepthLevel]) throws(MetricRefusal) {
    for level in bids + asks {
      guard level.price > .zero else { throw .priceMustBePositive }
      guard level.base > .zero else { throw .baseMustBePositive }
    }
    // From the lowest bid to the highest ask prices must rise.
    let prices = bids.reversed().map(\.price) + asks.map(\.price)
    for (lower, higher) in zip(prices, prices.dropFirst()) {
      guard lower < higher else { throw .pricesMustBeOrdered }
    }
    self.init(ordered: bids, asks)
  }

  private init(ordered bids: [DepthLevel], _ asks: [DepthLevel]) {
    self.bids = bids
    self.asks = asks
  }

  /// What a book shows.
  public init(_ book: OrderBook, scale: BookScale, in pair: Pair) {
    func levels(_ side: TradeSide) -> [DepthLevel] {
      book.levels(side).map {
        DepthLevel(
          price: scale.price(ofTick: $0.price, in: pair), base: scale.base(ofLots: $0.lots, in: pair))
      }
    }
    self.init(ordered: levels(.buying), levels(.selling))
  }

  /// `(best bid + best ask) ÷ 2`.
  public var middle: Rational? {
    guard let bid = bids.first, let ask = asks.first else { return nil }
    return (bid.price + ask.price).over(2)
  }

  /// The levels a trader going that way meets.
  private func levels(facing side: TradeSide) -> [DepthLevel] { side == .buying ? asks : bids }

  /// The part of each level that a trade of `base` takes; nil when the book holds less.
  private func parts(_ side: TradeSide, base: Rational) -> [DepthLevel]? {
    var parts: [DepthLevel] = []
    var left = base
    for level in levels(facing: side) {
      guard left > .zero else { break }
      let taken = min(left, level.base)
      parts.append(DepthLevel(price: level.price, base: taken))
      left -= taken
    }
    return left > .zero ? nil : parts
  }

  /// `Σ p · q` of what the trade takes.
  public func cash(_ side: TradeSide, base: Rational) -> Rational? {
    parts(side, base: base)?.reduce(.zero) { $0 + $1.price * $1.base }
  }

  /// The price of the last level the trade takes something of; of the best one for a trade of 0.
  public func marginalPrice(_ side: TradeSide, base: Rational) -> Rational? {
    guard let parts = parts(side, base: base) else { return nil }
    return parts.last?.price ?? levels(facing: side).first?.price
  }

  /// The book a trade of `base` leaves; nil when it holds less.
  public func after(_ side: TradeSide, base: Rational) -> BookSnapshot? {
    guard let parts = parts(side, base: base) else { return nil }
    var rest: [DepthLevel] = []
    for (index, level) in levels(facing: side).enumerated() {
      let left = index < parts.count ? level.base - parts[index].base : level.base
      if left > .zero { rest.append(DepthLevel(price: level.price, base: left)) }
    }
    return side == .buying ? BookSnapshot(ordered: bids, rest) : BookSnapshot(ordered: rest, asks)
  }

  /// A sum over the levels a trade takes, from `a` to `b` base tokens each at price `p`, `C` paid before:
  /// `s[(p/m − 1)(b − a) + (C − p·a)/m · ln(b/a)]`, the logarithm only behind the first level.
  ///
  /// The average price of a part is `(C + p(v − a)) ÷ v`, hence the logarithms. Within the first level `J` is a fraction.
  public func averageCostIntegral(
    _ side: TradeSide, base: Rational, middle: Rational
  ) -> CertifiedReal {
    let sign: Rational = side == .buying ? 1 : -1
    var (start, paid, whole) = (Rational.zero, Rational.zero, Rational.zero)
    var logarithms: [(factor: Rational, argument: Rational)] = []
    for part in parts(side, base: base) ?? [] {
      let end = start + part.base
      whole += sign * (part.price.over(middle) - 1) * part.base
      if start > .zero {
        logarithms.append((sign * (paid - part.price * start).over(middle), end.over(start)))
      }
      paid += part.price * part.base
      start = end
    }
    return .sum(whole, logarithms: logarithms)
  }

  /// The base of bids at `middle(1 − band)` or above, or of asks at `middle(1 + band)` or below.
  public func depth(
    _ side: TradeSide, within band: Rational, about middle: Rational
  ) throws(MetricRefusal) -> CertifiedReal {
    try check(band: band, about: middle)
    return CertifiedReal(total(side, within: band, about: middle))
  }

  private func total(_ side: TradeSide, within band: Rational, about middle: Rational) -> Rational {
    let end = middle * (side == .buying ? 1 - band : 1 + band)
    return (side == .buying ? bids : asks).reduce(.zero) { sum, level in
      (side == .buying ? level.price >= end : level.price <= end) ? sum + level.base : sum
    }
  }

  /// `(B − A) ÷ (B + A)`, always a fraction; 0 when both are 0.
  public func imbalance(
    within band: Rational, about middle: Rational
  ) throws(MetricRefusal) -> CertifiedReal {
    try check(band: band, about: middle)
    let bid = total(.buying, within: band, about: middle)
    let ask = total(.selling, within: band, about: middle)
    guard !(bid + ask).isZero else { return .zero }
    return CertifiedReal((bid - ask).over(bid + ask))
  }
}
