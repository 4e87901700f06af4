/// Which invariants are remembered for and checked at each moment, worked out once a campaign.
struct Schedule: Sendable {
  /// By action: the invariants that remember the state before it.
  private(set) var remembered: [[Int]]
  /// By action: the invariants that are checked after it.
  private(set) var checked: [[Int]]
  /// The invariants that are checked right after the setup.
  private(set) var atStart: [Int] = []
  /// The invariants that are checked at the end.
  private(set) var atEnd: [Int] = []
  /// Those of them that remember the start.
  private(set) var rememberedAtStart: [Int] = []

  init<System>(_ campaign: Campaign<System>) {
    let names = campaign.actions.map(\.name)
    remembered = names.map { _ in [] }
    checked = names.map { _ in [] }
    for (index, invariant) in campaign.invariants.enumerated() {
      let remembers = invariant.makeChecker().remembers
      if invariant.moment == .atEnd {
        atEnd.append(index)
        if remembers { rememberedAtStart.append(index) }
        continue
      }
      if invariant.moment == .afterEachAction { atStart.append(index) }
      for (action, name) in names.enumerated() where invariant.moment.follows(name) {
        checked[action].append(index)
        if remembers { remembered[action].append(index) }
      }
    }
  }
}

extension Moment {
  /// Whether an invariant of this moment is checked after an action.
  func follows(_ action: String) -> Bool {
    switch self {
    case .afterEachAction: true
    case .after(let names): names.contains(action)
    case .atEnd: false
    }
  }
}
