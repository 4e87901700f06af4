import Exact

/// Fees: `0.30%`, `30 bp`, `3/1000` ⇄ ``Fee``.
///
/// A bare number is refused: `0.3` could mean 0.3 % or 30 %.
public enum FeeText {
  /// An exact fraction from 0 up to but not including 1.
  ///
  /// - Throws: `TextRefusal` in reading order; then `.denominatorMustBePositive`, `.feeMustStayBelowOne`,
  ///   `.valueMustFit` for the parts of a fraction, and `.decimalsMustFit` when the reduced denominator exceeds
  ///   ``Fee/maximumDenominator``.
  public static func read(_ text: String) throws(TextRefusal) -> Fee {
    var scanner = try TextScanner(text)
    let number = try scanner.decimal(signed: false)
    let place = scanner.numberPlace
    scanner.skipSpaces()
    if scanner.take(UInt8(ascii: "/")) {
      return try fraction(number, at: place, scanner: &scanner)
    }
    let (unit, unitPlace) = scanner.word()
    let places: Int
    switch unit {
    case "%": places = 2
    case "bp": places = 4
    case "": throw TextRefusal(.unitMustBePresent(expected: units), at: unitPlace)
    default: throw TextRefusal(.unitMustBeKnown(unit: unit, expected: units), at: unitPlace)
    }
    try scanner.mustEnd()
    let tooPrecise = TextRefusal(.decimalsMustFit(maximum: 12 - places), at: place)
    let hundred: Word256 = places == 2 ? 100 : 10_000
    guard number.digits.count - number.fractionDigits <= places + 1 else {
      throw TextRefusal(.feeMustStayBelowOne, at: place)
    }
    guard number.fractionDigits + places <= 19 else { throw tooPrecise }
    let numerator = try number.magnitude(decimals: number.fractionDigits, at: place)
    var denominator = hundred
    for _ in 0..<number.fractionDigits { denominator = denominator * 10 }
    return try fee(numerator, over: denominator, numerator: place, denominator: place, tooPrecise: tooPrecise)
  }

  /// `0.3%`, or `n/d` when per cents would not be exact in ten decimals.
  public static func write(_ fee: Fee) -> String {
    guard Fee.maximumDenominator % fee.denominator == 0 else { return "\(fee.numerator)/\(fee.denominator)" }
    let scaled = Word256(fee.numerator) * Word256(Fee.maximumDenominator / fee.denominator)
    return DecimalText.write(scaled, decimals: 10) + "%"
  }

  private static let units = ["%", "bp"]

  private static func fraction(
    _ number: DecimalDigits, at place: Range<Int>, scanner: inout TextScanner
  ) throws(TextRefusal) -> Fee {
    let numerator = try number.magnitude(decimals: 0, at: place)
    scanner.skipSpaces()
    let below = try scanner.decimal(signed: false)
    let denominator = try below.magnitude(decimals: 0, at: scanner.numberPlace)
    try scanner.mustEnd()
    return try fee(
      numerator, over: denominator, numerator: place, denominator: scanner.numberPlace,
      tooPrecise: TextRefusal(.valueMustFit, at: scanner.numberPlace))
  }

  private static func fee(
    _ numerator: Word256, over denominator: Word256, numerator place: Range<Int>,
    denominator placeBelow: Range<Int>, tooPrecise: TextRefusal
  ) throws(TextRefusal) -> Fee {
    guard !denominator.isZero else { throw TextRefusal(.denominatorMustBePositive, at: placeBelow) }
    guard numerator < denominator else { throw TextRefusal(.feeMustStayBelowOne, at: place) }
    guard let below = denominator.asUInt128.flatMap({ UInt64(exactly: $0) }),
      let above = numerator.asUInt128.flatMap({ UInt64(exactly: $0) })
    else { throw tooPrecise }
    do throws(FeeRefusal) {
      return try Fee(above, over: below)
    } catch {
      throw tooPrecise
    }
  }
}
