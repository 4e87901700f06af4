import ArgumentParser
import Foundation
import Reports
import Scenarios

/// A table in, a table out, row by row: comma-separated, a header line each, constant memory.
///
/// A good row gives a line on stdout, a bad one diagnostics on stderr; any bad row makes the exit code 2.
struct Batch {
  /// Diagnostics that are printed; the rest are counted.
  static let shownDiagnostics = 100
  private static let longestLine = 1 << 16

  /// The input's header.
  let columns: [String]
  /// The output's header.
  let heading: String

  private let reader: LineReader
  private let output = OutputBuffer()
  private var mistakes = 0

  /// Opens the input: a path, or `-` for stdin.
  init(path: String, columns: [String], heading: String) throws {
    self.columns = columns
    self.heading = heading
    do {
      reader = try LineReader(path: path, longestLine: Self.longestLine)
    } catch {
      ToolExit.complain("\(path.shownOnOneLine):1:1: error: \(error)\n  help: name a file, or `-` for stdin")
      throw ToolExit.badInput
    }
  }

  /// Answers every row. `answer` gives the output line, or nil after noting mistakes in the row.
  mutating func run(_ answer: (inout BatchRow) -> String?) throws {
    do {
      try readHeader()
      var blank: Line?
      while let line = try reader.next() {
        if let blank {
          complain(blank, at: 0, "the line is empty", help: "remove it")
        }
        blank = line.bytes.isEmpty ? line : nil
        if blank == nil { self.answer(line, answer) }
      }
    } catch let refusal as InputRefusal {
      output.flush()
      ToolExit.complain("\(reader.name.shownOnOneLine):1:1: error: \(refusal)\n  help: check the file")
      throw ToolExit.badInput
    }
    output.flush()
    if mistakes > Self.shownDiagnostics {
      ToolExit.complain("\(mistakes - Self.shownDiagnostics) more mistakes are not shown")
    }
    if mistakes > 0 { throw ToolExit.badInput }
  }

  private mutating func readHeader() throws {
    let wanted = columns.joined(separator: ",")
    guard let line = try reader.next() else {
      ToolExit.complain(
        "\(reader.name.shownOnOneLine):1:1: error: the input is empty\n  help: begin with the header `\(wanted)`"
      )
      throw ToolExit.badInput
    }
    let fields = text(of: line)?.components(separatedBy: ",")
    guard let fields, fields == columns else {
      let wrong = fields.flatMap { fields in
        columns.indices.first { $0 >= fields.count || fields[$0] != columns[$0] }
      }
      complain(
        line, at: wrong.map { offset(of: $0, in: fields ?? []) } ?? 0, "the header must be `\(wanted)`",
        help: "begin with that line, without spaces or quotes")
      throw ToolExit.badInput
    }
    output.writeLine(heading)
  }

  private mutating func answer(_ line: Line, _ answer: (inout BatchRow) -> String?) {
    guard !line.isCut else {
      complain(line, at: 0, "the line has more than \(Self.longestLine) bytes", help: "shorten it")
      return
    }
    guard let text = text(of: line) else {
      complain(line, at: 0, "the line is not UTF-8 text", help: "save the file as UTF-8")
      return
    }
    let fields = text.components(separatedBy: ",")
    guard fields.count == columns.count else {
      let place =
        fields.count > columns.count ? offset(of: columns.count, in: fields) : text.unicodeScalars.count
      complain(
        line, at: place, "the row has \(fields.count) fields, but there are \(columns.count) columns",
        help: "write `\(columns.joined(separator: ","))`")
      return
    }
    var row = BatchRow(columns: columns, fields: fields)
    if let result = answer(&row), row.mistakes.isEmpty {
      output.writeLine(result)
    } else {
      for mistake in row.mistakes.sorted(by: { ($0.column ?? -1) < ($1.column ?? -1) }) {
        let place = mistake.column.map { offset(of: $0, in: fields) } ?? 0
        let width = mistake.column.map { fields[$0].unicodeScalars.count } ?? 1
        complain(line, at: place, width: width, mistake.message, help: mistake.help)
      }
    }
  }

  /// The line as text; nil unless it is UTF-8.
  private func text(of line: Line) -> String? { String(bytes: line.bytes, encoding: .utf8) }

  /// Where a field begins, in Unicode scalars from the start of the line.
  private func offset(of column: Int, in fields: [String]) -> Int {
    fields.prefix(column).reduce(0) { $0 + $1.unicodeScalars.count + 1 }
  }

  /// Prints a diagnostic with its line, as long as few enough have been printed.
  private mutating func complain(
    _ line: Line, at offset: Int, width: Int = 1, _ message: String, help: String
  ) {
    mistakes += 1
    guard mistakes <= Self.shownDiagnostics else { return }
    Console.complain([
      Diagnostic(
        file: reader.name, line: line.number, column: offset + 1, width: width, severity: .error,
        message: message, help: help, sourceLine: String(decoding: line.bytes, as: UTF8.self))
    ])
  }
}
