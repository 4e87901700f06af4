public import Units

/// What a perpetual charges, asks for as margin, and lets its funding reach.
@frozen
public struct PerpetualTerms: Hashable, Sendable {
  /// The share of every input that stays with the curve.
  public let fee: Fee
  /// Margin to open or extend a position, as a share of its value at the mark.
  public let initialMargin: Fee
  /// Margin below which a position is liquidated, as a share of its value at the mark.
  public let maintenanceMargin: Fee
  /// The share of the liquidated notional that goes to the insurance fund, as far as collateral is left.
  public let penalty: Fee
  /// The largest funding rate of an interval, of either sign.
  public let fundingCap: Fee

  /// The largest denominator of a margin: 10⁶, so that every margin test is an exact 256-bit product.
  public static let maximumMarginDenominator: UInt64 = 1_000_000

  /// Terms from their parts.
  /// - Throws: `PerpetualTermsRefusal.marginDenominatorMustFit`, then `.maintenanceMustNotExceedInitial`.
  public init(
    fee: Fee, initialMargin: Fee, maintenanceMargin: Fee, penalty: Fee, fundingCap: Fee
  ) throws(PerpetualTermsRefusal) {
    let most = PerpetualTerms.maximumMarginDenominator
    guard initialMargin.denominator <= most else { throw .marginDenominatorMustFit }
    guard maintenanceMargin.denominator <= most else { throw .marginDenominatorMustFit }
    guard
      maintenanceMargin.numerator * initialMargin.denominator
        <= initialMargin.numerator * maintenanceMargin.denominator
    else { throw .maintenanceMustNotExceedInitial }
    self.fee = fee
    self.initialMargin = initialMargin
    self.maintenanceMargin = maintenanceMargin
    self.penalty = penalty
    self.fundingCap = fundingCap
  }
}

/// Why terms were not accepted.
public enum PerpetualTermsRefusal: Error, Hashable, Sendable {
  /// A margin is a fraction finer than ``PerpetualTerms/maximumMarginDenominator``.
  case marginDenominatorMustFit
  /// A position would be liquidated as soon as it may be opened.
  case maintenanceMustNotExceedInitial
}

/// Why a perpetual declined; its state is untouched. Each operation documents the order in which it checks.
@frozen
public enum PerpetualRefusal: Error, Hashable, Sendable {
  /// There is no account of that number.
  case accountMustExist
  /// The curve declines the trade.
  case curveMustFill(SwapRefusal)
  /// A balance would exceed 2¹¹² − 1 units.
  case balanceMustFit
  /// The equity after it would be below the initial margin.
  case equityMustCoverInitialMargin
  /// More would be withdrawn than the account's collateral.
  case collateralMustCoverWithdrawal
  /// The account has no position.
  case positionMustBeOpen
  /// The account's equity is not below the maintenance margin.
  case equityMustBeBelowMaintenance
  /// An index price of 0 has no premium.
  case indexMustBePositive
}
