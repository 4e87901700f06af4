import Simulation
import Units

/// The keys of `vault`.
enum VaultKeys {
  static let capital = Key(
    "capital", Form<PairAmounts>.pairAmounts(least: 0), .required, meaning: "opening tokens",
    example: "{ ETH: 300, USDC: 900_000 }")
  static let epoch = Key(
    "epoch", Form<Duration>.duration(Bounds.someTime).placed, .required, meaning: "length of an epoch",
    example: "1 d")
  static let deposits = Key(
    "deposits", Form<[Placed<ScheduledDeposit>]>.list(of: .placed(DepositKeys.form), 0...1000), .optional,
    meaning: "quote tokens queued for shares", example: "[{ at: 1 d, amount: 50_000 USDC }]")
  static let withdrawals = Key(
    "withdrawals", Form<[Placed<ScheduledWithdrawal>]>.list(of: .placed(WithdrawalKeys.form), 0...1000),
    .optional,
    meaning: "shares of the opening supply queued for redemption", example: "[{ at: 3 d, share: 10% }]")
  static let hedge = Key(
    "hedge", HedgeKeys.form, .optional, meaning: "delta hedging; left out, the vault does not hedge",
    example: "{ every: 1 h, band: 2 ETH, execution: market }")

  static let section = Section(
    name: "`vault`", meaning: "The vault: its capital, its epochs, who comes and goes, how it hedges.",
    keys: [
      capital.description, epoch.description, deposits.description, withdrawals.description,
      hedge.description,
    ])

  struct Draft: Sendable {
    let capital: PairAmounts
    let epoch: Placed<Duration>
    let deposits: [Placed<ScheduledDeposit>]
    let withdrawals: [Placed<ScheduledWithdrawal>]
    let hedge: HedgeKeys.Draft?
    /// Whether there is a `hedge` key, readable or not.
    let hedges: Bool
  }

  static let form = Form<Draft>.group(section, read)

  @Sendable
  private static func read(_ reader: SectionReader, _ decoding: inout Decoding) -> Draft? {
    let capital = reader.value(capital, &decoding)
    let epoch = reader.value(epoch, &decoding)
    let deposits = reader.value(deposits, &decoding) ?? []
    let withdrawals = reader.value(withdrawals, &decoding) ?? []
    let hedge = reader.value(hedge, &decoding)
    guard let capital, let epoch else { return nil }
    return Draft(
      capital: capital, epoch: epoch, deposits: deposits, withdrawals: withdrawals, hedge: hedge,
      hedges: reader.node(VaultKeys.hedge) != nil)
  }
}

extension Form where Value == Duration {
  fileprivate var placed: Form<Placed<Duration>> { .placed(self) }
}

/// The keys of `hedge`.
enum HedgeKeys {
  static let every = Key(
    "every", Form<Placed<Span>>.placed(.span(Bounds.someTime, blocks: 1...Bounds.blocks)), .required,
    meaning: "time, or blocks, between rebalances", example: "1 h")
  static let band = Key(
    "band", Form.amount(of: .base, least: 0), .byDefault("0 {base}"),
    meaning: "no trade while the mis-hedge is at most this", example: "2 ETH")
  static let execution = Key(
    "execution", Form<HedgePlan.Execution>.choice, .byDefault("market"), meaning: "how a rebalance is worked",
    example: "market")

  static let section = Section(
    name: "`hedge`", meaning: "The vault's delta hedging.",
    keys: [every.description, band.description, execution.description])

  struct Draft: Sendable {
    let every: Placed<Span>
    let band: Amount<Base>
    let execution: HedgePlan.Execution
  }

  static let form = Form<Draft>.group(section, read)

  @Sendable
  private static func read(_ reader: SectionReader, _ decoding: inout Decoding) -> Draft? {
    let every = reader.value(every, &decoding)
    let band = reader.value(band, &decoding)
    let execution = reader.value(execution, &decoding)
    guard let every, let band, let execution else { return nil }
    return Draft(every: every, band: Amount(band), execution: execution)
  }
}

/// The keys of a deposit.
enum DepositKeys {
  static let amount = Key(
    "amount", Form.amount(of: .quote, least: 1), .required, meaning: "how much", example: "50_000 USDC")

  static let section = Section(
    name: "a deposit", meaning: "Quote tokens queued for shares.",
    keys: [ShockKeys.at.description, amount.description])

  static let form = Form<ScheduledDeposit>.group(section, read)

  @Sendable
  private static func read(_ reader: SectionReader, _ decoding: inout Decoding) -> ScheduledDeposit? {
    let at = reader.value(ShockKeys.at, &decoding)
    let amount = reader.value(amount, &decoding)
    guard let at, let amount else { return nil }
    return ScheduledDeposit(at: Instant.start + at, amount: Amount(amount))
  }
}

/// The keys of a withdrawal.
enum WithdrawalKeys {
  static let share = Key(
    "share", Form<Ratio>.ratio(Bounds.percents(0...100)), .required, meaning: "share of the opening supply",
    example: "10%")

  static let section = Section(
    name: "a withdrawal", meaning: "A share of the opening supply queued for redemption.",
    keys: [ShockKeys.at.description, share.description])

  static let form = Form<ScheduledWithdrawal>.group(section, read)

  @Sendable
  private static func read(_ reader: SectionReader, _ decoding: inout Decoding) -> ScheduledWithdrawal? {
    let at = reader.value(ShockKeys.at, &decoding)
    let share = reader.value(share, &decoding)
    guard let at, let share else { return nil }
    return ScheduledWithdrawal(at: Instant.start + at, share: share)
  }
}
