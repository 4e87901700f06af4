public import Exact
public import Units

/// Who holds tokens in a run. Everything held sums to zero per token: the rest of the world holds the counterpart.
public enum Party: Hashable, Sendable {
  /// The rest of the world, from which endowments come.
  case outside
  /// The arbitrageur.
  case arbitrageur
  /// Retail traders.
  case retail
  /// Option takers.
  case takers
  /// The vault's depositors, outside the vault.
  case depositors
  /// Collateral that option takers posted for what they sold.
  case escrow
  /// What was burnt as gas.
  case gas
  /// The vault, locked collateral included.
  case vault
  /// Those who add and remove liquidity, or give to a pool, in a script.
  case providers
  /// The vault's margin and contracts on perpetuals.
  case vaultPosition
  /// The arbitrageur's margin and contracts on perpetuals.
  case arbitrageurPosition
  /// What was paid to venues besides trades.
  case levies
  /// A pool, by index in the plan.
  case pool(Int)

  /// The parties that are not pools, in account order.
  public static let fixed: [Party] = [
    .outside, .arbitrageur, .retail, .takers, .depositors, .escrow, .gas, .vault, .providers,
    .vaultPosition, .arbitrageurPosition, .levies,
  ]
}

/// What a holder has of both tokens; negative when it owes the rest of the world.
public struct Holding: Hashable, Sendable {
  /// Base units.
  public var base: Change<Base>
  /// Quote units.
  public var quote: Change<Quote>

  /// A holding of both tokens.
  public init(base: Change<Base>, quote: Change<Quote>) {
    self.base = base
    self.quote = quote
  }

  /// Nothing.
  public static var none: Holding { Holding(base: .zero, quote: .zero) }
}

/// How a run ended, as its ledger and its protocols' own state say it: the witness against the journal's account.
public struct Closing: Sendable {
  /// The reference price at the start.
  public var openingPrice: Price
  /// The reference price at the end.
  public var price: Price
  /// Balances at the start, in the order of `parties`.
  public var opening: [Holding]
  /// Balances at the end, in the order of `parties`.
  public var balances: [Holding]
  /// Whose balances these are.
  public var parties: [Party]
  /// Reserves as the pools themselves hold them.
  public var reserves: [Holding]
  /// Shares of each pool that a protocol fee would mint now, over the supply after minting.
  public var protocolShares: [(minted: Amount<Shares>, supply: Amount<Shares>)]
  /// The part of each pool's reserves that is the protocol's.
  public var protocolTokens: [Holding]
  /// The vault's own figures; nil without a vault.
  public var vault: VaultClosing?

  /// The balance of a holder at the end.
  public func balance(_ party: Party) -> Holding {
    parties.firstIndex(of: party).map { balances[$0] } ?? .none
  }

  /// The balance of a holder at the start.
  public func openingBalance(_ party: Party) -> Holding {
    parties.firstIndex(of: party).map { opening[$0] } ?? .none
  }
}

/// The vault's own figures at the end of a run.
public struct VaultClosing: Sendable {
  /// What the vault owes on open options at the final reference price (negative: is owed), certified, rounded up; fine units.
  public var optionMark: Int256
  /// Share supply.
  public var supply: Amount<Shares>
  /// Share supply at the start.
  public var openingSupply: Amount<Shares>
  /// Base units locked as collateral.
  public var lockedBase: Amount<Base>
  /// Quote units locked as collateral.
  public var lockedQuote: Amount<Quote>
  /// Deposits still queued.
  public var queuedQuote: Amount<Quote>
  /// Withdrawals still queued.
  public var queuedShares: Amount<Shares>
  /// Epochs rolled.
  public var epochs: Int
  /// Options the vault sold, in base units.
  public var sold: Amount<Base>
  /// Options the vault bought, in base units.
  public var bought: Amount<Base>
  /// Series that expired and settled.
  public var settledSeries: Int
}
