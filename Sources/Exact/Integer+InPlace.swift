import CGMP

// What series need: operations that reuse their storage, and a look at the leading bits.
extension Integer {
  /// `⌊a / 2^bits⌋` in place.
  mutating func shiftRight(by bits: Int) { write { __gmpz_fdiv_q_2exp($0, $0, UInt(bits)) } }

  /// `a · 2^bits` in place.
  mutating func shiftLeft(by bits: Int) { write { __gmpz_mul_2exp($0, $0, UInt(bits)) } }

  /// `⌊a / divisor⌋` in place; traps for a zero divisor.
  mutating func divide(bySmall divisor: UInt) {
    precondition(divisor > 0, "\(self) divided by zero")
    write { _ = __gmpz_fdiv_q_ui($0, $0, divisor) }
  }

  /// The top `count ≤ 63` bits of a magnitude of at least that many bits.
  func leadingBits(_ count: Int) -> UInt64 {
    let bits = bitWidth
    precondition(count > 0 && count < 64 && bits >= count, "\(count) leading bits of \(bits)")
    let bottom = bits - count
    let (limb, shift) = (bottom / 64, bottom % 64)
    return read { value in
      var word = __gmpz_getlimbn(value, limb) >> shift
      if shift > 0 { word |= __gmpz_getlimbn(value, limb + 1) << (64 - shift) }
      return UInt64(word) & ((1 << count) - 1)
    }
  }
}
