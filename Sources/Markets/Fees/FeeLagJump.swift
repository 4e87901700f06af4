import Exact
public import Units

/// A price jump for ``FeeLag``: a curve before and after it, each with a small swap's displacement.
public struct FeeJump: Hashable, Sendable {
  /// The curve before the jump, its oracle's answer included.
  public let start: FeeMarket
  /// `start` after a small swap that buys.
  public let startNudged: FeeMarket
  /// The curve after the jump, with the oracle's new answer.
  public let end: FeeMarket
  /// `end` after a small swap that buys.
  public let endNudged: FeeMarket
  /// The time from one block to the next.
  public let blockTime: Duration
  /// Blocks with small swaps before the jump.
  public let quietBlocks: Int
  /// Blocks the oracle is late; 0 when it answers the new price before the jump's swap.
  public let oracleDelay: Int

  /// A jump from its parts; of the markets, time and block are set by the measurement.
  public init(
    start: FeeMarket, startNudged: FeeMarket, end: FeeMarket, endNudged: FeeMarket, blockTime: Duration,
    quietBlocks: Int, oracleDelay: Int
  ) {
    precondition(quietBlocks >= 0, "\(quietBlocks) quiet blocks")
    precondition(oracleDelay >= 0, "an oracle \(oracleDelay) blocks late")
    self.start = start
    self.startNudged = startNudged
    self.end = end
    self.endNudged = endNudged
    self.blockTime = blockTime
    self.quietBlocks = quietBlocks
    self.oracleDelay = oracleDelay
  }

  /// A jump on a constant-product curve from `base` and `quote` units, by `root.numerator ÷ root.denominator` in √price.
  ///
  /// The curve after it has `base ÷ root` and `quote · root`, rounded down; a small swap buys a `1 ÷ nudge` part of the
  /// base, rounded down. The oracle answers the curve's price, before and after, rounded down.
  ///
  /// Traps unless all reserves stay positive and the curve's price within 2^±64.
  public static func onConstantProduct(
    base: UInt128, quote: UInt128, root: (numerator: UInt32, denominator: UInt32), nudge: UInt64, pair: Pair,
    blockTime: Duration, quietBlocks: Int, oracleDelay: Int
  ) -> FeeJump {
    precondition(nudge > 1, "a small swap takes part of the base, not 1 ÷ \(nudge)")
    func scaled(_ units: UInt128, _ a: UInt32, _ b: UInt32) -> UInt128 { units * UInt128(a) / UInt128(b) }
    let endBase = scaled(base, root.denominator, root.numerator)
    let endQuote = scaled(quote, root.numerator, root.denominator)
    let (old, new) = (price(base, quote, pair), price(endBase, endQuote, pair))
    func nudged(_ base: UInt128, _ quote: UInt128, _ oracle: Price) -> FeeMarket {
      let kept = base - base / UInt128(nudge)
      return market(kept, floored(quote, base, over: Word256(kept)).low, oracle)
    }
    return FeeJump(
      start: market(base, quote, old), startNudged: nudged(base, quote, old),
      end: market(endBase, endQuote, new), endNudged: nudged(endBase, endQuote, new),
      blockTime: blockTime, quietBlocks: quietBlocks, oracleDelay: oracleDelay)
  }
}

// MARK: - Markets of the measurement

extension FeeJump {
  /// A market of the measurement at a block, counted from 0, with the oracle's answer of then.
  func at(_ block: Int, _ market: FeeMarket) -> FeeMarket {
    var market = market
    market.at = Instant(milliseconds: Int64(block) * blockTime.milliseconds)
    market.block = block + 1
    market.oracle = block >= quietBlocks + oracleDelay ? end.oracle : start.oracle
    return market
  }

  /// A small swap that buys from `market` to `nudged`, or sells the way back.
  func smallSwap<Schedule: FeeSchedule>(
    on schedule: inout Schedule, _ market: FeeMarket, _ nudged: FeeMarket, block: Int, isBack: Bool
  ) -> Fee {
    let (low, high) = (at(block, market), at(block, nudged))
    return isBack
      ? FeeLag.swap(.selling, on: &schedule, from: high, to: low)
      : FeeLag.swap(.buying, on: &schedule, from: low, to: high)
  }

  private static func market(_ base: UInt128, _ quote: UInt128, _ oracle: Price) -> FeeMarket {
    let ratio = floored(quote, 1 << 64, over: Word256(base))
    precondition(ratio.high == 0, "a price of \(quote) ÷ \(base) is above 2⁶⁴")
    // ⌊√(quote · 2¹⁹² ÷ base)⌋ = ⌊√⌊quote · 2¹⁹² ÷ base⌋⌋, below 2¹²⁸.
    let square = floored(Word256(quote), Word256(high: 1 << 64, low: 0), over: Word256(base))
    return FeeMarket(
      at: .start, block: 1, sqrtPriceX96: square.squareRoot(rounding: .down), base: base, quote: quote,
      oracle: oracle)
  }

  private static func price(_ base: UInt128, _ quote: UInt128, _ pair: Pair) -> Price {
    Price(wads: floored(Word256(quote), pair.finePerQuoteUnit, over: Word256(base)).low)
  }

  private static func floored(_ a: UInt128, _ b: UInt128, over c: Word256) -> Word256 {
    floored(Word256(a), Word256(b), over: c)
  }

  private static func floored(_ a: Word256, _ b: Word256, over c: Word256) -> Word256 {
    do {
      return try .mulDiv(a, b, over: c, rounding: .down)
    } catch {
      preconditionFailure("\(a) · \(b) ÷ \(c): \(error)")
    }
  }
}
