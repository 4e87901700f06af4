import Exact
import Testing

@Suite("Int256") struct Int256Tests {
  @Test func `small numbers agree with native arithmetic`() throws {
    for a in -20...20 as ClosedRange<Int64> {
      for b in -20...20 as ClosedRange<Int64> {
        #expect(Int256(a) + Int256(b) == Int256(a + b))
        #expect(Int256(a) - Int256(b) == Int256(a - b))
        #expect(Int256(a) * Int256(b) == Int256(a * b))
        #expect(try Int256(a).multiplied(by: Int256(b)) == Int256(a * b))
        #expect((Int256(a) < Int256(b)) == (a < b))
      }
    }
  }

  @Test func `sums differences and products outside the range are refused`() {
    #expect(throws: ArithmeticRefusal.resultMustFit) { try Int256.max.adding(1) }
    #expect(throws: ArithmeticRefusal.resultMustFit) { try Int256.min.adding(-1) }
    #expect(throws: ArithmeticRefusal.resultMustFit) { try Int256.min.subtracting(1) }
    #expect(throws: ArithmeticRefusal.resultMustFit) { try Int256.zero.subtracting(.min) }
    #expect(throws: ArithmeticRefusal.resultMustFit) { try Int256.min.multiplied(by: -1) }
    #expect(throws: ArithmeticRefusal.resultMustFit) { try Int256.max.multiplied(by: .max) }
  }

  @Test func `the ends of the range are reached`() throws {
    #expect(try Int256.max.adding(.min) == -1)
    #expect(try Int256.min.multiplied(by: 1) == .min)
    let half = Int256(bits: .one << 254)
    #expect(half * -2 == .min)
    #expect(try half.multiplied(by: -2) == .min)
    #expect(Int256.min.magnitude == .one << 255)
  }

  @Test func `text and value round trip`() {
    for value in [Int256.min, -1, 0, 1, .max, -1_000_000_007] { #expect(Int256(value.description) == value) }
    #expect(Int256("-0") == 0)
    #expect(
      Int256.min.description
        == "-57896044618658097711785492504343953926634992332820282019728792003956564819968")
    #expect(Int256("57896044618658097711785492504343953926634992332820282019728792003956564819968") == nil)
    #expect(Int256("-57896044618658097711785492504343953926634992332820282019728792003956564819969") == nil)
    for text in ["", "-", "--1", "+1", "1-"] { #expect(Int256(text) == nil) }
  }
}
