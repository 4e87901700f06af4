import Simulation
import Units

/// `yes` or `no`.
enum YesNo: String, CaseIterable, Sendable {
  case yes
  case no
}

/// The keys of `routing`.
enum RoutingKeys {
  static let hedge = Key(
    "hedge", Form<RoutingPlan.Choice>.choice, .byDefault("split"),
    meaning:
      "whether a hedge goes to the venue that is best for it or is split at equal marginal price after fees",
    example: "split")
  static let retail = Key(
    "retail", Form<RoutingPlan.Choice>.choice, .byDefault("best"),
    meaning: "the same for retail orders, which trade tokens and no contracts", example: "best")
  static let venues = Key(
    "venues", Form<[Placed<VenueRuleKeys.Draft>]>.list(of: .placed(VenueRuleKeys.form), 0...16), .optional,
    meaning: "what single pools are used for; a pool not named is used by all for nothing",
    example: "[{ pool: eth-perpetual, retail: no, cost: 1 USDC }]")

  static let section = Section(
    name: "`routing`", meaning: "How orders find their venue.",
    keys: [hedge.description, retail.description, venues.description])

  struct Draft: Sendable {
    let hedge: RoutingPlan.Choice
    let retail: RoutingPlan.Choice
    let venues: [Placed<VenueRuleKeys.Draft>]
  }

  static let form = Form<Draft>.group(section) { reader, decoding in
    let hedge = reader.value(hedge, &decoding)
    let retail = reader.value(retail, &decoding)
    let venues = reader.value(venues, &decoding)
    if reader.node(RoutingKeys.venues) != nil, venues == nil { return nil }
    guard let hedge, let retail else { return nil }
    return Draft(hedge: hedge, retail: retail, venues: venues ?? [])
  }
}

/// The keys of one venue's rule.
enum VenueRuleKeys {
  static let pool = Key(
    "pool", Form<Placed<String>>.placed(.path), .required, meaning: "the pool's name",
    example: "eth-perpetual")
  static let hedge = Key(
    "hedge", Form<YesNo>.choice, .byDefault("yes"), meaning: "whether the vault may hedge there",
    example: "yes")
  static let retail = Key(
    "retail", Form<YesNo>.choice, .byDefault("yes"), meaning: "whether retail may trade there", example: "no")
  static let cost = Key(
    "cost", Form.amount(of: .quote, least: 0), .byDefault("0 {quote}"),
    meaning: "what a hedge order sent there costs besides the trade", example: "1 USDC")

  static let section = Section(
    name: "a venue", meaning: "What a pool is used for.",
    keys: [pool.description, hedge.description, retail.description, cost.description])

  struct Draft: Sendable {
    let pool: Placed<String>
    let rule: RoutingPlan.Rule
  }

  static let form = Form<Draft>.group(section) { reader, decoding in
    let pool = reader.value(pool, &decoding)
    let hedge = reader.value(hedge, &decoding)
    let retail = reader.value(retail, &decoding)
    let cost = reader.value(cost, &decoding)
    guard let pool, let hedge, let retail, let cost else { return nil }
    let rule = RoutingPlan.Rule(hedge: hedge == .yes, retail: retail == .yes, cost: Amount(cost))
    return Draft(pool: pool, rule: rule)
  }
}
