import Exact
import Markets
import Properties
import TestKit
import Testing
import Units

@Suite("BookMarket over random blocks") struct BookMarketLawTests {
  /// Small numbers make every rounding, shortage and tie frequent.
  private func draw(_ choices: inout Choices) throws -> (BookMarket, Pair, UInt128) {
    let pair = Pair(
      base: Token(symbol: "B", decimals: choices.within(0...3)),
      quote: Token(symbol: "Q", decimals: choices.within(0...3)))
    let scale = BookScale(basePerLot: choices.below(40) + 1, quotePerTick: choices.below(5) + 1)
    func steps(_ choices: inout Choices) -> [DepthStep] {
      let isShare = choices.chance(1, in: 2)
      var distance = 0
      return (0..<choices.within(0...5)).map { _ in
        distance += choices.within(1...4)
        let share = Ratio(wads: Int128(distance) * 13_000_000_000_000_000)
        return DepthStep(distance: isShare ? .share(share) : .ticks(distance), lots: choices.below(12) + 1)
      }
    }
    let denominator = UInt32(choices.within(1...5))
    let market = try BookMarket(
      scale: scale, profile: DepthProfile(bids: steps(&choices), asks: steps(&choices)),
      resilience: Resilience(UInt32(choices.within(1...Int(denominator))), over: denominator) ?? .full,
      fee: choices.oneOf([.zero, Fee(3, over: 1000), Fee(1, over: 7)]),
      base: Amount(Word256(choices.below(1_000))), quote: Amount(Word256(choices.below(20_000))), span: 64)
    // The price of one tick in wads.
    let tick =
      pair.finePerQuoteUnit.low * UInt128(scale.quotePerTick) / UInt128(scale.basePerLot)
    return (market, pair, tick)
  }

  private func price(_ choices: inout Choices, _ tick: UInt128) -> Price {
    Price(wads: max(1, tick * UInt128(choices.within(10...140)) / UInt128(choices.oneOf([1, 1, 2, 7]))))
  }

  @Test func `quotes, trades, inventory and arbitrage are those of the definitions`() {
    withEvery("book venue", cases: 300) { choices in
      var (market, pair, tick) = try draw(&choices)
      let model = BookMarketModel(market, in: pair)
      try choices.steps(upTo: 12) { choices in
        let reference = price(&choices, tick)
        choices.note("block about \(reference.wads)")
        let wanted = try TradeSide.allCases.map { try model.refilled(market, $0, about: reference) }
        let owned = (market.inventoryBase, market.inventoryQuote)
        try market.beginBlock(reference: reference, in: pair)
        for (side, levels) in zip(TradeSide.allCases, wanted) {
          try hold(
            Array(market.book.levels(side)) == levels,
            "\(side): \(Array(market.book.levels(side))) not \(levels)")
        }
        try hold(owned == (market.inventoryBase, market.inventoryQuote), "a refill moves nothing")
        try isSound(market)
        try trade(&choices, &market, model)
        try arbitrage(&choices, &market, model, at: price(&choices, tick))
      }
    }
  }

  private func isSound(_ market: BookMarket) throws {
    if let bid = market.book.bestBid, let ask = market.book.bestAsk {
      try hold(bid.price < ask.price, "crossed at \(bid.price)")
    }
    let asks = Integer(market.book.totalLots(.selling)) * Integer(market.scale.basePerLot)
    try hold(asks <= Integer(market.inventoryBase.units), "asks beyond the inventory")
    let bids = market.book.levels(.buying).reduce(Integer.zero) {
      $0 + Integer($1.price) * Integer(market.scale.quotePerTick) * Integer($1.lots)
    }
    try hold(bids <= Integer(market.inventoryQuote.units), "bids beyond the inventory")
  }

