import Exact

/// Lengths of time: `250 ms`, `12 s`, `5 m`, `1 h`, `7 d` ⇄ ``Duration``.
public enum DurationText {
  /// A length of time that is a whole number of milliseconds, zero or more.
  ///
  /// - Throws: `TextRefusal` in reading order; then `.decimalsMustFit` and `.valueMustFit` (2⁶³ ms).
  public static func read(_ text: String) throws(TextRefusal) -> Duration {
    switch try read(text, allowsBlocks: false) {
    case .time(let duration): return duration
    case .blocks: preconditionFailure("a duration was read in blocks although blocks are not allowed")
    }
  }

  /// A length of time or a number of blocks: `12 s`, `1 block`, `50 blocks`.
  ///
  /// - Throws: as ``read(_:)``; blocks must be whole.
  public static func readSpan(_ text: String) throws(TextRefusal) -> Span {
    try read(text, allowsBlocks: true)
  }

  /// `7 d`: the largest unit that leaves a whole number.
  public static func write(_ duration: Duration) -> String {
    let milliseconds = duration.milliseconds
    let unit = units.last { milliseconds != 0 && milliseconds % $0.milliseconds == 0 } ?? units[1]
    return "\(milliseconds / unit.milliseconds) \(unit.name)"
  }

  /// The units, smallest first.
  private static let units: [(name: String, milliseconds: Int64)] = [
    ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
  ]

  private static func read(_ text: String, allowsBlocks: Bool) throws(TextRefusal) -> Span {
    var scanner = try TextScanner(text)
    let number = try scanner.decimal(signed: false)
    let numberPlace = scanner.numberPlace
    let (name, place) = scanner.word()
    let expected = units.map(\.name) + (allowsBlocks ? ["blocks"] : [])
    guard !name.isEmpty else { throw TextRefusal(.unitMustBePresent(expected: expected), at: place) }
    try scanner.mustEnd()
    if allowsBlocks, name == "block" || name == "blocks" {
      return .blocks(Int(try whole(number, times: 1, at: numberPlace)))
    }
    guard let unit = units.first(where: { $0.name == name }) else {
      throw TextRefusal(.unitMustBeKnown(unit: name, expected: expected), at: place)
    }
    return .time(Duration(milliseconds: try whole(number, times: unit.milliseconds, at: numberPlace)))
  }

  /// `number · factor`, which must be an integer below 2⁶³.
  private static func whole(
    _ number: DecimalDigits, times factor: Int64, at place: Range<Int>
  ) throws(TextRefusal) -> Int64 {
    // Milliseconds in a day have eight decimals' worth of factors of ten and two: ten places hold every exact case.
    let places = 10
    guard number.fractionDigits <= places else {
      throw TextRefusal(.decimalsMustFit(maximum: decimals(of: factor)), at: place)
    }
    let scaled = try number.magnitude(decimals: places, at: place)
    guard let native = scaled.asUInt128, native < UInt128(1) << 100 else {
      throw TextRefusal(.valueMustFit, at: place)
    }
    let (quotient, remainder) = (native * UInt128(factor.magnitude)).quotientAndRemainder(
      dividingBy: 10_000_000_000)
    guard remainder == 0 else {
      throw TextRefusal(.decimalsMustFit(maximum: decimals(of: factor)), at: place)
    }
    guard let value = Int64(exactly: quotient) else { throw TextRefusal(.valueMustFit, at: place) }
    return value
  }

  /// The decimals that are always exact at `factor` milliseconds a unit.
  private static func decimals(of factor: Int64) -> Int {
    var (places, rest) = (0, factor)
    while rest % 10 == 0 { (places, rest) = (places + 1, rest / 10) }
    return places
  }
}

/// A length of time, or a number of blocks.
public enum Span: Hashable, Sendable {
  /// In milliseconds.
  case time(Duration)
  /// In blocks.
  case blocks(Int)
}
