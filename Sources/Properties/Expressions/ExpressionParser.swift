internal import Exact

/// A number as written.
indirect enum NumberNode: Sendable {
  case number(Rational)
  case quantity(Int, isOld: Bool)
  case unary(ClaimExpression.Instruction, NumberNode)
  case binary(ClaimExpression.Instruction, NumberNode, NumberNode)
}

/// A truth as written.
indirect enum TruthNode: Sendable {
  case compare(Placed<NumberNode>, Relation, Placed<NumberNode>)
  case not(TruthNode)
  case and(TruthNode, TruthNode)
  case or(TruthNode, TruthNode)
  case implies(TruthNode, TruthNode)
}

/// A part of a claim and where it stands.
struct Placed<Node: Sendable>: Sendable {
  var node: Node
  var range: Range<Int>
}

/// Reads a claim by recursive descent; numbers and truths are told apart as they are read.
struct ExpressionParser {
  /// The quantities read so far.
  private(set) var used: [String] = []

  private let names: [String]
  private let tokens: [ExpressionToken]
  private var position = 0
  private var depth = 0
  private var isOld = false

  /// Either kind: only what follows a parenthesis tells.
  private enum Part: Sendable {
    case number(NumberNode)
    case truth(TruthNode)
  }

  private static let deepest = 64

  init(_ text: String, names: [String]) throws(ExpressionMistake) {
    tokens = try ExpressionLexer.tokens(text)
    self.names = names
  }

  /// The whole text as a claim.
  mutating func claim() throws(ExpressionMistake) -> TruthNode {
    let part = try implication()
    guard token.kind == .end else {
      throw mistake(
        token.range, "the claim ends before this", help: "join claims with `and`, or compare once")
    }
    return try truth(part)
  }

  private var token: ExpressionToken { tokens[position] }

  private func mistake(_ range: Range<Int>, _ message: String, help: String) -> ExpressionMistake {
    ExpressionMistake(range, message, help: help)
  }

  private func truth(_ part: Placed<Part>) throws(ExpressionMistake) -> TruthNode {
    guard case .truth(let node) = part.node else {
      throw mistake(
        part.range, "this is a number, where something that holds or not is needed",
        help: "compare it, for example with `>= 0`")
    }
    return node
  }

  private func number(_ part: Placed<Part>) throws(ExpressionMistake) -> Placed<NumberNode> {
    guard case .number(let node) = part.node else {
      throw mistake(
        part.range, "this holds or not, where a number is needed",
        help: "compare numbers, then join with `and`")
    }
    return Placed(node: node, range: part.range)
  }

  private mutating func takes(_ word: String) -> Bool {
    guard token.kind == .name(word) else { return false }
    position += 1
    return true
  }

  private mutating func takes(_ symbols: String) -> UInt8? {
    guard case .symbol(let symbol) = token.kind, symbols.utf8.contains(symbol) else { return nil }
    position += 1
    return symbol
  }
}

// MARK: - Truths

extension ExpressionParser {
  private mutating func implication() throws(ExpressionMistake) -> Placed<Part> {
    depth += 1
    defer { depth -= 1 }
    guard depth <= ExpressionParser.deepest else {
      throw mistake(token.range, "the claim is nested too deeply", help: "split it into several claims")
    }
    let left = try disjunction()
    guard takes("implies") else { return left }
    let right = try implication()
    let node = TruthNode.implies(try truth(left), try truth(right))
    return Placed(node: .truth(node), range: left.range.lowerBound..<right.range.upperBound)
  }

  private mutating func disjunction() throws(ExpressionMistake) -> Placed<Part> {
    var left = try conjunction()
    while takes("or") {
      let right = try conjunction()
      let node = TruthNode.or(try truth(left), try truth(right))
      left = Placed(node: .truth(node), range: left.range.lowerBound..<right.range.upperBound)
    }
    return left
  }

