/// Reads what stands on a line: keys, scalars and, over several lines, `{…}` and `[…]`.
struct ScalarReader {
  let bytes: [UInt8]
  /// The next byte.
  var position: Int
  /// The end of the line that reading started on.
  let end: Int
  var log: DiagnosticLog

  // MARK: - In a block

  /// A key that ends before `end`.
  mutating func key() -> (name: String, place: Range<Int>)? {
    if refuseIndicator(end: end) { return nil }
    guard let key = isQuote(bytes[position]) ? quoted() : plain(until: end) else { return nil }
    return named(key)
  }

  /// The value on this line and, inside brackets, on those below; nothing but a comment may follow.
  mutating func lineValue(depth: Int) -> DocumentNode? {
    let first = bytes[position]
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
      guard let value = collection(depth: depth) else { return nil }
      let lineEnd = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      return nothingFollows(until: lineEnd) ? value : nil
    }
    if refuseIndicator(end: end) { return nil }
    if isQuote(first) {
      guard let (text, place) = quoted(), nothingFollows(until: end) else { return nil }
      return DocumentNode(content: .scalar(text), place: place)
    }
    let comment = (position..<end).first {
      bytes[$0] == UInt8(ascii: "#") && bytes[$0 - 1] == UInt8(ascii: " ")
    }
    guard let (text, place) = plain(until: comment ?? end) else { return nil }
    let colon = place.first {
      bytes[$0] == UInt8(ascii: ":") && ($0 + 1 >= place.upperBound || bytes[$0 + 1] == UInt8(ascii: " "))
    }
    if let colon {
      log.error(
        at: colon..<colon + 1, "a second `:` stands on this line",
        help: "put the inner key on a line of its own, or write `{ key: value }`")
      return nil
    }
    return DocumentNode(content: .scalar(text), place: place)
  }

  private mutating func nothingFollows(until lineEnd: Int) -> Bool {
    var offset = position
    while offset < lineEnd, bytes[offset] == UInt8(ascii: " ") || bytes[offset] == UInt8(ascii: "\r") {
      offset += 1
    }
    guard offset < lineEnd else { return true }
    if bytes[offset] == UInt8(ascii: "#"), bytes[offset - 1] == UInt8(ascii: " ") { return true }
    log.error(
      at: offset..<lineEnd, "nothing may follow the value", help: "remove this, or start a comment with ` #`")
    return false
  }

  // MARK: - Scalars

  private func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") }

  private mutating func named(_ key: (text: String, place: Range<Int>)) -> (name: String, place: Range<Int>)?
  {
    guard key.text != "<<" else {
      log.error(at: key.place, "merge keys (`<<`) are not part of this format", help: "write the keys out")
      return nil
    }
    return (key.text, key.place)
  }

  /// The text up to `limit` without trailing spaces.
  private mutating func plain(until limit: Int) -> (text: String, place: Range<Int>)? {
    var last = limit
    while last > position, bytes[last - 1] == UInt8(ascii: " ") { last -= 1 }
    let place = position..<last
    position = limit
    return (String(decoding: bytes[place], as: UTF8.self), place)
  }

  /// Quoted text; its place is what stands between the quotes.
  private mutating func quoted() -> (text: String, place: Range<Int>)? {
    let start = position
    let quote = bytes[start]
    position += 1
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
        log.error(
          at: position..<position + 1, "escapes are not part of this format", help: "write the text plainly")
        return nil
      }
      if byte == quote {
        let place = start + 1..<position
        position += 1
        guard position == bytes.count || bytes[position] != quote else {
          log.error(at: place.upperBound..<position + 1, "a quote inside quotes is not part of this format")
          return nil
        }
        return (String(decoding: bytes[place], as: UTF8.self), place)
      }
      position += 1
    }
    log.error(
      at: start..<start + 1, "this quote is not closed on its line", help: "close it, or leave both out")
    return nil
  }

  /// Reports a character that starts something other than a plain or quoted scalar.
  private mutating func refuseIndicator(end: Int) -> Bool {
    let first = bytes[position]
    let isAlone = position + 1 >= end || bytes[position + 1] == UInt8(ascii: " ")
    let reason: (message: String, help: String)
    switch first {
    case UInt8(ascii: "&"): reason = ("anchors (`&`) are not part of this format", "write the value out")
    case UInt8(ascii: "*"): reason = ("aliases (`*`) are not part of this format", "write the value out")
    case UInt8(ascii: "!"): reason = ("tags (`!`) are not part of this format", "write the value alone")
    case UInt8(ascii: "|"), UInt8(ascii: ">"):
      reason = ("text blocks (`|`, `>`) are not part of this format", "write the value on one line")
    case UInt8(ascii: "%") where position == 0 || bytes[position - 1] == UInt8(ascii: "\n"):
      reason = ("directives (`%`) are not part of this format", "remove the line")
    case UInt8(ascii: "?"):
      reason = ("complex keys (`?`) are not part of this format", "write `key: value`")
    case UInt8(ascii: "-") where isAlone:
      reason = ("a list cannot start here", "write `[a, b]` or one item a line")
    case UInt8(ascii: ":"): reason = ("a key was expected before `:`", "write `key: value`")
    case UInt8(ascii: "%"), UInt8(ascii: "@"), UInt8(ascii: "`"), UInt8(ascii: ","), UInt8(ascii: "]"),
      UInt8(ascii: "}"), UInt8(ascii: "#"), UInt8(ascii: "{"), UInt8(ascii: "["):
      let character = String(decoding: [first], as: UTF8.self)
      reason = ("`\(character)` cannot stand here", "write `key: value`, `{ key: value }` or `[a, b]`")
    default: return false
    }
    log.error(at: position..<position + 1, reason.message, help: reason.help)
    return true
  }
}

