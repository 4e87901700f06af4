public import Units

/// Prices as they were recorded, times counted from the first row.
public struct PriceRecording: Hashable, Sendable {
  /// The prices, in time order; the first is at the start.
  public let points: [PricePoint]
  /// The first row's time, in milliseconds since 1970-01-01 00:00 UTC.
  public let beginsAtUnixMilliseconds: Int64
  /// The usual time between rows: the commonest, the shortest of those; zero for a single row.
  public let step: Duration
}

/// Reads comma-separated recordings piece by piece: a header, then a time and a price a row.
///
/// Columns are found by name. Fields may be quoted, lines end with LF or CRLF, blank lines are skipped, a byte-order
/// mark is ignored. Nothing is rounded: a price keeps up to 18 digits after the point. Every mistake is collected, up
/// to ``mostMistakes``; memory is what the rows themselves need (at most ``mostRows``) and one line.
public struct RecordingReader: Sendable {
  /// What to do where rows are further apart than usual.
  public enum Gaps: Hashable, Sendable {
    /// A gap is a mistake.
    case refuse
    /// The last price holds over a gap.
    case hold
  }

  /// What to do with rows that are out of order.
  public enum Disorder: Hashable, Sendable {
    /// A row earlier than one before it is a mistake.
    case refuse
    /// Rows are sorted by time.
    case sort
  }

  /// The most mistakes kept; further ones are counted.
  public static let mostMistakes = 100
  /// The most rows of a recording: nearly ten years of minutes.
  public static let mostRows = 5_000_000
  /// The most bytes of a line.
  public static let longestLine = 65_536

  private let timeName: String?
  private let priceName: String
  private let gaps: Gaps
  private let disorder: Disorder

  private var line: [UInt8] = []
  private var lineNumber = 1
  private var layout: RecordingLayout?
  private var isOver = false
  private var rows: [RecordedRow] = []
  private var log = MistakeLog()

  /// A reader for columns of these names; without a name for the times, the one called `time`, `timestamp`, `date`,
  /// `datetime` (in any case) or nothing at all.
  public init(time: String?, price: String, gaps: Gaps, disorder: Disorder = .refuse) {
    timeName = time
    priceName = price
    self.gaps = gaps
    self.disorder = disorder
  }

  /// Takes the next bytes of the file.
  public mutating func read(_ bytes: some Sequence<UInt8>) {
    for byte in bytes where !isOver {
      if byte == UInt8(ascii: "\n") {
        endLine()
      } else if line.count <= Self.longestLine {
        line.append(byte)
      }
    }
  }

  /// The recording, once all bytes are read.
  /// - Throws: every mistake, in line order.
  public mutating func finish() throws(RecordingRefusal) -> PriceRecording {
    if !line.isEmpty { endLine() }
    if layout == nil, log.isEmpty { log.note(.fileMustNotBeEmpty, line: 1, column: 1) }
    if rows.isEmpty, log.isEmpty { log.note(.rowsMustFollow, line: lineNumber, column: 1) }
    orderRows()
    let step = rows.usualStep
    if gaps == .refuse { noteGaps(beyond: step) }
    guard log.isEmpty, let first = rows.first else { throw log.refusal }
    let points = rows.map { row in
      PricePoint(at: Instant(milliseconds: row.time - first.time), price: row.price)
    }
    return PriceRecording(points: points, beginsAtUnixMilliseconds: first.time, step: step)
  }

  private mutating func endLine() {
    defer {
      line.removeAll(keepingCapacity: true)
      lineNumber += 1
    }
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    if lineNumber == 1, line.starts(with: [0xef, 0xbb, 0xbf]) { line.removeFirst(3) }
    guard line.count <= Self.longestLine else {
      return log.note(.lineMustNotExceed(bytes: Self.longestLine), line: lineNumber, column: 1)
    }
    if line.allSatisfy({ $0 == 32 || $0 == 9 }) { return }
    guard let fields = RecordingFields(line) else {
      log.note(.lineMustBeText, line: lineNumber, column: 1)
      isOver = layout == nil
      return
    }
    if let layout { readRow(fields, layout) } else { readHeader(fields) }
  }

