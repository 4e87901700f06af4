/// A stateful test of a system: random actions of several actors, and what must hold after each of them.
///
/// A case is a pure function of its record (the setup's values and the steps), which is drawn from streams of dice keyed by
/// (seed, case number, purpose): the report depends neither on workers nor on time. See <doc:CheckingYourOwnPool>.
public struct Campaign<System: Sendable>: Sendable {
  /// The name in reports.
  public var name: String
  /// The seed of all cases.
  public var seed: UInt64 = 1
  /// How many cases are run.
  public var cases = 2_000
  /// How many actions a case tries. One that starts from an earlier case may try up to four times as many.
  public var steps = 50
  /// How many actors there are.
  public var actors = 3
  /// What is drawn before the first step.
  public var setup: [Parameter<System>] = []
  /// Makes the system from the setup's values. An error leaves the case out.
  public var make: @Sendable (_ setup: Arguments) throws -> System
  /// What actors can do.
  public var actions: [Action<System>]
  /// What must hold.
  public var invariants: [Invariant<System>]
  /// How refusals are checked.
  public var refusals = RefusalRule<System>.trusted
  /// What cases should show, and what guides them to more of it.
  public var marks: [Mark<System>] = []
  /// How much of it there must be.
  public var quotas: [Quota] = []
  /// What is made as large as possible.
  public var objective: Objective<System>?
  /// Whether three in four cases leave out a random half of the actions: some faults show only when an action that would
  /// hide them is absent. Source: Groce et al. 2012, "Swarm testing".
  public var isSwarming = true
  /// The most cases that shrinking runs.
  public var shrinkAttempts = 5_000

  /// A campaign whose systems are made from drawn values.
  public init(
    _ name: String, setup: [Parameter<System>], actions: [Action<System>], invariants: [Invariant<System>],
    make: @escaping @Sendable (_ setup: Arguments) throws -> System
  ) {
    (self.name, self.setup, self.make) = (name, setup, make)
    (self.actions, self.invariants) = (actions, invariants)
  }

  /// A campaign that starts every case from one state.
  public init(
    _ name: String, from initial: System, actions: [Action<System>], invariants: [Invariant<System>]
  ) {
    self.init(name, setup: [], actions: actions, invariants: invariants) { _ in initial }
  }

  /// Traps on what no campaign can run with: a mistake of the program that made it.
  func validate() {
    precondition(cases > 0, "\(name): \(cases) cases")
    precondition(steps > 0, "\(name): \(steps) steps")
    precondition(actors > 0, "\(name): \(actors) actors")
    precondition(actions.contains { $0.weight > 0 }, "\(name): no action has a weight")
    precondition(setup.count <= Arguments.capacity, "\(name): \(setup.count) setup parameters")
    precondition(marks.count <= Mark<System>.limit, "\(name): \(marks.count) marks")
    for names in [actions.map(\.name), invariants.map(\.name), marks.map(\.name)] {
      precondition(Set(names).count == names.count, "\(name): a name comes twice in \(names)")
    }
    for word in actions.flatMap({ [$0.name] + $0.parameters.map(\.name) }) + setup.map(\.name) {
      let isWord = !word.isEmpty && !word.contains { $0.isWhitespace || $0 == "=" || $0 == ";" }
      precondition(isWord, "\(name): `\(word)` is no word for a script")
    }
    let known = Set(actions.map(\.name))
    for invariant in invariants {
      guard case .after(let names) = invariant.moment else { continue }
      precondition(known.isSuperset(of: names), "\(invariant.name) follows an unknown action of \(names)")
    }
    let countable = known.union(marks.map(\.name))
    for quota in quotas {
      precondition(countable.contains(quota.name), "\(name): a quota of the unknown \(quota.name)")
    }
  }
}