// MARK: - Between brackets

extension ScalarReader {
  /// `{ key: value, … }` or `[value, …]`, possibly over several lines.
  mutating func collection(depth: Int) -> DocumentNode? {
    let open = position..<position + 1
    guard depth <= DocumentReader.maximumDepth else {
      log.error(
        at: open, "values nest more than \(DocumentReader.maximumDepth) deep",
        help: "no key of a pool or an epoch needs that")
      return nil
    }
    let isMapping = bytes[position] == UInt8(ascii: "{")
    let close = isMapping ? UInt8(ascii: "}") : UInt8(ascii: "]")
    position += 1
    var (entries, items): ([DocumentNode.Entry], [DocumentNode]) = ([], [])
    var places: [String: Range<Int>] = [:]
    while true {
      guard skipBreaks() else {
        log.error(at: open, "this bracket is not closed", help: "close it with `\(isMapping ? "}" : "]")`")
        return nil
      }
      if bytes[position] == close { break }
      if isMapping {
        guard let entry = entry(depth: depth) else { return nil }
        if let first = places[entry.key] {
          let firstLine = log.source.lineIndex(of: first.lowerBound) + 1
          log.error(
            at: entry.keyPlace, "`\(entry.key)` appears twice",
            help: "remove one; the first stands on line \(firstLine)")
        } else {
          places[entry.key] = entry.keyPlace
          entries.append(entry)
        }
      } else {
        guard let item = item(depth: depth) else { return nil }
        items.append(item)
      }
      guard skipBreaks() else { continue }
      if bytes[position] == UInt8(ascii: ",") {
        position += 1
      } else if bytes[position] != close {
        log.error(
          at: position..<position + 1, "`,` or `\(isMapping ? "}" : "]")` was expected here",
          help: "separate what stands between brackets with commas")
        return nil
      }
    }
    position += 1
    return DocumentNode(content: isMapping ? .mapping(entries) : .sequence(items), place: open)
  }

  private mutating func entry(depth: Int) -> DocumentNode.Entry? {
    let isPlain = !isQuote(bytes[position])
    guard let scalar = flowScalar(), let key = named(scalar) else { return nil }
    while position < bytes.count, bytes[position] == UInt8(ascii: " ") { position += 1 }
    let isColon = position < bytes.count && bytes[position] == UInt8(ascii: ":")
    guard isColon, !isPlain || position + 1 >= bytes.count || bytes[position + 1] <= UInt8(ascii: " ") else {
      log.error(
        at: key.place, "`\(key.name)` stands without a value",
        help: "write `key: value`, with a space after `:`")
      return nil
    }
    let colon = position..<position + 1
    position += 1
    guard skipBreaks() else { return unfinished(at: colon) }
    if bytes[position] == UInt8(ascii: ",") || bytes[position] == UInt8(ascii: "}") {
      return DocumentNode.Entry(
        key: key.name, keyPlace: key.place, value: DocumentNode(content: .scalar(""), place: key.place))
    }
    guard let value = item(depth: depth) else { return nil }
    return DocumentNode.Entry(key: key.name, keyPlace: key.place, value: value)
  }

  private mutating func unfinished(at place: Range<Int>) -> DocumentNode.Entry? {
    log.error(at: place, "the file ends within brackets", help: "close them")
    return nil
  }

  private mutating func item(depth: Int) -> DocumentNode? {
    let first = bytes[position]
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") { return collection(depth: depth + 1) }
    guard let (text, place) = flowScalar() else { return nil }
    return DocumentNode(content: .scalar(text), place: place)
  }

  /// A scalar that ends at a bracket, a comma, a `: `, a comment or the line's end.
  private mutating func flowScalar() -> (text: String, place: Range<Int>)? {
    if isQuote(bytes[position]) { return quoted() }
    var limit = position
    while limit < bytes.count, !isFlowEnd(at: limit) { limit += 1 }
    if refuseIndicator(end: limit) { return nil }
    guard let (text, place) = plain(until: limit) else { return nil }
    return (text, place)
  }

  private func isFlowEnd(at offset: Int) -> Bool {
    switch bytes[offset] {
    case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"),
      UInt8(ascii: "\n"), UInt8(ascii: "\r"):
      true
    case UInt8(ascii: ":"): isBreak(at: offset + 1)
    case UInt8(ascii: "#"): bytes[offset - 1] == UInt8(ascii: " ")
    default: false
    }
  }

  /// Whether a `:` before this offset ends a key.
  private func isBreak(at offset: Int) -> Bool {
    guard offset < bytes.count else { return true }
    switch bytes[offset] {
    case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: ","), UInt8(ascii: "["),
      UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"):
      return true
    default: return false
    }
  }

  /// Steps over spaces, line ends and comments; false at the end of the file.
  private mutating func skipBreaks() -> Bool {
    while position < bytes.count {
      let byte = bytes[position]
      let follows = position == 0 || bytes[position - 1] <= UInt8(ascii: " ")
      if byte == UInt8(ascii: "#"), follows {
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
      } else if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        position += 1
      } else {
        return true
      }
    }
    return false
  }
}
