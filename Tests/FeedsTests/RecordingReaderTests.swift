import Feeds
import TestKit
import Testing
import Units

private func read(
  _ text: String, time: String? = nil, price: String = "price", gaps: RecordingReader.Gaps = .refuse
) throws(RecordingRefusal) -> PriceRecording {
  var reader = RecordingReader(time: time, price: price, gaps: gaps)
  reader.read(text.utf8)
  return try reader.finish()
}

private func mistakes(
  _ text: String, time: String? = nil, price: String = "price", gaps: RecordingReader.Gaps = .refuse
) -> [RecordingMistake] {
  do {
    _ = try read(text, time: time, price: price, gaps: gaps)
    return []
  } catch {
    return error.mistakes
  }
}

private func point(_ seconds: Int64, _ cents: UInt128) -> PricePoint {
  PricePoint(
    at: Instant(milliseconds: seconds * 1000), price: Price(wads: cents * 10_000_000_000_000_000))
}

@Suite("RecordingReader") struct RecordingReaderTests {
  @Test func `reads the columns it is told, whatever else there is`() throws {
    let recording = try read(
      ",WETH,USDC\n2023-08-13 00:00:00,1848.12,1\n2023-08-13 00:01:00,1848.5,1\n", price: "WETH")
    #expect(recording.points == [point(0, 184_812), point(60, 184_850)])
    #expect(recording.beginsAtUnixMilliseconds == 1_691_884_800_000)
    #expect(recording.step == Duration(seconds: 60))
  }

  @Test(
    "reads each way of writing a time",
    arguments: [
      "2023-08-13 00:00:00", "2023-08-13T00:00:00Z", "2023-08-13T00:00", "2023-08-13", "1691884800",
      "1691884800.000", "1691884800000", "2023-08-13T02:00:00+02:00", "2023-08-12 19:30:00.000-0430",
    ])
  func times(text: String) throws {
    #expect(try read("time,price\n\(text),1\n").beginsAtUnixMilliseconds == 1_691_884_800_000)
  }

  @Test(
    "refuses what is no time",
    arguments: [
      "", "yesterday", "2023-02-30", "2023-8-13", "2023-08-13 24:00:00", "2023-08-13 00:60", "13.08.2023",
      "2023-08-13 00:00:60", "2023-08-13 00:00:00 CET", "1691884800.0001", "1691884800000000", "-1", "1e9",
    ])
  func notTimes(text: String) {
    let expected = RecordingMistake(.timeMustBeReadable(text), line: 2, column: 1)
    #expect(mistakes("time,price\n\(text),1\n").first == expected)
  }

  @Test(
    "reads prices exactly",
    arguments: [
      ("1", UInt128(1_000_000_000_000_000_000)), ("0.000000000000000001", 1),
      ("1848.12", 1848_120_000_000_000_000_000),
      ("999999999999999.999999999999999999", 999_999_999_999_999_999_999_999_999_999_999),
      (".5", 500_000_000_000_000_000),
      ("5.", 5_000_000_000_000_000_000), ("1.50000000000000000000000", 1_500_000_000_000_000_000),
      ("007", 7_000_000_000_000_000_000),
    ])
  func prices(text: String, wads: UInt128) throws {
    #expect(try read("time,price\n0,\(text)\n").points.first?.price.wads == wads)
  }

  @Test(
    "refuses what is no price",
    arguments: [
      ("", RecordingMistake.Rule.priceMustBeDecimal("")), ("NaN", .priceMustBeDecimal("NaN")),
      ("inf", .priceMustBeDecimal("inf")), ("1e3", .priceMustBeDecimal("1e3")),
      (".", .priceMustBeDecimal(".")),
      ("1.2.3", .priceMustBeDecimal("1.2.3")), ("0", .priceMustBePositive("0")),
      ("0.00", .priceMustBePositive("0.00")),
      ("-5", .priceMustBePositive("-5")), ("--5", .priceMustBeDecimal("--5")),
      ("0.0000000000000000001", .priceMustHaveAtMost18Decimals("0.0000000000000000001")),
      ("1000000000000000", .priceMustFit("1000000000000000")),
    ])
  func notPrices(text: String, rule: RecordingMistake.Rule) {
    #expect(mistakes("time,price\n0,\(text)\n") == [RecordingMistake(rule, line: 2, column: 3)])
  }

