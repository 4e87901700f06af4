import Feeds
import Units

/// The keys of `price`.
enum PriceKeys {
  enum Process: String, CaseIterable, Sendable {
    case gbm
    case jumpDiffusion = "jump-diffusion"
    case replay
  }

  /// What to do where a recording has a hole.
  enum Gaps: String, CaseIterable, Sendable {
    case refuse
    case hold
  }

  /// What to do with rows that stand after a later one.
  enum Disorder: String, CaseIterable, Sendable {
    case sort
    case refuse
  }

  private static let random = [Process.gbm.rawValue, Process.jumpDiffusion.rawValue]
  private static let recorded = [Process.replay.rawValue]

  static let process = Key(
    "process", Form<Process>.choice, .required,
    meaning: "geometric Brownian motion, the same with jumps (Merton 1976), or recorded prices",
    example: "gbm")
  static let block = Key(
    "block", Form<Duration>.duration(Bounds.millisecond...Duration.day), .required,
    meaning: "length of a block",
    example: "12 s")
  static let start = Key(
    "start", Form<Price>.price, .required, only: random, meaning: "price before the first block",
    example: "3_000 USDC")
  static let volatility = Key(
    "volatility", Form<Ratio>.ratio(Bounds.percents(0...1000)), .required, only: random,
    meaning: "standard deviation of the logarithm per square root of a year of 365 days", example: "80%")
  static let drift = Key(
    "drift", Form<Ratio>.ratio(Bounds.percents(-1000...1000)), .byDefault("0%"), only: random,
    meaning: "expected relative growth per year, jumps included", example: "5%")
  static let jumps = Key(
    "jumps", JumpKeys.form, .required, only: [Process.jumpDiffusion.rawValue],
    meaning: "how often and how far the price jumps",
    example: "{ per-year: 50, mean: -3%, volatility: 5% }")
  static let file = Key(
    "file", Form<String>.path.placed, .required, only: recorded,
    meaning: "a CSV of recorded prices, seen from the folder of this file",
    example: "Data/eth-usdc-minutes.csv")
  static let time = Key(
    "time", Form<String>.column.placed, .optional, only: recorded,
    meaning: "the column of times; left out, `time`, `timestamp`, `date` or an unnamed first column",
    example: "time")
  static let price = Key(
    "price", Form<String>.column.placed, .required, only: recorded, meaning: "the column of prices",
    example: "price")
  static let gaps = Key(
    "gaps", Form<Gaps>.choice, .byDefault("refuse"), only: recorded,
    meaning: "whether a step longer than the file's usual one is a mistake or holds the last price",
    example: "hold")
  static let disorder = Key(
    "disorder", Form<Disorder>.choice, .byDefault("sort"), only: recorded,
    meaning: "whether rows that stand after a later one are sorted in, with a warning, or are a mistake",
    example: "refuse")
  static let shocks = Key(
    "shocks", Form<[Placed<Shock>]>.list(of: .placed(ShockKeys.form), 0...1000), .optional,
    meaning: "scripted moves on top of the process", example: "[{ at: 3 d, move: -25% }]")
  static let impact = Key(
    "impact", Form<Ratio>.ratio(Bounds.percents(0...100)), .byDefault("0%"),
    meaning: "lasting relative move of the reference price per whole base token that hedgers buy",
    example: "0.1 bp")

  static let section = Section(
    name: "`price`", meaning: "The reference price, and the length of a block.",
    keys: [
      process.description, block.description, start.description, volatility.description, drift.description,
      jumps.description, file.description, time.description, price.description, gaps.description,
      disorder.description,
      shocks.description, impact.description,
    ],
    selector: process.name)

  static let form = Form<PriceDraft>.group(section, read)

  @Sendable
  private static func read(_ reader: SectionReader, _ decoding: inout Decoding) -> PriceDraft? {
    let process = reader.value(PriceKeys.process, &decoding)
    if let process { reader.checkVariant(PriceKeys.process, is: process.rawValue, &decoding) }
    let block = reader.value(PriceKeys.block, &decoding)
    var source: PriceDraft.Source?
    if let process { source = PriceKeys.source(process, reader, &decoding) }
    let shocks = reader.value(PriceKeys.shocks, &decoding) ?? []
    let impact = reader.value(PriceKeys.impact, &decoding)
    guard let block, let impact else { return nil }
    return PriceDraft(
      block: block, source: source, shocks: shocks, impact: impact)
  }

