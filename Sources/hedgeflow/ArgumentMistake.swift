import Reports
import Units

/// A value of an option that cannot be read, shown with a mark below the place.
struct ArgumentMistake: CustomStringConvertible {
  let name: String
  let text: String
  let refusal: TextRefusal
  let example: String

  var description: String {
    let shown = text.shownOnOneLine
    let head = "--\(name) was `\(shown.shortened(toTerminalWidth: 60))`, but \(refusal)"
    let help = "  help: for example --\(name) \(example)"
    guard shown == text, text.utf8.count <= 80 else { return head + "\n" + help }
    let before = String(decoding: text.utf8.prefix(refusal.place.lowerBound), as: UTF8.self)
    let inside = String(
      decoding: text.utf8.dropFirst(refusal.place.lowerBound).prefix(refusal.place.count), as: UTF8.self)
    let margin = String(repeating: " ", count: name.count + 5 + before.unicodeScalars.count)
    let mark = "^" + String(repeating: "~", count: max(0, inside.unicodeScalars.count - 1))
    return "\(head)\n  --\(name) \(text)\n\(margin)\(mark)\n\(help)"
  }
}
