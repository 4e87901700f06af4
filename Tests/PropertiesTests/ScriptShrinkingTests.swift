import Exact
import Properties
import Testing

@Suite("Shrinking of scripts") struct ScriptShrinkingTests {
  /// Every shrunk script of a campaign over some seeds.
  static func minima<System>(_ campaign: Campaign<System>, seeds: ClosedRange<UInt64> = 1...12)
    -> [CaseScript]
  {
    var campaign = campaign
    var found: [CaseScript] = []
    for seed in seeds {
      campaign.seed = seed
      guard let failure = campaign.run().failure else {
        Issue.record("seed \(seed) found nothing")
        continue
      }
      #expect(failure.isRepeatable && failure.attempts < campaign.shrinkAttempts)
      if !found.contains(failure.shrunk) { found.append(failure.shrunk) }
    }
    return found
  }

  static func values(_ scripts: [CaseScript]) -> [[[Int256]]] {
    scripts.map { $0.steps.map { $0.parameters.map(\.value) } }
  }

  /// A total that must stay below a limit.
  static func total(_ limit: Int, upTo most: Int256) -> Campaign<Int> {
    Campaign(
      "total", from: 0,
      actions: [
        Action("add", [.sized("n", 0...most)]) { total, step in
          total += step.integer(0)
          return .accepted
        },
        Action("noise", [.uniform("n", 0...9)]) { _, _ in .accepted },
        Action("refuse") { _, _ in .refused("always") },
      ],
      invariants: [Invariant("small") { Slack($0, .below, limit) }])
  }

  @Test func `a threshold is found to the unit`() {
    #expect(Self.values(Self.minima(Self.total(123_456_789, upTo: 1_000_000_000_000))) == [[[123_456_789]]])
  }

  @Test func `a sum is put into its last steps`() {
    #expect(Self.values(Self.minima(Self.total(1_500, upTo: 1_000))) == [[[500], [1_000]]])
  }

  @Test func `signed values come down from both sides`() {
    let campaign = Campaign(
      "signed", from: 0,
      actions: [
        Action("set", [.sized("n", -1_000...1_000)]) { state, step in
          state = step.integer(0); return .accepted
        }
      ],
      invariants: [Invariant("near 0") { Slack($0 * $0, .below, 2_500) }])
    for values in Self.values(Self.minima(campaign)) { #expect(values == [[50]] || values == [[-50]]) }
  }

  /// A record of who acted and when.
  struct Log: Hashable, Sendable {
    var now = 0
    var times: [Int: [Int]] = [:]
    var isLate = false
  }

  static let wait = Action<Log>("wait", [.time("seconds", upTo: 10_000)]) { log, step in
    log.now += step.integer(0)
    return .accepted
  }

  static let act = Action<Log>("act") { log, step in
    log.times[step.actor, default: []].append(log.now)
    return .accepted
  }

  @Test func `time that is left out is handed on`() {
    let campaign = Campaign(
      "late", from: Log(),
      actions: [
        Self.wait,
        Action("act", [.time("seconds", upTo: 10_000)]) { log, step in
          log.now += step.integer(0)
          if log.now >= 40_000 { log.isLate = true }
          return .accepted
        },
      ], invariants: [Invariant("in time") { Slack(holds: !$0.isLate) }])
    for script in Self.minima(campaign) {
      #expect(script.steps.count == 4)
      #expect(script.steps.last?.action == "act")
      #expect(script.steps.reduce(0) { $0 + $1.parameters[0].value } == 40_000)
    }
  }

  @Test func `actors are renamed to the first ones`() {
    let campaign = Campaign(
      "three", from: Log(), actions: [Self.act, Self.wait],
      invariants: [Invariant("fewer than three") { Slack($0.times.count, .below, 3) }])
    var many = campaign
    many.actors = 9
    for script in Self.minima(many) {
      #expect(Set(script.steps.map(\.actor)) == [0, 1, 2] && script.steps.count == 3)
    }
  }

  @Test func `a deposit and its withdrawal leave together`() {
    let campaign = Campaign<[Int]>(
      "pairs", from: [],
      actions: [
        Action("open") { stack, _ in
          guard stack.count < 2 else { return .refused("full") }
          stack.append(0)
          return .accepted
        },
        Action("use") { stack, _ in
          guard let last = stack.last else { return .refused("closed") }
          stack[stack.count - 1] = last + 1
          return .accepted
        },
        Action("close") { stack, _ in stack.popLast() == nil ? .refused("closed") : .accepted },
      ], invariants: [Invariant("used at most twice") { Slack($0.max() ?? 0, .atMost, 2) }])
    #expect(Self.minima(campaign).map { $0.steps.map(\.action) } == [["open", "use", "use", "use"]])
  }

  @Test func `setup values come down too`() throws {
    let campaign = Campaign<Int>(
      "setup", setup: [.sized("start", 0...1_000), .choice("unused", ["plain", "odd"])],
      actions: [
        Action("add", [.sized("n", 0...1_000)]) { state, step in
          state += step.integer(0); return .accepted
        }
      ],
      invariants: [Invariant("small") { Slack($0, .below, 1_200) }]
    ) { $0.integer(0) }
    for script in Self.minima(campaign) {
      #expect(script.setup.map(\.text).last == "plain")
      #expect(script.steps.count <= 2)
      #expect(script.steps.reduce(script.setup[0].value) { $0 + $1.parameters[0].value } == 1_200)
    }
  }

  @Test func `the invariant that broke is the one that is followed`() throws {
    let campaign = Campaign(
      "two", from: 0,
      actions: [
        Action("set", [.sized("n", 0...1_000)]) { state, step in
          state = step.integer(0); return .accepted
        }
      ],
      invariants: [
        Invariant("below 900") { Slack($0, .below, 900) }, Invariant("below 500") { Slack($0, .below, 500) },
      ])
    var names: Set<String> = []
    for seed in 1...20 as ClosedRange<UInt64> {
      var seeded = campaign
      seeded.seed = seed
      let failure = try #require(seeded.run().failure)
      names.insert(failure.breach.invariant)
      #expect(
        failure.shrunk.steps.map { $0.parameters[0].value } == [
          failure.breach.invariant == "below 900" ? 900 : 500
        ])
    }
    #expect(names.count == 2)
  }

  @Test func `attempts are bounded`() throws {
    var campaign = Self.total(1_500, upTo: 1_000)
    campaign.shrinkAttempts = 7
    let failure = try #require(campaign.run().failure)
    #expect(failure.attempts <= 8)
  }
}
