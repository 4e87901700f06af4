import ArgumentParser
import Exact
import Markets
import Reports
import Scenarios
import Simulation
import Units

/// `hedgeflow quote FILE… --sell|--buy AMOUNT`
struct QuoteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quote",
    abstract: "What a pool would pay or ask for an amount, and what that costs against its price.",
    discussion: """
      --sell gives an exact input, --buy an exact output; the symbol names the token sold or bought. Amounts are whole \
      tokens (1.5ETH) or base units ("1500 units ETH").

      --curve shows prices, costs and depth over sizes up to the amount, in --points even steps; without an amount, both \
      sides up to a tenth of the base token in the pool.

      With several pools of one pair the order is split at equal marginal price after fees: never worse than the best of \
      them alone.

      EXAMPLE
        hedgeflow quote Pools/eth-usdc-30bp.yaml --sell 1ETH
        hedgeflow quote Pools/eth-usdc-30bp.yaml Pools/eth-usdc-5bp.yaml --buy 20ETH
        hedgeflow quote Pools/eth-usdc-30bp.yaml --curve --buy 50ETH --csv

      Exit code 2 when the pool refuses the trade, with the rule it refuses by.
      """)

  @Argument(help: "A pool file, or several of one pair.", completion: .file(extensions: ["yaml", "yml"]))
  var files: [String]

  @Option(help: "Sell exactly this amount.")
  var sell: String?

  @Option(help: "Buy exactly this amount.")
  var buy: String?

  @Flag(help: "Show prices, costs and depth over a range of sizes.")
  var curve = false

  @Option(help: "How many sizes --curve shows on a side, 1 to 1000.")
  var points = 10

  @Flag(help: "Add spread, marginal cost, J, depth and imbalance of the unrounded curve.")
  var metrics = false

  @Option(help: "The band of depth and imbalance with --metrics, for example 1%.")
  var band = "1%"

  @Flag(help: "Print every exact figure as JSON (hedgeflow.quote/1, with --curve hedgeflow.quote-curve/1).")
  var json = false

  @Flag(help: "Print the sizes of --curve as CSV, exactly.")
  var csv = false

  func validate() throws {
    guard sell == nil || buy == nil else {
      throw ValidationError("Give --sell AMOUNT or --buy AMOUNT, not both.")
    }
    guard curve || (sell == nil) != (buy == nil) else {
      throw ValidationError("Give either --sell AMOUNT or --buy AMOUNT, for example --sell 1ETH.")
    }
    guard files.count <= 1 || !(curve || metrics) else {
      throw ValidationError("--curve and --metrics take one pool.")
    }
    guard curve || !csv else { throw ValidationError("--csv goes with --curve.") }
    guard !(csv && json) else { throw ValidationError("Give --csv or --json, not both.") }
    guard (1...1000).contains(points) else { throw ValidationError("--points must be 1 to 1000.") }
  }

  func run() throws {
    guard files.count == 1, let file = files.first else { return try route() }
    let loaded = try Console.value(of: ScenarioLoader.loadPool(path: file))
    let request = try QuoteRequest(sell: sell, buy: buy, pair: loaded.pair)
    let venue = try loaded.opened()
    if curve {
      return try show(
        CurveReport(curve(of: venue, request, loaded), pair: loaded.pair, pool: loaded.plan.name))
    }
    guard let request else { return }
    do {
      let quote = try request.quote(by: venue, in: loaded.pair)
      let report = QuoteReport(quote, of: request.order, pair: loaded.pair, pool: loaded.plan.name)
      guard metrics else { return Console.write(json ? report.document.pretty : report.text) }
      let extra = try self.metrics(of: quote, by: venue, loaded)
      Console.write(
        json ? report.document.adding("metrics", extra.document).pretty : report.text + extra.text)
    } catch let error as SwapRefusal {
      let (rule, help) = error.explanation
      throw Console.badInput("\(loaded.plan.name) refuses by its rule \(error): \(rule)", help: help)
    }
  }

  /// Splits the order over the pools and says what each gets.
  private func route() throws {
    let loaded = try files.map { try Console.value(of: ScenarioLoader.loadPool(path: $0)) }
    guard let pair = loaded.first?.pair, let request = try QuoteRequest(sell: sell, buy: buy, pair: pair)
    else { return }
    if let other = loaded.first(where: { $0.pair != pair }) {
      throw Console.badInput(
        "\(other.plan.name) trades another pair than \(loaded[0].plan.name)",
        help: "name pools of one pair, decimals included")
    }
    let venues = try loaded.map { try $0.opened() }
    var router = Router(venueCount: venues.count)
    do throws(RouteRefusal) {
      let route = try router.route(
        request.order, across: venues, access: Array(repeating: .free, count: venues.count))
      let report = RouteReport(
        route, legs: router.legs, of: request.order, venues: venues, names: loaded.map(\.plan.name),
        pair: pair)
      Console.write(json ? report.document.pretty : report.text)
    } catch {
      throw Console.badInput(
        "the pools refuse by the rule \(error)",
        help: "ask for an amount above 0 that all of them together can fill")
    }
  }

  private func metrics(
    of quote: PoolQuote, by venue: Venue, _ loaded: PoolFile
  ) throws -> (document: Document, text: String) {
    guard let curve = venue.depthCurve(in: loaded.pair) else {
      throw Console.badInput(
        "the metrics of \(loaded.plan.name) are not defined: its kind or its fee has no closed curve",
        help: "use --curve, which asks the pool itself, size by size")
    }
    let width: Rational
    do {
      width = Numeral(try RatioText.read(band)).value
    } catch {
      throw Console.badInput("--band was `\(band)`: \(error)", help: "for example --band 1%")
    }
    let report = MetricsReport(
      curve, side: quote.fill.side, size: quote.fill.base, band: width, pair: loaded.pair)
    do {
      return (try report.document(), try report.text())
    } catch {
      throw Console.badInput(
        "the metrics are not defined here: \(error)", help: "ask for less, or a narrower band")
    }
  }

  private func show(_ report: CurveReport) {
    Console.write(json ? report.document.pretty : csv ? report.commaSeparated : report.text)
  }

  /// Even steps up to the amount asked for, or up to a tenth of the pool's base token on both sides.
  private func curve(of venue: Venue, _ request: QuoteRequest?, _ loaded: PoolFile) throws -> VenueCurve {
    let base = loaded.pair.base
    if let request, !request.isBase {
      throw Console.badInput(
        "--curve steps through sizes of \(base.symbol), but the amount is in \(loaded.pair.quote.symbol)",
        help: "for example --curve --sell 10\(base.symbol)")
    }
    let most = request?.units ?? Word256(venue.baseDepth.units.low / 10)
    let count = Word256(UInt64(points))
    let sizes = try (1...points).map { step in
      Amount<Base>(try .mulDiv(most, Word256(UInt64(step)), over: count, rounding: .down))
    }
    let bands = [1, 10, 50, 100, 500].compactMap { Rational(Integer($0), over: Integer(1000)) }
    return VenueCurve(
      of: venue, in: loaded.pair, sizes: sizes,
      sides: request.map { [$0.isSale ? .selling : .buying] } ?? [.buying, .selling], bands: bands)
  }
}
