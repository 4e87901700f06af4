import Units

/// The bounds that several keys share.
enum Bounds {
  /// The shortest block and the shortest time that means anything.
  static let millisecond = Duration(milliseconds: 1)
  /// The longest run: a century of 365-day years.
  static let century = Duration(milliseconds: 100 * Duration.year.milliseconds)
  /// The most blocks a run may have.
  static let blocks = 100_000_000
  /// Any length of time, none included.
  static let anyTime = Duration.zero...century
  /// Any length of time but none.
  static let someTime = millisecond...century

  /// A ratio of whole per cents.
  static func percent(_ percents: Int128) -> Ratio { Ratio(wads: percents * 10_000_000_000_000_000) }

  /// A range of whole per cents.
  static func percents(_ range: ClosedRange<Int128>) -> ClosedRange<Ratio> {
    percent(range.lowerBound)...percent(range.upperBound)
  }
}
