public import Attribution
import Exact
import Markets
public import Simulation
import Units

/// A run's result on one screen: what was simulated, the liquidity providers' result by origin, bursts, the vault, the
/// twin, the residuals, and what to try next.
public struct RunText {
  private let result: RunResult
  private let plan: Plan
  private let file: String
  private let width: Int

  /// The text of a result.
  /// - Parameters:
  ///   - file: the scenario's file as it was given, for the last line.
  ///   - width: columns to keep to.
  public init(_ result: RunResult, plan: Plan, file: String, width: Int = 100) {
    self.result = result
    self.plan = plan
    self.file = file
    self.width = width
  }

  /// The whole text, ending in a newline.
  public var rendered: String {
    var text = heading
    for index in plan.pools.indices { text += "\n" + providers(index) }
    if !plan.feeAlternatives.isEmpty { text += "\n" + fees }
    if let bursts = result.actual.bursts { text += "\n" + self.bursts(bursts) }
    if let vault = result.actual.vault { text += "\n" + self.vault(vault) }
    text += "\n" + twin + residuals + next
    return text
  }

  private var quote: String { plan.pair.quote.symbol }
  private var base: String { plan.pair.base.symbol }

  /// A cell below a title that carries the mark of shortened numbers, so that the cell need not.
  private func cell(_ value: Rational, places: Int = 2) -> String {
    unmarked(Numeral(value).rounded(places: places))
  }

  private func difference(_ value: Rational, places: Int = 2) -> String {
    unmarked(Numeral(value).signed { $0.rounded(places: places) })
  }

  private func unmarked(_ text: String) -> String { text.hasPrefix("≈ ") ? String(text.dropFirst(2)) : text }

  /// Columns of figures: as run and, beside a twin, without hedging and the difference.
  private var figureColumns: [Table.Column] {
    [.number("as run ≈")]
      + (result.twin == nil ? [] : [.number("without hedging ≈"), .number("difference ≈")])
  }
  private func price(_ price: Price) -> String { Numeral(price).rounded(places: 2) }

  // MARK: - What was simulated

  private var heading: String {
    let actual = result.actual
    let opening = Scale.price(actual.openingPrice)
    let closing = Scale.price(actual.closingPrice)
    let move = (try? (closing - opening).divided(by: opening)) ?? Rational(0)
    let span = DurationText.write(Duration(milliseconds: plan.block.milliseconds * Int64(plan.blocks)))
    let change = Numeral(move).signed { $0.percent(places: 2) }
    var text =
      "\(plan.name), seed \(plan.seed): \(span) in \(Numeral(Rational(plan.blocks)).exact) blocks of "
      + "\(DurationText.write(plan.block)); \(base) went from \(price(actual.openingPrice)) to "
      + "\(price(actual.closingPrice)) \(quote) (\(change))\n"
    if let vault = plan.vault {
      text +=
        "vault: \(Numeral(vault.capitalBase, of: plan.pair.base).exact) \(base) and "
        + "\(Numeral(vault.capitalQuote, of: plan.pair.quote).exact) \(quote), \(hedging(vault))\n"
    }
    return text
  }

  private func hedging(_ vault: VaultPlan) -> String {
    guard let hedge = vault.hedge else { return "not hedged" }
    return "hedged every \(DurationText.write(hedge.every)) beyond "
      + "\(Numeral(hedge.band, of: plan.pair.base).exact) \(base)"
  }

  // MARK: - Liquidity providers

