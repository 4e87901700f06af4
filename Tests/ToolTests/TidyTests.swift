import Foundation
import TestKit
import Testing

/// The house rules that a compiler does not check, over every file of `Sources`.
@Suite("Tidy sources") struct TidyTests {
  /// Lowest first: a module may import those before it, never those after it.
  static let order = [
    "Exact", "Units", "Ledger", "Feeds", "Markets", "Options", "Vaults", "Hedging", "Simulation",
    "Attribution", "Properties", "Campaigns", "Scenarios", "Reports", "hedgeflow",
  ]
  static let foreign: [String: Set<String>] = [
    "CGMP": ["Exact"], "Yams": ["Scenarios"], "ArgumentParser": ["hedgeflow"],
  ]

  @Test func `every module has its place in the order`() throws {
    for file in try SourceFile.all() {
      #expect(Self.order.contains(file.module), "\(file.path) is in no module of the order")
    }
  }

  @Test func `imports only point downward`() throws {
    var violations: [String] = []
    for file in try SourceFile.all() {
      let rank = Self.order.firstIndex(of: file.module) ?? 0
      for line in file.lines {
        guard let imported = line.importedModule else { continue }
        if let target = Self.order.firstIndex(of: imported), target >= rank {
          violations.append("\(file.path):\(line.number): \(file.module) may not import \(imported)")
        }
        if let users = Self.foreign[imported], !users.contains(file.module) {
          violations.append("\(file.path):\(line.number): only \(users.sorted()) may import \(imported)")
        }
      }
    }
    #expect(violations == [])
  }

  @Test func `forbidden words stay out`() throws {
    var violations: [String] = []
    for file in try SourceFile.all() {
      for line in file.lines where !line.isExcused {
        for rule in TidyRule.all where rule.applies(to: file) && rule.matches(line) {
          violations.append("\(file.path):\(line.number): \(rule.word): \(rule.reason)")
        }
      }
    }
    #expect(violations == [])
  }

  @Test func `an exception says why`() throws {
    for file in try SourceFile.all() {
      for line in file.lines {
        guard let marker = line.text.range(of: "tidy: allow") else { continue }
        let reason = line.text[marker.upperBound...].drop(while: \.isWhitespace)
        #expect(reason.count >= 8, "\(file.path):\(line.number): give the reason for the exception")
      }
    }
  }

  @Test func `no file is longer than 450 lines`() throws {
    let files = try SourceFile.all() + SourceFile.all(under: "Tests")
    for file in files {
      #expect(file.lines.count <= 450, "\(file.path) has \(file.lines.count) lines: find the second idea")
    }
  }

  @Test func `no folder of tests is left a placeholder beside real tests`() throws {
    let files = try Repository.swiftFiles(under: "Tests")
    for file in files where file.hasSuffix("/Placeholder.swift") {
      let folder = file.dropLast("Placeholder.swift".count)
      let others = files.filter { $0.hasPrefix(folder) && $0 != file }
      #expect(others == [], "\(file) has served its turn")
    }
  }
}

@Suite("Tidy rules") struct TidyRuleTests {
  @Test(
    "catch what they forbid",
    arguments: [
      ("let share: Double = 1", "Double"), ("var x = Float(3)", "Float"), ("let now = Date()", "Date("),
      ("let roll = Int.random(in: 1...6)", ".random("), ("print(key.hashValue)", "hashValue"),
      ("// TO" + "DO later", "TO" + "DO"), (#"fatalError("not implemented")"#, "not implemented"),
      ("let clock = ContinuousClock()", "ContinuousClock"), ("values.shuffled()", ".shuffled()"),
    ])
  func catches(_ text: String, word: String) {
    let line = SourceLine(number: 1, text: text)
    #expect(TidyRule.all.filter { $0.matches(line) }.map(\.word) == [word])
  }

  @Test(
    "let be what only looks alike",
    arguments: [
      "/// No Double here.", "let doubled = 2", "Int.random(in: 1...6, using: &dice)", "let todo = 3",
      #"let site = "a//Double""#, "struct DateRow {}",
    ])
  func spares(_ text: String) {
    let line = SourceLine(number: 1, text: text)
    let code = text.contains("site") ? ["Double"] : []
    #expect(TidyRule.all.filter { $0.matches(line) }.map(\.word) == code)
  }

  @Test func `read imports in every spelling`() {
    #expect(SourceLine(number: 1, text: "public import Exact").importedModule == "Exact")
    #expect(SourceLine(number: 1, text: "  internal import struct Units.Price").importedModule == "Units")
    #expect(SourceLine(number: 1, text: "@preconcurrency import Yams // why").importedModule == "Yams")
    #expect(SourceLine(number: 1, text: "// import Exact").importedModule == nil)
    #expect(SourceLine(number: 1, text: "let important = 1").importedModule == nil)
  }
}
