public import Exact
public import Units

/// What a fee schedule sees of a pool at one moment.
@frozen
public struct FeeMarket: Hashable, Sendable {
  /// The time; schedules that count seconds take whole ones, rounded down.
  public var at: Instant
  /// The block, counted from 1.
  public var block: Int
  /// `⌊√(quote ÷ base) · 2⁹⁶⌋` of the curve, in base units: Uniswap v3's square-root price with the base token as token 0.
  public var sqrtPriceX96: Word256
  /// Base units on the curve (virtual reserve of a concentrated pool).
  public var base: UInt128
  /// Quote units on the curve (virtual reserve of a concentrated pool).
  public var quote: UInt128
  /// The latest oracle answer, however old; nil before the first. In quote units per base unit it is
  /// `oracle.wads ÷ pair.finePerQuoteUnit`.
  public var oracle: Price?

  /// A market from its parts.
  @inlinable
  public init(
    at: Instant, block: Int, sqrtPriceX96: Word256, base: UInt128, quote: UInt128, oracle: Price?
  ) {
    self.at = at
    self.block = block
    self.sqrtPriceX96 = sqrtPriceX96
    self.base = base
    self.quote = quote
    self.oracle = oracle
  }
}

/// How a pool sets its fee from what it has seen: a state that any curve can carry.
///
/// A curve calls `touch` first, then asks `fee` for the swap, swaps, and tells `settle` where the swap ended. A quote does the
/// same on a copy. No method draws, waits or fails: a schedule is validated when it is made.
///
/// The fee never falls below `floor`, and a schedule whose variable part is zero equals the constant fee `floor` bit for bit.
public protocol FeeSchedule: Sendable {
  /// The least fee the schedule ever charges.
  var floor: Fee { get }
  /// Whether every swap pays ``floor``, whatever happens: then nothing needs to be asked or told.
  var isConstant: Bool { get }
  /// Whether the fee depends on how far the swap moves the pool. If not, `fee` may be asked with `end == start`.
  var dependsOnSize: Bool { get }
  /// Brings the references up to the moment before a swap.
  mutating func touch(_ market: FeeMarket)
  /// The fee of a swap that goes from `start` to `end`, where `end` is the pool after the same swap at the fee `floor`.
  ///
  /// At the resolution of ``Fee`` (a denominator that divides 10¹²), rounded up where the schedule is finer.
  func fee(_ side: TradeSide, from start: FeeMarket, to end: FeeMarket) -> Fee
  /// Takes note of a swap that was made.
  mutating func settle(_ side: TradeSide, from start: FeeMarket, to end: FeeMarket)
}

extension FeeSchedule {
  /// False: a schedule that moves says nothing.
  @inlinable public var isConstant: Bool { false }
}
