import Feeds
import Units

/// Loads the recorded prices that an epoch names.
enum RecordingLoader {
  /// The most bytes a file of recorded prices may have: 32 MiB, a year of minutes and more.
  static let maximumBytes = 33_554_432

  /// The prices; nil after reporting. Mistakes within the recording are appended to `elsewhere`.
  static func load(
    _ draft: RecordingDraft, from owner: String, _ decoding: inout Decoding, _ elsewhere: inout [Diagnostic]
  ) -> [PricePoint]? {
    let path = FilePath.resolve(draft.file.value, from: owner)
    let bytes: [UInt8]
    do throws(FileRefusal) {
      bytes = try FileAccess.read(path, limit: maximumBytes)
    } catch {
      let (message, help) = error.explanation
      decoding.log.error(at: draft.file.place, "the recording `\(path)`: \(message)", help: help)
      return nil
    }
    do throws(RecordingRefusal) {
      return try points(in: bytes, of: path, draft, &elsewhere)
    } catch {
      decoding.log.error(
        at: draft.file.place, "the recording `\(path)` has mistakes of its own",
        help: "mend that file, or choose other columns with `time` and `price`")
      elsewhere += diagnostics(of: error, in: SourceText(file: path, bytes: bytes))
      return nil
    }
  }

  /// The prices in time order. Rows out of order are sorted in with a warning, unless the epoch refuses them: rows carry
  /// their own time, so nothing is guessed, and a wrong time still leaves a gap or comes twice.
  private static func points(
    in bytes: [UInt8], of path: String, _ draft: RecordingDraft, _ elsewhere: inout [Diagnostic]
  ) throws(RecordingRefusal) -> [PricePoint] {
    func read(_ disorder: RecordingReader.Disorder) throws(RecordingRefusal) -> [PricePoint] {
      var reader = RecordingReader(
        time: draft.time?.value, price: draft.price.value, gaps: draft.gaps == .hold ? .hold : .refuse,
        disorder: disorder)
      reader.read(bytes)
      return try reader.finish().points
    }
    do throws(RecordingRefusal) {
      return try read(.refuse)
    } catch {
      let moved = error.mistakes.filter { $0.rule == .timeMustNotGoBack }
      guard draft.disorder == .sort, !moved.isEmpty else { throw error }
      let points = try read(.sort)
      elsewhere += warnings(of: moved, in: SourceText(file: path, bytes: bytes))
      return points
    }
  }

  private static func warnings(of moved: [RecordingMistake], in source: SourceText) -> [Diagnostic] {
    moved.map { row in
      source.diagnostic(
        .warning, at: cell(row, in: source), "this row stands after a later one and was sorted in",
        help: "sort the rows by time, or make this a mistake with `disorder: refuse`")
    }
  }

  private static func diagnostics(of refusal: RecordingRefusal, in source: SourceText) -> [Diagnostic] {
    var found = refusal.mistakes.map { mistake in
      let (message, help) = mistake.explanation
      return source.diagnostic(.error, at: cell(mistake, in: source), message, help: help)
    }
    if refusal.others > 0, let last = found.last {
      found.append(
        Diagnostic(
          file: source.file, line: last.line, column: last.column, width: 1, severity: .error,
          message: "\(refusal.others) more mistakes are not shown", help: "mend these first", sourceLine: nil)
      )
    }
    return found
  }

  /// The bytes from where a mistake stands to the next comma or the line's end.
  private static func cell(_ mistake: RecordingMistake, in source: SourceText) -> Range<Int> {
    let line = source.lineRange(min(max(mistake.line, 1), source.lineStarts.count) - 1)
    let start = min(line.lowerBound + max(mistake.column, 1) - 1, line.upperBound)
    let comma = source.bytes[start..<line.upperBound].firstIndex(of: UInt8(ascii: ","))
    return start..<(comma ?? line.upperBound)
  }
}
