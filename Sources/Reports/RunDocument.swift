public import Attribution
import Exact
import Markets
public import Simulation
import Units

/// A run's result as the document `hedgeflow.run/1`; every exact number is a string in whole tokens.
public enum RunDocument {
  /// The schema's name and version.
  public static let schema = "hedgeflow.run/1"

  /// The whole result.
  public static func document(_ result: RunResult, plan: Plan) -> Document {
    var document: Document = [
      "schema": .text(schema),
      "epoch": .text(plan.name),
      "seed": .text("\(plan.seed)"),
      "pair": ["base": token(plan.pair.base), "quote": token(plan.pair.quote)],
      "blocks": .count(plan.blocks),
      "blockMilliseconds": .count(Int(plan.block.milliseconds)),
      "openingPrice": exact(Scale.price(result.actual.openingPrice)),
      "closingPrice": exact(Scale.price(result.actual.closingPrice)),
      "attribution": attribution(result.actual),
      "bursts": result.actual.bursts.map(bursts) ?? .null,
      "identities": identities(result.actual),
      "conservation": conservation(result.actual),
      "refusals": refusals(result.actual),
    ]
    if !plan.feeAlternatives.isEmpty { document = document.adding("fees", fees(result, plan: plan)) }
    guard let policy = plan.twin, let twin = result.twin else { return document.adding("twin", .null) }
    document = document.adding(
      "twin",
      [
        "policy": .text(policy.rawValue),
        "closingPrice": exact(Scale.price(twin.closingPrice)),
        "attribution": attribution(twin),
        "bursts": twin.bursts.map(bursts) ?? .null,
        "identities": identities(twin),
        "conservation": conservation(twin),
        "refusals": refusals(twin),
      ])
    return document.adding(
      "difference",
      [
        "meaning": "actual less twin",
        "attribution": difference(attribution(result.actual), attribution(twin)),
      ])
  }

  /// The first pool at its own fee and at every other one, on the same path and flow.
  private static func fees(_ result: RunResult, plan: Plan) -> Document {
    .list(
      FeeComparison(result, plan: plan).rows.map { row -> Document in
        [
          "name": .text(row.name),
          "feeLag": row.lag.map(lag) ?? .null,
          "attribution": attribution(row.summary),
          "identities": identities(row.summary),
          "conservation": conservation(row.summary),
        ]
      })
  }

  private static func lag(_ lag: FeeLag) -> Document {
    [
      "before": .exact(lag.before.value), "onJump": .exact(lag.onJump.value),
      "level": .exact(lag.level.value), "blocks": .count(lag.blocks),
    ]
  }

  /// A value in whole tokens: its decimal when that ends, `n/d` otherwise.
  static func exact(_ value: Rational) -> Document { .text(value.decimalDescription ?? value.description) }

  private static func token(_ token: Token) -> Document {
    ["symbol": .text(token.symbol), "decimals": .count(token.decimals)]
  }

  private static func origins(_ figure: (Origin) -> Document) -> Document {
    .object(Origin.allCases.map { Document.Member("\($0)", figure($0)) })
  }

  private static func attribution(_ summary: RunSummary) -> Document {
    [
      "pools": .object(summary.pools.map { Document.Member($0.name, pool($0)) }),
      "vault": summary.vault.map(vault) ?? .null,
      "arbitrage": ["profit": exact(summary.arbitrageProfit), "gas": exact(summary.gas)],
    ]
  }

  private static func pool(_ pool: PoolSummary) -> Document {
    [
      "openingWealth": exact(pool.openingWealth),
      "lpProfit": exact(pool.lpProfit),
      "liquidityAdded": exact(pool.liquidityAdded),
      "funding": exact(pool.funding),
      "market": exact(pool.market),
      "fees": exact(pool.fees.total),
      "feesByOrigin": origins { exact(pool.fees[$0]) },
      "loss": origins { exact(pool.loss[$0]) },
      "impermanentLoss": exact(pool.impermanentLoss),
      "overHolding": exact(pool.overHolding),
      "protocolFee": exact(pool.protocolFee),
      "trades": origins { .count(pool.trades[$0]) },
      "markouts": .list(markouts(pool)),
      "residual": exact(pool.residual),
    ]
  }

