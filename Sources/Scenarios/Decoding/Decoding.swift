import Units

/// What reading one file knows and has found so far.
struct Decoding {
  var log: DiagnosticLog
  /// The tokens traded; nil while unknown, because the pools could not be read. Amounts are then passed over.
  var pair: Pair?

  init(source: SourceText) { log = DiagnosticLog(source: source) }

  /// Reports that a key's value broke a rule: `` `fee` was `130%`, but a fee must stay below 100 % ``.
  mutating func refuse(
    _ node: DocumentNode, _ key: KeyDescription, but reason: String, at place: Range<Int>? = nil
  ) {
    log.error(
      at: place ?? node.place, "`\(key.name)` was \(node.shown), but \(reason)",
      help: "for example `\(key.line)`")
  }

  /// The text of a scalar; reports anything else.
  mutating func scalar(_ node: DocumentNode, _ key: KeyDescription) -> String? {
    switch node.content {
    case .scalar(""):
      log.error(at: node.place, "`\(key.name)` has no value", help: "for example `\(key.line)`")
    case .scalar(let text): return text
    case .mapping, .sequence: refuse(node, key, but: "a single value must stand here")
    case .broken: break
    }
    return nil
  }

  /// Reads a scalar with one of the text readers of Units and places its refusal under the offending characters.
  mutating func text<Value>(
    _ node: DocumentNode, _ key: KeyDescription, _ read: (String) throws(TextRefusal) -> Value
  ) -> Value? {
    guard let text = scalar(node, key) else { return nil }
    do throws(TextRefusal) {
      return try read(text)
    } catch {
      let start = node.place.lowerBound
      let isDefault = node.place.count != text.utf8.count
      let place = start + error.place.lowerBound..<start + error.place.upperBound
      refuse(node, key, but: error.description, at: isDefault || error.place.isEmpty ? node.place : place)
      return nil
    }
  }
}

extension DocumentNode {
  /// The value for a message, shortened: `` `3_000 USDC` ``, `a list`.
  var shown: String {
    switch content {
    case .scalar(""): return "empty"
    case .scalar(let text):
      return "`" + (text.count > 40 ? text.prefix(32) + "…" : text[...]) + "`"
    case .mapping: return "a group of keys"
    case .sequence: return "a list"
    case .broken: return "unreadable"
    }
  }
}
