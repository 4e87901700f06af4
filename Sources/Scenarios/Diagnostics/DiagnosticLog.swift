/// Collects a file's diagnostics; keeps the first ones and counts the rest.
struct DiagnosticLog: Sendable {
  /// How many diagnostics of one file are kept.
  static let limit = 100

  let source: SourceText
  private var kept: [(offset: Int, order: Int, diagnostic: Diagnostic)] = []
  private var dropped = 0
  private(set) var hasErrors = false

  init(source: SourceText) { self.source = source }

  /// Whether further diagnostics are only counted; a reader may then stop looking for more.
  var isFull: Bool { kept.count >= Self.limit }

  mutating func error(at place: Range<Int>, _ message: String, help: String = "") {
    hasErrors = true
    add(.error, at: place, message, help: help)
  }

  mutating func warning(at place: Range<Int>, _ message: String, help: String = "") {
    add(.warning, at: place, message, help: help)
  }

  /// All that was kept, by position; what was said first stays first at the same position.
  var sorted: [Diagnostic] {
    var all = kept.sorted { ($0.offset, $0.order) < ($1.offset, $1.order) }.map(\.diagnostic)
    if dropped > 0, let last = all.last {
      all.append(
        Diagnostic(
          file: source.file, line: last.line, column: last.column, width: 1, severity: .error,
          message: "\(dropped) more mistakes are not shown", help: "mend these first", sourceLine: nil))
    }
    return all
  }

  private mutating func add(
    _ severity: Diagnostic.Severity, at place: Range<Int>, _ message: String, help: String
  ) {
    guard !isFull else {
      dropped += 1
      return
    }
    let diagnostic = source.diagnostic(severity, at: place, message, help: help)
    kept.append((place.lowerBound, kept.count, diagnostic))
  }
}
