public import Attribution
import Exact
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
    if let bursts = result.actual.bursts { text += "\n" + self.bursts(bursts) }
    if let vault = result.actual.vault { text += "\n" + self.vault(vault) }
    text += "\n" + residuals + next
    return text
  }

  private var quote: String { plan.pair.quote.symbol }
  private var base: String { plan.pair.base.symbol }

  private func money(_ value: Rational) -> String { Numeral(value).rounded(places: 2) }
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
    let fee = Rational(Integer(pool.fee.numerator), over: Integer(pool.fee.denominator)) ?? Rational(0)
    var columns: [Table.Column] = [
      .text("LP of \(actual.name), \(quote)"), .number("trades"), .number("as run"),
    ]
    if result.twin != nil { columns += [.number("without hedging"), .number("difference")] }
    var table = Table(columns)
    func row(_ label: String, trades: Int?, _ figure: (PoolSummary) -> Rational) {
      let value = figure(actual)
      var cells = [label, trades.map { Numeral(Rational($0)).exact } ?? "", money(value)]
      if let twin = result.twin {
        let other = figure(twin.pools[index])
        cells += [money(other), Numeral(value - other).signed { $0.rounded(places: 2) }]
      }
      table.add(cells)
    }
    row("market (inventory × price move)", trades: nil) { $0.market }
    for origin in shown(index) {
      row("fees from \(origin)", trades: actual.trades[origin]) { $0.fees[origin] }
    }
    for origin in shown(index) {
      row(origin == .arbitrage ? "loss to arbitrage (LVR)" : "loss to \(origin)", trades: nil) {
        -$0.loss[origin]
      }
    }
    table.addRule()
    row("LP profit", trades: nil) { $0.lpProfit }
    row("against holding, fees included", trades: nil) { $0.overHolding }
    let reserves =
      "\(Numeral(pool.reserveBase, of: plan.pair.base).exact) \(base) + "
      + "\(Numeral(pool.reserveQuote, of: plan.pair.quote).exact) \(quote), fee "
      + Numeral(fee * 100).exact + " %"
    return "\(actual.name): \(reserves)\n" + table.rendered(width: width, indent: 2) + markouts(actual, index)
  }

  /// The origins that traded with a pool in either run.
  private func shown(_ index: Int) -> [Origin] {
    Origin.allCases.filter {
      result.actual.pools[index].trades[$0] + (result.twin?.pools[index].trades[$0] ?? 0) > 0
    }
  }

  private func markouts(_ pool: PoolSummary, _ index: Int) -> String {
    let horizons = ["0"] + pool.markouts.map { DurationText.write($0.horizon) } + ["end"]
    var table = Table([.text("LP markout, \(quote)")] + horizons.map { .number($0) })
    for origin in shown(index) {
      table.add(
        ["\(origin)", money(pool.markoutNow[origin])] + pool.markouts.map { money($0.value[origin]) }
          + [money(pool.markoutEnd[origin])])
    }
    return table.rendered(width: width, indent: 2)
  }

  // MARK: - Bursts

  private func bursts(_ bursts: BurstSummary) -> String {
    var text =
      "bursts: \(bursts.count) moving \(Numeral(bursts.volume).rounded(places: 2)) \(base); "
      + "cost C_H \(money(bursts.cost)) \(quote), half-spread "
      + "\(Numeral(bursts.effectiveHalfSpread).basisPoints(places: 1)); "
      + "LP lost \(money(bursts.windowLoss)) net of fees within ±\(bursts.windowBlocks) blocks\n"
    guard !bursts.dearest.isEmpty else { return text }
    var table = Table([
      .text("dearest"), .number("\(base) bought"), .number("C_H, \(quote)"), .number("half-spread to mid"),
      .number("LP loss in window"),
    ])
    for burst in bursts.dearest.prefix(3) {
      table.add([
        "#\(burst.number) at \(DurationText.write(burst.at - .start))",
        Numeral(burst.net).signed { $0.rounded(places: 3) }, money(burst.cost),
        Numeral(burst.effectiveHalfSpread).basisPoints(places: 1), money(burst.windowLoss),
      ])
    }
    text += table.rendered(width: width, indent: 2)
    return text
  }

  // MARK: - Vault

  private func vault(_ vault: VaultSummary) -> String {
    var columns: [Table.Column] = [.text("vault, \(quote)"), .number("as run")]
    if result.twin != nil { columns += [.number("without hedging"), .number("difference")] }
    var table = Table(columns)
    func row(_ label: String, _ figure: (VaultSummary) -> Rational) {
      let value = figure(vault)
      var cells = [label, money(value)]
      if let twin = result.twin?.vault {
        let other = figure(twin)
        cells += [money(other), Numeral(value - other).signed { $0.rounded(places: 2) }]
      }
      table.add(cells)
    }
    row("premiums (\(vault.optionTrades) option trades)") { $0.premiums }
    row("payoffs") { -$0.payoffs }
    row("hedge position (\(vault.hedges) trades)") { $0.hedgeMarket }
    row("hedge cost C_H") { -$0.hedgeCost }
    row("capital (inventory × price move)") { $0.capitalMarket }
    row("options still open, marked") { -$0.optionMark }
    table.addRule()
    row("vault profit") { $0.profit }
    return table.rendered(width: width, indent: 2)
  }

  // MARK: - Residuals

  private var residuals: String {
    let all = result.actual.identities + (result.twin?.identities ?? [])
    let conserved = result.actual.conservation + (result.twin?.conservation ?? [])
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
