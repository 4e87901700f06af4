internal import Exact

/// Runs the program of a claim; its stacks are kept from check to check.
struct ClaimMachine {
  /// The quantities before the action.
  var before: [ExactValue]
  /// The quantities now.
  var now: [ExactValue]
  private let program: [ClaimExpression.Instruction]
  private var numbers: [ExactValue] = []
  private var findings: [ClaimExpression.Finding] = []

  init(_ program: [ClaimExpression.Instruction], quantities: Int) {
    self.program = program
    before = Array(repeating: .whole(.zero), count: quantities)
    now = before
  }

  /// The margin of the comparison that decides; nil when the claim says nothing.
  mutating func slack() -> Slack? {
    guard case .slack(let slack) = finding() else { return nil }
    return slack
  }

  private mutating func finding() -> ClaimExpression.Finding {
    // A division by zero spoils the comparison it is in, and no other.
    var isSpoiled = false
    for instruction in program {
      switch instruction {
      case .constant(let value): numbers.append(value)
      case .quantity(let index): numbers.append(now[index])
      case .oldQuantity(let index): numbers.append(before[index])
      case .add: combine { $0 + $1 }
      case .subtract: combine { $0 - $1 }
      case .multiply: combine { $0 * $1 }
      case .minimum: combine { $1 < $0 ? $1 : $0 }
      case .maximum: combine { $0 < $1 ? $1 : $0 }
      case .negate: numbers.append(.whole(.zero) - numbers.removeLast())
      case .magnitude: numbers.append(numbers.removeLast().magnitude)
      case .divide:
        combine { dividend, divisor in
          if let quotient = dividend.divided(by: divisor) { return quotient }
          isSpoiled = true
          return .whole(.zero)
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

  @inline(__always)
  private mutating func combine(_ operation: (ExactValue, ExactValue) -> ExactValue) {
    let right = numbers.removeLast()
    numbers[numbers.count - 1] = operation(numbers[numbers.count - 1], right)
  }

  @inline(__always)
  private mutating func join(
    _ operation: (ClaimExpression.Finding, ClaimExpression.Finding) -> ClaimExpression.Finding
  ) {
    let right = findings.removeLast()
    findings[findings.count - 1] = operation(findings[findings.count - 1], right)
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
