import Exact
import Feeds
import Foundation
import Options
import Scenarios
import Simulation
import Testing
import Units

@Suite("Epoch files") struct EpochFileTests {
  private func loaded(_ text: String) throws -> (plan: Plan?, shown: String) {
    let sandbox = try Sandbox()
    try sandbox.write("pool.yaml", poolText)
    let path = try sandbox.write("e.yaml", text)
    return (ScenarioLoader.loadEpoch(path: path).value, sandbox.shown(path))
  }

  @Test func `become exact plans, with documented defaults`() throws {
    let (plan, shown) = try loaded(epochText)
    #expect(shown == "")
    let found = try #require(plan)
    #expect(found.name == "small")
    #expect(found.seed == 7)
    #expect(found.pools.map(\.name) == ["eth-usdc"])
    #expect(found.block == Duration(seconds: 12))
    #expect(found.blocks == 7200)
    #expect(
      found.oracle
        == OraclePlan(
          heartbeat: Duration(seconds: 3600), deviation: Ratio(wads: 5_000_000_000_000_000),
          latency: Duration(seconds: 24), staleAfter: Duration(seconds: 7200)))
    #expect(found.arbitrage == ArbitragePlan(everyBlocks: 1, gas: .zero))
    #expect(
      found.retail
        == RetailPlan(
          tradesPerDay: Ratio(wads: 400_000_000_000_000_000_000), medianSize: Amount(500_000_000_000_000_000),
          sizeSpread: .one))
    #expect(found.options?.series.map(\.kind) == [.call, .put])
    #expect(found.options?.series.map(\.expiry) == [Instant.start + .day, Instant(milliseconds: 43_200_000)])
    #expect(found.options?.demand?.orderSize == Amount(1_000_000_000_000_000_000))
    #expect(found.options?.deltaRange == .zero ... .one)
    #expect(found.vault?.capitalQuote == Amount(900_000_000_000))
    #expect(found.vault?.hedge?.band == Amount(2_000_000_000_000_000_000))
    #expect(found.order == Phase.allCases)
    #expect(found.twin == .noHedging)
    #expect(found.bursts == BurstPlan(gap: Duration(seconds: 600), windowBlocks: 25))
    guard case .geometricBrownian(let start, let volatility, let drift) = found.price.process else {
      Issue.record("the process was \(found.price.process)")
      return
    }
    #expect(start.wads == 3_000_000_000_000_000_000_000)
    #expect(volatility.wads == 800_000_000_000_000_000)
    #expect(drift == .zero)
  }

  @Test func `need no more than a name, a pool, a price and a duration`() throws {
    let text = """
      epoch: least
      pools: [pool.yaml]
      price: { process: gbm, start: 3_000 USDC, volatility: 80%, block: 1 m }
      duration: 1 h
      """
    let (plan, shown) = try loaded(text)
    #expect(shown == "")
    #expect(plan?.seed == 1)
    #expect(plan?.vault == nil)
    #expect(plan?.oracle.heartbeat == Duration(seconds: 3600))
  }

  @Test(
    "each kind of mistake has its place and its sentence",
    arguments: [
      ("epoch", "epoch: { a: 1 }", "1:8: error: `epoch` was a group of keys, but a single value"),
      (
        "seed", "sead: 7",
        "2:1: error: the key `sead` is not known in the epoch\n    2 │ sead: 7\n      │ ^~~~\n  help: did you mean `seed`?"
      ),
      ("seed", "seed: -1", "2:7: error: `seed` was `-1`, but it must be zero or more"),
      (
        "seed", "seed: 18446744073709551616",
        "2:7: error: `seed` was `18446744073709551616`, but it must be between"
      ),
      ("pools", "pools: pool.yaml", "3:8: error: `pools` was `pool.yaml`, but a list must stand here"),
      ("pools", "pools: []", "3:8: error: `pools` has 0 items, but it must have 1 to 16"),
      ("pools", nil, "1:1: error: `pools` is missing from the epoch"),
      ("pools", "pools: [none.yaml]", "none.yaml`: there is no such file"),
      ("pools", "pools: [.]", ": this is a folder, not a file"),
      ("pools", "pools: [e.yaml]", "3:9: error: the epoch names itself as a pool"),
      ("pools", "pools: [../x/../nowhere/../pool.yaml]", "there is no such file"),
      ("pools", "pools: [pool.yaml, ./pool.yaml]", "3:20: error: the same pool file is named twice"),
      (
        "price", "price: { process: walk, block: 12 s }",
        "4:19: error: `process` was `walk`, but it must be one of gbm"
      ),
      (
        "price", "price: { process: gbm, volatility: 80%, block: 12 s }",
        "4:8: error: `start` is missing from `price`"
      ),
      (
        "price", "price: { process: gbm, start: 3_000 USDC, volatility: 80%, block: 12 s, file: a.csv }",
        "4:73: error: `file` means nothing with `process: gbm`"
      ),
      (
        "price", "price: { process: gbm, start: 3_000 ETH, volatility: 80%, block: 12 s }",
        "4:37: error: `start` was `3_000 ETH`, but its unit must be USDC"
      ),
      (
        "price", "price: { process: gbm, start: 0 USDC, volatility: 80%, block: 12 s }",
        "4:31: error: `start` was `0 USDC`, but it must be above zero"
      ),
      (
        "price", "price: { process: gbm, start: 1 USDC, volatility: 2_000%, block: 12 s }",
        "4:51: error: `volatility` was `2_000%`, but it must be between 0% and 1000%"
      ),
      (
        "price", "price: { process: gbm, start: 1 USDC, volatility: 80%, block: 0 s }",
        "4:63: error: `block` was `0 s`, but it must be between 1 ms and 1 d"
      ),
      (
        "price",
        "price: { process: gbm, start: 1 USDC, volatility: 80%, block: 12 s, shocks: [{ at: 2 d, move: -25% }] }",
        "4:78: error: a shock happens at 2 d, but the run ends at 1 d"
      ),
      (
        "price",
        "price: { process: gbm, start: 1 USDC, volatility: 80%, block: 12 s, shocks: [{ at: 2 h, move: -100% }] }",
        "4:95: error: `move` was `-100%`, but it must be between -99% and 1000%"
      ),
      ("duration", "duration: 100 s", "5:11: error: `duration` is not a whole number of blocks of 12 s"),
      ("duration", "duration: 100 s", "help: write 96 s or 108 s"),
      (
        "duration", "duration: 100 y",
        "5:15: error: `duration` was `100 y`, but its unit must be ms, s, m, h or d"
      ),
      ("duration", "duration: 20_000 d", "5:11: error: the run has 144000000 blocks, but at most 100000000"),
      ("duration", nil, "1:1: error: `duration` is missing from the epoch"),
      (
        "oracle", "oracle: { stale-after: 30 m }",
        "6:24: warning: the oracle is stale before its heartbeat is due"
      ),
      (
        "arbitrage", "arbitrage: { every: 13 s }", "7:21: error: 13 s is not a whole number of blocks of 12 s"
      ),
      (
        "arbitrage", "arbitrage: { every: 0 blocks }",
        "7:21: error: `every` was `0 blocks`, but it must be between 1 and"
      ),
      ("arbitrage", "arbitrage: { gas: 1 ETH }", "7:21: error: `gas` was `1 ETH`, but its unit must be USDC"),
      (
        "retail", "retail: { trades-per-day: 5% }",
        "8:28: error: `trades-per-day` was `5%`, but nothing may follow"
      ),
      ("  demand", "  demand: { contracts-per-day: 40, bias: byu }", "did you mean `buy`?"),
      ("  series", "  series: [{ expiry: 1 d }]", "11:12: error: `call` or `put` is missing"),
      (
        "  series", "  series: [{ call: 1 USDC, put: 1 USDC, expiry: 1 d }]",
        "error: only one of `call` or `put`"
      ),
      (
        "  series", "  series: [{ call: 1 USDC, expiry: 2 d }]",
        "11:12: error: the series expires at 2 d, but the run ends"
      ),
      (
        "  series", "  series: [{ call: 1 USDC, expiry: 1 d }, { call: 1 USDC, expiry: 24 h }]",
        "11:43: error: the same series is listed twice"
      ),
      ("  capital", "  capital: { ETH: 1 }", "14:12: error: `USDC` is missing from `capital`"),
      ("  epoch", "  epoch: 1 s", "15:10: error: an epoch of the vault is shorter than a block of 12 s"),
      ("  epoch", "  epoch: 2 d", "15:10: warning: no epoch of the vault closes within the run of 1 d"),
      ("  hedge", "  hedge: { every: 1 s }", "16:19: error: 1 s is shorter than a block of 12 s"),
      ("  hedge", "  hedge: { every: 5 m }", "warning: hedges come every 5 m, within the gap"),
      ("  hedge", nil, "16:7: warning: nothing hedges, so the twin without hedging is the same run"),
      (
        "twin", "twin: without-hedging",
        "17:7: error: `twin` was `without-hedging`, but it must be one of none"
      ),
      ("twin", "order: [price, price]", "17:8: error: `order` repeats price"),
      (
        "twin", "order: [price, price]",
        "error: `order` leaves out oracle, arbitrage, retail, options\n"
      ),
      (
        "twin", "order: [price, oracle, arbitrage, retail, options, roll]",
        "17:8: warning: `order` leaves out hedging, and no step asks for it"
      ),
      ("twin", "order: [prise]", "17:9: error: `order` was `prise`, but it must be one of"),
      ("twin", "bursts: { window: 5 m }", "17:19: error: `window` was `5 m`, but its unit must be blocks"),
    ] as [(String, String?, String)])
  func mistakes(_ start: String, line: String?, expected: String) throws {
    let shown = try loaded(replacing(start, in: epochText, with: line)).shown
    #expect(shown.contains(expected), "\(shown)")
  }

  @Test func `options need a vault to write them`() throws {
    let withoutVault = epochText.components(before: "vault:")
    #expect(
      try loaded(withoutVault).shown == """
        e.yaml:9:1: error: options are traded, but there is no vault to write them
            9 │ options:
              │ ^~~~~~~
          help: add `vault: { capital: { ETH: 300, USDC: 900_000 }, epoch: 1 d }`
        """)
  }

  @Test func `pools must be pools of one pair with names of their own`() throws {
    let sandbox = try Sandbox()
    try sandbox.write("pool.yaml", poolText)
    try sandbox.write("again.yaml", poolText)
    try sandbox.write("other.yaml", poolText.replacing("USDC", with: "DAI"))
    try sandbox.write("finer.yaml", poolText.replacing("decimals: 6", with: "decimals: 7"))
    try sandbox.write("broken.yaml", poolText.replacing("0.30%", with: "130%"))
    try sandbox.write("epoch.yaml", epochText)
    try sandbox.write("empty.yaml", "")
    let text = replacing(
      "pools", in: epochText,
      with: """
        pools:
          - pool.yaml
          - again.yaml
          - other.yaml
          - finer.yaml
          - broken.yaml
          - epoch.yaml
          - empty.yaml
        """)
    let found = ScenarioLoader.loadEpoch(path: try sandbox.write("e.yaml", text)).diagnostics
    let shown = found.map { "\($0.line):\($0.column) \($0.message)" }
      .map { $0.replacing(sandbox.folder.path + "/", with: "") }
    #expect(
      shown == [
        "5:5 two pools are named `eth-usdc`",
        "6:5 this pool trades ETH/DAI with 18/6 decimals, but the first one trades ETH/USDC with 18/6 decimals",
        "7:5 this pool trades ETH/USDC with 18/7 decimals, but the first one trades ETH/USDC with 18/6 decimals",
        "8:5 the pool `broken.yaml` has mistakes of its own",
        "9:5 `epoch.yaml` is an epoch, but a pool must stand here",
        "10:5 the pool `empty.yaml` has mistakes of its own",
        "6:6 `fee` was `130%`, but a fee must stay below 100 %",
        "1:1 the file is empty",
      ])
  }

  @Test func `a file of the other kind is told apart`() throws {
    let sandbox = try Sandbox()
    let pool = try sandbox.write("pool.yaml", poolText)
    let epoch = try sandbox.write("e.yaml", epochText)
    #expect(
      ScenarioLoader.loadEpoch(path: pool).diagnostics.map(\.message)
        == ["this is a pool, but an epoch must stand here"])
    #expect(
      ScenarioLoader.loadPool(path: epoch).diagnostics.map(\.message)
        == ["this is an epoch, but a pool must stand here"])
  }
}

extension String {
  /// What stands before the first line that starts with `mark`.
  fileprivate func components(before mark: String) -> String {
    var kept: [Substring] = []
    for line in split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix(mark) { break }
      kept.append(line)
    }
    return kept.joined(separator: "\n") + "\n"
  }
}
