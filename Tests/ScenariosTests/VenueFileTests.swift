import Exact
import Markets
import Options
import Scenarios
import Simulation
import Testing
import Units

@Suite("Venue files") struct VenueFileTests {
  private static let tokens = """
    pool: p
    base:  { symbol: ETH,  decimals: 18 }
    quote: { symbol: USDC, decimals: 6 }

    """
  private static let concentrated =
    tokens + "kind: concentrated\nprice: 3_000 USDC\nfee: 0.30%\npositions: [{ worth: 1_000_000 USDC }]\n"
  private static let book =
    tokens + """
      kind: order-book
      reserves: { ETH: 100, USDC: 300_000 }
      price: 3_000 USDC
      fee: 0%
      lot: 0.001 ETH
      tick: 0.01 USDC
      levels: [{ distance: 10 bp, size: 5 ETH }]

      """
  private static let perpetual =
    tokens + "kind: perpetual\nreserves: { ETH: 100, USDC: 300_000 }\nfee: 0.05%\n"
  private static func scheduled(_ fee: String) -> String {
    tokens + "kind: constant-product\nreserves: { ETH: 100, USDC: 300_000 }\nfee: \(fee)\n"
  }

  private func plan(_ text: String) throws -> PoolPlan {
    let sandbox = try Sandbox()
    let loaded = ScenarioLoader.loadPool(path: try sandbox.write("p.yaml", text))
    #expect(loaded.diagnostics.map(\.description) == [])
    return try #require(loaded.value).plan
  }

  @Test func `the providers of a concentrated pool bring what their positions take`() throws {
    let plan = try plan(Self.concentrated)
    guard case .concentrated(let pool) = plan.kind else {
      Issue.record("\(plan.kind)")
      return
    }
    #expect(pool.positions.count == 1)
    #expect(plan.reserveBase == pool.reserveBase)
    #expect(plan.reserveQuote == pool.reserveQuote)
    // All prices: half of the worth in either token, to within the price's and the mint's rounding.
    let half = Word256(500_000_000_000 as UInt64)
    #expect(plan.reserveQuote.units <= half + 2)
    #expect(plan.reserveQuote.units + 2 >= half)
  }

  @Test func `a position given tokens takes no more of either than it is given`() throws {
    let text = Self.concentrated.replacing(
      "{ worth: 1_000_000 USDC }",
      with: "{ from: 2_500 USDC, to: 3_600 USDC, tokens: { ETH: 10, USDC: 1_000_000 } }")
    let plan = try plan(text)
    #expect(plan.reserveBase <= Amount(Word256(10_000_000_000_000_000_000 as UInt128)))
    #expect(plan.reserveBase > Amount(Word256(9_999_999_999_000_000_000 as UInt128)))
    #expect(plan.reserveQuote < Amount(1_000_000_000_000))
  }

  @Test func `a book's tick and lot give whole quote units`() throws {
    guard case .orderBook(let market, let price) = try plan(Self.book).kind else {
      Issue.record("no book")
      return
    }
    #expect(market.scale == BookScale(basePerLot: 1_000_000_000_000_000, quotePerTick: 10))
    #expect(price == Price(wads: 3_000_000_000_000_000_000_000))
    #expect(market.profile.bids.map(\.lots) == [5_000])
  }

  @Test func `a perpetual's makers bring nothing, its curve is virtual`() throws {
    let plan = try plan(Self.perpetual)
    guard case .perpetual(let market, let every) = plan.kind else {
      Issue.record("no perpetual")
      return
    }
    #expect(plan.reserveBase == .zero)
    #expect(market.openingQuote == Amount(300_000_000_000))
    #expect(every == Duration(seconds: 28_800))
    #expect(try market.terms.initialMargin == Fee(1, over: 10))
  }

