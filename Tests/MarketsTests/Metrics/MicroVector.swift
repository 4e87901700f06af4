import Exact
import Markets
import TestKit

/// A row of the `micro` set: fractions as text, certified numbers as their three roundings at 18 decimals.
struct MicroVector: Decodable {
  struct File: Decodable { let vectors: [[String: Value]] }
  struct Mismatch: Error {}

  enum Value: Decodable {
    case text(String)
    case count(Int)
    case levels([[String]])
    case list([String])
    case roundings([String: String])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self) {
        self = .text(text)
      } else if let count = try? container.decode(Int.self) {
        self = .count(count)
      } else if let list = try? container.decode([String].self) {
        self = .list(list)
      } else if let levels = try? container.decode([[String]].self) {
        self = .levels(levels)
      } else {
        self = .roundings(try container.decode([String: String].self))
      }
    }
  }

  let row: [String: Value]
  var id: String { (try? text("id")) ?? "?" }

  /// The rows whose name begins with `prefix`.
  static func all(_ prefix: String) throws -> [MicroVector] {
    let file: File = try Fixture.json("micro")
    let rows = file.vectors.map { MicroVector(row: $0) }.filter { $0.id.hasPrefix(prefix) }
    guard !rows.isEmpty else { throw Mismatch() }
    return rows
  }

  func text(_ key: String) throws -> String {
    guard case .text(let text)? = row[key] else { throw Mismatch() }
    return text
  }

  func number(_ key: String) throws -> Rational {
    guard let number = Rational(try text(key)) else { throw Mismatch() }
    return number
  }

  func count(_ key: String) throws -> Int {
    guard case .count(let count)? = row[key] else { throw Mismatch() }
    return count
  }

  func numbers(_ key: String) throws -> [Rational] {
    guard case .list(let list)? = row[key] else { throw Mismatch() }
    return try list.map { text in
      guard let number = Rational(text) else { throw Mismatch() }
      return number
    }
  }

  /// Pairs of a price and a quantity.
  func levels(_ key: String) throws -> [[Rational]] {
    // A side that a trade emptied is an empty list.
    if case .list(let list)? = row[key], list.isEmpty { return [] }
    guard case .levels(let levels)? = row[key] else { throw Mismatch() }
    return try levels.map { level in
      try level.map { text in
        guard let number = Rational(text) else { throw Mismatch() }
        return number
      }
    }
  }

  /// Whether a certified number has the row's value: the same fraction, or the same three roundings.
  func matches(_ key: String, _ value: CertifiedReal) throws -> Bool {
    switch row[key] {
    case .text(let text): return value.rational == Rational(text)
    case .roundings(let roundings):
      return try Integer(roundings["floor18"] ?? "") == value.scaled(decimals: 18, rounding: .down)
        && Integer(roundings["near18"] ?? "") == value.scaled(decimals: 18, rounding: .nearest)
        && Integer(roundings["ceil18"] ?? "") == value.scaled(decimals: 18, rounding: .up)
    default: throw Mismatch()
    }
  }

  var side: TradeSideName {
    get throws {
      guard let side = TradeSideName(rawValue: try text("side")) else { throw Mismatch() }
      return side
    }
  }
}

enum TradeSideName: String { case buy, sell }
