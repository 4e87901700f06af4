extension Document {
  /// The document on one line, without spaces and without a newline at the end.
  public var compact: String {
    var text = ""
    write(to: &text, depth: nil)
    return text
  }

  /// The document indented by two spaces a level, with a newline at the end.
  public var pretty: String {
    var text = ""
    write(to: &text, depth: 0)
    text += "\n"
    return text
  }

  /// Appends the value; a nil depth writes everything on one line.
  private func write(to text: inout String, depth: Int?) {
    switch self {
    case .null: text += "null"
    case .truth(let value): text += value ? "true" : "false"
    case .count(let value): text += String(value)
    case .text(let value): Document.quote(value, to: &text)
    case .list(let values):
      Document.enclose("[", values, "]", to: &text, depth: depth) { value, text, depth in
        value.write(to: &text, depth: depth)
      }
    case .object(let members):
      precondition(
        Set(members.map(\.name)).count == members.count,
        "an object names a member twice: \(members.map(\.name))")
      Document.enclose("{", members, "}", to: &text, depth: depth) { member, text, depth in
        Document.quote(member.name, to: &text)
        text += depth == nil ? ":" : ": "
        member.value.write(to: &text, depth: depth)
      }
    }
  }

  /// Appends elements between brackets, with commas, and with lines and indents unless `depth` is nil.
  private static func enclose<Element>(
    _ opening: String, _ elements: [Element], _ closing: String, to text: inout String, depth: Int?,
    write: (Element, inout String, Int?) -> Void
  ) {
    text += opening
    let inner = depth.map { $0 + 1 }
    for (index, element) in elements.enumerated() {
      if index > 0 { text += "," }
      if let inner { text += "\n" + String(repeating: "  ", count: inner) }
      write(element, &text, inner)
    }
    if let depth, !elements.isEmpty { text += "\n" + String(repeating: "  ", count: depth) }
    text += closing
  }

  /// Appends a JSON string: quotes, backslashes and control characters escaped, everything else as it is.
  ///
  /// Source: RFC 8259, §7. U+007F to U+009F are escaped too, so that a document is safe to show on a terminal.
  private static func quote(_ value: String, to text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{8}": text += "\\b"
      case "\u{c}": text += "\\f"
      case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
