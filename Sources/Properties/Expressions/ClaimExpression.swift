/// A claim that a user wrote, such as `vault.assets >= vault.liabilities`, compiled to a flat program.
///
/// Quantities are names of exact numbers; a name may contain dots, hyphens and `[0]`. There are `+ − * /` of exact fractions,
/// numbers like `1_000`, `0.5`, `1e18` and `5%`, parentheses, `min(a, b)`, `max(a, b)`, `abs(a)`, and `old(…)`: the value
/// before the action. Comparisons `>= <= > < == !=` may be chained, as in `0 <= a <= b`, and joined by `not`, `and`, `or`,
/// `implies`, which bind in this order, the first the closest. A division by zero makes the claim say nothing.
public struct ClaimExpression: Sendable {
  /// What was written.
  public let text: String
  /// The names of the quantities it reads, in the order they first appear.
  public let quantities: [String]
  /// Each comparison in words, as `Slack.comparison` counts them.
  public let comparisons: [String]
  /// Whether it compares with the state before an action.
  public let usesOld: Bool
  let program: [Instruction]

  /// One instruction of the program: postfix, on a stack of numbers and one of findings.
  enum Instruction: Sendable {
    case constant(ExactValue)
    case quantity(Int)
    case oldQuantity(Int)
    case add
    case subtract
    case multiply
    case divide
    case negate
    case minimum
    case maximum
    case magnitude
    case compare(Relation, Int)
    case and
    case or
    case implies
  }

  /// Parses a claim over named quantities.
  /// - Throws: `ExpressionMistake`, the first from the left.
  public init(_ text: String, over names: [String]) throws(ExpressionMistake) {
    var parser = try ExpressionParser(text, names: names)
    let tree = try parser.claim()
    var compiler = ClaimCompiler(text)
    compiler.emit(tree, negated: false)
    self.text = text
    quantities = parser.used
    comparisons = compiler.comparisons
    program = compiler.program
    usesOld = compiler.usesOld
  }

  /// What a claim says about one state.
  enum Finding: Sendable {
    /// A comparison decides it.
    case slack(Slack)
    /// It holds because its condition does not apply.
    case vacuous
    /// It divides by zero.
    case undefined
  }
}

/// Turns a tree into a program; `not` is moved into the comparisons.
struct ClaimCompiler {
  private let source: [UInt8]
  private(set) var program: [ClaimExpression.Instruction] = []
  private(set) var comparisons: [String] = []
  private(set) var usesOld = false

  init(_ text: String) { source = Array(text.utf8) }

  mutating func emit(_ truth: TruthNode, negated: Bool) {
    switch truth {
    case .compare(let left, let written, let right):
      emit(left.node)
      emit(right.node)
      let relation = negated ? written.negated : written
      program.append(.compare(relation, comparisons.count))
      comparisons.append("\(words(left.range)) \(relation.rawValue) \(words(right.range))")
    case .not(let inner): emit(inner, negated: !negated)
    case .and(let a, let b): join(a, b, negated, negated, negated ? .or : .and)
    case .or(let a, let b): join(a, b, negated, negated, negated ? .and : .or)
    case .implies(let a, let b): join(a, b, false, negated, negated ? .and : .implies)
    }
  }

  private mutating func join(
    _ a: TruthNode, _ b: TruthNode, _ negatesFirst: Bool, _ negatesSecond: Bool,
    _ instruction: ClaimExpression.Instruction
  ) {
    emit(a, negated: negatesFirst)
    emit(b, negated: negatesSecond)
    program.append(instruction)
  }

  private mutating func emit(_ number: NumberNode) {
    switch number {
    case .number(let value): program.append(.constant(ExactValue(value)))
    case .quantity(let index, let isOld):
      program.append(isOld ? .oldQuantity(index) : .quantity(index))
      usesOld = usesOld || isOld
    case .unary(let instruction, let inner):
      emit(inner)
      program.append(instruction)
    case .binary(let instruction, let a, let b):
      emit(a)
      emit(b)
      program.append(instruction)
    }
  }

  private func words(_ range: Range<Int>) -> String { String(decoding: source[range], as: UTF8.self) }
}