  private func trade(_ choices: inout Choices, _ market: inout BookMarket, _ model: BookMarketModel) throws {
    let amount = Word256(choices.sized(below: 20_000))
    let order = choices.oneOf([
      SwapOrder.buyPaying(Amount(amount)), .buyReceiving(Amount(amount)), .sellPaying(Amount(amount)),
      .sellReceiving(Amount(amount)),
    ])
    choices.note("\(order)")
    let before = market
    let wanted = model.fill(order, market)
    guard let answer = try? market.detailedTrade(order) else {
      try hold(wanted.lots == 0, "refused \(wanted.lots) lots")
      return try hold(market == before, "a refusal leaves the venue")
    }
    let fill = answer.execution.fill
    try hold(answer.lots == UInt64(wanted.lots), "\(answer.lots) lots, not \(wanted.lots)")
    try hold(Integer(fill.base.units) == wanted.base, "base \(fill.base.units), not \(wanted.base)")
    try hold(Integer(fill.quote.units) == wanted.quote, "quote \(fill.quote.units), not \(wanted.quote)")
    try hold(answer.isPartial == wanted.isPartial, "partial \(answer.isPartial)")
    try hold((try? before.detailedQuote(order)) == answer, "the quote is the trade")
    try conserves(before, market, answer.execution)
    try isSound(market)
  }

  /// What the trader gives the makers have, what he gets they gave; the fee is part of what he gives.
  private func conserves(_ before: BookMarket, _ after: BookMarket, _ execution: Execution) throws {
    let fill = execution.fill
    switch fill.side {
    case .buying:
      try hold(before.inventoryBase == after.inventoryBase + fill.base, "base is conserved")
      try hold(after.inventoryQuote == before.inventoryQuote + fill.quote, "quote is conserved")
    case .selling:
      try hold(after.inventoryBase == before.inventoryBase + fill.base, "base is conserved")
      try hold(before.inventoryQuote == after.inventoryQuote + fill.quote, "quote is conserved")
    }
    // The rest of the input is what the book's own prices ask.
    func cost(_ market: BookMarket, _ side: TradeSide) -> Integer {
      market.book.levels(side).reduce(.zero) {
        $0 + Integer($1.price) * Integer(market.scale.quotePerTick) * Integer($1.lots)
      }
    }
    let side: TradeSide = fill.side == .buying ? .selling : .buying
    let moved = cost(before, side) - cost(after, side)
    try hold(moved == Integer(fill.quote.units) - Integer(execution.fee.quote), "Σ p·q")
    let lots = Integer(before.book.totalLots(side)) - Integer(after.book.totalLots(side))
    let base = lots * Integer(before.scale.basePerLot)
    try hold(base == Integer(fill.base.units) - Integer(execution.fee.base), "whole lots")
  }

  private func arbitrage(
    _ choices: inout Choices, _ market: inout BookMarket, _ model: BookMarketModel, at price: Price
  ) throws {
    let gas = choices.oneOf([0, 0, 1, 50] as [Word256])
    choices.note("arbitrage at \(price.wads), gas \(gas)")
    let best = model.arbitrage(market, at: price, gas: gas)
    let found = market.arbitrage(at: price, in: model.pair, gas: Amount(gas))
    guard let found, let best else {
      return try hold(
        found == nil && best == nil, "\(String(describing: found)), not \(String(describing: best))")
    }
    try hold(found.fill.side == best.side, "side \(found.fill.side)")
    try hold(Integer(found.profit) == best.profit, "profit \(found.profit), not \(best.profit)")
    let order =
      found.fill.side == .buying
      ? SwapOrder.buyReceiving(found.fill.base) : .sellPaying(found.fill.base)
    let answer = try market.detailedTrade(order)
    try hold(answer.execution.fill == found.fill, "the trade is the one found")
    try hold(answer.lots == UInt64(best.lots), "\(answer.lots) lots, not \(best.lots)")
    try hold(market.arbitrage(at: price, in: model.pair, gas: .zero) == nil, "nothing is left")
  }
}
