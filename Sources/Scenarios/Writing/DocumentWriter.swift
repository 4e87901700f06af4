/// Lays out a document in the subset of YAML that ``DocumentReader`` reads.
///
/// A value stands on its key's line, in brackets where it has parts, as long as that keeps to ``width`` columns and no part
/// has a comment; else each part has a line of its own. What is written reads back as the same document.
enum DocumentWriter {
  /// The columns to keep to.
  static let width = 100

  /// The text of a file: a heading of comment lines, then the keys.
  /// - Returns: nil when a text cannot be written: it has a control character, or needs quotes and holds both kinds.
  static func text(heading: [String], _ entries: [WrittenNode.Entry]) -> String? {
    guard let lines = lines(entries, indent: 0) else { return nil }
    return (heading.flatMap { comment($0, indent: 0) } + lines).map { $0 + "\n" }.joined()
  }

  /// Each entry on lines of its own.
  private static func lines(_ entries: [WrittenNode.Entry], indent: Int) -> [String]? {
    var lines: [String] = []
    for entry in entries {
      guard let key = scalar(entry.key) else { return nil }
      guard let part = self.lines(after: spaces(indent) + key + ":", entry.value, indent: indent) else {
        return nil
      }
      lines += comment(entry.comment, indent: indent) + part
    }
    return lines
  }

  /// A value on the line of its key where it fits, else below it.
  private static func lines(after key: String, _ value: WrittenNode, indent: Int) -> [String]? {
    guard let short = flow(value) else { return nil }
    let line = key + " " + short
    if case .scalar = value { return [line] }
    if !value.isCommented, line.unicodeScalars.count <= width { return [line] }
    switch value {
    case .scalar: return [line]
    case .mapping(let entries): return lines(entries, indent: indent + 2).map { [key] + $0 }
    case .list(let items):
      var lines = [key]
      for item in items {
        guard let text = flow(item.value) else { return nil }
        lines += comment(item.comment, indent: indent + 2) + [spaces(indent + 2) + "- " + text]
      }
      return lines
    }
  }

  /// A value on one line.
  private static func flow(_ value: WrittenNode) -> String? {
    switch value {
    case .scalar(let text): return scalar(text)
    case .list(let items):
      let parts = items.compactMap { flow($0.value) }
      return parts.count == items.count ? "[" + parts.joined(separator: ", ") + "]" : nil
    case .mapping(let entries):
      let parts = entries.compactMap { entry -> String? in
        guard let key = scalar(entry.key), let value = flow(entry.value) else { return nil }
        return key + ": " + value
      }
      guard parts.count == entries.count else { return nil }
      return parts.isEmpty ? "{}" : "{ " + parts.joined(separator: ", ") + " }"
    }
  }

  /// A text plainly where that reads back as itself, else in quotes that it does not hold.
  static func scalar(_ text: String) -> String? {
    guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else { return nil }
    if isPlain(text) { return text }
    if !text.contains("\""), !text.contains("\\") { return "\"" + text + "\"" }
    return text.contains("'") ? nil : "'" + text + "'"
  }

  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else { return false }
    guard !" \"'&*!|>%@`#{[]},".unicodeScalars.contains(first), last != " ", last != ":" else { return false }
    // A `-` begins a list when a space follows; a number is all that is written after it without quotes.
    if first == "?" || first == ":" { return false }
    if first == "-" {
      guard let second = text.unicodeScalars.dropFirst().first, ("0"..."9").contains(second) else {
        return false
      }
    }
    let hasBracket = text.unicodeScalars.contains { "[]{},".unicodeScalars.contains($0) }
    return !hasBracket && !text.contains(": ") && !text.contains(" #")
  }

  /// Comment lines, wrapped at words; control characters are shown as pictures.
  private static func comment(_ text: String, indent: Int) -> [String] {
    guard !text.isEmpty else { return [] }
    var lines: [String] = []
    var line = spaces(indent) + "#"
    for word in Diagnostic.visible(text).split(separator: " ") {
      if line.unicodeScalars.count + word.unicodeScalars.count >= width, !line.hasSuffix("#") {
        lines.append(line)
        line = spaces(indent) + "#"
      }
      line += " " + word
    }
    return lines + [line]
  }

  private static func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }
}
