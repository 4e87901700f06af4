public import Exact
public import Units

/// An account of a ``Ledger``, by its position: accounts are dense, from 0 in the order they were opened.
@frozen
public struct Account: Hashable, Sendable {
  /// Position in the order of opening.
  public let index: Int

  /// The account at a position; whether it exists is the ledger's business.
  @inlinable
  public init(index: Int) { self.index = index }
}

/// A token of a ``Ledger``, by its position, with the side its amounts are typed by.
///
/// The phantom side keeps base tokens out of the quote column at compile time.
@frozen
public struct Asset<Side>: Hashable, Sendable {
  /// Position in the ledger's list of assets.
  public let index: Int

  /// The asset at a position; whether it exists is the ledger's business.
  @inlinable
  public init(index: Int) { self.index = index }
}

/// What an account's balance may be.
@frozen
public enum AccountKind: UInt8, Hashable, Sendable {
  /// An agent, a pool, a vault: never below zero.
  case holder
  /// The rest of the world, where every token comes from and returns to: its balance is minus what it let in.
  case outside
}

/// One movement of a token between two accounts: what leaves one arrives at the other.
@frozen
public struct Leg: Hashable, Sendable {
  /// Position of the asset.
  public let asset: Int
  /// Base units moved.
  public let units: Word256
  /// Who pays.
  public let from: Account
  /// Who receives.
  public let to: Account

  /// `amount` of `asset` from one account to another.
  @inlinable
  public init<Side>(_ amount: Amount<Side>, of asset: Asset<Side>, from: Account, to: Account) {
    self.asset = asset.index
    units = amount.units
    self.from = from
    self.to = to
  }
}
