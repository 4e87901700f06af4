import Foundation
import Scenarios

/// A folder of its own for the files of one test; removed at the end.
final class Sandbox {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("scenarios-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Writes a file and returns its path.
  @discardableResult
  func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

  /// Writes a file and returns its path.
  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let url = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
    return url.path
  }

  /// The path of a name in the folder.
  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  /// The diagnostics of a file as they are shown, with the folder left out.
  func shown(_ path: String) -> String {
    ScenarioLoader.load(path: path).diagnostics.map(\.description).joined(separator: "\n")
      .replacingOccurrences(of: folder.path + "/", with: "")
  }
}

/// The files that ship with the project.
enum Shipped {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static func text(_ name: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(name), encoding: .utf8)
  }

  /// Every YAML file of a folder, by name.
  static func files(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(folder).path)
      .filter { $0.hasSuffix(".yaml") }.sorted().map { folder + "/" + $0 }
  }
}

let poolText = """
  pool: eth-usdc
  kind: constant-product
  base:  { symbol: ETH,  decimals: 18 }
  quote: { symbol: USDC, decimals: 6 }
  reserves: { ETH: 1_000, USDC: 3_000_000 }
  fee: 0.30%

  """

let epochText = """
  epoch: small
  seed: 7
  pools: [pool.yaml]
  price: { process: gbm, start: 3_000 USDC, volatility: 80%, block: 12 s }
  duration: 1 d
  oracle: { heartbeat: 1 h, deviation: 0.5%, latency: 24 s, stale-after: 2 h }
  arbitrage: { every: 1 block, gas: 0 USDC }
  retail: { trades-per-day: 400, size: { median: 0.5 ETH } }
  options:
    volatility: 85%
    series: [ { call: 3_200 USDC, expiry: 1 d }, { put: 2_800 USDC, expiry: 12 h } ]
    demand: { contracts-per-day: 40, bias: buy }
  vault:
    capital: { ETH: 300, USDC: 900_000 }
    epoch: 6 h
    hedge: { every: 1 h, band: 2 ETH, execution: market }
  twin: no-hedging

  """

/// The text with one line replaced; the line is told by its first words.
func replacing(_ start: String, in text: String, with line: String?) -> String {
  text.split(separator: "\n", omittingEmptySubsequences: false)
    .compactMap { $0.hasPrefix(start) ? line.map { Substring($0) } : $0 }.joined(separator: "\n")
}
