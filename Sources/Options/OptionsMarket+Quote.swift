internal import Exact
public import Units

extension OptionsMarket {
  /// The exact movements of `order` at the oracle's price.
  ///
  /// `premium = size · certified price · (1 ± spread)`, rounded once in the vault's favour. What a trade locks must be
  /// free before its premium arrives; collateral that the trade itself releases may pay a premium.
  ///
  /// - Parameter spot: the oracle's fresh answer; nil when it has none.
  /// - Parameter vault: the state of the vault's epoch.
  /// - Parameter free: what the vault holds beyond ``lockedBase`` and ``lockedQuote``, queued deposits excluded.
  /// - Throws: `OptionRefusal`, the first broken rule in the order of its cases.
  public func quote(
    _ order: OptionOrder, spot: Price?, now: Instant, vault: EpochState, free: Balances
  ) throws(OptionRefusal) -> OptionQuote {
    guard series.indices.contains(order.series) else {
      throw .seriesMustBeListed(index: order.series, count: series.count)
    }
    guard !order.size.isZero else { throw .sizeMustBePositive }
    guard vault == .live else { throw .vaultMustBeLive(vault) }
    guard let spot, spot.wads > 0 else { throw .oracleMustBeFresh }
    let listed = series[order.series]
    guard now < listed.expiry, !book.positions[order.series].isSettled else {
      throw .seriesMustBeUnexpired(expiry: listed.expiry, now: now)
    }
    let remaining = listed.expiry - now
    guard terms.tradingCutoff <= remaining else {
      throw .tradingMustBeOpen(
        cutoff: Instant(milliseconds: listed.expiry.milliseconds - terms.tradingCutoff.milliseconds), now: now
      )
    }
    let (price, delta) = try certified(listed, side: order.side, spot: spot, remaining: remaining)
    let movements: Movements
    do {
      movements = try self.movements(of: order, listed: listed, price: price)
    } catch {
      throw .arithmetic(error)
    }
    try admit(order, movements, free: free)
    return OptionQuote(
      order: order, price: price, delta: delta, premium: movements.premium, escrow: movements.escrow,
      lockedAfter: movements.lockedAfter, revision: book.revision)
  }

  /// Books a quote of the current revision: positions, escrow and locked collateral.
  ///
  /// The movements are those of the quote; traps on a quote made before another trade or settlement.
  public mutating func execute(_ quote: OptionQuote) {
    precondition(
      quote.revision == book.revision,
      "a quote of revision \(quote.revision) was executed at revision \(book.revision)")
    switch quote.order.side {
    case .buying:
      book.positions[quote.order.series].sold += quote.order.size
    case .selling:
      book.positions[quote.order.series].bought += quote.order.size
      book.positions[quote.order.series].escrow.base += quote.escrow.base
      book.positions[quote.order.series].escrow.quote += quote.escrow.quote
    }
    book.locked = quote.lockedAfter
    book.revision += 1
  }
}

extension OptionsMarket {
  /// Either side of a series stays below 2¹¹² base units, a real pool's own limit: then `size · price` stays below
  /// 2²⁴⁰ and the sums over up to 2¹⁵ series cannot overflow.
  static let openInterestBits = 112

  /// What an admitted trade moves and leaves locked.
  private struct Movements {
    var premium: Amount<Quote>
    var escrow: Balances
    var lockedAfter: Balances
  }

  /// Price in the vault's favour and delta, if the delta is in range.
  private func certified(
    _ listed: Series, side: OptionSide, spot: Price, remaining: Duration
  ) throws(OptionRefusal) -> (price: Price, delta: Ratio) {
    let delta: Ratio
    let price: Price
    do {
      delta = try pricing.delta(of: listed, spot: spot, remaining: remaining)
      price = try pricing.price(
        of: listed, spot: spot, remaining: remaining, rounding: side == .buying ? .charge : .payout)
    } catch {
      throw .priceMustBeCertified(error)
    }
    let size = Ratio(wads: delta.wads < 0 ? -delta.wads : delta.wads)
    guard terms.deltaRange.contains(size) else {
      throw .deltaMustBeInRange(delta: delta, range: terms.deltaRange)
    }
    return (price, delta)
  }

  /// The movements, checked to fit now and at settlement whatever the price will be.
  private func movements(
    of order: OptionOrder, listed: Series, price: Price
  ) throws(ArithmeticRefusal) -> Movements {
    let premium = try Collateral.premium(
      for: order.size, at: price, side: order.side, spread: terms.spread, in: pair)
    let before = book.positions[order.series]
    var after = before
    var escrow = Balances.zero
    switch order.side {
    case .buying:
      after.sold = try before.sold.adding(order.size)
    case .selling:
      escrow = try Collateral.locked(for: order.size, of: listed, in: pair)
      after.bought = try before.bought.adding(order.size)
      after.escrow = try before.escrow.adding(escrow)
    }
    guard after.sold.units.significantBits <= OptionsMarket.openInterestBits,
      after.bought.units.significantBits <= OptionsMarket.openInterestBits
    else { throw .resultMustFit }
    // The gross sides bound every settlement amount: if their worst payoff fits, settlement cannot overflow.
    _ = try Collateral.locked(for: after.sold, of: listed, in: pair)
    _ = try Collateral.locked(for: after.bought, of: listed, in: pair)
    let held = try Collateral.locked(for: before.netShort, of: listed, in: pair)
    let needed = try Collateral.locked(for: after.netShort, of: listed, in: pair)
    let lockedAfter = try book.locked.subtracting(held).adding(needed)
    return Movements(premium: premium, escrow: escrow, lockedAfter: lockedAfter)
  }

  /// Collateral, then premium rules.
  private func admit(_ order: OptionOrder, _ movements: Movements, free: Balances) throws(OptionRefusal) {
    let premium = movements.premium
    var needed = Balances.zero
    var available = free
    if movements.lockedAfter.base > book.locked.base {
      needed.base = movements.lockedAfter.base - book.locked.base
    }
    if movements.lockedAfter.quote > book.locked.quote {
      needed.quote = movements.lockedAfter.quote - book.locked.quote
    }
    if order.side == .selling {
      needed.quote = premium
      if movements.lockedAfter.quote < book.locked.quote {
        do {
          available.quote = try free.quote.adding(book.locked.quote - movements.lockedAfter.quote)
        } catch {
          throw .arithmetic(error)
        }
      }
    }
    guard needed.base <= available.base, needed.quote <= available.quote else {
      throw .collateralMustCover(needed: needed, free: available)
    }
    switch order.side {
    case .buying:
      guard !premium.isZero else { throw .premiumMustBePositive }
      if let limit = order.limit, premium > limit {
        throw .premiumMustMeetLimit(premium: premium, limit: limit)
      }
    case .selling:
      if let limit = order.limit, premium < limit {
        throw .premiumMustMeetLimit(premium: premium, limit: limit)
      }
    }
  }
}
