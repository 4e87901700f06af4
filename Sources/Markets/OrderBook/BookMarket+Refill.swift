internal import Exact
public import Units

extension BookMarket {
  /// Moves the makers' quotes towards the profile about a reference price.
  ///
  /// 1. Bids above the reference, asks below it and quotes half the book's span or more from it are cancelled whole.
  /// 2. Every other level, quoted or wanted, moves by ``resilience`` of its gap: `now + ⌊gap · n/d⌋` where more is wanted,
  ///    `now − ⌈gap · n/d⌉` where less is.
  /// 3. From the best price outwards quotes are cut to what the inventory covers: asks to `⌊base ÷ basePerLot⌋` lots, bids to
  ///    `Σ lots · tick · quotePerTick ≤ quote`.
  ///
  /// A step at `k` ticks is quoted at `⌈m⌉ + k` and `⌊m⌋ − k`, one at a share `r` at `⌈m(1 + r)⌉` and `⌊m(1 − r)⌋`, where `m` is the
  /// reference in ticks: rounded away from it, in the makers' favour. Levels below tick 1 or half the span or more from
  /// the reference are not quoted. Orders of the makers are never crossed with one another, since every bid they
  /// place is below the reference and every ask above it.
  ///
  /// - Parameters:
  ///   - reference: the price the makers know. Pass the price before the block's move to let arbitrageurs meet stale quotes.
  ///   - pair: the tokens.
  /// - Throws: `BookRefusal.priceMustBePositive` for a price of 0, `.priceMustFit` for one beyond the book's range. The
  ///   venue is unchanged then.
  /// - Complexity: O(levels quoted and wanted), no heap allocation.
  public mutating func beginBlock(reference: Price, in pair: Pair) throws(BookRefusal) {
    guard reference.wads > 0 else { throw .priceMustBePositive }
    if isAtRest, reference == self.reference { return }
    let low = try scale.ticks(of: reference, in: pair, rounding: .down)
    let high = try scale.ticks(of: reference, in: pair, rounding: .up)
    guard high < OrderBook.maximumPrice - book.span else { throw .priceMustFit }
    let market = Reference(price: reference, low: low, high: high)
    self.reference = reference
    if ratio.finePerQuoteUnit != pair.finePerQuoteUnit { ratio = BookRatio(scale, in: pair) }
    var changed = cancelStale(market)
    changed = refill(.buying, about: market) || changed
    changed = refill(.selling, about: market) || changed
    isAtRest = !changed
  }

  /// A reference price in ticks, rounded both ways.
  struct Reference {
    let price: Price
    let low: Int
    let high: Int
  }

  /// Cancels what the reference has crossed or left far behind; says whether there was any.
  private mutating func cancelStale(_ market: Reference) -> Bool {
    let reach = book.span / 2
    let before = book.count
    while let best = book.bestPrice(.buying), best > market.low { cancel(best) }
    while let best = book.bestPrice(.selling), best < market.high { cancel(best) }
    while book.bidLots > 0, case let worst = book.lowestBid, worst <= market.low &- reach { cancel(worst) }
    while book.askLots > 0, case let worst = book.highestAsk, worst >= market.high &+ reach { cancel(worst) }
    return book.count != before
  }

  private mutating func cancel(_ price: Int) {
    book.remove(Int(book.levels[book.slot(price)].oldest))
  }

  /// Where a step is quoted; nil outside the book.
  private func tick(_ distance: DepthDistance, _ side: TradeSide, about market: Reference) -> Int? {
    let tick: Int
    switch (distance, side) {
    case (.ticks(let ticks), .buying):
      guard ticks < market.low else { return nil }
      tick = market.low - ticks
    case (.ticks(let ticks), .selling):
      guard ticks < book.span else { return nil }
      tick = market.high + ticks
    case (.share(let share), _):
      let one = UInt128(Ratio.one.wads)
      let factor = side == .buying ? one - UInt128(share.wads) : one &+ UInt128(share.wads)
      // wads · factor ÷ 10¹⁸ is the step's price: the scale divides it once and for all.
      let exact = try? Word256.mulDiv(
        Word256(market.price.wads) * Word256(factor), ratio.numerator, over: ratio.denominator,
        rounding: side == .buying ? .down : .up)
      guard let exact, exact < Word256(UInt64(OrderBook.maximumPrice)) else { return nil }
      tick = Int(exact.low)
    }
    guard tick > 0 else { return nil }
    let reach = book.span / 2
    return tick > market.low - reach && tick < market.high + reach ? tick : nil
  }

