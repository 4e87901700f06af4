import Exact
import Markets
import Options
import Simulation
import Units

/// The keys of a step of `script`.
enum StepKeys {
  /// What a step can do, by the word that says so.
  typealias Deed = ScriptWord

  /// What can go wrong with the oracle, by the word that says so.
  enum Fault: String, CaseIterable, Sendable {
    case freeze
    case spike
    case late
    case none
  }

  private static func only(_ deeds: Deed...) -> [String] { deeds.map(\.rawValue) }

  static let deed = Key(
    "do", Form<Deed>.choice, .required, meaning: "what happens", example: "swap")
  static let actor = Key(
    "actor", Form<UInt64>.whole(1...64), .byDefault("1"), meaning: "who does it, from 1", example: "2")
  static let pool = Key(
    "pool", Form<String>.path.placed, .optional,
    only: only(.swap, .addLiquidity, .removeLiquidity, .donateToPool),
    meaning: "the pool's name; may be left out where there is one", example: "eth-usdc-30bp")
  static let sell = Key(
    "sell", Form.eitherAmount, .optional, only: only(.swap), meaning: "exactly this much is paid",
    example: "3 ETH")
  static let buy = Key(
    "buy", Form.eitherAmount, .optional, only: only(.swap), meaning: "exactly this much is received",
    example: "3 ETH")
  static let tokens = Key(
    "tokens", Form<PairAmounts>.pairAmounts(least: 0), .required,
    only: only(.addLiquidity, .donate, .donateToPool), meaning: "how much of each token",
    example: "{ ETH: 1, USDC: 3_000 }")
  static let amount = Key(
    "amount", Form.amount(of: .quote, least: 0), .required, only: only(.deposit), meaning: "how much",
    example: "1_000 USDC")
  static let shares = Key(
    "shares", Form<Word256>.shares, .required, only: only(.withdraw, .removeLiquidity),
    meaning: "how many shares, in their smallest unit", example: "1_500_000")
  static let series = Key(
    "series", Form<UInt64>.whole(1...64), .required,
    only: only(.buyOption, .sellOption, .close, .exercise),
    meaning: "which listed series, from 1", example: "1")
  static let size = Key(
    "size", Form.amount(of: .base, least: 0), .required, only: only(.buyOption, .sellOption, .close),
    meaning: "contracts, each on one whole base token", example: "2 ETH")
  static let blocks = Key(
    "blocks", Form<UInt64>.whole(1...UInt64(Engine.longestWait)), .optional, only: only(.wait, .oracle),
    meaning: "how many blocks", example: "300")
  static let fault = Key(
    "fault", Form<Fault>.choice, .required, only: only(.oracle), meaning: "what goes wrong",
    example: "freeze")
  static let by = Key(
    "by", Form<Ratio>.ratio(Bounds.percent(-99)...Bounds.percent(1000)), .optional,
    only: only(.move, .oracle), meaning: "relative move of the price, or of a spike", example: "-25%")

  static let section = Section(
    name: "a step", meaning: "Something one actor does, or that happens to all.",
    keys: [
      deed.description, actor.description, pool.description, sell.description, buy.description,
      tokens.description, amount.description, shares.description, series.description, size.description,
      blocks.description, fault.description, by.description,
    ],
    selector: deed.name)

  /// A step whose pool is still a name.
  struct Draft: Sendable {
    let actor: Int
    let pool: Placed<String>?
    /// The action, in the first pool where it takes one.
    let action: ScriptedAction
    /// Whether the action takes a pool.
    let takesPool: Bool
    /// Index of the series, where it takes one.
    let series: Int?
  }

  static let form = Form<Draft>.group(section, read)

  @Sendable
  private static func read(_ reader: SectionReader, _ decoding: inout Decoding) -> Draft? {
    let deed = reader.value(deed, &decoding)
    let actor = reader.value(actor, &decoding)
    guard let deed else { return nil }
    reader.checkVariant(StepKeys.deed, is: deed.rawValue, &decoding)
    let takesPool = pool.only.contains(deed.rawValue)
    let pool = takesPool ? reader.value(pool, &decoding) : nil
    let series = self.series.only.contains(deed.rawValue) ? reader.value(self.series, &decoding) : nil
    guard let action = action(deed, reader, series: series.map { Int($0) - 1 }, &decoding), let actor else {
      return nil
    }
    return Draft(
      actor: Int(actor) - 1, pool: pool, action: action, takesPool: takesPool,
      series: series.map { Int($0) - 1 })
  }

