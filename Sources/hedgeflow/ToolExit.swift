import ArgumentParser
import Foundation

/// The tool's exit codes; 0 is a clean end.
enum ToolExit {
  /// A property broke.
  static let propertyBroke = ExitCode(1)
  /// The input was bad: a file or an argument; diagnostics are on stderr.
  static let badInput = ExitCode(2)
  /// The run could not decide.
  static let inconclusive = ExitCode(3)
  /// Our mistake.
  static let ourBug = ExitCode(70)

  /// Writes text to stderr.
  static func complain(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }

  /// Ends the process as `error` asks: help on stdout, wrong arguments on stderr with 2, all else is our bug.
  static func leave(after error: any Error) -> Never {
    if let code = error as? ExitCode { Hedgeflow.exit(withError: code) }
    switch Hedgeflow.exitCode(for: error) {
    case .success: Hedgeflow.exit(withError: error)
    case .validationFailure:
      complain(Hedgeflow.fullMessage(for: error))
      Hedgeflow.exit(withError: badInput)
    default:
      complain(
        "internal error: \(error)\nThis is a bug in hedgeflow: please report it with the command you typed.")
      Hedgeflow.exit(withError: ourBug)
    }
  }
}
