import Exact

extension VolatilityOracle {
  /// One past the newest point, the pending one counted.
  var end: Int { pending == nil ? written : written + 1 }
  /// The oldest point held.
  var first: Int { max(0, end - capacity) }

  subscript(number: Int) -> Point {
    if number == written, let pending { return pending }
    return slots[number & mask]
  }

  /// The last point at or before `target`, looked for from point `lower`, which is one; it is not the newest.
  func number(atOrBefore target: Int64, from lower: Int) -> Int {
    var (low, step) = (lower, 1)
    while low + step < end, self[low + step].second <= target {
      low += step
      step *= 2
    }
    // Point `low` is at or before the target, point `low + step` is not, or is past the end.
    while step > 1 {
      step /= 2
      if low + step < end, self[low + step].second <= target { low += step }
    }
    return low
  }

  /// Where to look for the start of a window from.
  func lower(for target: Int64) -> Int {
    let start = max(windowStart, first)
    return self[start].second <= target ? start : first
  }

  /// The sum of ticks at a second not before point `lower`.
  func sum(at target: Int64, tick: Int, from lower: Int) -> Int64 {
    let newest = self[end - 1]
    if newest.second <= target {
      return newest.tickSum &+ Int64(tick) &* (target &- newest.second)
    }
    let index = number(atOrBefore: target, from: lower)
    // Since point `index`, the tick of the next one stood.
    return self[index].tickSum &+ Int64(self[index + 1].tick) &* (target - self[index].second)
  }

  /// The average tick at `now` when `tick` stands since `newest`.
  func average(at now: Int64, tick: Int, after newest: Point) -> Int32 {
    let oldest = self[first]
    let start = now - VolatilityOracle.window
    let sum = newest.tickSum &+ Int64(tick) &* (now &- newest.second)
    if oldest.second > start {
      guard now > oldest.second else { return Int32(tick) }
      return Int32((sum &- oldest.tickSum) / (now - oldest.second))
    }
    guard newest.second > start else { return Int32(tick) }
    let before = self.sum(at: start, tick: tick, from: lower(for: start))
    return Int32((sum &- before) / VolatilityOracle.window)
  }

  /// The point at `now` when `tick` stands since `newest`.
  func point(at now: Int64, tick: Int, after newest: Point) -> Point {
    let average = average(at: now, tick: tick, after: newest)
    let seconds = now - newest.second
    let volatility = VolatilityOracle.volatility(
      over: seconds, ticks: (tick, tick), averages: (Int(newest.averageTick), Int(average)))
    return Point(
      second: now, tickSum: newest.tickSum &+ Int64(tick) &* seconds,
      volatilitySum: newest.volatilitySum &+ volatility, tick: Int32(tick), averageTick: average)
  }

  /// `a − b mod 2⁸⁸`, the width of the contract's sums.
  func difference(_ a: UInt128, _ b: UInt128) -> UInt128 { (a &- b) & ((1 << 88) - 1) }

  /// The sum of squares at `target`, a second from the oldest point to `now`.
  func volatilitySum(at target: Int64, now: Int64, tick: Int, multipliesFirst: Bool) -> UInt128 {
    let newest = self[end - 1]
    if newest.second < target { return point(at: target, tick: tick, after: newest).volatilitySum }
    if newest.second == target { return newest.volatilitySum }
    let index = number(atOrBefore: target, from: lower(for: target))
    let (before, after) = (self[index], self[index + 1])
    let growth = after.volatilitySum &- before.volatilitySum
    let part = UInt128(target - before.second)
    let whole = UInt64(after.second - before.second)
    guard multipliesFirst else { return before.volatilitySum &+ growth.quotient(whole) * part }
    let (product, overflow) = growth.multipliedReportingOverflow(by: part)
    if !overflow { return before.volatilitySum &+ product.quotient(whole) }
    // Only after years without a point.
    let grown = try? Word256.mulDiv(Word256(growth), Word256(part), over: Word256(whole), rounding: .down)
    guard let grown else { preconditionFailure("a growth of \(growth) over \(whole) s") }
    return before.volatilitySum &+ grown.low
  }
}

extension UInt128 {
  /// `⌊self ÷ divisor⌋` where it fits one limb, and nil otherwise: one machine division.
  @inline(__always)
  func flooredLimb(dividingBy divisor: UInt64) -> UInt64? {
    let high = UInt64(truncatingIfNeeded: self >> 64)
    guard high < divisor else { return nil }
    return divisor.dividingFullWidth((high, UInt64(truncatingIfNeeded: self))).quotient
  }

  /// `⌊self ÷ divisor⌋`.
  @inline(__always)
  func quotient(_ divisor: UInt64) -> UInt128 {
    flooredLimb(dividingBy: divisor).map { UInt128($0) } ?? self / UInt128(divisor)
  }
}
