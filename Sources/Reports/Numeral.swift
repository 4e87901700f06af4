public import Exact
public import Units

/// An exact number about to be shown.
///
/// This is the only place where a decimal is shortened. Shortening rounds the exact value once, to nearest with ties to
/// even, and a shortened text begins with `≈ `; a text without that mark is exact.
public struct Numeral: Hashable, Sendable {
  /// The number itself.
  public let value: Rational

  /// An exact number.
  public init(_ value: Rational) { self.value = value }

  /// `units · 10^−decimals`.
  public init(_ units: Integer, decimals: Int) {
    guard let value = Rational(units, over: Integer(10).power(decimals)) else {
      preconditionFailure("10 to the power of \(decimals) was zero")
    }
    self.value = value
  }

  /// Whole tokens of an amount.
  public init<Side>(_ amount: Amount<Side>, of token: Token) {
    self.init(Integer(amount.units), decimals: token.decimals)
  }

  /// Whole tokens of a change.
  public init<Side>(_ change: Change<Side>, of token: Token) {
    self.init(Integer(change.units), decimals: token.decimals)
  }

  /// Quote tokens of a value counted in the pair's fine units.
  public init(fineUnits: Integer, of pair: Pair) {
    self.init(fineUnits, decimals: pair.base.decimals + 18)
  }

  /// Quote tokens per base token.
  public init(_ price: Price) { self.init(Integer(price.wads), decimals: 18) }

  /// The ratio itself: 80 % is 0.8.
  public init(_ ratio: Ratio) { self.init(Integer(ratio.wads), decimals: 18) }
}

// MARK: - Text

extension Numeral {
  /// The number in full: a decimal with thousands separated, or `n/d` when its decimals never end.
  public var exact: String {
    guard let text = value.decimalDescription else { return value.description }
    return Numeral.separated(text)
  }

  /// The number with exactly `places` decimals, marked `≈` when that is not all of it.
  public func rounded(places: Int) -> String {
    let scaled = value.scaled(decimals: places, rounding: .nearest)
    let text = Numeral.separated(Numeral.decimal(scaled, places: places))
    return Numeral(scaled, decimals: places).value == value ? text : "≈ " + text
  }

  /// The number with as few decimals as leave `digits` significant ones, marked `≈` when that is not all of it.
  ///
  /// Whole digits are never dropped: 123,456 with 3 digits stays 123,456. Ends of zeros are left out.
  public func significant(digits: Int) -> String {
    precondition(digits > 0, "\(digits) significant digits say nothing")
    guard !value.isZero else { return "0" }
    var places = max(0, digits - Numeral.wholeDigits(value.magnitude))
    while value.magnitude.scaled(decimals: places, rounding: .down) < Integer(10).power(digits - 1),
      value.magnitude < 1
    {
      places += 1
    }
    let scaled = value.scaled(decimals: places, rounding: .nearest)
    let kept = Numeral(scaled, decimals: places)
    return kept.value == value ? kept.exact : "≈ " + kept.exact
  }

  /// The number as with ``significant(digits:)``, 6 of them, and from 10¹⁵ on as `≈ 5.18341 · 10^60`.
  public var compact: String {
    let digits = Numeral.wholeDigits(value.magnitude)
    guard digits > 15, let power = Rational(1, over: Integer(10).power(digits - 1)) else {
      return significant(digits: 6)
    }
    let kept = Numeral(value * power).significant(digits: 6)
    return kept + " · 10^\(digits - 1)"
  }

  /// A hundred times the number with `places` decimals, and ` %`.
  public func percent(places: Int) -> String { Numeral(value * 100).rounded(places: places) + " %" }

  /// Ten thousand times the number with `places` decimals, and ` bp`.
  public func basisPoints(places: Int) -> String { Numeral(value * 10_000).rounded(places: places) + " bp" }

  /// The text that `render` gives, with a plus sign when the number is above zero.
  public func signed(_ render: (Numeral) -> String) -> String {
    let text = render(self)
    guard !value.isZero, !value.isNegative else { return text }
    return text.hasPrefix("≈ ") ? "≈ +" + text.dropFirst(2) : "+" + text
  }

  /// Digits before the point; 1 for anything below 1.
  private static func wholeDigits(_ magnitude: Rational) -> Int {
    magnitude < 1 ? 0 : magnitude.rounded(.down).description.utf8.count
  }

  /// `scaled · 10^−places` with all its places and no negative zero.
  private static func decimal(_ scaled: Integer, places: Int) -> String {
    guard places > 0 else { return scaled.description }
    let digits = scaled.magnitude.description
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.utf8.count)) + digits
    return (scaled.isNegative ? "-" : "") + padded.dropLast(places) + "." + padded.suffix(places)
  }

  /// A comma between each three digits before the point.
  private static func separated(_ text: String) -> String {
    let bytes = Array(text.utf8)
    let end = bytes.firstIndex(of: UInt8(ascii: ".")) ?? bytes.count
    let start = bytes.first == UInt8(ascii: "-") ? 1 : 0
    var result = ""
    for (index, byte) in bytes.enumerated() {
      if index > start, index < end, (end - index) % 3 == 0 { result += "," }
      result.unicodeScalars.append(Unicode.Scalar(byte))
    }
    return result
  }
}
