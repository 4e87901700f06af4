internal import Exact
public import Units

extension OptionsMarket {
  /// Settles a series at the oracle's answer at or before expiry: closes its positions, releases its collateral.
  ///
  /// Holders receive `⌊payoff(sold)⌋`, the escrow pays `⌈payoff(bought)⌉` and returns the rest to its writers, the
  /// vault pays or receives the difference. So the vault pays at most its exact net payoff, by less than 2 units
  /// of the settlement token (that dust stays with the vault), and never more than the collateral released.
  ///
  /// - Parameter answeredAt: when the oracle's answer was published.
  /// - Throws: `SettlementRefusal`, the first broken rule in the order of its cases.
  public mutating func settle(
    _ index: Int, at price: Price, answeredAt: Instant, now: Instant
  ) throws(SettlementRefusal) -> Settlement {
    guard series.indices.contains(index) else {
      throw .seriesMustBeListed(index: index, count: series.count)
    }
    let (listed, position) = (series[index], book.positions[index])
    guard !position.isSettled else { throw .seriesMustBeUnsettled(index: index) }
    guard listed.expiry <= now else { throw .seriesMustBeExpired(expiry: listed.expiry, now: now) }
    guard answeredAt <= listed.expiry else {
      throw .answerMustNotFollowExpiry(answeredAt: answeredAt, expiry: listed.expiry)
    }
    guard price.wads > 0 else { throw .priceMustBePositive }
    let owed: Balances
    let due: Balances
    let released: Balances
    let locked: Balances
    do {
      owed = try Collateral.payoff(of: position.bought, in: listed, at: price, pair: pair, rounding: .charge)
      due = try Collateral.payoff(of: position.sold, in: listed, at: price, pair: pair, rounding: .payout)
      released = try Collateral.locked(for: position.netShort, of: listed, in: pair)
      locked = try book.locked.subtracting(released)
    } catch {
      throw .arithmetic(error)
    }
    let settlement = Settlement(
      series: index, price: price, sold: position.sold, bought: position.bought,
      base: .settling(
        escrow: position.escrow.base, owed: owed.base, due: due.base, released: released.base),
      quote: .settling(
        escrow: position.escrow.quote, owed: owed.quote, due: due.quote, released: released.quote))
    book.positions[index] = SeriesPosition()
    book.positions[index].isSettled = true
    book.locked = locked
    book.revision += 1
    return settlement
  }
}

extension SettlementFlow {
  /// `owed` leaves the escrow, `due` reaches the holders; what one lacks the vault adds, what is over it keeps.
  static func settling(
    escrow: Amount<Side>, owed: Amount<Side>, due: Amount<Side>, released: Amount<Side>
  ) -> SettlementFlow {
    precondition(owed <= escrow, "writers owe \(owed.units) of an escrow of \(escrow.units)")
    let toTakers = owed < due ? owed : due
    precondition(due - toTakers <= released, "the vault pays more than the \(released.units) it had locked")
    return SettlementFlow(
      escrowToTakers: toTakers, vaultToTakers: due - toTakers, escrowToVault: owed - toTakers,
      escrowToWriters: escrow - owed, released: released)
  }
}
