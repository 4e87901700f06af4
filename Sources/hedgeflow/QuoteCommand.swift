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

      EXAMPLE
        hedgeflow quote Pools/eth-usdc-30bp.yaml --sell 1ETH

      Exit code 2 when the pool refuses the trade, with the rule it refuses by.
      """)

  @Argument(help: "A pool file.", completion: .file(extensions: ["yaml", "yml"]))
  var file: String

  @Option(help: "Sell exactly this amount.")
  var sell: String?

  @Option(help: "Buy exactly this amount.")
  var buy: String?

  @Flag(help: "Print every exact figure as JSON (hedgeflow.quote/1).")
  var json = false

  func validate() throws {
    guard (sell == nil) != (buy == nil) else {
      throw ValidationError("Give either --sell AMOUNT or --buy AMOUNT, for example --sell 1ETH.")
    }
  }

  func run() throws {
    let loaded = try Console.value(of: ScenarioLoader.loadPool(path: file))
    let request = try Self.request(sell: sell, buy: buy, pair: loaded.pair)
    let pool: ConstantProduct
    do {
      pool = try ConstantProduct(
        reserveBase: loaded.plan.reserveBase, reserveQuote: loaded.plan.reserveQuote, fee: loaded.plan.fee,
        takesProtocolFee: loaded.plan.takesProtocolFee)
    } catch {
      throw Console.badInput(
        "the pool cannot open: \(error)", help: "keep each reserve below 2^112 base units")
    }
    do {
      let quote = pool.quote(try request.fill(in: pool), in: loaded.pair)
      let report = QuoteReport(quote, pair: loaded.pair, pool: loaded.plan.name)
      Console.write(json ? report.document.pretty : report.text)
    } catch {
      let (rule, help) = error.explanation
      throw Console.badInput("\(loaded.plan.name) refuses by its rule \(error): \(rule)", help: help)
    }
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

  /// What would move; a pool that would pay nothing for dust is quoted at nothing, as its own formula says.
  func fill(in pool: ConstantProduct) throws(SwapRefusal) -> Fill {
    do {
      switch (isSale, isBase) {
      case (true, true): return try pool.selling(paying: Amount(units))
      case (true, false): return try pool.buying(paying: Amount(units))
      case (false, true): return try pool.buying(receiving: Amount(units))
      case (false, false): return try pool.selling(receiving: Amount(units))
      }
    } catch .outputMustBePositive where isSale {
      return isBase
        ? Fill(side: .selling, base: Amount(units), quote: .zero)
        : Fill(side: .buying, base: .zero, quote: Amount(units))
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
    case .productMustNotFall: ("the product of its reserves may not fall", "pay more or take less")
    }
  }
}
