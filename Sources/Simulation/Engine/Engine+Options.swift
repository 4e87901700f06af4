import Exact
import Feeds
import Options
import Units
import Vaults

extension Engine {
  /// Option takers arrive and trade against the vault.
  mutating func trade(_ plan: OptionsPlan, demand: DemandPlan) {
    var dice = Dice(seed: self.plan.seed, purpose: .demand, block: UInt32(block))
    let arrivals = demandArrivals?.count(dice.nextWord()) ?? 0
    for _ in 0..<arrivals {
      let series = Int(dice.below(UInt64(plan.series.count)))
      let coin = dice.chance(1, in: 2)
      let side: OptionSide
      switch demand.bias {
      case .buy: side = .buying
      case .sell: side = .selling
      case .balanced: side = coin ? .buying : .selling
      }
      trade(OptionOrder(series: series, side: side, size: demand.orderSize))
    }
  }

  /// The market's answer to an order; nil when a rule declines it.
  private func quote(_ order: OptionOrder) -> OptionQuote? {
    guard let vault, let market else { return nil }
    return try? quote(order, in: market, vault: vault)
  }

  private func quote(
    _ order: OptionOrder, in market: OptionsMarket, vault: Vault
  ) throws(OptionRefusal) -> OptionQuote {
    try market.quote(
      order, spot: (try? oracle.fresh(at: now))?.price, now: now, vault: vault.state,
      free: freeBalances(market))
  }

  /// The market's answer to an order; traps without a market and a vault.
  func quoting(_ order: OptionOrder) throws(OptionRefusal) -> OptionQuote {
    guard let vault, let market else { preconditionFailure("an option order without a market") }
    return try quote(order, in: market, vault: vault)
  }

  private mutating func trade(_ order: OptionOrder) {
    guard let quote = quote(order) else {
      refuse(.taker)
      return
    }
    book(quote)
  }

  /// Books a quote: positions, tokens, journal.
  mutating func book(_ quote: OptionQuote) {
    let order = quote.order
    market?.execute(quote)
    switch order.side {
    case .buying:
      optionsSold += order.size
      post(quote.premium, from: .takers, to: .vault)
      record(.premiumReceived, quote: Change(from: .zero, to: quote.premium))
    case .selling:
      optionsBought += order.size
      post(quote.premium, from: .vault, to: .takers)
      post(quote.escrow.base, from: .takers, to: .escrow)
      post(quote.escrow.quote, from: .takers, to: .escrow)
      record(.premiumPaid, quote: -Change(from: .zero, to: quote.premium))
    }
  }

  /// Settles every series that has expired, at the oracle's answer at or before its expiry.
  mutating func settleExpired() {
    guard now >= nextExpiry, var market else { return }
    for index in market.series.indices {
      let expiry = market.series[index].expiry
      guard expiry <= now, !market.book.positions[index].isSettled else { continue }
      guard let answer = try? oracle.answer(atOrBefore: expiry) else {
        refuse(.roll)
        continue
      }
      do {
        let settlement = try market.settle(
          index, at: answer.price, answeredAt: answer.publishedAt, now: now)
        post(settlement)
        shareOut(settlement)
        settlements.append(
          SettlementRecord(settlement: settlement, answeredAt: answer.publishedAt, block: block))
      } catch {
        preconditionFailure("series \(index) cannot settle at \(answer.price.wads): \(error)")
      }
    }
    self.market = market
    nextExpiry = earliestOpenExpiry()
  }

  /// The earliest expiry of a series that has not settled; the end of time when there is none.
  func earliestOpenExpiry() -> Instant {
    var earliest = Instant(milliseconds: .max)
    guard let market else { return earliest }
    for index in market.series.indices where !market.book.positions[index].isSettled {
      earliest = min(earliest, market.series[index].expiry)
    }
    return earliest
  }

  private mutating func post(_ settlement: Settlement) {
    post(settlement.base.escrowToTakers, from: .escrow, to: .takers)
    post(settlement.base.escrowToWriters, from: .escrow, to: .takers)
    post(settlement.base.escrowToVault, from: .escrow, to: .vault)
    post(settlement.base.vaultToTakers, from: .vault, to: .takers)
    post(settlement.quote.escrowToTakers, from: .escrow, to: .takers)
    post(settlement.quote.escrowToWriters, from: .escrow, to: .takers)
    post(settlement.quote.escrowToVault, from: .escrow, to: .vault)
    post(settlement.quote.vaultToTakers, from: .vault, to: .takers)
    settledSeries += 1
    record(
      .payoff,
      base: Change(from: settlement.base.vaultToTakers, to: settlement.base.escrowToVault),
      quote: Change(from: settlement.quote.vaultToTakers, to: settlement.quote.escrowToVault))
  }
}
