import Exact

/// Shares and rates: `80%`, `0.8`, `-25%`, `30 bp` ⇄ ``Ratio``.
public enum RatioText {
  /// A signed share with at most 18 decimals once divided out.
  ///
  /// - Throws: `TextRefusal` in reading order; then `.decimalsMustFit` and `.valueMustFit` (below 2¹²⁷ · 10⁻¹⁸).
  public static func read(_ text: String) throws(TextRefusal) -> Ratio {
    var scanner = try TextScanner(text)
    let number = try scanner.decimal(signed: true)
    let (unit, place) = scanner.word()
    let decimals: Int
    switch unit {
    case "": decimals = 18
    case "%": decimals = 16
    case "bp": decimals = 14
    default: throw TextRefusal(.unitMustBeKnown(unit: unit, expected: ["%", "bp"]), at: place)
    }
    try scanner.mustEnd()
    let magnitude = try number.magnitude(decimals: decimals, at: scanner.numberPlace)
    guard let wads = magnitude.asUInt128.flatMap({ Int128(exactly: $0) }) else {
      throw TextRefusal(.valueMustFit, at: scanner.numberPlace)
    }
    return Ratio(wads: number.isNegative ? -wads : wads)
  }

  /// `80%`, exactly.
  public static func write(_ ratio: Ratio) -> String {
    let sign = ratio.wads < 0 ? "-" : ""
    return sign + DecimalText.write(.init(ratio.wads.magnitude), decimals: 16) + "%"
  }
}
