import Markets
import Options
import Units

/// Who may trade where, and the router's working storage.
struct Routing: Sendable {
  let retailSplits: Bool
  let hedgeSplits: Bool
  let retail: [VenueAccess]
  let hedge: [VenueAccess]
  /// Whether any venue costs a hedge something besides the trade.
  let hedgeCosts: Bool
  var router: Router

  /// - Throws: `RunRefusal.routingMustReachAVenue` when nobody may trade anywhere.
  init(_ plan: Plan) throws(RunRefusal) {
    let rules =
      plan.routing.rules.isEmpty
      ? plan.pools.map { RoutingPlan.Rule(hedge: true, retail: $0.kind.isSpot, cost: .zero) }
      : plan.routing.rules
    guard rules.count == plan.pools.count else { throw .routingMustReachAVenue }
    retailSplits = plan.routing.retail == .split
    hedgeSplits = plan.routing.hedge == .split
    retail = zip(rules, plan.pools).map { $0.retail && $1.kind.isSpot ? .free : .forbidden }
    hedge = rules.map { $0.hedge ? .permitted(cost: $0.cost) : .forbidden }
    hedgeCosts = rules.contains { $0.hedge && !$0.cost.isZero }
    router = Router(venueCount: rules.count)
    let isReached = (plan.retail == nil || retail.contains { $0 != .forbidden })
    guard isReached, plan.vault?.hedge == nil || hedge.contains(where: { $0 != .forbidden }) else {
      throw .routingMustReachAVenue
    }
  }
}

extension Engine {
  /// Sends an order to the venues its trader may use, all to one or split; nil when they cannot take it.
  ///
  /// - Parameter party: retail or the vault.
  mutating func route(_ order: SwapOrder, for party: Party, access given: [VenueAccess]? = nil) -> Fill? {
    let isHedge = party == .vault
    let access = given ?? (isHedge ? routing.hedge : routing.retail)
    let origin: Origin = isHedge ? .hedging : .retail
    if pools.count == 1 {
      guard case .permitted(let cost) = access[0] else { return nil }
      guard let fill = trade(order, in: 0, for: party, origin: origin) else { return nil }
      if isHedge { levy(cost) }
      return fill
    }
    let splits = isHedge ? routing.hedgeSplits : routing.retailSplits
    guard splits else { return routeToBest(order, for: party, origin: origin, access: access) }
    guard let route = try? routing.router.route(order, across: pools, access: access),
      fits(route.fill.base, route.fill.quote)
    else { return nil }
    for index in routing.router.legs.indices {
      let leg = routing.router.legs[index]
      let fill = trade(leg.order, in: leg.venue, for: party, origin: origin)
      precondition(
        fill == leg.execution.fill, "venue \(leg.venue) quoted \(leg.execution), not \(fill as Any)")
    }
    if isHedge { levy(route.cost) }
    return route.fill
  }

  /// All of an order to the venue whose answer is best.
  private mutating func routeToBest(
    _ order: SwapOrder, for party: Party, origin: Origin, access: [VenueAccess]
  ) -> Fill? {
    guard let best = best(for: order, access: access),
      let fill = trade(order, in: best.index, for: party, origin: origin)
    else { return nil }
    if origin == .hedging { levy(best.cost) }
    return fill
  }

  /// The venue whose answer, its cost counted, is best; of equals the first.
  private func best(
    for order: SwapOrder, access: [VenueAccess]
  ) -> (index: Int, fill: Fill, cost: Amount<Quote>)? {
    var best: (index: Int, fill: Fill, cost: Amount<Quote>)?
    var most = Change<Quote>.zero
    for index in pools.indices {
      guard case .permitted(let cost) = access[index], let fill = (try? pools[index].quote(order))?.fill
      else { continue }
      let quote = Change(from: .zero, to: fill.quote)
      let received = (fill.side == .selling ? quote : -quote) - Change(from: .zero, to: cost)
      guard best == nil || received > most else { continue }
      (best, most) = ((index, fill, cost), received)
    }
    return best
  }

  /// What ``route(_:for:access:)`` would move in spot venues for the vault, and what venues would cost besides; nil where it
  /// would not trade.
  mutating func preview(
    _ order: SwapOrder, access: [VenueAccess]
  ) -> (spot: Balances, cost: Amount<Quote>)? {
    var spot = Balances.zero
    guard pools.count > 1, routing.hedgeSplits else {
      guard let best = best(for: order, access: access) else { return nil }
      if pools[best.index].isSpot { spot = Balances(base: best.fill.base, quote: best.fill.quote) }
      return (spot, best.cost)
    }
    guard let route = try? routing.router.route(order, across: pools, access: access) else { return nil }
    for leg in routing.router.legs where pools[leg.venue].isSpot {
      spot.base += leg.execution.fill.base
      spot.quote += leg.execution.fill.quote
    }
    return (spot, route.cost)
  }

  /// The vault pays a venue besides the trade.
  mutating func levy(_ cost: Amount<Quote>) {
    guard !cost.isZero else { return }
    post(cost, from: .vault, to: .levies)
    record(.levy, quote: -Change(from: .zero, to: cost))
  }
}
