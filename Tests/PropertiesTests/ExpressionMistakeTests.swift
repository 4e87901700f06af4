import Properties
import Testing

@Suite("Mistakes in claims") struct ExpressionMistakeTests {
  static let names = [
    "vault.assets", "vault.liabilities", "pools.eth-usdc.reserve.base", "a", "b", "rate",
  ]

  /// The mistake in a claim, with the part at fault marked: `a >= «c»`.
  static func mistake(_ text: String) -> ExpressionMistake? {
    do {
      _ = try ClaimExpression(text, over: names)
      return nil
    } catch { return error }
  }

  @Test(
    "name the part at fault, what is wrong and how to mend it",
    arguments: [
      ("vault.asets >= 0", 0..<11, "there is no quantity `vault.asets`", "did you mean `vault.assets`?"),
      ("a >= b-a", 5..<8, "there is no quantity `b-a`", "write `b - a` with spaces"),
      ("a-1 >= b", 0..<3, "there is no quantity `a-1`", "write `a - 1` with spaces"),
      ("a >= zebra", 5..<10, "there is no quantity `zebra`", "the quantities are `vault.assets`"),
      ("a >= ", 5..<5, "something is missing at the end", "write a quantity or a number"),
      ("", 0..<0, "something is missing at the end", "write"),
      ("a + b", 0..<5, "this is a number, where something that holds", "compare it"),
      ("a >= b and b", 11..<12, "this is a number, where something that holds", "compare it"),
      ("not a", 4..<5, "this is a number", "compare it"),
      ("(a >= b) + 1 > 0", 0..<8, "this holds or not, where a number is needed", "compare numbers"),
      ("(a >= b) >= 1", 0..<8, "this holds or not, where a number is needed", "compare numbers"),
      ("(a + b >= 1", 0..<1, "this parenthesis is not closed", "write `)`"),
      ("a >= b)", 6..<7, "the claim ends before this", "join claims with `and`"),
      ("a >= b b", 7..<8, "the claim ends before this", "join"),
      ("a = b", 2..<3, "`=` has no meaning here", "write `==`"),
      ("a > b && b > a", 6..<8, "`&&` has no meaning here", "write `and`"),
      ("a > b || b > a", 6..<8, "`||` has no meaning here", "write `or`"),
      ("!a > b", 0..<1, "`!` has no meaning here", "write `not`"),
      ("a > é", 4..<6, "`é` has no meaning here", "a claim has quantities"),
      ("a >= 100 usdc", 9..<13, "a number has no unit here", "without a unit"),
      ("a >= 5x", 6..<7, "a number has no unit here", "without a unit"),
      ("a / 0 > 1", 4..<5, "this divides by zero", "divide by something else"),
      ("mix(a, b) > 0", 0..<3, "`mix` is not a function", "did you mean `min`?"),
      ("floor(a) > 0", 0..<5, "`floor` is not a function", "the functions are"),
      ("min(a) > 0", 0..<6, "`min` has 1 arguments", "write `min(a, b)`"),
      ("abs(a, b) > 0", 0..<9, "`abs` has 2 arguments", "write `abs(a)`"),
      ("old(old(a)) > 0", 4..<7, "`old` is inside `old`", "leave the inner one out"),
      ("a > and", 4..<7, "`and` stands alone", "write `and` between"),
      ("a > * b", 4..<5, "a quantity or a number is missing here", "write one before this"),
      ("a >= 1e400", 5..<10, "the number is too long", "write at most"),
      ("max(a, b > 0", 3..<4, "this parenthesis is not closed", "write `)`"),
    ])
  func places(_ text: String, range: Range<Int>, message: String, help: String) throws {
    let mistake = try #require(Self.mistake(text), "\(text) was taken")
    #expect(mistake.range == range, "\(mistake)")
    #expect(mistake.message.hasPrefix(message), "\(mistake)")
    #expect(mistake.help.hasPrefix(help) || mistake.help.contains(help), "\(mistake)")
  }

  @Test func `deep and long claims are refused, not overflowed`() {
    let deep = String(repeating: "(", count: 3_000) + "a" + String(repeating: ")", count: 1_000)
    #expect(Self.mistake(deep + " > 0")?.message == "the claim is nested too deeply")
    let long = Array(repeating: "a", count: 3_000).joined(separator: "+")
    #expect(Self.mistake(long + " > 0")?.message == "the claim is longer than 4096 bytes")
    let wide = Array(repeating: "a > 0", count: 400).joined(separator: " and ")
    #expect(Self.mistake(wide) == nil)
    #expect(Self.mistake(String(repeating: "not ", count: 900) + "a > 0") == nil)
    #expect(Self.mistake(String(repeating: "-", count: 3_000) + "a > 0") == nil)
    let chained = Array(repeating: "a > 0", count: 200).joined(separator: " implies ")
    #expect(Self.mistake(chained)?.message == "the claim is nested too deeply")
  }

  @Test func `any text is a claim or a mistake inside it`() {
    let words = [
      "a", "b", "(", ")", "old", "min", ",", ">=", "and", "not", "implies", "7", "%", "-", " ", "é", "e9",
      ".",
    ]
    for seed in 0..<3_000 as Range<UInt32> {
      var choices = Choices(seed: 9, case: seed)
      var text = ""
      choices.steps(upTo: 14) { text += $0.oneOf(words) + ($0.chance(1, in: 2) ? " " : "") }
      guard let mistake = Self.mistake(text) else { continue }
      #expect(mistake.range.lowerBound >= 0 && mistake.range.upperBound <= text.utf8.count, "\(text)")
      #expect(!mistake.message.isEmpty && !mistake.help.isEmpty)
    }
  }
}
