import Feeds
import Simulation
import Units

/// The keys of an epoch file.
enum EpochKeys {
  enum TwinChoice: String, CaseIterable, Sendable {
    case none
    case noHedging = "no-hedging"
  }

  static let epoch = Key(
    "epoch", Form<String>.name, .required, meaning: "the scenario's name", example: "hedge-burst")
  static let seed = Key(
    "seed", Form<UInt64>.whole(0...UInt64.max), .byDefault("1"), meaning: "the key of every random stream",
    example: "7")
  static let pools = Key(
    "pools", Form<[PoolReference]>.list(of: .poolReference, 1...16), .required,
    meaning: "pool files of one pair, seen from the folder of this file",
    example: "[../Pools/eth-usdc-30bp.yaml]")
  static let price = Key(
    "price", PriceKeys.form, .required, meaning: "the reference price",
    example: "{ process: gbm, start: 3_000 USDC, volatility: 80%, block: 12 s }")
  static let duration = Key(
    "duration", Form<Duration>.duration(Bounds.someTime), .optional,
    meaning: "length of the run, a whole number of blocks; a replay may leave it out", example: "7 d")
  static let oracle = Key(
    "oracle", OracleKeys.form, .byDefault("{}"), meaning: "the price feed that options and vault read",
    example: "{ heartbeat: 1 h, deviation: 0.5%, latency: 24 s, stale-after: 2 h }")
  static let arbitrage = Key(
    "arbitrage", ArbitrageKeys.form, .optional,
    meaning: "the trader between the pools and the reference price; left out, there is none",
    example: "{ every: 1 block, gas: 0 USDC }")
  static let retail = Key(
    "retail", RetailKeys.form, .optional, meaning: "uninformed traders; left out, there are none",
    example: "{ trades-per-day: 400, size: { median: 0.5 ETH } }")
  static let options = Key(
    "options", OptionsKeys.form, .optional,
    meaning: "the options market, written by the vault; left out, there is none",
    example: "{ volatility: 85%, series: [{ call: 3_200 USDC, expiry: 7 d }] }")
  static let vault = Key(
    "vault", VaultKeys.form, .optional, meaning: "the options vault; left out, there is none",
    example: "{ capital: { ETH: 300, USDC: 900_000 }, epoch: 1 d }")
  static let order = Key(
    "order", Form<[Phase]>.list(of: .choice, 1...Phase.allCases.count), .optional,
    meaning:
      "what happens in which order within a block, every phase once; left out, as in the example; without "
      + "`hedging` or `roll` these wait for a step that asks",
    example: "[\(Phase.allCases.map(\.rawValue).joined(separator: ", "))]")
  static let twin = Key(
    "twin", Form<TwinChoice>.choice, .byDefault("none"),
    meaning: "the counterfactual to run beside: the same path and flows without hedging",
    example: "no-hedging")
  static let bursts = Key(
    "bursts", BurstKeys.form, .byDefault("{}"), meaning: "how hedge trades are grouped into bursts",
    example: "{ gap: 10 m, window: 25 blocks }")

  static let compareFees = Key(
    "compare-fees", Form<[PoolReference]>.list(of: .poolReference, 1...16), .optional,
    meaning: "pool files whose fee the first pool is run at too, on the same path and flow",
    example: "[../Pools/eth-usdc-5bp.yaml]")

  static let routing = Key(
    "routing", RoutingKeys.form, .byDefault("{}"),
    meaning: "how orders find their venue where there are several",
    example: "{ hedge: split, venues: [{ pool: eth-perpetual, retail: no }] }")
  static let script = Key(
    "script", Form<[Placed<StepKeys.Draft>]>.list(of: .placed(StepKeys.form), 0...100_000), .optional,
    meaning: "what actors do on top of the flows, one step after the other",
    example: "[{ do: swap, sell: 3 ETH }, { do: wait, blocks: 300 }]")

  static let check = Key(
    "check", CheckKeys.form, .optional,
    meaning: "what `hedgeflow check` tries and what must hold; no use to `hedgeflow run`",
    example: "{ cases: 2_000, always: [\"vault.assets >= vault.liabilities\"] }")

  static let section = Section(
    name: "the epoch", meaning: "An epoch: a reference price, pools, who trades, and a vault that hedges.",
    keys: [
      epoch.description, seed.description, pools.description, price.description, duration.description,
      oracle.description, arbitrage.description, retail.description, options.description, vault.description,
      order.description, twin.description, bursts.description, compareFees.description,
      routing.description, script.description, check.description,
    ])
}