  @Test(
    "each schedule is read with its presets",
    arguments: [
      ("{ schedule: volatility-accumulator, bin-step: 10 }", "volatility-accumulator", "1/1000"),
      ("{ schedule: sigmoid }", "sigmoid", "1/10000"),
      (
        "{ schedule: imbalance, mid: 0.26%, out: 0.45%, gamma: 0.00023, scale: 3_000 USDC }", "imbalance",
        "26/10000"
      ),
      (
        "{ schedule: ewma-variance, base: 0.05%, largest: 1%, alpha: 20%, slope: 50_000_000 }",
        "ewma-variance", "5/10000"
      ),
      ("{ schedule: price-impact, base: 0.05%, share: 25%, alpha: 50% }", "price-impact", "5/10000"),
      ("{ schedule: deviation, base: 0.05%, share: 50%, cap: 1% }", "deviation", "5/10000"),
    ])
  func schedules(_ fee: String, name: String, floor: String) throws {
    let plan = try plan(Self.scheduled(fee))
    #expect(plan.schedule?.name == name)
    #expect(Rational(Integer(plan.fee.numerator), over: Integer(plan.fee.denominator)) == Rational(floor))
  }

  @Test func `a constant schedule is a constant fee`() throws {
    let plan = try plan(Self.scheduled("{ schedule: constant, base: 0.3% }"))
    #expect(plan.schedule == nil)
    #expect(try plan.fee == Fee(3, over: 1000))
  }

  @Test(
    "mistakes are placed and mended",
    arguments: [
      (concentrated, "worth: 1_000_000", "wort: 1_000_000", "did you mean `worth`?"),
      (
        concentrated, "{ worth: 1_000_000 USDC }", "{ from: 1 USDC }",
        "`worth` or `tokens` or `liquidity` is missing"
      ),
      (
        concentrated, "{ worth: 1_000_000 USDC }", "{ from: 1 USDC, worth: 5 USDC }",
        "a position names one end of its range only"
      ),
      (
        concentrated, "{ worth: 1_000_000 USDC }", "{ from: 4_000 USDC, to: 3_000 USDC, worth: 5 USDC }",
        "the range does not begin below its end"
      ),
      (
        concentrated, "{ worth: 1_000_000 USDC }", "{ liquidity: 0 }",
        "`liquidity` was `0`, but it must be between 1 and 2^128 - 1"
      ),
      (
        concentrated, "fee: 0.30%", "fee: 0.30%\nreserves: { ETH: 1, USDC: 1 }",
        "`reserves` means nothing with `kind: concentrated`"
      ),
      (book, "tick: 0.01", "tick: 0.0001", "a tick times a lot must be a whole number of USDC base units"),
      (book, "size: 5 ETH", "size: 0.0005 ETH", "the size of a level must be a whole number of lots"),
      (
        book, "[{ distance: 10 bp, size: 5 ETH }]",
        "[{ distance: 10 bp, size: 5 ETH }, { distance: 5 bp, size: 5 ETH }]",
        "the levels are not a depth profile: distancesMustIncrease"
      ),
      (
        book, "fee: 0%", "fee: { schedule: sigmoid }", "a pool of kind `order-book` has a constant fee"
      ),
      (
        perpetual, "fee: 0.05%", "fee: 0.05%\nmargin: { initial: 1%, maintenance: 5% }",
        "the perpetual is not possible: maintenanceMustNotExceedInitial"
      ),
      (
        scheduled("{ schedule: sigmoid, rest: 1/3 }"), "pool: p", "pool: p",
        "`rest` is finer than this schedule counts: 1/1000000"
      ),
      (
        scheduled("{ schedule: volatility-accumulator, bin-step: 7 }"), "pool: p", "pool: p",
        "a bin step of 7 has no preset"
      ),
      (
        scheduled("{ schedule: deviation, base: 1%, share: 50%, cap: 0.5% }"), "pool: p", "pool: p",
        "the schedule is not possible: capMustReachBase"
      ),
      (
        scheduled("{ schedule: sigmoid, share: 5% }"), "pool: p", "pool: p",
        "`share` means nothing with `schedule: sigmoid`"
      ),
      (
        scheduled("{ schedule: sigmoidal }"), "pool: p", "pool: p", "did you mean `sigmoid`?"
      ),
    ])
  func mistakes(_ text: String, part: String, wrong: String, expected: String) throws {
    let sandbox = try Sandbox()
    #expect(text.contains(part))
    let shown = sandbox.shown(try sandbox.write("p.yaml", text.replacing(part, with: wrong)))
    #expect(shown.contains(expected), "\(shown)")
  }
}

