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

  /// The most mistakes kept; further ones are counted.
  public static let mostMistakes = 100
  /// The most rows of a recording: nearly ten years of minutes.
  public static let mostRows = 5_000_000
  /// The most bytes of a line.
  public static let longestLine = 65_536

  private let timeName: String?
  private let priceName: String
  private let gaps: Gaps

  private var line: [UInt8] = []
  private var lineNumber = 1
  private var layout: RecordingLayout?
  private var isOver = false
  private var points: [PricePoint] = []
  private var places: [RowPlace] = []
  private var beginning: Int64 = 0
  private var log = MistakeLog()

  /// Where a row's time stands.
  private struct RowPlace: Sendable {
    let line: Int32
    let column: Int32
  }

  /// A reader for columns of these names; without a name for the times, the one called `time`, `timestamp`, `date`,
  /// `datetime` (in any case) or nothing at all.
  public init(time: String?, price: String, gaps: Gaps) {
    timeName = time
    priceName = price
    self.gaps = gaps
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
    if points.isEmpty, log.isEmpty { log.note(.rowsMustFollow, line: lineNumber, column: 1) }
    let step = usualStep
    if gaps == .refuse { noteGaps(beyond: step) }
    guard log.isEmpty else { throw log.refusal }
    return PriceRecording(points: points, beginsAtUnixMilliseconds: beginning, step: step)
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
    guard points.count < Self.mostRows else {
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
    if points.isEmpty { beginning = time }
    let instant = Instant(milliseconds: time - beginning)
    if let last = points.last, instant <= last.at {
      let rule: RecordingMistake.Rule = instant == last.at ? .timeMustNotRepeat : .timeMustNotGoBack
      return log.note(rule, line: lineNumber, column: timeColumn)
    }
    // A row whose price is at fault still keeps its time, lest it look like a gap.
    points.append(PricePoint(at: instant, price: price ?? Price(wads: 1)))
    places.append(RowPlace(line: Int32(clamping: lineNumber), column: Int32(clamping: timeColumn)))
  }

  /// The commonest time between rows, the shortest of those.
  private var usualStep: Duration {
    guard points.count > 1 else { return .zero }
    let steps = (1..<points.count).map { points[$0].at - points[$0 - 1].at }.sorted()
    var (best, most, first) = (steps[0], 0, 0)
    for index in steps.indices where index + 1 == steps.count || steps[index + 1] != steps[index] {
      if index + 1 - first > most { (best, most) = (steps[index], index + 1 - first) }
      first = index + 1
    }
    return best
  }

  private mutating func noteGaps(beyond step: Duration) {
    guard points.count > 1 else { return }
    for index in 1..<points.count {
      let gap = points[index].at - points[index - 1].at
      guard gap > step else { continue }
      let place = places[index]
      log.note(
        .gapMustNotExceedStep(gap: gap, step: step), line: Int(place.line), column: Int(place.column))
    }
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
}
