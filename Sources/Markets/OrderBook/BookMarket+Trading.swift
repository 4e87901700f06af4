internal import Exact
public import Units

/// What an order-book venue answers an order with.
@frozen
public struct BookExecution: Hashable, Sendable {
  /// What really moves, and how much of it is fee.
  public let execution: Execution
  /// Lots that move.
  public let lots: UInt64
  /// Whether the book ran out before the order was done.
  public let isPartial: Bool
}

extension Execution {
  /// Whether less moved than the order asked for: the book ran out, or the rest was no whole lot.
  @inlinable
  public func isPartial(of order: SwapOrder) -> Bool {
    switch order {
    case .buyPaying(let quote), .sellReceiving(let quote): fill.quote < quote
    case .buyReceiving(let base), .sellPaying(let base): fill.base < base
    }
  }
}

extension BookMarket {
  /// What an order would move; the venue does not change.
  ///
  /// Only whole lots move, and never more than the order says: the most lots whose base (for an amount of base) or whose
  /// quote (for an amount of quote), fee included, do not exceed the amount. `fill` is what really moves; the rest of the
  /// amount stays with the trader. When the book runs out, what it has moves: nothing is ever extrapolated.
  ///
  /// - Throws: `SwapRefusal.inputMustBePositive` for a payment of 0, `.outputMustBePositive` for a purchase of 0; then
  ///   `.reservesMustBePositive` when nobody quotes on the other side, then `.outputMustBePositive` when the amount is
  ///   less than a lot, then `.balanceMustFit` when the makers would own more than 2¹¹² − 1 units of a token.
  /// - Complexity: O(levels it reaches), no heap allocation.
  public func quote(_ order: SwapOrder) throws(SwapRefusal) -> Execution {
    try detailedQuote(order).execution
  }

  /// ``quote(_:)``, with the number of lots and whether the book ran out.
  public func detailedQuote(_ order: SwapOrder) throws(SwapRefusal) -> BookExecution {
    let walk = try walk(order)
    return BookExecution(execution: walk.execution(of: self), lots: walk.lots, isPartial: walk.isPartial)
  }

  /// Trades with the makers.
  ///
  /// - Returns: what moved, as ``quote(_:)``.
  /// - Throws: as ``quote(_:)``; the venue is unchanged then.
  @discardableResult
  public mutating func trade(_ order: SwapOrder) throws(SwapRefusal) -> Execution {
    try detailedTrade(order).execution
  }

  /// ``trade(_:)``, with the number of lots and whether the book ran out.
  @discardableResult
  public mutating func detailedTrade(_ order: SwapOrder) throws(SwapRefusal) -> BookExecution {
    let walk = try walk(order)
    let execution = walk.execution(of: self)
    do throws(BookRefusal) {
      let outcome = try book.market(walk.side, lots: walk.lots, owner: .anyone)
      precondition(outcome.filled == walk.lots, "BookMarket: \(outcome.filled) of \(walk.lots) lots filled")
    } catch {
      preconditionFailure("BookMarket: \(walk.lots) lots: \(error)")
    }
    isAtRest = false
    switch walk.side {
    case .buying:
      base &-= execution.fill.base.units.low
      quote &+= execution.fill.quote.units.low
    case .selling:
      base &+= execution.fill.base.units.low
      quote &-= execution.fill.quote.units.low
    }
    return BookExecution(execution: execution, lots: walk.lots, isPartial: walk.isPartial)
  }
}

// MARK: - Walking the book

/// How far an order goes into a book.
struct BookWalk {
  let side: TradeSide
  /// Lots that move.
  var lots: UInt64 = 0
  /// Quote units that move, fee included.
  var quote: UInt128 = 0
  /// How many of them are fee.
  var fee: UInt128 = 0
  /// Whether the book ran out before the order was done.
  var isPartial = false

