import Exact

/// The two ticks at which the next step up or down would end, with their square-root prices: a cache about the price.
///
/// Uniswap v3 looks for initialised ticks in words of 256 possible ticks, counted in spacings: downwards from the price's
/// own, upwards from the one above, and a step also ends at the end of a word. Steps round, so their ends are part of the
/// protocol, initialised or not. The bracket is a function of the price's tick in spacings, and of the initialised ticks.
@usableFromInline
struct TickBracket: Hashable, Sendable {
  /// Where a step down ends.
  let lowerTick: Int32
  /// Where a step up ends.
  let upperTick: Int32
  /// Whether liquidity changes at the lower end.
  let isLowerInitialised: Bool
  /// Whether liquidity changes at the upper end.
  let isUpperInitialised: Bool
  /// Whether the price's tick is the last of its word, for which alone the upper end holds: to be renewed after any move.
  let isEdge: Bool
  /// The number of initialised ticks at or below the price.
  let index: Int
  /// The square-root price of the lower end.
  let lowerRatio: Word256
  /// The square-root price of the upper end.
  let upperRatio: Word256

  /// The bracket of a tick in spacings (`⌊tick ÷ spacing⌋`), `index` of the initialised ticks being at or below it.
  init(compressed: Int32, spacing: Int32, index: Int, ticks: [InitialisedTick]) {
    self.index = index
    isEdge = compressed & 255 == 255
    let wordStart = (compressed >> 8) << 8
    let wordEnd = ((compressed + 1) >> 8) << 8 | 255
    // Initialised ticks are multiples of the spacing; the ends of a word may lie outside the range of ticks.
    let floor = max(wordStart * spacing, TickMath.minimumTick)
    let ceiling = min(wordEnd * spacing, TickMath.maximumTick)
    if index > 0, ticks[index - 1].tick >= floor {
      isLowerInitialised = true
      lowerTick = ticks[index - 1].tick
      lowerRatio = ticks[index - 1].sqrtRatio
    } else {
      isLowerInitialised = false
      lowerTick = floor
      lowerRatio = TickMath.sqrtRatio(atTickInRange: floor)
    }
    if index < ticks.count, ticks[index].tick <= ceiling {
      isUpperInitialised = true
      upperTick = ticks[index].tick
      upperRatio = ticks[index].sqrtRatio
    } else {
      isUpperInitialised = false
      upperTick = ceiling
      upperRatio = TickMath.sqrtRatio(atTickInRange: ceiling)
    }
  }

  /// The bracket of a tick.
  init(tick: Int32, spacing: Int32, ticks: [InitialisedTick]) {
    self.init(
      compressed: TickBracket.compressed(tick, spacing: spacing), spacing: spacing,
      index: ticks.count(upTo: tick), ticks: ticks)
  }

  /// `⌊tick ÷ spacing⌋`.
  static func compressed(_ tick: Int32, spacing: Int32) -> Int32 {
    let quotient = tick / spacing
    return tick < 0 && quotient * spacing != tick ? quotient - 1 : quotient
  }
}
