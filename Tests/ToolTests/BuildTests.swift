import Foundation
import TestKit
import Testing

/// What `make test` builds before it tests: the command in release, and beside it the benchmarks and the debug build.
enum ReleaseBuild {
  static let debug = Repository.root.appending(path: ".build/debug/hedgeflow")

  private static var isUnderTest: Bool { Tool.path.path.contains("/release/") }

  static var isBesideDebug: Bool { isUnderTest && FileManager.default.isExecutableFile(atPath: debug.path) }

  static var hasBenchmarks: Bool {
    isUnderTest
      && FileManager.default.isExecutableFile(
        atPath: Tool.path.deletingLastPathComponent().appending(path: "Benchmarks").path)
  }
}

/// Results do not depend on how the command was compiled.
@Suite(
  "Debug and release",
  .enabled(if: ReleaseBuild.isBesideDebug, "needs the release build that `make test` makes"))
struct BuildTests {
  @Test("give the same bytes", arguments: ["Epochs/hedge-burst.yaml", "Epochs/crash.yaml"])
  func bytes(_ epoch: String) throws {
    let release = try Tool.shell("hedgeflow run \(epoch) --json")
    let debug = try Tool.shell("\(ReleaseBuild.debug.path) run \(epoch) --json", timeout: 600)
    #expect(release.code == 0 && debug.code == 0, "\(release.errors)\(debug.errors)")
    #expect(!release.output.isEmpty)
    #expect(release.output == debug.output)
  }

  @Test func `two runs give the same bytes, and residuals of 0`() throws {
    let first = try Tool.shell("hedgeflow run Epochs/hedge-burst.yaml --json")
    let second = try Tool.shell("hedgeflow run Epochs/hedge-burst.yaml --json")
    #expect(first == second)
    let residuals = first.output.split(separator: "\n").filter { $0.contains("\"residual\"") }
    #expect(residuals.count > 20)
    #expect(residuals.allSatisfy { $0.contains("\"residual\": \"0\"") })
  }
}
