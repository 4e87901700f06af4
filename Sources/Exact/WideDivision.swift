private import CGMP

/// `(high · 2²⁵⁶ + low) ÷ divisor` for `high < divisor`: the quotient fits 256 bits.
///
/// GMP's `mpn_tdiv_qr` on stack buffers; nothing is allocated on the heap.
@usableFromInline
func divide512(
  high: Word256, low: Word256, by divisor: Word256
) -> (quotient: Word256, remainder: Word256) {
  precondition(
    high < divisor, "divide512: the quotient of \(high) · 2²⁵⁶ + \(low) by \(divisor) does not fit")
  let divisorLimbs = (divisor.significantBits + 63) / 64
  // 8 dividend limbs, 4 divisor limbs, at most 8 quotient limbs, at most 4 remainder limbs.
  return withUnsafeTemporaryAllocation(of: UInt.self, capacity: 24) { buffer in
    buffer.initialize(repeating: 0)
    store(low, in: buffer, at: 0)
    store(high, in: buffer, at: 4)
    store(divisor, in: buffer, at: 8)
    guard let base = buffer.baseAddress else { preconditionFailure("divide512: no stack buffer") }
    __gmpn_tdiv_qr(base + 12, base + 20, 0, base, 8, base + 8, mp_size_t(divisorLimbs))
    return (load(buffer, at: 12), load(buffer, at: 20))
  }
}

private func store(_ word: Word256, in buffer: UnsafeMutableBufferPointer<UInt>, at index: Int) {
  buffer[index] = UInt(word.low.lowLimb)
  buffer[index + 1] = UInt(word.low.highLimb)
  buffer[index + 2] = UInt(word.high.lowLimb)
  buffer[index + 3] = UInt(word.high.highLimb)
}

private func load(_ buffer: UnsafeMutableBufferPointer<UInt>, at index: Int) -> Word256 {
  Word256(
    high: UInt128(highLimb: UInt64(buffer[index + 3]), lowLimb: UInt64(buffer[index + 2])),
    low: UInt128(highLimb: UInt64(buffer[index + 1]), lowLimb: UInt64(buffer[index]))
  )
}
