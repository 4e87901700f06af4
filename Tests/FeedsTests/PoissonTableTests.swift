import Exact
import Feeds
import Testing
import Units

@Suite("PoissonTable") struct PoissonTableTests {
  private func wads(_ millionths: Int128) -> Ratio { Ratio(wads: millionths * 1_000_000_000_000) }

  /// `⌊2⁶⁴ e^(−mean) Σ_{i ≤ k} meanⁱ/i!⌋` from rational bounds of `e^(−mean)`, for means up to 4.
  private func thresholds(mean: Rational, count: Int) throws -> [Integer] {
    // e^mean lies between its Taylor sum and the sum plus twice the next term, once terms halve.
    var (term, taylor) = (Rational(1), Rational(1))
    for index in 1...80 {
      term = try (term * mean).divided(by: Rational(index))
      taylor += term
    }
    let (low, high) = (try Rational(1).divided(by: taylor + term), try Rational(1).divided(by: taylor))
    var found: [Integer] = []
    (term, taylor) = (Rational(1), Rational(1))
    for index in 1...count {
      let scale = taylor * Rational(Integer.powerOfTwo(64))
      let (least, most) = ((scale * low).rounded(.down), (scale * high).rounded(.down))
      try #require(least == most)
      found.append(least)
      term = try (term * mean).divided(by: Rational(index))
      taylor += term
    }
    return found
  }

  @Test(
    "counts up exactly at the certified thresholds", arguments: [1, 55_556, 342_466, 1_000_000, 4_000_000])
  func boundaries(millionths: Int) throws {
    let table = try PoissonTable(mean: wads(Int128(millionths)))
    let mean = try #require(Rational(Integer(millionths), over: 1_000_000))
    for (count, threshold) in try thresholds(mean: mean, count: 6).enumerated() {
      let word = UInt64(truncatingIfNeeded: try #require(threshold.asWord256).low)
      #expect(table.count(word - 1) <= count)
      guard word < UInt64.max else { continue }
      #expect(table.count(word - 1) == count)
      #expect(table.count(word) == count + 1)
    }
  }

  @Test func `nothing happens when nothing is expected`() throws {
    let table = try PoissonTable(mean: .zero)
    #expect(table.count(0) == 0)
    #expect(table.count(.max) == 0)
  }

  @Test func `counts never fall as the word grows, and every word has one`() throws {
    let table = try PoissonTable(mean: PoissonTable.largestMean)
    var last = 0
    for step in UInt64(0)...1000 {
      let count = table.count(step * (UInt64.max / 1000))
      #expect(count >= last)
      last = count
    }
    #expect(table.count(.max) < 250)
    #expect(table.count(1 << 63) == 100)
  }

  @Test func `mean and variance are the mean within four standard errors`() throws {
    let table = try PoissonTable(mean: wads(2_500_000))
    var dice = Dice(seed: 6, purpose: .properties, block: 0)
    let counts = (0..<20_000).map { _ in table.count(dice.nextWord()) }
    // Sum: 50,000 ± 4 √50,000. Squared distance from 2.5, in quarters: each λ, with variance λ + 2λ².
    #expect((49_105...50_895).contains(counts.reduce(0, +)))
    let quarters = counts.map { (2 * $0 - 5) * (2 * $0 - 5) }.reduce(0, +)
    #expect((200_000 - 8_800...200_000 + 8_800).contains(quarters))
  }

  @Test func `a mean beyond the limit is our mistake`() async {
    await #expect(processExitsWith: .failure) {
      _ = try PoissonTable(mean: Ratio(wads: PoissonTable.largestMean.wads + 1))
    }
  }
}
