public import Exact
public import Units

/// What a lot and a tick of a book are worth: a lot at tick `t` costs `t · quotePerTick` quote units, an integer.
@frozen
public struct BookScale: Hashable, Sendable {
  /// Base units in a lot, above 0.
  public let basePerLot: UInt64
  /// Quote units a lot costs more at the next tick, above 0.
  public let quotePerTick: UInt64

  /// A scale; traps when either is 0.
  public init(basePerLot: UInt64, quotePerTick: UInt64) {
    precondition(basePerLot > 0, "a lot has at least 1 base unit, was \(basePerLot)")
    precondition(quotePerTick > 0, "a tick is at least 1 quote unit a lot, was \(quotePerTick)")
    self.basePerLot = basePerLot
    self.quotePerTick = quotePerTick
  }

  /// `price` in ticks: `wads · basePerLot ÷ (finePerQuoteUnit · quotePerTick)`, rounded as asked.
  ///
  /// - Throws: `BookRefusal.priceMustFit` above ``OrderBook/maximumPrice``.
  public func ticks(of price: Price, in pair: Pair, rounding: Rounding) throws(BookRefusal) -> Int {
    let ticks = try? Word256.mulDiv(
      Word256(price.wads), Word256(basePerLot), over: pair.finePerQuoteUnit * quotePerTick, rounding: rounding
    )
    guard let ticks, ticks <= Word256(UInt64(OrderBook.maximumPrice)) else { throw .priceMustFit }
    return Int(ticks.low)
  }

  /// `price` in ticks, when it is a whole number of them.
  ///
  /// - Throws: `BookRefusal.priceMustFit`, then `.priceMustBeOnTick`.
  public func ticks(exactly price: Price, in pair: Pair) throws(BookRefusal) -> Int {
    let ticks = try ticks(of: price, in: pair, rounding: .down)
    guard try ticks == self.ticks(of: price, in: pair, rounding: .up) else { throw .priceMustBeOnTick }
    return ticks
  }

  /// The price of a tick in quote tokens per whole base token, exactly.
  public func price(ofTick tick: Int, in pair: Pair) -> Rational {
    let perLot = Integer(tick) * Integer(quotePerTick)
    return fraction(
      perLot * Integer(pair.base.unitsPerWhole), Integer(basePerLot) * Integer(pair.quote.unitsPerWhole))
  }

  /// Lots in whole base tokens, exactly.
  public func base(ofLots lots: UInt64, in pair: Pair) -> Rational {
    fraction(Integer(lots) * Integer(basePerLot), Integer(pair.base.unitsPerWhole))
  }

  private func fraction(_ numerator: Integer, _ denominator: Integer) -> Rational {
    guard let value = Rational(numerator, over: denominator) else {
      preconditionFailure("BookScale: \(numerator) over zero")
    }
    return value
  }
}
