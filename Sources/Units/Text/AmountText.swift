public import Exact

/// Amounts of a token: `12 ETH`, `1.5ETH`, `3_000 USDC`, `1500 units ETH` ⇄ base units.
///
/// A plain number counts whole tokens; `units` counts base units. Symbols are case-sensitive.
public enum AmountText {
  /// An amount whose text names its token.
  ///
  /// - Parameter tokens: the tokens it may be of.
  /// - Throws: `TextRefusal` in reading order; `.unitMustBePresent` and `.unitMustBeKnown` list the symbols.
  public static func read(_ text: String, tokens: [Token]) throws(TextRefusal) -> (
    token: Token, units: Word256
  ) {
    var scanner = try TextScanner(text)
    let number = try scanner.decimal(signed: false)
    var (name, place) = scanner.word()
    let countsUnits = name == unitsWord
    if countsUnits { (name, place) = scanner.word() }
    let symbols = tokens.map(\.symbol)
    guard !name.isEmpty else { throw TextRefusal(.unitMustBePresent(expected: symbols), at: place) }
    guard let token = tokens.first(where: { $0.symbol == name }) else {
      throw TextRefusal(.unitMustBeKnown(unit: name, expected: symbols), at: place)
    }
    let decimals = countsUnits ? 0 : token.decimals
    let units = try number.magnitude(decimals: decimals, at: scanner.numberPlace)
    try scanner.mustEnd()
    return (token, units)
  }

  /// An amount of a token known beforehand, whose symbol may be left out: `12`, `12 ETH`, `1500 units`.
  ///
  /// - Throws: `TextRefusal` in reading order.
  public static func read(_ text: String, of token: Token) throws(TextRefusal) -> Word256 {
    var scanner = try TextScanner(text)
    let number = try scanner.decimal(signed: false)
    var (name, place) = scanner.word()
    let countsUnits = name == unitsWord
    if countsUnits { (name, place) = scanner.word() }
    guard name.isEmpty || name == token.symbol else {
      throw TextRefusal(.unitMustBeKnown(unit: name, expected: [token.symbol, unitsWord]), at: place)
    }
    let decimals = countsUnits ? 0 : token.decimals
    let units = try number.magnitude(decimals: decimals, at: scanner.numberPlace)
    try scanner.mustEnd()
    return units
  }

  /// `1.5 ETH`: whole tokens, exactly.
  public static func write(_ units: Word256, of token: Token) -> String {
    DecimalText.write(units, decimals: token.decimals) + " " + token.symbol
  }

  /// Whether `symbol` can be told from numbers and units: a letter, then at most 15 letters, digits or points.
  public static func isSymbol(_ symbol: String) -> Bool {
    guard let first = symbol.utf8.first, isLetter(first), symbol.utf8.count <= 16 else { return false }
    return symbol != unitsWord
      && symbol.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: ".") }
  }

  /// The word that makes a number count base units.
  public static let unitsWord = "units"

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
