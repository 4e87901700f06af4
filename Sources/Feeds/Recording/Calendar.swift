/// Civil dates as days and milliseconds since 1970-01-01 00:00 UTC, by integer arithmetic alone.
///
/// The proleptic Gregorian calendar, years 0001 to 9999, no leap seconds.
public enum Calendar {
  /// Days from 1970-01-01 to a date, or nil when there is no such date.
  ///
  /// Years begin in March here, so that a leap day comes last: months of 30.6 days, `⌊(153 m + 2) / 5⌋`, years of
  /// `365 + ¼ − 1/100 + 1/400` days.
  public static func days(year: Int, month: Int, day: Int) -> Int? {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= length(month, of: year)
    else { return nil }
    let monthFromMarch = (month + 9) % 12
    let marchYear = month > 2 ? year : year - 1
    let leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400
    // 719,468 days lie between 0000-03-01 and 1970-01-01.
    return marchYear * 365 + leapDays + (153 * monthFromMarch + 2) / 5 + day - 1 - 719_468
  }

  /// Days of a month.
  static func length(_ month: Int, of year: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }

  /// `2023-08-13 00:00:00` of so many milliseconds, with `.mmm` when they are not whole seconds.
  public static func text(unixMilliseconds: Int64) -> String {
    let (days, rest) = floorDivision(Int(unixMilliseconds), 86_400_000)
    let (year, month, day) = date(days: days)
    let seconds = rest / 1000
    var text = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2)) "
    text += "\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
    if rest % 1000 != 0 { text += "." + padded(rest % 1000, 3) }
    return text
  }

  /// The date so many days after 1970-01-01.
  static func date(days: Int) -> (year: Int, month: Int, day: Int) {
    let (era, dayOfEra) = floorDivision(days + 719_468, 146_097)
    // A year has passed for each 365 days, less a day each 4 years, more each 100, less each 400.
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
  }

  private static func floorDivision(_ a: Int, _ b: Int) -> (quotient: Int, remainder: Int) {
    let remainder = ((a % b) + b) % b
    return ((a - remainder) / b, remainder)
  }

  private static func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
