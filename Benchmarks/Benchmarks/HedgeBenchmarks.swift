/// W4: discrete delta hedging with certified deltas.
enum HedgeBenchmarks {
  static let all: [Benchmark] = []
}
