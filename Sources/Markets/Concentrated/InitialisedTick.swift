public import Exact

/// A tick at which at least one position begins or ends.
@frozen
public struct InitialisedTick: Hashable, Sendable {
  /// The tick.
  public let tick: Int32
  /// Its square-root price, kept so that crossing it computes none.
  public let sqrtRatio: Word256
  /// Liquidity of all positions that begin or end here.
  public internal(set) var gross: UInt128
  /// How active liquidity changes when the price crosses upwards.
  public internal(set) var net: Int128
  /// Base fees per unit of liquidity, on the other side of the tick than the price, since some start.
  public internal(set) var outsideBase: Word256
  /// Quote fees per unit of liquidity, on the other side of the tick than the price, since some start.
  public internal(set) var outsideQuote: Word256

  init(tick: Int32, outsideBase: Word256, outsideQuote: Word256) {
    self.tick = tick
    sqrtRatio = TickMath.sqrtRatio(atTickInRange: tick)
    gross = 0
    net = 0
    self.outsideBase = outsideBase
    self.outsideQuote = outsideQuote
  }

  /// Turns "outside" to the other side, when the price crosses.
  mutating func cross(growthBase: Word256, growthQuote: Word256) {
    outsideBase = growthBase.subtractingReportingOverflow(outsideBase).partialValue
    outsideQuote = growthQuote.subtractingReportingOverflow(outsideQuote).partialValue
  }
}

extension [InitialisedTick] {
  /// The number of ticks at or below `tick`: where a new one goes, and one past its place if it is there.
  func count(upTo tick: Int32) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle].tick <= tick { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Where `tick` is, if it is initialised.
  func position(of tick: Int32) -> Int? {
    let place = count(upTo: tick)
    guard place > 0 else { return nil }
    return self[place - 1].tick == tick ? place - 1 : nil
  }
}
