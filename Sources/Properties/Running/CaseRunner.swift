internal import Exact

/// One worker's running of cases: draws or follows steps, checks invariants, and counts.
///
/// Nothing here is shared; buffers are kept from case to case, so that a step allocates nothing of the engine's own.
struct CaseRunner<System: Sendable> {
  let campaign: Campaign<System>
  private let schedule: Schedule
  private let checkers: [Checker<System>]
  private let bodies: [Body]
  private let marks: [@Sendable (System) -> Bool]
  private let fingerprints: (@Sendable (System, inout Fingerprint) -> Void)?
  private let equality: (@Sendable (System, System) -> Bool)?
  private let eachStep: Objective<System>?
  private var maker: CaseMaker<System>
  /// What was counted.
  var tally: Tally
  /// The steps of the case that ran last.
  private(set) var record = CaseRecord()
  /// How that case broke, if it did.
  private(set) var breach: Breach?
  /// What that case showed first.
  private(set) var keys: [UInt64] = []
  /// How many steps it took to show all of it.
  private(set) var stepsToKeys = 0
  /// The greatest objective of that case.
  private(set) var best: Tally.Best?
  /// The steps as told, when asked for.
  private(set) var told: [ToldStep] = []

  private var number: UInt32 = 0
  private var mask: UInt64 = 0
  private var fingerprint = Fingerprint()

  /// A closure on the heap: an array of these is read without looking up the closure's type.
  private final class Body: Sendable {
    let apply: Action<System>.Body
    init(_ apply: @escaping Action<System>.Body) { self.apply = apply }
  }

  init(_ campaign: Campaign<System>, _ schedule: Schedule) {
    self.campaign = campaign
    self.schedule = schedule
    checkers = campaign.invariants.map { $0.makeChecker() }
    bodies = campaign.actions.map { Body($0.apply) }
    marks = campaign.marks.map(\.isSeen)
    eachStep = campaign.objective.flatMap { $0.isReadEachStep ? $0 : nil }
    switch campaign.refusals {
    case .trusted: (fingerprints, equality) = (nil, nil)
    case .fingerprint(let take): (fingerprints, equality) = (take, nil)
    case .equal(let areEqual): (fingerprints, equality) = (nil, areEqual)
    }
    maker = CaseMaker(campaign)
    tally = CaseRunner.emptyTally(campaign)
    record.steps.reserveCapacity(campaign.steps)
  }

  static func emptyTally(_ campaign: Campaign<System>) -> Tally {
    Tally(
      actions: campaign.actions.count, invariants: campaign.invariants.count, marks: campaign.marks.count)
  }

  /// Runs a case drawn from its number. ``record``, ``breach``, ``keys`` and ``best`` tell what came of it.
  mutating func explore(_ number: UInt32, corpus: Corpus) {
    clear(number)
    record.setup = maker.begin(number, corpus: corpus)
    guard var system = begin() else { return }
    for index in 0..<maker.length {
      let step = maker.step(index, system)
      record.steps.append(step)
      guard perform(step, on: &system, corpus: corpus) else { return finish() }
    }
    checkAtEnd(system)
    finish()
  }

  /// Runs a case as recorded, up to the step that breaks it.
  mutating func follow(_ given: CaseRecord, telling: Bool = false) {
    clear(0)
    record.setup = given.setup
    guard var system = begin() else { return }
    let nothing = Corpus()
    for step in given.steps {
      record.steps.append(step)
      let isIntact = perform(step, on: &system, corpus: nothing)
      if telling {
        let text = campaign.actions[step.action].told(step, after: system)
        told.append(ToldStep(text: text, outcome: outcome))
      }
      guard isIntact else { return finish() }
    }
    checkAtEnd(system)
    finish()
  }

  /// What became of the last action.
  private var outcome = Outcome.accepted

  private mutating func clear(_ number: UInt32) {
    self.number = number
    record.steps.removeAll(keepingCapacity: true)
    keys.removeAll(keepingCapacity: true)
    told.removeAll(keepingCapacity: true)
    (breach, best, mask, stepsToKeys) = (nil, nil, 0, 0)
    tally.cases += 1
  }

  private mutating func begin() -> System? {
    do {
      let system = try campaign.make(record.setup)
      for index in schedule.rememberedAtStart { checkers[index].remember(system) }
      guard check(schedule.atStart, system) else {
        finish()
        return nil
      }
      if let fingerprints { takeFingerprint(fingerprints, system) }
      return system
    } catch let claim as Falsified {
      breach = CaseRunner.breach(of: claim, steps: 0)
      finish()
    } catch {
      tally.discarded += 1
    }
    return nil
  }

  private mutating func finish() {
    for index in campaign.marks.indices where mask >> UInt64(index) & 1 == 1 { tally.markedCases[index] += 1 }
    if let best, best.value > tally.best?.value ?? .min || tally.best == nil { tally.best = best }
  }

  private mutating func checkAtEnd(_ system: System) {
    guard breach == nil else { return }
    if let objective = campaign.objective, !objective.isReadEachStep { read(objective, system) }
    if let last = record.steps.last {
      _ = check(schedule.atEnd, system, after: last)
    } else {
      _ = check(schedule.atEnd, system)
    }
  }
}

