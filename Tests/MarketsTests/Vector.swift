import Exact
import Markets
import TestKit
import Units

/// One published or derived fact: a function's arguments and its result or its error.
struct Vector: Decodable {
  struct File: Decodable { let vectors: [Vector] }
  struct NoVectors: Error {}

  let id: String
  let fn: String
  let `in`: [String: Field]
  let out: [String: Field]?
  let error: String?

  static func all(in fixture: String, of function: String) throws -> [Vector] {
    let file: File = try Fixture.json(fixture)
    let vectors = file.vectors.filter { $0.fn == function }
    guard !vectors.isEmpty else { throw NoVectors() }
    return vectors
  }

  func input(_ key: String) throws -> Word256 { try (self.in[key] ?? .missing).word }
  func output(_ key: String) throws -> Word256 { try (out?[key] ?? .missing).word }
}

/// A value of a vector; integers are decimal strings.
enum Field: Decodable {
  struct Mismatch: Error {}

  case text(String)
  case flag(Bool)
  case list([Field])
  case record([String: Field])
  case missing

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let list = try? container.decode([Field].self) {
      self = .list(list)
    } else {
      self = .record(try container.decode([String: Field].self))
    }
  }

  var text: String {
    get throws {
      guard case .text(let text) = self else { throw Mismatch() }
      return text
    }
  }
  var word: Word256 {
    get throws {
      guard let word = Word256(try text) else { throw Mismatch() }
      return word
    }
  }
  var flag: Bool {
    get throws {
      guard case .flag(let flag) = self else { throw Mismatch() }
      return flag
    }
  }
  var list: [Field] {
    get throws {
      guard case .list(let list) = self else { throw Mismatch() }
      return list
    }
  }
  subscript(key: String) -> Field {
    guard case .record(let record) = self else { return .missing }
    return record[key] ?? .missing
  }
}

/// Uniswap v2's fee.
func thirtyBasisPoints() throws -> Fee { try Fee(3, over: 1000) }

/// A pool with these reserves.
func pool(_ base: Word256, _ quote: Word256, fee: Fee, protocolFee: Bool = false) throws -> ConstantProduct {
  try ConstantProduct(
    reserveBase: Amount(base), reserveQuote: Amount(quote), fee: fee, takesProtocolFee: protocolFee)
}

/// Seeded draws for the tests of this target.
struct TestDice {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func number(_ range: ClosedRange<UInt64>) -> UInt64 {
    range.lowerBound + next() % (range.upperBound - range.lowerBound + 1)
  }

  /// A word of 1 to `bits` bits, every length alike; never 0.
  mutating func word(bits: Int) -> Word256 {
    let width = UInt128(number(1...UInt64(bits)))
    let full = UInt128(next()) << 64 | UInt128(next())
    return Word256((full | 1 << 127) >> (128 - width))
  }
}