  private func providers(_ index: Int) -> String {
    let actual = result.actual.pools[index]
    let pool = plan.pools[index]
    var table = Table([.text("LP result, \(quote)"), .number("trades")] + figureColumns)
    func row(_ label: String, trades: Int?, _ figure: (PoolSummary) -> Rational) {
      table.add(
        [label, trades.map { Numeral(Rational($0)).exact } ?? ""]
          + cells(figure(actual), result.twin.map { figure($0.pools[index]) }))
    }
    row("inventory × price move (market)", trades: nil) { $0.market }
    for origin in shown(index) {
      row("fees from \(origin)", trades: actual.trades[origin]) { $0.fees[origin] }
    }
    for origin in shown(index) {
      let label = "trading with \(origin)" + (origin == .arbitrage ? " (minus LVR)" : "")
      row(label, trades: nil) { -$0.loss[origin] }
    }
    if !(actual.funding.isZero && (result.twin?.pools[index].funding.isZero ?? true)) {
      row("funding and donations received", trades: nil) { $0.funding }
    }
    table.addRule()
    row("LP profit", trades: nil) { $0.lpProfit }
    row("over just holding", trades: nil) { $0.overHolding }
    return """
      \(actual.name): \(opening(pool)), \(feeText(pool))

      """ + table.rendered(width: width, indent: 2) + markouts(index)
  }

  /// What the providers bring; of a perpetual, how deep its curve is.
  private func opening(_ pool: PoolPlan) -> String {
    func tokens(_ base: Amount<Base>, _ quote: Amount<Quote>) -> String {
      "\(Numeral(base, of: plan.pair.base).significant(digits: 10)) \(self.base) + "
        + "\(Numeral(quote, of: plan.pair.quote).significant(digits: 10)) \(self.quote)"
    }
    switch pool.kind {
    case .constantProduct: return tokens(pool.reserveBase, pool.reserveQuote)
    case .concentrated(let opened):
      return tokens(pool.reserveBase, pool.reserveQuote) + " in \(opened.positions.count) positions"
    case .orderBook: return "order book of makers with " + tokens(pool.reserveBase, pool.reserveQuote)
    case .perpetual(let market, _):
      return "perpetual on a virtual curve of " + tokens(market.openingBase, market.openingQuote)
    }
  }

  private func feeText(_ pool: PoolPlan) -> String {
    let least = "\(Numeral(pool.fee.value * 100).exact) %"
    return pool.schedule.map { "fee \($0.name) from \(least)" } ?? "fee \(least)"
  }

  /// A figure as run and, beside a twin, without hedging and the difference.
  private func cells(_ value: Rational, _ twin: Rational?) -> [String] {
    guard let twin else { return [cell(value)] }
    return [cell(value), cell(twin), difference(value - twin)]
  }

  /// The origins that traded with a pool in either run.
  private func shown(_ index: Int) -> [Origin] {
    Origin.allCases.filter {
      result.actual.pools[index].trades[$0] + (result.twin?.pools[index].trades[$0] ?? 0) > 0
    }
  }

  private func markouts(_ index: Int) -> String {
    let pool = result.actual.pools[index]
    let horizons = ["0"] + pool.markouts.map { DurationText.write($0.horizon) } + ["end"]
    var table = Table([.text("LP markout after, \(quote) ≈")] + horizons.map { .number($0) })
    for origin in shown(index) {
      table.add(
        ["\(origin)", cell(pool.markoutNow[origin])] + pool.markouts.map { cell($0.value[origin]) }
          + [cell(pool.markoutEnd[origin])])
    }
    return table.rendered(width: width, indent: 2)
  }

  // MARK: - Other fees

  private var fees: String {
    var table = Table([
      .text("same path and flow, \(quote) ≈"), .number("trades"), .number("fees"), .number("LVR"),
      .number("from others"), .number("fees − losses"), .number("C_H"), .number("lag"),
    ])
    for row in FeeComparison(result, plan: plan).rows {
      guard let pool = row.summary.pools.first else { continue }
      let lvr = pool.loss[.arbitrage]
      table.add([
        row.name, Numeral(Rational(Origin.allCases.reduce(0) { $0 + pool.trades[$1] })).exact,
        cell(pool.fees.total), cell(lvr), cell(lvr - pool.loss.total),
        difference(pool.fees.total - pool.loss.total), cell(row.summary.vault?.hedgeCost ?? Rational(0)),
        row.lag.map { $0.level == $0.before ? "–" : "\($0.blocks)" } ?? "–",
      ])
    }
    return table.rendered(width: width)
      + "lag: blocks from a price jump of 2.01 % to the fee's new level; – where it stays\n"
  }

  // MARK: - Bursts

