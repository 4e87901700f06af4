extension Int256: LosslessStringConvertible {
  /// The magnitude in decimal, with a leading `-` below zero.
  public var description: String { (isNegative ? "-" : "") + magnitude.description }

  /// The value of an optional `-` and one or more ASCII digits; nil for anything else and outside −2²⁵⁵ ..< 2²⁵⁵.
  public init?(_ text: String) {
    let negative = text.utf8.first == UInt8(ascii: "-")
    guard let magnitude = Word256(negative ? String(text.dropFirst()) : text) else { return nil }
    guard let value = Int256(negative: negative, magnitude: magnitude) else { return nil }
    self = value
  }
}
