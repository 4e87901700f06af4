extension DocumentNode {
  /// The structure and the texts, for comparison with another reader: `{'a':['1','2']}`; nil when part of it is broken.
  var outline: String? {
    switch content {
    case .scalar(let text): return "'" + text + "'"
    case .broken: return nil
    case .sequence(let items):
      let outlines = items.compactMap(\.outline)
      return outlines.count == items.count ? "[" + outlines.joined(separator: ",") + "]" : nil
    case .mapping(let entries):
      let outlines = entries.compactMap { entry in entry.value.outline.map { "'" + entry.key + "':" + $0 } }
      return outlines.count == entries.count ? "{" + outlines.joined(separator: ",") + "}" : nil
    }
  }
}

extension ScenarioLoader {
  /// The outline of a file that is a well-formed document, whatever it means; nil otherwise.
  package static func outline(path: String) -> String? {
    var found: [Diagnostic] = []
    guard let document = document(path, &found), !document.decoding.log.hasErrors else { return nil }
    return document.root.outline
  }
}
