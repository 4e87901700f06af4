import Feeds
import Testing

@Suite("Calendar") struct CalendarTests {
  @Test(
    "counts days from 1970",
    arguments: [
      (1970, 1, 1, 0), (1969, 12, 31, -1), (2000, 2, 29, 11_016), (2000, 3, 1, 11_017), (2023, 8, 13, 19_582),
      (2100, 3, 1, 47_541), (1, 1, 1, -719_162), (9999, 12, 31, 2_932_896),
    ])
  func days(year: Int, month: Int, day: Int, expected: Int) {
    #expect(Calendar.days(year: year, month: month, day: day) == expected)
  }

  @Test(
    "refuses dates that never were",
    arguments: [
      (2023, 2, 29), (1900, 2, 29), (2024, 4, 31), (2024, 13, 1), (2024, 0, 1), (2024, 1, 0), (0, 1, 1),
      (10_000, 1, 1),
    ])
  func absent(year: Int, month: Int, day: Int) {
    #expect(Calendar.days(year: year, month: month, day: day) == nil)
  }

  @Test func `walking day by day through eight centuries, no day is skipped or repeated`() throws {
    // An independent walk: add a day, carry at the lengths everyone learns.
    var expected = try #require(Calendar.days(year: 1600, month: 1, day: 1))
    for year in 1600..<2400 {
      let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
      for (index, length) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
        for day in 1...length {
          #expect(Calendar.days(year: year, month: index + 1, day: day) == expected)
          expected += 1
        }
      }
    }
  }

  @Test(
    "writes what it reads",
    arguments: [
      (0, "1970-01-01 00:00:00"), (-1, "1969-12-31 23:59:59.999"), (1_691_884_800_000, "2023-08-13 00:00:00"),
      (951_868_799_250, "2000-02-29 23:59:59.250"),
    ])
  func text(milliseconds: Int64, expected: String) {
    #expect(Calendar.text(unixMilliseconds: milliseconds) == expected)
  }
}
