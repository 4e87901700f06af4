internal import Exact

/// Where in a campaign something was seen.
public struct Place: Hashable, Sendable {
  /// The case's number.
  public let number: UInt32
  /// How many of its steps had been taken: 0 is right after the setup.
  public let steps: Int

  /// A place.
  public init(number: UInt32, steps: Int) { (self.number, self.steps) = (number, steps) }
}

/// How an invariant broke.
public struct Breach: Hashable, Sendable {
  /// The invariant's name; for a claim that an action made, the claim.
  public let invariant: String
  /// Why it must hold.
  public let explanation: String
  /// The inequality in words; empty when there is none.
  public let inequality: String
  /// Both exact sides; nil for a refusal that changed the state, and for an action's claim.
  public let slack: Slack?
  /// What else is known.
  public let details: String
  /// How many steps had been taken.
  public let steps: Int
}

extension Breach: CustomStringConvertible {
  /// The invariant, the inequality and both sides, on one line.
  public var description: String {
    var parts = [invariant]
    if !inequality.isEmpty { parts.append(inequality) }
    if let slack { parts.append("\(slack) is false, by \(-slack.margin)") }
    if !details.isEmpty { parts.append(details) }
    return parts.joined(separator: ": ")
  }
}