  private mutating func readHeader(_ fields: RecordingFields) {
    do {
      layout = try RecordingLayout(header: fields, time: timeName, price: priceName)
    } catch {
      let column = error.field.map { fields.column($0) } ?? 1
      log.note(error.rule, line: lineNumber, column: column)
      isOver = true
    }
  }

  private mutating func readRow(_ fields: RecordingFields, _ layout: RecordingLayout) {
    guard fields.count == layout.count else {
      let rule = RecordingMistake.Rule.fieldsMustMatchHeader(fields.count, header: layout.count)
      return log.note(rule, line: lineNumber, column: 1)
    }
    guard rows.count < Self.mostRows else {
      log.note(.rowsMustNotExceed(Self.mostRows), line: lineNumber, column: 1)
      isOver = true
      return
    }
    let time = TimeStamp.read(fields[layout.time])
    let timeColumn = fields.column(layout.time)
    if time == nil {
      let text = fields.text(layout.time)
      log.note(.timeMustBeReadable(text), line: lineNumber, column: timeColumn)
    }
    var price: Price?
    do {
      price = try RecordedPrice.read(fields[layout.price], text: { fields.text(layout.price) })
    } catch {
      log.note(error.rule, line: lineNumber, column: fields.column(layout.price))
    }
    guard let time else { return }
    // A row whose price is at fault still keeps its time, lest it look like a gap.
    rows.append(
      RecordedRow(
        time: time, price: price ?? Price(wads: 1), line: Int32(clamping: lineNumber),
        column: Int32(clamping: timeColumn)))
  }

  /// Sorts the rows by time, noting those out of order and those of one time.
  private mutating func orderRows() {
    guard var latest = rows.first?.time else { return }
    var isOrdered = true
    for row in rows.dropFirst() {
      if row.time < latest {
        isOrdered = false
        if disorder == .refuse { log.note(.timeMustNotGoBack, row) }
      }
      latest = max(latest, row.time)
    }
    if !isOrdered { rows.sort { ($0.time, $0.line) < ($1.time, $1.line) } }
    for (row, next) in zip(rows, rows.dropFirst()) where row.time == next.time {
      log.note(.timeMustNotRepeat, next)
    }
  }

  private mutating func noteGaps(beyond step: Duration) {
    for (row, next) in zip(rows, rows.dropFirst()) {
      let gap = Duration(milliseconds: next.time - row.time)
      if gap > step { log.note(.gapMustNotExceedStep(gap: gap, step: step), next) }
    }
  }
}

/// A row as it stands in the file.
private struct RecordedRow: Sendable {
  let time: Int64
  let price: Price
  let line: Int32
  let column: Int32
}

extension [RecordedRow] {
  /// The commonest time between rows in order, the shortest of those.
  fileprivate var usualStep: Duration {
    let steps = zip(self, dropFirst()).map { $1.time - $0.time }.filter { $0 > 0 }.sorted()
    guard !steps.isEmpty else { return .zero }
    var (best, most, first) = (steps[0], 0, 0)
    for index in steps.indices where index + 1 == steps.count || steps[index + 1] != steps[index] {
      if index + 1 - first > most { (best, most) = (steps[index], index + 1 - first) }
      first = index + 1
    }
    return Duration(milliseconds: best)
  }
}

/// Mistakes collected up to a cap.
private struct MistakeLog: Sendable {
  private var mistakes: [RecordingMistake] = []
  private var others = 0

  var isEmpty: Bool { mistakes.isEmpty }
  /// In line order; of one line, in the order found.
  var refusal: RecordingRefusal {
    let ordered = mistakes.enumerated().sorted {
      ($0.element.line, $0.offset) < ($1.element.line, $1.offset)
    }
    return RecordingRefusal(mistakes: ordered.map(\.element), others: others)
  }

  mutating func note(_ rule: RecordingMistake.Rule, line: Int, column: Int) {
    if mistakes.count < RecordingReader.mostMistakes {
      mistakes.append(RecordingMistake(rule, line: line, column: column))
    } else {
      others += 1
    }
  }

  mutating func note(_ rule: RecordingMistake.Rule, _ row: RecordedRow) {
    note(rule, line: Int(row.line), column: Int(row.column))
  }
}
