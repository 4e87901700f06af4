public import Exact
public import Units

// MARK: - The split of the curves

extension Router {
  /// Splits the amount where the venues' curves have equal marginal prices, and says from which step on to search.
  ///
  /// With `R' = R_in · d ÷ (d − n)` and `W = √(R_in · R_out · d ÷ (d − n))`, marginal prices after the fee are equal when
  /// `R'_i + a_i = W_i · t` (amounts paid) or `R_out,i − a_i = W_i · t` (amounts received). So
  /// `a_i = W_i · (A + Σ R') ÷ Σ W − R'_i`, or `a_i = R_out,i − W_i · (Σ R_out − A) ÷ Σ W`, over the venues where that is
  /// positive; the others are dearer at their first unit and leave the sum, until none does.
  ///
  /// Where the venues are their curves everywhere, each leg is within a unit of the exact root, and the deepest within `2n`
  /// because it takes the rounding of all: the greatest root keeps some 127 bits, more than reserves have. The search then
  /// needs only steps up to `2n`. Without curves, or beyond their reserves, everything begins on the venue that answers
  /// best alone.
  @inlinable
  mutating func start<Venue: RoutableVenue>(
    _ amount: UInt128, in set: UInt64, order: SwapOrder, across venues: [Venue]
  ) -> Int {
    let widest = 127 - amount.leadingZeroBitCount
    var (curved, everywhere) = (UInt64.zero, true)
    var bits = 0
    for index in 0..<venueCount where set >> UInt64(index) & 1 == 1 {
      guard let curve = venues[index].curve(order.side), curve.reserveIn != 0, curve.reserveOut != 0 else {
        everywhere = false
        continue
      }
      curved |= 1 << UInt64(index)
      everywhere = everywhere && curve.extent == .everywhere
      bits = max(bits, rootBits(curve))
      read(curve, at: index, fixesInput: order.fixesInput)
    }
    guard curved != 0, scaleRoots(in: curved, bits: bits, order: order, across: venues),
      fill(amount, in: curved, fixesInput: order.fixesInput)
    else {
      beginOnBestVenue(amount, in: set, order: order, across: venues)
      return widest
    }
    return everywhere ? min(63 - (2 * venueCount).leadingZeroBitCount, widest) : widest
  }

  /// Bits that `R_in · R_out · d ÷ (d − n)` needs at most.
  @inlinable
  func rootBits(_ curve: RoutableCurve) -> Int {
    let (d, kept) = (curve.fee.denominator, curve.fee.denominator - curve.fee.numerator)
    let product = 256 - curve.reserveIn.leadingZeroBitCount - curve.reserveOut.leadingZeroBitCount
    return product + kept.leadingZeroBitCount - d.leadingZeroBitCount + 1
  }

  /// Notes the level a leg fills from: `⌊R'⌋` or `R_out`.
  @inlinable
  mutating func read(_ curve: RoutableCurve, at index: Int, fixesInput: Bool) {
    let (d, kept) = (curve.fee.denominator, curve.fee.denominator - curve.fee.numerator)
    guard fixesInput else {
      levels[index] = Word256(curve.reserveOut)
      return
    }
    let level = try? Word256.mulDiv(
      Word256(curve.reserveIn), Word256(d), over: Word256(kept), rounding: .down)
    guard let level else { preconditionFailure("level of a reserve of \(curve.reserveIn)") }
    levels[index] = level
  }

  /// Computes the roots, all times the same power of two so that the greatest has some 127 bits; false if one does not fit.
  @inlinable
  mutating func scaleRoots<Venue: RoutableVenue>(
    in set: UInt64, bits: Int, order: SwapOrder, across venues: [Venue]
  ) -> Bool {
    guard bits <= 254 else { return false }
    let shift = (254 - bits) & ~1
    for index in 0..<venueCount where set >> UInt64(index) & 1 == 1 {
      guard let curve = venues[index].curve(order.side) else { return false }
      let (d, kept) = (curve.fee.denominator, curve.fee.denominator - curve.fee.numerator)
      let (high, low) = curve.reserveIn.multipliedFullWidth(by: curve.reserveOut)
      let square = try? Word256.mulDiv(
        Word256(high: high, low: low) << shift, Word256(d), over: Word256(kept), rounding: .down)
      guard let square else { return false }
      roots[index] = square.squareRoot(rounding: .down)
    }
    return true
  }

  /// Fills the legs of a set to one level and hands the few units of rounding to the deepest; false if that is impossible.
  @inlinable
  mutating func fill(_ amount: UInt128, in curved: UInt64, fixesInput: Bool) -> Bool {
    var set = curved
    while set != 0 {
      var (sum, weight) = (Word256.zero, Word256.zero)
      for index in 0..<venueCount where set >> UInt64(index) & 1 == 1 {
        sum += levels[index]
        weight += roots[index]
      }
      guard fixesInput || sum > Word256(amount) else { return false }
      let level = fixesInput ? sum + Word256(amount) : sum - Word256(amount)
      var dry: UInt64 = 0
      for index in 0..<venueCount where set >> UInt64(index) & 1 == 1 {
        let share = try? Word256.mulDiv(roots[index], level, over: weight, rounding: .down)
        guard let share else { return false }
        let (own, other) = fixesInput ? (share, levels[index]) : (levels[index], share)
        guard own > other, let leg = (own - other).asUInt128 else {
          dry |= 1 << UInt64(index)
          units[index] = 0
          continue
        }
        units[index] = leg
      }
      if dry == 0 { return addUp(to: amount, in: set) }
      set &= ~dry
    }
    return false
  }

  /// Takes the units too many from the legs, the greatest root first, or gives it the units missing.
  @inlinable
  mutating func addUp(to amount: UInt128, in set: UInt64) -> Bool {
    var (sum, deepest) = (Word256.zero, -1)
    for index in 0..<venueCount where set >> UInt64(index) & 1 == 1 {
      sum += Word256(units[index])
      if deepest < 0 || roots[index] > roots[deepest] { deepest = index }
    }
    if sum <= Word256(amount) {
      units[deepest] += amount - sum.low
      return true
    }
    guard var excess = (sum - Word256(amount)).asUInt128 else { return false }
    let taken = min(excess, units[deepest])
    units[deepest] -= taken
    excess -= taken
    for index in 0..<venueCount where set >> UInt64(index) & 1 == 1 {
      let more = min(excess, units[index])
      units[index] -= more
      excess -= more
    }
    return excess == 0
  }

  /// Everything on one venue: the one that is worth most, the first of equals.
  @inlinable
  mutating func beginOnBestVenue<Venue: RoutableVenue>(
    _ amount: UInt128, in set: UInt64, order: SwapOrder, across venues: [Venue]
  ) {
    var best: Int256?
    var place = 0
    for index in 0..<venueCount {
      units[index] = 0
      guard set >> UInt64(index) & 1 == 1 else { continue }
      let worth = value(amount, at: index, order: order, across: venues)
      if let best, worth <= best { continue }
      best = worth
      place = index
    }
    units[place] = amount
  }
}
