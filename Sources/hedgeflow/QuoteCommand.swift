import ArgumentParser
import Exact
import Markets
import Reports
import Scenarios
import Simulation
import Units

/// `hedgeflow quote FILE --sell|--buy AMOUNT`
struct QuoteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quote",
    abstract: "What a pool would pay or ask for an amount, and what that costs against its price.",
    discussion: """
      --sell gives an exact input, --buy an exact output; the symbol names the token sold or bought. Amounts are whole \
      tokens (1.5ETH) or base units ("1500 units ETH").

      --curve shows prices, costs and depth over sizes up to the amount, in --points even steps; without an amount, both \
      sides up to a tenth of the base token in the pool.

      EXAMPLE
        hedgeflow quote Pools/eth-usdc-30bp.yaml --sell 1ETH
        hedgeflow quote Pools/eth-usdc-30bp.yaml --curve --buy 50ETH --csv

      Exit code 2 when the pool refuses the trade, with the rule it refuses by.
      """)

  @Argument(help: "A pool file.", completion: .file(extensions: ["yaml", "yml"]))
  var file: String

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
    guard curve || !csv else { throw ValidationError("--csv goes with --curve.") }
    guard !(csv && json) else { throw ValidationError("Give --csv or --json, not both.") }
    guard (1...1000).contains(points) else { throw ValidationError("--points must be 1 to 1000.") }
  }

  func run() throws {
    let loaded = try Console.value(of: ScenarioLoader.loadPool(path: file))
    let request = try sell == nil && buy == nil ? nil : Self.request(sell: sell, buy: buy, pair: loaded.pair)
    let venue: Venue
    do {
      venue = try loaded.plan.open(in: loaded.pair)
    } catch {
      throw Console.badInput(
        "the pool cannot open: \(error)", help: "keep each reserve below 2^112 base units")
    }
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

  private static func request(sell: String?, buy: String?, pair: Pair) throws -> QuoteRequest {
    let option = sell == nil ? "--buy" : "--sell"
    let text = sell ?? buy ?? ""
    do {
      let (token, units) = try AmountText.read(text, tokens: [pair.base, pair.quote])
      return QuoteRequest(isSale: sell != nil, isBase: token == pair.base, units: units)
    } catch {
      throw Console.badInput(
        "\(option) was `\(text)`: \(error)",
        help: "for example \(option) 1\(pair.base.symbol) or \(option) \"1500 units \(pair.quote.symbol)\"")
    }
  }
}

/// Which token is named, and whether it is paid or received.
private struct QuoteRequest {
  let isSale: Bool
  let isBase: Bool
  let units: Word256

  /// The order these words stand for.
  var order: SwapOrder {
    switch (isSale, isBase) {
    case (true, true): .sellPaying(Amount(units))
    case (true, false): .buyPaying(Amount(units))
    case (false, true): .buyReceiving(Amount(units))
    case (false, false): .sellReceiving(Amount(units))
    }
  }

  /// The quote; a constant-product pool that would pay nothing for dust is quoted at nothing, as its own formula says.
  func quote(by venue: Venue, in pair: Pair) throws(SwapRefusal) -> PoolQuote {
    do {
      return try venue.quoted(order, in: pair)
    } catch .outputMustBePositive where isSale {
      guard case .constantProduct(let pool) = venue, pool.price(in: pair) != nil else {
        throw .outputMustBePositive
      }
      let fill =
        isBase
        ? Fill(side: .selling, base: Amount(units), quote: .zero)
        : Fill(side: .buying, base: .zero, quote: Amount(units))
      return pool.quote(fill, in: pair)
    }
  }
}

extension SwapRefusal {
  /// What the rule says and what to do about it.
  fileprivate var explanation: (rule: String, help: String) {
    switch self {
    case .inputMustBePositive, .outputMustBePositive:
      ("nothing can be traded for nothing", "ask for an amount above 0")
    case .reservesMustBePositive:
      ("one of its reserves is empty", "give the pool file reserves of both tokens")
    case .outputMustStayBelowReserve:
      ("it cannot pay out all it has of a token, or more", "ask for less than its reserve")
    case .balanceMustFit: ("a balance may not exceed 2^112 - 1 base units", "ask for a smaller amount")
    case .feeMustLeaveInput:
      ("no input is left after its fee, so it can promise no output", "ask with --sell, or lower the fee")
    case .limitMustLieAhead: ("its price limit is behind it", "ask for less")
    case .liquidityMustCoverOrder:
      ("its liquidity ends before the order does", "ask for less, or see how much there is with --curve")
    case .productMustNotFall: ("the product of its reserves may not fall", "pay more or take less")
    }
  }
}
