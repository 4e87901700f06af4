import Foundation
import TestKit
import Testing

/// `price --batch` and `function --batch`: tables in, tables out.
@Suite("Batch") struct BatchTests {
  private struct Elementary: Decodable {
    let function: String
    let rows: [[String]]
  }

  private static let header = "id,kind,spot,strike,expiry_seconds,volatility,rate,dividend"
  private static let heading = "id,price,delta,gamma,vega,theta,rho,vanna,charm"
  private static let roundings = ["down", "nearest", "up"]

  @Test(
    "functions write what independent enclosures say",
    arguments: ["exp", "ln", "sqrt", "erfc", "ncdf", "npdf"])
  func functions(_ name: String) throws {
    let vectors: Elementary = try Fixture.json(name)
    let input = "id,x\n" + vectors.rows.enumerated().map { "r\($0),\($1[0])\n" }.joined()
    for (index, rounding) in Self.roundings.enumerated() {
      let outcome = try Tool.run(
        ["function", vectors.function, "--batch", "-", "--rounding", rounding], input: input)
      let expected = vectors.rows.enumerated().map { "r\($0),\($1[index + 1])\n" }.joined()
      #expect(outcome == .init(output: "id,value\n" + expected, errors: "", code: 0, timedOut: false))
    }
  }

  @Test func `a table is read from a file whatever its line ends, and nearest is the default`() throws {
    let rows = ["a,call,3000,3200,604800,0.8,0,0", "b,put,64250.5,642.505,60,0.01,0,0"]
    // a: the value of the first screen; b: far out of the money, where nothing but signs is left.
    let nearest = [
      "a,59511637424210062265,299045777622067344,1044610810544442,144242150277917503844,"
        + "-3008479134367993651600,16064054433134092562,276856496667869818,-5774435501929856197",
      "b,0,0,0,0,0,0,0,0",
    ]
    try TemporaryFolder.with { folder in
      for (end, last) in [("\n", "\n"), ("\r\n", "\r\n"), ("\n", ""), ("\n", "\n\n")] {
        let text = ([Self.header] + rows).joined(separator: end) + last
        for start in ["", "\u{feff}"] {
          try (start + text).write(to: folder.appending(path: "t.csv"), atomically: true, encoding: .utf8)
          let outcome = try Tool.run(["price", "--batch", "t.csv"], in: folder)
          #expect(outcome.output == ([Self.heading] + nearest).joined(separator: "\n") + "\n")
          #expect(outcome.errors == "")
          #expect(outcome.code == 0)
        }
      }
    }
  }

  @Test func `good rows are answered beside bad ones and every mistake is named`() throws {
    let rows = [
      Self.header, "good,call,1,1,0,0,0,0", "b,swap,-1,0,-5,nan,1e400,", "",
      "c,put,\(String(repeating: "9", count: 401)),1,1,1,0,0", "d,call,1,1,1", "e,call,1,1,1,1,0,0,0",
      "\u{1b}[31m,call,1,1,1,1,0,0", "g,call, 1,1_0,+1,.5,5.,0", "\"h\",call,1,1,1,1,0,0",
      "i,call,10,1,1,1,-99999999999999999999999999,0",
    ]
    let outcome = try Tool.run(["price", "--batch", "-"], input: rows.joined(separator: "\n"))
    #expect(outcome.output == Self.heading + "\ngood,0,500000000000000000,0,0,0,0,0,0\n")
    #expect(outcome.code == 2)
    let heads = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("<stdin>") }
    let digits = "it must be a plain decimal"
    #expect(
      heads == [
        "<stdin>:3:3: error: `kind` was `swap`, but it must be `call` or `put`",
        "<stdin>:3:8: error: `spot` was `-1`, but it must be above 0",
        "<stdin>:3:11: error: `strike` was `0`, but it must be above 0",
        "<stdin>:3:13: error: `expiry_seconds` was `-5`, but it must be 0 or more",
        "<stdin>:3:16: error: `volatility` was `nan`, but \(digits)",
        "<stdin>:3:20: error: `rate` was `1e400`, but exponents are not read: write the digits out",
        "<stdin>:3:26: error: `dividend` is empty",
        "<stdin>:4:1: error: the line is empty",
        "<stdin>:5:7: error: `spot` has 401 characters, but a number may have 128",
        "<stdin>:6:13: error: the row has 5 fields, but there are 8 columns",
        "<stdin>:7:20: error: the row has 9 fields, but there are 8 columns",
        "<stdin>:8:1: error: `id` has a control character",
        "<stdin>:9:8: error: `spot` was ` 1`, but \(digits)",
        "<stdin>:9:11: error: `strike` was `1_0`, but \(digits)",
        "<stdin>:9:18: error: `volatility` was `.5`, but \(digits)",
        "<stdin>:9:21: error: `rate` was `5.`, but \(digits)",
        "<stdin>:10:1: error: `id` is quoted",
        "<stdin>:11:1: error: 4096 bits do not decide the rounding of its value",
      ])
    #expect(!outcome.errors.contains("\u{1b}"))
    #expect(outcome.errors.split(separator: "\n").filter { $0.hasPrefix("  help: ") }.count == heads.count)
  }

  @Test func `a diagnostic shows the line, marks the place and says how to mend it`() throws {
    let outcome = try Tool.run(["function", "ln", "--batch", "-"], input: "id,x\none,1\ntwo,-2\n")
    #expect(outcome.output == "id,value\none,0\n")
    #expect(
      outcome.errors == """
        <stdin>:3:5: error: `x` was `-2`, but a logarithm needs a number above 0
            3 │ two,-2
              │     ^~
          help: write a number above 0

        """)
  }

  @Test(
    "input that is no table is refused with its place",
    arguments: [
      ("", "<stdin>:1:1: error: the input is empty"),
      ("id,y\n", "<stdin>:1:4: error: the header must be `id,x`"),
      ("id\n", "<stdin>:1:4: error: the header must be `id,x`"),
      ("\u{0}\u{0}\n", "<stdin>:1:1: error: the header must be `id,x`"),
      (String(repeating: "x", count: 1_000_000), "<stdin>:1:1: error: the header must be `id,x`"),
    ])
  func headers(_ input: String, _ expected: String) throws {
    let outcome = try Tool.run(["function", "exp", "--batch", "-"], input: input)
    #expect(outcome.output == "")
    #expect(outcome.code == 2)
    #expect(outcome.errors.hasPrefix(expected + "\n"))
    #expect(outcome.errors.utf8.count < 1_000)
  }

  @Test func `a file that cannot be read is refused`() throws {
    for (path, rule) in [
      (".", "this is a folder, not a file"), ("no-such.csv", "there is no such file"),
      ("", "there is no such file"),
    ] {
      let outcome = try Tool.run(["price", "--batch", path])
      #expect(outcome.output == "")
      #expect(outcome.code == 2)
      #expect(outcome.errors.contains("1:1: error: \(rule)"))
    }
  }

  @Test func `bytes that are no text and lines without end are refused where they stand`() throws {
    let input =
      "(printf 'id,x\\na,\\377\\nb,'; head -c 200000 /dev/zero | tr '\\0' 7; printf '\\nc,0\\n')"
    let outcome = try Tool.shell("\(input) | hedgeflow function exp --batch -")
    #expect(outcome.output == "id,value\nc,1000000000000000000\n")
    #expect(outcome.errors.contains("<stdin>:2:1: error: the line is not UTF-8 text"))
    #expect(outcome.errors.contains("<stdin>:3:1: error: the line has more than 65536 bytes"))
  }

  @Test func `rows of every length come through across buffers`() throws {
    // Names of 1 to 250 bytes put line ends at every place of a buffer.
    let names = (0..<4_000).map { String(repeating: "n", count: 1 + $0 * 37 % 250) }
    let input = "id,x\r\n" + names.map { "\($0),0\r\n" }.joined()
    let outcome = try Tool.run(["function", "exp", "--batch", "-"], input: input)
    #expect(outcome.output == "id,value\n" + names.map { "\($0),1000000000000000000\n" }.joined())
    #expect(outcome.code == 0)
  }

  @Test func `a hundred mistakes are shown and the rest counted`() throws {
    let input = "id,x\n" + String(repeating: "a,b\n", count: 1_234)
    let outcome = try Tool.run(["function", "exp", "--batch", "-"], input: input)
    #expect(outcome.errors.split(separator: "\n").filter { $0.hasPrefix("<stdin>") }.count == 100)
    #expect(outcome.errors.hasSuffix("1134 more mistakes are not shown\n"))
    #expect(outcome.code == 2)
  }
}