  private static func action(
    _ deed: Deed, _ reader: SectionReader, series: Int?, _ decoding: inout Decoding
  ) -> ScriptedAction? {
    switch deed {
    case .swap: return order(reader, &decoding).map { .swap(pool: 0, order: $0) }
    case .addLiquidity:
      return reader.value(tokens, &decoding).map { .addLiquidity(pool: 0, base: $0.base, quote: $0.quote) }
    case .donateToPool:
      return reader.value(tokens, &decoding).map { .donateToPool(pool: 0, base: $0.base, quote: $0.quote) }
    case .donate:
      return reader.value(tokens, &decoding).map { .donateToVault(base: $0.base, quote: $0.quote) }
    case .removeLiquidity:
      return reader.value(shares, &decoding).map { .removeLiquidity(pool: 0, shares: Amount($0)) }
    case .withdraw: return reader.value(shares, &decoding).map { .withdraw(Amount($0)) }
    case .deposit: return reader.value(amount, &decoding).map { .deposit(Amount($0)) }
    case .buyOption, .sellOption, .close:
      guard let size = reader.value(size, &decoding), let series else { return nil }
      guard deed != .close else { return .close(series: series, size: Amount(size)) }
      let side: OptionSide = deed == .buyOption ? .buying : .selling
      return .trade(OptionOrder(series: series, side: side, size: Amount(size)))
    case .exercise: return series.map { .exercise(series: $0) }
    case .hedge: return .hedge
    case .rollEpoch: return .roll
    case .wait: return needed(blocks, reader, &decoding).map { .wait(blocks: Int($0)) }
    case .move: return needed(by, reader, &decoding).map { .move($0) }
    case .oracle: return fault(reader, &decoding).map { .oracle($0) }
    }
  }

  private static func fault(_ reader: SectionReader, _ decoding: inout Decoding) -> OracleFault? {
    switch reader.value(fault, &decoding) {
    case .freeze: needed(blocks, reader, &decoding).map { .freeze(blocks: Int($0)) }
    case .late: needed(blocks, reader, &decoding).map { .late(blocks: Int($0)) }
    case .spike: needed(by, reader, &decoding).map { .spike($0) }
    case .some(.none): OracleFault.none
    case nil: nil
    }
  }

  /// The value of a key that this variant needs; reports a missing one.
  private static func needed<Value>(
    _ key: Key<Value>, _ reader: SectionReader, _ decoding: inout Decoding
  ) -> Value? {
    if reader.node(key) == nil {
      decoding.log.error(
        at: reader.place, "`\(key.name)` is missing from the step",
        help: "add `\(key.description.line)`: \(key.meaning)")
    }
    return reader.value(key, &decoding)
  }

  private static func order(_ reader: SectionReader, _ decoding: inout Decoding) -> SwapOrder? {
    guard (reader.node(sell) == nil) != (reader.node(buy) == nil) else {
      decoding.log.error(
        at: reader.place, "a swap must say either `sell` or `buy`",
        help: "for example `\(sell.description.line)`, or `\(buy.description.line)`")
      return nil
    }
    let sold = reader.value(sell, &decoding)
    let bought = reader.value(buy, &decoding)
    if let sold {
      return sold.isBase ? .sellPaying(Amount(sold.units)) : .buyPaying(Amount(sold.units))
    }
    guard let bought else { return nil }
    return bought.isBase ? .buyReceiving(Amount(bought.units)) : .sellReceiving(Amount(bought.units))
  }
}

/// An amount of either token of the pair.
struct EitherAmount: Hashable, Sendable {
  let isBase: Bool
  let units: Word256
}

extension Form where Value == EitherAmount {
  /// `3 ETH` or `1500 units USDC`: the unit says which token.
  fileprivate static let eitherAmount = Form(schema: .quantity("(units +)?[A-Za-z][A-Za-z0-9.]*")) {
    node, key, decoding in
    guard let pair = decoding.pair else { return nil }
    let read = decoding.text(node, key) { text throws(TextRefusal) in
      try AmountText.read(text, tokens: [pair.base, pair.quote])
    }
    guard let read, decoding.bounded(read.units, of: read.token, least: 0, node, key) else { return nil }
    return EitherAmount(isBase: read.token == pair.base, units: read.units)
  }
}

extension Form where Value == Word256 {
  /// A number of shares in their smallest unit, below 2¹⁶⁰.
  fileprivate static let shares = Form(schema: .number) { node, key, decoding in
    let value = decoding.text(node, key) { text throws(TextRefusal) in
      try DecimalText.read(text, decimals: 0)
    }
    guard let value else { return nil }
    guard value.significantBits <= 160 else {
      decoding.refuse(node, key, but: "it must be below 2^160")
      return nil
    }
    return value
  }
}
