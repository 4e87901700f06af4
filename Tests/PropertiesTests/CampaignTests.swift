import Exact
import Properties
import Synchronization
import Testing

@Suite("Campaign") struct CampaignTests {
  @Test func `a sound vault holds, and its tables add up`() {
    let report = ToyVault.campaign(.none).run()
    #expect(report.verdict == .held(cases: 1_000, discarded: 0))
    #expect(report.tried == 1_000 * 40)
    #expect(report.accepted == report.actions.reduce(0) { $0 + $1.accepted })
    #expect(report.resumeAt == nil)
    for action in report.actions {
      #expect(action.tried == action.accepted + action.refusals.reduce(0) { $0 + $1.count })
      #expect(action.refusals.map(\.count) == action.refusals.map(\.count).sorted(by: >))
      #expect(action.accepted > 300 && action.cases > 100)
    }
    #expect(Set(report.actions[1].refusals.map(\.reason)) == ["amountMustBePositive", "lockMustBeOver"])
    for invariant in report.invariants { #expect(invariant.checks > 500) }
    #expect(report.invariants.map { $0.least?.slack.margin } == [0, 2, 0, 0])
    #expect(report.invariants.allSatisfy { $0.least?.slack.holds == true })
  }

  @Test(
    "each fault is found under its own invariant, and shrunk to the least steps",
    arguments: [
      (ToyVault.Fault.sharesRoundUp, "share-price-never-falls", ["donate", "deposit"]),
      (.pricedAfterDeposit, "deposit-gets-its-shares", ["deposit"]),
      (.paidTwice, "conservation", ["deposit", "wait", "withdraw"]),
      (.refusalKeepsMoney, "refusals-change-nothing", ["deposit"]),
      (.lockedTooLong, "lock-ends", ["deposit", "wait"]),
    ])
  func faults(_ fault: ToyVault.Fault, name: String, actions: [String]) throws {
    for seed in 1...5 as ClosedRange<UInt64> {
      let campaign = ToyVault.campaign(fault, seed: seed)
      let failure = try #require(campaign.run().failure, "\(fault) \(seed)")
      #expect(failure.breach.invariant == name, "\(failure)")
      #expect(failure.shrunk.steps.map(\.action) == actions, "\(failure)")
      #expect(failure.shrunk.steps.allSatisfy { $0.actor == 0 }, "\(failure)")
      #expect(failure.isRepeatable)
      #expect(failure.attempts < 2_500)
      let replay = try campaign.replay(failure.shrunk)
      #expect(replay.breach == failure.breach)
      #expect(replay.steps == failure.steps)
      #expect(try campaign.replay(failure.found).breach?.invariant == name)
    }
  }

  @Test func `the shrunk values are the least that break`() throws {
    let failure = try #require(ToyVault.campaign(.paidTwice).run().failure)
    #expect(failure.shrunk.steps.map { $0.parameters.map(\.value) } == [[11], [3_600], [11]])
    #expect(failure.breach.slack?.leftSide == 1_022 && failure.breach.slack?.rightSide == 1_011)
    #expect(
      failure.description == """
        conservation: assets + paid out == paid in + given: 1022 == 1011 is false, by 11
          1. actor 0: deposit amount 11
          2. actor 0: wait seconds 3600
          3. actor 0: withdraw shares 11
          case \(failure.number); \(failure.found.steps.count) steps shrunk to 3 in \(failure.attempts) attempts
          replay: "0 deposit amount=11; 0 wait seconds=3600; 0 withdraw shares=11"
        """)
  }

  @Test(
    "one worker, two and five give the same report",
    arguments: [ToyVault.Fault.none, .paidTwice, .sharesRoundUp])
  func workers(_ fault: ToyVault.Fault) async {
    for isGuided in [false, true] {
      var campaign = ToyVault.campaign(fault)
      campaign.cases = 100
      if isGuided {
        campaign.marks = Self.marks
        campaign.objective = Self.drift
      }
      let alone = campaign.run()
      #expect(await campaign.run(jobs: 1) == alone)
      #expect(await campaign.run(jobs: 2) == alone)
      #expect(await campaign.run(jobs: 5) == alone)
    }
  }

  static let marks = [
    Mark<ToyVault>("two hold") { vault in vault.held.filter { $0 > 0 }.count >= 2 },
    Mark<ToyVault>("rich shares") { $0.assets > $0.shares * 2 },
    Mark<ToyVault>("never") { $0.assets < 0 },
  ]

  static let drift = Objective<ToyVault>("share price") { Int256(Int64($0.assets / $0.shares)) }

  @Test func `parts of a run make the whole, guided or not`() {
    for isGuided in [false, true] {
      var campaign = ToyVault.campaign(.none)
      campaign.cases = 200
      if isGuided { campaign.marks = Self.marks }
      let whole = campaign.run()
      var first = RunControls()
      first.cases = 71
      var second = RunControls()
      (second.fromCase, second.cases) = (71, 129)
      let parts = [campaign.run(first), campaign.run(second)]
      for index in whole.actions.indices {
        #expect(whole.actions[index].accepted == parts.reduce(0) { $0 + $1.actions[index].accepted })
      }
      for index in whole.marks.indices {
        #expect(whole.marks[index].cases == parts.reduce(0) { $0 + $1.marks[index].cases })
      }
      for index in whole.invariants.indices {
        #expect(whole.invariants[index].checks == parts.reduce(0) { $0 + $1.invariants[index].checks })
      }
    }
  }

  @Test func `a broken case is the same when the run starts later`() throws {
    let campaign = ToyVault.campaign(.paidTwice)
    let whole = try #require(campaign.run().failure)
    var controls = RunControls()
    controls.fromCase = whole.number
    #expect(campaign.run(controls).failure == whole)
  }

