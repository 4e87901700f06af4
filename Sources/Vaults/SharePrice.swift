public import Exact
public import Units

/// The closing price of an epoch's shares: two exact fractions, one for either direction, both in the vault's favour.
///
/// `shares out = ⌊deposit · (S + v) ÷ (⌈NAV⌉ + 1)⌋` and `quote out = ⌊shares · (⌊NAV⌋ + 1) ÷ (S + v)⌋`, NAV in quote
/// units and `v` ``SharePrice/virtualShares``, which nobody owns and one virtual quote unit backs. With the exact
/// price `p = (NAV + 1) ÷ (S + v)`: a deposit mints at most `deposit ÷ p` and a withdrawal pays at most
/// `shares · p`, so neither lowers the price of those who stay, and a deposit that leaves at once never gains.
///
/// *Inflation.* Let an attacker hold all S shares and donate so that NAV is A. A later deposit d that mints m shares
/// loses less than one share, one unit of the price's rounding (unrounded, `d − d · (A + 1 + d) ÷ (⌈A⌉ + 1 + d) < 1`)
/// and one of its own payout's: `(A + d + 1) ÷ (S + v) + 2`. Of a donation D the virtual shares keep
/// `D · v ÷ (S + v)`, v times what one share of it is worth, so the attacker never gains beyond 1 unit of dust. To
/// cost a deposit 1 % beyond those two units the attacker must donate `v ÷ 100` times the deposit. A deposit too small for one share is
/// refunded, not kept.
public struct SharePrice: Hashable, Sendable {
  /// Shares nobody owns: 10⁶ a quote unit, so a share is a millionth of a quote unit at the start.
  public static let virtualShares: Word256 = 1_000_000

  /// `⌊NAV⌋ + 1` quote units: what `shares` are worth when they leave.
  public let leaving: Word256
  /// `⌈NAV⌉ + 1` quote units: what `shares` cost when they are minted.
  public let entering: Word256
  /// `S + v`.
  public let shares: Word256

  /// The price of `supply` shares of a vault worth `netAssetValue` (0 or more) fine units of `pair`.
  /// - Throws: `ArithmeticRefusal.resultMustFit`; traps on a negative value.
  public init(
    netAssetValue: Int256, supply: Amount<Shares>, in pair: Pair
  ) throws(ArithmeticRefusal) {
    precondition(!netAssetValue.isNegative, "a share price of liabilities beyond assets: \(netAssetValue)")
    let value = netAssetValue.magnitude
    leaving = try value.divided(by: pair.finePerQuoteUnit, rounding: .payout).adding(.one)
    entering = try value.divided(by: pair.finePerQuoteUnit, rounding: .charge).adding(.one)
    shares = try supply.units.adding(SharePrice.virtualShares)
  }

  /// Shares that `deposit` buys, rounded down.
  /// - Throws: `ArithmeticRefusal.resultMustFit`.
  public func shares(for deposit: Amount<Quote>) throws(ArithmeticRefusal) -> Amount<Shares> {
    Amount(try Word256.mulDiv(deposit.units, shares, over: entering, rounding: .payout))
  }

  /// Quote units that `shares` pay, rounded down: never more than the net asset value for at most S shares.
  /// - Throws: `ArithmeticRefusal.resultMustFit`.
  public func quote(for shares: Amount<Shares>) throws(ArithmeticRefusal) -> Amount<Quote> {
    Amount(try Word256.mulDiv(shares.units, leaving, over: self.shares, rounding: .payout))
  }

  /// The most shares whose exact worth `cash` covers.
  /// - Throws: `ArithmeticRefusal.resultMustFit`.
  public func shares(coveredBy cash: Amount<Quote>) throws(ArithmeticRefusal) -> Amount<Shares> {
    Amount(try Word256.mulDiv(cash.units, shares, over: leaving, rounding: .payout))
  }
}
