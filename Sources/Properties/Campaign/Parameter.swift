public import Exact
public import Feeds

/// A named exact integer that a step or a setup takes: its range, how it is drawn, and where shrinking leads it.
///
/// A drawn value is now and then an end of the range, one of the edges, or near a value used before in the same case.
/// A script may give any value of the range.
public struct Parameter<System>: Sendable {
  /// A bound that depends on the state: the most that makes sense for this actor now.
  public typealias Bound = @Sendable (_ system: System, _ actor: Int) -> Int256

  /// How values are spread over the range.
  enum Spread: Sendable {
    case uniform
    case sized
    case drawn(@Sendable (inout Dice, System, Int) -> Int256)
  }

  /// The name in scripts.
  public let name: String
  /// The values a script may give.
  public let range: ClosedRange<Int256>
  /// The plainest value, which shrinking tries first.
  public let simplest: Int256
  /// The names of the values 0, 1, 2, …; empty for a number.
  public let labels: [String]
  /// Whether the value is time that passes: shrinking hands it on when it leaves a step out.
  public let isTime: Bool
  /// Values worth trying more often than others.
  public private(set) var edges: [Int256] = []
  let spread: Spread
  private(set) var bound: Bound?

  private init(
    _ name: String, _ range: ClosedRange<Int256>, _ spread: Spread, labels: [String] = [],
    isTime: Bool = false
  ) {
    (self.name, self.range, self.spread) = (name, range, spread)
    (self.labels, self.isTime) = (labels, isTime)
    simplest = min(max(range.lowerBound, .zero), range.upperBound)
  }
}

extension Parameter {
  /// A number of a range, each alike.
  public static func uniform(_ name: String, _ range: ClosedRange<Int256>) -> Parameter {
    Parameter(name, range, .uniform)
  }

  /// A number of a range whose distance from the plainest value is of any size alike: first its number of bits, then
  /// its bits.
  public static func sized(_ name: String, _ range: ClosedRange<Int256>) -> Parameter {
    Parameter(name, range, .sized)
  }

  /// One of some named values.
  public static func choice(_ name: String, _ labels: [String]) -> Parameter {
    precondition(!labels.isEmpty, "the choice \(name) needs a value")
    return Parameter(name, 0...Int256(Int64(labels.count - 1)), .uniform, labels: labels)
  }

  /// Seconds that pass, of any size alike.
  public static func time(_ name: String, upTo limit: Int256) -> Parameter {
    Parameter(name, 0...limit, .sized, isTime: true)
  }

  /// A number of a range by a rule of its own, held inside the range.
  public static func drawn(
    _ name: String, _ range: ClosedRange<Int256>,
    _ draw: @escaping @Sendable (_ dice: inout Dice, _ system: System, _ actor: Int) -> Int256
  ) -> Parameter {
    Parameter(name, range, .drawn(draw))
  }

  /// Draws no more than the bound of the moment, and the bound itself now and then; scripts are not held to it.
  public func upTo(_ bound: @escaping Bound) -> Parameter {
    var copy = self
    copy.bound = bound
    return copy
  }

  /// Tries some values of the range more often.
  public func trying(_ edges: [Int256]) -> Parameter {
    precondition(edges.allSatisfy(range.contains), "an edge of \(name) is outside \(range)")
    var copy = self
    copy.edges = edges
    return copy
  }

  /// The value's label, or its digits.
  public func text(for value: Int256) -> String {
    guard let index = Integer(value).asInt, labels.indices.contains(index) else { return value.description }
    return labels[index]
  }
}
