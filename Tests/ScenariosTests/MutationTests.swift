import Feeds
import Foundation
import Scenarios
import Testing
import Yams

@Suite("Mutated files") struct MutationTests {
  /// Damages a text at random: bytes changed, lines dropped, doubled, swapped, indented, pieces moved about.
  private struct Mutator {
    var dice: Dice
    static let pieces: [String] = [
      "{", "}", "[", "]", ",", ": ", ":", "#", " #", "\n", "\t", "  ", "- ", "&a ", "*a", "!!str ", "|\n",
      "'", "\"",
      "%", "---\n", "<<: ", "? ", "\u{0}", "é", "NaN", "-", "1e400", "_", ".", "0", "units", "\r\n", "~",
      "null",
    ]

    mutating func mutate(_ text: String) -> [UInt8] {
      var bytes = Array(text.utf8)
      for _ in 0...dice.below(3) {
        let at = Int(dice.below(UInt64(bytes.count)))
        switch dice.below(7) {
        case 0: bytes[at] = UInt8(truncatingIfNeeded: dice.nextWord())
        case 1: bytes.remove(at: at)
        case 2, 3:
          let piece = Self.pieces[Int(dice.below(UInt64(Self.pieces.count)))]
          bytes.insert(contentsOf: Array(piece.utf8), at: at)
        case 4: bytes.removeSubrange(at..<min(bytes.count, at + Int(dice.below(30))))
        default: bytes = lines(of: bytes)
        }
        if bytes.isEmpty { bytes = [0x20] }
      }
      return bytes
    }

    private mutating func lines(of bytes: [UInt8]) -> [UInt8] {
      var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
      let (a, b) = (Int(dice.below(UInt64(lines.count))), Int(dice.below(UInt64(lines.count))))
      switch dice.below(4) {
      case 0: lines.remove(at: a)
      case 1: lines.insert(lines[a], at: b)
      case 2: lines.swapAt(a, b)
      default: lines[a].insert(contentsOf: [0x20, 0x20], at: 0)
      }
      return Array(lines.joined(separator: [UInt8(ascii: "\n")]))
    }
  }

  @Test func `either mean something or are diagnosed with a place and a sentence`() throws {
    let sandbox = try Sandbox()
    try sandbox.write("pool.yaml", poolText)
    var mutator = Mutator(dice: Dice(seed: 20, path: 0, purpose: .init(rawValue: 1), block: 0))
    var (valid, refused) = (0, 0)
    for round in 0..<600 {
      let text = round % 3 == 0 ? poolText : epochText
      let bytes = mutator.mutate(text)
      let path = try sandbox.write("mutant.yaml", bytes)
      let loaded = ScenarioLoader.load(path: path)
      let errors = loaded.diagnostics.filter { $0.severity == .error }
      #expect((loaded.value != nil) == errors.isEmpty)
      valid += loaded.value == nil ? 0 : 1
      refused += loaded.value == nil ? 1 : 0
      for found in loaded.diagnostics {
        #expect(found.line >= 1)
        #expect(found.column >= 1)
        #expect(!found.message.isEmpty)
        #expect(!found.description.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
      }
    }
    #expect(valid > 20)
    #expect(refused > 300)
  }

  @Test func `mean the same to an independent YAML parser whenever they are accepted`() throws {
    let sandbox = try Sandbox()
    var mutator = Mutator(dice: Dice(seed: 21, path: 0, purpose: .init(rawValue: 1), block: 0))
    var compared = 0
    for round in 0..<1000 {
      let bytes = mutator.mutate(round % 3 == 0 ? poolText : epochText)
      let path = try sandbox.write("mutant.yaml", bytes)
      guard let ours = ScenarioLoader.outline(path: path) else { continue }
      let text = try #require(String(validating: bytes, as: UTF8.self))
      let theirs = Result { try Yams.compose(yaml: text).map(outline) }
      guard case .success(ours) = theirs else {
        Issue.record("read as \(ours) but by Yams as \(theirs):\n\(text)")
        continue
      }
      compared += 1
    }
    #expect(compared > 200)
  }

  @Test func `are read as the shipped files by both parsers`() throws {
    for file in try ["Pools", "Epochs", "Epochs/Checks", "Epochs/Replays"].flatMap(Shipped.files) {
      let node = try #require(try Yams.compose(yaml: Shipped.text(file)))
      let ours = ScenarioLoader.outline(path: Shipped.root.appendingPathComponent(file).path)
      #expect(ours == outline(node), "\(file)")
    }
  }

  /// The structure and the texts of a node, without anything that a scalar may mean.
  private func outline(_ node: Node) -> String {
    switch node {
    case .scalar(let scalar): return "'" + scalar.string + "'"
    case .mapping(let mapping):
      return "{" + mapping.map { outline($0.key) + ":" + outline($0.value) }.joined(separator: ",") + "}"
    case .sequence(let sequence): return "[" + sequence.map(outline).joined(separator: ",") + "]"
    case .alias: return "*"
    }
  }
}

@Suite("Shipped files") struct ShippedFileTests {
  @Test func `are valid without a warning`() throws {
    let files = try ["Pools", "Epochs", "Epochs/Checks", "Epochs/Replays"].flatMap(Shipped.files)
    #expect(files.count >= 25)
    for file in files {
      let loaded = ScenarioLoader.load(path: Shipped.root.appendingPathComponent(file).path)
      #expect(loaded.diagnostics.map(\.description) == [], "\(file)")
      #expect(loaded.value != nil)
    }
  }
}
