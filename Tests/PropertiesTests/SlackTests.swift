import Exact
import Properties
import Testing

@Suite("Slack") struct SlackTests {
  static func holds(_ a: Rational, _ relation: Relation, _ b: Rational) -> Bool {
    switch relation {
    case .atLeast: a >= b
    case .above: a > b
    case .atMost: a <= b
    case .below: a < b
    case .equal: a == b
    case .unequal: a != b
    }
  }

  static func margin(_ a: Rational, _ relation: Relation, _ b: Rational) -> Rational {
    switch relation {
    case .atLeast, .above: a - b
    case .atMost, .below: b - a
    case .equal: a > b ? b - a : a - b
    case .unequal: a > b ? a - b : b - a
    }
  }

  @Test func `keeps both sides, the margin and the verdict of any words and products`() {
    var slacks: [(Slack, Rational)] = []
    for number in 0..<400 as Range<UInt32> {
      var choices = Choices(seed: 6, case: number)
      let words = (0..<4).map { _ in choices.chance(1, in: 6) ? Word256.max : choices.word() }
      let relation = choices.oneOf(Relation.allCases)
      let isClose = choices.chance(1, in: 3)
      let slack: Slack
      let sides: (Integer, Integer)
      switch choices.below(3) {
      case 0:
        let second = isClose ? words[0] : words[1]
        slack = Slack(words[0], relation, second)
        sides = (Integer(words[0]), Integer(second))
      case 1:
        let pair = isClose ? (words[1], words[0]) : (words[2], words[3])
        slack = Slack(product: (words[0], words[1]), relation, product: pair)
        sides = (Integer(words[0]) * Integer(words[1]), Integer(pair.0) * Integer(pair.1))
      default:
        let (a, b) = (Int256(bits: words[0]), Int256(bits: isClose ? words[0] : words[1]))
        slack = Slack(a, relation, b)
        sides = (Integer(a), Integer(b))
      }
      let (left, right) = (Rational(sides.0), Rational(sides.1))
      #expect(slack.leftSide == left && slack.rightSide == right)
      #expect(slack.holds == Self.holds(left, relation, right))
      let margin = Self.margin(left, relation, right)
      #expect(slack.margin == margin)
      slacks.append((slack, margin))
    }
    for (a, b) in zip(slacks, slacks.dropFirst() + slacks.prefix(1)) {
      #expect(a.0.isLess(than: b.0) == (a.1 < b.1))
      #expect(!a.0.isLess(than: a.0))
    }
  }

  @Test func `fractions are kept as they are`() throws {
    let third = try #require(Rational("1/3"))
    let slack = Slack(third, .atLeast, 1)
    #expect(!slack.holds && slack.margin == third - 1)
    #expect("\(slack)" == "1/3 >= 1")
    #expect(slack.isLess(than: Slack(0, .atLeast, 0)))
    #expect(Slack(Rational(4), .atLeast, Rational(3)) == Slack(4, .atLeast, 3))
    #expect(Slack(holds: true).holds && !Slack(holds: false).holds)
  }

  @Test func `a negated relation holds when the relation does not`() {
    for relation in Relation.allCases {
      #expect(relation.negated.negated == relation)
      for (a, b) in [(1, 2), (2, 2), (3, 2)] {
        #expect(Slack(a, relation, b).holds != Slack(a, relation.negated, b).holds)
      }
    }
  }
}
