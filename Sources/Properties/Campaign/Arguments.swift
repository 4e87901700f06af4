public import Exact

/// The values of a step's parameters, in the order the action declares them; stored inline.
@frozen
public struct Arguments: Sendable {
  /// The most parameters an action or a setup may declare.
  public static var capacity: Int { 8 }

  /// How many values there are.
  public private(set) var count: Int
  @usableFromInline var values: InlineArray<8, Int256>

  /// No values.
  public init() {
    count = 0
    values = InlineArray(repeating: .zero)
  }

  /// Some values; traps beyond ``capacity``.
  public init(_ list: [Int256]) {
    self.init()
    for value in list { append(value) }
  }

  /// Adds a value; traps beyond ``capacity``.
  public mutating func append(_ value: Int256) {
    precondition(count < Arguments.capacity, "a step has at most \(Arguments.capacity) parameters")
    values[count] = value
    count += 1
  }

  /// The value of a parameter.
  @inlinable
  public subscript(index: Int) -> Int256 {
    get { values[index] }
    set { values[index] = newValue }
  }

  /// The value of a parameter that is not negative; traps when it is.
  @inlinable
  public func word(_ index: Int) -> Word256 {
    let value = values[index]
    precondition(!value.isNegative, "parameter \(index) was \(value), and is read as unsigned")
    return value.bits
  }

  /// The value of a parameter as a native integer; traps when it does not fit.
  @inlinable
  public func integer(_ index: Int) -> Int {
    let value = values[index]
    let low = Int(truncatingIfNeeded: Int128(truncatingIfNeeded: value.bits.low))
    precondition(Int256(Int64(low)) == value, "parameter \(index) was \(value), and is read as 64 bits")
    return low
  }

  /// The values in order.
  public var list: [Int256] { (0..<count).map { values[$0] } }
}

extension Arguments: Hashable {
  /// Equal counts and values.
  public static func == (a: Arguments, b: Arguments) -> Bool {
    guard a.count == b.count else { return false }
    for index in 0..<a.count where a.values[index] != b.values[index] { return false }
    return true
  }

  /// Feeds the values.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(count)
    for index in 0..<count { hasher.combine(values[index]) }
  }
}

/// One step of a case: who does what, with which values.
@frozen
public struct Step: Hashable, Sendable {
  /// The action's place in the campaign's list.
  public var action: Int
  /// Who acts, from 0.
  public var actor: Int
  /// The values of the action's parameters.
  public var arguments: Arguments

  /// A step.
  public init(action: Int, actor: Int, arguments: Arguments) {
    self.action = action
    self.actor = actor
    self.arguments = arguments
  }

  /// The value of a parameter.
  @inlinable
  public subscript(index: Int) -> Int256 { arguments[index] }

  /// The value of a parameter that is not negative; traps when it is.
  @inlinable
  public func word(_ index: Int) -> Word256 { arguments.word(index) }

  /// The value of a parameter as a native integer; traps when it does not fit.
  @inlinable
  public func integer(_ index: Int) -> Int { arguments.integer(index) }
}

/// Everything a case decided: the source of truth from which it runs again.
struct CaseRecord: Hashable, Sendable {
  /// The values of the setup's parameters.
  var setup = Arguments()
  /// The steps in order.
  var steps: [Step] = []
}