  private static func markouts(_ pool: PoolSummary) -> [Document] {
    let now: Document = ["horizon": "0", "value": origins { exact(pool.markoutNow[$0]) }]
    let middle = pool.markouts.map { entry -> Document in
      ["horizon": .text(DurationText.write(entry.horizon)), "value": origins { exact(entry.value[$0]) }]
    }
    return [now] + middle + [["horizon": "end", "value": origins { exact(pool.markoutEnd[$0]) }]]
  }

  private static func vault(_ vault: VaultSummary) -> Document {
    [
      "openingWealth": exact(vault.openingWealth),
      "profit": exact(vault.profit),
      "premiums": exact(vault.premiums),
      "payoffs": exact(vault.payoffs),
      "hedgeProfit": exact(vault.hedgeMarket),
      "hedgeCost": exact(vault.hedgeCost),
      "capitalProfit": exact(vault.capitalMarket),
      "optionMark": exact(vault.optionMark),
      "netDeposits": exact(vault.netDeposits),
      "donations": exact(vault.donations),
      "funding": exact(vault.funding),
      "levies": exact(vault.levies),
      "hedges": .count(vault.hedges),
      "optionTrades": .count(vault.optionTrades),
      "epochs": .count(vault.closing.epochs),
      "shareSupply": .exact(vault.closing.supply.units),
      "residual": exact(vault.residual),
    ]
  }

  private static func bursts(_ bursts: BurstSummary) -> Document {
    [
      "count": .count(bursts.count),
      "volume": exact(bursts.volume),
      "cost": exact(bursts.cost),
      "notional": exact(bursts.notional),
      "effectiveHalfSpread": .exact(bursts.effectiveHalfSpread),
      "windowBlocks": .count(bursts.windowBlocks),
      "windowLoss": exact(bursts.windowLoss),
      "curve": .list(bursts.curve.map { .exact($0) }),
      "dearest": .list(bursts.dearest.map(burst)),
    ]
  }

  static func burst(_ burst: BurstFigures) -> Document {
    [
      "number": .count(burst.number),
      "at": .text(DurationText.write(burst.at - .start)),
      "firstBlock": .count(burst.blocks.lowerBound),
      "lastBlock": .count(burst.blocks.upperBound),
      "trades": .count(burst.trades),
      "net": exact(burst.net),
      "volume": exact(burst.volume),
      "cost": exact(burst.cost),
      "effectiveHalfSpread": .exact(burst.effectiveHalfSpread),
      "windowLoss": exact(burst.windowLoss),
    ]
  }

  private static func identities(_ summary: RunSummary) -> Document {
    .list(
      summary.identities.map { identity -> Document in
        [
          "name": .text(identity.name),
          "equation": .text(identity.equation),
          "left": exact(identity.left),
          "right": exact(identity.right),
          "residual": exact(identity.residual),
        ]
      })
  }

  private static func conservation(_ summary: RunSummary) -> Document {
    .object(summary.conservation.map { Document.Member($0.token.symbol, exact($0.residual)) })
  }

  private static func refusals(_ summary: RunSummary) -> Document {
    .object(
      RefusalEvent.Actor.allCases.map {
        Document.Member("\($0)", .count(summary.refusals[Int($0.rawValue)]))
      })
  }

  /// Member by member `actual − twin`: exact numbers by value, counts as counts, the rest left out.
  private static func difference(_ actual: Document, _ twin: Document) -> Document {
    switch (actual, twin) {
    case (.object(let left), .object):
      return .object(
        left.compactMap { member in
          guard let other = twin[member.name] else { return nil }
          let value = difference(member.value, other)
          return value == .null ? nil : Document.Member(member.name, value)
        })
    case (.list(let left), .list(let right)):
      return .list(zip(left, right).map { difference($0, $1) })
    case (.count(let left), .count(let right)): return .count(left - right)
    case (.text(let left), .text(let right)):
      guard let a = Rational(left), let b = Rational(right) else {
        return left == right ? .text(left) : .null
      }
      return exact(a - b)
    default: return .null
    }
  }
}
