public import Exact

/// A range of prices: from the lower tick's, included, to the upper tick's, excluded.
@frozen
public struct TickRange: Hashable, Sendable {
  /// Where liquidity begins.
  public let lower: Int32
  /// Where liquidity ends.
  public let upper: Int32

  /// The range from `lower` to `upper`, checked where it is used.
  @inlinable
  public init(lower: Int32, upper: Int32) {
    self.lower = lower
    self.upper = upper
  }

  /// The widest range of a spacing.
  public static func full(spacing: Int32) -> TickRange {
    let end = TickMath.maximumTick / spacing * spacing
    return TickRange(lower: -end, upper: end)
  }
}

/// What one owner has in one range.
@frozen
public struct Position: Hashable, Sendable {
  /// Whose it is: any number the caller uses for its accounts.
  public let owner: UInt64
  /// Where its liquidity is active.
  public let range: TickRange
  /// Its liquidity.
  public internal(set) var liquidity: UInt128
  /// Base fees per unit of liquidity inside the range, when the position was last brought up to date.
  public internal(set) var growthInsideBase: Word256
  /// Quote fees per unit of liquidity inside the range, when the position was last brought up to date.
  public internal(set) var growthInsideQuote: Word256
  /// Base units burned or earned and not yet collected, as of then.
  public internal(set) var owedBase: UInt128
  /// Quote units burned or earned and not yet collected, as of then.
  public internal(set) var owedQuote: UInt128

  init(owner: UInt64, range: TickRange) {
    self.owner = owner
    self.range = range
    liquidity = 0
    growthInsideBase = .zero
    growthInsideQuote = .zero
    owedBase = 0
    owedQuote = 0
  }

  /// Credits what the liquidity earned since the last time, rounded down.
  mutating func accrue(insideBase: Word256, insideQuote: Word256) {
    let base = insideBase.subtractingReportingOverflow(growthInsideBase).partialValue
    let quote = insideQuote.subtractingReportingOverflow(growthInsideQuote).partialValue
    owedBase += LiquidityMath.earned(base, liquidity: liquidity)
    owedQuote += LiquidityMath.earned(quote, liquidity: liquidity)
    growthInsideBase = insideBase
    growthInsideQuote = insideQuote
  }

  /// Whether nothing is left of it.
  var isEmpty: Bool { liquidity == 0 && owedBase == 0 && owedQuote == 0 }

  /// The order of positions in a pool.
  func isBefore(_ owner: UInt64, _ range: TickRange) -> Bool {
    if self.owner != owner { return self.owner < owner }
    if self.range.lower != range.lower { return self.range.lower < range.lower }
    return self.range.upper < range.upper
  }
}

extension [Position] {
  /// Where the position of an owner in a range is or belongs.
  func place(of owner: UInt64, _ range: TickRange) -> (index: Int, exists: Bool) {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle].isBefore(owner, range) { low = middle + 1 } else { high = middle }
    }
    return (low, low < count && self[low].owner == owner && self[low].range == range)
  }
}