@Suite("Scripts and routing of epoch files") struct ScriptFileTests {
  private func plan(_ extra: String) throws -> (plan: Plan?, shown: String) {
    let sandbox = try Sandbox()
    try sandbox.write("pool.yaml", poolText)
    let path = try sandbox.write("e.yaml", epochText + extra)
    return (ScenarioLoader.loadEpoch(path: path).value, sandbox.shown(path))
  }

  @Test func `steps become actions, actors are counted from 1`() throws {
    let (plan, shown) = try plan(
      """
      script:
        - { do: swap, sell: 3 ETH }
        - { do: swap, actor: 2, buy: 1500 units USDC }
        - { do: wait, blocks: 3 }
        - { do: oracle, fault: freeze, blocks: 7 }
        - { do: move, by: -25% }
        - { do: buy-option, series: 1, size: 2 ETH }
      """)
    let script = try #require(plan?.script, "\(shown)")
    #expect(script.actors == 2)
    #expect(script.blocks == 3)
    #expect(
      script.steps.map(\.action) == [
        .swap(pool: 0, order: .sellPaying(Amount(Word256(3_000_000_000_000_000_000 as UInt128)))),
        .swap(pool: 0, order: .sellReceiving(Amount(1500))),
        .wait(blocks: 3),
        .oracle(.freeze(blocks: 7)),
        .move(Ratio(wads: -250_000_000_000_000_000)),
        .trade(.init(series: 0, side: .buying, size: Amount(Word256(2_000_000_000_000_000_000 as UInt128)))),
      ])
  }

  @Test(
    "mistakes in steps are placed",
    arguments: [
      ("script: [{ do: swap }]", "a swap must say either `sell` or `buy`"),
      ("script: [{ do: swpa }]", "did you mean `swap`?"),
      ("script: [{ do: wait }]", "`blocks` is missing from the step"),
      ("script: [{ do: swap, sell: 1 ETH, pool: eth-usd }]", "did you mean `eth-usdc`?"),
      ("script: [{ do: exercise, series: 9 }]", "series 9 is not listed"),
      ("script: [{ do: swap, sell: 1 ETH, shares: 3 }]", "`shares` means nothing with `do: swap`"),
      ("routing: { venues: [{ pool: other }] }", "the epoch has no pool named `other`"),
      ("routing: { hedge: both }", "`hedge` was `both`, but it must be one of best, split"),
      (
        "routing: { venues: [{ pool: eth-usdc, hedge: no, retail: no }] }",
        "the routing leaves retail or the hedges no pool to trade in"
      ),
      ("compare-fees: [none.yaml]", "none.yaml"),
    ])
  func mistakes(_ extra: String, expected: String) throws {
    let found = try plan(extra + "\n")
    #expect(found.plan == nil)
    #expect(found.shown.contains(expected), "\(found.shown)")
  }

  @Test func `fees are compared between pools that charge them`() throws {
    for (first, alternative, expected) in [
      (
        "pool.yaml", "eth-usdc-book.yaml",
        "`eth-usdc-book` has no fee schedule that the first pool could have"
      ),
      ("eth-usdc-book.yaml", "pool.yaml", "but `eth-usdc-book` has no fee schedule"),
      ("eth-perpetual.yaml", "pool.yaml", "but `eth-perpetual` has no fee schedule"),
    ] {
      let sandbox = try Sandbox()
      try sandbox.write("pool.yaml", poolText)
      for name in [first, alternative] where name != "pool.yaml" {
        try sandbox.write(name, Shipped.text("Pools/\(name)"))
      }
      let epoch = epochText.replacing("pool.yaml", with: first) + "compare-fees: [\(alternative)]\n"
      let shown = sandbox.shown(try sandbox.write("e.yaml", epoch))
      #expect(shown.contains(expected), "\(shown)")
    }
  }
}
