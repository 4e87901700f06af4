import Exact
import Reports
import Testing
import Units

@Suite("Numeral") struct NumeralTests {
  static func rational(_ text: String) throws -> Rational { try #require(Rational(text)) }

  @Test(
    "shows a terminating decimal in full",
    arguments: [
      ("0", "0"), ("7", "7"), ("-7", "-7"), ("999", "999"), ("1000", "1,000"), ("-1000", "-1,000"),
      ("123456", "123,456"),
      ("-123456.25", "-123,456.25"), ("1234567.0001", "1,234,567.0001"),
      ("0.000000000000000001", "0.000000000000000001"),
      ("1/8", "0.125"), ("1/3", "1/3"), ("-22/7", "-22/7"),
    ])
  func full(_ value: String, expected: String) throws {
    #expect(Numeral(try Self.rational(value)).exact == expected)
  }

  @Test(
    "marks what it shortens, and nothing else",
    arguments: [
      ("1234.5", 2, "1,234.50"), ("1234.567", 2, "≈ 1,234.57"), ("2.5", 0, "≈ 2"), ("3.5", 0, "≈ 4"),
      ("-2.5", 0, "≈ -2"),
      ("0.125", 2, "≈ 0.12"), ("0.135", 2, "≈ 0.14"), ("1/3", 4, "≈ 0.3333"), ("-2/3", 4, "≈ -0.6667"),
      ("999.999", 2, "≈ 1,000.00"), ("0.004", 2, "≈ 0.00"), ("-0.004", 2, "≈ 0.00"), ("5", 0, "5"),
      ("-0.05", 2, "-0.05"),
    ])
  func shortened(_ value: String, places: Int, expected: String) throws {
    #expect(Numeral(try Self.rational(value)).rounded(places: places) == expected)
  }

  @Test(
    "keeps the digits that say something",
    arguments: [
      ("0", 3, "0"), ("123456", 3, "123,456"), ("123456.7", 3, "≈ 123,457"), ("12.3456", 3, "≈ 12.3"),
      ("1.2", 3, "1.2"), ("0.000123456", 3, "≈ 0.000123"), ("0.00012", 3, "0.00012"),
      ("-0.0999999", 3, "≈ -0.1"),
      ("9.9996", 4, "≈ 10"), ("2/3", 6, "≈ 0.666667"), ("1/1000", 1, "0.001"),
    ])
  func significant(_ value: String, digits: Int, expected: String) throws {
    #expect(Numeral(try Self.rational(value)).significant(digits: digits) == expected)
  }

  @Test(
    "counts the digits of what is too long to read",
    arguments: [
      ("0", "0"), ("123456789012345", "123,456,789,012,345"), ("1000000000000000", "1 · 10^15"),
      ("-5183410012554844", "≈ -5.18341 · 10^15"), ("1/3", "≈ 0.333333"),
      ("1234567890123456789012345678901234567890", "≈ 1.23457 · 10^39"),
    ])
  func compact(_ value: String, expected: String) throws {
    #expect(Numeral(try Self.rational(value)).compact == expected)
  }

  @Test func `a shortened text is within half a step of the value, for every small fraction`() throws {
    for denominator in 1...40 {
      for numerator in -90...90 {
        let value = try #require(Rational(Integer(numerator), over: Integer(denominator)))
        for places in 0...2 {
          let text = Numeral(value).rounded(places: places)
          let shown = try #require(Rational(text.replacing("≈ ", with: "")))
          let half = try #require(Rational(Integer(1), over: 2 * Integer(10).power(places)))
          #expect((shown - value).magnitude <= half)
          #expect(text.hasPrefix("≈") == (shown != value))
        }
      }
    }
  }

  @Test func `says what a number of units means`() throws {
    let eth = Token(symbol: "ETH", decimals: 18)
    let usdc = Token(symbol: "USDC", decimals: 6)
    #expect(Numeral(Amount<Base>(1_500_000_000_000_000_000), of: eth).exact == "1.5")
    #expect(Numeral(Change<Quote>(-1_234_567_891), of: usdc).rounded(places: 2) == "≈ -1,234.57")
    #expect(Numeral(fineUnits: 5 * Integer(10).power(35), of: Pair(base: eth, quote: usdc)).exact == "0.5")
    #expect(Numeral(Price(wads: 3_000_500_000_000_000_000_000)).exact == "3,000.5")
    #expect(Numeral(Ratio(wads: -250_000_000_000_000_000)).percent(places: 1) == "-25.0 %")
    #expect(Numeral(try Self.rational("0.00305")).basisPoints(places: 1) == "30.5 bp")
    #expect(Numeral(try Self.rational("1/3")).percent(places: 2) == "≈ 33.33 %")
  }

  @Test func `shows a plus sign when asked`() throws {
    #expect(Numeral(5).signed { $0.exact } == "+5")
    #expect(Numeral(-5).signed { $0.exact } == "-5")
    #expect(Numeral(0).signed { $0.exact } == "0")
    #expect(Numeral(try Self.rational("1/3")).signed { $0.rounded(places: 2) } == "≈ +0.33")
  }
}
