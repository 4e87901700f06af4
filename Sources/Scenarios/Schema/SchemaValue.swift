/// A JSON value whose objects keep their order: what a JSON Schema is made of.
public indirect enum SchemaValue: Hashable, Sendable {
  /// Text.
  case text(String)
  /// A whole number.
  case integer(Int)
  /// True or false.
  case boolean(Bool)
  /// Values in order.
  case array([SchemaValue])
  /// Names and values in order.
  case object([Member])

  /// A name and its value.
  public struct Member: Hashable, Sendable {
    /// The name.
    public let name: String
    /// Its value.
    public let value: SchemaValue

    /// A name and its value.
    public init(_ name: String, _ value: SchemaValue) {
      self.name = name
      self.value = value
    }
  }
}

extension SchemaValue: CustomStringConvertible {
  /// The JSON text, two spaces a level, without a final line end.
  public var description: String {
    var text = ""
    write(into: &text, indent: "")
    return text
  }

  private func write(into text: inout String, indent: String) {
    switch self {
    case .text(let value): Self.quote(value, into: &text)
    case .integer(let value): text += String(value)
    case .boolean(let value): text += String(value)
    case .array(let values):
      Self.bracket("[", "]", values, into: &text, indent: indent) { value, text, inner in
        value.write(into: &text, indent: inner)
      }
    case .object(let members):
      Self.bracket("{", "}", members, into: &text, indent: indent) { member, text, inner in
        Self.quote(member.name, into: &text)
        text += ": "
        member.value.write(into: &text, indent: inner)
      }
    }
  }

  private static func bracket<Element>(
    _ open: String, _ close: String, _ elements: [Element], into text: inout String, indent: String,
    write: (Element, inout String, String) -> Void
  ) {
    guard !elements.isEmpty else {
      text += open + close
      return
    }
    let inner = indent + "  "
    text += open
    for (index, element) in elements.enumerated() {
      text += (index == 0 ? "\n" : ",\n") + inner
      write(element, &text, inner)
    }
    text += "\n" + indent + close
  }

  private static func quote(_ value: String, into text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