  private mutating func conjunction() throws(ExpressionMistake) -> Placed<Part> {
    var left = try negation()
    while takes("and") {
      let right = try negation()
      let node = TruthNode.and(try truth(left), try truth(right))
      left = Placed(node: .truth(node), range: left.range.lowerBound..<right.range.upperBound)
    }
    return left
  }

  private mutating func negation() throws(ExpressionMistake) -> Placed<Part> {
    let start = token.range.lowerBound
    var count = 0
    while takes("not") { count += 1 }
    let inner = try comparison()
    guard count > 0 else { return inner }
    let node = try truth(inner)
    return Placed(node: .truth(count % 2 == 1 ? .not(node) : node), range: start..<inner.range.upperBound)
  }

  /// One sum, or sums with relations between: `a < b <= c` is `a < b and b <= c`.
  private mutating func comparison() throws(ExpressionMistake) -> Placed<Part> {
    let first = try sum()
    guard case .relation = token.kind else { return first }
    var left = try number(first)
    var chain: TruthNode?
    while case .relation(let relation) = token.kind {
      position += 1
      let right = try number(try sum())
      let link = TruthNode.compare(left, relation, right)
      chain = chain.map { .and($0, link) } ?? link
      left = right
    }
    let node = chain ?? .compare(left, .equal, left)
    return Placed(node: .truth(node), range: first.range.lowerBound..<left.range.upperBound)
  }
}

// MARK: - Numbers

extension ExpressionParser {
  private mutating func sum() throws(ExpressionMistake) -> Placed<Part> {
    var left = try product()
    while let sign = takes("+-") {
      let right = try product()
      left = try binary(sign == UInt8(ascii: "+") ? .add : .subtract, left, right)
    }
    return left
  }

  private mutating func product() throws(ExpressionMistake) -> Placed<Part> {
    var left = try factor()
    while let sign = takes("*/") {
      let right = try factor()
      if sign == UInt8(ascii: "/"), case .number(.number(let value)) = right.node, value.isZero {
        throw mistake(right.range, "this divides by zero", help: "divide by something else")
      }
      left = try binary(sign == UInt8(ascii: "*") ? .multiply : .divide, left, right)
    }
    return left
  }

  private func binary(
    _ instruction: ClaimExpression.Instruction, _ left: Placed<Part>, _ right: Placed<Part>
  ) throws(ExpressionMistake) -> Placed<Part> {
    let (a, b) = (try number(left), try number(right))
    return Placed(
      node: .number(.binary(instruction, a.node, b.node)), range: a.range.lowerBound..<b.range.upperBound)
  }

  private mutating func factor() throws(ExpressionMistake) -> Placed<Part> {
    let start = token.range.lowerBound
    var isNegative = false
    while takes("-") != nil { isNegative.toggle() }
    let inner = try primary()
    guard start != inner.range.lowerBound else { return inner }
    let value = try number(inner)
    return Placed(
      node: .number(isNegative ? .unary(.negate, value.node) : value.node),
      range: start..<inner.range.upperBound)
  }

  private mutating func primary() throws(ExpressionMistake) -> Placed<Part> {
    let first = token
    switch first.kind {
    case .number(let value):
      position += 1
      return Placed(node: .number(.number(value)), range: first.range)
    case .symbol(UInt8(ascii: "(")):
      position += 1
      let inner = try implication()
      let end = try closing(first.range)
      return Placed(node: inner.node, range: first.range.lowerBound..<end)
    case .name(let name): return try named(name, first.range)
    case .end:
      throw mistake(first.range, "something is missing at the end", help: "write a quantity or a number")
    case .relation, .symbol:
      throw mistake(first.range, "a quantity or a number is missing here", help: "write one before this")
    }
  }

  /// The end of a closing parenthesis.
  private mutating func closing(_ opening: Range<Int>) throws(ExpressionMistake) -> Int {
    let end = token.range.upperBound
    guard takes(")") != nil else {
      throw mistake(opening, "this parenthesis is not closed", help: "write `)` where its contents end")
    }
    return end
  }

