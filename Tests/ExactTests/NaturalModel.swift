import Exact

/// Schoolbook natural numbers of any size in 16-bit digits: slow, short, and sharing no code with the library.
struct NaturalModel: Comparable {
  /// Least significant first, without leading zeros.
  var digits: [UInt32]

  init(digits: [UInt32]) {
    self.digits = digits
    while self.digits.last == 0 { self.digits.removeLast() }
  }

  init(_ word: Word256) {
    let halves = [word.low, word.high]
    self.init(digits: halves.flatMap { half in (0..<8).map { UInt32((half >> (16 * $0)) & 0xFFFF) } })
  }

  static func power(ofTwo exponent: Int) -> NaturalModel {
    NaturalModel(digits: Array(repeating: 0, count: exponent / 16) + [1 << UInt32(exponent % 16)])
  }

  static func < (a: NaturalModel, b: NaturalModel) -> Bool {
    if a.digits.count != b.digits.count { return a.digits.count < b.digits.count }
    return a.digits.reversed().lexicographicallyPrecedes(b.digits.reversed())
  }

  static func + (a: NaturalModel, b: NaturalModel) -> NaturalModel {
    var sum: [UInt32] = []
    var carry: UInt32 = 0
    for index in 0..<max(a.digits.count, b.digits.count) {
      carry += (index < a.digits.count ? a.digits[index] : 0) + (index < b.digits.count ? b.digits[index] : 0)
      sum.append(carry & 0xFFFF)
      carry >>= 16
    }
    return NaturalModel(digits: sum + [carry])
  }

  static func * (a: NaturalModel, b: NaturalModel) -> NaturalModel {
    var product = [UInt32](repeating: 0, count: a.digits.count + b.digits.count)
    for (i, x) in a.digits.enumerated() {
      var carry: UInt32 = 0
      for (j, y) in b.digits.enumerated() {
        carry += product[i + j] + x * y  // at most (2¹⁶ − 1)² + 2(2¹⁶ − 1) = 2³² − 1
        product[i + j] = carry & 0xFFFF
        carry >>= 16
      }
      product[i + b.digits.count] = carry
    }
    return NaturalModel(digits: product)
  }
}

/// Whether `quotient` is `numerator ÷ divisor` rounded as asked, by multiplication alone.
func isRounded(
  _ quotient: NaturalModel, _ numerator: NaturalModel, over divisor: NaturalModel, _ rounding: Rounding
) -> Bool {
  let floor = quotient * divisor
  switch rounding {
  case .down: return floor <= numerator && numerator < floor + divisor
  case .up: return numerator <= floor && floor < numerator + divisor
  case .nearest:
    let (twice, twiceFloor) = (numerator + numerator, floor + floor)
    let low = twice + divisor
    let high = twiceFloor + divisor
    let tie = low == twiceFloor || twice == high
    let even = (quotient.digits.first ?? 0) % 2 == 0
    return twiceFloor <= low && twice <= high && (!tie || even)
  }
}

/// Seeded words of every length: each bit count from 0 to 256 is as likely as any other.
struct WordDice {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func word(bits most: Int = 256) -> Word256 {
    let bits = Int(next() % UInt64(most + 1))
    let full = Word256(
      high: UInt128(next()) << 64 | UInt128(next()), low: UInt128(next()) << 64 | UInt128(next()))
    // One draw in four has long runs of ones or zeros, where carries and corrections live.
    let shaped = next() % 4 == 0 ? (next() % 2 == 0 ? full | (.max << 70) : full & (.max << 130)) : full
    return bits == 0 ? .zero : shaped >> (256 - bits)
  }
}

/// Operands where carries, limb borders and normalisation shifts change.
let boundaryWords: [Word256] = {
  var words: [Word256] = [0, 1, 2, 3, .max, .max - 1]
  for exponent in [31, 63, 64, 65, 96, 127, 128, 129, 191, 192, 255] {
    let power = Word256.one << exponent
    words += [power - 1, power, power + 1]
  }
  return words
}()