  @Test func `a price of ten to the four hundred is refused, not overflowed`() {
    let text = "1" + String(repeating: "0", count: 400)
    let shown = String(text.prefix(40)) + "…"
    #expect(
      mistakes("time,price\n0,\(text)\n") == [RecordingMistake(.priceMustFit(shown), line: 2, column: 3)])
  }

  @Test func `collects every mistake, each at its place`() {
    let text = """
      time,price
      0,1
      60,nothing
      60,2
      30,2
      120,0
      180,1,9
      soon,later

      240,1
      300,1
      360,1
      600,1
      """
    #expect(
      mistakes(text) == [
        RecordingMistake(.priceMustBeDecimal("nothing"), line: 3, column: 4),
        RecordingMistake(.timeMustNotRepeat, line: 4, column: 1),
        RecordingMistake(.timeMustNotGoBack, line: 5, column: 1),
        RecordingMistake(.priceMustBePositive("0"), line: 6, column: 5),
        RecordingMistake(.fieldsMustMatchHeader(3, header: 2), line: 7, column: 1),
        RecordingMistake(.timeMustBeReadable("soon"), line: 8, column: 1),
        RecordingMistake(.priceMustBeDecimal("later"), line: 8, column: 6),
        RecordingMistake(
          .gapMustNotExceedStep(gap: Duration(seconds: 120), step: Duration(seconds: 60)), line: 10, column: 1
        ),
        RecordingMistake(
          .gapMustNotExceedStep(gap: Duration(seconds: 240), step: Duration(seconds: 60)), line: 13, column: 1
        ),
      ])
  }

  @Test func `a row out of order is one mistake, and none when rows may be sorted`() throws {
    let text = "time,price\n0,1\n60,2\n180,4\n240,5\n120,3\n300,6\n"
    #expect(mistakes(text) == [RecordingMistake(.timeMustNotGoBack, line: 6, column: 1)])
    var reader = RecordingReader(time: nil, price: "price", gaps: .refuse, disorder: .sort)
    reader.read(text.utf8)
    let points = try reader.finish().points
    #expect(points == (0..<6).map { point(60 * $0, UInt128($0 + 1) * 100) })
  }

  @Test func `sorting does not hide two prices for one time`() {
    var reader = RecordingReader(time: nil, price: "price", gaps: .hold, disorder: .sort)
    reader.read("time,price\n60,1\n0,2\n60,3\n".utf8)
    let mistake = RecordingMistake(.timeMustNotRepeat, line: 4, column: 1)
    #expect(throws: RecordingRefusal(mistakes: [mistake], others: 0)) { try reader.finish() }
  }

  @Test func `a gap holds the last price when asked to`() throws {
    let text = "time,price\n0,1\n60,2\n120,3\n600,4\n"
    #expect(try read(text, gaps: .hold).points.count == 4)
    #expect(mistakes(text).count == 1)
  }

  @Test func `rows closer than usual are no gap`() {
    #expect(mistakes("time,price\n0,1\n60,1\n120,1\n130,1\n180,1\n").isEmpty)
  }

  @Test(
    "says what is wrong with a header",
    arguments: [
      ("", RecordingMistake.Rule.fileMustNotBeEmpty, 1), (" \n\n", .fileMustNotBeEmpty, 1),
      ("time,price\n", .rowsMustFollow, 2),
      ("time,cost\n0,1\n", .headerMustName("price", has: ["time", "cost"]), 1),
      ("day,price\n0,1\n", .headerMustHaveTimes(has: ["day", "price"]), 1),
      ("time,price,price\n0,1,1\n", .headerMustNotRepeat("price"), 1),
      ("\u{0}\u{1}\n0,1\n", .lineMustBeText, 1), ("time,\"price\n0,1\n", .lineMustBeText, 1),
    ])
  func headers(text: String, rule: RecordingMistake.Rule, line: Int) {
    let found = mistakes(text)
    #expect(found.map(\.rule) == [rule])
    #expect(found.map(\.line) == [line])
  }

  @Test func `a named time column must be there`() {
    #expect(
      mistakes("time,price\n0,1\n", time: "when").map(\.rule) == [
        .headerMustName("when", has: ["time", "price"])
      ])
  }

  @Test func `quotes, spaces, carriage returns and a byte-order mark change nothing`() throws {
    let plain = try read("time,price\n0,1.5\n60,2\n")
    #expect(try read("\u{feff}\"time\", price \r\n0,\"1.5\"\r\n60 ,\t2\r\n") == plain)
    #expect(try read("time,price\n0,1.5\n60,2") == plain)
  }

  @Test func `where a file is cut into pieces does not matter`() throws {
    let text = "time,price\n0,1.5\n60,2\n120,2.25\n"
    let whole = try read(text)
    for cut in 0...text.utf8.count {
      var reader = RecordingReader(time: nil, price: "price", gaps: .refuse)
      reader.read(text.utf8.prefix(cut))
      reader.read(text.utf8.dropFirst(cut))
      #expect(try reader.finish() == whole)
    }
  }

  @Test func `bytes that are not text are refused by line`() {
    var reader = RecordingReader(time: nil, price: "price", gaps: .refuse)
    reader.read("time,price\n0,1\n".utf8)
    reader.read([0xff, 0xfe, 0x0a])
    #expect(
      throws: RecordingRefusal(mistakes: [RecordingMistake(.lineMustBeText, line: 3, column: 1)], others: 0)
    ) {
      try reader.finish()
    }
  }

  @Test func `a line without end is refused without keeping it`() {
    var reader = RecordingReader(time: nil, price: "price", gaps: .refuse)
    reader.read("time,price\n".utf8)
    reader.read(repeatElement(UInt8(ascii: "1"), count: 1_000_000))
    let mistake = RecordingMistake(.lineMustNotExceed(bytes: 65_536), line: 2, column: 1)
    #expect(throws: RecordingRefusal(mistakes: [mistake], others: 0)) { try reader.finish() }
  }

  @Test func `after a hundred mistakes the rest are counted`() {
    let text = "time,price\n" + String(repeating: "x,1\n", count: 250)
    do {
      _ = try read(text)
      Issue.record("a recording without times was read")
    } catch {
      #expect(error.mistakes.count == 100)
      #expect(error.others == 150)
    }
  }

  @Test func `every mistake says what and how to mend it`() {
    let rules: [RecordingMistake.Rule] = [
      .fileMustNotBeEmpty, .headerMustName("a", has: ["b"]), .headerMustNotRepeat("a"),
      .headerMustHaveTimes(has: []),
      .rowsMustFollow, .fieldsMustMatchHeader(1, header: 2), .lineMustBeText, .lineMustNotExceed(bytes: 1),
      .timeMustBeReadable(""), .timeMustNotRepeat, .timeMustNotGoBack, .priceMustBeDecimal(""),
      .priceMustBePositive(""), .priceMustHaveAtMost18Decimals(""), .priceMustFit(""),
      .gapMustNotExceedStep(gap: .day, step: .zero), .rowsMustNotExceed(1),
    ]
    let told = rules.map { RecordingMistake($0, line: 1, column: 1).explanation }
    #expect(Set(told.map(\.message)).count == rules.count)
    #expect(told.allSatisfy { !$0.help.isEmpty })
  }
}
