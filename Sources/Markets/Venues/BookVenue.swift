public import Exact
public import Units

/// An order book whose makers quote about the reference price of the block before: what they do not know yet, others take.
public struct BookVenue: Hashable, Sendable {
  /// The makers and their book.
  public internal(set) var market: BookMarket
  /// The tokens.
  public let pair: Pair
  private var moment: VenueMoment

  /// How many blocks the makers have had before the first one.
  private static let blocksBefore = 1_000

  /// A book whose makers have long quoted about the reference price of `moment`: its depth is the profile's.
  /// - Throws: `BookRefusal.priceMustBePositive`, then `.priceMustFit`.
  public init(market: BookMarket, pair: Pair, moment: VenueMoment) throws(BookRefusal) {
    var market = market
    for _ in 0..<Self.blocksBefore where !market.isAtRest || market.reference == nil {
      try market.beginBlock(reference: moment.reference, in: pair)
    }
    self.market = market
    self.pair = pair
    self.moment = moment
  }

  /// Brings the book to a moment: at the first look into a new block the makers move their quotes towards the profile about
  /// the reference price they last saw.
  ///
  /// Where that price is beyond the book's range the quotes stay as they are.
  public mutating func observe(_ moment: VenueMoment) {
    if moment.block != self.moment.block {
      try? market.beginBlock(reference: self.moment.reference, in: pair)
    }
    self.moment = moment
  }

  /// What an order would move, wholly or not at all: a purchase is rounded up and a sale down to whole lots.
  ///
  /// A sale leaves less than a lot with the trader, a purchase brings less than a lot more than asked.
  ///
  /// - Throws: as ``BookMarket/quote(_:)``, then `SwapRefusal.liquidityMustCoverOrder` when the book holds less.
  public func quote(_ order: SwapOrder) throws(SwapRefusal) -> Execution {
    let found = try market.detailedQuote(wholeLots(order))
    guard !found.isPartial else { throw .liquidityMustCoverOrder }
    return found.execution
  }

  /// Makes the trade of ``quote(_:)``.
  public mutating func trade(_ order: SwapOrder) throws(SwapRefusal) -> Execution {
    _ = try quote(order)
    return try market.trade(wholeLots(order))
  }

  /// As much of an order as the book holds, in whole lots, never more than it says.
  public func quoteAvailable(_ order: SwapOrder) throws(SwapRefusal) -> Execution { try market.quote(order) }

  /// Makes the trade of ``quoteAvailable(_:)``.
  public mutating func tradeAvailable(_ order: SwapOrder) throws(SwapRefusal) -> Execution {
    try market.trade(order)
  }

  private func wholeLots(_ order: SwapOrder) -> SwapOrder {
    guard case .buyReceiving(let amount) = order, let units = amount.units.asUInt128 else { return order }
    let lot = UInt128(market.scale.basePerLot)
    let (lots, rest) = units.quotientAndRemainder(dividingBy: lot)
    guard rest > 0 else { return order }
    let (rounded, overflow) = (lots + 1).multipliedReportingOverflow(by: lot)
    return overflow ? order : .buyReceiving(Amount(Word256(rounded)))
  }

  /// Takes every level better than the price after the fee: the best there is.
  public func arbitrage(at price: Price, in pair: Pair, gas: Amount<Quote>) -> VenueArbitrage? {
    guard let best = market.arbitrage(at: price, in: pair, gas: gas) else { return nil }
    let order = SwapOrder(best.fill.side, base: best.fill.base)
    guard let execution = try? market.quote(order) else { return nil }
    return VenueArbitrage(order: order, execution: execution, profit: best.profit)
  }

  /// The middle of the best bid and ask; the side there is when the other is empty, and the reference when both are.
  ///
  /// The reference is `wads ÷ finePerQuoteUnit`, shifted until both fit.
  public var mid: MidPrice {
    let scale = market.scale
    let bid = market.book.bestBid?.price ?? market.book.bestAsk?.price
    let ask = market.book.bestAsk?.price ?? bid
    guard let bid, let ask else {
      return MidPrice(quote: moment.reference.wads, base: pair.finePerQuoteUnit.low)
    }
    return MidPrice(
      quote: UInt128(bid + ask) * UInt128(scale.quotePerTick), base: 2 * UInt128(scale.basePerLot))
  }

  /// The middle of the best bid and ask in quote tokens per whole base token, exact; nil when a side is empty.
  public func price(in pair: Pair) -> Rational? { market.price(in: pair) }
}
