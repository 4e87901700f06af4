internal import Exact
internal import Feeds

extension Parameter {
  /// Draws a value between the range's lower end and `upper`, which is inside the range.
  ///
  /// Of sixteen draws one is an end, one an edge, one a recent value or its neighbour, where there are such.
  func draw(_ dice: inout Dice, upTo upper: Int256, recent: Recent) -> Int256 {
    let lower = range.lowerBound
    let width = Parameter.distance(from: lower, to: upper)
    let control = dice.nextWord()
    if let narrow = width.asUInt64, narrow < 16 {
      return Parameter.moved(lower, by: Word256(control.multipliedFullWidth(by: narrow + 1).high))
    }
    let detail = control >> 8
    switch control & 15 {
    case 0:
      return detail & 1 == 0 ? upper : lower
    case 1 where !edges.isEmpty:
      return min(edges[Int(detail % UInt64(edges.count))], upper)
    case 2 where !isTime && recent.count > 0:
      let value = recent.neighbour(detail)
      if value >= lower, value <= upper { return value }
    default: break
    }
    guard case .sized = spread else {
      return Parameter.moved(lower, by: Parameter.uniform(&dice, upTo: width))
    }
    let plain = min(simplest, upper)
    let above = Parameter.distance(from: plain, to: upper)
    let below = Parameter.distance(from: lower, to: plain)
    let goesDown = above.isZero || (!below.isZero && detail & 1 == 1)
    let reach = goesDown ? below : above
    let bits = Int((detail >> 1) % UInt64(reach.significantBits + 1))
    let offset = min(Parameter.bits(&dice, bits), reach)
    return Parameter.moved(plain, by: offset, down: goesDown)
  }

  /// `to − from`, which is not negative.
  static func distance(from: Int256, to: Int256) -> Word256 {
    to.bits.subtractingReportingOverflow(from.bits).partialValue
  }

  /// `value ± offset`, which is in range.
  static func moved(_ value: Int256, by offset: Word256, down: Bool = false) -> Int256 {
    Int256(
      bits: down
        ? value.bits.subtractingReportingOverflow(offset).partialValue
        : value.bits.addingReportingOverflow(offset).partialValue)
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
