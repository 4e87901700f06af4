internal import Exact
internal import Feeds

/// How one parameter's values are drawn: what the hot path needs of a ``Parameter``, without its type.
final class ValueDraw: Sendable {
  let lower: Int256
  let upper: Int256
  private let simplest: Int256
  private let edges: [Int256]
  private let isSized: Bool
  /// Whether other parameters may take up the value.
  let isShared: Bool
  /// Whether nothing of the system is needed to draw.
  let isPlain: Bool

  init<System>(_ parameter: Parameter<System>) {
    (lower, upper) = (parameter.range.lowerBound, parameter.range.upperBound)
    (simplest, edges) = (parameter.simplest, parameter.edges)
    isShared = parameter.labels.isEmpty && !parameter.isTime
    switch parameter.spread {
    case .uniform: (isSized, isPlain) = (false, parameter.bound == nil)
    case .sized: (isSized, isPlain) = (true, parameter.bound == nil)
    case .drawn: (isSized, isPlain) = (false, false)
    }
  }

  /// Draws a value between the range's lower end and `upper`, which is inside the range.
  ///
  /// Of sixteen draws one is an end, one an edge, one a recent value or its neighbour, where there are such.
  func draw(_ dice: inout Dice, upTo upper: Int256, recent: Recent) -> Int256 {
    let width = lower.distance(to: upper)
    let control = dice.nextWord()
    if let narrow = width.asUInt64, narrow < 16 {
      return lower.moved(by: Word256(control.multipliedFullWidth(by: narrow + 1).high))
    }
    let detail = control >> 8
    switch control & 15 {
    case 0:
      return detail & 1 == 0 ? upper : lower
    case 1 where !edges.isEmpty:
      return min(edges[Int(detail % UInt64(edges.count))], upper)
    case 2 where isShared && recent.count > 0:
      let value = recent.neighbour(detail)
      if value >= lower, value <= upper { return value }
    default: break
    }
    guard isSized else {
      return lower.moved(by: ValueDraw.uniform(&dice, upTo: width))
    }
    let plain = min(simplest, upper)
    let above = plain.distance(to: upper)
    let below = lower.distance(to: plain)
    let goesDown = above.isZero || (!below.isZero && detail & 1 == 1)
    let reach = goesDown ? below : above
    let bits = Int((detail >> 1) % UInt64(reach.significantBits + 1))
    let offset = min(ValueDraw.bits(&dice, bits), reach)
    return plain.moved(by: offset, down: goesDown)
  }

  /// A uniform word of some bits.
  private static func bits(_ dice: inout Dice, _ count: Int) -> Word256 {
    guard count > 0 else { return .zero }
    guard count > 64 else { return Word256(dice.nextWord() >> UInt64(64 - count)) }
    let low = UInt128(dice.nextWord()) | UInt128(dice.nextWord()) << 64
    guard count > 128 else { return Word256(low >> UInt128(128 - count)) }
    let high = UInt128(dice.nextWord()) | UInt128(dice.nextWord()) << 64
    return Word256(high: high >> UInt128(256 - count), low: low)
  }

  /// A uniform word from 0 to `limit`, drawn again while it is above.
  private static func uniform(_ dice: inout Dice, upTo limit: Word256) -> Word256 {
    if let narrow = limit.asUInt64, narrow < .max { return Word256(dice.below(narrow + 1)) }
    var word = bits(&dice, limit.significantBits)
    while word > limit { word = bits(&dice, limit.significantBits) }
    return word
  }
}

extension Int256 {
  /// `to − self`, which is not negative.
  func distance(to: Int256) -> Word256 { to.bits.subtractingReportingOverflow(bits).partialValue }

  /// `self ± offset`, which is in range.
  func moved(by offset: Word256, down: Bool = false) -> Int256 {
    Int256(
      bits: down
        ? bits.subtractingReportingOverflow(offset).partialValue
        : bits.addingReportingOverflow(offset).partialValue)
  }
}

extension Word256 {
  /// The value as 64 bits, or nil when it needs more.
  var asUInt64: UInt64? { high == 0 && low <= UInt128(UInt64.max) ? UInt64(low) : nil }
}

/// The last few numbers of a case: faults often need the same amount twice, or one unit more.
struct Recent {
  private(set) var count = 0
  private var values = InlineArray<4, Int256>(repeating: .zero)
  private var oldest = 0

  mutating func note(_ value: Int256) {
    values[oldest] = value
    oldest = (oldest + 1) % 4
    count = min(count + 1, 4)
  }

  mutating func clear() { (count, oldest) = (0, 0) }

  /// One of the values, or one unit beside it.
  func neighbour(_ detail: UInt64) -> Int256 {
    let value = values[Int(detail % UInt64(count))]
    switch (detail >> 8) % 4 {
    case 0: return value.addingReportingOverflow(1).partialValue
    case 1: return value.subtractingReportingOverflow(1).partialValue
    default: return value
    }
  }
}
