import Exact
import Foundation
import Reports
import Testing

@Suite("Document") struct DocumentTests {
  static let sample: Document = [
    "schema": "hedgeflow.sample/1", "zebra": 1, "apple": true, "none": .null,
    "list": [1, "two", [:], []], "inner": ["b": "2", "a": "1"],
  ]

  @Test func `members keep the order they were written in`() {
    #expect(
      Self.sample.compact
        == #"{"schema":"hedgeflow.sample/1","zebra":1,"apple":true,"none":null,"list":[1,"two",{},[]],"inner":{"b":"2","a":"1"}}"#
    )
  }

  @Test func `pretty text indents by two spaces and ends in a newline`() {
    #expect(
      Self.sample.pretty == """
        {
          "schema": "hedgeflow.sample/1",
          "zebra": 1,
          "apple": true,
          "none": null,
          "list": [
            1,
            "two",
            {},
            []
          ],
          "inner": {
            "b": "2",
            "a": "1"
          }
        }

        """)
  }

  @Test func `every scalar below U+0100 survives another JSON reader`() throws {
    let every = String(String.UnicodeScalarView((0..<0x100).compactMap { Unicode.Scalar($0) }))
    let text = Document.list([.text(every), .text("漢字 🦊 \u{2028} \u{10ffff}")]).compact
    #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value) })
    let read = try JSONDecoder().decode([String].self, from: Data(text.utf8))
    #expect(read == [every, "漢字 🦊 \u{2028} \u{10ffff}"])
  }

  @Test func `control characters have their short names where JSON gives them one`() {
    #expect(
      Document.text("\u{0}\u{8}\t\n\u{c}\r\u{1b}\"\\/\u{7f}").compact
        == #""\u0000\b\t\n\f\r\u001b\"\\/\u007f""#)
  }

  @Test func `exact numbers are strings, counts are numbers`() throws {
    let third = try #require(Rational(Integer(-1), over: Integer(3)))
    let document: Document = [
      "integer": .exact(Integer(10).power(40)), "rational": .exact(third), "word": .exact(Word256.max),
      "signed": .exact(Int256(-5)), "count": .count(Int.max),
    ]
    #expect(
      document.compact
        == #"{"integer":"10000000000000000000000000000000000000000","rational":"-1/3","#
        + #""word":"115792089237316195423570985008687907853269984665640564039457584007913129639935","#
        + #""signed":"-5","count":9223372036854775807}"#)
  }

  @Test func `members are found and added by name`() {
    #expect(Self.sample["zebra"] == .count(1))
    #expect(Self.sample["absent"] == nil)
    #expect(Document.count(1)["zebra"] == nil)
    #expect(Document.object([]).adding("a", 1).adding("b", 2).compact == #"{"a":1,"b":2}"#)
  }

  @Test func `a name written twice is our bug`() async {
    await #expect(processExitsWith: .failure) {
      let twice: Document = .object([.init("a", 1), .init("a", 2)])
      print(twice.compact)
    }
  }
}

@Suite("CommaSeparated") struct CommaSeparatedTests {
  @Test(
    "quotes a field when it must",
    arguments: [
      ("plain", "plain"), ("", ""), ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""),
      ("two\nlines", "\"two\nlines\""),
      ("cr\r\nlf", "\"cr\r\nlf\""), (" edge", "\" edge\""), ("edge ", "\"edge \""), ("1/3", "1/3"),
      ("é漢", "é漢"),
    ])
  func quotes(_ text: String, expected: String) {
    #expect(CommaSeparated.field(text) == expected)
  }

  @Test func `ends a record in CR LF`() {
    #expect(CommaSeparated.row(["a", "b c", "d,e"]) == "a,b c,\"d,e\"\r\n")
  }
}
