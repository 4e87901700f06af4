import CountedHeap

/// A workload: what it is called, how much of it, and how to run it.
struct Benchmark: Sendable {
  /// The name on the command line and in the output.
  let name: String
  /// What is counted.
  let unit: String
  /// How many when `--n` does not say.
  let count: Int
  /// Runs `count` of them and gives a checksum that depends on every result.
  let run: @Sendable (_ count: Int) throws -> String

  /// Runs it once to warm up and `runs` times in earnest.
  func measured(count: Int, runs: Int) throws -> Measurement {
    _ = try run(min(count, max(count / 10, 1)))
    var seconds: [Double] = []
    var check = ""
    var allocations: UInt = 0
    let clock = ContinuousClock()
    for _ in 0..<runs {
      let before = counted_heap_allocations()
      let elapsed = try clock.measure { check = try run(count) }
      allocations = counted_heap_allocations() - before
      let parts = elapsed.components
      seconds.append(Double(parts.seconds) + Double(parts.attoseconds) * 1e-18)
    }
    seconds.sort()
    return Measurement(
      name: name, unit: unit, count: count, seconds: seconds[seconds.count / 2], check: check,
      allocations: Double(allocations) / Double(count))
  }
}

/// The median of several runs of a benchmark.
struct Measurement {
  let name: String
  let unit: String
  let count: Int
  let seconds: Double
  let check: String
  /// Allocations for each of `count`, in the last run.
  let allocations: Double

  var rate: Double { Double(count) / seconds }

  /// `{"bench":"W1","n":2000000,"seconds":…,"rate":…,"check":"…","allocations":…}`
  var json: String {
    "{\"bench\":\"\(name)\",\"n\":\(count),\"seconds\":\(rounded(seconds, 6)),\"rate\":\(rounded(rate, 1)),"
      + "\"check\":\"\(check)\",\"allocations\":\(rounded(allocations, 6))}"
  }

  /// One line of the table.
  var row: String {
    let parts = [
      padded(name, 14), padded("\(count)", 11, left: true),
      padded("\(rounded(seconds, 4)) s", 11, left: true),
      padded("\(rounded(rate / 1e6, 4)) M \(unit)/s", 24, left: true),
      padded("\(rounded(1e9 / rate, 1)) ns", 13, left: true),
      padded("\(rounded(allocations, 4)) allocations", 20, left: true),
    ]
    return parts.joined() + "  " + check
  }
}

/// A number with that many decimals, trailing zeros kept off.
func rounded(_ value: Double, _ decimals: Int) -> String {
  var scale = 1.0
  for _ in 0..<decimals { scale *= 10 }
  return "\((value * scale).rounded() / scale)"
}

/// Text in a column.
func padded(_ text: String, _ width: Int, left: Bool = false) -> String {
  let space = String(repeating: " ", count: max(width - text.count, 0))
  return left ? space + text : text + space
}
