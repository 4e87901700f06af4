import Exact
public import Units

/// What a liquidation did.
@frozen
public struct Liquidation: Hashable, Sendable {
  /// The forced trade with the curve.
  public let execution: Execution
  /// Collateral that went to the insurance fund.
  public let penalty: Amount<Quote>
  /// The loss beyond the account's collateral.
  public let shortfall: Amount<Quote>
  /// The part of the shortfall that the insurance fund paid; the rest is bad debt.
  public let covered: Amount<Quote>
}

extension Perpetual {
  /// Closes a position whose equity is below the maintenance margin, against the curve.
  ///
  /// `penalty = min(max(collateral, 0), ⌈quote moved · n ÷ d⌉)` goes to the insurance fund. Collateral below 0 after the
  /// trade is the shortfall: the fund pays what it has, the rest is recorded as bad debt, and the account is left at 0.
  ///
  /// - Throws: `PerpetualRefusal.accountMustExist`, then `.positionMustBeOpen`, then `.equityMustBeBelowMaintenance`, then
  ///   `.curveMustFill`; nothing has changed then.
  public mutating func liquidate(_ account: Int) throws(PerpetualRefusal) -> Liquidation {
    guard positions.indices.contains(account) else { throw .accountMustExist }
    let before = positions[account]
    guard !before.isFlat else { throw .positionMustBeOpen }
    guard isLiquidatable(account) else { throw .equityMustBeBelowMaintenance }
    let size = Amount<Base>(before.size.magnitude)
    var next = curve
    let execution: Execution
    do {
      execution = try next.trade(before.size.isNegative ? .buyReceiving(size) : .sellPaying(size))
    } catch {
      throw .curveMustFill(error)
    }
    var after = before.applying(execution.fill)
    let left = after.collateral.isNegative ? Word256.zero : after.collateral.magnitude
    let charged = try? Word256.mulDiv(
      execution.fill.quote.units, Word256(terms.penalty.numerator), over: Word256(terms.penalty.denominator),
      rounding: .charge)
    // A share below 1 of at most 2¹¹² fits.
    let penalty = min(left, charged ?? left)
    after.collateral -= Int256(penalty)
    let shortfall = after.collateral.isNegative ? after.collateral.magnitude : .zero
    after.collateral += Int256(shortfall)
    let fund = insurance.units + penalty
    let covered = min(fund, shortfall)
    curve = next
    positions[account] = after
    insurance = Amount(fund - covered)
    badDebt += Amount(shortfall - covered)
    return Liquidation(
      execution: execution, penalty: Amount(penalty), shortfall: Amount(shortfall), covered: Amount(covered))
  }
}
