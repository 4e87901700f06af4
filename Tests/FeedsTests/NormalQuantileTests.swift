import Exact
import Feeds
import TestKit
import Testing

private struct Published: Decodable {
  let vectors: [[String]]
}

@Suite("NormalQuantile") struct NormalQuantileTests {
  let quantile = NormalQuantile.shared

  /// Whether `Φ(c − ½) < p < Φ(c + ½)`, in steps of 10⁻¹⁸, by enclosures of Φ alone.
  private func isNearest(_ candidate: Int64, word: UInt64) throws -> Bool {
    let scale = Integer(10).power(18) * 2
    let probability = Ball(
      try #require(Rational(Integer(word) * 2 + 1, over: .powerOfTwo(65))), precision: 160)
    let above = try #require(Rational(Integer(Int(candidate)) * 2 + 1, over: scale))
    let below = try #require(Rational(Integer(Int(candidate)) * 2 - 1, over: scale))
    return (Ball(above, precision: 160).normalDistribution() - probability).sign > 0
      && (probability - Ball(below, precision: 160).normalDistribution()).sign > 0
  }

  @Test func `agrees with quantiles computed elsewhere to sixty digits`() throws {
    let vectors = try Fixture.json("normal_quantile", as: Published.self).vectors
    #expect(vectors.count > 90)
    for vector in vectors {
      let word = try #require(UInt64(vector[0]))
      #expect(String(quantile.wads(word)) == vector[1], "word \(word)")
      #expect(String(quantile.certifiedWads(word)) == vector[1], "word \(word)")
    }
  }

  @Test func `is nearest at both edges of every segment`() throws {
    for word in UInt64(0)..<64 { #expect(try isNearest(quantile.wads(word), word: word)) }
    for octave in UInt64(7)..<64 {
      for segment in UInt64(64)..<128 {
        let start = segment << (octave - 6)
        #expect(try isNearest(quantile.wads(start / 2), word: start / 2), "word \(start / 2)")
        #expect(try isNearest(quantile.wads(start / 2 - 1), word: start / 2 - 1), "word \(start / 2 - 1)")
      }
    }
    let middle = UInt64(1) << 63
    #expect(try isNearest(quantile.wads(middle), word: middle))
    #expect(try isNearest(quantile.wads(middle - 1), word: middle - 1))
  }

  @Test func `is nearest at random words and antisymmetric`() throws {
    var dice = Dice(seed: 20, purpose: .properties, block: 0)
    for _ in 0..<(isSoaking ? 1_000_000 : 20_000) {
      let word = dice.nextWord()
      let deviate = quantile.wads(word)
      #expect(quantile.wads(~word) == -deviate)
      #expect(try isNearest(deviate, word: word), "word \(word)")
    }
  }

  @Test func `never falls`() {
    var dice = Dice(seed: 21, purpose: .properties, block: 0)
    for _ in 0..<20_000 {
      let word = dice.nextWord()
      let next = word &+ dice.below(1 << 40)
      guard next > word else { continue }
      #expect(quantile.wads(word) <= quantile.wads(next))
    }
  }
  @Test func `a hundred thousand draws have mean 0 and variance 1 within four standard errors`() {
    var dice = Dice(seed: 22, purpose: .price, block: 0)
    var (sum, squares): (Int128, Int128) = (0, 0)
    for _ in 0..<100_000 {
      let deviate = Int128(quantile.wads(dice.nextWord()))
      sum += deviate
      squares += (deviate / 1_000_000_000) * (deviate / 1_000_000_000)
    }
    let one: Int128 = 1_000_000_000_000_000_000
    #expect(sum.magnitude < 1_264 * one.magnitude)  // 4 √n
    #expect((squares - 100_000 * one).magnitude < 1_788 * one.magnitude)  // 4 √(2n)
  }
}
