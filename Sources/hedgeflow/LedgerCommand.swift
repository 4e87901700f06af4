import ArgumentParser
import Attribution
import Reports
import Scenarios

/// `hedgeflow ledger --batch FILE|-`
struct LedgerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger",
    abstract: "Account exactly for scripted constant-product histories: who took what from the providers.",
    discussion: """
      Reads JSON Lines, one history a line, and writes one JSON object a line: wealth, holding, market, fees, losses by \
      actor, impermanent loss and markouts as exact n/d strings in quote units. Mode `inside` keeps fees in the reserves \
      as Uniswap v2 does, `outside` beside the curve.

      EXAMPLE
        hedgeflow ledger --batch Epochs/Data/ledger-sample.jsonl

      Exit code 2 when any line has a mistake; the other lines are answered.
      """)

  /// A line longer than this is a mistake: 64 MiB, some half a million events.
  private static let longestLine = 1 << 26

  @Option(help: ArgumentHelp("Histories, one JSON object a line; - for stdin.", valueName: "file"))
  var batch: String

  func run() throws {
    let output = OutputBuffer()
    var mistakes = 0
    do {
      let reader = try LineReader(path: batch, longestLine: Self.longestLine)
      var isEmpty = true
      while let line = try reader.next() {
        isEmpty = false
        mistakes += answer(line, from: reader.name, to: output)
      }
      if isEmpty {
        Console.complain([
          Diagnostic(file: reader.name, message: "the input is empty", help: "write one history a line")
        ])
        mistakes += 1
      }
    } catch {
      output.flush()
      Console.complain([Diagnostic(file: batch, message: "\(error)", help: "name a file, or - for stdin")])
      throw ToolExit.badInput
    }
    output.flush()
    if mistakes > 0 { throw ToolExit.badInput }
  }

  /// Answers a line, or complains of it; says how many mistakes it had.
  private func answer(_ line: Line, from file: String, to output: OutputBuffer) -> Int {
    guard !line.isCut, let text = String(validating: line.bytes, as: UTF8.self) else {
      Console.complain([
        Diagnostic(
          file: file, line: line.number, column: 1, width: 1, severity: .error,
          message: line.isCut ? "the line has over \(Self.longestLine) bytes" : "the line is not UTF-8 text",
          help: "write one history a line as UTF-8 text", sourceLine: nil)
      ])
      return 1
    }
    let (read, diagnostics) = LedgerLine.read(text, number: line.number, file: file)
    Console.complain(diagnostics)
    guard let read else { return max(1, diagnostics.count) }
    let figures = read.history.figures()
    output.writeLine(
      LedgerDocument.document(id: read.id, history: read.history, figures: figures).compact)
    return 0
  }
}
