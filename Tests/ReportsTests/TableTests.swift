import Reports
import Testing

@Suite("Table") struct TableTests {
  static var losses: Table {
    var table = Table([.text("pool"), .number("fees"), .number("loss")])
    table.add(["eth-usdc-30bp", "1,200.00", "≈ -17.35"])
    table.add(["eth-dai", "3.50", "0"])
    table.addRule()
    table.add(["sum", "1,203.50", "≈ -17.35"])
    return table
  }

  @Test func `numbers keep to the right, text to the left`() {
    #expect(
      Self.losses.rendered(width: 80) == """
        pool               fees      loss
        eth-usdc-30bp  1,200.00  ≈ -17.35
        eth-dai            3.50         0
        ─────────────────────────────────
        sum            1,203.50  ≈ -17.35

        """)
  }

  @Test func `a narrow table shortens text and never numbers`() {
    #expect(
      Self.losses.rendered(width: 30, indent: 1) == """
         pool           fees      loss
         eth-usdc…  1,200.00  ≈ -17.35
         eth-dai        3.50         0
         ─────────────────────────────
         sum        1,203.50  ≈ -17.35

        """)
  }

  @Test func `a table that cannot be narrow enough is stacked`() {
    #expect(
      Self.losses.rendered(width: 24) == """
        pool  eth-usdc-30bp
        fees  1,200.00
        loss  ≈ -17.35

        pool  eth-dai
        fees  3.50
        loss  0

        pool  sum
        fees  1,203.50
        loss  ≈ -17.35

        """)
  }

  @Test func `wide characters, emoji and combining marks keep the columns straight`() {
    var table = Table([.text("name"), .number("n")])
    for name in ["漢字", "🦊", "e\u{301}", "👩‍🚀 é", "plain", "한글"] { table.add([name, "1"]) }
    let lines = table.rendered(width: 40).split(separator: "\n").map(String.init)
    #expect(Set(lines.map(\.terminalWidth)) == [8])
  }

  @Test func `a name from a file cannot steer the terminal`() {
    var table = Table([.text("name")])
    table.add(["\u{1b}[2Jboo\nrow\u{202e}"])
    #expect(table.rendered(width: 60) == "name\n\\u{1b}[2Jboo\\u{a}row\\u{202e}\n")
  }

  @Test func `a table without titles is its rows alone`() {
    var table = Table([.text(""), .number("")])
    table.add(["a", "10"])
    table.add(["", "5"])
    #expect(table.rendered(width: 40) == "a  10\n    5\n")
  }

  @Test(
    "shortening never exceeds the width",
    arguments: ["", "a", "abcdef", "漢字漢字", "a漢b字c", "e\u{301}e\u{301}e\u{301}"])
  func shortening(_ text: String) {
    for width in 0...8 {
      let shown = text.shortened(toTerminalWidth: width)
      #expect(shown.terminalWidth <= width)
      #expect(text.terminalWidth > width || shown == text)
    }
  }
}

@Suite("ProgressMeter") struct ProgressMeterTests {
  @Test(arguments: [1, 2, 7, 199, 200, 201, 50_400])
  func `a line is due at most 201 times, and at the end once`(total: Int) {
    var meter = ProgressMeter(label: "simulating", total: total)
    var due = 0
    for step in 0...total where meter.isDue(at: step) { due += 1 }
    #expect(due <= 201)
    #expect(2 * due >= min(total, 200))
    let again = meter.isDue(at: total)
    #expect(!again)
  }

  @Test func `skipped steps still reach the end`() {
    var meter = ProgressMeter(label: "x", total: 1000, updates: 10)
    var due: [Int] = []
    for step in [0, 7, 99, 100, 950, 1000, 1000] where meter.isDue(at: step) { due.append(step) }
    #expect(due == [0, 100, 950, 1000])
  }

  @Test func `a line says how far in words and in a bar`() {
    let meter = ProgressMeter(label: "simulating", total: 50_400)
    #expect(meter.line(step: 0, unit: "blocks", width: 8) == "simulating             0 %  0 of 50,400 blocks")
    #expect(
      meter.line(step: 25_200, unit: "blocks", width: 8)
        == "simulating  ████      50 %  25,200 of 50,400 blocks")
    #expect(
      meter.line(step: 26_000, unit: "blocks", width: 8)
        == "simulating  ████▏     51 %  26,000 of 50,400 blocks")
    #expect(
      meter.line(step: 60_000, unit: "blocks", width: 8)
        == "simulating  ████████ 100 %  50,400 of 50,400 blocks")
  }
}
