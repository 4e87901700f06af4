extension String {
  /// Columns the text takes on a terminal: 2 for wide East Asian characters and emoji, 0 for lone combining marks.
  public var terminalWidth: Int { reduce(0) { $0 + $1.terminalWidth } }

  /// The text without control characters: each is written as `\u{1b}`, so that a file cannot steer a terminal.
  public var shownOnOneLine: String {
    guard unicodeScalars.contains(where: \.isControl) else { return self }
    var text = ""
    for scalar in unicodeScalars {
      if scalar.isControl {
        text += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  /// The text in at most `width` columns; when that cuts it, it ends in `…`.
  public func shortened(toTerminalWidth width: Int) -> String {
    guard terminalWidth > width else { return self }
    guard width > 0 else { return "" }
    var text = ""
    var used = 0
    for character in self {
      guard used + character.terminalWidth <= width - 1 else { break }
      text.append(character)
      used += character.terminalWidth
    }
    return text + "…"
  }

  /// The text without the spaces at its end.
  var droppingTrailingSpaces: String {
    var text = self
    while text.hasSuffix(" ") { text.removeLast() }
    return text
  }
}

extension Character {
  /// Columns the character takes on a terminal.
  var terminalWidth: Int {
    guard let first = unicodeScalars.first else { return 0 }
    switch first.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    if unicodeScalars.contains("\u{fe0f}") { return 2 }
    return first.isWide ? 2 : 1
  }
}

extension Unicode.Scalar {
  /// Whether terminals act on the character rather than show it, or it would change the direction of the line.
  var isControl: Bool {
    switch value {
    case 0...0x1f, 0x7f...0x9f, 0x2028...0x202e, 0x2066...0x2069: true
    default: false
    }
  }

  /// Whether terminals give the character two columns. Source: Unicode Standard Annex 11, the main wide ranges.
  var isWide: Bool {
    switch value {
    case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0x33ff, 0x3400...0x4dbf, 0x4e00...0x9fff, 0xa000...0xa4cf,
      0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1f64f,
      0x1f680...0x1f6ff, 0x1f900...0x1f9ff, 0x20000...0x3fffd:
      true
    default: properties.isEmojiPresentation
    }
  }
}
