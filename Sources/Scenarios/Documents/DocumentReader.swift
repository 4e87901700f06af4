/// Reads the subset of YAML that pool and epoch files are written in.
///
/// Block and flow mappings and lists, plain and quoted scalars of one line, comments, an opening `---`. Everything
/// that makes YAML surprising or dangerous is refused by name: anchors, aliases, merge keys, tags, directives, block
/// scalars, escapes, values over several lines, a second document. What is accepted means the same in full YAML
/// (a test compares with an independent parser).
///
/// Why not a full YAML library: it stops at its first mistake, knows no end of a value for the caret, expands
/// aliases, and recurses as deep as the file says. This reader goes on after a mistake, works in linear time and
/// stops at ``maximumDepth``.
struct DocumentReader {
  /// How deep mappings and lists may nest.
  static let maximumDepth = 16

  /// A line with something on it besides a comment.
  struct Line {
    var start: Int
    var end: Int
    var indent: Int
  }

  var log: DiagnosticLog
  let bytes: [UInt8]
  private(set) var lines: [Line] = []
  private(set) var index = 0

  /// The document's root, or nil when there is none; mistakes are in the log.
  static func read(_ log: inout DiagnosticLog) -> DocumentNode? {
    guard let bytes = DocumentCharacters.check(&log) else { return nil }
    var reader = DocumentReader(log: log, bytes: bytes)
    let root = reader.document()
    log = reader.log
    return root
  }

  private init(log: DiagnosticLog, bytes: [UInt8]) {
    self.log = log
    self.bytes = bytes
    for index in log.source.lineStarts.indices {
      let range = log.source.lineRange(index)
      let start = range.first { bytes[$0] != UInt8(ascii: " ") } ?? range.upperBound
      guard start < range.upperBound, bytes[start] != UInt8(ascii: "#") else { continue }
      lines.append(Line(start: start, end: range.upperBound, indent: start - range.lowerBound))
    }
  }

  private mutating func document() -> DocumentNode? {
    if let first = lines.first, first.indent == 0,
      text(first.start..<first.end).split(separator: " ").first == "---"
    {
      if text(first.start..<first.end).drop(while: { $0 == "-" }).allSatisfy({ $0 == " " }) {
        index = 1
      }
    }
    if let marker = lines[index...].firstIndex(where: isDocumentMarker) {
      log.error(
        at: lines[marker].start..<lines[marker].start + 3, "a second document starts here",
        help: "keep one pool or epoch in a file")
      lines.removeSubrange(marker...)
    }
    guard index < lines.count else {
      if !log.hasErrors {
        log.error(
          at: 0..<0, "the file is empty",
          help: "start with `pool: name` or `epoch: name`; see Pools/ and Epochs/")
      }
      return nil
    }
    let root = block(depth: 1)
    if index < lines.count, !log.isFull {
      log.error(
        at: lines[index].start..<lines[index].end, "this line belongs to nothing before it",
        help: "give neighbouring keys the same indentation")
    }
    return root
  }

  private func isDocumentMarker(_ line: Line) -> Bool {
    guard line.indent == 0, line.end - line.start >= 3 else { return false }
    let start = text(line.start..<line.start + 3)
    return (start == "---" || start == "...")
      && (line.end == line.start + 3 || bytes[line.start + 3] == UInt8(ascii: " "))
  }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  // MARK: - Blocks

  /// Whatever starts at the current line: a list, a mapping or a lone value.
  private mutating func block(depth: Int) -> DocumentNode {
    let line = lines[index]
    guard depth <= Self.maximumDepth else {
      log.error(
        at: line.start..<line.start + 1, "values nest more than \(Self.maximumDepth) deep",
        help: "no key of a pool or an epoch needs that")
      skip(deeperThan: line.indent - 1)
      return .broken(at: line.start..<line.start + 1)
    }
    if isListItem(line) { return list(indent: line.indent, depth: depth) }
    if hasKey(line) { return mapping(indent: line.indent, depth: depth) }
    let value = inline(from: line.start, in: line, indent: line.indent - 1, depth: depth)
    if index < lines.count, lines[index].indent >= line.indent, !isBroken(value), case .scalar = value.content
    {
      log.error(
        at: lines[index].start..<lines[index].end, "a value continues on a second line",
        help: "write each value on one line; keys look like `key: value`")
      skip(deeperThan: line.indent - 1)
    }
    return value
  }

  private mutating func mapping(indent: Int, depth: Int) -> DocumentNode {
    let place = lines[index].start..<lines[index].start
    var entries: [DocumentNode.Entry] = []
    var places: [String: Range<Int>] = [:]
    while index < lines.count, lines[index].indent >= indent, !log.isFull {
      let line = lines[index]
      guard line.indent == indent else {
        log.error(
          at: line.start..<line.end, "this line is indented more than its neighbours",
          help: "give neighbouring keys the same indentation, and write each value on one line")
        skip(deeperThan: indent)
        continue
      }
      guard let key = key(in: line) else {
        index += 1
        skip(deeperThan: indent)
        continue
      }
      let value = value(after: key.end, of: key.place, in: line, indent: indent, depth: depth)
      if let first = places[key.name] {
        let firstLine = log.source.lineIndex(of: first.lowerBound) + 1
        log.error(
          at: key.place, "`\(key.name)` appears twice",
          help: "remove one; the first stands on line \(firstLine)")
      } else {
        places[key.name] = key.place
        entries.append(DocumentNode.Entry(key: key.name, keyPlace: key.place, value: value))
      }
    }
    return DocumentNode(content: .mapping(entries), place: entries.first?.keyPlace ?? place)
  }

