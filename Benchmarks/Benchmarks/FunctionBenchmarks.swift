import Exact

/// Certified elementary functions at 18 decimals.
enum FunctionBenchmarks {
  static let all = [
    certified(.exponential), certified(.naturalLogarithm), certified(.squareRoot),
    certified(.complementaryError),
    certified(.normalDistribution), certified(.normalDensity),
  ]

  static func certified(_ function: CertifiedFunction) -> Benchmark {
    Benchmark(name: function.rawValue, unit: "values", count: 2_000) { count in
      var draws = CongruentialDraws()
      var sum = Integer.zero
      for _ in 0..<count {
        guard let x = Rational(Integer(draws.next() >> 32), over: Integer(1 << 30)) else { continue }
        sum += try function.value(at: x, rounding: .nearest)
      }
      return "\(sum)"
    }
  }
}