  func execution(of market: BookMarket) -> Execution {
    let traded = UInt128(lots) * UInt128(market.scale.basePerLot)
    switch side {
    case .buying:
      return Execution(
        fill: Fill(side: side, base: Amount(Word256(traded)), quote: Amount(Word256(quote))),
        fee: FeeLabel(base: .zero, quote: Word256(fee), over: 1))
    case .selling:
      let paid = UInt128(lots) * market.basePaidPerLot
      return Execution(
        fill: Fill(side: side, base: Amount(Word256(paid)), quote: Amount(Word256(quote))),
        fee: FeeLabel(base: Word256(paid - traded), quote: .zero, over: 1))
    }
  }
}

extension BookMarket {
  /// Checks an order and finds how far it goes.
  func walk(_ order: SwapOrder) throws(SwapRefusal) -> BookWalk {
    switch order {
    case .buyPaying(let amount):
      guard !amount.isZero else { throw .inputMustBePositive }
      return try walk(.buying, lots: .max, quote: amount.units.asUInt128 ?? .max)
    case .buyReceiving(let amount):
      guard !amount.isZero else { throw .outputMustBePositive }
      return try walk(
        .buying, lots: lots(in: amount.units, each: UInt128(scale.basePerLot)), quote: nil)
    case .sellPaying(let amount):
      guard !amount.isZero else { throw .inputMustBePositive }
      return try walk(.selling, lots: lots(in: amount.units, each: basePaidPerLot), quote: nil)
    case .sellReceiving(let amount):
      guard !amount.isZero else { throw .outputMustBePositive }
      return try walk(.selling, lots: .max, quote: amount.units.asUInt128 ?? .max)
    }
  }

  /// Whole lots of `each` base units in an amount; more than a book holds count as the most it could.
  private func lots(in units: Word256, each: UInt128) -> UInt64 {
    guard let units = units.asUInt128 else { return .max }
    return UInt64(clamping: units / each)
  }

  /// Takes levels until `lots` lots or, where one is given, a budget of `quote` units is used up.
  private func walk(_ side: TradeSide, lots: UInt64, quote budget: UInt128?) throws(SwapRefusal) -> BookWalk {
    let makers: TradeSide = side == .buying ? .selling : .buying
    guard var price = book.bestPrice(makers) else { throw .reservesMustBePositive }
    var walk = BookWalk(side: side)
    var isDone = false
    while true {
      let level = book.levels[book.slot(price)].lots
      let net = quotePerLot(price)
      guard let each = side == .buying ? BookMarket.withFee(net, fee) : net else { throw .balanceMustFit }
      var taken = min(level, lots &- walk.lots)
      if let budget {
        // Division only where the whole level is too dear.
        let (worth, overflow) = UInt128(taken).multipliedReportingOverflow(by: each)
        if overflow || worth > budget &- walk.quote {
          taken = UInt64(truncatingIfNeeded: (budget &- walk.quote) / each)
        }
      }
      let (worth, overflow) = UInt128(taken).multipliedReportingOverflow(by: each)
      guard !overflow, worth <= UInt128.max &- walk.quote else { throw .balanceMustFit }
      walk.lots &+= taken
      walk.quote &+= worth
      walk.fee &+= UInt128(taken) &* (each &- net)
      isDone = walk.lots == lots || walk.quote == budget
      if isDone || taken < level { break }
      guard let next = book.price(behind: price, makers) else {
        walk.isPartial = true
        break
      }
      price = next
    }
    guard walk.lots > 0 else { throw .outputMustBePositive }
    try checkBalances(walk)
    return walk
  }

  func checkBalances(_ walk: BookWalk) throws(SwapRefusal) {
    switch walk.side {
    case .buying:
      let room = ConstantProductMath.maximumBalance - quote
      guard walk.quote <= room else { throw .balanceMustFit }
    case .selling:
      let (paid, overflow) = UInt128(walk.lots).multipliedReportingOverflow(by: basePaidPerLot)
      guard !overflow, paid <= ConstantProductMath.maximumBalance - base else { throw .balanceMustFit }
    }
  }
}
