import Exact
import Feeds
import Testing

@Suite("FixedExponential") struct FixedExponentialTests {
  private static let wad: Int128 = 1_000_000_000_000_000_000

  private func certified(_ x: Int128) throws -> Integer {
    let exponent = try #require(Rational(Integer(x), over: Integer(10).power(18)))
    return try CertifiedFunction.exponential.value(at: exponent, rounding: .nearest)
  }

  @Test(
    "gives the digits of e",
    arguments: [
      (0, "1000000000000000000"), (1, "2718281828459045235"), (-1, "367879441171442322"),
      (2, "7389056098930650227"), (-40, "4"), (-41, "2"), (-42, "1"), (-43, "0"), (-50, "0"),
      (40, "235385266837019985407899910749034805"),
    ])
  func digits(exponent: Int, expected: String) {
    #expect(String(FixedExponential.wads(Int128(exponent) * Self.wad)) == expected)
  }

  @Test func `steps of the argument around 0 step the value alike`() {
    for x: Int128 in -1000...1000 {
      #expect(Int128(FixedExponential.wads(x)) == Self.wad + x)
    }
  }

  @Test func `meets the certified function at the edges`() throws {
    for whole: Int128 in -43...40 {
      for step: Int128 in [-1, 0, 1] where whole * Self.wad + step <= FixedExponential.limit {
        let x = whole * Self.wad + step
        #expect(Integer(FixedExponential.wads(x)) == (try certified(x)))
      }
    }
  }

  @Test func `meets the certified function on random arguments`() throws {
    var dice = Dice(seed: 3, purpose: .properties, block: 0)
    for _ in 0..<2_000 {
      let near = Int128(dice.below(2_000_000_000_000_000_000)) - Self.wad
      let coarse = Int128(dice.below(8_200_000_000)) * 10_000_000_000
      let wide = coarse + Int128(dice.below(1 << 30)) - 42 * Self.wad
      for x in [near / 50, near, wide] {
        #expect(Integer(FixedExponential.wads(x)) == (try certified(x)))
      }
    }
  }

  @Test func `nothing is left far below`() {
    #expect(FixedExponential.wads(.min) == 0)
    // ln(½ · 10⁻¹⁸) = −42.13967…: where ½ a step rounds up.
    #expect(FixedExponential.wads(-42_139_600_000_000_000_000) == 1)
    #expect(FixedExponential.wads(-42_139_800_000_000_000_000) == 0)
  }

  @Test func `an exponent beyond 40 traps`() async {
    await #expect(processExitsWith: .failure) {
      _ = FixedExponential.wads(FixedExponential.limit + 1)
    }
  }
}
