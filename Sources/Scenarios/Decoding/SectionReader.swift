import Units

/// Reads the keys of one mapping: reports unknown and missing ones first, then hands out values by key.
struct SectionReader {
  private let entries: [String: DocumentNode.Entry]
  /// Where to report what concerns the section as a whole.
  let place: Range<Int>
  private let section: Section

  /// Checks a node against a section; nil when it is no mapping.
  init?(_ section: Section, _ node: DocumentNode, owner: Range<Int>?, _ decoding: inout Decoding) {
    guard case .mapping(let list) = node.content else {
      if case .broken = node.content { return nil }
      let example = section.keys.first { $0.presence == .required } ?? section.keys[0]
      decoding.log.error(
        at: node.place, "\(section.name) was \(node.shown), but it must hold keys",
        help: "for example `\(example.line)`")
      return nil
    }
    self.section = section
    place = owner ?? node.place
    var entries: [String: DocumentNode.Entry] = [:]
    for entry in list where !decoding.log.isFull {
      entries[entry.key] = entry
      guard section.keys.contains(where: { $0.name == entry.key }) else {
        Self.reportUnknown(entry, in: section, present: list.map(\.key), &decoding)
        continue
      }
    }
    self.entries = entries
    for key in section.keys where key.presence == .required && key.only.isEmpty && entries[key.name] == nil {
      reportMissing(key, &decoding)
    }
    if !section.exactlyOne.isEmpty { checkChoice(&decoding) }
  }

  /// The value of a key, its default, or nil: left out, or reported.
  func value<Value>(_ key: Key<Value>, _ decoding: inout Decoding) -> Value? {
    let description = key.description
    if let entry = entries[key.name] { return key.form.read(entry.value, description, &decoding) }
    guard case .byDefault(let template) = key.presence else { return nil }
    guard let text = Self.filled(template, decoding.pair) else { return nil }
    let content: DocumentNode.Content = text == "{}" ? .mapping([]) : .scalar(text)
    return key.form.read(DocumentNode(content: content, place: place), description, &decoding)
  }

  /// The node of a key, if it is there.
  func node<Value>(_ key: Key<Value>) -> DocumentNode? { entries[key.name]?.value }

  /// Where a key's value stands, or the section when it was left out.
  func place<Value>(of key: Key<Value>) -> Range<Int> { entries[key.name]?.value.place ?? place }

  /// Where a key itself stands, or the section when it was left out.
  func keyPlace<Value>(of key: Key<Value>) -> Range<Int> { entries[key.name]?.keyPlace ?? place }

  /// Checks the keys that belong to some values of `selector` only.
  func checkVariant<Value>(_ selector: Key<Value>, is variant: String, _ decoding: inout Decoding) {
    for key in section.keys where !key.only.isEmpty {
      if key.only.contains(variant) {
        if key.presence == .required, entries[key.name] == nil { reportMissing(key, &decoding) }
      } else if let entry = entries[key.name] {
        decoding.log.error(
          at: entry.keyPlace, "`\(key.name)` means nothing with `\(selector.name): \(variant)`",
          help: "remove it, or choose `\(selector.name): \(key.only.joined(separator: "` or `"))`")
      }
    }
  }

  /// A default with the pair's symbol for `{base}` or `{quote}` at its end; nil while the pair is unknown.
  private static func filled(_ template: String, _ pair: Pair?) -> String? {
    for (mark, token) in [("{base}", pair?.base), ("{quote}", pair?.quote)] where template.hasSuffix(mark) {
      return token.map { template.dropLast(mark.count) + $0.symbol }
    }
    return template
  }

  private func reportMissing(_ key: KeyDescription, _ decoding: inout Decoding) {
    decoding.log.error(
      at: place, "`\(key.name)` is missing from \(section.name)", help: "add `\(key.line)`: \(key.meaning)")
  }

  private func checkChoice(_ decoding: inout Decoding) {
    let found = section.exactlyOne.compactMap { entries[$0] }
    guard found.count != 1 else { return }
    let choice = section.exactlyOne.map { "`\($0)`" }.joined(separator: " or ")
    let message = found.isEmpty ? "\(choice) is missing" : "only one of \(choice) may stand here"
    decoding.log.error(at: found.last?.keyPlace ?? place, message, help: "write one item for each")
  }

  private static func reportUnknown(
    _ entry: DocumentNode.Entry, in section: Section, present: [String], _ decoding: inout Decoding
  ) {
    let known = section.keys.map(\.name)
    let help: String
    if let nearest = NearestKey.suggestion(for: entry.key, among: known) {
      help =
        present.contains(nearest)
        ? "did you mean `\(nearest)`, which is there already?" : "did you mean `\(nearest)`?"
    } else {
      help = "the keys here are " + known.joined(separator: ", ")
    }
    let shown = DocumentNode(content: .scalar(entry.key), place: entry.keyPlace).shown
    let name = entry.key.isEmpty ? "an empty key" : "the key \(shown)"
    decoding.log.error(at: entry.keyPlace, "\(name) is not known in \(section.name)", help: help)
  }
}
