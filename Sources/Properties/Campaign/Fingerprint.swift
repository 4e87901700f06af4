public import Exact

/// A 128-bit digest of a state, the same in every process: two states that differ agree once in 2¹²⁸.
///
/// Two lanes of multiply-and-rotate over 64-bit limbs, with a finish that spreads the last of them.
public struct Fingerprint: Hashable, Sendable {
  private var first: UInt64 = 0x9E37_79B9_7F4A_7C15
  private var second: UInt64 = 0xC2B2_AE3D_27D4_EB4F

  /// The digest of nothing.
  public init() {}

  /// Adds 64 bits.
  public mutating func mix(_ limb: UInt64) {
    let product = (first ^ limb).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    first = product.low ^ product.high ^ second
    second = (second ^ limb) &* 0xA076_1D64_78BD_642F
    second = second << 23 | second >> 41
  }

  /// Adds a native integer.
  public mutating func mix(_ value: Int) { mix(UInt64(bitPattern: Int64(value))) }

  /// Adds a truth value.
  public mutating func mix(_ value: Bool) { mix(value ? 1 as UInt64 : 0) }

  /// Adds 256 bits.
  public mutating func mix(_ word: Word256) {
    mix(UInt64(truncatingIfNeeded: word.low))
    mix(UInt64(truncatingIfNeeded: word.low >> 64))
    guard word.high != 0 else { return mix(0 as UInt64) }
    mix(UInt64(truncatingIfNeeded: word.high))
    mix(UInt64(truncatingIfNeeded: word.high >> 64))
  }

  /// Adds 256 bits.
  public mutating func mix(_ value: Int256) { mix(value.bits) }
}