  private mutating func list(indent: Int, depth: Int) -> DocumentNode {
    let place = lines[index].start..<lines[index].start + 1
    var items: [DocumentNode] = []
    while index < lines.count, lines[index].indent >= indent, !log.isFull {
      let line = lines[index]
      guard line.indent == indent, isListItem(line) else {
        if line.indent == indent { break }
        log.error(
          at: line.start..<line.end, "this line is indented more than its neighbours",
          help: "give the items of a list the same indentation")
        skip(deeperThan: indent)
        continue
      }
      let start = skipSpaces(from: line.start + 1, to: line.end)
      if start == line.end || isComment(at: start) {
        items.append(nested(after: line.start..<line.start + 1, indent: indent, depth: depth))
      } else {
        lines[index].start = start
        lines[index].indent = line.indent + start - line.start
        items.append(block(depth: depth + 1))
      }
    }
    return DocumentNode(content: .sequence(items), place: place)
  }

  /// The value behind a key: on the same line, or the more indented lines below.
  private mutating func value(
    after colon: Int, of key: Range<Int>, in line: Line, indent: Int, depth: Int
  ) -> DocumentNode {
    let start = skipSpaces(from: colon, to: line.end)
    guard start == line.end || isComment(at: start) else {
      return inline(from: start, in: line, indent: indent, depth: depth)
    }
    return nested(after: key, indent: indent, depth: depth, allowsListAtIndent: true)
  }

  /// The lines below that are indented more, as one value; an empty scalar when there are none.
  private mutating func nested(
    after owner: Range<Int>, indent: Int, depth: Int, allowsListAtIndent: Bool = false
  ) -> DocumentNode {
    index += 1
    guard index < lines.count else { return DocumentNode(content: .scalar(""), place: owner) }
    let next = lines[index]
    if next.indent > indent || (allowsListAtIndent && next.indent == indent && isListItem(next)) {
      return block(depth: depth + 1)
    }
    return DocumentNode(content: .scalar(""), place: owner)
  }

  // MARK: - Values within a line

  /// The value that starts at `start`; leaves `index` on the first line after it.
  private mutating func inline(from start: Int, in line: Line, indent: Int, depth: Int) -> DocumentNode {
    var reader = ScalarReader(bytes: bytes, position: start, end: line.end, log: log)
    let value = reader.lineValue(depth: depth)
    log = reader.log
    guard let value else {
      index += 1
      skip(deeperThan: indent)
      return .broken(at: start..<line.end)
    }
    index += 1
    while index < lines.count, lines[index].start < reader.position { index += 1 }
    return value
  }

  // MARK: - Keys

  /// Whether the line starts with something before a `:` that ends a key.
  private func hasKey(_ line: Line) -> Bool {
    let first = bytes[line.start]
    guard first != UInt8(ascii: "{"), first != UInt8(ascii: "[") else { return false }
    return colon(in: line) != nil
  }

  /// The offset of the `:` that ends the line's key.
  private func colon(in line: Line) -> Int? {
    var offset = line.start
    if let quote = bytes[offset] == UInt8(ascii: "'") || bytes[offset] == UInt8(ascii: "\"")
      ? bytes[offset] : nil
    {
      guard let close = (offset + 1..<line.end).first(where: { bytes[$0] == quote }) else { return nil }
      offset = skipSpaces(from: close + 1, to: line.end)
      return offset < line.end && isColon(at: offset, before: line.end) ? offset : nil
    }
    while offset < line.end {
      if bytes[offset] == UInt8(ascii: "#"), isComment(at: offset) { return nil }
      if isColon(at: offset, before: line.end) { return offset }
      offset += 1
    }
    return nil
  }

  private func isColon(at offset: Int, before end: Int) -> Bool {
    bytes[offset] == UInt8(ascii: ":") && (offset + 1 == end || bytes[offset + 1] == UInt8(ascii: " "))
  }

  /// The line's key and the offset after its colon; nil when there is none, which has then been reported.
  private mutating func key(in line: Line) -> (name: String, place: Range<Int>, end: Int)? {
    guard !isListItem(line), hasKey(line), let colon = colon(in: line), colon > line.start else {
      log.error(
        at: line.start..<line.end, "a key was expected here", help: "write `key: value`, one to a line")
      return nil
    }
    var scalar = ScalarReader(bytes: bytes, position: line.start, end: colon, log: log)
    let key = scalar.key()
    log = scalar.log
    return key.map { (name: $0.name, place: $0.place, end: colon + 1) }
  }

  /// Passes over lines that are indented more than `indent` without reading them.
  private mutating func skip(deeperThan indent: Int) {
    if index < lines.count, lines[index].indent > indent { index += 1 }
    while index < lines.count, lines[index].indent > indent { index += 1 }
  }

  private func isBroken(_ node: DocumentNode) -> Bool {
    if case .broken = node.content { true } else { false }
  }

  private func isListItem(_ line: Line) -> Bool {
    bytes[line.start] == UInt8(ascii: "-")
      && (line.start + 1 == line.end || bytes[line.start + 1] == UInt8(ascii: " "))
  }

  private func isComment(at offset: Int) -> Bool {
    bytes[offset] == UInt8(ascii: "#") && bytes[offset - 1] == UInt8(ascii: " ")
  }

  private func skipSpaces(from start: Int, to end: Int) -> Int {
    (start..<end).first { bytes[$0] != UInt8(ascii: " ") } ?? end
  }
}
