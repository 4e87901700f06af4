public import Exact
public import Units

/// What the taker does; the vault is always the other side.
@frozen
public enum OptionSide: String, Hashable, Sendable, CaseIterable {
  /// The taker pays the premium and is long; the vault is short and locks collateral.
  case buying
  /// The taker receives the premium, is short and posts the collateral into escrow; the vault is long.
  case selling
}

/// A taker's order.
@frozen
public struct OptionOrder: Hashable, Sendable {
  /// Index of the series in ``OptionsMarket/series``.
  public var series: Int
  /// What the taker does.
  public var side: OptionSide
  /// Base units of contracts; one whole base token is one contract.
  public var size: Amount<Base>
  /// The most premium a buyer pays, the least a seller accepts (both inclusive); nil for any.
  public var limit: Amount<Quote>?

  /// An order from its parts.
  @inlinable
  public init(series: Int, side: OptionSide, size: Amount<Base>, limit: Amount<Quote>? = nil) {
    self.series = series
    self.side = side
    self.size = size
    self.limit = limit
  }
}

/// A firm quote: the exact movements of a trade. ``OptionsMarket/execute(_:)`` books it, the ledger's owner posts it.
///
/// Buying: `premium` moves taker → vault. Selling: `premium` moves vault → taker and `escrow` taker → escrow.
@frozen
public struct OptionQuote: Hashable, Sendable {
  /// What was asked.
  public let order: OptionOrder
  /// Certified price per contract: rounded up when the taker buys, down when it sells; before the spread.
  public let price: Price
  /// Certified delta per contract, to nearest.
  public let delta: Ratio
  /// Quote units that move, spread included.
  public let premium: Amount<Quote>
  /// What a selling taker posts; nothing when buying.
  public let escrow: Balances
  /// The vault's collateral locked over all series once the trade is booked.
  public let lockedAfter: Balances
  /// The book's revision the quote was made against.
  let revision: UInt64
}

/// Why the options market declines an order; the cases stand in the order the rules are checked.
public enum OptionRefusal: Error, Hashable, Sendable {
  /// No series has this index.
  case seriesMustBeListed(index: Int, count: Int)
  /// The order was for nothing.
  case sizeMustBePositive
  /// The vault trades only while its epoch is live.
  case vaultMustBeLive(EpochState)
  /// The oracle had no fresh answer.
  case oracleMustBeFresh
  /// The series has expired or is settled.
  case seriesMustBeUnexpired(expiry: Instant, now: Instant)
  /// The series is too close to its expiry: `now + cutoff > expiry`.
  case tradingMustBeOpen(cutoff: Instant, now: Instant)
  /// The pricing model gave no value.
  case priceMustBeCertified(PricingRefusal)
  /// |delta| of the series lies outside the terms' range.
  case deltaMustBeInRange(delta: Ratio, range: ClosedRange<Ratio>)
  /// An amount does not fit its type.
  case arithmetic(ArithmeticRefusal)
  /// The vault's free balances do not cover what the trade locks or pays.
  case collateralMustCover(needed: Balances, free: Balances)
  /// A buyer would pay nothing.
  case premiumMustBePositive
  /// The premium is worse than the taker's limit.
  case premiumMustMeetLimit(premium: Amount<Quote>, limit: Amount<Quote>)
}
