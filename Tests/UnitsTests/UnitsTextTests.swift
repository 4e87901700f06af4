import Exact
import Testing
import Units

private let ether = Token(symbol: "ETH", decimals: 18)
private let dollar = Token(symbol: "USDC", decimals: 6)

/// A small generator of its own, so that these tests depend on nothing above Units.
private struct Words {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state >> 29) ^ state
  }
  mutating func wide() -> Word256 {
    let high = UInt128(next()) << 64 | UInt128(next())
    let low = UInt128(next()) << 64 | UInt128(next())
    let drop = Int(next() % 256)
    return drop >= 128
      ? Word256(high: 0, low: low >> (drop - 128)) : Word256(high: high >> drop, low: low)
  }
}

/// A text and what refuses it.
private typealias Refused = (text: String, refusal: TextRefusal?)

/// A text, the rule it breaks and where.
private func refused(_ text: String, _ rule: TextRefusal.Rule, _ start: Int, _ end: Int) -> Refused {
  (text, TextRefusal(rule, at: start..<end))
}

/// The rule and place a text is refused by; nil when it is read.
private func refusal<T>(_ read: () throws(TextRefusal) -> T) -> TextRefusal? {
  do throws(TextRefusal) {
    _ = try read()
    return nil
  } catch {
    return error
  }
}

@Suite("AmountText") struct AmountTextTests {
  @Test(
    "reads whole tokens and base units exactly",
    arguments: [
      ("12 ETH", "ETH", Word256(12_000_000_000_000_000_000 as UInt64)),
      ("1.5ETH", "ETH", Word256(1_500_000_000_000_000_000 as UInt64)),
      ("3_000 USDC", "USDC", Word256(3_000_000_000 as UInt64)),
      ("1500 units ETH", "ETH", 1500), ("1500 units USDC", "USDC", 1500),
      ("  7units USDC ", "USDC", 7), ("0 USDC", "USDC", 0), ("0.000001 USDC", "USDC", 1),
      ("0.100000000 USDC", "USDC", 100_000), ("007 USDC", "USDC", 7_000_000),
    ])
  func amounts(_ text: String, symbol: String, units: Word256) throws {
    let read = try AmountText.read(text, tokens: [ether, dollar])
    #expect(read.token.symbol == symbol)
    #expect(read.units == units)
  }

  @Test("may leave out a symbol known beforehand")
  func known() throws {
    #expect(try AmountText.read("12", of: dollar) == 12_000_000)
    #expect(try AmountText.read("12 USDC", of: dollar) == 12_000_000)
    #expect(try AmountText.read("12 units", of: dollar) == 12)
    #expect(try AmountText.read("12 units USDC", of: dollar) == 12)
  }

  @Test(
    "refuses with the rule and the place",
    arguments: [
      refused("", .textMustNotBeEmpty, 0, 0),
      refused("   ", .textMustNotBeEmpty, 0, 3),
      refused("ETH", .numberMustBeDecimal, 0, 3),
      refused("NaN ETH", .numberMustBeDecimal, 0, 3),
      refused("1.2.3 ETH", .numberMustBeDecimal, 0, 5),
      refused("1. ETH", .numberMustBeDecimal, 2, 2),
      refused(".5 ETH", .numberMustBeDecimal, 0, 2),
      refused("-5 ETH", .signMustBeAbsent, 0, 1),
      refused("1e6 ETH", .exponentMustBeWrittenOut, 0, 3),
      refused("1E-6 ETH", .exponentMustBeWrittenOut, 0, 4),
      refused("_1 ETH", .separatorMustStandBetweenDigits, 0, 1),
      refused("1__0 ETH", .separatorMustStandBetweenDigits, 2, 3),
      refused("1_ ETH", .separatorMustStandBetweenDigits, 1, 2),
      refused("1_.5 ETH", .separatorMustStandBetweenDigits, 1, 2),
      refused("5", .unitMustBePresent(expected: ["ETH", "USDC"]), 1, 1),
      refused("5 units", .unitMustBePresent(expected: ["ETH", "USDC"]), 7, 7),
      refused("5 BTC", .unitMustBeKnown(unit: "BTC", expected: ["ETH", "USDC"]), 2, 5),
      refused("5 eth", .unitMustBeKnown(unit: "eth", expected: ["ETH", "USDC"]), 2, 5),
      refused("5 ETH ETH", .textMustEnd, 6, 9),
      refused("0.0000001 USDC", .decimalsMustFit(maximum: 6), 0, 9),
      refused("0.5 units ETH", .decimalsMustFit(maximum: 0), 0, 3),
      refused("1" + String(repeating: "0", count: 400) + " ETH", .valueMustFit, 0, 401),
      ("1" + String(repeating: "0", count: 77) + " units ETH", nil),
      refused("2" + String(repeating: "0", count: 77) + " units ETH", .valueMustFit, 0, 78),
    ] as [Refused])
  func refusals(_ text: String, expected: TextRefusal?) {
    let found = refusal { () throws(TextRefusal) in try AmountText.read(text, tokens: [ether, dollar]).units }
    #expect(found == expected)
  }

