/// A file's bytes with its lines, for turning byte offsets into lines and columns.
struct SourceText: Sendable {
  /// The path, as it was given.
  let file: String
  /// The bytes.
  let bytes: [UInt8]
  /// Offset of the first byte of each line.
  let lineStarts: [Int]

  init(file: String, bytes: [UInt8]) {
    self.file = file
    self.bytes = bytes
    var starts = [0]
    for index in bytes.indices where bytes[index] == UInt8(ascii: "\n") { starts.append(index + 1) }
    lineStarts = starts
  }

  /// The index of the line that holds `offset`.
  func lineIndex(of offset: Int) -> Int {
    var (low, high) = (0, lineStarts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  /// The bytes of a line without its end.
  func lineRange(_ index: Int) -> Range<Int> {
    let start = lineStarts[index]
    var end = index + 1 < lineStarts.count ? lineStarts[index + 1] - 1 : bytes.count
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return start..<end
  }

  /// The text of a range; broken UTF-8 shows as �.
  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// A diagnostic about a range of bytes; a range over several lines is marked on its first.
  func diagnostic(
    _ severity: Diagnostic.Severity, at place: Range<Int>, _ message: String, help: String
  ) -> Diagnostic {
    let index = lineIndex(of: place.lowerBound)
    let line = lineRange(index)
    let start = min(max(place.lowerBound, line.lowerBound), line.upperBound)
    let end = min(max(start, place.upperBound), line.upperBound)
    return Diagnostic(
      file: file, line: index + 1, column: text(line.lowerBound..<start).unicodeScalars.count + 1,
      width: text(start..<end).unicodeScalars.count, severity: severity, message: message, help: help,
      sourceLine: text(line))
  }
}
