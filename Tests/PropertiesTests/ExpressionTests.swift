import Exact
import Properties
import Testing

@Suite("Claims that users write") struct ExpressionTests {
  /// A state whose quantities are set by name.
  struct State: Hashable, Sendable {
    var a: Rational = 0
    var b: Rational = 0
    var before: [Rational] = [0, 0]
  }

  static let quantities = [
    Quantity<State>("a", "the first") { ExactValue($0.a) },
    Quantity<State>("b", "the second") { ExactValue($0.b) },
    Quantity<State>("pools.eth-usdc.reserve.base") { ExactValue($0.a) },
    Quantity<State>("actors[1].shares") { ExactValue($0.b) },
    Quantity<State>("vault.assets") { ExactValue($0.a) },
    Quantity<State>("vault.liabilities") { ExactValue($0.b) },
    Quantity<State>("huge") { _ in ExactValue(Word256.max) },
  ]

  static let names = quantities.map(\.name)

  /// What a claim says after a step from one state to another: its slack, or nil when it says nothing.
  static func slack(_ text: String, a: Rational = 7, b: Rational = 3, oldA: Rational = 5, oldB: Rational = 2)
    throws -> InvariantRow.Least?
  {
    let claim = try ClaimExpression(text, over: names)
    let campaign = Campaign(
      "claim", from: State(a: oldA, b: oldB),
      actions: [
        Action("go") { state, _ in
          (state.a, state.b) = (a, b); return .accepted
        }
      ],
      invariants: [Invariant("claim", when: .after(["go"]), claim: claim, over: quantities)])
    return try campaign.replay(CaseScript(steps: [ScriptedStep("go")])).invariants[0].least
  }

  @Test(
    "have exact margins",
    arguments: [
      ("a >= b", 4 as Rational, true), ("a > b", 4, true), ("a <= b", -4, false), ("a < 7", 0, false),
      ("a <= 7", 0, true),
      ("a > 7", 0, false), ("a == 7", 0, true), ("a == b", -4, false), ("a != b", 4, true),
      ("a != 7", 0, false),
      ("a ≥ b", 4, true), ("b ≤ a", 4, true), ("a ≠ 7", 0, false),
      ("a + b * 2 == 13", 0, true), ("(a + b) * 2 == 20", 0, true), ("a - b - 1 == 3", 0, true),
      ("a / b == 7 / 3", 0, true), ("a / 2 / 2 == 1.75", 0, true), ("-a + 10 == b", 0, true),
      ("- -a == 7", 0, true),
      ("min(a, b, 5) == 3", 0, true), ("max(a, b, 5) == 7", 0, true), ("abs(b - a) == 4", 0, true),
      ("old(a) == 5", 0, true), ("a - old(a) == 2", 0, true), ("old(a * b) == 10", 0, true),
      ("old(a >= b)", 3, true), ("a * 10% == 0.7", 0, true), ("a >= 1_000", -993, false),
      ("a < 1e3", 993, true),
      ("2 * b >= 2.5 * 2", 1, true), ("b * 2 >= 200 % * 2.5", 1, true),
      ("pools.eth-usdc.reserve.base - actors[1].shares == 4", 0, true), ("a -b == 4", 0, true),
      ("a- b == 4", 0, true),
      ("vault.assets >= vault.liabilities", 4, true),
      ("0 <= b < a", 3, true), ("0 <= b < 2", -1, false), ("a > 0 and b > 1", 2, true),
      ("a > 0 and b > 3", 0, false),
      ("a > 9 or b > 1", 2, true), ("a > 9 or b > 5", -2, false), ("not a < b", 4, true),
      ("not not a < b", -4, false),
      ("not (a > 9 or b > 5)", 2, true), ("not (a > 0 and b > 5)", 2, true),
      ("not (a > b implies b > 5)", 2, true),
      ("a > b implies b > 5", -2, false), ("a > b implies b > 0", 3, true),
      ("(a > b implies b > 9) or a == 7", 0, true), ("a < b or not b == 0 and a > 1", 3, true),
      ("a > b implies b > 2 implies a > 6", 1, true),
    ])
  func margins(_ text: String, margin: Rational, holds: Bool) throws {
    let least = try #require(try Self.slack(text))
    #expect(least.slack.margin == margin, "\(least)")
    #expect(least.slack.holds == holds, "\(least)")
  }

