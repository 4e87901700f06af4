/// Builds the tables of ``FixedMath`` with `Integer` arithmetic of ``bits`` fraction bits.
///
/// Every stored entry is the nearest to an intermediate that is itself within 2⁻¹⁶⁰ of the exact number (series are
/// summed until their terms vanish at 2⁻²⁵⁶, and at most 1,600 steps of recurrences add up), so it lies within 0.501
/// of its last place, or within 1.001 where the layout says "rounded down" or "lowered".
enum FixedTables {
  static let bits = 256
  static var one: Integer { .powerOfTwo(bits) }

  static func build() -> UnsafeRawPointer {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: FixedLayout.byteCount, alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: FixedLayout.byteCount)
    let logarithmOfTwo = inverseHyperbolicTangent(of: 1, over: 3) << 1
    storeConstants(logarithmOfTwo, in: memory)
    storeLogarithms(in: memory)
    storeDecay(FixedLayout.coarseDecay, count: 360, stepBits: 9, in: memory)
    storeDecay(FixedLayout.fineDecay, count: 512, stepBits: 18, in: memory)
    for k in 0..<384 {
      // 2⁶³ ÷ 2√x at x = (2k + 257) ÷ 1024: √(2¹²⁶ · 1024 ÷ 4(2k + 257)).
      let square = Integer.powerOfTwo(134).divided(by: Integer(2 * k + 257), rounding: .nearest)
      store(square.squareRoot(rounding: .nearest), at: FixedLayout.inverseRoot, limb: k, in: memory)
    }
    storeTail(in: memory)
    return UnsafeRawPointer(memory)
  }

  // MARK: - Series

  /// `artanh(a ÷ b) · 2^bits` for `3|a| ≤ b`: `Σ (a/b)^(2k+1) ÷ (2k+1)`.
  static func inverseHyperbolicTangent(of a: Int, over b: Int) -> Integer {
    if a < 0 { return -inverseHyperbolicTangent(of: -a, over: b) }
    var power = (one * Integer(a)).divided(by: Integer(b), rounding: .down)
    var sum = power
    var odd = 1
    let square = Integer(b) * Integer(b)
    while !power.isZero {
      power = (power * Integer(a) * Integer(a)).divided(by: square, rounding: .down)
      odd += 2
      sum += power.divided(by: Integer(odd), rounding: .down)
    }
    return sum
  }

  /// `e^(−2^−k) · 2^bits`: the alternating series.
  static func decay(ofPowerOfTwo k: Int) -> Integer {
    var term = one
    var sum = one
    var n = 0
    while !term.isZero {
      n += 1
      term = term.shiftedRight(by: k, rounding: .down).divided(by: Integer(n), rounding: .down)
      if n % 2 == 1 { sum -= term } else { sum += term }
    }
    return sum
  }

  /// `a · b` of two numbers with ``bits`` fraction bits.
  static func product(_ a: Integer, _ b: Integer) -> Integer {
    (a * b).shiftedRight(by: bits, rounding: .down)
  }

  // MARK: - Tables

  static func storeConstants(_ logarithmOfTwo: Integer, in memory: UnsafeMutableRawPointer) {
    let high = logarithmOfTwo.shiftedRight(by: bits - 118, rounding: .down)
    let next = logarithmOfTwo.shiftedRight(by: bits - 182, rounding: .down) - (high << 64)
    store(high, at: FixedLayout.logarithmOfTwo, word: 0, in: memory)
    store(next, at: FixedLayout.logarithmOfTwo, limb: 2, in: memory)
    let inverse = Integer.powerOfTwo(63 + bits).divided(by: logarithmOfTwo, rounding: .down)
    store(inverse, at: FixedLayout.inverseLogarithmOfTwo, limb: 0, in: memory)
    store(
      densityAtZero.shiftedRight(by: bits - 129, rounding: .nearest), at: FixedLayout.densityAtZero, word: 0,
      in: memory)
  }

  /// `1 ÷ √(2π)`, with π by Machin's formula, 16 arctan(1/5) − 4 arctan(1/239).
  static var densityAtZero: Integer {
    func inverseTangent(_ n: Int) -> Integer {
      var power = one.divided(by: Integer(n), rounding: .down)
      var sum = power
      var odd = 1
      while !power.isZero {
        power = power.divided(by: Integer(n * n), rounding: .down)
        odd += 2
        let term = power.divided(by: Integer(odd), rounding: .down)
        if odd % 4 == 3 { sum -= term } else { sum += term }
      }
      return sum
    }
    let pi = (inverseTangent(5) << 4) - (inverseTangent(239) << 2)
    return Integer.powerOfTwo(3 * bits).divided(by: pi << 1, rounding: .down).squareRoot(rounding: .down)
  }

  static func storeLogarithms(in memory: UnsafeMutableRawPointer) {
    for i in 0..<512 {
      // n ≈ 2¹¹ ÷ (1 + (2i + 1)/1024)
      let n = (2 * (1 << 21) + 1025 + 2 * i) / (2 * (1025 + 2 * i))
      store(Integer(n), at: FixedLayout.firstFactor, limb: i, in: memory)
      let value = inverseHyperbolicTangent(of: 2048 - n, over: 2048 + n) << 1
      store(
        value.shiftedRight(by: bits - 126, rounding: .nearest), at: FixedLayout.firstLogarithm, word: i,
        in: memory)
    }
    for j in 0..<514 {
      // N ≈ 2²¹ ÷ (1 + s), s = (2j + 1 − 512) ÷ 2¹⁸
      let middle = (1 << 18) + 2 * j + 1 - 512
      let n = (2 * (1 << 39) + middle) / (2 * middle)
      store(Integer(n), at: FixedLayout.secondFactor, limb: j, in: memory)
      let value = inverseHyperbolicTangent(of: (1 << 21) - n, over: (1 << 21) + n) << 1
      store(
        value.shiftedRight(by: bits - 126, rounding: .nearest), at: FixedLayout.secondLogarithm, word: j,
        in: memory)
    }
  }

  static func storeDecay(_ offset: Int, count: Int, stepBits: Int, in memory: UnsafeMutableRawPointer) {
    let step = decay(ofPowerOfTwo: stepBits)
    var value = one
    store(Integer.powerOfTwo(128) - 1, at: offset, word: 0, in: memory)
    for i in 1..<count {
      value = product(value, step)
      store(value.shiftedRight(by: bits - 128, rounding: .nearest), at: offset, word: i, in: memory)
    }
  }

  /// Nodes `x = i ÷ 2⁷` of `Q(x) = Φ(−x)`, each the Taylor series `Q(x + h) = Q(x) − Σ a_{k−1} hᵏ ÷ k` with
  /// `φ(x + h) = Σ a_k hᵏ`, `a₀ = φ(x)`, `(k + 1) a_{k+1} = −(x a_k + a_{k−1})` (from `φ′ = −xφ`).
  static func storeTail(in memory: UnsafeMutableRawPointer) {
    let step = decay(ofPowerOfTwo: 14)
    var ratio = decay(ofPowerOfTwo: 15)
    var density = densityAtZero
    var tail = Integer.powerOfTwo(bits - 1)
    for i in 0..<FixedLayout.tailNodes {
      let offset = FixedLayout.tail + i * FixedLayout.tailStride
      let taylor = tailSeries(at: i, density: density)
      store(tail.shiftedRight(by: bits - 127, rounding: .nearest), at: offset, word: 0, in: memory)
      for k in 1..<12 {
        // C_k = c_k · 2^(−7k), with 127 fraction bits below k = 5 and 103 from there.
        let fraction = k < 5 ? 127 : 103
        let value = taylor[k].shiftedRight(by: bits + 7 * k - fraction, rounding: .nearest)
        if k < 5 {
          store(value, at: offset, word: k, in: memory)
        } else {
          store(value, at: offset, limb: 5 + k, in: memory)
        }
      }
      for k in 1..<taylor.count { tail += taylor[k].shiftedRight(by: 7 * k, rounding: .down) }
      // φ(x + δ) = φ(x) e^(−(2i+1)/2¹⁵)
      density = product(density, ratio)
      ratio = product(ratio, step)
    }
  }

  /// `c_k = −a_{k−1} ÷ k` for k = 1 …; element 0 is unused. Twenty-six terms leave less than 2⁻¹⁸⁰ at h = 2⁻⁷.
  static func tailSeries(at node: Int, density: Integer) -> [Integer] {
    var series = [Integer.zero]
    var previous = Integer.zero
    var current = density
    for k in 1...26 {
      series.append(-current.divided(by: Integer(k), rounding: .down))
      let next = (current * Integer(node)).shiftedRight(by: 7, rounding: .down) + previous
      (previous, current) = (current, -next.divided(by: Integer(k), rounding: .down))
    }
    return series
  }

  // MARK: - Storage

  static func store(_ value: Integer, at offset: Int, word index: Int, in memory: UnsafeMutableRawPointer) {
    guard let wide = value.asInt256 else { preconditionFailure("a table entry does not fit: \(value)") }
    let low = wide.bits.low
    store(limb: UInt64(truncatingIfNeeded: low), at: offset, index: index * 2, in: memory)
    store(limb: UInt64(truncatingIfNeeded: low >> 64), at: offset, index: index * 2 + 1, in: memory)
  }

  static func store(_ value: Integer, at offset: Int, limb index: Int, in memory: UnsafeMutableRawPointer) {
    guard let wide = value.asInt256 else { preconditionFailure("a table entry does not fit: \(value)") }
    store(limb: UInt64(truncatingIfNeeded: wide.bits.low), at: offset, index: index, in: memory)
  }

  static func store(limb: UInt64, at offset: Int, index: Int, in memory: UnsafeMutableRawPointer) {
    memory.storeBytes(of: limb, toByteOffset: offset + index * 8, as: UInt64.self)
  }
}
