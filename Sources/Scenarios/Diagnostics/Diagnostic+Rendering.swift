extension Diagnostic: CustomStringConvertible {
  /// The diagnostic as it is shown, without colour and without a final line end:
  ///
  /// ```text
  /// Pools/eth-usdc.yaml:12:6: error: `fee` was `130%`, but a fee must stay below 100 %
  ///    12 │ fee: 130%
  ///       │      ^~~~
  ///   help: …
  /// ```
  public var description: String {
    var lines = ["\(file):\(line):\(column): \(severity.rawValue): \(Self.visible(message))"]
    if let sourceLine {
      let number = String(line)
      let gutter = max(5, number.count + 2)
      let excerpt = excerpt(of: sourceLine)
      lines.append(Self.spaces(gutter - number.count) + number + " │ " + excerpt.text)
      lines.append(
        Self.spaces(gutter) + " │ " + Self.spaces(excerpt.column) + "^"
          + String(repeating: "~", count: excerpt.width - 1))
    }
    if !help.isEmpty { lines.append("  help: " + Self.visible(help)) }
    return lines.joined(separator: "\n")
  }

  /// The longest excerpt of a source line that is shown.
  private static let excerptWidth = 100

  /// The part of the line around the place, cut with `…`, and where the place is in it.
  private func excerpt(of sourceLine: String) -> (text: String, column: Int, width: Int) {
    var scalars = Array(Self.visible(sourceLine).unicodeScalars)
    var start = min(column - 1, scalars.count)
    if start > Self.excerptWidth * 2 / 3 {
      let cut = start - Self.excerptWidth / 3
      scalars.replaceSubrange(0..<cut, with: ["…"])
      start -= cut - 1
    }
    if scalars.count > Self.excerptWidth {
      scalars.removeSubrange(Self.excerptWidth...)
      scalars.append("…")
    }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return (String(text), start, max(1, min(width, scalars.count - start)))
  }

  private static func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }

  /// The text with control and direction-changing characters shown as pictures, one for one.
  static func visible(_ text: String) -> String {
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0..<0x20: shown.append(Unicode.Scalar(0x2400 + scalar.value) ?? "�")
      case 0x7F: shown.append("␡")
      case 0x80..<0xA0, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: shown.append("�")
      default: shown.append(scalar)
      }
    }
    return String(shown)
  }
}
