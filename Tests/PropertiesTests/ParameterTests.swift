import Exact
import Feeds
import Properties
import Synchronization
import Testing

@Suite("Parameter") struct ParameterTests {
  /// The values that a campaign draws for a parameter.
  static func drawn(_ parameter: Parameter<Int>, steps: Int = 20, seed: UInt64 = 1) -> [Int256] {
    let values = Mutex<[Int256]>([])
    var campaign = Campaign(
      "draws", from: 0,
      actions: [
        Action("draw", [parameter]) { state, step in
          state += 1
          values.withLock { $0.append(step[0]) }
          return .accepted
        }
      ], invariants: [])
    campaign.cases = 200
    campaign.steps = steps
    campaign.seed = seed
    _ = campaign.run()
    return values.withLock { $0 }
  }

  @Test(
    "draws inside its range, both ends among them",
    arguments: [
      (0, 0), (0, 1), (-3, 3), (5, 9), (-9, -5), (0, 1_000_000), (-1_000_000, 1_000_000),
      (0, Int256.max), (Int256.min, Int256.max), (Int256.min, 0), (100, Int256.max),
    ] as [(Int256, Int256)])
  func ranges(_ lower: Int256, _ upper: Int256) {
    for parameter in [Parameter<Int>.sized("n", lower...upper), .uniform("n", lower...upper)] {
      let values = Self.drawn(parameter)
      #expect(values.allSatisfy { (lower...upper).contains($0) })
      #expect(values.contains(lower) && values.contains(upper))
      let width = (Integer(upper) - Integer(lower) + 1).asInt ?? .max
      #expect(Set(values).count >= min(width, 200))
      #expect((lower...upper).contains(parameter.simplest))
    }
  }

  @Test func `sizes are alike, not values`() {
    let values = Self.drawn(.sized("n", 0...Int256(Word256(UInt128(1) << 100))))
    for bits in stride(from: 0, to: 100, by: 10) {
      #expect(values.count { (bits..<(bits + 10)).contains($0.magnitude.significantBits) } > 150)
    }
  }

  @Test func `edges, recent values and their neighbours come up often`() {
    let range: ClosedRange<Int256> = 0...Int256(Word256(UInt128(1) << 100))
    let values = Self.drawn(Parameter.uniform("n", range).trying([12_345]))
    #expect(values.count { $0 == 12_345 } > 100)
    let near = zip(values, values.dropFirst()).count { abs(Integer($0) - Integer($1)) <= 1 }
    #expect(near > 40)
  }

  private func abs(_ value: Integer) -> Integer { value.magnitude }

  @Test func `a bound of the moment is kept, and reached`() {
    let parameter = Parameter<Int>.sized("n", 0...1_000).upTo { state, _ in Int256(Int64(state * 10)) }
    let values = Self.drawn(parameter)
    var reached = 0
    for (index, value) in values.enumerated() {
      let bound = Int256(Int64(index % 20 * 10))
      #expect(value <= bound)
      reached += value == bound && bound > 0 ? 1 : 0
    }
    #expect(reached > 80)
  }

  @Test func `a rule of its own is held inside the range`() {
    let values = Self.drawn(.drawn("n", 0...50) { dice, state, _ in Int256(Int64(dice.below(100))) })
    #expect(values.allSatisfy { (0...50).contains($0) })
    #expect(values.count { $0 == 50 } > 1_000)
  }

  @Test func `the plainest value is the one nearest to 0`() {
    #expect(Parameter<Int>.uniform("n", 5...9).simplest == 5)
    #expect(Parameter<Int>.sized("n", -9 ... -5).simplest == -5)
    #expect(Parameter<Int>.sized("n", -9...9).simplest == 0)
    #expect(Parameter<Int>.choice("n", ["a", "b"]).text(for: 1) == "b")
    #expect(Parameter<Int>.uniform("n", 5...9).text(for: 7) == "7")
  }

  @Test func `seeds and cases draw apart`() {
    let parameter = Parameter<Int>.uniform("n", 0...Int256.max)
    let (first, second) = (Self.drawn(parameter, seed: 1), Self.drawn(parameter, seed: 2))
    #expect(first == Self.drawn(parameter, seed: 1))
    #expect(Set(first).intersection(second).count < 20)
  }
}
