import Exact
public import Markets
public import Units

/// An order split over several pools, as the document `hedgeflow.quote/1` with its legs and as text.
public struct RouteReport {
  private let route: Route
  private let legs: [RouteLeg]
  private let order: SwapOrder
  private let venues: [Venue]
  private let names: [String]
  private let pair: Pair

  /// The report of a route over venues of these names.
  public init(
    _ route: Route, legs: [RouteLeg], of order: SwapOrder, venues: [Venue], names: [String], pair: Pair
  ) {
    self.route = route
    self.legs = legs
    self.order = order
    self.venues = venues
    self.names = names
    self.pair = pair
  }

  private var buys: Bool { order.side == .buying }
  private var paid: Token { buys ? pair.quote : pair.base }
  private var received: Token { buys ? pair.base : pair.quote }

  private func units(paid fill: Fill) -> Word256 { buys ? fill.quote.units : fill.base.units }
  private func units(received fill: Fill) -> Word256 { buys ? fill.base.units : fill.quote.units }

  /// The best single venue for the whole order and how much worse it is, in units of the token that varies; nil where none can
  /// fill it.
  private var alone: (name: String, fill: Fill, worse: Word256)? {
    var best: (name: String, fill: Fill)?
    for (name, venue) in zip(names, venues) {
      guard let fill = (try? venue.quote(order))?.fill else { continue }
      guard let found = best else {
        best = (name, fill)
        continue
      }
      let isBetter =
        order.fixesInput
        ? units(received: fill) > units(received: found.fill) : units(paid: fill) < units(paid: found.fill)
      if isBetter { best = (name, fill) }
    }
    return best.map { best in
      let (mine, its) =
        order.fixesInput
        ? (units(received: route.fill), units(received: best.fill))
        : (units(paid: best.fill), units(paid: route.fill))
      return (best.name, best.fill, mine > its ? mine - its : .zero)
    }
  }

  /// `hedgeflow.quote/1`: amounts in base units; the legs in the order of the files.
  public var document: Document {
    var document: Document = [
      "schema": "hedgeflow.quote/1",
      "pools": .list(names.map { .text($0) }),
      "input": ["symbol": .text(paid.symbol), "units": .exact(units(paid: route.fill))],
      "output": ["symbol": .text(received.symbol), "units": .exact(units(received: route.fill))],
      "legs": .list(
        legs.map { leg in
          let fill = leg.execution.fill
          let ofOutput = buys ? !leg.execution.fee.base.isZero : !leg.execution.fee.quote.isZero
          let fee = leg.execution.fee.base.isZero ? leg.execution.fee.quote : leg.execution.fee.base
          let share = Rational(Integer(fee), over: Integer(leg.execution.fee.over)) ?? Rational(0)
          return [
            "pool": .text(names[leg.venue]),
            "input": ["symbol": .text(paid.symbol), "units": .exact(units(paid: fill))],
            "output": ["symbol": .text(received.symbol), "units": .exact(units(received: fill))],
            "fee": ["symbol": .text((ofOutput ? received : paid).symbol), "units": .exact(share)],
          ]
        }),
    ]
    guard let alone else { return document.adding("bestAlone", .null) }
    document = document.adding(
      "bestAlone",
      [
        "pool": .text(alone.name),
        "input": ["symbol": .text(paid.symbol), "units": .exact(units(paid: alone.fill))],
        "output": ["symbol": .text(received.symbol), "units": .exact(units(received: alone.fill))],
      ])
    return document
  }

  /// A table of the legs, and what the best pool alone would have given.
  public var text: String {
    var table = Table([
      .text("pool"), .number("pay \(paid.symbol)"), .number("receive \(received.symbol)"),
      .number("average \(pair.quote.symbol)/\(pair.base.symbol)"),
    ])
    func row(_ name: String, _ fill: Fill) {
      let cash = Numeral(fill.quote, of: pair.quote).value
      let average = try? cash.divided(by: Numeral(fill.base, of: pair.base).value)
      table.add([
        name, amount(units(paid: fill), paid), amount(units(received: fill), received),
        average.map { Numeral($0).significant(digits: 8) } ?? "none",
      ])
    }
    for leg in legs { row(names[leg.venue], leg.execution.fill) }
    table.addRule()
    row("all", route.fill)
    var text = "\(buys ? "buy" : "sell") \(pair.base.symbol) over \(names.count) pools\n"
    text += table.rendered(width: 100, indent: 2)
    guard let alone else { return text + "no pool could fill it alone\n" }
    let token = order.fixesInput ? received : paid
    return text
      + "\(alone.name) alone would have \(order.fixesInput ? "paid" : "asked") "
      + "\(amount(alone.worse, token)) \(token.symbol) \(order.fixesInput ? "less" : "more")\n"
  }

  private func amount(_ units: Word256, _ token: Token) -> String {
    Numeral(Integer(units), decimals: token.decimals).significant(digits: 12)
  }
}
