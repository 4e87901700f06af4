/// A value in a document, with the bytes it was read from.
struct DocumentNode: Sendable {
  indirect enum Content: Sendable {
    /// Text; empty when nothing was written.
    case scalar(String)
    /// Keys in file order, each once.
    case mapping([Entry])
    /// A list.
    case sequence([DocumentNode])
    /// Something that could not be read and has been reported.
    case broken
  }

  struct Entry: Sendable {
    let key: String
    let keyPlace: Range<Int>
    let value: DocumentNode
  }

  let content: Content
  /// For a scalar the text itself, without quotes; for the others their first bytes.
  let place: Range<Int>

  static func broken(at place: Range<Int>) -> DocumentNode { DocumentNode(content: .broken, place: place) }
}
