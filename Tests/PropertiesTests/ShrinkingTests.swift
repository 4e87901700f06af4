import Properties
import Testing

@Suite("Shrinking") struct ShrinkingTests {
  /// The shrunk choices and steps of a property that some case of each seed must break.
  static func minima(
    seeds: ClosedRange<UInt64> = 1...20, cases: Int = 500, _ body: (inout Choices) throws -> Void
  ) -> Set<[UInt64]> {
    var found: Set<[UInt64]> = []
    for seed in seeds {
      guard case .broken(let counterexample) = check("broken on purpose", cases: cases, seed: seed, body)
      else {
        Issue.record("seed \(seed) found nothing")
        continue
      }
      #expect(counterexample.isRepeatable)
      #expect(counterexample.attempts < 5_000)
      found.insert(counterexample.shrunk)
    }
    return found
  }

  static func list(_ choices: inout Choices, below bound: UInt64) -> [UInt64] {
    var list: [UInt64] = []
    choices.steps(upTo: 20) { list.append($0.below(bound)) }
    return list
  }

  @Test func `a threshold is found to the unit`() {
    let minima = Self.minima { try hold($0.below(1 << 60) < 123_456_789_012_345, "small") }
    #expect(minima == [[123_456_789_012_345]])
  }

  @Test func `a sum is put into its last part`() {
    let minima = Self.minima { choices in
      let (a, b, c) = (choices.below(1000), choices.below(1000), choices.below(1000))
      try hold(a + b + c < 1500, "the sum is below 1500")
    }
    #expect(minima == [[0, 501, 999]])
  }

  @Test func `one bad element is left alone in its list`() {
    let minima = Self.minima { choices in
      let list = Self.list(&choices, below: 1000)
      try hold(list.allSatisfy { $0 < 700 }, "all are below 700")
    }
    #expect(minima == [[1, 700, 0]])
  }

  @Test func `a list that is not its reverse is 0, 1`() {
    let minima = Self.minima { choices in
      let list = Self.list(&choices, below: 50)
      try hold(list == list.reversed(), "reads the same backwards")
    }
    #expect(minima == [[1, 0, 1, 1, 0]])
  }

  @Test func `two equal elements come down together`() {
    let minima = Self.minima { choices in
      let list = Self.list(&choices, below: 30).filter { $0 >= 5 }
      try hold(Set(list).count == list.count, "no large element comes twice")
    }
    #expect(minima == [[1, 5, 1, 5, 0]])
  }

  @Test func `nested steps are left out whole`() {
    let minima = Self.minima { choices in
      var deepest = 0
      choices.steps(upTo: 10) { choices in
        _ = choices.below(100)
        var inner = 0
        choices.steps(upTo: 10) { if $0.below(4) == 3 { inner += 1 } }
        deepest = max(deepest, inner)
      }
      try hold(deepest < 2, "no round has two threes")
    }
    #expect(minima == [[1, 0, 1, 3, 1, 3, 0, 0]])
  }

  @Test func `a withdrawal paid twice takes a deposit and a withdrawal`() {
    let minima = Self.minima { choices in
      var balance = 0
      var (paidIn, paidOut) = (0, 0)
      try choices.steps(upTo: 40) { choices in
        let amount = choices.within(0...1_000_000)
        if choices.chance(1, in: 2) {
          let paid = min(amount, balance)
          balance -= paid
          paidOut += paid > 10 ? 2 * paid : paid
        } else {
          balance += amount
          paidIn += amount
        }
        try hold(paidOut <= paidIn, "no more goes out than came in")
      }
    }
    #expect(minima == [[1, 11, 0, 1, 11, 1]])
  }

  @Test func `nothing one choice away is simpler and still breaks`() {
    for seed in 1...30 as ClosedRange<UInt64> {
      var makers = Choices(seed: seed, case: 0)
      let weights = (0..<6).map { _ in makers.below(9) }
      let threshold = 40 + makers.below(400)
      let property = Property("weighted sum") { choices in
        var sum: UInt64 = 0
        for weight in weights { sum += weight * choices.below(100) }
        try hold(sum < threshold, "stays below")
      }
      guard case .broken(let counterexample) = property.check(cases: 300, seed: seed) else { continue }
      let shrunk = counterexample.shrunk
      #expect(property.replay(shrunk) != nil)
      for index in shrunk.indices where shrunk[index] > 0 {
        var lower = shrunk
        lower[index] -= 1
        #expect(property.replay(lower) == nil)
      }
    }
  }

  @Test func `attempts are bounded`() {
    let verdict = check("any", cases: 10, seed: 1, attempts: 7) { choices in
      for _ in 0..<50 { _ = choices.below(1 << 40) }
      try hold(false, "never")
    }
    guard case .broken(let counterexample) = verdict else {
      Issue.record("not caught")
      return
    }
    #expect(counterexample.attempts <= 7)
  }
}
