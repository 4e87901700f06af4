import Options
import Simulation
import Units

/// The keys of `arbitrage`.
enum ArbitrageKeys {
  static let every = Key(
    "every", Form<Placed<Span>>.placed(.span(Bounds.someTime, blocks: 1...Bounds.blocks)),
    .byDefault("1 block"),
    meaning: "blocks, or a time of whole blocks, between visits", example: "1 block")
  static let gas = Key(
    "gas", Form.amount(of: .quote, least: 0), .byDefault("0 {quote}"), meaning: "fixed cost of a trade",
    example: "0 USDC")

  static let section = Section(
    name: "`arbitrage`", meaning: "The arbitrageur between the pools and the reference price.",
    keys: [every.description, gas.description])

  struct Draft: Sendable {
    let every: Placed<Span>
    let gas: Amount<Quote>
  }

  static let form = Form<Draft>.group(section, read)

  @Sendable
  private static func read(_ reader: SectionReader, _ decoding: inout Decoding) -> Draft? {
    let every = reader.value(every, &decoding)
    let gas = reader.value(gas, &decoding)
    guard let every, let gas else { return nil }
    return Draft(every: every, gas: Amount(gas))
  }
}

/// The keys of `retail`.
enum RetailKeys {
  static let tradesPerDay = Key(
    "trades-per-day", Form<Ratio>.count(upTo: 10_000_000), .required, meaning: "expected trades a day",
    example: "400")
  static let size = Key(
    "size", SizeKeys.form, .required, meaning: "lognormal sizes", example: "{ median: 0.5 ETH, spread: 100% }"
  )

  static let section = Section(
    name: "`retail`", meaning: "Uninformed traders: Poisson arrivals, lognormal sizes, either side alike.",
    keys: [tradesPerDay.description, size.description])

  static let form = Form<RetailPlan>.group(section, read)

  @Sendable
  private static func read(_ reader: SectionReader, _ decoding: inout Decoding) -> RetailPlan? {
    let trades = reader.value(tradesPerDay, &decoding)
    let size = reader.value(size, &decoding)
    guard let trades, let size else { return nil }
    return RetailPlan(tradesPerDay: trades, medianSize: size.median, sizeSpread: size.spread)
  }
}

/// The keys of `size`.
enum SizeKeys {
  static let median = Key(
    "median", Form.amount(of: .base, least: 1), .required, meaning: "median size", example: "0.5 ETH")
  static let spread = Key(
    "spread", Form<Ratio>.ratio(Bounds.percents(0...300)), .byDefault("100%"),
    meaning: "standard deviation of the logarithm of the size", example: "100%")

  static let section = Section(
    name: "`size`", meaning: "Lognormal trade sizes.", keys: [median.description, spread.description])

  struct Size: Sendable {
    let median: Amount<Base>
    let spread: Ratio
  }

  static let form = Form<Size>.group(section, read)

  @Sendable
  private static func read(_ reader: SectionReader, _ decoding: inout Decoding) -> Size? {
    let median = reader.value(median, &decoding)
    let spread = reader.value(spread, &decoding)
    guard let median, let spread else { return nil }
    return Size(median: Amount(median), spread: spread)
  }
}

/// The keys of `demand`.
enum DemandKeys {
  static let contractsPerDay = Key(
    "contracts-per-day", Form<Ratio>.count(upTo: 1_000_000), .required,
    meaning: "expected contracts a day, each on one whole base token", example: "40")
  static let size = Key(
    "size", Form.amount(of: .base, least: 1), .byDefault("1 {base}"), meaning: "size of an order",
    example: "1 ETH")
  static let bias = Key(
    "bias", Form<DemandPlan.Bias>.choice, .byDefault("balanced"), meaning: "which side takers prefer",
    example: "buy")

  static let section = Section(
    name: "`demand`", meaning: "Option takers: Poisson arrivals, one order of a fixed size each.",
    keys: [contractsPerDay.description, size.description, bias.description])

  static let form = Form<DemandPlan>.group(section, read)

  @Sendable
  private static func read(_ reader: SectionReader, _ decoding: inout Decoding) -> DemandPlan? {
    let contracts = reader.value(contractsPerDay, &decoding)
    let size = reader.value(size, &decoding)
    let bias = reader.value(bias, &decoding)
    guard let contracts, let size, let bias else { return nil }
    return DemandPlan(contractsPerDay: contracts, orderSize: Amount(size), bias: bias)
  }
}
