import ArgumentParser

/// Measures the project's public types on the workloads W1 to W4 and on its own parts.
@main
struct Benchmarks: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "Benchmarks",
    abstract: "Measure Hedgeflow: rate, median of several runs, checksum, allocations per operation.",
    discussion: "Example: swift run -c release Benchmarks W1 W3 --json")

  /// Which workloads.
  @Argument(help: "Names of workloads; all of them when left out.")
  var names: [String] = []

  /// How many operations.
  @Option(name: .customLong("n"), help: "Operations per run instead of each workload's own number.")
  var count: Int?

  /// How many timed runs.
  @Option(help: "Timed runs; the median counts.")
  var runs = 5

  /// Machine-readable output.
  @Flag(help: "One JSON object a line.")
  var json = false

  static let all: [Benchmark] =
    PoolBenchmarks.all + VenueBenchmarks.all + EngineBenchmarks.all + GreekBenchmarks.all + BookBenchmarks.all
    + HedgeBenchmarks.all
    + WordBenchmarks.all
    + FunctionBenchmarks.all

  func validate() throws {
    for name in names where !Self.all.contains(where: { $0.name == name }) {
      let known = Self.all.map(\.name).joined(separator: ", ")
      throw ValidationError("no workload is called \(name); there are \(known)")
    }
    if let count, count < 1 { throw ValidationError("--n is at least 1, was \(count)") }
    if runs < 1 { throw ValidationError("--runs is at least 1, was \(runs)") }
  }

  func run() throws {
    for benchmark in Self.all where names.isEmpty || names.contains(benchmark.name) {
      let result = try benchmark.measured(count: count ?? benchmark.count, runs: runs)
      print(json ? result.json : result.row)
    }
  }
}
