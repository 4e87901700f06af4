public import Attribution
import Exact
import Foundation

/// One line of a ledger batch: a named history in JSON.
///
/// ```json
/// {"id":"a","mode":"inside","x0":"1000","y0":"3000","P0":"3","final_price":"7/2",
///  "events":[{"k":0,"price":"7/2","actor":"arb","side":"buy","amount_in":"90","fee_ppm":3000}]}
/// ```
/// Amounts are decimal strings (or whole JSON numbers below 2⁵³), prices exact `n`, `n/d` or plain decimals. `buy`
/// pays quote in and takes base out. Keys that are not read are let be, so that annotated histories pass.
public struct LedgerLine: Sendable {
  /// The line's name, repeated in its answer.
  public var id: String
  /// The history.
  public var history: LedgerHistory

  /// Reads a line; every mistake in it is reported at once.
  /// - Parameters:
  ///   - text: the line, without its end.
  ///   - number: its number, from 1.
  ///   - file: the file's name as it was given.
  public static func read(
    _ text: String, number: Int, file: String
  ) -> (line: LedgerLine?, diagnostics: [Diagnostic]) {
    var reader = LedgerLineReader(text: text, number: number, file: file)
    let line = reader.line()
    return (reader.diagnostics.isEmpty ? line : nil, reader.diagnostics)
  }
}

/// Reads one line and collects its mistakes.
private struct LedgerLineReader {
  let text: String
  let number: Int
  let file: String
  var diagnostics: [Diagnostic] = []

  init(text: String, number: Int, file: String) {
    self.text = text
    self.number = number
    self.file = file
  }

  private mutating func complain(_ message: String, help: String, about key: String? = nil) {
    let place = key.flatMap { text.range(of: "\"\($0)\"") }
    diagnostics.append(
      Diagnostic(
        file: file, line: number,
        column: place.map { text.unicodeScalars.distance(from: text.startIndex, to: $0.lowerBound) + 1 } ?? 1,
        width: place.map { text.unicodeScalars.distance(from: $0.lowerBound, to: $0.upperBound) } ?? 1,
        severity: .error, message: message, help: help, sourceLine: text))
  }

  mutating func line() -> LedgerLine? {
    guard let parsed = try? JSONSerialization.jsonObject(with: Data(text.utf8), options: []),
      let object = parsed as? [String: Any]
    else {
      complain(
        "the line is not a JSON object",
        help: "write one history a line, as in {\"id\":\"a\",\"mode\":\"inside\",…,\"events\":[]}")
      return nil
    }
    let id = string(object, "id", help: "name the history, as in \"id\":\"a\"")
    let mode = choice(object, "mode", LedgerHistory.FeeMode.self)
    let base = amount(object, "x0", within: "")
    let quote = amount(object, "y0", within: "")
    let opening = price(object, "P0", within: "")
    let final = price(object, "final_price", within: "")
    guard let list = object["events"] as? [Any] else {
      complain(
        object["events"] == nil ? "`events` is missing" : "`events` is not a list",
        help: "write \"events\":[ … ], which may be empty", about: "events")
      return nil
    }
    var actors: [String] = []
    let events = list.enumerated().map { event($1, index: $0, actors: &actors) }
    guard let id, let mode, let base, let quote, let opening, let final else { return nil }
    return LedgerLine(
      id: id,
      history: LedgerHistory(
        mode: mode, base: base, quote: quote, openingPrice: opening, finalPrice: final, actors: actors,
        events: events.compactMap { $0 }))
  }

  private mutating func event(
    _ value: Any, index: Int, actors: inout [String]
  ) -> LedgerHistory.Event? {
    let within = " of event \(index)"
    guard let object = value as? [String: Any] else {
      complain("event \(index) is not an object", help: "write {\"price\":…,\"actor\":…,\"side\":…,…}")
      return nil
    }
    let price = price(object, "price", within: within)
    let actor = string(object, "actor", within: within, help: "name who traded, as in \"actor\":\"arb\"")
    let side = choice(object, "side", LedgerHistory.Side.self, within: within)
    let input = amount(object, "amount_in", within: within)
    let fee = object["fee_ppm"] as? Int
    if fee.map({ !(0..<1_000_000).contains($0) }) ?? true {
      complain(
        "`fee_ppm`\(within) is \(shown(object["fee_ppm"])), but a fee is a whole number of millionths below 1000000",
        help: "0.3 % is \"fee_ppm\":3000", about: "fee_ppm")
      return nil
    }
    guard let price, let actor, let side, let input, let fee else { return nil }
    if !actors.contains(actor) { actors.append(actor) }
    return LedgerHistory.Event(
      price: price, actor: actors.firstIndex(of: actor) ?? 0, side: side, input: input, feePerMillion: fee)
  }

  private mutating func string(
    _ object: [String: Any], _ key: String, within: String = "", help: String
  ) -> String? {
    if let text = object[key] as? String { return text }
    complain("`\(key)`\(within) is \(shown(object[key])), but a text is needed", help: help, about: key)
    return nil
  }

  private mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ object: [String: Any], _ key: String, _ type: Choice.Type, within: String = ""
  ) -> Choice? where Choice.RawValue == String {
    if let text = object[key] as? String, let choice = Choice(rawValue: text) { return choice }
    let choices = Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
    complain("`\(key)`\(within) is \(shown(object[key]))", help: "write \(choices)", about: key)
    return nil
  }

  private mutating func amount(_ object: [String: Any], _ key: String, within: String) -> Integer? {
    let value = (object[key] as? String).flatMap { Integer($0) } ?? wholeNumber(object[key])
    if let value, value > 0 { return value }
    complain(
      "`\(key)`\(within) is \(shown(object[key])), but a positive whole number of base units is needed",
      help: "write it as a string of digits, as in \"\(key)\":\"1000000\"", about: key)
    return nil
  }

  private mutating func price(_ object: [String: Any], _ key: String, within: String) -> Rational? {
    let value =
      (object[key] as? String).flatMap { Rational($0) } ?? wholeNumber(object[key]).map { Rational($0) }
    if let value, value > 0 { return value }
    complain(
      "`\(key)`\(within) is \(shown(object[key])), but a positive price is needed",
      help: "write quote units per base unit exactly, as in \"\(key)\":\"3001/1000\"", about: key)
    return nil
  }

  /// A JSON number that is whole and small enough to have been read exactly.
  private func wholeNumber(_ value: Any?) -> Integer? {
    guard let number = value as? Int, number.magnitude < 1 << 53, !(value is Bool) else { return nil }
    return Integer(number)
  }

  private func shown(_ value: Any?) -> String {
    switch value {
    case nil: "missing"
    case let text as String: text.count > 40 ? "a text of \(text.count) characters" : "\"\(text)\""
    case let number as Int: "\(number)"
    case is [Any]: "a list"
    case is [String: Any]: "an object"
    default: "of another kind"
    }
  }
}