// MARK: - Steps

extension CaseRunner {
  /// Takes one step; false when something broke or the case is left out.
  private mutating func perform(_ step: Step, on system: inout System, corpus: Corpus) -> Bool {
    for index in schedule.remembered[step.action] { checkers[index].remember(system) }
    tally.actions[step.action].tried += 1
    do {
      if let equality {
        let before = system
        outcome = try apply(step, to: &system)
        if case .refused(let reason) = outcome {
          tally.refuse(step.action, reason)
          return equality(before, system) || refusalChangedState(reason)
        }
      } else {
        outcome = try apply(step, to: &system)
        if case .refused(let reason) = outcome { return isIntact(refusing: step, reason, system) }
      }
    } catch let claim as Falsified {
      breach = CaseRunner.breach(of: claim, steps: record.steps.count)
      return false
    } catch {
      tally.discarded += 1
      return false
    }
    tally.accept(step.action, in: number)
    if let fingerprints { takeFingerprint(fingerprints, system) }
    if !marks.isEmpty { observe(step, system, corpus) }
    if let eachStep { read(eachStep, system) }
    return check(schedule.checked[step.action], system, after: step)
  }

  /// Applies a step; an error that is neither a claim nor a case left out becomes a refusal.
  private func apply(_ step: Step, to system: inout System) throws -> Outcome {
    do {
      return try bodies[step.action].apply(&system, step)
    } catch let error as Falsified {
      throw error
    } catch let error as CaseDiscarded {
      throw error
    } catch {
      return .refused(CaseRunner.reason(of: error))
    }
  }

  /// The error's case without its values, so that one rule is one reason.
  private static func reason(of error: any Error) -> String {
    let text = String(describing: error)
    guard let parenthesis = text.firstIndex(of: "("), parenthesis != text.startIndex else { return text }
    return String(text[..<parenthesis])
  }

  private mutating func isIntact(refusing step: Step, _ reason: String, _ system: System) -> Bool {
    tally.refuse(step.action, reason)
    guard let fingerprints else { return true }
    var after = Fingerprint()
    fingerprints(system, &after)
    return after == fingerprint || refusalChangedState(reason)
  }

  private mutating func refusalChangedState(_ reason: String) -> Bool {
    breach = Breach(
      invariant: RefusalRule<System>.name, explanation: "A refused action leaves the state as it was.",
      inequality: "", slack: nil, details: "the state changed although the action was refused: \(reason)",
      steps: record.steps.count)
    return false
  }

  private static func breach(of claim: Falsified, steps: Int) -> Breach {
    Breach(
      invariant: claim.claim, explanation: "", inequality: "", slack: nil, details: claim.details,
      steps: steps)
  }

  private mutating func takeFingerprint(
    _ take: @Sendable (System, inout Fingerprint) -> Void, _ system: System
  ) {
    fingerprint = Fingerprint()
    take(system, &fingerprint)
  }

  /// Checks some invariants in order; false at the first that does not hold.
  private mutating func check(_ indices: [Int], _ system: System, after step: Step) -> Bool {
    for index in indices {
      guard let slack = checkers[index].slack(system, step) else { continue }
      guard holds(slack, index) else { return false }
    }
    return true
  }

  /// Checks some invariants of a state that no step led to.
  private mutating func check(_ indices: [Int], _ system: System) -> Bool {
    for index in indices {
      guard let slack = checkers[index].slack(system) else { continue }
      guard holds(slack, index) else { return false }
    }
    return true
  }

  /// Counts a check; false when it broke.
  private mutating func holds(_ slack: Slack, _ index: Int) -> Bool {
    let steps = record.steps.count
    guard !tally.note(slack, of: index, at: Place(number: number, steps: steps)) else { return true }
    let invariant = campaign.invariants[index]
    let inequalities = invariant.inequalities
    breach = Breach(
      invariant: invariant.name, explanation: invariant.explanation,
      inequality: inequalities.indices.contains(slack.comparison) ? inequalities[slack.comparison] : "",
      slack: slack, details: "", steps: steps)
    return false
  }

  /// Reads the marks of a state that an action led to.
  private mutating func observe(_ step: Step, _ system: System, _ corpus: Corpus) {
    var now: UInt64 = 0
    for index in marks.indices where marks[index](system) { now |= 1 << UInt64(index) }
    mask |= now
    let key = now | UInt64(step.action) << UInt64(Mark<System>.limit)
    if now != 0, !keys.contains(key), corpus.isNew(key) {
      keys.append(key)
      stepsToKeys = record.steps.count
    }
  }

  private mutating func read(_ objective: Objective<System>, _ system: System) {
    guard let value = objective.value(system) else { return }
    if let best, value <= best.value { return }
    // The sweep attaches the record when the case is its best; until then its place is enough.
    best = Tally.Best(
      value: value, place: Place(number: number, steps: record.steps.count), record: CaseRecord())
  }
}
