import Exact
import Feeds
import Testing

@Suite("WadMath") struct WadMathTests {
  private let one = Integer(10).power(18)

  /// Words that carry and borrow: near 0, near 2⁶⁴, near 10¹⁸, and random.
  private func words(_ count: Int) -> [UInt64] {
    var dice = Dice(seed: 77, purpose: .properties, block: 0)
    let edges: [UInt64] = [
      0, 1, 2, .max, .max - 1, 1 << 63, 1 << 32, 999_999_999_999_999_999, 1_000_000_000_000_000_000,
      1_000_000_000_000_000_001, 500_000_000_000_000_000,
    ]
    return edges + (0..<count).map { _ in dice.nextWord() >> dice.below(64) }
  }

  @Test func `divides by ten to the eighteen as integers do`() throws {
    for high in words(40) where high < 1_000_000_000_000_000_000 {
      for low in words(200) {
        let (quotient, remainder) = WadMath.divided((high, low))
        let value = (Integer(high) << 64) + Integer(low)
        #expect(Integer(quotient) * one + Integer(remainder) == value)
        #expect(remainder < WadMath.one)
      }
    }
  }

  @Test func `products of signed words round halves away from zero`() throws {
    for a in words(60).map({ Int64(bitPattern: $0) }) {
      for b in words(60).map({ Int64(bitPattern: $0) }) {
        let exact = Integer(Int(a)) * Integer(Int(b))
        let size = (2 * exact.magnitude + one).divided(by: 2 * one, rounding: .down)
        #expect(Integer(WadMath.product(a, b)) == (exact.isNegative ? -size : size))
      }
    }
  }

  @Test func `scaling rounds to nearest even, or says that 128 bits do not hold it`() throws {
    let limit = Integer.powerOfTwo(128)
    let wide = words(12).flatMap { high in words(3).map { UInt128(high) << 64 | UInt128($0) } }
    for value in wide {
      for factor in wide {
        let expected = (Integer(value) * Integer(factor)).divided(by: one, rounding: .nearest)
        #expect(WadMath.scaled(value, by: factor).map { Integer($0) } == (expected < limit ? expected : nil))
      }
    }
  }
}
