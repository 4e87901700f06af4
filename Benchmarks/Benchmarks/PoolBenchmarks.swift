/// W1 and W2: a constant-product pool swapped and arbitraged.
enum PoolBenchmarks {
  static let all: [Benchmark] = []
}