@Suite("Price command") struct PriceCommandTests {
  @Test func `wrong arguments are all named with their place`() throws {
    let outcome = try Tool.run([
      "price", "call", "--spot", "3e3", "--strike", "-1", "--expiry", "7y", "--volatility", "-80%", "--rate",
      "-2%",
    ])
    #expect(outcome.output == "")
    #expect(outcome.code == 2)
    #expect(
      outcome.errors == """
        error: --spot was `3e3`, but exponents are not read: write the digits out
          --spot 3e3
                 ^~~
          help: for example --spot 3_000
        error: --strike was `-1`, but it must be zero or more, written without a sign
          --strike -1
                   ^
          help: for example --strike 3_200
        error: --expiry was `7y`, but its unit must be ms, s, m, h or d
          --expiry 7y
                    ^
          help: for example --expiry 7d
        error: --volatility was -80%, but it must be zero or more

        """)
  }

  @Test func `missing and contradicting arguments are refused`() throws {
    for arguments in [
      ["price"], ["price", "call"], ["price", "swap", "--spot", "1"], ["price", "call", "--batch", "-"],
      ["price", "--batch", "-", "--json"], ["price", "--batch", "-", "--rounding", "sideways"],
      ["function", "sin"],
      ["function", "exp"],
    ] {
      let outcome = try Tool.run(arguments)
      #expect(outcome.output == "")
      #expect(outcome.code == 2, "\(arguments)")
      #expect(outcome.errors.hasPrefix("Error: "))
    }
  }

  @Test func `the JSON document has the numbers of the batch`() throws {
    let json = try Tool.run([
      "price", "put", "--spot", "3_000", "--strike", "2_800", "--expiry", "36h", "--volatility", "85%",
      "--rate",
      "-2%", "--dividend", "30 bp", "--rounding", "up", "--json",
    ])
    let batch = try Tool.run(
      ["price", "--batch", "-", "--rounding", "up"],
      input:
        "id,kind,spot,strike,expiry_seconds,volatility,rate,dividend\na,put,3000,2800,129600,0.85,-0.02,0.003\n"
    )
    let lines = batch.output.split(separator: "\n").map { $0.split(separator: ",") }
    #expect(lines.count == 2)
    for (name, value) in zip(lines[0], lines[1]).dropFirst() {
      #expect(json.output.contains("\"\(name)\": \"\(value)\""))
    }
    #expect(json.output.hasPrefix("{\n  \"schema\": \"hedgeflow.price/1\","))
    #expect(json.output.contains("\"expirySeconds\": \"129600\""))
  }
}
