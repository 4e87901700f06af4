internal import Exact

/// An exact number of the state that claims may name.
public struct Quantity<System>: Sendable {
  /// The name in claims: letters, digits, `.`, `_`, `[0]`, and hyphens inside.
  public let name: String
  /// What it is, and its unit.
  public let explanation: String
  let read: @Sendable (System) -> ExactValue

  /// A quantity.
  public init(
    _ name: String, _ explanation: String = "", _ read: @escaping @Sendable (_ system: System) -> ExactValue
  ) {
    (self.name, self.explanation, self.read) = (name, explanation, read)
  }
}

extension Invariant {
  /// An invariant that a user wrote, over some quantities.
  /// - Parameter quantities: those the claim names, and any others.
  public init(
    _ name: String, _ explanation: String = "", when moment: Moment = .afterEachAction,
    claim: ClaimExpression, over quantities: [Quantity<System>]
  ) {
    let read = claim.quantities.map { name in
      guard let quantity = quantities.first(where: { $0.name == name }) else {
        preconditionFailure("the claim \(claim.text) names \(name), which is not given")
      }
      return quantity
    }
    self.init(name, explanation, inequalities: claim.comparisons, when: moment) {
      ClaimChecker(claim, read)
    }
  }
}

/// One worker's evaluation of a claim; its stacks are kept from check to check.
final class ClaimChecker<System>: Checker<System> {
  private let claim: ClaimExpression
  private let quantities: [Quantity<System>]
  private var before: [ExactValue] = []
  private var numbers: [ExactValue] = []
  private var findings: [ClaimExpression.Finding] = []

  init(_ claim: ClaimExpression, _ quantities: [Quantity<System>]) {
    self.claim = claim
    self.quantities = quantities
  }

  override var remembers: Bool { claim.usesOld }

  override func remember(_ system: System) {
    before.removeAll(keepingCapacity: true)
    for quantity in quantities { before.append(quantity.read(system)) }
  }

  override func slack(_ system: System) -> Slack? { claim.usesOld ? nil : decide(system) }

  override func slack(_ system: System, _ step: Step) -> Slack? { decide(system) }

  private func decide(_ system: System) -> Slack? {
    guard case .slack(let slack) = finding(system) else { return nil }
    return slack
  }

  /// Runs the program.
  func finding(_ system: System) -> ClaimExpression.Finding {
    numbers.removeAll(keepingCapacity: true)
    findings.removeAll(keepingCapacity: true)
    // A division by zero spoils the comparison it is in, and no other.
    var isSpoiled = false
    for instruction in claim.program {
      switch instruction {
      case .constant(let value): numbers.append(value)
      case .quantity(let index): numbers.append(quantities[index].read(system))
      case .oldQuantity(let index): numbers.append(before[index])
      case .add: combine { $0 + $1 }
      case .subtract: combine { $0 - $1 }
      case .multiply: combine { $0 * $1 }
      case .minimum: combine { $1 < $0 ? $1 : $0 }
      case .maximum: combine { $0 < $1 ? $1 : $0 }
      case .negate: combine(with: .whole(.zero)) { $1 - $0 }
      case .magnitude: combine(with: .whole(.zero)) { value, _ in value.magnitude }
      case .divide:
        combine { dividend, divisor in
          guard let quotient = dividend.divided(by: divisor) else {
            isSpoiled = true
            return .whole(.zero)
          }
          return quotient
        }
      case .compare(let relation, let number):
        let right = numbers.removeLast()
        var slack = Slack(numbers.removeLast(), relation, right)
        slack.comparison = number
        findings.append(isSpoiled ? .undefined : .slack(slack))
        isSpoiled = false
      case .and: join(ClaimExpression.both)
      case .or: join(ClaimExpression.either)
      case .implies: join(ClaimExpression.implied)
      }
    }
    return findings.removeLast()
  }

  private func combine(_ operation: (ExactValue, ExactValue) -> ExactValue) {
    combine(with: numbers.removeLast(), operation)
  }

  private func combine(with right: ExactValue, _ operation: (ExactValue, ExactValue) -> ExactValue) {
    numbers.append(operation(numbers.removeLast(), right))
  }

  private func join(
    _ operation: (ClaimExpression.Finding, ClaimExpression.Finding) -> ClaimExpression.Finding
  ) {
    let right = findings.removeLast()
    findings.append(operation(findings.removeLast(), right))
  }
}

extension ClaimExpression {
  /// The part that breaks; else what is undefined; else the lesser margin.
  static func both(_ a: Finding, _ b: Finding) -> Finding {
    switch (a, b) {
    case (.slack(let x), _) where !x.holds: a
    case (_, .slack(let y)) where !y.holds: b
    case (.undefined, _), (_, .undefined): .undefined
    case (.vacuous, _): b
    case (_, .vacuous): a
    case (.slack(let x), .slack(let y)): y.isLess(than: x) ? b : a
    }
  }

  /// The part that holds, of two the one with the greater margin; else the one that breaks by less.
  static func either(_ a: Finding, _ b: Finding) -> Finding {
    switch (a, b) {
    case (.vacuous, _), (_, .vacuous): .vacuous
    case (.slack(let x), .slack(let y)) where x.holds == y.holds: x.isLess(than: y) ? b : a
    case (.slack(let x), _) where x.holds: a
    case (_, .slack(let y)) where y.holds: b
    default: .undefined
    }
  }

  /// The conclusion where the condition holds.
  static func implied(_ condition: Finding, _ conclusion: Finding) -> Finding {
    switch condition {
    case .slack(let slack): slack.holds ? conclusion : .vacuous
    case .vacuous: conclusion
    case .undefined: .undefined
    }
  }
}
