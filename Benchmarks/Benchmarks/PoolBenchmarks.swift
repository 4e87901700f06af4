import Exact
import Markets
import Units

/// W1 and W2: a constant-product pool swapped, and arbitraged against a moving price with its exact ledger.
enum PoolBenchmarks {
  static let all = [
    Benchmark(name: "W1", unit: "swaps", count: 2_000_000, run: swaps),
    Benchmark(name: "W2", unit: "steps", count: 1_000_000, run: arbitrage),
  ]

  static let wad: UInt128 = 1_000_000_000_000_000_000

  static func pool() throws -> ConstantProduct {
    try ConstantProduct(
      reserveBase: Amount(Word256(100_000 * wad)), reserveQuote: Amount(Word256(300_000_000 * wad)),
      fee: Fee(3, over: 1000), takesProtocolFee: false)
  }

  static func swaps(_ count: Int) throws -> String {
    var pool = try pool()
    var draws = CongruentialDraws()
    for _ in 0..<count {
      let state = draws.next()
      let size = UInt128(((state >> 33) & 1023) + 1)
      if state >> 63 == 1 {
        _ = try pool.sell(paying: Amount(Word256(size * wad)))
      } else {
        _ = try pool.buy(paying: Amount(Word256(size * 3000 * wad)))
      }
    }
    return "\(pool.reserveBase.units),\(pool.reserveQuote.units)"
  }

  static func arbitrage(_ count: Int) throws -> String {
    let pair = Pair(base: Token(symbol: "X", decimals: 18), quote: Token(symbol: "Y", decimals: 18))
    var pool = try pool()
    var draws = CongruentialDraws()
    var price = 3000 * wad
    let opening = value(of: pool, at: price, in: pair)
    var rebalancing = Int256.zero
    var profit = Int256.zero
    var fees = (base: UInt128.zero, quote: UInt128.zero)
    var trades = 0
    for _ in 0..<count {
      let next = draws.next() >> 63 == 1 ? price * 10_010 / 10_000 : price * 10_000 / 10_010
      let inventory = Int256(pool.reserveBase.units)
      rebalancing += inventory * (Int256(Word256(next)) - Int256(Word256(price)))
      price = next
      guard let (side, units) = pool.closedFormInput(at: Price(wads: price), in: pair) else { continue }
      trades += 1
      let now = Price(wads: price)
      switch side {
      case .selling:
        let fill = try pool.sell(paying: Amount(units))
        profit +=
          pair.value(Change(Int256(fill.quote.units))) - pair.value(Change(Int256(fill.base.units)), at: now)
        fees.base += units.low * 3 / 1000
      case .buying:
        let fill = try pool.buy(paying: Amount(units))
        profit +=
          pair.value(Change(Int256(fill.base.units)), at: now) - pair.value(Change(Int256(fill.quote.units)))
        fees.quote += units.low * 3 / 1000
      }
    }
    let closing = value(of: pool, at: price, in: pair)
    precondition(profit == rebalancing - (closing - opening), "the ledger left \(profit) unexplained")
    return
      "\(pool.reserveBase.units),\(pool.reserveQuote.units),\(price),\(profit),\(fees.base),\(fees.quote),\(trades)"
  }

  static func value(of pool: ConstantProduct, at price: UInt128, in pair: Pair) -> Int256 {
    pair.value(Change(Int256(pool.reserveBase.units)), at: Price(wads: price))
      + pair.value(Change(Int256(pool.reserveQuote.units)))
  }
}