  @Test func `what is written is read back as the same amount`() throws {
    var words = Words(state: 1)
    for _ in 0..<400 {
      let token = Token(symbol: "T.e2", decimals: Int(words.next() % 19))
      let units = words.wide()
      #expect(try AmountText.read(AmountText.write(units, of: token), tokens: [token]).units == units)
      #expect(try DecimalText.read(DecimalText.write(units, decimals: 33), decimals: 33) == units)
    }
    #expect(
      DecimalText.write(.max, decimals: 0)
        == "115792089237316195423570985008687907853269984665640564039457584007913129639935")
    #expect(DecimalText.write(.zero, decimals: 18) == "0")
    #expect(DecimalText.write(1_500, decimals: 3) == "1.5")
    #expect(DecimalText.write(5, decimals: 3) == "0.005")
  }

  @Test(
    "knows a symbol from a number and a unit",
    arguments: [
      ("ETH", true), ("USDC.e", true), ("a1", true), ("units", false), ("1INCH", false), ("", false),
      ("BTC-USD", false), ("ABCDEFGHIJKLMNOPQ", false), ("Ξ", false),
    ])
  func symbols(_ symbol: String, isSymbol: Bool) {
    #expect(AmountText.isSymbol(symbol) == isSymbol)
  }
}

@Suite("FeeText") struct FeeTextTests {
  @Test(
    "reads per cents, basis points and fractions as the same fee",
    arguments: [
      ("0.30%", UInt64(3), UInt64(1000)), ("30 bp", 3, 1000), ("3/1000", 3, 1000), ("6 / 2_000", 3, 1000),
      ("0%", 0, 1), ("0/5", 0, 1), ("99.99%", 9999, 10_000), ("0.5bp", 1, 20_000), ("1/3", 1, 3),
      ("0.0000000001%", 1, 1_000_000_000_000), ("0.00000001024%", 64, 625_000_000_000),
    ])
  func fees(_ text: String, numerator: UInt64, denominator: UInt64) throws {
    #expect(try FeeText.read(text) == Fee(numerator, over: denominator))
  }

