/// A document about to be written: what ``DocumentWriter`` lays out.
indirect enum WrittenNode: Sendable {
  case scalar(String)
  case mapping([Entry])
  case list([Item])

  /// A key and its value, under a comment.
  struct Entry: Sendable {
    let key: String
    let value: WrittenNode
    var comment = ""

    init(_ key: String, _ value: WrittenNode, comment: String = "") {
      (self.key, self.value, self.comment) = (key, value, comment)
    }

    /// A key with a single text.
    init(_ key: String, _ text: String, comment: String = "") {
      self.init(key, .scalar(text), comment: comment)
    }
  }

  /// An item of a list, under a comment.
  struct Item: Sendable {
    let value: WrittenNode
    var comment = ""

    init(_ value: WrittenNode, comment: String = "") { (self.value, self.comment) = (value, comment) }
  }

  /// Whether any part of it stands under a comment: it then needs lines of its own.
  var isCommented: Bool {
    switch self {
    case .scalar: false
    case .mapping(let entries): entries.contains { !$0.comment.isEmpty || $0.value.isCommented }
    case .list(let items): items.contains { !$0.comment.isEmpty || $0.value.isCommented }
    }
  }
}

extension WrittenNode {
  /// A document as it was read; nil when part of it could not be.
  init?(_ node: DocumentNode) {
    switch node.content {
    case .scalar(let text): self = .scalar(text)
    case .broken: return nil
    case .sequence(let nodes):
      let items = nodes.compactMap { WrittenNode($0).map { Item($0) } }
      guard items.count == nodes.count else { return nil }
      self = .list(items)
    case .mapping(let list):
      let entries = list.compactMap { entry in WrittenNode(entry.value).map { Entry(entry.key, $0) } }
      guard entries.count == list.count else { return nil }
      self = .mapping(entries)
    }
  }
}
