import CountedHeap
import Exact
import Markets
import Testing
import Units

@Suite("Heap allocations of a book") struct BookAllocationTests {
  /// Unoptimised code boxes what optimised code keeps in registers.
  private static var isOptimised: Bool {
    #if DEBUG
      false
    #else
      true
    #endif
  }

  /// A mix of limit orders, cancellations and market orders; gives the lots that traded.
  ///
  /// No command is refused: the test library's own hook allocates for every error that is thrown.
  private static func play(
    _ count: Int, _ book: inout OrderBook, _ ids: inout [OrderID], _ dice: inout TestDice
  ) throws -> UInt64 {
    var traded: UInt64 = 0
    for _ in 0..<count {
      let side: TradeSide = dice.number(0...1) == 0 ? .buying : .selling
      let place = Int(dice.number(0...UInt64(ids.count - 1)))
      let distance = Int(dice.number(0...40)) - 8
      switch dice.number(0...7) {
      case 0...3:
        if book.order(ids[place]) != nil { try book.cancel(ids[place]) }
        let price = 10_000 + (side == .buying ? -distance : distance)
        let outcome = try book.limit(
          side, price: price, lots: dice.number(1...50), owner: OrderOwner(UInt16(dice.number(0...3))),
          timing: .goodTillCancelled)
        traded += outcome.filled
        if let id = outcome.order { ids[place] = id }
      case 4...5:
        if book.order(ids[place]) != nil { try book.cancel(ids[place]) }
      case 6:
        if book.order(ids[place]) != nil { try book.amend(ids[place], lots: dice.number(1...50)) }
      default: traded += try book.market(side, lots: dice.number(1...90), owner: .anyone).filled
      }
    }
    return traded
  }

  @Test(.enabled(if: isOptimised, "the promise is for optimised code: `make soak`"))
  func `an order book allocates nothing`() throws {
    var book = OrderBook(span: 1_024, capacity: 512)
    var dice = TestDice(state: 5)
    let first = try #require(
      try book.limit(.buying, price: 10_000, lots: 1, owner: .anyone, timing: .postOnly).order)
    var ids = Array(repeating: first, count: 256)
    // The first commands pay for what all of a process share.
    _ = try Self.play(100, &book, &ids, &dice)
    let before = counted_heap_allocations()
    let traded = try Self.play(50_000, &book, &ids, &dice)
    #expect(counted_heap_allocations() - before == 0)
    #expect(traded > 10_000)
  }

  @Test(.enabled(if: isOptimised, "the promise is for optimised code: `make soak`"))
  func `blocks of a book venue allocate nothing`() throws {
    let pair = Pair(base: Token(symbol: "ETH", decimals: 18), quote: Token(symbol: "USDC", decimals: 6))
    let steps = (1...20).map { step in
      DepthStep(distance: .share(Ratio(wads: Int128(step) * 200_000_000_000_000)), lots: UInt64(step) * 100)
    }
    var market = try BookMarket(
      scale: BookScale(basePerLot: 1_000_000_000_000_000, quotePerTick: 10),
      profile: DepthProfile(bids: steps, asks: steps),
      resilience: #require(Resilience(1, over: 3)), fee: Fee(1, over: 2000),
      base: Amount(Word256(1 << 90 as UInt128)), quote: Amount(Word256(1 << 60 as UInt128)), span: 16_384)
    var dice = TestDice(state: 6)
    var wads: UInt128 = 3_000_000_000_000_000_000_000
    var trades = 0
    func play(_ blocks: Int) throws {
      for _ in 0..<blocks {
        try market.beginBlock(reference: Price(wads: wads), in: pair)
        wads = dice.number(0...1) == 0 ? wads * 10_020 / 10_000 : wads * 10_000 / 10_020
        if let found = market.arbitrage(at: Price(wads: wads), in: pair, gas: .zero) {
          try market.trade(
            found.fill.side == .buying ? .buyReceiving(found.fill.base) : .sellPaying(found.fill.base))
          trades += 1
        }
        let size = Word256(dice.number(2...900)) * 1_000_000_000_000_000
        try market.trade(dice.number(0...1) == 0 ? .sellPaying(Amount(size)) : .buyReceiving(Amount(size)))
        trades += 1
      }
    }
    try play(50)
    let before = counted_heap_allocations()
    try play(2_000)
    #expect(counted_heap_allocations() - before == 0)
    #expect(trades > 3_000)
  }
}
