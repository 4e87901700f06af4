import Foundation
import Testing

/// What `make test` builds beside the command in release.
enum ReleaseBenchmarks {
  static var areBuilt: Bool {
    Tool.path.path.contains("/release/")
      && FileManager.default.isExecutableFile(
        atPath: Tool.path.deletingLastPathComponent().appending(path: "Benchmarks").path)
  }
}

/// Counts that hold for optimised code: run when `HEDGEFLOW_TOOL` names a release build with its benchmarks beside it.
@Suite(
  "Benchmarks", .enabled(if: ReleaseBenchmarks.areBuilt, "needs the release build that `make test` makes"))
struct BenchmarkTests {
  private struct Line: Decodable {
    var bench: String
    var n: Int
    var check: String
    var allocations: Double

    /// Allocations of the whole run.
    var heap: Int { Int((allocations * Double(n)).rounded()) }
  }

  private func measured(_ name: String, count: Int) throws -> Line {
    let outcome = try Tool.shell("Benchmarks \(name) --n \(count) --runs 1 --json")
    #expect(outcome.code == 0, "\(outcome.errors)")
    return try JSONDecoder().decode(Line.self, from: Data(outcome.output.utf8))
  }

  @Test("a block allocates nothing, whatever the number of blocks", arguments: ["engine", "engine-vault"])
  func blocks(_ name: String) throws {
    let few = try measured(name, count: 200_000)
    let many = try measured(name, count: 400_000)
    // What the 200,000 further blocks may allocate: a price that only the slow path can round, about one in a million blocks, some
    // 340 times; and a roll of the vault's epoch, every 7,200 blocks, twice.
    let rolls = name == "engine-vault" ? 200_000 / 7_200 + 1 : 0
    #expect(many.heap - few.heap <= 400 + 2 * rolls, "\(few.heap) allocations became \(many.heap)")
  }

  @Test(
    "the published checksums come out",
    arguments: [
      ("W1", 300_000, "317559335939494745055057,1029197061564566836004169316"),
      (
        "W2", 300_000,
        "88591403065077575427294,361223983865944616199722109,4081474790075021450364,"
          + "3290477408850267758515267606963192046531302,3275846099333074657512,9993935116370909361690253,43069"
      ),
    ])
  func checksums(_ name: String, _ count: Int, _ expected: String) throws {
    let line = try measured(name, count: count)
    #expect(line.check == expected)
    #expect(line.heap < 100, "\(line.heap) allocations in \(count) operations")
  }

  /// 50,000 paths of the month of Derman and Kamal: the exact deviation within three sampling errors, 1.3 % of it, and a mean
  /// within three errors of 0.
  @Test(
    "discrete hedging leaves the known deviation",
    arguments: [("W4-month-21", 21, 0.427757), ("W4-month-84", 84, 0.218134)])
  func deviation(_ name: String, _ steps: Int, _ exact: Double) throws {
    let line = try measured(name, count: steps * 50_000)
    let words = line.check.split(separator: " ")
    let mean = try #require(Double(words[1]))
    let deviation = try #require(Double(words[3]))
    #expect((deviation / exact - 1).magnitude < 0.013, "\(line.check)")
    #expect(mean.magnitude < 3 * exact / 50_000.0.squareRoot(), "\(line.check)")
  }
}
