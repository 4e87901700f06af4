public import Exact
public import Units

/// Splits orders over venues at equal marginal price after fees, in whole units.
///
/// With `n` venues and legs `a_i ≥ 0`, `Σ a_i = A`, it maximises `worth = Σ out_i(a_i) − Σ_used cost_i` for an order that
/// fixes what is paid, and `−Σ in_i(a_i) − Σ_used cost_i` for one that fixes what is received. Costs are quote units; where
/// the order itself fixes quote, they are taken from the amount: `.buyPaying(q)` sends `q − Σ cost`, `.sellReceiving(q)`
/// asks for `q + Σ cost`.
///
/// It promises, for any venues: the amount is split to the unit; no single permitted venue has a greater worth; ties go to
/// the lower index; the same input gives the same legs. For venues whose marginal price never improves with size and
/// whose quotes round by at most one unit against the trader, no split has an unrounded output (input) that is `5n − 4`
/// units or more better (``Route/isSettled``; the proof is at ``Router/exchange(_:from:in:order:across:)``).
///
/// A venue with a cost is avoided if and only if leaving it out, everything else being rearranged, has a greater worth;
/// with several such venues the choice is one that neither adding nor leaving out one of them improves.
///
/// A router keeps its working storage: after the first order it allocates nothing, provided that no copy of ``legs`` is
/// held while it routes.
@frozen
public struct Router: Sendable {
  /// How many venues it routes over.
  public let venueCount: Int
  @usableFromInline var legStorage: [RouteLeg]
  /// Units of each leg of the split at hand, and what each is worth.
  @usableFromInline var units: [UInt128]
  @usableFromInline var values: [Int256]
  /// What a leg gains by growing and by shrinking one step.
  @usableFromInline var growing: [Int256]
  @usableFromInline var shrinking: [Int256]
  /// The best split so far.
  @usableFromInline var chosen: [UInt128]
  /// `√(R_in · R_out · d ÷ (d − n))` and the reserve to fill, of each curve.
  @usableFromInline var roots: [Word256]
  @usableFromInline var levels: [Word256]
  @usableFromInline var costs: [Word256]
  @usableFromInline var quotes: Int
  @usableFromInline var isSettled: Bool

  /// Storage for `venueCount` venues, at most 64; traps outside.
  public init(venueCount: Int) {
    precondition((0...64).contains(venueCount), "a router has 0 to 64 venues, was \(venueCount)")
    self.venueCount = venueCount
    legStorage = []
    legStorage.reserveCapacity(venueCount)
    units = Array(repeating: 0, count: venueCount)
    values = Array(repeating: .zero, count: venueCount)
    growing = values
    shrinking = values
    chosen = units
    roots = Array(repeating: .zero, count: venueCount)
    levels = roots
    costs = roots
    quotes = 0
    isSettled = true
  }

  /// The legs of the last route, by venue; none after a refusal. A leg has at least one unit.
  @inlinable public var legs: [RouteLeg] { legStorage }

  /// Splits an order; no venue changes.
  ///
  /// - Parameters:
  ///   - order: the amount fixed, at most 2¹²⁸ − 1 units.
  ///   - venues: the ``venueCount`` places to trade.
  ///   - access: permission and cost of each.
  /// - Throws: ``RouteRefusal``, in the order it lists.
  /// - Complexity: no heap allocation in steady state. For constant-product venues about `12n` quotes; for others
  ///   `2n · ⌈log₂ A⌉` a sweep and mostly two sweeps; times the number of venues with a cost and one.
  @inlinable
  public mutating func route<Venue: RoutableVenue>(
    _ order: SwapOrder, across venues: [Venue], access: [VenueAccess]
  ) throws(RouteRefusal) -> Route {
    precondition(venues.count == venueCount, "\(venues.count) venues for a router of \(venueCount)")
    precondition(access.count == venueCount, "\(access.count) permissions for \(venueCount) venues")
    legStorage.removeAll(keepingCapacity: true)
    quotes = 0
    guard !order.fixedUnits.isZero else { throw .amountMustBePositive }
    var permitted: UInt64 = 0
    var costly: UInt64 = 0
    for index in 0..<venueCount {
      guard case .permitted(let cost) = access[index] else { continue }
      permitted |= 1 << UInt64(index)
      if !cost.isZero { costly |= 1 << UInt64(index) }
      costs[index] = cost.units
    }
    guard permitted != 0 else { throw .venueMustBePermitted }
    guard choose(order, permitted: permitted, costly: costly, across: venues) else {
      throw .amountMustExceedCosts
    }
    return try emit(order, across: venues)
  }

  /// Splits an order and makes its trades.
  ///
  /// - Throws: as ``route(_:across:access:)``; no venue has changed then. Traps when a venue does not trade what it quoted.
  @inlinable
  public mutating func trade<Venue: RoutableVenue>(
    _ order: SwapOrder, across venues: inout [Venue], access: [VenueAccess]
  ) throws(RouteRefusal) -> Route {
    let route = try route(order, across: venues, access: access)
    for leg in legStorage {
      let made = try? venues[leg.venue].trade(leg.order)
      precondition(made == leg.execution, "venue \(leg.venue) quoted \(leg.execution) but traded otherwise")
    }
    return route
  }

  /// Quotes the chosen split once more, as legs and their sum.
  @inlinable
  mutating func emit<Venue: RoutableVenue>(
    _ order: SwapOrder, across venues: [Venue]
  ) throws(RouteRefusal) -> Route {
    var refusal: RouteRefusal?
    var (base, quote, cost) = (Word256.zero, Word256.zero, Word256.zero)
    for index in 0..<venueCount where chosen[index] != 0 {
      let leg = order.fixing(Word256(chosen[index]))
      quotes += 1
      do {
        let execution = try venues[index].quote(leg)
        legStorage.append(RouteLeg(venue: index, order: leg, execution: execution))
        base += execution.fill.base.units
        quote += execution.fill.quote.units
        cost += costs[index]
      } catch {
        // An order that exceeds the venues leaves some leg too large; that is said rather than another leg's dust.
        if refusal == nil || !error.saysTooLittle {
          refusal = error.saysTooLittle ? .outputMustBePositive : .venuesMustCoverOrder
        }
      }
    }
    if let refusal {
      legStorage.removeAll(keepingCapacity: true)
      throw refusal
    }
    return Route(
      fill: Fill(side: order.side, base: Amount(base), quote: Amount(quote)), cost: Amount(cost),
      isSettled: isSettled, quotes: quotes)
  }
}

extension SwapRefusal {
  /// Whether a larger amount might be accepted.
  @inlinable var saysTooLittle: Bool { self == .inputMustBePositive || self == .outputMustBePositive }
}
