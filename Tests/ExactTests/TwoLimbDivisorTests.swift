import Feeds
import Testing

@testable import Exact

@Suite("TwoLimbDivisor") struct TwoLimbDivisorTests {
  private static let top: UInt64 = 1 << 63

  @Test func `the inverse of a limb is the quotient it stands for`() {
    var dice = Dice(seed: 11, purpose: .properties, block: 0)
    var limbs: [UInt64] = [
      Self.top, Self.top + 1, .max, .max - 1, Self.top | 1 << 55, (Self.top | 1 << 55) - 1,
    ]
    for shift in 0..<63 { limbs += [Self.top | 1 << UInt64(shift), .max &- 1 << UInt64(shift)] }
    for _ in 0..<20_000 { limbs.append(dice.nextWord() | Self.top) }
    for limb in limbs where limb >= Self.top {
      #expect(TwoLimbDivisor.inverse(of: limb) == limb.dividingFullWidth((~limb, .max)).quotient, "\(limb)")
    }
  }

  @Test func `inlined products are the products`() {
    var dice = Dice(seed: 12, purpose: .properties, block: 0)
    func word() -> UInt128 {
      let wide = UInt128(dice.nextWord()) << 64 | UInt128(dice.nextWord())
      return wide >> UInt128(dice.below(128))
    }
    for index in 0..<20_000 {
      let (a, b) =
        index < 4 ? (UInt128.max >> UInt128(index & 1), UInt128.max >> UInt128(index / 2)) : (word(), word())
      let product = a.multipliedFullWidth(by: b)
      #expect(a.multipliedInline(by: b) == Word256(high: product.high, low: product.low))
      let limb = UInt64(truncatingIfNeeded: b)
      let narrow = a.multipliedFullWidth(by: UInt128(limb))
      #expect(a.multipliedByLimb(limb) == (UInt64(narrow.high), narrow.low))
    }
  }
}
