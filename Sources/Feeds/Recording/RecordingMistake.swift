public import Units

/// One mistake in a recording of prices, and where it is.
public struct RecordingMistake: Error, Hashable, Sendable {
  /// The rule a recording broke.
  public enum Rule: Hashable, Sendable {
    /// There was no byte but spaces and line ends.
    case fileMustNotBeEmpty
    /// The header has no column of this name.
    case headerMustName(String, has: [String])
    /// The header has this name twice.
    case headerMustNotRepeat(String)
    /// No column was named for times, and none is called `time`, `timestamp`, `date`, `datetime` or nothing at all.
    case headerMustHaveTimes(has: [String])
    /// Nothing came after the header.
    case rowsMustFollow
    /// A row has more or fewer fields than the header.
    case fieldsMustMatchHeader(Int, header: Int)
    /// A line is not text: it has control characters, is not UTF-8, or leaves a quotation mark open.
    case lineMustBeText
    /// A line exceeds ``RecordingReader/longestLine``.
    case lineMustNotExceed(bytes: Int)
    /// A time is written in no known way, or there is no such date.
    case timeMustBeReadable(String)
    /// A time equals that of another row.
    case timeMustNotRepeat
    /// A time lies before that of an earlier row.
    case timeMustNotGoBack
    /// A price is not a plain decimal number.
    case priceMustBeDecimal(String)
    /// A price is zero or less.
    case priceMustBePositive(String)
    /// A price has more than 18 digits after the point.
    case priceMustHaveAtMost18Decimals(String)
    /// A price is 10¹⁵ or more.
    case priceMustFit(String)
    /// The time since the row before exceeds the recording's usual step.
    case gapMustNotExceedStep(gap: Duration, step: Duration)
    /// There are more rows than ``RecordingReader/mostRows``.
    case rowsMustNotExceed(Int)
  }

  /// What is wrong.
  public let rule: Rule
  /// The line, from 1.
  public let line: Int
  /// The byte of the line where the field begins, from 1.
  public let column: Int

  /// A mistake at a place.
  public init(_ rule: Rule, line: Int, column: Int) {
    self.rule = rule
    self.line = line
    self.column = column
  }
}

/// Every mistake of a recording, in line order.
public struct RecordingRefusal: Error, Hashable, Sendable {
  /// The first of them, at most ``RecordingReader/mostMistakes``.
  public let mistakes: [RecordingMistake]
  /// How many more there were.
  public let others: Int

  /// A refusal for these mistakes.
  public init(mistakes: [RecordingMistake], others: Int) {
    self.mistakes = mistakes
    self.others = others
  }
}

extension RecordingMistake {
  /// What is wrong, and how to mend it.
  public var explanation: (message: String, help: String) {
    switch rule {
    case .fileMustNotBeEmpty, .headerMustName, .headerMustNotRepeat, .headerMustHaveTimes, .rowsMustFollow:
      headerExplanation
    case .fieldsMustMatchHeader(let count, let header):
      ("this row has \(count) fields, the header \(header)", "give every row one field a column")
    case .lineMustBeText:
      ("this line is not plain text", "save the file as UTF-8 and close every quotation mark")
    case .lineMustNotExceed(let bytes):
      ("this line has more than \(bytes) bytes", "keep one row a line")
    case .timeMustBeReadable(let text):
      (
        "‘\(text)’ is not a time",
        "write `2023-08-13 00:00:00` or Unix seconds or milliseconds; UTC unless a zone follows"
      )
    case .timeMustNotRepeat: ("another row has this time", "keep one row for each time")
    case .timeMustNotGoBack:
      ("this time is earlier than that of a row before", "sort the rows by time, oldest first")
    case .gapMustNotExceedStep(let gap, let step):
      (
        "\(Self.seconds(gap)) are missing: rows are usually \(Self.seconds(step)) apart",
        "fill the hole, or hold the last price over it with `gaps: hold`"
      )
    case .rowsMustNotExceed(let most): ("there are more than \(most) rows", "cut the recording in parts")
    case .priceMustBeDecimal, .priceMustBePositive, .priceMustHaveAtMost18Decimals, .priceMustFit:
      priceExplanation
    }
  }

  private var headerExplanation: (message: String, help: String) {
    switch rule {
    case .headerMustName(let name, let has):
      ("there is no column `\(name)`", "the columns are \(Self.list(has))")
    case .headerMustNotRepeat(let name):
      ("two columns are called `\(name)`", "give every column a name of its own")
    case .headerMustHaveTimes(let has):
      (
        "no column holds times",
        "call one `time`, or name it in the scenario; the columns are \(Self.list(has))"
      )
    case .rowsMustFollow:
      ("no row follows the header", "write one row a price: a time and the price from then on")
    default: ("the file is empty", "begin with a header such as `time,price`")
    }
  }

  private var priceExplanation: (message: String, help: String) {
    switch rule {
    case .priceMustBePositive(let text):
      ("a price of \(text) is not above 0", "leave out rows without a price")
    case .priceMustHaveAtMost18Decimals(let text):
      ("\(text) has more than 18 digits after the point", "round the price yourself; reading never rounds")
    case .priceMustFit(let text):
      ("a price of \(text) is 10^15 or more", "state prices in a larger quote token")
    case .priceMustBeDecimal(let text):
      ("‘\(text)’ is not a price", "write a plain decimal number: `1848.12`")
    default: ("this is not a price", "write a plain decimal number: `1848.12`")
    }
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(12).map { "`\($0)`" }.joined(separator: ", ")
    return names.count > 12 ? "\(shown) and \(names.count - 12) more" : shown
  }

  private static func seconds(_ span: Duration) -> String {
    let (whole, rest) = span.milliseconds.quotientAndRemainder(dividingBy: 1000)
    return rest == 0 ? "\(whole) s" : "\(span.milliseconds) ms"
  }
}
