public import Attribution
import Exact
import Feeds
import Markets
public import Simulation
import Units

/// Every burst of a run as comma-separated lines; exact whole tokens.
public enum BurstTable {
  /// A header and a line for each kept burst.
  public static func csv(_ bursts: BurstSummary) -> String {
    let header = CommaSeparated.row([
      "number", "at_ms", "first_block", "last_block", "trades", "net_base", "volume_base", "cost_quote",
      "effective_half_spread", "window_loss_quote",
    ])
    return bursts.all.reduce(header) { text, burst in
      text
        + CommaSeparated.row([
          "\(burst.number)", "\(burst.at.milliseconds)", "\(burst.blocks.lowerBound)",
          "\(burst.blocks.upperBound)", "\(burst.trades)", exact(burst.net), exact(burst.volume),
          exact(burst.cost), burst.effectiveHalfSpread.description, exact(burst.windowLoss),
        ])
    }
  }

  private static func exact(_ value: Rational) -> String { value.decimalDescription ?? value.description }
}

/// A journal's events as comma-separated lines; amounts in base units, prices in whole tokens.
public struct JournalRows: Sendable {
  private let plan: Plan

  /// The rows of a run of `plan`.
  public init(plan: Plan) { self.plan = plan }

  /// The first line.
  public var header: String {
    CommaSeparated.row(["block", "at_ms", "event", "pool", "who", "base_units", "quote_units", "price"])
  }

  /// The line of an event: tokens are counted from the trader's (or the vault's) side.
  public func row(_ event: JournalEvent) -> String {
    switch event {
    case .price(let event):
      return line(event.block, event.at, "price", price: event.price)
    case .trade(let event):
      let buys = event.fill.side == .buying
      let (base, quote) = (event.fill.base.units.description, event.fill.quote.units.description)
      return line(
        event.block, event.at, buys ? "buy" : "sell", pool: plan.pools[event.pool].name,
        who: "\(event.origin)", base: buys ? base : "-" + base, quote: buys ? "-" + quote : quote,
        price: event.price)
    case .pool(let event):
      return line(
        event.block, event.at, "\(event.cause)", pool: plan.pools[event.pool].name, who: "pool",
        base: event.base.units.description, quote: event.quote.units.description, price: event.price)
    case .vault(let event):
      return line(
        event.block, event.at, "\(event.cause)", who: "vault", base: event.base.units.description,
        quote: event.quote.units.description, price: event.price)
    case .refusal(let event):
      let at = Instant(milliseconds: plan.block.milliseconds * Int64(event.block))
      return line(event.block, at, "refusal", who: "\(event.actor)")
    }
  }

  private func line(
    _ block: Int, _ at: Instant, _ event: String, pool: String = "", who: String = "", base: String = "",
    quote: String = "", price: Price? = nil
  ) -> String {
    CommaSeparated.row([
      "\(block)", "\(at.milliseconds)", event, pool, who, base, quote,
      price.map { PriceText.write($0, symbol: nil) } ?? "",
    ])
  }
}
