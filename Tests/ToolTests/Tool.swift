import Foundation
import TestKit

/// The built command under test, run as a user would: in a shell, with `hedgeflow` on the path.
enum Tool {
  /// Where the command is: `HEDGEFLOW_TOOL` when set (a path from the checkout's root), else beside these tests.
  static let path: URL = {
    if let given = ProcessInfo.processInfo.environment["HEDGEFLOW_TOOL"], !given.isEmpty {
      return URL(filePath: given, relativeTo: Repository.root).absoluteURL.resolvingSymlinksInPath()
    }
    return debugPath
  }()

  /// The command that was built with these tests.
  static var debugPath: URL {
    let beside = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(
      path: "hedgeflow")
    let usual = Repository.root.appending(path: ".build/debug/hedgeflow")
    return FileManager.default.isExecutableFile(atPath: beside.path) ? beside : usual
  }

  /// How a command ended and what it wrote.
  struct Outcome: Hashable {
    var output: String
    var errors: String
    var code: Int32
    var timedOut: Bool

    /// What a terminal shows, standard output first.
    var transcript: String { output + errors }
  }

  /// Why a command could not be run at all.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Runs a shell command in `folder` (the checkout's root by default) and waits for it.
  ///
  /// Standard input is `input`, or nothing. Output goes to files, so that no amount of it can block the command.
  static func shell(
    _ command: String, in folder: URL = Repository.root, input: String? = nil, timeout seconds: Int = 600
  ) throws -> Outcome {
    guard FileManager.default.isExecutableFile(atPath: path.path) else {
      throw Failure(description: "\(path.path) is not there: build the product hedgeflow first")
    }
    return try TemporaryFolder.with { scratch in
      let process = Process()
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments = ["-c", command]
      process.currentDirectoryURL = folder
      var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("HEDGEFLOW_") }
      environment["PATH"] =
        path.deletingLastPathComponent().path + ":" + (environment["PATH"] ?? "/usr/bin:/bin")
      environment["COLUMNS"] = "100"
      process.environment = environment
      let (output, errors) = (scratch.appending(path: "output"), scratch.appending(path: "errors"))
      let given = scratch.appending(path: "input")
      try Data((input ?? "").utf8).write(to: given)
      for file in [output, errors] { try Data().write(to: file) }
      process.standardInput = try FileHandle(forReadingFrom: given)
      process.standardOutput = try FileHandle(forWritingTo: output)
      process.standardError = try FileHandle(forWritingTo: errors)
      try process.run()
      let timedOut = !wait(for: process, seconds: seconds)
      return Outcome(
        output: try String(contentsOf: output, encoding: .utf8),
        errors: try String(contentsOf: errors, encoding: .utf8),
        code: process.terminationStatus, timedOut: timedOut)
    }
  }

  /// Runs the command itself with arguments that are taken as they are.
  static func run(
    _ arguments: [String], in folder: URL = Repository.root, input: String? = nil, timeout seconds: Int = 600
  ) throws -> Outcome {
    let words = ["hedgeflow"] + arguments.map { "'" + $0.replacing("'", with: "'\\''") + "'" }
    return try shell(words.joined(separator: " "), in: folder, input: input, timeout: seconds)
  }

  /// Whether the process ended by itself in time; ends it otherwise.
  private static func wait(for process: Process, seconds: Int) -> Bool {
    for _ in 0..<(seconds * 200) {
      guard process.isRunning else { return true }
      usleep(5_000)
    }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    return false
  }
}

/// A folder that is gone afterwards.
enum TemporaryFolder {
  /// Runs `body` with a fresh, empty folder.
  static func with<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "hedgeflow-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}