/// A pool's path, and where it stands.
struct PoolReference: Sendable {
  let path: String
  let place: Range<Int>
}

extension Form where Value == PoolReference {
  fileprivate static let poolReference = Form(schema: .text) { node, key, decoding in
    decoding.scalar(node, key).map { PoolReference(path: $0, place: node.place) }
  }
}

/// A value of a section that is finished once the rest of the file is known.
struct Placed<Value: Sendable>: Sendable {
  let value: Value
  let place: Range<Int>
}

extension Form {
  /// The same form, with the place of the value.
  static func placed<Inner: Sendable>(_ inner: Form<Inner>) -> Form where Value == Placed<Inner> {
    Form(schema: inner.schema) { node, key, decoding in
      inner.read(node, key, &decoding).map { Placed(value: $0, place: node.place) }
    }
  }
}

/// The keys of `oracle`.
enum OracleKeys {
  static let heartbeat = Key(
    "heartbeat", Form<Duration>.duration(Bounds.someTime), .byDefault("1 h"),
    meaning: "longest time between updates", example: "1 h")
  static let deviation = Key(
    "deviation", Form<Ratio>.ratio(Bounds.percents(0...100)), .byDefault("0.5%"),
    meaning: "relative move that forces an update, inclusive", example: "0.5%")
  static let latency = Key(
    "latency", Form<Duration>.duration(Bounds.anyTime), .byDefault("0 s"),
    meaning: "time from observation to publication", example: "24 s")
  static let staleAfter = Key(
    "stale-after", Form<Duration>.duration(Bounds.someTime), .byDefault("2 h"),
    meaning: "age beyond which readers refuse the answer", example: "2 h")

  static let section = Section(
    name: "`oracle`", meaning: "How the oracle follows the reference price.",
    keys: [heartbeat.description, deviation.description, latency.description, staleAfter.description])

  static let form = Form<OraclePlan>.group(section, read)

  @Sendable
  private static func read(_ reader: SectionReader, _ decoding: inout Decoding) -> OraclePlan? {
    let heartbeat = reader.value(heartbeat, &decoding)
    let deviation = reader.value(deviation, &decoding)
    let latency = reader.value(latency, &decoding)
    let staleAfter = reader.value(staleAfter, &decoding)
    guard let heartbeat, let deviation, let latency, let staleAfter else { return nil }
    if staleAfter < heartbeat {
      decoding.log.warning(
        at: reader.place(of: OracleKeys.staleAfter), "the oracle is stale before its heartbeat is due",
        help: "make `stale-after` at least \(DurationText.write(heartbeat)), or options will often be refused"
      )
    }
    return OraclePlan(heartbeat: heartbeat, deviation: deviation, latency: latency, staleAfter: staleAfter)
  }
}

/// The keys of `bursts`.
enum BurstKeys {
  static let gap = Key(
    "gap", Form<Duration>.duration(Bounds.anyTime), .byDefault("10 m"),
    meaning: "hedge trades at most this far apart belong to one burst", example: "10 m")
  static let window = Key(
    "window", Form<UInt64>.windowBlocks, .byDefault("25 blocks"),
    meaning: "blocks before and after a burst that count into its window", example: "25 blocks")

  static let section = Section(
    name: "`bursts`", meaning: "How hedge trades are grouped into bursts.",
    keys: [gap.description, window.description])

  static let form = Form<BurstPlan>.group(section, read)

  @Sendable
  private static func read(_ reader: SectionReader, _ decoding: inout Decoding) -> BurstPlan? {
    let gap = reader.value(gap, &decoding)
    let window = reader.value(window, &decoding)
    guard let gap, let window else { return nil }
    return BurstPlan(gap: gap, windowBlocks: Int(window))
  }
}

extension Form where Value == UInt64 {
  /// A number of blocks: `25 blocks`.
  fileprivate static let windowBlocks = Form(schema: .quantity("blocks?")) { node, key, decoding in
    let span = Form<Span>.span(Bounds.anyTime, blocks: 0...10_000).read(node, key, &decoding)
    switch span {
    case .blocks(let count): return UInt64(count)
    case .time:
      decoding.refuse(node, key, but: "its unit must be blocks")
      return nil
    case nil: return nil
    }
  }
}
