/// Why a text is not a claim, and which part of it is at fault.
public struct ExpressionMistake: Error, Hashable, Sendable {
  /// The part at fault, in UTF-8 bytes from the start of the text; empty at its end when something is missing there.
  public let range: Range<Int>
  /// What is wrong.
  public let message: String
  /// How to mend it.
  public let help: String

  init(_ range: Range<Int>, _ message: String, help: String) {
    (self.range, self.message, self.help) = (range, message, help)
  }
}
