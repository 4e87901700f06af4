extension Word256: LosslessStringConvertible {
  /// The digits 0 to 9 in decimal, without sign, separators or leading zeros.
  public var description: String {
    if high == 0 { return low.description }
    let (upper, lower) = divided(byNonZero: 10_000_000_000_000_000_000_000_000_000_000_000_000)
    let tail = lower.description
    return upper.description + String(repeating: "0", count: 37 - tail.utf8.count) + tail
  }

  /// The value of one or more ASCII digits; nil for anything else and for 2²⁵⁶ or more.
  ///
  /// Leading zeros are accepted; signs, separators and spaces are not.
  public init?(_ text: String) {
    guard !text.isEmpty else { return nil }
    var value = Word256.zero
    for byte in text.utf8 {
      guard (48...57).contains(byte) else { return nil }
      let (scaled, tooWide) = value.multipliedReportingOverflow(by: 10 as UInt64)
      let (sum, overflow) = scaled.addingReportingOverflow(Word256(UInt64(byte - 48)))
      guard !tooWide else { return nil }
      guard !overflow else { return nil }
      value = sum
    }
    self = value
  }
}
