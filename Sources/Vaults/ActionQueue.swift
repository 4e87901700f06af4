public import Units

/// A request waiting for the closing price of an epoch.
public struct QueuedAction<Side>: Hashable, Sendable {
  /// Number of the request, in order of arrival over both queues.
  public let ticket: Int
  /// Whose request it is.
  public let holder: Holder
  /// What still waits.
  public internal(set) var amount: Amount<Side>
}

/// Requests in order of arrival; only the head is ever filled.
public struct ActionQueue<Side>: Hashable, Sendable {
  /// What waits, first come first.
  public private(set) var actions: [QueuedAction<Side>] = []
  /// The sum of what waits.
  public private(set) var total: Amount<Side> = .zero

  /// Adds a request at the end; the sum has been checked to fit.
  mutating func append(_ action: QueuedAction<Side>) {
    total += action.amount
    actions.append(action)
  }

  /// Takes the first `count` requests whole and `part` of the one after them.
  mutating func take(whole count: Int, part: Amount<Side>) {
    for action in actions.prefix(count) { total -= action.amount }
    actions.removeFirst(count)
    guard !part.isZero else { return }
    precondition(part < actions[0].amount, "a part of \(part.units) is all of \(actions[0].amount.units)")
    actions[0].amount -= part
    total -= part
  }
}

/// One who owns shares of a vault, by order of registration.
public struct Holder: Hashable, Sendable {
  /// Index in ``Vault/shares``.
  public let index: Int
}
