/// A 64-bit digest of a file's bytes, by which a change is noticed: `fnv1a-9ae16a3b2f90404f`.
///
/// `h ← (h ⊕ byte) · 1099511628211 mod 2⁶⁴`, from `h = 14695981039346656037`, written as 16 hexadecimal digits. It guards
/// against forgetting that a file was edited, not against someone who wants to hide it.
///
/// Source: Fowler, Noll and Vo, FNV-1a; draft-eastlake-fnv.
public struct FileDigest: Hashable, Sendable {
  /// The sum.
  public let value: UInt64

  private static let mark = "fnv1a-"

  /// The digest of some bytes.
  public init(of bytes: some Sequence<UInt8>) {
    value = bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
  }
}

extension FileDigest: LosslessStringConvertible {
  /// The digest as a file holds it.
  public var description: String {
    let digits = String(value, radix: 16)
    return Self.mark + String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }

  /// The digest that a text stands for; nil when it is not `fnv1a-` and 16 small hexadecimal digits.
  public init?(_ description: String) {
    let digits = description.dropFirst(Self.mark.count)
    guard description.hasPrefix(Self.mark), digits.utf8.count == 16,
      digits.utf8.allSatisfy({
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
      }), let value = UInt64(digits, radix: 16)
    else { return nil }
    self.value = value
  }
}
