import Exact
import Reports

/// One record of a batch: fields by column, and what is wrong with them.
///
/// Fields are taken as they stand: no quotes, no spaces around them.
struct BatchRow {
  /// A mistake in a column, or in the whole row for nil.
  struct Mistake {
    let column: Int?
    let message: String
    let help: String
  }

  /// Bytes a number may have.
  static let longestNumber = 128
  /// Bytes an id may have.
  static let longestName = 256

  let columns: [String]
  let fields: [String]
  private(set) var mistakes: [Mistake] = []

  init(columns: [String], fields: [String]) {
    self.columns = columns
    self.fields = fields
  }

  /// Notes a mistake in a column.
  mutating func refuse(_ column: Int?, _ message: String, help: String) {
    mistakes.append(Mistake(column: column, message: message, help: help))
  }

  /// A name that is given back as it came: printable, not empty.
  mutating func name(_ column: Int) -> String {
    let text = fields[column]
    let label = columns[column]
    if text.isEmpty {
      refuse(column, "`\(label)` is empty", help: "give every row a name")
    } else if text.utf8.count > Self.longestName {
      refuse(column, "`\(label)` has more than \(Self.longestName) bytes", help: "shorten it")
    } else if text.shownOnOneLine != text {
      refuse(column, "`\(label)` has a control character", help: "use printable characters")
    } else if text.utf8.contains(UInt8(ascii: "\"")) {
      refuse(column, "`\(label)` is quoted", help: "quotes are not read here: write the name alone")
    }
    return text
  }

  /// One of a few words.
  mutating func choice<Choice: CaseIterable & RawRepresentable<String>>(_ column: Int) -> Choice? {
    if let choice = Choice(rawValue: fields[column]) { return choice }
    let known = Choice.allCases.map { "`\($0.rawValue)`" }.joined(separator: " or ")
    refuse(
      column, "`\(columns[column])` was \(shown(column)), but it must be \(known)", help: "write \(known)")
    return nil
  }

  /// A plain decimal.
  mutating func decimal(_ column: Int) -> Rational? {
    let text = fields[column]
    let label = columns[column]
    guard !text.isEmpty else {
      refuse(column, "`\(label)` is empty", help: "write a plain decimal such as 1234.5")
      return nil
    }
    guard text.utf8.count <= Self.longestNumber else {
      refuse(
        column, "`\(label)` has \(text.utf8.count) characters, but a number may have \(Self.longestNumber)",
        help: "write a shorter number")
      return nil
    }
    if let value = Rational(decimal: text) { return value }
    let body = text.drop { $0 == "-" || $0 == "+" }
    let looksScientific =
      body.first.map { ("0"..."9").contains($0) } == true && text.contains { $0 == "e" || $0 == "E" }
    let rule =
      looksScientific ? "exponents are not read: write the digits out" : "it must be a plain decimal"
    refuse(
      column, "`\(label)` was \(shown(column)), but \(rule)",
      help: "write digits with an optional sign and point, such as 1234.5 or -0.02")
    return nil
  }

  /// The field as a message shows it.
  func shown(_ column: Int) -> String {
    let text = fields[column]
    guard !text.isEmpty else { return "empty" }
    return "`\(text.shownOnOneLine.shortened(toTerminalWidth: 40))`"
  }
}
