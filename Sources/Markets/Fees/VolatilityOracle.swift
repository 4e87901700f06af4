import Exact

/// How far ticks strayed from their own average over the last 24 hours, from points written as swaps happen.
///
/// Every second contributes `(tick − average tick)²`, with both series linear between points and the tick of
/// a point standing since the point before. The average tick is over 24 hours, or since the first point held.
///
/// Points are kept in a ring of fixed `capacity`, allocated once. When it is full, a new point replaces the
/// oldest, and where that leaves less than 24 hours the window is what is left, exactly as in the contract
/// with its 65,536 points: choose a capacity of one point per block and day, plus two
/// (``capacity(blockSeconds:)``), to never get there.
///
/// A touch makes a point that only ``commit()`` writes; the next touch discards an uncommitted one, as a
/// reverted transaction would. So a copy may be touched and asked without copying the ring.
///
/// Source: Algebra Integral 1.2, volatility oracle; formulas restated. Sums wrap as theirs do, without effect
/// on differences over a window.
public struct VolatilityOracle: Hashable, Sendable {
  /// What was known at one second.
  @frozen
  public struct Point: Hashable, Sendable {
    /// Whole seconds.
    public var second: Int64
    /// `Σ tick · seconds mod 2⁶⁴`.
    public var tickSum: Int64
    /// `Σ (tick − average)²` over the seconds.
    public var volatilitySum: UInt128
    /// The tick that stood until this second.
    public var tick: Int32
    /// The average tick at this second.
    public var averageTick: Int32
  }

  /// The seconds of the window: 24 hours.
  @inlinable public static var window: Int64 { 86_400 }
  /// The most points a ring may have.
  @inlinable public static var maximumCapacity: Int { 1 << 20 }

  /// The most points held at a time.
  public let capacity: Int
  /// A power of two of at least `capacity` slots.
  var slots: [Point]
  let mask: Int
  /// Points ever written; the newest is at `written − 1`.
  var written = 0
  /// The last point at or before the start of the newest point's window, counted as `written` is; 0 at first.
  var windowStart = 0
  /// The point of the last touch, until it is committed or discarded.
  var pending: Point?

  /// An oracle without points.
  /// - Throws: `VolatilityOracleRefusal.capacityMustBeInRange` outside 2 … 2²⁰.
  public init(capacity: Int) throws(VolatilityOracleRefusal) {
    guard (2...VolatilityOracle.maximumCapacity).contains(capacity) else {
      throw .capacityMustBeInRange(capacity)
    }
    self.capacity = capacity
    var size = 2
    while size < capacity { size *= 2 }
    mask = size - 1
    slots = Array(
      repeating: Point(second: 0, tickSum: 0, volatilitySum: 0, tick: 0, averageTick: 0), count: size)
  }

  /// Points enough for a day of one point per `blockSeconds` seconds, its start and the newest:
  /// `⌊86400 ÷ s⌋ + 3`.
  public static func capacity(blockSeconds: Int) -> Int { 86_400 / max(blockSeconds, 1) + 3 }

  /// The newest committed point.
  public var last: Point? { written == 0 ? nil : slots[(written - 1) & mask] }
  /// The newest point, committed or not.
  public var newest: Point? { pending ?? last }
  /// Whether the last touch made a point that is not committed.
  public var hasPending: Bool { pending != nil }

  /// Makes the point of a new second, from the tick that stood until then; the first one starts the oracle.
  ///
  /// Within the second of the newest committed point, or before it, there is nothing to make.
  ///
  /// - Parameter tick: −887,272 to 887,272.
  public mutating func touch(second: Int64, tick: Int) {
    pending = nil
    guard let last else {
      pending = Point(
        second: second, tickSum: 0, volatilitySum: 0, tick: Int32(tick), averageTick: Int32(tick))
      return
    }
    guard second > last.second else { return }
    pending = point(at: second, tick: tick, after: last)
  }

  /// Writes the point of the last touch.
  public mutating func commit() {
    guard let point = pending else { return }
    pending = nil
    slots[written & mask] = point
    written += 1
    let start = point.second - VolatilityOracle.window
    windowStart = max(windowStart, written - min(written, capacity))
    while windowStart + 1 < written, slots[(windowStart + 1) & mask].second <= start { windowStart += 1 }
  }

  /// Touches and commits.
  public mutating func write(second: Int64, tick: Int) {
    touch(second: second, tick: tick)
    commit()
  }

