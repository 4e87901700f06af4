import Exact

/// Division and root of inline words.
enum WordBenchmarks {
  static let all = [
    Benchmark(name: "mulDiv", unit: "operations", count: 5_000_000, run: mulDiv),
    Benchmark(name: "squareRoot", unit: "operations", count: 5_000_000, run: squareRoot),
  ]

  static func mulDiv(_ count: Int) throws -> String {
    var draws = CongruentialDraws()
    var sum: UInt128 = 0
    for _ in 0..<count {
      let state = draws.next()
      let a = Word256(UInt128(state) << 32)
      let b = Word256(UInt128(state | 1) << 40)
      let divisor = Word256(UInt128(state >> 3 | 1) << 36)
      sum &+= try Word256.mulDiv(a, b, over: divisor, rounding: .down).low
    }
    return "\(sum)"
  }

  static func squareRoot(_ count: Int) throws -> String {
    var draws = CongruentialDraws()
    var sum: UInt128 = 0
    for _ in 0..<count {
      let state = draws.next()
      sum &+= Word256(high: UInt128(state), low: UInt128(state) << 60).squareRoot(rounding: .down).low
    }
    return "\(sum)"
  }
}

/// The generator of the workloads: `s ← s · 6364136223846793005 + 1442695040888963407 mod 2⁶⁴`, seed 42.
struct CongruentialDraws {
  private var state: UInt64 = 42

  /// The next state.
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state
  }
}
