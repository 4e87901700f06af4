import Exact

/// Prices in quote tokens per whole base token: `3_000 USDC` ⇄ ``Price``.
public enum PriceText {
  /// A price above zero with at most 18 decimals.
  ///
  /// - Parameter symbol: the quote token's symbol, which the text must then name; nil reads a plain number.
  /// - Throws: `TextRefusal` in reading order; then `.valueMustFit` from 2¹²⁸ · 10⁻¹⁸ up and `.valueMustBePositive`.
  public static func read(_ text: String, symbol: String?) throws(TextRefusal) -> Price {
    var scanner = try TextScanner(text)
    let number = try scanner.decimal(signed: false)
    if let symbol {
      let (name, place) = scanner.word()
      guard !name.isEmpty else { throw TextRefusal(.unitMustBePresent(expected: [symbol]), at: place) }
      guard name == symbol else {
        throw TextRefusal(.unitMustBeKnown(unit: name, expected: [symbol]), at: place)
      }
    }
    try scanner.mustEnd()
    let place = scanner.numberPlace
    guard let wads = try number.magnitude(decimals: 18, at: place).asUInt128 else {
      throw TextRefusal(.valueMustFit, at: place)
    }
    guard wads > 0 else { throw TextRefusal(.valueMustBePositive, at: place) }
    return Price(wads: wads)
  }

  /// `3000 USDC`, exactly; `3000` without a symbol.
  public static func write(_ price: Price, symbol: String?) -> String {
    let number = DecimalText.write(.init(price.wads), decimals: 18)
    return symbol.map { number + " " + $0 } ?? number
  }
}