  @Test(
    "refuses with the rule and the place",
    arguments: [
      refused("130%", .feeMustStayBelowOne, 0, 3),
      refused("100%", .feeMustStayBelowOne, 0, 3),
      refused("10_000 bp", .feeMustStayBelowOne, 0, 6),
      refused("3/3", .feeMustStayBelowOne, 0, 1),
      refused("1" + String(repeating: "0", count: 400) + "%", .feeMustStayBelowOne, 0, 401),
      refused("3/0", .denominatorMustBePositive, 2, 3),
      refused("3/", .numberMustBeDecimal, 2, 2),
      refused("-1%", .signMustBeAbsent, 0, 1),
      refused("0.3", .unitMustBePresent(expected: ["%", "bp"]), 3, 3),
      refused("0.3 ETH", .unitMustBeKnown(unit: "ETH", expected: ["%", "bp"]), 4, 7),
      refused("0.00000000001%", .decimalsMustFit(maximum: 10), 0, 13),
      refused("0.0" + String(repeating: "0", count: 30) + "1%", .decimalsMustFit(maximum: 10), 0, 34),
      refused("1/1_000_000_000_001", .valueMustFit, 2, 19),
      refused("1/100_000_000_000_000_000_000", .valueMustFit, 2, 29),
      refused("1.5/2", .decimalsMustFit(maximum: 0), 0, 3),
    ] as [Refused])
  func refusals(_ text: String, expected: TextRefusal?) {
    #expect(refusal { () throws(TextRefusal) in try FeeText.read(text) } == expected)
  }

  @Test func `what is written is read back as the same fee`() throws {
    var words = Words(state: 2)
    for _ in 0..<400 {
      let denominator = words.next() % (words.next() % 2 == 0 ? 1000 : Fee.maximumDenominator) + 1
      let fee = try Fee(words.next() % denominator, over: denominator)
      #expect(try FeeText.read(FeeText.write(fee)) == fee)
    }
    #expect(FeeText.write(try Fee(3, over: 1000)) == "0.3%")
    #expect(FeeText.write(try Fee(1, over: 3)) == "1/3")
  }
}

@Suite("DurationText") struct DurationTextTests {
  @Test(
    "reads each unit, decimals included while they are whole milliseconds",
    arguments: [
      ("12 s", Int64(12_000)), ("250 ms", 250), ("5 m", 300_000), ("1 h", 3_600_000), ("7 d", 604_800_000),
      ("7d", 604_800_000), ("1.5 h", 5_400_000), ("0 s", 0), ("0.001 s", 1), ("0.0625 d", 5_400_000),
      ("9_223_372_036_854_775_807 ms", .max),
    ])
  func durations(_ text: String, milliseconds: Int64) throws {
    #expect(try DurationText.read(text) == Duration(milliseconds: milliseconds))
    #expect(try DurationText.readSpan(text) == .time(Duration(milliseconds: milliseconds)))
  }

  @Test func `blocks are read where they are allowed`() throws {
    #expect(try DurationText.readSpan("1 block") == .blocks(1))
    #expect(try DurationText.readSpan("50 blocks") == .blocks(50))
    let units = ["ms", "s", "m", "h", "d"]
    #expect(
      refusal { () throws(TextRefusal) in try DurationText.read("1 block") }
        == TextRefusal(.unitMustBeKnown(unit: "block", expected: units), at: 2..<7))
    #expect(
      refusal { () throws(TextRefusal) in try DurationText.readSpan("0.5 blocks") }
        == TextRefusal(.decimalsMustFit(maximum: 0), at: 0..<3))
  }

  @Test(
    "refuses with the rule and the place",
    arguments: [
      refused("7", .unitMustBePresent(expected: ["ms", "s", "m", "h", "d"]), 1, 1),
      refused("7 days", .unitMustBeKnown(unit: "days", expected: ["ms", "s", "m", "h", "d"]), 2, 6),
      refused("-7 d", .signMustBeAbsent, 0, 1),
      refused("0.5 ms", .decimalsMustFit(maximum: 0), 0, 3),
      refused("0.0001 s", .decimalsMustFit(maximum: 3), 0, 6),
      refused("0.00000000001 d", .decimalsMustFit(maximum: 5), 0, 13),
      refused("9_223_372_036_854_775_808 ms", .valueMustFit, 0, 25),
      refused("1" + String(repeating: "0", count: 400) + " d", .valueMustFit, 0, 401),
      refused("1 h 30 m", .textMustEnd, 4, 8),
    ] as [Refused])
  func refusals(_ text: String, expected: TextRefusal?) {
    #expect(refusal { () throws(TextRefusal) in try DurationText.read(text) } == expected)
  }

  @Test func `what is written is read back as the same duration`() throws {
    var words = Words(state: 3)
    for _ in 0..<400 {
      let duration = Duration(milliseconds: Int64(words.next() >> (1 + words.next() % 60)))
      #expect(try DurationText.read(DurationText.write(duration)) == duration)
    }
    #expect(DurationText.write(.zero) == "0 s")
    #expect(DurationText.write(.day) == "1 d")
    #expect(DurationText.write(Duration(milliseconds: 1500)) == "1500 ms")
  }
}

