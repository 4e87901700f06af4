/// A moment as recordings write it, in milliseconds since 1970-01-01 00:00 UTC.
enum TimeStamp {
  /// Reads `2023-08-13`, `2023-08-13 00:00`, `2023-08-13T00:00:00.250Z`, `…+02:00`, or Unix seconds (below 10¹¹) or
  /// milliseconds; nil for anything else. A time without a zone is UTC.
  static func read(_ text: some Collection<UInt8>) -> Int64? {
    var cursor = Cursor(text)
    guard let first = cursor.digits(1...14), !first.isEmpty else { return nil }
    if cursor.isAtEnd || cursor.peek == UInt8(ascii: ".") { return unix(first, &cursor) }
    guard first.count == 4 else { return nil }
    return civil(year: first.value, &cursor)
  }

  private static func unix(_ whole: Digits, _ cursor: inout Cursor) -> Int64? {
    if whole.value >= 100_000_000_000 { return cursor.isAtEnd ? Int64(whole.value) : nil }
    guard let fraction = cursor.fraction(), cursor.isAtEnd else { return nil }
    return Int64(whole.value * 1000 + fraction)
  }

  private static func civil(year: Int, _ cursor: inout Cursor) -> Int64? {
    guard cursor.skip("-"), let month = cursor.two(), cursor.skip("-"), let day = cursor.two(),
      let days = Calendar.days(year: year, month: month, day: day)
    else { return nil }
    let midnight = Int64(days) * 86_400_000
    if cursor.isAtEnd { return midnight }
    guard cursor.skip(" ") || cursor.skip("T"), let hour = cursor.two(), hour < 24, cursor.skip(":"),
      let minute = cursor.two(), minute < 60
    else { return nil }
    var milliseconds = (hour * 60 + minute) * 60_000
    if cursor.skip(":") {
      guard let second = cursor.two(), second < 60, let fraction = cursor.fraction() else { return nil }
      milliseconds += second * 1000 + fraction
    }
    guard let offset = cursor.zone(), cursor.isAtEnd else { return nil }
    return midnight + Int64(milliseconds - offset * 60_000)
  }

  /// A run of digits.
  private struct Digits {
    var value = 0
    var count = 0
    var isEmpty: Bool { count == 0 }
  }

  /// What is left of a text.
  private struct Cursor {
    private var rest: ArraySlice<UInt8>

    init(_ text: some Collection<UInt8>) { rest = ArraySlice(text) }

    var isAtEnd: Bool { rest.isEmpty }
    var peek: UInt8? { rest.first }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
      guard let next = rest.first, UInt32(next) == character.value else { return false }
      rest.removeFirst()
      return true
    }

    /// The digits that come next, or nil when there are more or fewer than allowed.
    mutating func digits(_ allowed: ClosedRange<Int>) -> Digits? {
      var found = Digits()
      while let next = rest.first, (48...57).contains(next) {
        guard found.count < allowed.upperBound else { return nil }
        found.value = found.value * 10 + Int(next - 48)
        found.count += 1
        rest.removeFirst()
      }
      return found.count >= allowed.lowerBound ? found : nil
    }

    /// The next two characters as a number, whatever follows.
    mutating func two() -> Int? {
      guard rest.count >= 2 else { return nil }
      var pair = Cursor(rest.prefix(2))
      rest.removeFirst(2)
      return pair.digits(2...2)?.value
    }

    /// Milliseconds after a point, 0 without one; nil for finer than a millisecond.
    mutating func fraction() -> Int? {
      guard skip(".") else { return 0 }
      guard let digits = digits(1...9) else { return nil }
      var (value, count) = (digits.value, digits.count)
      while count < 3 { (value, count) = (value * 10, count + 1) }
      while count > 3 {
        guard value % 10 == 0 else { return nil }
        (value, count) = (value / 10, count - 1)
      }
      return value
    }

    /// Minutes east of Greenwich: 0 for nothing and for `Z`.
    mutating func zone() -> Int? {
      if isAtEnd || skip("Z") { return 0 }
      let isWest = peek == UInt8(ascii: "-")
      guard skip("+") || skip("-"), let hours = two(), hours < 24 else { return nil }
      _ = skip(":")
      guard let minutes = two(), minutes < 60 else { return nil }
      return (hours * 60 + minutes) * (isWest ? -1 : 1)
    }
  }
}
