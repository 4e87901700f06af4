import Properties

/// What an action showed, by the invariant it belongs to: the least margin of each since the action began.
struct Findings: Sendable {
  /// The invariants that are about something that happened, not about a state.
  enum Kind: Int, CaseIterable, Sendable {
    case product
    case curvePrice
    case growth
    case rounding
    case modelUnits
    case feeFloor
    case feeCap
    case sharePrice
    case depositWithdraw
    case inflation
    case liveness
    case queueOrder
    case queuePrice
    case hedgeSide
    case hedgeCap
    case hedgeBand
    case hedgeInterval
    case oracleAge
    case settlementTime
    case settlementPrice
    case premium
    case epochEnd
  }

  private var mask: UInt64 = 0
  private var slots = Array(repeating: Slack(holds: true), count: Kind.allCases.count)

  /// Forgets what the action before showed.
  mutating func clear() { mask = 0 }

  /// Keeps a margin that is below the one there is.
  mutating func note(_ slack: Slack, of kind: Kind) {
    let bit: UInt64 = 1 << UInt64(kind.rawValue)
    if mask & bit != 0 {
      let known = slots[kind.rawValue]
      guard known.holds, !slack.holds || slack.isLess(than: known) else { return }
    }
    mask |= bit
    slots[kind.rawValue] = slack
  }

  /// The least margin; nil when there was none.
  subscript(_ kind: Kind) -> Slack? { mask >> UInt64(kind.rawValue) & 1 == 1 ? slots[kind.rawValue] : nil }
}
