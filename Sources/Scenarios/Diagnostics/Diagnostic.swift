/// One mistake in one file: where it is, what it is, how to mend it.
public struct Diagnostic: Hashable, Sendable {
  /// Whether a run may go on.
  public enum Severity: String, Hashable, Sendable {
    /// The file means nothing until this is mended.
    case error
    /// The file has a meaning, though probably not the intended one.
    case warning
  }

  /// The file's path, as it was given.
  public let file: String
  /// Line, from 1.
  public let line: Int
  /// Column in Unicode scalars, from 1.
  public let column: Int
  /// How many columns the offending part is wide, at least 1.
  public let width: Int
  /// Whether a run may go on.
  public let severity: Severity
  /// What is wrong, in one line.
  public let message: String
  /// How to mend it; empty when the message says it all.
  public let help: String
  /// The text of the line, without its end; nil when the file could not be read.
  public let sourceLine: String?

  /// A diagnostic from its parts.
  public init(
    file: String, line: Int, column: Int, width: Int, severity: Severity, message: String, help: String,
    sourceLine: String?
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.width = max(1, width)
    self.severity = severity
    self.message = message
    self.help = help
    self.sourceLine = sourceLine
  }

  /// A mistake of a file as a whole: missing, unreadable, a folder, too large.
  public init(file: String, message: String, help: String) {
    self.init(
      file: file, line: 1, column: 1, width: 1, severity: .error, message: message, help: help,
      sourceLine: nil)
  }
}
