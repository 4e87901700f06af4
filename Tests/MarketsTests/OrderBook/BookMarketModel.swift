import Exact
import Markets
import TestKit
import Units

/// What makers, traders and arbitrageurs of a book venue should do, lot by lot in unbounded integers.
struct BookMarketModel {
  let scale: BookScale
  let pair: Pair
  let fee: Fee

  init(_ market: BookMarket, in pair: Pair) {
    scale = market.scale
    fee = market.fee
    self.pair = pair
  }

  /// `⌈net · d ÷ (d − n)⌉`.
  func withFee(_ net: Integer) -> Integer {
    (net * Integer(fee.denominator)).divided(by: Integer(fee.denominator - fee.numerator), rounding: .up)
  }

  /// What a trader pays and receives for each lot of the other side, best first.
  func lots(facing side: TradeSide, _ market: BookMarket) -> [(base: Integer, quote: Integer)] {
    let lot = Integer(scale.basePerLot)
    return market.book.levels(side == .buying ? .selling : .buying).flatMap { level in
      let price = Integer(level.price) * Integer(scale.quotePerTick)
      let one = side == .buying ? (base: lot, quote: withFee(price)) : (base: withFee(lot), quote: price)
      return Array(repeating: one, count: Int(level.lots))
    }
  }

  /// The fill an order should get and whether the book runs out, taking lots while they fit.
  func fill(_ order: SwapOrder, _ market: BookMarket) -> (
    lots: Int, base: Integer, quote: Integer, isPartial: Bool
  ) {
    let all = lots(facing: order.side, market)
    let lot = Integer(scale.basePerLot)
    var (count, base, quote) = (0, Integer.zero, Integer.zero)
    func fits(_ one: (base: Integer, quote: Integer)) -> Bool {
      switch order {
      case .buyPaying(let amount), .sellReceiving(let amount): quote + one.quote <= Integer(amount.units)
      case .buyReceiving(let amount), .sellPaying(let amount): base + one.base <= Integer(amount.units)
      }
    }
    while count < all.count, fits(all[count]) {
      base += all[count].base
      quote += all[count].quote
      count += 1
    }
    let ranOut = count == all.count
    switch order {
    case .buyPaying(let amount), .sellReceiving(let amount):
      return (count, base, quote, ranOut && quote < Integer(amount.units))
    case .buyReceiving(let amount):
      return (count, base, quote, ranOut && base + lot <= Integer(amount.units))
    case .sellPaying(let amount):
      return (count, base, quote, ranOut && base + withFee(lot) <= Integer(amount.units))
    }
  }

  /// The best trade at a price over every number of lots, the smallest that is best; nil when none pays.
  func arbitrage(_ market: BookMarket, at price: Price, gas: Word256) -> (
    side: TradeSide, lots: Int, profit: Integer
  )? {
    var best: (side: TradeSide, lots: Int, profit: Integer)?
    for side in TradeSide.allCases {
      var profit = -Integer(gas) * Integer(pair.finePerQuoteUnit)
      for (index, one) in lots(facing: side, market).enumerated() {
        let worth = one.base * Integer(price.wads) - one.quote * Integer(pair.finePerQuoteUnit)
        profit += side == .buying ? worth : -worth
        if profit > .zero, best.map({ profit > $0.profit }) ?? true { best = (side, index + 1, profit) }
      }
    }
    return best
  }

  /// The reference in ticks.
  func ticks(_ reference: Price) -> Rational {
    Rational(Integer(reference.wads) * Integer(scale.basePerLot))
      .dividing(by: Integer(pair.finePerQuoteUnit) * Integer(scale.quotePerTick))
  }

  /// The levels of a side after a refill, best first.
  func refilled(
    _ market: BookMarket, _ side: TradeSide, about reference: Price
  ) throws -> [PriceLevel] {
    let middle = ticks(reference)
    let reach = market.book.span / 2
    let (low, high) = (middle.rounded(.down), middle.rounded(.up))
    func isNear(_ tick: Integer) -> Bool { tick > low - Integer(reach) && tick < high + Integer(reach) }
    var sizes: [Int: (now: UInt64, wanted: UInt64)] = [:]
    for level in market.book.levels(side) {
      let tick = Integer(level.price)
      let isStale = side == .buying ? Rational(tick) > middle : Rational(tick) < middle
      if !isStale, isNear(tick) { sizes[level.price] = (level.lots, 0) }
    }
    for step in side == .buying ? market.profile.bids : market.profile.asks {
      let exact: Rational
      switch step.distance {
      case .ticks(let ticks):
        exact = side == .buying ? Rational(low - Integer(ticks)) : Rational(high + Integer(ticks))
      case .share(let share):
        let part = middle * Rational(Integer(share.wads)).dividing(by: Integer(10).power(18))
        exact = side == .buying ? middle - part : middle + part
      }
      let tick = exact.rounded(side == .buying ? .down : .up)
      guard tick > .zero, isNear(tick), let price = tick.asInt else { continue }
      sizes[price, default: (0, 0)].wanted += step.lots
    }
    var budget =
      side == .buying
      ? Integer(market.inventoryQuote.units)
      : Integer(market.inventoryBase.units).divided(by: Integer(scale.basePerLot), rounding: .down)
    var levels: [PriceLevel] = []
    for price in sizes.keys.sorted(by: side == .buying ? (>) : (<)) {
      guard let size = sizes[price] else { continue }
      let gap = Integer(size.wanted) - Integer(size.now)
      // The floor of a negative gap's share is the ceiling of what goes.
      var lots =
        Integer(size.now)
        + (gap * Integer(UInt64(market.resilience.numerator))).divided(
          by: Integer(UInt64(market.resilience.denominator)), rounding: .down)
      let each = side == .buying ? Integer(price) * Integer(scale.quotePerTick) : 1
      let most = budget.divided(by: each, rounding: .down)
      if lots > most { lots = most }
      budget -= lots * each
      if let lots = lots.asInt, lots > 0 { levels.append(PriceLevel(price: price, lots: UInt64(lots))) }
    }
    return levels
  }
}

extension Rational {
  func dividing(by divisor: Integer) -> Rational {
    guard let quotient = try? divided(by: Rational(divisor)) else { preconditionFailure("\(self) over zero") }
    return quotient
  }
}
