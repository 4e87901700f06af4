import ArgumentParser
import Attribution
import Foundation
import Reports
import Simulation

/// The files that `run --out` writes.
struct ResultFolder {
  /// Writes journal.csv as the run goes on.
  let journal: JournalFile
  private let folder: URL

  /// Makes the folder if it is missing and opens the journal.
  init(path: String, plan: Plan) throws {
    folder = URL(fileURLWithPath: path, isDirectory: true)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      journal = try JournalFile(at: folder.appendingPathComponent("journal.csv"), plan: plan)
    } catch {
      throw Console.badInput(
        "the folder \(path) cannot be written", help: "name a folder that exists or can be made, with --out")
    }
  }

  /// Writes what is known only at the end.
  func finish(_ result: RunResult, document: String, text: String) throws {
    try journal.close()
    try write(document, to: "summary.json")
    try write(text, to: "summary.txt")
    if let bursts = result.actual.bursts { try write(BurstTable.csv(bursts), to: "bursts.csv") }
  }

  private func write(_ text: String, to name: String) throws {
    do {
      try Data(text.utf8).write(to: folder.appendingPathComponent(name), options: .atomic)
    } catch {
      throw Console.badInput(
        "\(name) cannot be written to \(folder.path)",
        help: "free some space or name another folder with --out")
    }
  }
}

/// A journal as comma-separated lines, written in pieces so that its size never matters.
final class JournalFile: JournalSink {
  private let handle: FileHandle
  private let rows: JournalRows
  private var buffer: String
  private static let piece = 1 << 16

  init(at url: URL, plan: Plan) throws {
    guard FileManager.default.createFile(atPath: url.path, contents: nil) else {
      throw CocoaError(.fileWriteNoPermission)
    }
    handle = try FileHandle(forWritingTo: url)
    rows = JournalRows(plan: plan)
    buffer = rows.header
  }

  func record(_ events: [JournalEvent], endOf block: BlockEvent) throws {
    for event in events { buffer += rows.row(event) }
    if buffer.utf8.count >= Self.piece { try flush() }
  }

  func close() throws {
    try flush()
    try handle.close()
  }

  private func flush() throws {
    try handle.write(contentsOf: Data(buffer.utf8))
    buffer.removeAll(keepingCapacity: true)
  }
}
