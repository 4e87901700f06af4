public import Exact

/// A JSON document whose objects keep the order they were written in.
///
/// `text → "…"`, `count → 12`, `exact → "12/5"`: an exact number is a string, because a reader's JSON library may keep
/// only 53 bits of a number. Counts stay numbers. There is no case for a fraction, so none can be written.
public indirect enum Document: Hashable, Sendable {
  /// Nothing: `null`.
  case null
  /// `true` or `false`.
  case truth(Bool)
  /// A number of things, exact in every JSON library below 2⁵³.
  case count(Int)
  /// A string.
  case text(String)
  /// Values in order.
  case list([Document])
  /// Named values in order.
  case object([Member])

  /// A named value of an object.
  public struct Member: Hashable, Sendable {
    /// The name.
    public let name: String
    /// The value.
    public let value: Document

    /// A name and its value.
    public init(_ name: String, _ value: Document) {
      self.name = name
      self.value = value
    }
  }
}

// MARK: - Making

extension Document {
  /// The exact decimal digits of an integer, as a string.
  public static func exact(_ value: Integer) -> Document { .text(value.description) }
  /// `n/d` or `n`, as a string.
  public static func exact(_ value: Rational) -> Document { .text(value.description) }
  /// The exact decimal digits of a word, as a string.
  public static func exact(_ value: Word256) -> Document { .exact(Integer(value)) }
  /// The exact decimal digits of a signed word, as a string.
  public static func exact(_ value: Int256) -> Document { .exact(Integer(value)) }

  /// The value of the first member called `name`; nil when this is no object or has none.
  public subscript(name: String) -> Document? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// This object with a member more at its end; traps when this is no object.
  public func adding(_ name: String, _ value: Document) -> Document {
    guard case .object(let members) = self else {
      preconditionFailure("\(name) added to a document that is no object")
    }
    return .object(members + [Member(name, value)])
  }
}

extension Document: ExpressibleByDictionaryLiteral {
  /// An object with its members in the order written.
  public init(dictionaryLiteral elements: (String, Document)...) {
    self = .object(elements.map { Member($0, $1) })
  }
}

extension Document: ExpressibleByArrayLiteral {
  /// A list.
  public init(arrayLiteral elements: Document...) { self = .list(elements) }
}

extension Document: ExpressibleByStringLiteral {
  /// A string.
  public init(stringLiteral value: String) { self = .text(value) }
}

extension Document: ExpressibleByIntegerLiteral {
  /// A count.
  public init(integerLiteral value: Int) { self = .count(value) }
}

extension Document: ExpressibleByBooleanLiteral {
  /// A truth value.
  public init(booleanLiteral value: Bool) { self = .truth(value) }
}
