import Exact
import Scenarios
import Simulation
import Testing
import Units

@Suite("Pool files") struct PoolFileTests {
  @Test func `become exact plans`() throws {
    let sandbox = try Sandbox()
    let loaded = ScenarioLoader.loadPool(path: try sandbox.write("pool.yaml", poolText))
    #expect(loaded.diagnostics.isEmpty)
    let pool = try #require(loaded.value)
    #expect(
      pool.pair
        == Pair(base: Token(symbol: "ETH", decimals: 18), quote: Token(symbol: "USDC", decimals: 6)))
    #expect(pool.plan.name == "eth-usdc")
    #expect(pool.plan.reserveBase == Amount(Word256(1_000_000_000_000_000_000_000 as UInt128)))
    #expect(pool.plan.reserveQuote == Amount(3_000_000_000_000))
    #expect(try pool.plan.fee == Fee(3, over: 1000))
    #expect(!pool.plan.takesProtocolFee)
  }

  @Test func `may count base units, from 1 to 2^112 - 1`() throws {
    let sandbox = try Sandbox()
    let largest = (Word256(1) << 112) - 1
    let text = replacing("reserves", in: poolText, with: "reserves: { ETH: 1 units, USDC: \(largest) units }")
    let pool = try #require(ScenarioLoader.loadPool(path: try sandbox.write("pool.yaml", text)).value)
    #expect(pool.plan.reserveBase == Amount(1))
    #expect(pool.plan.reserveQuote == Amount(largest))
  }

  @Test func `may be written in any layout that means the same`() throws {
    let sandbox = try Sandbox()
    let text = """
      ---
      # a comment
      "pool": 'eth-usdc'   # another
      kind: constant-product
      base:
        symbol: ETH
        decimals: 18
      quote:   { "symbol":"USDC",
        decimals: 6,   # a comma too many is allowed
      }
      reserves:

          ETH:   1_000 ETH
          USDC: 3_000_000
      fee: 30 bp
      protocol-fee: one-sixth
      """
    let pool = ScenarioLoader.loadPool(path: try sandbox.write("pool.yaml", text))
    #expect(pool.diagnostics.map(\.description) == [])
    #expect(pool.value?.plan.takesProtocolFee == true)
    let windows = text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
    #expect(ScenarioLoader.loadPool(path: try sandbox.write("windows.yaml", windows)).value != nil)
  }

  @Test func `every mistake is reported at once, by place`() throws {
    let sandbox = try Sandbox()
    let text = """
      pool: eth-usdc
      kind: constant-product
      base:  { symbol: ETH,  decimals: 18 }
      quote: { symbol: USDC, decimals: 6.5 }
      reserves: { ETH: 1_000, USDC: -5 }
      fee: 130%
      fees: 3
      fee: 0.3%
      \tx: 5
      """
    #expect(
      sandbox.shown(try sandbox.write("p.yaml", text)) == """
        p.yaml:4:34: error: `decimals` was `6.5`, but it must be a whole number
            4 │ quote: { symbol: USDC, decimals: 6.5 }
              │                                  ^~~
          help: for example `decimals: 18`
        p.yaml:6:6: error: `fee` was `130%`, but a fee must stay below 100 %
            6 │ fee: 130%
              │      ^~~
          help: for example `fee: 0.30%`
        p.yaml:7:1: error: the key `fees` is not known in the pool
            7 │ fees: 3
              │ ^~~~
          help: did you mean `fee`, which is there already?
        p.yaml:8:1: error: `fee` appears twice
            8 │ fee: 0.3%
              │ ^~~
          help: remove one; the first stands on line 6
        p.yaml:9:1: error: a tab stands here
            9 │ ␉x: 5
              │ ^
          help: indent and separate with spaces
        p.yaml:9:2: error: this line is indented more than its neighbours
            9 │ ␉x: 5
              │  ^~~~
          help: give neighbouring keys the same indentation, and write each value on one line
        """)
  }

  @Test(
    "each kind of mistake has its place and its sentence",
    arguments: [
      ("pool", "pool: ETH/USDC", "1:7: error: `pool` was `ETH/USDC`, but a name is made of"),
      ("pool", "pool:", "1:1: error: `pool` has no value"),
      ("kind", "kind: constant-prodct", "2:7: error: `kind` was `constant-prodct`, but it must be one of"),
      ("kind", nil, "1:1: error: `kind` is missing from the pool"),
      ("base", "base: ETH", "3:7: error: `base` was `ETH`, but it must hold keys"),
      ("base", "base: { symbol: 1INCH, decimals: 18 }", "3:17: error: `symbol` was `1INCH`, but a symbol is"),
      ("base", "base: { symbol: USDC, decimals: 18 }", "4:8: error: base and quote are both USDC"),
      (
        "base", "base: { symbol: ETH, decimals: 19 }",
        "3:32: error: `decimals` was `19`, but it must be between"
      ),
      ("reserves", "reserves: { ETH: 1 }", "5:11: error: `USDC` is missing from `reserves`"),
      ("reserves", "reserves: { ETH: 1, USDT: 1 }", "5:21: error: the key `USDT` is not known in `reserves`"),
      ("reserves", "reserves: { ETH: 0, USDC: 1 }", "5:18: error: `ETH` was `0`, but it must be above zero"),
      (
        "reserves", "reserves: { ETH: -1, USDC: 1 }",
        "5:18: error: `ETH` was `-1`, but it must be zero or more"
      ),
      ("reserves", "reserves: { ETH: NaN, USDC: 1 }", "5:18: error: `ETH` was `NaN`, but it must start with"),
      (
        "reserves", "reserves: { ETH: .inf, USDC: 1 }",
        "5:18: error: `ETH` was `.inf`, but it must start with"
      ),
      (
        "reserves", "reserves: { ETH: 1, USDC: 1 DAI }",
        "5:29: error: `USDC` was `1 DAI`, but its unit must be"
      ),
      (
        "reserves", "reserves: { ETH: 1, USDC: 0.0000001 }",
        "5:27: error: `USDC` was `0.0000001`, but it may have"
      ),
      (
        "reserves", "reserves: { ETH: 1, USDC: 1\(String(repeating: "0", count: 400)) }",
        "5:27: error: `USDC` was `10000000000000000000000000000000…`, but it is too large"
      ),
      (
        "reserves", "reserves: { ETH: 1, USDC: 5192296858534827628530496329220096 units }",
        "5:27: error: `USDC` was `5192296858534827628530496329220096 units`, but it may be at most 2^112 - 1"
      ),
      ("reserves", "reserves: [1, 2]", "5:11: error: `reserves` was a list, but it must hold keys"),
      ("fee", "fee: 0.3", "6:6: error: `fee` was `0.3`, but a unit must follow the number: % or bp"),
      ("fee", "fee: 1e-3%", "6:6: error: `fee` was `1e-3%`, but exponents are not read"),
      ("fee", "fee: { a: 1 }", "6:6: error: `schedule` is missing from `fee`"),
      ("fee", "fee: [1]", "6:6: error: `fee` was a list, but a single value must stand here"),
      ("fee", "fee: !!float 3", "6:6: error: tags (`!`) are not part of this format"),
      ("fee", "fee: &fee 0.3%", "6:6: error: anchors (`&`) are not part of this format"),
      ("fee", "fee: *fee", "6:6: error: aliases (`*`) are not part of this format"),
      ("fee", "fee: |", "6:6: error: text blocks (`|`, `>`) are not part of this format"),
      ("fee", "<<: { fee: 0.3% }", "6:1: error: merge keys (`<<`) are not part of this format"),
      ("fee", "fee: [1, 2", "6:6: error: this bracket is not closed"),
      ("fee", "fee: 'a", "6:6: error: this quote is not closed on its line"),
      ("fee", "fee: 1%: 2", "6:8: error: a second `:` stands on this line"),
      ("fee", "fee: [1 2, {a b}]", "6:13: error: `a b` stands without a value"),
      ("fee", "fee: \"0\\x2e3%\"", "6:8: error: escapes are not part of this format"),
      ("fee", "fee: 0.3%\n  more", "7:3: error: this line is indented more than its neighbours"),
      ("fee", "fee", "6:1: error: a key was expected here"),
      ("fee", "fee: 0.3%\n---\npool: b", "7:1: error: a second document starts here"),
      ("fee", "fee: 0.3%\n...", "7:1: error: a second document starts here"),
      ("fee", "fee: 0.3%\nproto-fee: none", "7:1: error: the key `proto-fee` is not known in the pool"),
      ("fee", "? fee: 3", "6:1: error: complex keys (`?`) are not part of this format"),
      ("fee", "fee: @3", "6:6: error: `@` cannot stand here"),
      ("pool", "%YAML 1.2\npool: a", "1:1: error: directives (`%`) are not part of this format"),
    ] as [(String, String?, String)])
  func mistakes(_ start: String, line: String?, expected: String) throws {
    let sandbox = try Sandbox()
    let shown = sandbox.shown(try sandbox.write("p.yaml", replacing(start, in: poolText, with: line)))
    #expect(shown.contains("p.yaml:" + expected), "\(shown)")
  }

  @Test func `nesting stops at a documented depth, however deep the file goes`() throws {
    let sandbox = try Sandbox()
    let flow = "fee: " + String(repeating: "[", count: 500_000)
    #expect(
      sandbox.shown(try sandbox.write("p.yaml", replacing("fee", in: poolText, with: flow)))
        .contains("p.yaml:6:22: error: values nest more than 16 deep"))
    let block = (0..<700).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
    #expect(sandbox.shown(try sandbox.write("b.yaml", block)).contains("values nest more than 16 deep"))
    let dashes = String(repeating: "- ", count: 100_000)
    #expect(sandbox.shown(try sandbox.write("d.yaml", dashes)).contains("values nest more than 16 deep"))
  }

  @Test func `a hundred mistakes are shown and the rest counted`() throws {
    let sandbox = try Sandbox()
    let text = poolText + (0..<50_000).map { "key-\($0): 1\n" }.joined()
    let found = ScenarioLoader.load(path: try sandbox.write("p.yaml", text)).diagnostics
    #expect(found.count == 100 || found.count == 101)
    #expect(found.first?.message == "the key `key-0` is not known in the pool")
  }
}
