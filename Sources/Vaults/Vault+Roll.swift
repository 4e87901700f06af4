public import Exact
public import Options
public import Units

/// What a vault is worth when an epoch closes.
public struct EpochClosing: Hashable, Sendable {
  /// The vault's own tokens; neither queued deposits nor takers' escrow.
  public var assets: Balances
  /// The part of them that covers open options.
  public var locked: Balances
  /// The vault's liability from open options, in fine units; negative when it is net long.
  public var mark: Int256
  /// The oracle's price.
  public var price: Price

  /// A closing from its parts.
  public init(assets: Balances, locked: Balances, mark: Int256, price: Price) {
    self.assets = assets
    self.locked = locked
    self.mark = mark
    self.price = price
  }

  /// `base · price + quote − mark`, exact, in fine units of `pair`.
  /// - Throws: `VaultRefusal.priceMustBePositive`, `.assetsMustCoverLiabilities`, `.arithmetic` as they arise.
  public func netAssetValue(in pair: Pair) throws(VaultRefusal) -> Int256 {
    guard price.wads > 0 else { throw .priceMustBePositive }
    let value: Int256
    do { value = try assets.value(at: price, in: pair) } catch { throw .arithmetic(error) }
    guard mark <= value else { throw .assetsMustCoverLiabilities(assets: value, liabilities: mark) }
    do { return try value.adding(-mark) } catch { throw .arithmetic(error) }
  }
}

/// What happened to one request at a roll.
public struct VaultFill: Hashable, Sendable {
  /// Which way the tokens move.
  public enum Kind: String, Hashable, Sendable {
    /// Quote from the queue's account to the vault, shares to the holder.
    case deposited
    /// Too small for one share: quote from the queue's account back to the holder.
    case refunded
    /// Shares burned, quote from the vault to the holder.
    case withdrawn
    /// As far as free quote reached; the rest stays first in the queue.
    case partlyWithdrawn
    /// Worth less than one quote unit: the shares went back to the holder.
    case returned
  }
  /// The request.
  public let ticket: Int
  /// Whose request it was.
  public let holder: Holder
  /// What happened.
  public let kind: Kind
  /// Quote units that move.
  public let quote: Amount<Quote>
  /// Shares minted, burned or returned.
  public let shares: Amount<Shares>
}

/// A closed epoch: its price and every movement it calls for.
public struct EpochRoll: Hashable, Sendable {
  /// Number of the epoch that closed.
  public let epoch: Int
  /// Net asset value before the fills, in fine units.
  public let netAssetValue: Int256
  /// The price of every fill.
  public let price: SharePrice
  /// Quote units from the queue's account to the vault.
  public internal(set) var deposited: Amount<Quote> = .zero
  /// Quote units from the queue's account back to depositors.
  public internal(set) var refunded: Amount<Quote> = .zero
  /// Quote units from the vault to those who leave.
  public internal(set) var withdrawn: Amount<Quote> = .zero
  /// Shares minted.
  public internal(set) var minted: Amount<Shares> = .zero
  /// Shares burned.
  public internal(set) var burned: Amount<Shares> = .zero
  /// Each request, in the order of execution: deposits, then withdrawals.
  public internal(set) var fills: [VaultFill] = []
}

extension Vault {
  /// Closes the epoch: fixes its share price, fills deposits, then withdrawals from free quote, first come first.
  ///
  /// Deposits of this roll may pay its withdrawals. A withdrawal that free quote cannot cover is filled in part, and it
  /// and all behind it wait for the next roll: nobody overtakes, and what is locked is never paid out.
  ///
  /// - Throws: `VaultRefusal.stateMustBe(.settling)`, then `.priceMustBePositive`, `.assetsMustCoverCollateral`,
  ///   `.assetsMustCoverLiabilities`, `.arithmetic`; the vault is untouched.
  public mutating func roll(_ closing: EpochClosing, in pair: Pair) throws(VaultRefusal) -> EpochRoll {
    guard state == .settling else { throw .stateMustBe(.settling, was: state) }
    guard closing.price.wads > 0 else { throw .priceMustBePositive }
    guard closing.locked.base <= closing.assets.base, closing.locked.quote <= closing.assets.quote else {
      throw .assetsMustCoverCollateral(assets: closing.assets, locked: closing.locked)
    }
    let value = try closing.netAssetValue(in: pair)
    var after = self
    var roll: EpochRoll
    do {
      let price = try SharePrice(netAssetValue: value, supply: supply, in: pair)
      roll = EpochRoll(epoch: epoch, netAssetValue: value, price: price)
      try after.fillDeposits(&roll)
      try after.fillWithdrawals(&roll, from: closing.assets.quote - closing.locked.quote)
    } catch {
      throw .arithmetic(error)
    }
    try after.advance(from: .settling)
    self = after
    return roll
  }

  private mutating func fillDeposits(_ roll: inout EpochRoll) throws(ArithmeticRefusal) {
    for action in deposits.actions {
      let minted = try roll.price.shares(for: action.amount)
      if minted.isZero {
        roll.refunded += action.amount
      } else {
        roll.deposited += action.amount
        roll.minted = try roll.minted.adding(minted)
        supply = try supply.adding(minted)
        shares[action.holder.index] += minted
      }
      roll.fills.append(
        VaultFill(
          ticket: action.ticket, holder: action.holder, kind: minted.isZero ? .refunded : .deposited,
          quote: action.amount, shares: minted))
    }
    deposits.take(whole: deposits.actions.count, part: .zero)
  }

  private mutating func fillWithdrawals(
    _ roll: inout EpochRoll, from free: Amount<Quote>
  ) throws(ArithmeticRefusal) {
    var cash = try free.adding(roll.deposited)
    var whole = 0
    var part = Amount<Shares>.zero
    for action in withdrawals.actions {
      var (kind, burned) = (VaultFill.Kind.withdrawn, action.amount)
      var paid = try roll.price.quote(for: burned)
      if paid.isZero {
        kind = .returned
        shares[action.holder.index] += burned
      } else if paid > cash {
        kind = .partlyWithdrawn
        burned = try roll.price.shares(coveredBy: cash)
        paid = try roll.price.quote(for: burned)
        part = burned
        guard !paid.isZero else { part = .zero; break }
      }
      roll.fills.append(
        VaultFill(ticket: action.ticket, holder: action.holder, kind: kind, quote: paid, shares: burned))
      cash -= paid
      roll.withdrawn += paid
      if kind != .returned {
        roll.burned += burned
        supply -= burned
      }
      guard kind != .partlyWithdrawn else { break }
      whole += 1
    }
    withdrawals.take(whole: whole, part: part)
  }
}
