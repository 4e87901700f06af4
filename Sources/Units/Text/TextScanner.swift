import Exact

/// Walks over a text once: numbers, then units; spaces may stand between them.
struct TextScanner {
  let bytes: [UInt8]
  private(set) var position = 0
  /// Where the most recent number stood.
  private(set) var numberPlace = 0..<0

  init(_ text: String) throws(TextRefusal) {
    bytes = Array(text.utf8)
    skipSpaces()
    guard position < bytes.count else { throw TextRefusal(.textMustNotBeEmpty, at: 0..<bytes.count) }
  }

  /// The byte at the current position; nil at the end.
  var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func skipSpaces() {
    while next == UInt8(ascii: " ") { position += 1 }
  }

  /// Steps over `byte` if it is next.
  mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    position += 1
    return true
  }

  /// Digits with `_` between them, an optional point and digits after it. A sign only where `signed`.
  mutating func decimal(signed: Bool) throws(TextRefusal) -> DecimalDigits {
    let start = position
    var number = DecimalDigits()
    if let sign = next, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      guard signed else { throw TextRefusal(.signMustBeAbsent, at: position..<position + 1) }
      number.isNegative = sign == UInt8(ascii: "-")
      position += 1
    }
    try digits { number.append($0, isFraction: false) }
    if take(UInt8(ascii: ".")) {
      try digits { number.append($0, isFraction: true) }
    }
    if let letter = next, letter | 0x20 == UInt8(ascii: "e"), isExponent(at: position + 1) {
      throw TextRefusal(.exponentMustBeWrittenOut, at: start..<endOfWord())
    }
    guard next != UInt8(ascii: ".") else { throw TextRefusal(.numberMustBeDecimal, at: start..<endOfWord()) }
    numberPlace = start..<position
    number.dropTrailingZeros()
    return number
  }

  /// The letters, digits and points up to the next space; `%` and `/` stand alone.
  mutating func word() -> (text: String, place: Range<Int>) {
    skipSpaces()
    let start = position
    position = endOfWord()
    return (String(decoding: bytes[start..<position], as: UTF8.self), start..<position)
  }

  /// Refuses anything but spaces up to the end.
  mutating func mustEnd() throws(TextRefusal) {
    skipSpaces()
    guard position == bytes.count else { throw TextRefusal(.textMustEnd, at: position..<bytes.count) }
  }

  private mutating func digits(_ append: (UInt8) -> Void) throws(TextRefusal) {
    let start = position
    var isAfterDigit = false
    while let byte = next {
      if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
        append(byte - UInt8(ascii: "0"))
        isAfterDigit = true
      } else if byte == UInt8(ascii: "_") {
        guard isAfterDigit else {
          throw TextRefusal(.separatorMustStandBetweenDigits, at: position..<position + 1)
        }
        isAfterDigit = false
      } else {
        break
      }
      position += 1
    }
    guard position > start else {
      throw TextRefusal(.numberMustBeDecimal, at: start..<max(start, endOfWord()))
    }
    guard isAfterDigit else {
      throw TextRefusal(.separatorMustStandBetweenDigits, at: position - 1..<position)
    }
  }

  private func isExponent(at index: Int) -> Bool {
    var index = index
    if index < bytes.count, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
      index += 1
    }
    return index < bytes.count && bytes[index] >= UInt8(ascii: "0") && bytes[index] <= UInt8(ascii: "9")
  }

  private func endOfWord() -> Int {
    var end = position
    while end < bytes.count, bytes[end] != UInt8(ascii: " ") { end += 1 }
    return end
  }
}

/// A decimal number as it was written: exact, whatever its length.
struct DecimalDigits {
  var isNegative = false
  /// Digit values without leading zeros.
  private(set) var digits: [UInt8] = []
  /// How many of the digits stand after the point; may exceed `digits.count` for 0.00….
  private(set) var fractionDigits = 0

  var isZero: Bool { digits.isEmpty }

  fileprivate mutating func append(_ digit: UInt8, isFraction: Bool) {
    if !digits.isEmpty || digit != 0 { digits.append(digit) }
    if isFraction { fractionDigits += 1 }
  }

  fileprivate mutating func dropTrailingZeros() {
    while fractionDigits > 0, digits.last ?? 0 == 0 {
      if !digits.isEmpty { digits.removeLast() }
      fractionDigits -= 1
    }
  }

  /// `|number| · 10^decimals`, which must be an integer and fit 256 bits.
  /// - Throws: `.decimalsMustFit`, then `.valueMustFit`, both at `place`.
  func magnitude(decimals: Int, at place: Range<Int>) throws(TextRefusal) -> Word256 {
    guard fractionDigits <= decimals else {
      throw TextRefusal(.decimalsMustFit(maximum: decimals), at: place)
    }
    // 2²⁵⁶ has 78 digits; more can never fit, and a long text costs no more than reading it.
    guard isZero || digits.count + decimals - fractionDigits <= 78 else {
      throw TextRefusal(.valueMustFit, at: place)
    }
    var value = Word256.zero
    let zeros = isZero ? 0 : decimals - fractionDigits
    do throws(ArithmeticRefusal) {
      for digit in digits { value = try value.multiplied(by: 10).adding(Word256(UInt64(digit))) }
      for _ in 0..<zeros { value = try value.multiplied(by: 10) }
    } catch {
      throw TextRefusal(.valueMustFit, at: place)
    }
    return value
  }
}
