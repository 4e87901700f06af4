public import Exact

// MARK: - Whole units between legs

extension Router {
  /// Moves `2ᵏ` units from one leg to another while that is worth more, from `k = top` down to 0, until nothing helps.
  ///
  /// Why that suffices. Let `φ(m)` be the unrounded sum of what two legs pay when `m` units go from one to the other
  /// (minus what they fetch, for orders that fix the input). It is convex, and quotes exceed it by 0 to 2 units. If moving
  /// `2ᵏ` does not help, `φ(2ᵏ) > φ(0) − 2`; for `2ᵏ ≤ m < 2ᵏ⁺¹` the chord from 0 to `m` lies above `φ(2ᵏ)`, so
  /// `φ(m) > φ(0) − 4`. Any other split is reached by at most `n − 1` such moves, each leg only growing or only
  /// shrinking, so together they bring less than the sum of what each brings alone: `4(n − 1)`. With the `n` roundings of
  /// the split itself that is less than `5n − 4`.
  ///
  /// The steps end early once no leg gains more than 1 unit by a step: smaller moves gain less, `φ(m) > φ(0) − 2`.
  ///
  /// - Parameters:
  ///   - amount: what the legs add up to.
  ///   - top: the first `k`.
  ///   - set: the venues that may be used.
  ///   - order: what kind of order is split.
  ///   - venues: where it goes.
  /// - Returns: whether nothing helps any more; false after 16 sweeps.
  @inlinable
  mutating func exchange<Venue: RoutableVenue>(
    _ amount: UInt128, from top: Int, in set: UInt64, order: SwapOrder, across venues: [Venue]
  ) -> Bool {
    for index in 0..<venueCount where set >> UInt64(index) & 1 == 1 {
      values[index] = value(units[index], at: index, order: order, across: venues)
    }
    for _ in 0..<16 {
      if !sweep(amount, from: top, in: set, order: order, across: venues) { return true }
    }
    return false
  }

  /// One pass over all steps; whether anything moved.
  @inlinable
  mutating func sweep<Venue: RoutableVenue>(
    _ amount: UInt128, from top: Int, in set: UInt64, order: SwapOrder, across venues: [Venue]
  ) -> Bool {
    guard set & (set &- 1) != 0 else { return false }
    var moved = false
    var power = top
    while power >= 0 {
      let step: UInt128 = 1 << UInt128(power)
      for index in 0..<venueCount where set >> UInt64(index) & 1 == 1 {
        probe(index, step: step, amount: amount, order: order, across: venues)
      }
      // A convex venue needs a few exchanges a step; the limit is for others.
      for _ in 0..<(8 * venueCount) {
        guard let (from, to) = bestExchange(in: set) else { break }
        units[from] -= step
        units[to] += step
        values[from] += shrinking[from]
        values[to] += growing[to]
        probe(from, step: step, amount: amount, order: order, across: venues)
        probe(to, step: step, amount: amount, order: order, across: venues)
        moved = true
      }
      if isWithinAUnit(amount, in: set, order: order) { break }
      power -= 1
    }
    return moved
  }

  /// What a leg gains by one step more and one step less; −2²⁵⁰ where it cannot.
  @inlinable
  mutating func probe<Venue: RoutableVenue>(
    _ index: Int, step: UInt128, amount: UInt128, order: SwapOrder, across venues: [Venue]
  ) {
    let impossible = -Int256(Word256(high: 1 << 122, low: 0))
    let now = units[index]
    growing[index] =
      amount - now >= step
      ? value(now + step, at: index, order: order, across: venues) - values[index] : impossible
    shrinking[index] =
      now >= step
      ? value(now - step, at: index, order: order, across: venues) - values[index] : impossible
  }

  /// The two different legs between which a step gains most, if it gains; of equal gains the lowest indices.
  @inlinable
  func bestExchange(in set: UInt64) -> (from: Int, to: Int)? {
    var best = Int256.zero
    var pair: (from: Int, to: Int)?
    for from in 0..<venueCount where set >> UInt64(from) & 1 == 1 {
      for to in 0..<venueCount where set >> UInt64(to) & 1 == 1 && to != from {
        let gain = shrinking[from] + growing[to]
        if gain > best {
          best = gain
          pair = (from, to)
        }
      }
    }
    return pair
  }

  /// Whether every leg is accepted and no smaller step can fetch more than a unit more, or save more than one.
  ///
  /// A step that is refused says nothing about smaller ones; what a leg can save is at most what it costs.
  @inlinable
  func isWithinAUnit(_ amount: UInt128, in set: UInt64, order: SwapOrder) -> Bool {
    let refused = -Int256(Word256(high: 1 << 101, low: 0))
    for index in 0..<venueCount where set >> UInt64(index) & 1 == 1 {
      guard values[index] > refused else { return false }
      if order.fixesInput {
        guard units[index] != amount else { continue }
        guard growing[index] <= 1, growing[index] > refused else { return false }
      } else {
        guard values[index] < -1 else { continue }
        guard shrinking[index] <= 1, shrinking[index] > refused else { return false }
      }
    }
    return true
  }
}
