/// What names in checks and their reports mean: as a list, entry by entry, and as the document `hedgeflow.explain/1`.
public struct CheckGlossary: Sendable {
  /// What a name names.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Something that must hold.
    case invariant
    /// Something an actor does.
    case action
    /// A number that claims may name.
    case quantity
    /// Something that a case may show.
    case mark
    /// Why an action is declined.
    case refusal
  }

  /// A name and its meaning.
  public struct Entry: Hashable, Sendable {
    /// What it names.
    public let kind: Kind
    /// The name.
    public let name: String
    /// What it means.
    public let meaning: String
    /// Lines below it: an inequality, parameters, who declines.
    public let details: [String]

    /// An entry from its parts.
    public init(kind: Kind, name: String, meaning: String, details: [String] = []) {
      (self.kind, self.name, self.meaning, self.details) = (kind, name, meaning, details)
    }
  }

  private let entries: [Entry]
  private let width: Int

  /// A glossary of some names; refusal rules are added to it.
  public init(_ entries: [Entry], width: Int = 100) {
    self.entries =
      entries
      + CheckRefusals.all.map {
        Entry(kind: .refusal, name: $0.name, meaning: $0.meaning, details: ["declined by \($0.speaker)"])
      }
    self.width = width
  }

  /// Every entry of a name; a rule may be several protocols' own.
  public func entries(named name: String) -> [Entry] { entries.filter { $0.name == name } }

  /// Every name, once.
  public var names: [String] {
    var seen: Set<String> = []
    return entries.map(\.name).filter { seen.insert($0).inserted }
  }

  /// A list of all names by kind, each with the first sentence of what it means.
  public var list: String {
    Kind.allCases.compactMap { kind in
      let some = entries.filter { $0.kind == kind }
      guard !some.isEmpty else { return nil }
      var table = Table([.text(kind.plural), .text("")])
      for entry in some { table.add([entry.name, entry.firstSentence]) }
      return table.rendered(width: width)
    }.joined(separator: "\n")
  }

  /// Some entries in full.
  public func text(_ entries: [Entry]) -> String {
    entries.map { entry in
      let lines =
        ["\(entry.name) (\(entry.kind.rawValue))"] + "  ".wrapping(entry.meaning, width: width)
        + entry.details.flatMap { "  ".wrapping($0, width: width) }
      return lines.map { $0 + "\n" }.joined()
    }.joined(separator: "\n")
  }

  /// Some entries, or all, as a document.
  public func document(_ some: [Entry]? = nil) -> Document {
    [
      "schema": "hedgeflow.explain/1",
      "entries": .list(
        (some ?? entries).map {
          [
            "kind": .text($0.kind.rawValue), "name": .text($0.name), "meaning": .text($0.meaning),
            "details": .list($0.details.map { .text($0) }),
          ]
        }),
    ]
  }
}

extension CheckGlossary.Kind {
  fileprivate var plural: String {
    switch self {
    case .invariant: "INVARIANTS"
    case .action: "ACTIONS"
    case .quantity: "QUANTITIES"
    case .mark: "MARKS"
    case .refusal: "REFUSALS"
    }
  }
}

extension CheckGlossary.Entry {
  /// The meaning up to its first full stop at the end of a word.
  fileprivate var firstSentence: String {
    guard let end = meaning.firstRange(of: ". ") else { return meaning }
    return String(meaning[..<end.lowerBound]) + "."
  }
}
