public import Exact
public import Units

/// Double-entry books: balances of every account in every asset, changed by transfers alone.
///
/// `Σ over accounts of balance(asset) = 0`, always and exactly: opening an account brings nothing, and every unit that
/// enters comes from an ``AccountKind/outside`` account, which goes below zero by as much. A transfer names one amount,
/// its payer and its receiver, so one that does not balance cannot be written.
///
/// Posting allocates nothing; only opening accounts does.
@frozen
public struct Ledger: Sendable {
  /// The assets' names, in order.
  public let assets: [String]
  /// The accounts' names, in order of opening.
  public private(set) var names: [String] = []
  @usableFromInline var kinds: [AccountKind] = []
  /// Balance of account `a` in asset `t` at `a · assets.count + t`.
  @usableFromInline var balances: [Int256] = []
  @usableFromInline let width: Int

  /// Books without accounts, for assets with these names.
  public init(assets: [String]) {
    self.assets = assets
    width = assets.count
  }

  /// Opens an account with nothing in it.
  public mutating func open(_ kind: AccountKind, named name: String) -> Account {
    names.append(name)
    kinds.append(kind)
    balances.append(contentsOf: repeatElement(.zero, count: width))
    return Account(index: kinds.count - 1)
  }

  /// The number of accounts opened.
  @inlinable public var accountCount: Int { kinds.count }

  /// What kind an account is.
  @inlinable public func kind(of account: Account) -> AccountKind { kinds[account.index] }

  /// The balance in base units: below zero for an outside account that let tokens in.
  @inlinable
  public func balance<Side>(of account: Account, in asset: Asset<Side>) -> Change<Side> {
    Change(balances[slot(account, asset.index)])
  }

  /// What a holder holds; traps for an outside account below zero.
  @inlinable
  public func holding<Side>(of account: Account, in asset: Asset<Side>) -> Amount<Side> {
    let units = balances[slot(account, asset.index)]
    precondition(!units.isNegative, "Ledger: account \(account.index) holds \(units)")
    return Amount(units.magnitude)
  }

  /// `Σ balance` over all accounts: 0 unless this type is broken. Traps when the sum leaves 256 bits.
  ///
  /// - Complexity: O(accounts).
  public func residual<Side>(of asset: Asset<Side>) -> Change<Side> {
    // Outside balances first: what follows only brings the sum back towards zero, so it cannot overflow on the way.
    var sum = Int256.zero
    for kind in [AccountKind.outside, .holder] {
      for index in kinds.indices where kinds[index] == kind {
        sum += balances[slot(Account(index: index), asset.index)]
      }
    }
    return Change(sum)
  }
}

extension Ledger {
  /// Where a balance is kept; traps for an account or asset the ledger does not have.
  @inlinable
  func slot(_ account: Account, _ asset: Int) -> Int {
    precondition(account.index < kinds.count, "Ledger: there is no account \(account.index)")
    precondition(asset < width, "Ledger: there is no asset \(asset)")
    return account.index * width + asset
  }
}
