internal import Exact

/// A word of a claim and where it stands.
struct ExpressionToken {
  enum Kind: Equatable {
    case number(Rational)
    case name(String)
    case relation(Relation)
    case symbol(UInt8)
    case end
  }

  var kind: Kind
  /// In UTF-8 bytes.
  var range: Range<Int>

  /// Names that are words of the language.
  static let keywords = ["and", "or", "not", "implies", "old", "min", "max", "abs"]
  static let longestText = 4_096
  static let mostDigits = 160
  static let greatestExponent = 154
}

/// Splits a claim into words.
///
/// A hyphen between a name's character and a letter or digit, without spaces, belongs to the name: `pools.eth-usdc` is one
/// quantity, `a - b` a difference.
struct ExpressionLexer {
  private let text: [UInt8]
  private var position = 0

  init(_ text: String) { self.text = Array(text.utf8) }

  /// The words of a text, an end after the last.
  static func tokens(_ text: String) throws(ExpressionMistake) -> [ExpressionToken] {
    var lexer = ExpressionLexer(text)
    guard lexer.text.count <= ExpressionToken.longestText else {
      throw ExpressionMistake(
        ExpressionToken.longestText..<lexer.text.count,
        "the claim is longer than \(ExpressionToken.longestText) bytes", help: "split it into several claims")
    }
    var tokens: [ExpressionToken] = []
    repeat { tokens.append(try lexer.next()) } while tokens.last?.kind != .end
    return tokens
  }

  private func byte(_ offset: Int = 0) -> UInt8? {
    position + offset < text.count ? text[position + offset] : nil
  }

  private mutating func next() throws(ExpressionMistake) -> ExpressionToken {
    while let byte = byte(), byte == 0x20 || (0x09...0x0D).contains(byte) { position += 1 }
    let start = position
    guard let first = byte() else { return ExpressionToken(kind: .end, range: start..<start) }
    if first.isDigit { return try number() }
    if first.isLetter { return name() }
    if let (relation, length) = relation() {
      position += length
      return ExpressionToken(kind: .relation(relation), range: start..<position)
    }
    guard "+-*/(),%".utf8.contains(first) else { throw strange(first) }
    position += 1
    return ExpressionToken(kind: .symbol(first), range: start..<position)
  }

  /// The relation that starts here, and its length.
  private func relation() -> (Relation, Int)? {
    for (sign, relation) in [("≥", Relation.atLeast), ("≤", .atMost), ("≠", .unequal)] {
      let bytes = Array(sign.utf8)
      if text[position...].starts(with: bytes) { return (relation, bytes.count) }
    }
    for relation in [Relation.atLeast, .atMost, .equal, .unequal, .above, .below]
    where text[position...].starts(with: relation.rawValue.utf8) {
      return (relation, relation.rawValue.utf8.count)
    }
    return nil
  }

  private mutating func name() -> ExpressionToken {
    let start = position
    while let byte = byte() {
      if byte.isLetter || byte.isDigit || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "[")
        || byte == UInt8(ascii: "]")
      {
        position += 1
      } else if byte == UInt8(ascii: "-"), let after = self.byte(1), after.isLetter || after.isDigit {
        position += 1
      } else {
        break
      }
    }
    let name = String(decoding: text[start..<position], as: UTF8.self)
    return ExpressionToken(kind: .name(name), range: start..<position)
  }

  /// `1_000`, `0.5`, `1e18`, each with a percent sign after it or not.
  private mutating func number() throws(ExpressionMistake) -> ExpressionToken {
    let start = position
    var digits = ""
    var places = 0
    var hasPoint = false
    while let byte = byte() {
      if byte.isDigit {
        digits.unicodeScalars.append(Unicode.Scalar(byte))
        places += hasPoint ? 1 : 0
      } else if byte == UInt8(ascii: "."), !hasPoint, let after = self.byte(1), after.isDigit {
        hasPoint = true
      } else if byte != UInt8(ascii: "_") {
        break
      }
      position += 1
    }
    var exponent = -places
    if byte() == UInt8(ascii: "e"), let after = byte(1), after.isDigit {
      position += 1
      var power = 0
      while let byte = byte(), byte.isDigit {
        power = min(power * 10 + Int(byte - UInt8(ascii: "0")), 1_000)
        position += 1
      }
      exponent += power
    }
    var isPercentage = false
    let end = position
    while byte() == 0x20 { position += 1 }
    if byte() == UInt8(ascii: "%") {
      position += 1
      isPercentage = true
    } else {
      position = end
    }
    let range = start..<position
    guard digits.count <= ExpressionToken.mostDigits, exponent <= ExpressionToken.greatestExponent,
      let whole = Integer(digits)
    else {
      throw ExpressionMistake(
        range, "the number is too long", help: "write at most \(ExpressionToken.mostDigits) digits")
    }
    if let unit = unitAhead() {
      throw ExpressionMistake(
        unit, "a number has no unit here",
        help: "write the exact number of smallest units, as the quantities count, without a unit")
    }
    let scale = Integer(10).power(abs(exponent))
    let value = exponent < 0 ? Rational(whole, over: scale) : Rational(whole * scale)
    let hundredth = Rational(1, over: 100) ?? .zero
    return ExpressionToken(
      kind: .number((value ?? .zero) * (isPercentage ? hundredth : .one)), range: range)
  }

  /// The word after a number, unless it is one of the language.
  private func unitAhead() -> Range<Int>? {
    var ahead = self
    while ahead.byte() == 0x20 { ahead.position += 1 }
    guard let letter = ahead.byte(), letter.isLetter else { return nil }
    let word = ahead.name()
    if case .name(let name) = word.kind, ExpressionToken.keywords.contains(name), ahead.position > position {
      return nil
    }
    return word.range
  }

  /// What to say about a character that is no part of the language.
  private mutating func strange(_ first: UInt8) -> ExpressionMistake {
    let start = position
    position += 1
    while let byte = byte(), byte & 0xC0 == 0x80 { position += 1 }
    if byte() == first, first == UInt8(ascii: "&") || first == UInt8(ascii: "|") { position += 1 }
    let written = String(decoding: text[start..<position], as: UTF8.self)
    let help =
      switch written {
      case "=": "write `==` to compare"
      case "!": "write `not`, or `!=` to compare"
      case "&", "&&": "write `and`"
      case "|", "||": "write `or`"
      case "^", "**": "write the product out: `a * a`"
      default: "a claim has quantities, numbers, `+ - * / ( ) ,` and comparisons"
      }
    return ExpressionMistake(start..<position, "`\(written)` has no meaning here", help: help)
  }
}

extension UInt8 {
  /// 0 to 9.
  var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

  /// A letter or an underscore.
  var isLetter: Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) || self == UInt8(ascii: "_")
  }
}