  private func bursts(_ bursts: BurstSummary) -> String {
    guard bursts.count > 0 else { return "bursts: none, the vault never hedged\n" }
    var table = Table([
      .text("bursts"), .number("\(base) bought ≈"), .number("cost C_H, \(quote) ≈"),
      .number("half-spread, bp ≈"), .number("LP gain ±\(bursts.windowBlocks) blocks, \(quote) ≈"),
    ])
    func row(_ label: String, _ base: String, _ cost: Rational, _ spread: Rational, _ loss: Rational) {
      table.add([label, base, cell(cost), cell(spread * 10_000, places: 1), difference(-loss)])
    }
    for burst in bursts.dearest.prefix(3) {
      row(
        "#\(burst.number) at \(DurationText.write(burst.at - .start))", difference(burst.net, places: 3),
        burst.cost, burst.effectiveHalfSpread, burst.windowLoss)
    }
    table.addRule()
    row(
      "all \(bursts.count), either way", cell(bursts.volume, places: 3), bursts.cost,
      bursts.effectiveHalfSpread, bursts.windowLoss)
    return table.rendered(width: width)
  }

  // MARK: - Vault

  private func vault(_ vault: VaultSummary) -> String {
    var table = Table([.text("vault result, \(quote)")] + figureColumns)
    func row(_ label: String, _ figure: (VaultSummary) -> Rational) {
      table.add([label] + cells(figure(vault), result.twin?.vault.map(figure)))
    }
    row("premiums (\(vault.optionTrades) option trades)") { $0.premiums }
    row("payoffs") { -$0.payoffs }
    row("hedge × price move (\(vault.hedges) trades)") { $0.hedgeMarket }
    row("hedge cost (minus C_H)") { -$0.hedgeCost }
    row("capital × price move") { $0.capitalMarket }
    row("options still open, marked") { -$0.optionMark }
    if !vault.donations.isZero { row("donations received") { $0.donations } }
    if !vault.funding.isZero { row("funding of perpetuals") { $0.funding } }
    if !vault.levies.isZero { row("venues' own costs") { -$0.levies } }
    table.addRule()
    row("vault profit") { $0.profit }
    return table.rendered(width: width)
  }

  // MARK: - Twin

  private var twin: String {
    guard let twin = result.twin else { return "" }
    func sum(_ run: RunSummary, _ figure: (PoolSummary) -> Rational) -> Rational {
      run.pools.reduce(Rational(0)) { $0 + figure($1) }
    }
    func change(_ figure: (PoolSummary) -> Rational) -> String {
      difference(sum(result.actual, figure) - sum(twin, figure)) + " " + quote
    }
    var text =
      "hedging changed ≈ LP profit by \(change { $0.lpProfit }), LVR by \(change { $0.loss[.arbitrage] })"
    if let actual = result.actual.vault, let other = twin.vault {
      text += ", vault profit by \(difference(actual.profit - other.profit)) \(quote)"
    }
    return text + "\n"
  }

  // MARK: - Residuals

  private var residuals: String {
    let runs = [result.actual] + (result.twin.map { [$0] } ?? []) + result.feeAlternatives
    let all = runs.flatMap(\.identities)
    let conserved = runs.flatMap(\.conservation)
    let broken = all.filter { !$0.residual.isZero }
    let leaking = conserved.filter { !$0.residual.isZero }
    guard broken.isEmpty, leaking.isEmpty else {
      return "RESIDUALS: "
        + (broken.map { "\($0.name) \($0.residual)" } + leaking.map { "\($0.token.symbol) \($0.residual)" })
        .joined(separator: ", ") + "\n"
    }
    let names = result.actual.identities.reduce(into: [String]()) {
      if !$0.contains($1.name) { $0.append($1.name) }
    }
    return "residuals: \(names.joined(separator: " ")) all 0, \(base) 0, \(quote) 0 "
      + "(\(all.count) identities, both sides computed apart)\n"
  }

  private var next: String {
    "next: hedgeflow run \(file) --seed \(plan.seed &+ 1)   another path, or --json for every exact figure\n"
  }
}