  @Test(
    "say nothing where their condition fails or they divide by zero",
    arguments: [
      "a < b implies b > 9", "a / (b - 3) > 0", "a < b implies a / (b - 3) > 0", "a / (b - 3) > 0 and a > 0",
      "(a < b implies b > 9) or a == 9",
    ])
  func vacuous(_ text: String) throws { #expect(try Self.slack(text) == nil) }

  @Test func `a condition guards a division`() throws {
    #expect(try Self.slack("b == 3 or a / (b - 3) > 0")?.slack.holds == true)
    #expect(try Self.slack("b != 3 implies a / (b - 3) > 0") == nil)
    #expect(try Self.slack("a < 0 and a / (b - 3) > 0")?.slack.holds == false)
  }

  @Test func `numbers beyond 256 bits stay exact`() throws {
    let least = try #require(try Self.slack("huge * huge + 1 > huge * huge"))
    #expect(least.slack.margin == 1)
    let square = Rational(Integer(Word256.max) * Integer(Word256.max))
    #expect(least.slack.leftSide == square + 1 && least.slack.rightSide == square)
  }

  @Test func `the comparison that decides is told in words`() throws {
    #expect(try Self.slack("a > 0 and b+1 > 5")?.inequality == "b+1 > 5")
    #expect(try Self.slack("not (a > 0 or b < 5)")?.inequality == "a <= 0")
    #expect(try Self.slack("0 <= b < max(a, 1)")?.inequality == "0 <= b")
    #expect(try ClaimExpression("b <= 2 * old(b)", over: Self.names).usesOld)
    #expect(try ClaimExpression("b <= a and b > 1", over: Self.names).quantities == ["b", "a"])
  }

  @Test func `a broken claim is reported with its words`() throws {
    var campaign = ToyVault.campaign(.paidTwice)
    let quantities = [
      Quantity<ToyVault>("vault.assets") { ExactValue($0.assets) },
      Quantity<ToyVault>("paid-in") { ExactValue($0.paidIn.reduce($0.given, +)) },
      Quantity<ToyVault>("paid-out") { ExactValue($0.paidOut.reduce(0, +)) },
    ]
    let claim = try ClaimExpression("vault.assets >= paid-in - paid-out", over: quantities.map(\.name))
    let mirror = try ClaimExpression(
      "old(vault.assets) - vault.assets <= paid-in - old(paid-in) or vault.assets + paid-out == paid-in",
      over: quantities.map(\.name))
    campaign.invariants = [
      Invariant("solvency", claim: claim, over: quantities),
      Invariant("flows", claim: mirror, over: quantities),
    ]
    let failure = try #require(campaign.run().failure)
    #expect(failure.breach.invariant == "flows")
    #expect(failure.breach.inequality == "old(vault.assets) - vault.assets <= paid-in - old(paid-in)")
    #expect(failure.breach.slack.map { "\($0)" } == "11 <= 0")
    #expect(failure.shrunk.steps.map(\.action) == ["deposit", "wait", "withdraw"])
  }

  @Test func `evaluate like a model that is written by recursion`() {
    withEveryClaim { text, model, state in
      let expected = model(state)
      guard
        let least = try Self.slack(text, a: state.a, b: state.b, oldA: state.before[0], oldB: state.before[1])
      else {
        #expect(expected == nil, "\(text)")
        return
      }
      #expect(least.slack.margin == expected, "\(text)")
    }
  }

  /// Random sums, products and quotients compared with 0, each with its value by recursion.
  func withEveryClaim(_ body: (String, (State) -> Rational?, State) throws -> Void) {
    func number(_ choices: inout Choices, _ depth: Int) -> (String, (State) -> Rational?) {
      let kind = depth == 0 ? choices.below(5) : choices.below(11)
      func both(_ sign: String, _ operation: @escaping (Rational, Rational) -> Rational?)
        -> (String, (State) -> Rational?)
      {
        let (x, y) = (number(&choices, depth - 1), number(&choices, depth - 1))
        let text = sign.count > 1 ? "\(sign)(\(x.0), \(y.0))" : "(\(x.0) \(sign) \(y.0))"
        return (
          text,
          { state in
            guard let left = x.1(state), let right = y.1(state) else { return nil }
            return operation(left, right)
          }
        )
      }
      switch kind {
      case 0: return ("a", { $0.a })
      case 1: return ("b", { $0.b })
      case 2: return ("old(a)", { $0.before[0] })
      case 3: return ("old(b)", { $0.before[1] })
      case 4:
        let value = choices.within(0...30)
        return ("\(value)", { _ in Rational(value) })
      case 5: return both("+") { $0 + $1 }
      case 6: return both("-") { $0 - $1 }
      case 7: return both("*") { $0 * $1 }
      case 8: return both("min") { min($0, $1) }
      case 9: return both("max") { max($0, $1) }
      default: return both("/") { try? $0.divided(by: $1) }
      }
    }
    for seed in 0..<300 as Range<UInt32> {
      var choices = Choices(seed: 5, case: seed)
      func part() -> Rational {
        let bits = choices.below(4) == 0 ? 200 : 5
        let value = Rational(Integer(choices.word(bits: bits)))
        return choices.below(5) == 0 ? value * (Rational("1/3") ?? 1) : value - 9
      }
      let state = State(a: part(), b: part(), before: [part(), part()])
      let (text, model) = number(&choices, 3)
      guard !text.contains("/ 0") else { continue }
      do { try body("\(text) >= 0", model, state) } catch { Issue.record("\(text): \(error)") }
    }
  }
}
