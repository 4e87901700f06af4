import ArgumentParser
import Foundation
import Scenarios

/// Writes results, and turns what a loader found into an end of the command.
enum Console {
  /// Writes to stdout without adding a line end.
  static func write(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }

  /// Writes every diagnostic to stderr.
  static func complain(_ diagnostics: [Diagnostic]) {
    for diagnostic in diagnostics { ToolExit.complain(diagnostic.description) }
  }

  /// What `loaded` holds; its diagnostics go to stderr.
  /// - Throws: `ToolExit.badInput` when the file means nothing.
  static func value<Value>(of loaded: Loaded<Value>) throws -> Value {
    complain(loaded.diagnostics)
    guard let value = loaded.value else { throw ToolExit.badInput }
    return value
  }

  /// One mistake outside any file: what was wrong and how to mend it.
  static func badInput(_ message: String, help: String) -> ExitCode {
    ToolExit.complain("error: \(message)\n  help: \(help)")
    return ToolExit.badInput
  }
}