  private mutating func named(
    _ name: String, _ range: Range<Int>
  ) throws(ExpressionMistake) -> Placed<Part> {
    position += 1
    let opening = token.range
    if case .symbol(UInt8(ascii: "(")) = token.kind {
      position += 1
      return try call(name, range, opening)
    }
    guard !ExpressionToken.keywords.contains(name) else {
      throw mistake(range, "`\(name)` stands alone", help: ExpressionParser.usage(name))
    }
    guard names.contains(name) else { throw unknown(name, range) }
    if !used.contains(name) { used.append(name) }
    let index = used.firstIndex(of: name) ?? 0
    return Placed(node: .number(.quantity(index, isOld: isOld)), range: range)
  }

  private mutating func call(
    _ name: String, _ range: Range<Int>, _ opening: Range<Int>
  ) throws(ExpressionMistake) -> Placed<Part> {
    guard ["old", "min", "max", "abs"].contains(name) else {
      let nearest = NearestName.of(name, among: ["old", "min", "max", "abs"])
      throw mistake(
        range, "`\(name)` is not a function",
        help: nearest.map { "did you mean `\($0)`?" } ?? "the functions are `old`, `min`, `max` and `abs`")
    }
    if name == "old", isOld {
      throw mistake(range, "`old` is inside `old`", help: "leave the inner one out")
    }
    let wasOld = isOld
    isOld = isOld || name == "old"
    defer { isOld = wasOld }
    var arguments = [try implication()]
    while takes(",") != nil { arguments.append(try implication()) }
    let end = try closing(opening)
    let whole = range.lowerBound..<end
    if name == "old", arguments.count == 1 { return Placed(node: arguments[0].node, range: whole) }
    var nodes: [NumberNode] = []
    for argument in arguments { nodes.append(try number(argument).node) }
    switch (name, nodes.count) {
    case ("abs", 1): return Placed(node: .number(.unary(.magnitude, nodes[0])), range: whole)
    case ("min", 2...), ("max", 2...):
      let instruction = name == "min" ? ClaimExpression.Instruction.minimum : .maximum
      let node = nodes.dropFirst().reduce(nodes[0]) { .binary(instruction, $0, $1) }
      return Placed(node: .number(node), range: whole)
    default:
      throw mistake(whole, "`\(name)` has \(nodes.count) arguments", help: ExpressionParser.usage(name))
    }
  }

  private static func usage(_ name: String) -> String {
    switch name {
    case "old", "abs": "write `\(name)(a)`"
    case "min", "max": "write `\(name)(a, b)`"
    case "not": "write `not` before a comparison"
    default: "write `\(name)` between two comparisons"
    }
  }

  private func unknown(_ name: String, _ range: Range<Int>) -> ExpressionMistake {
    let help: String
    if let split = difference(name) {
      help = "write `\(split)` with spaces: a hyphen without them belongs to the name"
    } else if let nearest = NearestName.of(name, among: names) {
      help = "did you mean `\(nearest)`?"
    } else if names.count <= 12 {
      help = "the quantities are \(names.map { "`\($0)`" }.joined(separator: ", "))"
    } else {
      help = "see the list of quantities"
    }
    return mistake(range, "there is no quantity `\(name)`", help: help)
  }

  /// The name as a difference of two known quantities, or of one and a number.
  private func difference(_ name: String) -> String? {
    let bytes = Array(name.utf8)
    for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "-") {
      let left = String(decoding: bytes[..<index], as: UTF8.self)
      let right = bytes[(index + 1)...]
      let rightName = String(decoding: right, as: UTF8.self)
      if names.contains(left), names.contains(rightName) || right.allSatisfy(\.isDigit) {
        return "\(left) - \(rightName)"
      }
    }
    return nil
  }
}
