import Markets
import Options
import Units
import Vaults

extension RunRefusal {
  /// What was wrong and how to mend it, for a diagnostic.
  public var explanation: (message: String, help: String) {
    switch self {
    case .orderMustNameEachPhaseOnce(let order):
      (
        "the order \(order.map(\.rawValue)) does not name each phase at most once and `price` exactly once",
        "for example [price, oracle, arbitrage, retail, options, hedging, roll]"
      )
    case .poolMustOpen(let name, let refusal):
      ("pool \(name) cannot open: \(refusal)", "keep each reserve below 2^112 base units")
    case .feesMustShareADenominator:
      (
        "the pools' fees have no common denominator of at most \(Fee.maximumDenominator)",
        "write fees with fewer decimals"
      )
    case .routingMustReachAVenue:
      (
        "the routing leaves retail or the hedges no pool to trade in",
        "permit at least one pool for each; retail trades in spot pools only"
      )
    case .valuesMustFit:
      (
        "the account of this run would not fit 256 bits",
        "use smaller reserves, a lower price or a coarser fee"
      )
    case .priceMustStayInRange(let block):
      (
        "in block \(block) the reference price left what the account holds exactly",
        "lower the volatility or the drift, or shorten the run"
      )
    case .priceProcessMustBeDefined(let refusal):
      ("the price process is not defined: \(refusal)", "lower the volatility or shorten the block")
    case .arrivalsMustBeCountable:
      ("more than 100 arrivals are expected in a block", "lower the rate or shorten the block")
    case .seriesMustBeListable(let refusal):
      ("a series cannot be listed: \(refusal)", "give every series a strike above 0")
    case .optionsMustBeDefined(let refusal):
      ("the option terms are not defined: \(refusal)", "see `hedgeflow schema epoch` for the ranges")
    case .vaultMustOpen(let refusal):
      ("the vault cannot open: \(refusal)", "give it less capital")
    }
  }
}
