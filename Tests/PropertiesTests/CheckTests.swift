import Properties
import TestKit
import Testing

@Suite("check") struct CheckTests {
  struct Odd: Error {}

  /// A bank that pays each withdrawal twice once a balance was above 3.
  static func paysTwice(_ choices: inout Choices) throws {
    var balances = [0, 0, 0]
    var (paidIn, paidOut) = (0, 0)
    try choices.steps(upTo: 30) { choices in
      let who = Int(choices.below(3))
      if choices.chance(1, in: 2) {
        let amount = choices.within(0...20)
        balances[who] -= min(amount, balances[who])
        paidOut += amount > 3 ? 2 * min(amount, balances[who]) : 0
        choices.note("account \(who) takes out up to \(amount)")
      } else {
        let amount = choices.within(0...20)
        balances[who] += amount
        paidIn += amount
        choices.note("account \(who) pays in \(amount)")
      }
      try hold(paidOut <= paidIn, "no more goes out than came in", "\(paidOut) > \(paidIn)")
    }
  }

  @Test func `what holds is held`() {
    let verdict = check("halves make the whole", cases: 500, seed: 1) { choices in
      let whole = choices.below(1000)
      try holdEqual(whole / 2 + (whole + 1) / 2, whole, "halves make the whole")
    }
    #expect(verdict == .held(cases: 500, discarded: 0))
  }

  @Test func `the same seed gives the same counterexample, and its replay breaks alike`() throws {
    let property = Property("bank") { try Self.paysTwice(&$0) }
    let verdict = property.check(cases: 500, seed: 9)
    guard case .broken(let counterexample) = verdict else {
      Issue.record("the bank was not caught: \(verdict)")
      return
    }
    #expect(property.check(cases: 500, seed: 9) == verdict)
    #expect(property.replay(counterexample.shrunk) == counterexample.broken)
    #expect(property.replay(counterexample.found)?.claim == counterexample.broken.claim)
    #expect(Counterexample.choices(fromReplay: counterexample.replayText) == counterexample.shrunk)
  }

  @Test func `a check picked up at a later case goes on as if it had not stopped`() throws {
    let property = Property("bank") { try Self.paysTwice(&$0) }
    guard case .broken(let whole) = property.check(cases: 500, seed: 9) else {
      Issue.record("the bank was not caught")
      return
    }
    #expect(property.check(cases: 500, seed: 9, first: whole.number) == .broken(whole))
    if whole.number > 0 {
      #expect(
        property.check(cases: Int(whole.number), seed: 9) == .held(cases: Int(whole.number), discarded: 0))
    }
  }

  @Test func `an error of any type breaks a property`() {
    let verdict = check("throws", cases: 50, seed: 1) { choices in
      if choices.below(100) >= 10 { throw Odd() }
    }
    guard case .broken(let counterexample) = verdict else {
      Issue.record("not caught")
      return
    }
    #expect(counterexample.broken.claim == "no Odd")
    #expect(counterexample.shrunk == [10])
  }

  @Test func `shrinking keeps to the claim that broke`() {
    let verdict = check("two claims", cases: 200, seed: 3) { choices in
      let value = choices.below(1000)
      try hold(value < 500, "below 500")
      try hold(value < 100, "below 100")
    }
    guard case .broken(let counterexample) = verdict else {
      Issue.record("not caught")
      return
    }
    #expect(counterexample.shrunk == [counterexample.broken.claim == "below 500" ? 500 : 100])
  }

  @Test func `too many cases left out is no answer`() {
    let verdict = check("rare", cases: 200, seed: 1) { choices in
      try assume(choices.below(1000) == 5)
    }
    guard case .inconclusive(200, let discarded) = verdict else {
      Issue.record("was \(verdict)")
      return
    }
    #expect(discarded >= 180)
  }

  @Test func `a body that depends on more than its choices is told apart`() {
    var calls = 0
    let verdict = check("moody", cases: 10, seed: 1) { _ in
      calls += 1
      try hold(calls != 3, "the third call is fine")
    }
    guard case .broken(let counterexample) = verdict else {
      Issue.record("not caught")
      return
    }
    #expect(!counterexample.isRepeatable)
    #expect(counterexample.description.contains("depends on more than its choices"))
  }

  @Test func `the report says what, where, how and how again`() {
    let verdict = check("sums stay small", cases: 100, seed: 5) { choices in
      let (a, b) = (choices.below(1000), choices.below(1000))
      choices.note("add \(a)")
      choices.note("add \(b)")
      try hold(a + b < 100, "sums stay below 100", "\(a) + \(b) = \(a + b)")
    }
    guard case .broken(let counterexample) = verdict else {
      Issue.record("not caught")
      return
    }
    #expect(
      counterexample.description == """
        sums stay small: broken
          sums stay below 100: 0 + 100 = 100
          case 0 of seed 5; 2 choices shrunk to 2 in \(counterexample.attempts) attempts
          1. add 0
          2. add 100
          replay: "0 100"
        """)
  }

  @Test func `withEvery fails the test it runs in`() {
    withKnownIssue {
      withEvery("small", cases: 100) { choices in try hold(choices.below(100) < 50, "below 50") }
    } matching: { issue in
      issue.comments.contains { $0.rawValue.contains("replay: \"50\"") }
    }
    withKnownIssue {
      withEvery("small", replaying: "70") { choices in try hold(choices.below(100) < 50, "below 50") }
    }
    withEvery("small", replaying: "49") { choices in try hold(choices.below(100) < 50, "below 50") }
  }
}
