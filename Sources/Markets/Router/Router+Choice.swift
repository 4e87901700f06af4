public import Exact
public import Units

// MARK: - Which venues

extension Router {
  /// Finds the best split of any set of permitted venues and leaves it in `chosen`; false when costs leave nothing to send.
  ///
  /// Without costs that is the split over all of them. With costs it takes the better of that and of every venue alone, then
  /// adds or leaves out single venues with a cost while that helps. Worths are compared strictly, so a venue whose saving
  /// equals its cost is used.
  @inlinable
  mutating func choose<Venue: RoutableVenue>(
    _ order: SwapOrder, permitted: UInt64, costly: UInt64, across venues: [Venue]
  ) -> Bool {
    var best: Int256?
    isSettled = true
    _ = improve(&best, order, with: permitted, costly: costly, across: venues)
    guard costly != 0 else { return best != nil }
    for index in 0..<venueCount where permitted >> UInt64(index) & 1 == 1 {
      _ = improve(&best, order, with: 1 << UInt64(index), costly: costly, across: venues)
    }
    // Every round improves the worth, so no set comes back; 2n rounds can reach and leave every venue once.
    for _ in 0..<(2 * venueCount) {
      // A single venue may have been best so far: those without a cost join it for nothing.
      let set = (permitted & ~costly) | used(chosen)
      var helped = improve(&best, order, with: set, costly: costly, across: venues)
      for index in 0..<venueCount where costly >> UInt64(index) & 1 == 1 {
        let candidate = set ^ (1 << UInt64(index))
        helped = improve(&best, order, with: candidate, costly: costly, across: venues) || helped
      }
      if !helped { break }
    }
    return best != nil
  }

  /// Keeps the split over a set if it is worth more than the best so far.
  @inlinable
  mutating func improve<Venue: RoutableVenue>(
    _ best: inout Int256?, _ order: SwapOrder, with set: UInt64, costly: UInt64, across venues: [Venue]
  ) -> Bool {
    guard set != 0, let worth = split(order, over: set, costly: costly, across: venues) else { return false }
    if let best, worth <= best { return false }
    best = worth
    for index in 0..<venueCount { chosen[index] = units[index] }
    return true
  }

  /// The venues with a unit in a split.
  @inlinable
  func used(_ split: [UInt128]) -> UInt64 {
    var set: UInt64 = 0
    for index in 0..<venueCount where split[index] != 0 { set |= 1 << UInt64(index) }
    return set
  }

  /// What the legs of a set add up to, costs taken into account; nil below one unit or above 2¹²⁸ − 1.
  @inlinable
  func amount(of order: SwapOrder, over set: UInt64) -> UInt128? {
    // Above 128 bits no venue can fill it; the largest amount is refused by the venues themselves.
    let units = order.fixedUnits.asUInt128 ?? .max
    guard order.fixesQuote else { return units }
    var cost = Word256.zero
    for index in 0..<venueCount where set >> UInt64(index) & 1 == 1 { cost += costs[index] }
    guard order.fixesInput else { return (Word256(units) + cost).asUInt128 ?? .max }
    return cost < Word256(units) ? units - cost.low : nil
  }

  /// The best split over a set, in `units`, and its worth; nil when costs leave nothing to send.
  ///
  /// An order that fixes quote sends what the costs of the set leave; a venue that turns out unused is taken out of the
  /// set and the rest split anew, with its cost to spend.
  @inlinable
  mutating func split<Venue: RoutableVenue>(
    _ order: SwapOrder, over wanted: UInt64, costly: UInt64, across venues: [Venue]
  ) -> Int256? {
    var set = wanted
    while true {
      guard let amount = amount(of: order, over: set) else { return nil }
      for index in 0..<venueCount {
        units[index] = 0
        values[index] = .zero
      }
      let top = start(amount, in: set, order: order, across: venues)
      isSettled = exchange(amount, from: top, in: set, order: order, across: venues) && isSettled
      preferSingle(amount, in: set, order: order, across: venues)
      let spare = set & costly & ~used(units)
      guard order.fixesQuote, spare != 0 else { break }
      set &= ~spare
    }
    var worth = Int256.zero
    for index in 0..<venueCount where units[index] != 0 {
      worth += values[index]
      if !order.fixesQuote { worth -= Int256(costs[index]) }
    }
    return worth
  }

  /// Replaces the split at hand by the best of its venues alone, the first of equals, if that is worth more.
  @inlinable
  mutating func preferSingle<Venue: RoutableVenue>(
    _ amount: UInt128, in set: UInt64, order: SwapOrder, across venues: [Venue]
  ) {
    var best = Int256.zero
    for index in 0..<venueCount { best += values[index] }
    var place: Int?
    for index in 0..<venueCount where set >> UInt64(index) & 1 == 1 && units[index] != amount {
      let worth = value(amount, at: index, order: order, across: venues)
      guard worth > best else { continue }
      best = worth
      place = index
    }
    guard let place else { return }
    for index in 0..<venueCount {
      units[index] = index == place ? amount : 0
      values[index] = index == place ? best : .zero
    }
  }

  /// What a leg is worth: output units, or minus input units.
  ///
  /// A refused leg counts as worse than any answer, and the more so the further it is beyond what the venue can fill:
  /// −2²³⁰ when it is too small, `−2²³⁰ − 2¹⁰⁰ · units` when too large. Exchanges thereby lead to a split that is
  /// accepted wherever one exists.
  @inlinable
  mutating func value<Venue: RoutableVenue>(
    _ units: UInt128, at index: Int, order: SwapOrder, across venues: [Venue]
  ) -> Int256 {
    guard units != 0 else { return .zero }
    quotes += 1
    do {
      let fill = try venues[index].quote(order.fixing(Word256(units))).fill
      let answer = order.fixesQuote ? fill.base.units : fill.quote.units
      precondition(answer.significantBits <= 224, "venue \(index) answered \(answer) units")
      return order.fixesInput ? Int256(answer) : -Int256(answer)
    } catch {
      let excess = error.saysTooLittle ? Word256.zero : Word256(units) << 100
      return -Int256(Word256(high: 1 << 102, low: 0) + excess)
    }
  }
}
