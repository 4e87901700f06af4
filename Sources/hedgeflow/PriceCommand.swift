import ArgumentParser
import Exact
import Options
import Reports
import Units

struct PriceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "price",
    abstract: "A European option's price and greeks, correctly rounded at 18 decimals.",
    discussion: """
      Black-Scholes-Merton with continuously compounded rates and years of 365 days; every value is proven by an \
      enclosure. With --batch, reads a table `\(PriceBatch.columns.joined(separator: ","))` of plain decimals and \
      writes `\(PriceBatch.heading)` as integers of 10^-18.

      EXAMPLE
        hedgeflow price call --spot 3000 --strike 3200 --expiry 7d --volatility 80%
      """
  )

  @Argument(help: "call or put.")
  var kind: OptionKind?

  @Option(parsing: .unconditional, help: "Quote tokens per base token now, for example 3_000.")
  var spot: String?

  @Option(parsing: .unconditional, help: "Quote tokens per base token at exercise.")
  var strike: String?

  @Option(parsing: .unconditional, help: "Time to expiry: 7d, 12h, 90m or 45s.")
  var expiry: String?

  @Option(parsing: .unconditional, help: "Volatility per year: 80% or 0.8.")
  var volatility: String?

  @Option(parsing: .unconditional, help: "Interest per year, continuously compounded; 0% unless given.")
  var rate: String?

  @Option(parsing: .unconditional, help: "Dividend yield per year, continuously compounded; 0% unless given.")
  var dividend: String?

  @Option(help: "Where a value between two results goes: down, nearest or up.")
  var rounding: Rounding = .nearest

  @Flag(help: "Write a JSON document.")
  var json = false

  @Option(help: "Price every row of a comma-separated file, or of stdin for -.")
  var batch: String?

  func validate() throws {
    let given = [spot, strike, expiry, volatility, rate, dividend].compactMap { $0 }
    guard batch == nil else {
      guard kind == nil, given.isEmpty, !json else {
        throw ValidationError(
          "--batch takes its options from the file: leave out KIND, the terms and --json.")
      }
      return
    }
    guard kind != nil else { throw ValidationError("Say which option: call or put.") }
    for (name, value) in [("spot", spot), ("strike", strike), ("expiry", expiry), ("volatility", volatility)]
    where value == nil {
      throw ValidationError("Missing --\(name).")
    }
  }

  func run() throws {
    if let batch {
      try PriceBatch(rounding: rounding).run(path: batch)
    } else {
      let answer = try PriceAnswer(terms: terms(), rounding: rounding)
      print(json ? answer.document.pretty : answer.text, terminator: "")
    }
  }

  /// The terms of the one option the arguments describe; all mistakes are said at once.
  private func terms() throws -> PriceTerms {
    var mistakes: [String] = []
    func read<Value>(
      _ name: String, _ text: String?, _ example: String, _ parse: (String) throws(TextRefusal) -> Value
    ) -> Value? {
      guard let text else { return nil }
      do throws(TextRefusal) {
        return try parse(text)
      } catch {
        mistakes.append(ArgumentMistake(name: name, text: text, refusal: error, example: example).description)
        return nil
      }
    }
    let spot = read("spot", spot, "3_000") { (text) throws(TextRefusal) in
      try PriceText.read(text, symbol: nil)
    }
    let strike = read("strike", strike, "3_200") { (text) throws(TextRefusal) in
      try PriceText.read(text, symbol: nil)
    }
    let expiry = read("expiry", expiry, "7d") { (text) throws(TextRefusal) in try DurationText.read(text) }
    let volatility = read("volatility", volatility, "80%") { (text) throws(TextRefusal) in
      try RatioText.read(text)
    }
    let rate = read("rate", rate ?? "0%", "3%") { (text) throws(TextRefusal) in try RatioText.read(text) }
    let dividend = read("dividend", dividend ?? "0%", "1%") { (text) throws(TextRefusal) in
      try RatioText.read(text)
    }
    if let volatility, volatility < .zero {
      mistakes.append("--volatility was \(RatioText.write(volatility)), but it must be zero or more")
    }
    guard mistakes.isEmpty, let kind, let spot, let strike, let expiry, let volatility, let rate, let dividend
    else {
      mistakes.forEach { ToolExit.complain("error: " + $0) }
      throw ToolExit.badInput
    }
    return PriceTerms(
      kind: kind, spot: spot, strike: strike, expiry: expiry, volatility: volatility, rate: rate,
      dividend: dividend)
  }
}
