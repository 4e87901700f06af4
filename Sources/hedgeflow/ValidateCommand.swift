import ArgumentParser
import Reports
import Scenarios

/// `hedgeflow validate FILES…`
struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Check pool and epoch files: every mistake of every file, with its place and its remedy.",
    discussion: """
      A file is a pool or an epoch by its first key, `pool:` or `epoch:`. An epoch is checked with the pools and \
      recordings it names.

      EXAMPLE
        hedgeflow validate Pools/eth-usdc-30bp.yaml Epochs/hedge-burst.yaml

      Exit code 0 when no file has an error (warnings are allowed), 2 otherwise.
      """)

  @Argument(help: "Pool and epoch files.", completion: .file(extensions: ["yaml", "yml"]))
  var files: [String]

  @Flag(help: "Print the diagnostics as JSON (hedgeflow.validate/1).")
  var json = false

  func run() throws {
    let checks = files.map { (path: $0, loaded: ScenarioLoader.load(path: $0)) }
    let diagnostics = unique(checks.flatMap(\.loaded.diagnostics))
    let broken = checks.count { $0.loaded.value == nil }
    if json {
      print(document(of: checks).pretty, terminator: "")
    } else {
      for diagnostic in diagnostics { ToolExit.complain(diagnostic.description) }
      print(summary(diagnostics, broken: broken))
    }
    if broken > 0 { throw ToolExit.badInput }
  }

  /// A pool that several epochs name is reported once.
  private func unique(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    var seen: Set<Diagnostic> = []
    return diagnostics.filter { seen.insert($0).inserted }
  }

  private func summary(_ diagnostics: [Diagnostic], broken: Int) -> String {
    let errors = diagnostics.count { $0.severity == .error }
    let warnings = diagnostics.count - errors
    let found = [counted(errors, "error"), counted(warnings, "warning")].joined(separator: ", ")
    guard broken > 0 else { return "\(counted(files.count, "file")) valid: \(found)" }
    return "\(broken) of \(counted(files.count, "file")) not valid: \(found)"
  }

  private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

  private func document(of checks: [(path: String, loaded: Loaded<ScenarioFile>)]) -> Document {
    let files = checks.map { check -> Document in
      [
        "file": .text(check.path), "kind": kind(check.loaded.value),
        "valid": .truth(check.loaded.value != nil),
        "diagnostics": .list(check.loaded.diagnostics.map(document)),
      ]
    }
    return ["schema": "hedgeflow.validate/1", "files": .list(files)]
  }

  private func kind(_ file: ScenarioFile?) -> Document {
    switch file {
    case .pool: "pool"
    case .epoch: "epoch"
    case nil: .null
    }
  }

  private func document(of diagnostic: Diagnostic) -> Document {
    [
      "file": .text(diagnostic.file), "line": .count(diagnostic.line), "column": .count(diagnostic.column),
      "width": .count(diagnostic.width), "severity": .text(diagnostic.severity.rawValue),
      "message": .text(diagnostic.message), "help": .text(diagnostic.help),
    ]
  }
}
