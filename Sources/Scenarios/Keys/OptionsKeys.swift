import Options
import Simulation
import Units

/// The keys of `options`.
enum OptionsKeys {
  static let volatility = Key(
    "volatility", Form<Ratio>.ratio(Bounds.percents(1...1000)), .required,
    meaning: "volatility the AMM prices at",
    example: "85%")
  static let rate = Key(
    "rate", Form<Ratio>.ratio(Bounds.percents(-100...100)), .byDefault("0%"),
    meaning: "continuously compounded interest per year", example: "4%")
  static let dividend = Key(
    "dividend", Form<Ratio>.ratio(Bounds.percents(-100...100)), .byDefault("0%"),
    meaning: "continuously compounded yield of the base token per year", example: "3%")
  static let spread = Key(
    "spread", Form<Ratio>.ratio(Bounds.percents(0...99)), .byDefault("0%"),
    meaning: "share of the price added when takers buy and taken off when they sell", example: "2%")
  static let cutoff = Key(
    "cutoff", Form<Duration>.duration(Bounds.anyTime), .byDefault("0 s"),
    meaning: "no trade closer to expiry",
    example: "30 m")
  static let deltaRange = Key(
    "delta-range", DeltaKeys.form, .optional, meaning: "absolute delta that a traded series must have",
    example: "{ from: 5%, to: 95% }")
  static let series = Key(
    "series", Form<[Placed<Series>]>.list(of: .placed(SeriesKeys.form), 1...64), .required,
    meaning: "what is listed", example: "[{ call: 3_200 USDC, expiry: 7 d }]")
  static let demand = Key(
    "demand", DemandKeys.form, .optional, meaning: "who comes to trade; left out, nobody",
    example: "{ contracts-per-day: 40, bias: buy }")

  static let section = Section(
    name: "`options`", meaning: "The options market: what is listed, how it is quoted, who comes.",
    keys: [
      volatility.description, rate.description, dividend.description, spread.description, cutoff.description,
      deltaRange.description, series.description, demand.description,
    ])

  struct Draft: Sendable {
    let series: [Placed<Series>]
    let plan: OptionsPlan
  }

  static let form = Form<Draft>.group(section, read)

  @Sendable
  private static func read(_ reader: SectionReader, _ decoding: inout Decoding) -> Draft? {
    let volatility = reader.value(volatility, &decoding)
    let rate = reader.value(rate, &decoding)
    let dividend = reader.value(dividend, &decoding)
    let spread = reader.value(spread, &decoding)
    let cutoff = reader.value(cutoff, &decoding)
    let delta = reader.value(deltaRange, &decoding) ?? Bounds.percents(0...100)
    let series = reader.value(series, &decoding)
    let demand = reader.value(demand, &decoding)
    guard let series else { return nil }
    reportRepeated(series, &decoding)
    guard let volatility, let rate, let dividend, let spread, let cutoff else { return nil }
    let plan = OptionsPlan(
      volatility: volatility, rate: rate, dividend: dividend, spread: spread, tradingCutoff: cutoff,
      deltaRange: delta, series: series.map(\.value), demand: demand)
    return Draft(series: series, plan: plan)
  }

  private static func reportRepeated(_ series: [Placed<Series>], _ decoding: inout Decoding) {
    for (index, item) in series.enumerated()
    where series[..<index].contains(where: { $0.value == item.value }) {
      decoding.log.error(
        at: item.place, "the same series is listed twice",
        help: "change its kind, strike or expiry, or remove it")
    }
  }
}

/// The keys of `delta-range`.
enum DeltaKeys {
  static let from = Key(
    "from", Form<Ratio>.ratio(Bounds.percents(0...100)), .byDefault("0%"), meaning: "least absolute delta",
    example: "5%")
  static let to = Key(
    "to", Form<Ratio>.ratio(Bounds.percents(0...100)), .byDefault("100%"), meaning: "greatest absolute delta",
    example: "95%")

  static let section = Section(
    name: "`delta-range`", meaning: "Absolute delta that a traded series must have, both ends included.",
    keys: [from.description, to.description])

  static let form = Form<ClosedRange<Ratio>>.group(section, read)

  @Sendable
  private static func read(_ reader: SectionReader, _ decoding: inout Decoding) -> ClosedRange<Ratio>? {
    let from = reader.value(from, &decoding)
    let to = reader.value(to, &decoding)
    guard let from, let to else { return nil }
    guard from <= to else {
      decoding.log.error(
        at: reader.place(of: DeltaKeys.to), "`to` is less than `from`",
        help: "for example `{ from: 5%, to: 95% }`"
      )
      return nil
    }
    return from...to
  }
}

/// The keys of a series.
enum SeriesKeys {
  static let call = Key(
    "call", Form<Price>.price, .optional, meaning: "strike of a call", example: "3_200 USDC")
  static let put = Key("put", Form<Price>.price, .optional, meaning: "strike of a put", example: "2_800 USDC")
  static let expiry = Key(
    "expiry", Form<Duration>.duration(Bounds.someTime), .required, meaning: "time since the start of the run",
    example: "7 d")

  static let section = Section(
    name: "a series", meaning: "A European option, cash-settled on the oracle.",
    keys: [call.description, put.description, expiry.description], exactlyOne: [call.name, put.name])

  static let form = Form<Series>.group(section, read)

  @Sendable
  private static func read(_ reader: SectionReader, _ decoding: inout Decoding) -> Series? {
    let call = reader.value(call, &decoding)
    let put = reader.value(put, &decoding)
    let expiry = reader.value(expiry, &decoding)
    guard let expiry, let strike = call ?? put else { return nil }
    return Series(kind: call == nil ? .put : .call, strike: strike, expiry: Instant.start + expiry)
  }
}
