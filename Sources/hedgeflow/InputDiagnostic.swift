import Reports

/// A mistake on a line of a streamed input, shown with the line and a mark below the place.
struct InputDiagnostic: CustomStringConvertible {
  let file: String
  let line: Line
  /// Unicode scalars before the place.
  let offset: Int
  /// Unicode scalars the place covers.
  let width: Int
  let message: String
  let help: String

  private static let shownColumns = 100

  var description: String {
    let head = "\(file.shownOnOneLine):\(line.number):\(offset + 1): error: \(message)"
    let excerpt = String(decoding: line.bytes.prefix(8 * Self.shownColumns), as: UTF8.self)
    let number = String(line.number)
    let gutter = max(5, number.count + 2)
    let margin = String(repeating: " ", count: gutter - number.count) + number + " │ "
    var lines = [head]
    // The mark stands under its place only where every character is one column wide and none is replaced.
    if excerpt.unicodeScalars.count <= Self.shownColumns, excerpt.shownOnOneLine == excerpt {
      lines.append(margin + excerpt)
      let mark = "^" + String(repeating: "~", count: max(0, min(width, Self.shownColumns) - 1))
      lines.append(
        String(repeating: " ", count: gutter) + " │ " + String(repeating: " ", count: offset) + mark)
    } else {
      lines.append(margin + excerpt.shownOnOneLine.shortened(toTerminalWidth: Self.shownColumns))
    }
    lines.append("  help: \(help)")
    return lines.joined(separator: "\n")
  }
}
