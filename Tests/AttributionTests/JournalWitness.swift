import Exact
import Feeds
import Markets
import Simulation
import Units

@testable import Attribution

/// A journal made by dice and everything its definitions say about it, summed naively in unrounded rationals.
///
/// It shares no code with the folds: whole histories are kept and every sum is written as its definition.
struct JournalWitness {
  struct Trade {
    var block: Int
    var pool: Int
    var origin: Origin
    var base: Rational  // A, from the pool's side, base units
    var quote: Rational  // B, from the pool's side, quote units
    var feeBase: Rational
    var feeQuote: Rational
    var price: Rational  // fine units per base unit
  }

  let plan: Plan
  var prices: [Price]
  var blocks: [[JournalEvent]] = []
  var trades: [Trade] = []

  /// `blocks` blocks of random prices with up to three random trades each.
  init(plan: Plan, seed: UInt64, origins: [Origin]) {
    self.plan = plan
    var dice = Dice(seed: seed, purpose: .properties, block: 0)
    prices = [Price(wads: 3_000_000_000_000_000_000_000)]
    for block in 1...plan.blocks {
      let at = Instant.start + Duration(milliseconds: plan.block.milliseconds * Int64(block))
      let move = UInt128(9_700 + dice.below(600))
      let price = Price(wads: prices[block - 1].wads * move / 10_000)
      prices.append(price)
      var events = [JournalEvent.price(BlockEvent(block: block, at: at, price: price))]
      for _ in 0..<dice.below(4) {
        let pool = Int(dice.below(UInt64(plan.pools.count)))
        let origin = origins[Int(dice.below(UInt64(origins.count)))]
        let side: TradeSide = dice.chance(1, in: 2) ? .buying : .selling
        let fill = Fill(
          side: side, base: Amount(Word256(dice.below(1 << 40) + 1)),
          quote: Amount(Word256(dice.below(1 << 30) + 1)))
        events.append(
          .trade(
            TradeEvent(
              block: block, at: at, pool: pool, origin: origin, fill: fill, price: price,
              fee: FeeLabel(plan.pools[pool].fee, ofInputIn: fill),
              midBefore: MidPrice(
                quote: plan.pools[pool].reserveQuote.units.low, base: plan.pools[pool].reserveBase.units.low))
          ))
        note(fill, block: block, pool: pool, origin: origin, price: price)
      }
      blocks.append(events)
    }
  }

  private mutating func note(_ fill: Fill, block: Int, pool: Int, origin: Origin, price: Price) {
    let fee = Rational(
      Integer(plan.pools[pool].fee.numerator), dividedBy: Integer(plan.pools[pool].fee.denominator))
    let base = Rational(Integer(fill.base.units))
    let quote = Rational(Integer(fill.quote.units))
    let buys = fill.side == .buying
    trades.append(
      Trade(
        block: block, pool: pool, origin: origin, base: buys ? -base : base, quote: buys ? quote : -quote,
        feeBase: buys ? 0 : base * fee, feeQuote: buys ? quote * fee : 0, price: Self.fine(price)))
  }

  static func fine(_ price: Price) -> Rational { Rational(Integer(price.wads)) }

  var quoteScale: Rational { Rational(Integer(plan.pair.finePerQuoteUnit)) }

  /// `−(a P + b)` of a trade, fine units.
  func loss(_ trade: Trade) -> Rational {
    -((trade.base - trade.feeBase) * trade.price + (trade.quote - trade.feeQuote) * quoteScale)
  }

  /// `φˣ P + φʸ` of a trade, fine units.
  func fee(_ trade: Trade) -> Rational { trade.feeBase * trade.price + trade.feeQuote * quoteScale }

  /// Base inventory of a pool after all trades up to and including a block.
  func base(pool: Int, after block: Int) -> Rational {
    trades.filter { $0.pool == pool && $0.block <= block }
      .reduce(Rational(Integer(plan.pools[pool].reserveBase.units))) { $0 + $1.base }
  }

  /// `Σ_k X_{k−1} (P_k − P_{k−1})` over blocks, fine units.
  func market(pool: Int) -> Rational {
    (1...plan.blocks).reduce(Rational(0)) { sum, block in
      sum + base(pool: pool, after: block - 1) * (Self.fine(prices[block]) - Self.fine(prices[block - 1]))
    }
  }

  /// `Σ A P(t + horizon) + B`, the price of the last block standing in beyond the end; fine units.
  func markout(pool: Int, origin: Origin, horizon: Int) -> Rational {
    trades.filter { $0.pool == pool && $0.origin == origin }
      .reduce(Rational(0)) { sum, trade in
        let price = prices[min(trade.block + horizon, plan.blocks)]
        return sum + trade.base * Self.fine(price) + trade.quote * quoteScale
      }
  }

  /// The providers' loss less fees in a range of blocks over all pools, fine units.
  func netLoss(_ range: ClosedRange<Int>) -> Rational {
    trades.filter { range.contains($0.block) }.reduce(Rational(0)) { $0 + loss($1) - fee($1) }
  }

  /// Hedge trades grouped by definition: a gap longer than the plan's starts a new burst.
  var bursts: [[Trade]] {
    let gap = Int(plan.bursts.gap.milliseconds / plan.block.milliseconds)
    var groups: [[Trade]] = []
    for trade in trades where trade.origin == .hedging {
      if let last = groups.last?.last, trade.block - last.block <= gap {
        groups[groups.count - 1].append(trade)
      } else {
        groups.append([trade])
      }
    }
    return groups
  }
}
