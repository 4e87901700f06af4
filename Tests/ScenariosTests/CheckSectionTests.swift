import Campaigns
import Exact
import Foundation
import Properties
import Scenarios
import Testing

@Suite("check sections") struct CheckSectionTests {
  private func loaded(_ check: String, epoch: String = epochText) throws -> (file: CheckFile?, shown: String)
  {
    let sandbox = try Sandbox()
    try sandbox.write("pool.yaml", poolText)
    let path = try sandbox.write("e.yaml", epoch + check)
    return (ScenarioLoader.loadCheck(path: path).value, sandbox.shown(path))
  }

  @Test func `become plans, with documented defaults`() throws {
    let (file, shown) = try loaded("check: {}\n")
    #expect(shown == "")
    let check = try #require(file).check
    #expect(check.seed == 1 && check.cases == 2_000 && check.steps == 50 && check.actors == 3)
    #expect(check.isSwarming && check.checksBuiltIns)
    #expect(check.acts.isEmpty && check.invariants.isEmpty && check.claims.isEmpty && check.reach.isEmpty)
    #expect(check.maximize == nil)
    #expect(try loaded("").file?.check.cases == 2_000)
  }

  @Test func `say all that can be said`() throws {
    let text = """
      check:
        seed: 7
        cases: 300
        steps: 20
        actors: 2
        swarm: no
        actions:
          - { do: swap, weight: 3, base: { from: 1 units ETH, to: 10 ETH }, quote: { from: 0 USDC, to: 0.5 USDC } }
          - { do: wait, blocks: { from: 1, to: 300 } }
          - { do: move, weight: 0, by: { from: -5%, to: 5% } }
        invariants: [solvency, conservation-base]
        always: ["vault.assets >= vault.liabilities", "pools.eth-usdc.k >= old(pools.eth-usdc.k)"]
        finally: ["vault.shares > 0"]
        maximize: "actors.1.profit + actors.2.profit"
        reach: { swap: 10, epoch-rolled: 1 }

      """
    let (file, shown) = try loaded(text)
    #expect(shown == "")
    let check = try #require(file).check
    #expect(check.seed == 7 && check.cases == 300 && check.steps == 20 && check.actors == 2)
    #expect(!check.isSwarming)
    #expect(
      check.acts == [
        .init(
          name: "swap", weight: 3,
          bounds: [
            .init(
              name: "base", least: ExactValue(1), most: ExactValue(10_000_000_000_000_000_000 as Word256)),
            .init(name: "quote", least: ExactValue(0), most: ExactValue(500_000)),
          ]),
        .init(
          name: "wait", weight: 1,
          bounds: [.init(name: "blocks", least: ExactValue(1), most: ExactValue(300))]),
        .init(
          name: "move", weight: 0,
          bounds: [
            .init(
              name: "by", least: ExactValue(-50_000_000_000_000_000), most: ExactValue(50_000_000_000_000_000)
            )
          ]),
      ])
    #expect(check.invariants == ["solvency", "conservation-base"])
    #expect(
      check.claims == [
        .init(
          name: "always: vault.assets >= vault.liabilities", moment: .always,
          text: "vault.assets >= vault.liabilities"),
        .init(
          name: "always: pools.eth-usdc.k >= old(pools.eth-usdc.k)", moment: .always,
          text: "pools.eth-usdc.k >= old(pools.eth-usdc.k)"),
        .init(name: "finally: vault.shares > 0", moment: .finally, text: "vault.shares > 0"),
      ])
    #expect(check.maximize == "actors.1.profit + actors.2.profit")
    #expect(check.reach == [.init(name: "swap", cases: 10), .init(name: "epoch-rolled", cases: 1)])
    #expect(throws: Never.self) { try ProtocolCheck(plan: #require(file).plan, check: check).campaign() }
  }

  @Test(
    "each kind of mistake has its place and its sentence",
    arguments: [
      ("check: 3", "18:8: error: `check` was `3`, but it must hold keys"),
      ("check: { cases: 0 }", "18:17: error: `cases` was `0`, but it must be between 1 and 100000000"),
      ("check: { actors: 65 }", "18:18: error: `actors` was `65`, but it must be between 1 and 64"),
      ("check: { swarm: maybe }", "18:17: error: `swarm` was `maybe`, but it must be one of yes, no"),
      ("check: { sead: 7 }", "18:10: error: the key `sead` is not known in `check`"),
      ("check: { actions: [] }", "18:19: error: `actions` has 0 items, but it must have 1 to 64"),
      ("check: { actions: [{ weight: 3 }] }", "18:20: error: `do` is missing from the action"),
      (
        "check: { actions: [{ do: swop }] }",
        "18:26: error: there is no action named `swop` in this epoch\n   18 │ check: { actions: [{ do: swop }] }\n      │                          ^~~~\n  help: did you mean `swap`?"
      ),
      ("check: { actions: [{ do: swap }, { do: swap }] }", "18:40: error: `swap` stands here twice"),
      ("check: { actions: [{ do: swap, weight: 0 }] }", "18:19: error: no action has a weight"),
      (
        "check: { actions: [{ do: swap, amount: { from: 1 ETH, to: 2 ETH } }] }",
        "18:32: error: the key `amount` is not known in the action"
      ),
      (
        "check: { actions: [{ do: swap, side: { from: 0, to: 1 } }] }",
        "18:32: error: the key `side` is not known in the action"
      ),
      (
        "check: { actions: [{ do: swap, base: { from: 1 USDC, to: 2 ETH } }] }",
        "18:48: error: `from` was `1 USDC`, but its unit must be ETH"
      ),
      (
        "check: { actions: [{ do: swap, base: { from: 2 ETH, to: 1 ETH } }] }",
        "18:57: error: the range of `base` ends before it begins"
      ),
      (
        "check: { actions: [{ do: swap, base: { from: 2 ETH } }] }",
        "18:32: error: `to` is missing from `base`"
      ),
      (
        "check: { actions: [{ do: wait, blocks: { from: 1, to: 10_001 } }] }",
        "18:55: error: `to` of `blocks` must be between 0 and 10000"
      ),
      (
        "check: { actions: [{ do: oracle, blocks: { from: 0, to: 5 } }] }",
        "18:50: error: `from` of `blocks` must be between 1 and 10000"
      ),
      (
        "check: { invariants: [solvent] }",
        "18:23: error: there is no invariant named `solvent` in this epoch"
      ),
      ("check: { invariants: [solvency, solvency] }", "18:33: error: `solvency` stands here twice"),
      (
        "check: { invariants: most }",
        "18:22: error: `invariants` was `most`, but it must be `all`, `none`, or a list of names"
      ),
      (
        "check: { reach: { swop: 1 } }", "18:19: error: there is no action or mark named `swop` in this epoch"
      ),
      ("check: { reach: { swap: 0 } }", "18:25: error: `swap` was `0`, but it must be between 1 and"),
      ("check: { reach: [swap] }", "18:17: error: `reach` was a list, but names and values must stand here"),
      (
        "check: { cases: 5, reach: { swap: 6 } }",
        "18:35: warning: 6 cases must show `swap`, but only 5 are run"
      ),
      ("check: { always: [\"vault.assets >= 1\", \"vault.assets >= 1\"] }", "stands here twice"),
      (
        "check: { checked-against: { eth-usdc: 12 } }",
        "18:39: error: `eth-usdc` was `12`, but a digest must stand here"
      ),
      (
        "check: { checked-against: { eth-usd: fnv1a-0123456789abcdef } }",
        "18:29: error: there is no pool named `eth-usd` in this epoch"
      ),
      (
        "check: { checked-against: { eth-usdc: fnv1a-0123456789abcdef } }",
        "18:39: warning: the file of the pool `eth-usdc` has changed since: it was fnv1a-0123456789abcdef and is fnv1a-"
      ),
    ])
  func mistakes(_ check: String, expected: String) throws {
    let shown = try loaded(check + "\n").shown
    #expect(shown.contains(expected), "\(shown)")
  }

  @Test func `mistakes of a claim are placed inside its text`() throws {
    let text = """
      check:
        always:
          - "vault.assets >= vault.liabilites"
          - "vault.assets"
          - vault.assets >= 1 + true
        finally: ["1 <= )"]
        maximize: "actors.1.profit + "

      """
    let (file, shown) = try loaded(text)
    #expect(file == nil)
    #expect(
      shown == """
        e.yaml:20:24: error: there is no quantity `vault.liabilites`
           20 │     - "vault.assets >= vault.liabilites"
              │                        ^~~~~~~~~~~~~~~~
          help: did you mean `vault.liabilities`?
        e.yaml:21:8: error: this is a number, where something that holds or not is needed
           21 │     - "vault.assets"
              │        ^~~~~~~~~~~~
          help: compare it, for example with `>= 0`
        e.yaml:22:27: error: there is no quantity `true`
           22 │     - vault.assets >= 1 + true
              │                           ^~~~
          help: see the list of quantities
        e.yaml:23:19: error: a quantity or a number is missing here
           23 │   finally: ["1 <= )"]
              │                   ^
          help: write one before this
        e.yaml:24:32: error: a quantity or a number is missing here
           24 │   maximize: "actors.1.profit + "
              │                                ^
          help: write one before this
        """)
  }

  @Test func `every mistake of the epoch and of its check is told at once`() throws {
    let (file, shown) = try loaded(
      "check: { actions: [{ do: swop }], invariants: [solvent] }\n",
      epoch: epochText.replacing("seed: 7", with: "seed: -7"))
    #expect(file == nil)
    #expect(shown.contains("2:7: error: `seed` was `-7`"))
    #expect(shown.contains("18:26: error: there is no action named `swop`"))
    #expect(shown.contains("18:48: error: there is no invariant named `solvent`"))
  }

  @Test func `actions without a meaning in the epoch are refused`() throws {
    let epoch = """
      epoch: least
      pools: [pool.yaml]
      price: { process: gbm, start: 3_000 USDC, volatility: 80%, block: 1 m }
      duration: 1 h

      """
    let shown = try loaded(
      "check: { actions: [{ do: deposit }], always: [\"vault.assets >= 0\"] }\n", epoch: epoch
    )
    .shown
    #expect(shown.contains("5:26: error: there is no action named `deposit` in this epoch"))
    #expect(shown.contains("5:48: error: there is no quantity `vault.assets`"))
  }

  @Test func `leave a run as it was`() throws {
    let sandbox = try Sandbox()
    try sandbox.write("pool.yaml", poolText)
    let plain = try sandbox.write("a.yaml", epochText)
    let checked = try sandbox.write("b.yaml", epochText + "check: { cases: 7, actions: [{ do: wait }] }\n")
    let plans = [plain, checked].map { ScenarioLoader.loadEpoch(path: $0).value.map { "\($0)" } }
    #expect(plans[0] != nil)
    #expect(plans[0] == plans[1])
  }
}