@Suite("RatioText and PriceText") struct RatioAndPriceTextTests {
  @Test(
    "ratios read per cents, plain numbers and basis points",
    arguments: [
      ("80%", Int128(800_000_000_000_000_000)), ("0.8", 800_000_000_000_000_000),
      ("-25%", -250_000_000_000_000_000), ("30 bp", 3_000_000_000_000_000), ("+1", 1_000_000_000_000_000_000),
      ("-0%", 0), ("0.0000000000000001%", 1), ("1_000%", 10_000_000_000_000_000_000),
    ])
  func ratios(_ text: String, wads: Int128) throws {
    #expect(try RatioText.read(text).wads == wads)
  }

  @Test(
    "ratios refuse with the rule and the place",
    arguments: [
      refused("inf", .numberMustBeDecimal, 0, 3),
      refused("-", .numberMustBeDecimal, 1, 1),
      refused("--1", .numberMustBeDecimal, 1, 3),
      refused("80 percent", .unitMustBeKnown(unit: "percent", expected: ["%", "bp"]), 3, 10),
      refused("80% %", .textMustEnd, 4, 5),
      refused("0.00000000000000001%", .decimalsMustFit(maximum: 16), 0, 19),
      refused("200_000_000_000_000_000_000", .valueMustFit, 0, 27),
    ] as [Refused])
  func ratioRefusals(_ text: String, expected: TextRefusal?) {
    #expect(refusal { () throws(TextRefusal) in try RatioText.read(text) } == expected)
  }

  @Test func `prices are above zero, exact and in the quote token`() throws {
    #expect(try PriceText.read("3_000 USDC", symbol: "USDC").wads == 3_000_000_000_000_000_000_000)
    #expect(try PriceText.read("0.000000000000000001", symbol: nil).wads == 1)
    let cases: [(String, String?, TextRefusal)] = [
      ("0 USDC", "USDC", TextRefusal(.valueMustBePositive, at: 0..<1)),
      ("3000", "USDC", TextRefusal(.unitMustBePresent(expected: ["USDC"]), at: 4..<4)),
      ("3000 ETH", "USDC", TextRefusal(.unitMustBeKnown(unit: "ETH", expected: ["USDC"]), at: 5..<8)),
      ("3000 USDC", nil, TextRefusal(.textMustEnd, at: 5..<9)),
      ("0.0000000000000000001", nil, TextRefusal(.decimalsMustFit(maximum: 18), at: 0..<21)),
      ("400_000_000_000_000_000_000", nil, TextRefusal(.valueMustFit, at: 0..<27)),
    ]
    for (text, symbol, expected) in cases {
      #expect(refusal { () throws(TextRefusal) in try PriceText.read(text, symbol: symbol) } == expected)
    }
  }

  @Test func `what is written is read back as the same ratio and price`() throws {
    var words = Words(state: 4)
    for _ in 0..<400 {
      let bits = words.wide().low
      let ratio = Ratio(wads: Int128(bits >> 1) * (bits & 1 == 0 ? 1 : -1))
      #expect(try RatioText.read(RatioText.write(ratio)) == ratio)
      let price = Price(wads: max(1, bits))
      #expect(try PriceText.read(PriceText.write(price, symbol: "USDC"), symbol: "USDC") == price)
      #expect(try PriceText.read(PriceText.write(price, symbol: nil), symbol: nil) == price)
    }
    #expect(RatioText.write(Ratio(wads: -250_000_000_000_000_000)) == "-25%")
  }
}
