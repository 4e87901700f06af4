import Campaigns
import Exact
import Feeds
import Markets
import Options
import Properties
import Simulation
import Units

extension CheckGlossary {
  /// Everything that checks of configured protocols name.
  public static let ofProtocols = CheckGlossary(invariants + actions + quantities + marks)

  /// Entries of a name, with the pool, actor or series of a quantity left open: `pools.eth-usdc-30bp.fee` is
  /// `pools.NAME.fee`.
  public func entries(of name: String) -> [Entry] {
    let exact = entries(named: name)
    guard exact.isEmpty else { return exact }
    var parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count > 2 else { return [] }
    switch parts[0] {
    case "pools": parts[1] = sampleName
    case "actors", "options": parts[1] = "N"
    default: return []
    }
    return entries(named: parts.joined(separator: "."))
  }

  private static var invariants: [Entry] {
    ProtocolCheck.invariantCatalogue.map { invariant in
      let lines = invariant.explanation.split(separator: "\n", maxSplits: 1).map(String.init)
      return Entry(
        kind: .invariant, name: invariant.name, meaning: lines.last?.replacing("\n", with: " ") ?? "",
        details: lines.count > 1 ? ["states: \(lines[0])"] : [])
    }
  }

  private static var actions: [Entry] {
    let acts = ProtocolCheck.actionNames(for: samplePlan).map {
      CheckPlan.Act(name: $0, weight: 1, bounds: [])
    }
    let campaign = try? ProtocolCheck(plan: samplePlan, check: CheckPlan(acts: acts)).campaign()
    return (campaign?.actions ?? []).map { action in
      let parameters = action.parameters.map { parameter in
        parameter.labels.isEmpty || parameter.name == "pool"
          ? parameter.name : "\(parameter.name) (\(parameter.labels.joined(separator: ", ")))"
      }
      return Entry(
        kind: .action, name: action.name, meaning: actionMeanings[action.name] ?? "",
        details: parameters.isEmpty ? [] : ["parameters: \(parameters.joined(separator: ", "))"])
    }
  }

  private static var quantities: [Entry] {
    var seen: Set<String> = []
    return ProtocolCheck.quantities(for: samplePlan).compactMap { quantity in
      func open(_ text: String) -> String {
        text.replacing(/^(actors|options)\.[0-9]+/) { "\($0.output.1).N" }
          .replacing(/(actor|series) [0-9]+/) { "\($0.output.1) N" }
      }
      let name = open(quantity.name)
      guard seen.insert(name).inserted else { return nil }
      return Entry(kind: .quantity, name: name, meaning: open(quantity.explanation))
    }
  }

  private static var marks: [Entry] {
    ProtocolCheck.marks.map { Entry(kind: .mark, name: $0.name, meaning: $0.explanation) }
  }

  /// What each action is, as a user of the protocols would say it.
  static let actionMeanings: [String: String] = [
    "swap": "Trades in a pool, exactly so much paid or exactly so much received.",
    "add-liquidity": "Brings both tokens to a pool for shares of it.",
    "remove-liquidity": "Gives shares of a pool back for both tokens.",
    "donate": "Gives tokens to the vault for nothing, as an attacker on the price of its shares would.",
    "donate-to-pool": "Gives tokens to a pool for nothing.",
    "deposit": "Queues quote tokens for shares of the vault, at the price of its next roll.",
    "withdraw": "Queues shares of the vault for quote tokens, at the price of its next roll.",
    "buy-option": "Buys contracts of a listed series from the vault.",
    "sell-option": "Writes contracts of a listed series to the vault, fully covered.",
    "close": "Trades the actor's own open position in a series back.",
    "exercise": "Asks for an expired series to be settled.",
    "hedge": "Asks the vault to hedge now; it does so only when it is due.",
    "roll-epoch": "Asks for the vault's epoch to be closed and the next one to be opened.",
    "wait": "Blocks pass.",
    "move": "The reference price jumps in the next block.",
    "oracle": "The oracle freezes, answers late, is off in one observation, or is well again.",
  ]
}

private let sampleName = "NAME"

/// A plan that has a bit of everything, for what names there are.
private let samplePlan: Plan = {
  let pair = Pair(base: Token(symbol: "BASE", decimals: 18), quote: Token(symbol: "QUOTE", decimals: 6))
  let wad = UInt128(Ratio.one.wads)
  let pool = PoolPlan(
    name: sampleName, reserveBase: Amount(pair.base.unitsPerWhole),
    reserveQuote: Amount(pair.quote.unitsPerWhole),
    fee: .zero, takesProtocolFee: false)
  let options = OptionsPlan(
    volatility: .one, rate: .zero, dividend: .zero, spread: .zero, tradingCutoff: .zero,
    deltaRange: .zero ... .one,
    series: [Series(kind: .call, strike: Price(wads: wad), expiry: .start + .day)], demand: nil)
  let vault = VaultPlan(
    capitalBase: Amount(pair.base.unitsPerWhole), capitalQuote: Amount(pair.quote.unitsPerWhole), epoch: .day,
    deposits: [], withdrawals: [], hedge: HedgePlan(every: .day, band: .zero, execution: .market))
  return Plan(
    name: "names", seed: 1, pair: pair, pools: [pool],
    price: PricePlan(
      process: .geometricBrownian(start: Price(wads: wad), volatility: .zero, drift: .zero), shocks: [],
      impactPerBase: .zero),
    block: Duration(seconds: 12), blocks: 7200,
    oracle: OraclePlan(
      heartbeat: Duration(seconds: 3600), deviation: .zero, latency: .zero, staleAfter: .day),
    arbitrage: nil, retail: nil, options: options, vault: vault, order: Phase.allCases, twin: nil,
    bursts: BurstPlan(gap: Duration(seconds: 60), windowBlocks: 5))
}()