  /// Moves one side towards the profile; says whether anything changed.
  private mutating func refill(_ side: TradeSide, about market: Reference) -> Bool {
    want(side, about: market)
    plan.removeAll(keepingCapacity: true)
    var quoted = book.bestPrice(side)
    var index = 0
    while let price = nearer(quoted, index < wanted.count ? wanted[index].price : nil, side) {
      if index < wanted.count, wanted[index].price == price {
        plan.append(wanted[index])
        index += 1
      } else {
        plan.append(PriceLevel(price: price, lots: 0))
      }
      if quoted == price { quoted = book.price(behind: price, side) }
    }
    return carryOut(side)
  }

  /// Lists what the profile wants of a side, best price first, steps of one tick together.
  private mutating func want(_ side: TradeSide, about market: Reference) {
    wanted.removeAll(keepingCapacity: true)
    let count = side == .buying ? profile.bids.count : profile.asks.count
    for index in 0..<count {
      let step = side == .buying ? profile.bids[index] : profile.asks[index]
      guard let price = tick(step.distance, side, about: market) else { continue }
      if let last = wanted.last, last.price == price {
        wanted[wanted.count - 1] = PriceLevel(price: price, lots: last.lots &+ step.lots)
      } else {
        wanted.append(PriceLevel(price: price, lots: step.lots))
      }
    }
  }

  /// The nearer to the reference of two prices of a side.
  private func nearer(_ a: Int?, _ b: Int?, _ side: TradeSide) -> Int? {
    guard let a else { return b }
    guard let b else { return a }
    return side == .buying ? max(a, b) : min(a, b)
  }

  /// Brings every level of the plan to its size, best first, as far as the inventory goes.
  private mutating func carryOut(_ side: TradeSide) -> Bool {
    var changed = false
    var budget = side == .buying ? quote : base / UInt128(scale.basePerLot)
    for level in plan {
      let slot = book.slot(level.price)
      let now = book.levels[slot].lots
      var lots = resilience.moved(now, towards: level.lots)
      let each = side == .buying ? quotePerLot(level.price) : 1
      let worth = UInt128(lots).multipliedReportingOverflow(by: each)
      if worth.overflow || worth.partialValue > budget {
        lots = UInt64(truncatingIfNeeded: min(budget / each, UInt128(lots)))
      }
      budget &-= UInt128(lots) &* each
      guard lots != now else { continue }
      changed = true
      setLevel(side, level.price, from: now, to: lots)
    }
    return changed
  }

  /// Makes the makers' order at a price `lots` big.
  private mutating func setLevel(_ side: TradeSide, _ price: Int, from now: UInt64, to lots: UInt64) {
    let index = Int(book.levels[book.slot(price)].oldest)
    if lots == 0 {
      book.remove(index)
    } else if now == 0 {
      precondition(book.free >= 0, "BookMarket: no place for tick \(price)")
      _ = book.rest(side, price: price, lots: lots, owner: BookMarket.makers)
    } else {
      book.resize(index, to: lots)
    }
  }
}

/// `basePerLot ÷ (finePerQuoteUnit · quotePerTick · 10¹⁸)` in lowest terms: a price in wads times a share in wads, times this, is
/// in ticks.
struct BookRatio: Hashable, Sendable {
  let finePerQuoteUnit: Word256
  let numerator: Word256
  let denominator: Word256

  /// Of no pair.
  static let none = BookRatio(finePerQuoteUnit: .zero, numerator: .zero, denominator: .one)

  private init(finePerQuoteUnit: Word256, numerator: Word256, denominator: Word256) {
    self.finePerQuoteUnit = finePerQuoteUnit
    self.numerator = numerator
    self.denominator = denominator
  }

  init(_ scale: BookScale, in pair: Pair) {
    // Below 2¹²⁰ · 2⁶⁴ · 2⁶⁰.
    let whole = pair.finePerQuoteUnit * scale.quotePerTick * Word256(UInt128(Ratio.one.wads))
    var (divisor, rest) = (whole, Word256(scale.basePerLot))
    while !rest.isZero, let next = try? divisor.quotientAndRemainder(dividingBy: rest).remainder {
      (divisor, rest) = (rest, next)
    }
    guard let numerator = try? Word256(scale.basePerLot).divided(by: divisor, rounding: .down),
      let denominator = try? whole.divided(by: divisor, rounding: .down)
    else { preconditionFailure("BookRatio: \(scale)") }
    self.init(finePerQuoteUnit: pair.finePerQuoteUnit, numerator: numerator, denominator: denominator)
  }
}