  /// The mean of `(tick − average)²` per second over the 24 hours up to `second`; 0 without a past.
  ///
  /// `⌊(Σ(now) − Σ(now − 24 h)) ÷ 86400⌋`; younger than 24 h, `⌊(Σ(now) − Σ(first)) ÷ (n − 1)⌋` over its `n`
  /// seconds (n = 1: ÷ 1). At the newest point's own second the window's start is interpolated multiplying
  /// first, otherwise dividing first. More than 24 hours after the newest point both sums are extrapolated,
  /// along different lines, and their difference may fall below 0: then it wraps at 2⁸⁸ as in the contract.
  /// After a touch there always is a point at the second asked for.
  ///
  /// - Parameters:
  ///   - second: not before the newest point.
  ///   - tick: what stands since the newest point.
  public func averageVolatility(at second: Int64, tick: Int) -> UInt128 {
    guard let newest else { return 0 }
    let isNewest = second <= newest.second
    let now = max(second, newest.second)
    let end = isNewest ? newest.volatilitySum : point(at: now, tick: tick, after: newest).volatilitySum
    let oldest = self[first]
    let start = now - VolatilityOracle.window
    if oldest.second <= start {
      let before = self.volatilitySum(at: start, now: now, tick: tick, multipliesFirst: isNewest)
      return difference(end, before).quotient(UInt64(VolatilityOracle.window))
    }
    let span = now - oldest.second
    guard span > 0 else { return 0 }
    return difference(end, oldest.volatilitySum).quotient(UInt64(max(span - 1, 1)))
  }

  /// The mean tick over the 24 hours up to `second`, or since the oldest point held; rounded towards 0.
  ///
  /// - Parameters:
  ///   - second: not before the newest point.
  ///   - tick: what stands since the newest point.
  public func averageTick(at second: Int64, tick: Int) -> Int {
    guard let newest else { return tick }
    return Int(average(at: max(second, newest.second), tick: tick, after: newest))
  }

  /// `Σ tick · seconds` up to `second`, wrapping at 2⁶⁴; linear between points.
  /// - Throws: `VolatilityOracleRefusal.secondMustBeHeld` before the oldest point held.
  public func tickSum(at second: Int64, tick: Int) throws(VolatilityOracleRefusal) -> Int64 {
    guard end > first, second >= self[first].second else { throw .secondMustBeHeld(second) }
    return sum(at: second, tick: tick, from: first)
  }

  /// `trunc((k²·Σ₂ + 6·b·k·Σ₁ + 6·dt·b²) ÷ (6·dt²))`: the sum of squared distances of two straight lines over
  /// `dt` seconds.
  ///
  /// `k = (t₁ − t₀) − (a₁ − a₀)`, `b = (t₀ − a₀)·dt`, `Σ₁ = dt(dt + 1)`, `Σ₂ = Σ₁(2dt + 1)`: the sum over i =
  /// 1 … dt of `(k·i + b)² ÷ dt²`, so never negative.
  ///
  /// - Parameters:
  ///   - seconds: `dt`, 1 to 2⁵⁴.
  ///   - ticks: `t₀` and `t₁`.
  ///   - averages: `a₀` and `a₁`.
  public static func volatility(
    over seconds: Int64, ticks: (Int, Int), averages: (Int, Int)
  ) -> UInt128 {
    let change = Int64((ticks.1 - ticks.0) - (averages.1 - averages.0))
    let offset = Int64(ticks.0 - averages.0)
    if seconds < 100_000_000 {
      // |k| < 2²², |b| < 2⁴⁸, Σ₂ < 2⁸²: each term below 2¹²⁵·⁵ and the sum below 2¹²⁷.
      let (dt, k, b) = (Int128(seconds), Int128(change), Int128(offset) * Int128(seconds))
      let once = dt * (dt + 1)
      let sum = k * k * (once * (2 * dt + 1)) + 6 * b * k * once + 6 * dt * b * b
      return UInt128(truncatingIfNeeded: sum).quotient(UInt64(truncatingIfNeeded: 6 * dt * dt))
    }
    let (dt, k) = (Int256(seconds), Int256(change))
    let b = Int256(offset) * dt
    let once = dt * (dt + 1)
    let sum = k * k * (once * (2 * dt + 1)) + 6 * b * k * once + 6 * dt * b * b
    guard let quotient = try? sum.magnitude.divided(by: (6 * dt * dt).magnitude, rounding: .down) else {
      preconditionFailure("a volatility over \(seconds) s")
    }
    return quotient.low
  }
}

/// Why a volatility oracle declined.
public enum VolatilityOracleRefusal: Error, Hashable, Sendable {
  /// The capacity was below 2 or above 2²⁰ points.
  case capacityMustBeInRange(Int)
  /// The second is before the oldest point held [targetIsTooOld].
  case secondMustBeHeld(Int64)
}
