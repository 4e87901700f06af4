import Exact
public import Units

extension Perpetual {
  /// Trades contracts with the curve.
  ///
  /// The fill is the curve's: `fill.base` contracts against a notional of `fill.quote`. A trade that only makes the
  /// position smaller is always allowed; any other must leave equity, at the mark after the trade, at or above the initial
  /// margin.
  ///
  /// - Throws: `PerpetualRefusal.accountMustExist`, then `.curveMustFill`, then `.balanceMustFit`, then
  ///   `.equityMustCoverInitialMargin`; nothing has changed then.
  public mutating func trade(_ order: SwapOrder, for account: Int) throws(PerpetualRefusal) -> Execution {
    let (execution, position, next) = try trading(order, for: account)
    curve = next
    positions[account] = position
    return execution
  }

  /// What ``trade(_:for:)`` would move, checked in the same way; nothing changes.
  public func quote(_ order: SwapOrder, for account: Int) throws(PerpetualRefusal) -> Execution {
    try trading(order, for: account).execution
  }

  private func trading(
    _ order: SwapOrder, for account: Int
  ) throws(PerpetualRefusal) -> (execution: Execution, position: PerpetualPosition, curve: ConstantProduct) {
    guard positions.indices.contains(account) else { throw .accountMustExist }
    var next = curve
    let execution: Execution
    do {
      execution = try next.trade(order)
    } catch {
      throw .curveMustFill(error)
    }
    let before = positions[account]
    let after = before.applying(execution.fill)
    guard Perpetual.fits(after.size), Perpetual.fits(after.notional), Perpetual.fits(after.collateral) else {
      throw .balanceMustFit
    }
    guard after.isReduction(of: before) || Perpetual.covers(terms.initialMargin, of: after, on: next) else {
      throw .equityMustCoverInitialMargin
    }
    return (execution, after, next)
  }

  /// Adds collateral.
  ///
  /// - Throws: `PerpetualRefusal.accountMustExist`, then `.balanceMustFit`; nothing has changed then.
  public mutating func deposit(_ amount: Amount<Quote>, to account: Int) throws(PerpetualRefusal) {
    guard positions.indices.contains(account) else { throw .accountMustExist }
    guard amount.units <= Word256(ConstantProductMath.maximumBalance) else { throw .balanceMustFit }
    let collateral = positions[account].collateral + Int256(amount.units)
    guard Perpetual.fits(collateral) else { throw .balanceMustFit }
    positions[account].collateral = collateral
    netDeposits += Int256(amount.units)
  }

  /// Takes collateral out, as far as the rest covers the initial margin.
  ///
  /// - Throws: `PerpetualRefusal.accountMustExist`, then `.collateralMustCoverWithdrawal`, then
  ///   `.equityMustCoverInitialMargin`; nothing has changed then.
  public mutating func withdraw(_ amount: Amount<Quote>, from account: Int) throws(PerpetualRefusal) {
    guard positions.indices.contains(account) else { throw .accountMustExist }
    var after = positions[account]
    guard !after.collateral.isNegative, amount.units <= after.collateral.magnitude else {
      throw .collateralMustCoverWithdrawal
    }
    after.collateral -= Int256(amount.units)
    guard after.isFlat || Perpetual.covers(terms.initialMargin, of: after, on: curve) else {
      throw .equityMustCoverInitialMargin
    }
    positions[account] = after
    netDeposits -= Int256(amount.units)
  }

  static func fits(_ value: Int256) -> Bool {
    value.magnitude <= Word256(ConstantProductMath.maximumBalance)
  }
}

// MARK: - As a venue

/// The trading face that pools have: orders go to ``Perpetual/venueAccount``.
extension Perpetual: RoutableVenue {
  /// What the order would move for the venue account.
  ///
  /// - Throws: the curve's refusal; `.balanceMustFit` when the account's margin or a balance would not suffice, so that a
  ///   router sends less.
  public func quote(_ order: SwapOrder) throws(SwapRefusal) -> Execution {
    do {
      return try quote(order, for: venueAccount)
    } catch {
      throw Perpetual.swapRefusal(error)
    }
  }

  /// Makes the trade ``quote(_:)`` describes.
  ///
  /// - Throws: as ``quote(_:)``; nothing has changed then.
  public mutating func trade(_ order: SwapOrder) throws(SwapRefusal) -> Execution {
    do {
      return try trade(order, for: venueAccount)
    } catch {
      throw Perpetual.swapRefusal(error)
    }
  }

  /// The virtual curve; what it cannot tell is where the venue account's margin ends.
  public func curve(_ side: TradeSide) -> RoutableCurve? {
    var curve = curve.curve(side)
    curve?.extent = .nearby
    return curve
  }

  private static func swapRefusal(_ refusal: PerpetualRefusal) -> SwapRefusal {
    if case .curveMustFill(let reason) = refusal { reason } else { .balanceMustFit }
  }
}
