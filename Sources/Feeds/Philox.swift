/// Philox4x32-10: a bijection of 128-bit counters under a 64-bit key, used as a source of independent words.
///
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011, §4.
@frozen
public struct Philox: Hashable, Sendable {
  /// Bits 0 to 31 of the counter.
  public var first: UInt32
  /// Bits 32 to 63 of the counter.
  public var second: UInt32
  /// Bits 64 to 95 of the counter.
  public var third: UInt32
  /// Bits 96 to 127 of the counter.
  public var fourth: UInt32

  /// Four words, lowest first: a counter, or a block of output.
  @inlinable
  public init(_ first: UInt32, _ second: UInt32, _ third: UInt32, _ fourth: UInt32) {
    self.first = first
    self.second = second
    self.third = third
    self.fourth = fourth
  }

  /// The words after ten rounds; the key's low half is its first word.
  ///
  /// Each round: `(a, b, c, d) → (hi(M₁c) ⊕ b ⊕ k₀, lo(M₁c), hi(M₀a) ⊕ d ⊕ k₁, lo(M₀a))`, and the key words
  /// advance by the golden ratio and √3 − 1, mod 2³².
  /// - Complexity: 20 multiplications, no heap allocation.
  @inlinable
  public func enciphered(key: UInt64) -> Philox {
    var (a, b, c, d) = (first, second, third, fourth)
    var keyLow = UInt32(truncatingIfNeeded: key)
    var keyHigh = UInt32(truncatingIfNeeded: key >> 32)
    for _ in 0..<10 {
      let left = UInt64(a) &* 0xD251_1F53
      let right = UInt64(c) &* 0xCD9E_8D57
      a = UInt32(truncatingIfNeeded: right >> 32) ^ b ^ keyLow
      b = UInt32(truncatingIfNeeded: right)
      c = UInt32(truncatingIfNeeded: left >> 32) ^ d ^ keyHigh
      d = UInt32(truncatingIfNeeded: left)
      keyLow = keyLow &+ 0x9E37_79B9
      keyHigh = keyHigh &+ 0xBB67_AE85
    }
    return Philox(a, b, c, d)
  }
}
