public import Foundation

/// Small files of published or independently computed values, kept in `Tests/TestKit/Fixtures`.
public enum Fixture {
  /// The folder the fixtures are in.
  public static var folder: URL { Repository.root.appending(path: "Tests/TestKit/Fixtures") }

  /// The bytes of `Fixtures/<file>`.
  public static func data(_ file: String) throws -> Data {
    try Data(contentsOf: folder.appending(path: file))
  }

  /// The text of `Fixtures/<file>`, which must be UTF-8.
  public static func text(_ file: String) throws -> String {
    guard let text = String(data: try data(file), encoding: .utf8) else {
      throw CocoaError(.fileReadUnknownStringEncoding)
    }
    return text
  }

  /// `Fixtures/<name>.json`, decoded: `let cases: [Case] = try Fixture.json("sqrt")`.
  public static func json<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value
  {
    try JSONDecoder().decode(type, from: data("\(name).json"))
  }
}

/// Where the checkout under test is.
public enum Repository {
  /// The folder that holds `Package.swift`.
  public static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Every Swift file under `folder` (relative to the root), as paths relative to the root, sorted.
  public static func swiftFiles(under folder: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(
      atPath: root.appending(path: folder).path(percentEncoded: false)
    )
    .filter { $0.hasSuffix(".swift") }
    .map { "\(folder)/\($0)" }
    .sorted()
  }

  /// The text of a file of the checkout, by its path relative to the root.
  public static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }
}

/// Whether the long form of a test was asked for (`make soak`).
public let isSoaking = ProcessInfo.processInfo.environment["HEDGEFLOW_SOAK"] != nil
