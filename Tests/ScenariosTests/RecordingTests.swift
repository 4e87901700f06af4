import Exact
import Feeds
import Foundation
import Options
import Scenarios
import Simulation
import Testing
import Units

private let replayText = """
  epoch: replay
  pools: [pool.yaml]
  price: { process: replay, file: prices.csv, price: price, block: 30 s }

  """

@Suite("Recordings") struct RecordingTests {
  private func loaded(
    _ csv: String?, _ epoch: String = replayText
  ) throws -> (plan: Plan?, shown: String) {
    let sandbox = try Sandbox()
    try sandbox.write("pool.yaml", poolText)
    if let csv { try sandbox.write("prices.csv", csv) }
    let path = try sandbox.write("e.yaml", epoch)
    return (ScenarioLoader.loadEpoch(path: path).value, sandbox.shown(path))
  }

  private let good = """
    ,price,volume
    2023-08-13 00:00:00,1848.12,5
    2023-08-13 00:01:00,1848.1,6
    2023-08-13 00:02:00,1850,7

    """

  @Test func `are replayed from their first row to their last`() throws {
    let (plan, shown) = try loaded(good)
    #expect(shown == "")
    #expect(plan?.blocks == 4)
    guard case .replay(let points)? = plan?.price.process else {
      Issue.record("no recording")
      return
    }
    #expect(points.map(\.at.milliseconds) == [0, 60_000, 120_000])
    #expect(
      points.map(\.price.wads) == [
        1848_120_000_000_000_000_000, 1848_100_000_000_000_000_000, 1850_000_000_000_000_000_000,
      ])
  }

  @Test func `name their columns`() throws {
    let epoch = replayText.replacing("price: price,", with: "time: when, price: volume,")
    let (plan, shown) = try loaded(good.replacing(",price", with: "when,price"), epoch)
    #expect(shown == "")
    #expect(plan?.blocks == 4)
    let unnamed = replayText.replacing("price: price,", with: "time: '', price: volume,")
    #expect(try loaded(good, unnamed).shown == "")
  }

  @Test func `report what is wrong in them with the line of the table`() throws {
    let csv = """
      time,price
      2023-08-13 00:00:00,1848.12
      2023-08-13 00:01:00,0
      2023-08-13 00:02:00,NaN
      2023-08-13 00:04:00,1850
      2023-08-13 00:03:00,1850
      2023-13-13 00:03:00,1850
      2023-08-13 00:03:00
      """
    #expect(
      try loaded(csv, replayText.replacing("block: 30 s", with: "block: 30 s, disorder: refuse")).shown == """
        e.yaml:3:33: error: the recording `prices.csv` has mistakes of its own
            3 │ price: { process: replay, file: prices.csv, price: price, block: 30 s, disorder: refuse }
              │                                 ^~~~~~~~~~
          help: mend that file, or choose other columns with `time` and `price`
        prices.csv:3:21: error: a price of 0 is not above 0
            3 │ 2023-08-13 00:01:00,0
              │                     ^
          help: leave out rows without a price
        prices.csv:4:21: error: ‘NaN’ is not a price
            4 │ 2023-08-13 00:02:00,NaN
              │                     ^~~
          help: write a plain decimal number: `1848.12`
        prices.csv:6:1: error: this time is earlier than that of a row before
            6 │ 2023-08-13 00:03:00,1850
              │ ^~~~~~~~~~~~~~~~~~~
          help: sort the rows by time, oldest first
        prices.csv:7:1: error: ‘2023-13-13 00:03:00’ is not a time
            7 │ 2023-13-13 00:03:00,1850
              │ ^~~~~~~~~~~~~~~~~~~
          help: write `2023-08-13 00:00:00` or Unix seconds or milliseconds; UTC unless a zone follows
        prices.csv:8:1: error: this row has 1 fields, the header 2
            8 │ 2023-08-13 00:03:00
              │ ^~~~~~~~~~~~~~~~~~~
          help: give every row one field a column
        """)
  }

  @Test func `with holes are refused unless the file says to hold the price`() throws {
    let csv = good + "2023-08-13 00:07:00,1851,1\n"
    let shown = try loaded(csv).shown
    #expect(shown.contains("prices.csv:5:1: error: "), "\(shown)")
    #expect(shown.contains("`gaps: hold`"))
    let held = try loaded(csv, replayText.replacing("block: 30 s", with: "block: 30 s, gaps: hold"))
    #expect(held.shown == "")
    #expect(held.plan?.blocks == 14)
  }

  @Test func `out of order are sorted with a warning, or refused when the file says so`() throws {
    let csv = """
      time,price
      2023-08-13 00:00:00,1
      2023-08-13 00:02:00,3
      2023-08-13 00:03:00,4
      2023-08-13 00:01:00,2
      """
    let (plan, shown) = try loaded(csv)
    #expect(
      shown == """
        prices.csv:5:1: warning: this row stands after a later one and was sorted in
            5 │ 2023-08-13 00:01:00,2
              │ ^~~~~~~~~~~~~~~~~~~
          help: sort the rows by time, or make this a mistake with `disorder: refuse`
        """)
    guard case .replay(let points)? = plan?.price.process else {
      Issue.record("no recording")
      return
    }
    #expect(points.map(\.at.milliseconds) == [0, 60_000, 120_000, 180_000])
    let strict = try loaded(csv, replayText.replacing("block: 30 s", with: "block: 30 s, disorder: refuse"))
    #expect(strict.plan == nil)
    #expect(strict.shown.contains("prices.csv:5:1: error: this time is earlier than that of a row before"))
  }

  @Test(
    "that cannot be used are reported where they are named",
    arguments: [
      (nil, replayText, "e.yaml:3:33: error: the recording `prices.csv`: there is no such file"),
      ("", replayText, "prices.csv:1:1: error: the file is empty"),
      ("time,price\n", replayText, "prices.csv:2:1: error: no row follows the header"),
      ("time,close\n2023-08-13,1\n", replayText, "prices.csv:1:1: error: there is no column `price`"),
      ("open,price\n2023-08-13,1\n", replayText, "prices.csv:1:1: error: no column holds times"),
      ("time,price\n2023-08-13 00:00:00,1\n", replayText, "error: the recording is shorter than a block"),
      (
        "time,price\n2023-08-13 00:00:00,1\n2023-08-13 00:01:00,1\n", replayText + "duration: 5 m\n",
        "e.yaml:4:11: error: the run lasts 5 m, but the recording ends after 1 m"
      ),
      (
        "a", replayText.replacing("price: price,", with: ""),
        "e.yaml:3:8: error: `price` is missing from `price`"
      ),
      (
        "a", replayText.replacing("price: price,", with: "price: price, start: 3 USDC,"),
        "`start` means nothing with `process: replay`"
      ),
      ("a", replayText.replacing("replay,", with: "gbm,"), "`file` means nothing with `process: gbm`"),
    ] as [(String?, String, String)])
  func unusable(_ csv: String?, epoch: String, expected: String) throws {
    let shown = try loaded(csv, epoch).shown
    #expect(shown.contains(expected), "\(shown)")
  }

  @Test func `of fifty megabytes are refused without reading them`() throws {
    let sandbox = try Sandbox()
    try sandbox.write("pool.yaml", poolText)
    let path = try sandbox.write("prices.csv", good)
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.truncate(atOffset: 50_000_000)
    try handle.close()
    #expect(
      sandbox.shown(try sandbox.write("e.yaml", replayText)).contains(": the file has more than 32 MiB"))
  }
}