  @Test func `a run that is told to stop says where to resume`() async {
    let campaign = ToyVault.campaign(.none)
    for jobs in [1, 2] {
      let asked = Mutex(0)
      var controls = RunControls()
      controls.shouldStop = { _ in
        asked.withLock { count in
          count += 1
          return count > 100
        }
      }
      let stopped = await campaign.run(jobs: jobs, controls)
      let next = stopped.resumeAt ?? 0
      #expect(stopped.cases == Int(next) && next <= 100 && next > 60)
      var prefix = RunControls()
      prefix.cases = Int(next)
      let whole = campaign.run(prefix)
      #expect(whole.actions == stopped.actions && whole.invariants == stopped.invariants)
    }
  }

  @Test func `progress is told after each round`() {
    let told = Mutex<[RunControls.Progress]>([])
    var controls = RunControls()
    controls.cases = 130
    controls.progress = { progress in told.withLock { $0.append(progress) } }
    _ = ToyVault.campaign(.none).run(controls)
    let all = told.withLock { $0 }
    #expect(all.map(\.cases) == [64, 128, 130])
    #expect(all.map(\.planned) == [130, 130, 130])
    #expect(all.last?.actions == 130 * 40)
  }

  @Test func `setups that make no system are left out and told`() {
    struct Odd: Error {}
    var campaign = Campaign<Int>(
      "odd", setup: [.uniform("start", 0...9)],
      actions: [
        Action("add") { total, _ in
          total += 1; return .accepted
        }
      ], invariants: []
    ) { setup in
      guard setup.integer(0) < 5 else { throw Odd() }
      return setup.integer(0)
    }
    campaign.cases = 400
    let report = campaign.run()
    #expect(report.discarded > 120 && report.discarded < 280)
    #expect(report.verdict == .held(cases: 400, discarded: report.discarded))
    #expect(report.warnings == [.casesDiscarded(discarded: report.discarded, cases: 400)])
    campaign.make = { _ in throw Odd() }
    #expect(campaign.run().verdict == .inconclusive(cases: 400, discarded: 400))
  }

  @Test func `claims inside actions break a case, and discarding leaves it out`() throws {
    let action = Action<Int>("check", [.uniform("n", 0...1_000)]) { _, step in
      if step.integer(0) > 990 { throw CaseDiscarded() }
      try hold(step.integer(0) < 700, "n stays below 700", "\(step.integer(0))")
      return .accepted
    }
    let report = Campaign("claims", from: 0, actions: [action], invariants: []).run()
    let failure = try #require(report.failure)
    #expect(failure.breach.invariant == "n stays below 700")
    #expect(failure.breach.details == "700")
    #expect(failure.shrunk.steps == [ScriptedStep("check", [NamedValue("n", 700)])])
  }

  @Test func `a setup that breaks an invariant needs no step`() throws {
    let campaign = Campaign<Int>(
      "setup", setup: [.uniform("start", 0...9)],
      actions: [Action("nothing") { _, _ in .accepted }],
      invariants: [Invariant("small") { Slack($0, .below, 8) }]
    ) { $0.integer(0) }
    let failure = try #require(campaign.run().failure)
    #expect(failure.shrunk == CaseScript(setup: [NamedValue("start", 8)], steps: []))
    #expect(failure.found.steps.isEmpty && failure.breach.steps == 0)
  }

  @Test func `at the end the start is remembered`() throws {
    var campaign = Campaign<Int>(
      "end", setup: [.uniform("start", 0...9)],
      actions: [
        Action("up") { total, _ in
          total += 1; return .accepted
        },
        Action("down") { total, _ in
          total -= 1; return .accepted
        },
      ],
      invariants: [
        Invariant("odd", when: .atEnd) { Slack($0, .atLeast, -90) },
        Invariant("drift", when: .atEnd, remembering: { $0 }) { start, end, _ in
          Slack(end - start, .atMost, 2)
        },
      ]
    ) { $0.integer(0) }
    let failure = try #require(campaign.run().failure)
    #expect(failure.breach.invariant == "drift")
    #expect(failure.shrunk.description == "with start=0; 0 up; 0 up; 0 up")
    campaign.invariants = [Invariant("small", when: .atEnd) { Slack($0, .below, 5) }]
    let plain = try #require(campaign.run().failure)
    let start = try #require(Integer(plain.shrunk.setup[0].value).asInt)
    #expect(start + plain.shrunk.steps.count == 5)
    #expect(campaign.run().invariants[0].checks == Int(plain.number) + 1)
  }

  @Test func `a fingerprint sees what a refusal changed`() throws {
    for fault in [ToyVault.Fault.none, .refusalKeepsMoney] {
      var campaign = ToyVault.campaign(fault)
      campaign.refusals = .fingerprint { vault, print in
        print.mix(vault.assets)
        print.mix(vault.shares)
      }
      let failure = campaign.run().failure
      #expect((failure == nil) == (fault == .none))
      #expect(failure?.breach.invariant ?? "refusals-change-nothing" == "refusals-change-nothing")
      #expect(failure?.shrunk.steps.map { $0.parameters.map(\.value) } ?? [[77]] == [[77]])
    }
  }

  @Test func `what a trusted refusal changed shows after the next action`() throws {
    var campaign = ToyVault.campaign(.refusalKeepsMoney)
    campaign.refusals = .trusted
    let failure = try #require(campaign.run().failure)
    #expect(failure.breach.invariant == "conservation")
    #expect(failure.steps.map(\.outcome) == [.refused("amountMustBePositive"), .accepted])
  }
}
