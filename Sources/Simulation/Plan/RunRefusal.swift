public import Feeds
public import Markets
public import Options
import Units
public import Vaults

/// Why a plan cannot be run, or not to its end.
public enum RunRefusal: Error, Sendable {
  /// The order does not move the price exactly once, or names a phase twice.
  case orderMustNameEachPhaseOnce([Phase])
  /// A pool's opening state is not one.
  case poolMustOpen(name: String, LiquidityRefusal)
  /// The fees have no common denominator of at most ``Fee/maximumDenominator``.
  case feesMustShareADenominator
  /// Nobody may trade, or hedge, in any pool.
  case routingMustReachAVenue
  /// Values would not fit the exact 256-bit account, with room for prices to move a thousandfold.
  case valuesMustFit
  /// The reference price left what the account can hold exactly.
  case priceMustStayInRange(block: Int)
  /// A price process declined its parameters.
  case priceProcessMustBeDefined(PriceProcessRefusal)
  /// More than ``PoissonTable/largestMean`` arrivals are expected in a block, or their number is not a number.
  case arrivalsMustBeCountable
  /// A listed series is not an option.
  case seriesMustBeListable(OptionsMarketRefusal)
  /// The options' terms are not terms.
  case optionsMustBeDefined(OptionTermsRefusal)
  /// The vault declined to open.
  case vaultMustOpen(VaultRefusal)
}
