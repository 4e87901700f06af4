public import Units

extension Venue {
  /// The venue as the metrics see it, unrounded; nil for kinds whose metrics are not defined: a concentrated pool, a fee that depends
  /// on more than the order.
  ///
  /// A perpetual is its virtual curve.
  public func depthCurve(in pair: Pair) -> (any DepthCurve)? {
    switch self {
    case .constantProduct(let pool): try? ConstantProductCurve(pool, in: pair)
    case .perpetual(let venue): try? ConstantProductCurve(venue.perpetual.curve, in: pair)
    case .orderBook(let book): BookSnapshot(book.market.book, scale: book.market.scale, in: pair)
    case .scheduled, .concentrated, .vacant: nil
    }
  }
}
