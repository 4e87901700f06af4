import TestKit

/// A word that must not appear in some part of the sources.
struct TidyRule {
  /// What is looked for, as a whole word where it begins or ends with a letter.
  let word: String
  /// What to do instead.
  let reason: String
  /// Whether comments count too.
  var inComments = false
  /// A line that also has this is fine.
  var unless: String?
  /// The modules the rule leaves alone.
  var exempt: Set<String> = []

  func applies(to file: SourceFile) -> Bool { !exempt.contains(file.module) }

  func matches(_ line: SourceLine) -> Bool {
    let text = inComments ? line.text : line.code
    if let unless, text.contains(unless) { return false }
    return text.containsWord(word)
  }

  static let display: Set<String> = ["Reports", "Benchmarks", "hedgeflow"]

  static let all: [TidyRule] =
    ["Double", "Float", "Float16", "Float32", "Float64", "Float80", "CGFloat"].map {
      TidyRule(word: $0, reason: "numbers are exact below the renderer", exempt: display)
    }
    + ["ContinuousClock", "SuspendingClock", "Date(", "Date.now", "DispatchTime", "clock_gettime"].map {
      TidyRule(word: $0, reason: "time is a value passed in", exempt: ["Benchmarks"])
    }
    + [
      TidyRule(word: "SystemRandomNumberGenerator", reason: "draw from Dice"),
      TidyRule(word: ".random(", reason: "draw from Dice", unless: "using:"),
      TidyRule(word: ".shuffled()", reason: "draw from Dice"),
      TidyRule(word: ".randomElement()", reason: "draw from Dice"),
      TidyRule(word: "hashValue", reason: "hashes differ between runs"),
      TidyRule(word: "Locale", reason: "output is the same everywhere"),
      TidyRule(
        word: "ProcessInfo", reason: "no environment below the tool", exempt: ["Benchmarks", "hedgeflow"]),
      TidyRule(word: "try!", reason: "refusals are typed, mistakes are preconditions with values"),
      TidyRule(word: "not implemented", reason: "nothing is half there"),
      TidyRule(word: "TO" + "DO", reason: "do it or write an issue", inComments: true),
      TidyRule(word: "FIX" + "ME", reason: "fix it or write an issue", inComments: true),
    ]
}

/// A file of the sources, line by line.
struct SourceFile {
  let path: String
  let module: String
  let lines: [SourceLine]

  static func all(under folder: String = "Sources") throws -> [SourceFile] {
    try Repository.swiftFiles(under: folder).map { path in
      let text = try Repository.text(path)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let module = path.split(separator: "/").dropFirst().first.map(String.init) ?? ""
      return SourceFile(
        path: path, module: module,
        lines: lines.enumerated().map { SourceLine(number: $0 + 1, text: String($1)) })
    }
  }
}

/// A line of source: its text, and its text without its comment.
struct SourceLine {
  let number: Int
  let text: String
  let code: String

  init(number: Int, text: String) {
    self.number = number
    self.text = text
    code = String(text[..<SourceLine.endOfCode(in: text)])
  }

  /// Whether the line carries an exception.
  var isExcused: Bool { text.contains("// tidy: allow ") }

  /// The module an import line names.
  var importedModule: String? {
    let words = code.split(whereSeparator: \.isWhitespace)
    guard let keyword = words.firstIndex(of: "import") else { return nil }
    let before = ["public", "package", "internal", "fileprivate", "private"]
    guard words[..<keyword].allSatisfy({ $0.hasPrefix("@") || before.contains(String($0)) }) else {
      return nil
    }
    let kinds = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias", "actor"]
    let named = words[(keyword + 1)...].drop { kinds.contains(String($0)) }
    return named.first.flatMap { $0.split(separator: ".").first.map(String.init) }
  }

  /// Where a `//` outside a string literal begins, or the end of the line.
  private static func endOfCode(in text: String) -> String.Index {
    let bytes = text.utf8
    var inString = false
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let next = bytes.index(after: index)
      switch bytes[index] {
      case UInt8(ascii: "\\") where inString && next < bytes.endIndex: index = next
      case UInt8(ascii: "\""): inString.toggle()
      case UInt8(ascii: "/") where !inString && next < bytes.endIndex && bytes[next] == UInt8(ascii: "/"):
        return index
      default: break
      }
      index = bytes.index(after: index)
    }
    return bytes.endIndex
  }
}

extension String {
  /// Whether `word` occurs with no letter, digit or underscore running on at an end where it has one itself.
  func containsWord(_ word: String) -> Bool {
    let bytes = Array(utf8)
    let pattern = Array(word.utf8)
    guard let first = pattern.first, let last = pattern.last, bytes.count >= pattern.count else {
      return false
    }
    for start in 0...(bytes.count - pattern.count) where bytes[start] == first {
      let end = start + pattern.count
      guard bytes[start..<end].elementsEqual(pattern) else { continue }
      if first.isWordByte && start > 0 && bytes[start - 1].isWordByte { continue }
      if last.isWordByte && end < bytes.count && bytes[end].isWordByte { continue }
      return true
    }
    return false
  }
}

extension UInt8 {
  fileprivate var isWordByte: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
