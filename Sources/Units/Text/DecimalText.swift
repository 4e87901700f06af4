public import Exact

/// Plain decimals of a fixed number of places: `1_234.5` ⇄ an integer.
///
/// `_` may stand between digits; a point needs digits on both sides; there is no exponent, no `NaN`, no infinity.
public enum DecimalText {
  /// `number · 10^decimals` as an exact integer.
  ///
  /// - Parameters:
  ///   - text: digits, with spaces around them at most.
  ///   - decimals: places the integer carries.
  /// - Throws: `TextRefusal` in reading order; then `.decimalsMustFit` and `.valueMustFit`.
  public static func read(_ text: String, decimals: Int) throws(TextRefusal) -> Word256 {
    var scanner = try TextScanner(text)
    let number = try scanner.decimal(signed: false)
    let value = try number.magnitude(decimals: decimals, at: scanner.numberPlace)
    try scanner.mustEnd()
    return value
  }

  /// `value · 10^−decimals`, exactly, without needless zeros: `1.5` for 1500 at three decimals.
  public static func write(_ value: Word256, decimals: Int) -> String {
    var digits = Self.digits(of: value)
    if digits.count <= decimals {
      digits.insert(contentsOf: repeatElement(UInt8(ascii: "0"), count: decimals + 1 - digits.count), at: 0)
    }
    let point = digits.count - decimals
    var fraction = digits[point...]
    while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
    let whole = String(decoding: digits[..<point], as: UTF8.self)
    return fraction.isEmpty ? whole : whole + "." + String(decoding: fraction, as: UTF8.self)
  }

  /// The decimal digits of a value, at least one.
  private static func digits(of value: Word256) -> [UInt8] {
    var (high, low) = (value.high, value.low)
    var reversed: [UInt8] = []
    repeat {
      let top = high.quotientAndRemainder(dividingBy: 10)
      let bottom = UInt128(10).dividingFullWidth((high: top.remainder, low: low))
      (high, low) = (top.quotient, bottom.quotient)
      reversed.append(UInt8(ascii: "0") + UInt8(bottom.remainder))
    } while (high | low) != 0
    return reversed.reversed()
  }
}
