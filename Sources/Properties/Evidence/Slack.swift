public import Exact

/// How the two sides of a claim are said to compare.
@frozen
public enum Relation: String, Hashable, Sendable, CaseIterable {
  /// `left ≥ right`.
  case atLeast = ">="
  /// `left > right`.
  case above = ">"
  /// `left ≤ right`.
  case atMost = "<="
  /// `left < right`.
  case below = "<"
  /// `left = right`.
  case equal = "=="
  /// `left ≠ right`.
  case unequal = "!="

  /// The relation that holds exactly when this one does not.
  public var negated: Relation {
    switch self {
    case .atLeast: .below
    case .above: .atMost
    case .atMost: .above
    case .below: .atLeast
    case .equal: .unequal
    case .unequal: .equal
    }
  }
}

/// Both exact sides of a comparison, and by how much it holds.
///
/// `margin = left − right` for ≥ and >, `right − left` for ≤ and <, `−|left − right|` for =, `|left − right|` for ≠. The
/// claim holds when the margin is not negative, for >, < and ≠ when it is positive. Sides below 2⁵¹¹ are stored inline,
/// so that a check allocates nothing; fractions and larger numbers are kept on the heap. Text is made only when asked.
public struct Slack: Hashable, Sendable {
  /// How the sides are said to compare.
  public let relation: Relation
  /// Which comparison of a claim with several this is, from 0.
  public internal(set) var comparison = 0
  private let left: Int512
  private let right: Int512
  private let beyond: Beyond?

  /// Sides that do not fit inline.
  private indirect enum Beyond: Hashable, Sendable {
    case sides(Rational, Rational)
  }

  private init(_ left: Int512, _ relation: Relation, _ right: Int512, beyond: Beyond? = nil) {
    (self.left, self.relation, self.right) = (left, relation, right)
    self.beyond = beyond
  }

  /// Two exact fractions.
  public init(_ left: Rational, _ relation: Relation, _ right: Rational) {
    if left.isInteger, right.isInteger, let a = left.numerator.asInt256, let b = right.numerator.asInt256 {
      self.init(Int512(a), relation, Int512(b))
    } else {
      self.init(.zero, relation, .zero, beyond: .sides(left, right))
    }
  }

  /// Two unsigned words.
  public init(_ left: Word256, _ relation: Relation, _ right: Word256) {
    self.init(Int512(left), relation, Int512(right))
  }

  /// Two signed words.
  public init(_ left: Int256, _ relation: Relation, _ right: Int256) {
    self.init(Int512(left), relation, Int512(right))
  }

  /// Two native integers.
  public init(_ left: Int, _ relation: Relation, _ right: Int) {
    self.init(Int256(Int64(left)), relation, Int256(Int64(right)))
  }

  /// Two products of words: `a₀ · a₁` and `b₀ · b₁`.
  ///
  /// The form for a curve's product, and for comparing two fractions by cross-multiplication.
  public init(
    product left: (Word256, Word256), _ relation: Relation, product right: (Word256, Word256)
  ) {
    if let a = Int512(left.0, times: left.1), let b = Int512(right.0, times: right.1) {
      self.init(a, relation, b)
    } else {
      self.init(
        Rational(Integer(left.0) * Integer(left.1)), relation, Rational(Integer(right.0) * Integer(right.1)))
    }
  }

  /// A claim without sides: 1 ≥ 1 or 0 ≥ 1.
  public init(holds: Bool) { self.init(holds ? 1 : 0, .atLeast, 1) }
}

extension Slack {
  /// The left side.
  public var leftSide: Rational {
    if case .sides(let left, _)? = beyond { return left }
    return Rational(left.exact)
  }

  /// The right side.
  public var rightSide: Rational {
    if case .sides(_, let right)? = beyond { return right }
    return Rational(right.exact)
  }

  /// Whether the claim holds.
  public var holds: Bool {
    if case .sides(let left, let right)? = beyond { return Slack.compares(left, relation, right) }
    return Slack.compares(left, relation, right)
  }

  private static func compares<Side: Comparable>(_ left: Side, _ relation: Relation, _ right: Side) -> Bool {
    switch relation {
    case .atLeast: left >= right
    case .above: left > right
    case .atMost: left <= right
    case .below: left < right
    case .equal: left == right
    case .unequal: left != right
    }
  }

  /// By how much the claim holds; negative by how much it does not.
  public var margin: Rational {
    let difference = leftSide - rightSide
    return switch relation {
    case .atLeast, .above: difference
    case .atMost, .below: -difference
    case .equal: -difference.magnitude
    case .unequal: difference.magnitude
    }
  }

  /// The margin without the heap; nil when it does not fit.
  var inlineMargin: Int512? {
    guard beyond == nil else { return nil }
    if relation == .equal, left == right { return .zero }
    let (upper, lower) =
      switch relation {
      case .atLeast, .above: (left, right)
      case .atMost, .below: (right, left)
      case .equal: (min(left, right), max(left, right))
      case .unequal: (max(left, right), min(left, right))
      }
    let (margin, overflow) = upper.subtractingReportingOverflow(lower)
    return overflow ? nil : margin
  }

  /// Whether a claim of this relation holds by an inline margin.
  func holds(by margin: Int512) -> Bool {
    switch relation {
    case .atLeast, .atMost: !margin.isNegative
    case .above, .below, .unequal: !margin.isNegative && !margin.isZero
    case .equal: margin.isZero
    }
  }

  /// Whether this margin is below another's.
  public func isLess(than other: Slack) -> Bool {
    if let mine = inlineMargin, let others = other.inlineMargin { return mine < others }
    return margin < other.margin
  }
}

extension Slack: CustomStringConvertible {
  /// Both sides and their relation: `99 >= 100`.
  public var description: String { "\(leftSide) \(relation.rawValue) \(rightSide)" }
}