/// The recording that ships with the project is made by the project: two days of minutes of its own price process.
@Suite("Shipped recording") struct ShippedRecordingTests {
  static let path = "Epochs/Data/eth-usdc-minutes.csv"

  /// A geometric Brownian motion at 70 % a year from 3,000 USDC, seed 41, a fall of 6 % after 30 hours; prices are cut to
  /// cents, and times count minutes from 2024-03-01 00:00:00 UTC in Unix seconds.
  private func made() throws -> String {
    let cent: UInt128 = 10_000_000_000_000_000
    let plan = PricePlan(
      process: .geometricBrownian(
        start: Price(wads: 300_000 * cent), volatility: Ratio(wads: Int128(70 * cent)), drift: .zero),
      shocks: [Shock(at: Instant(milliseconds: 108_000_000), move: Ratio(wads: -6 * Int128(cent)))],
      impactPerBase: .zero)
    let minute = Duration(seconds: 60)
    var process = try PriceProcess(plan, block: minute, seed: 41)
    var text = "time,price\n"
    for block in 0...2880 {
      let now = Instant(milliseconds: Int64(block) * minute.milliseconds)
      let price = try process.step(block: block, at: now, impact: .zero)
      let cents = Price(wads: price.wads / cent * cent)
      text += "\(1_709_251_200 + now.milliseconds / 1000),\(PriceText.write(cents, symbol: nil))\n"
    }
    return text
  }

  @Test func `is what the price process makes`() throws {
    let text = try made()
    if ProcessInfo.processInfo.environment["HEDGEFLOW_UPDATE_GOLDEN"] != nil {
      try Data(text.utf8).write(to: Shipped.root.appendingPathComponent(Self.path))
    }
    #expect(try Shipped.text(Self.path) == text)
  }
}