  private static func source(
    _ process: Process, _ reader: SectionReader, _ decoding: inout Decoding
  ) -> PriceDraft.Source? {
    if process == .replay { return recording(reader, &decoding) }
    let start = reader.value(start, &decoding)
    let volatility = reader.value(volatility, &decoding)
    let drift = reader.value(drift, &decoding)
    let jumps = process == .jumpDiffusion ? reader.value(jumps, &decoding) : nil
    guard let start, let volatility, let drift else { return nil }
    guard process == .jumpDiffusion else {
      return .process(.geometricBrownian(start: start, volatility: volatility, drift: drift))
    }
    guard let jumps else { return nil }
    return .process(
      .jumpDiffusion(
        start: start, volatility: volatility, drift: drift, jumpsPerYear: jumps.perYear, jumpMean: jumps.mean,
        jumpVolatility: jumps.volatility))
  }

  private static func recording(_ reader: SectionReader, _ decoding: inout Decoding) -> PriceDraft.Source? {
    let file = reader.value(file, &decoding)
    let price = reader.value(price, &decoding)
    let time = reader.value(time, &decoding)
    let gaps = reader.value(gaps, &decoding)
    let disorder = reader.value(disorder, &decoding)
    guard let file, let price, let gaps, let disorder else { return nil }
    return .recording(
      RecordingDraft(file: file, time: time, price: price, gaps: gaps, disorder: disorder))
  }
}

/// `price` as far as one file tells: a recording is still to be read, times still to be checked against the run.
struct PriceDraft: Sendable {
  enum Source: Sendable {
    case process(PricePlan.Process)
    case recording(RecordingDraft)
  }

  let block: Duration
  /// Nil when it has been reported.
  let source: Source?
  let shocks: [Placed<Shock>]
  let impact: Ratio
}

/// A recording by its file and columns.
struct RecordingDraft: Sendable {
  let file: Placed<String>
  let time: Placed<String>?
  let price: Placed<String>
  let gaps: PriceKeys.Gaps
  let disorder: PriceKeys.Disorder
}

/// The keys of `jumps`.
enum JumpKeys {
  static let perYear = Key(
    "per-year", Form<Ratio>.count(upTo: 1_000_000), .required, meaning: "expected jumps a year", example: "50"
  )
  static let mean = Key(
    "mean", Form<Ratio>.ratio(Bounds.percents(-500...500)), .required,
    meaning: "mean of the logarithm of a jump", example: "-3%")
  static let volatility = Key(
    "volatility", Form<Ratio>.ratio(Bounds.percents(0...500)), .required,
    meaning: "standard deviation of the logarithm of a jump", example: "5%")

  static let section = Section(
    name: "`jumps`", meaning: "Poisson jumps whose logarithm is normal (Merton 1976).",
    keys: [perYear.description, mean.description, volatility.description])

  struct Jumps: Sendable {
    let perYear: Ratio
    let mean: Ratio
    let volatility: Ratio
  }

  static let form = Form<Jumps>.group(section, read)

  @Sendable
  private static func read(_ reader: SectionReader, _ decoding: inout Decoding) -> Jumps? {
    let perYear = reader.value(perYear, &decoding)
    let mean = reader.value(mean, &decoding)
    let volatility = reader.value(volatility, &decoding)
    guard let perYear, let mean, let volatility else { return nil }
    return Jumps(perYear: perYear, mean: mean, volatility: volatility)
  }
}

/// The keys of a shock.
enum ShockKeys {
  static let at = Key(
    "at", Form<Duration>.duration(Bounds.anyTime), .required, meaning: "time since the start of the run",
    example: "3 d")
  static let move = Key(
    "move", Form<Ratio>.ratio(Bounds.percent(-99)...Bounds.percent(1000)), .required,
    meaning: "relative move of the price", example: "-25%")

  static let section = Section(
    name: "a shock", meaning: "A scripted relative move of the reference price.",
    keys: [at.description, move.description])

  static let form = Form<Shock>.group(section, read)

  @Sendable
  private static func read(_ reader: SectionReader, _ decoding: inout Decoding) -> Shock? {
    let at = reader.value(at, &decoding)
    let move = reader.value(move, &decoding)
    guard let at, let move else { return nil }
    return Shock(at: Instant.start + at, move: move)
  }
}
