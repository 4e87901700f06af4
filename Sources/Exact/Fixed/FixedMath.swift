/// Elementary functions in 128-bit fixed point with proved error bounds, from tables built at first use.
///
/// Logarithms and exponents are signed with ``logarithmBits`` fraction bits. A value of this type is one address; copy
/// it into what you compute with, since reaching ``shared`` costs a check.
@frozen
public struct FixedMath: @unchecked Sendable {
  // The tables are written once, before `shared` is published, and never again: reading them from any thread is
  // reading a constant. Hence `@unchecked Sendable` holds.

  /// The tables, laid out as ``FixedLayout`` says.
  @usableFromInline let base: UnsafeRawPointer

  /// The tables of this process, built at first use from exact integer arithmetic.
  public static let shared = FixedMath(base: FixedTables.build())

  init(base: UnsafeRawPointer) { self.base = base }

  /// Fraction bits of a logarithm, an exponent and a standardised distance: the range is ±512.
  @inlinable public static var logarithmBits: Int { 118 }
  /// 2^``logarithmBits``.
  @inlinable public static var one: Int128 { 1 &<< 118 }
}

/// Byte offsets and constants of the tables.
@usableFromInline
enum FixedLayout {
  /// 512 factors `n`, 11 bits each, with `n ÷ 2¹¹ ≈ 1 ÷ m`.
  @inlinable static var firstFactor: Int { 0 }
  /// 512 values `−ln(n ÷ 2¹¹) · 2¹²⁶`.
  @inlinable static var firstLogarithm: Int { firstFactor + 512 * 8 }
  /// 514 factors `N`, 22 bits each, with `N ÷ 2²¹ ≈ 1 ÷ z`.
  @inlinable static var secondFactor: Int { firstLogarithm + 512 * 16 }
  /// 514 values `−ln(N ÷ 2²¹) · 2¹²⁶`.
  @inlinable static var secondLogarithm: Int { secondFactor + 514 * 8 }
  /// 360 values `e^(−i ÷ 2⁹) · 2¹²⁸`, the first lowered to 2¹²⁸ − 1.
  @inlinable static var coarseDecay: Int { secondLogarithm + 514 * 16 }
  /// 512 values `e^(−j ÷ 2¹⁸) · 2¹²⁸`, the first lowered to 2¹²⁸ − 1.
  @inlinable static var fineDecay: Int { coarseDecay + 360 * 16 }
  /// 384 values `2⁶³ ÷ 2√x` in the middle of `x = (128 + k) ÷ 512 …`.
  @inlinable static var inverseRoot: Int { fineDecay + 512 * 16 }
  /// 1,537 nodes of the normal tail: five 128-bit and seven 64-bit coefficients.
  @inlinable static var tail: Int { inverseRoot + 384 * 8 }
  /// Bytes of a node.
  @inlinable static var tailStride: Int { 144 }
  /// The last node, at `|x| = 12`.
  @inlinable static var tailNodes: Int { 1537 }
  /// ln 2 with 118 fraction bits, rounded down, then its next 64 bits.
  @inlinable static var logarithmOfTwo: Int { tail + tailNodes * tailStride }
  /// `2⁶³ ÷ ln 2`, rounded down.
  @inlinable static var inverseLogarithmOfTwo: Int { logarithmOfTwo + 32 }
  /// `1 ÷ √(2π) · 2¹²⁹`, to nearest.
  @inlinable static var densityAtZero: Int { inverseLogarithmOfTwo + 16 }
  /// All of it.
  static var byteCount: Int { densityAtZero + 16 }
}

extension FixedMath {
  @inlinable @inline(__always)
  func limb(_ offset: Int, _ index: Int) -> UInt64 {
    (base + offset + index &* 8).assumingMemoryBound(to: UInt64.self).pointee
  }

  @inlinable @inline(__always)
  func signedLimb(_ offset: Int, _ index: Int) -> Int64 {
    Int64(bitPattern: limb(offset, index))
  }

  @inlinable @inline(__always)
  func word(_ offset: Int, _ index: Int) -> UInt128 {
    let low = limb(offset, index &* 2)
    let high = limb(offset, index &* 2 &+ 1)
    return (UInt128(truncatingIfNeeded: high) &<< 64) | UInt128(truncatingIfNeeded: low)
  }

  @inlinable @inline(__always)
  func signedWord(_ offset: Int, _ index: Int) -> Int128 { Int128(bitPattern: word(offset, index)) }
}
