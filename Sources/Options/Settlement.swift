public import Exact
public import Units

/// What moves of one token when a series settles; every amount is exact and the sums balance.
///
/// `escrow before = escrowToTakers + escrowToVault + escrowToWriters`, and takers' longs receive
/// `escrowToTakers + vaultToTakers`. Either `vaultToTakers` or `escrowToVault` is zero.
@frozen
public struct SettlementFlow<Side>: Hashable, Sendable {
  /// From the writers' escrow to takers who are long.
  public var escrowToTakers: Amount<Side>
  /// From the vault to takers who are long.
  public var vaultToTakers: Amount<Side>
  /// From the writers' escrow to the vault, which is long.
  public var escrowToVault: Amount<Side>
  /// The rest of the escrow, back to the takers who wrote.
  public var escrowToWriters: Amount<Side>
  /// Collateral of the vault that is locked no longer; it does not move.
  public var released: Amount<Side>

  /// Nothing moves.
  public static var zero: SettlementFlow {
    SettlementFlow(
      escrowToTakers: .zero, vaultToTakers: .zero, escrowToVault: .zero, escrowToWriters: .zero,
      released: .zero)
  }

  /// What takers who are long receive in all; traps if it does not fit.
  public var payout: Amount<Side> { escrowToTakers + vaultToTakers }
}

/// How a series was settled: a call moves base tokens, a put quote tokens.
public struct Settlement: Hashable, Sendable {
  /// Index of the series.
  public let series: Int
  /// The oracle's answer at or before expiry.
  public let price: Price
  /// Contracts takers were long, in base units.
  public let sold: Amount<Base>
  /// Contracts takers had written, in base units.
  public let bought: Amount<Base>
  /// What moves of the base token.
  public let base: SettlementFlow<Base>
  /// What moves of the quote token.
  public let quote: SettlementFlow<Quote>
}

/// Why a series cannot settle; the cases stand in the order the rules are checked.
public enum SettlementRefusal: Error, Hashable, Sendable {
  /// No series has this index.
  case seriesMustBeListed(index: Int, count: Int)
  /// The series was settled before.
  case seriesMustBeUnsettled(index: Int)
  /// The series has not expired.
  case seriesMustBeExpired(expiry: Instant, now: Instant)
  /// The oracle's answer came after expiry: a later price must never settle.
  case answerMustNotFollowExpiry(answeredAt: Instant, expiry: Instant)
  /// The price was zero.
  case priceMustBePositive
  /// An amount does not fit its type.
  case arithmetic(ArithmeticRefusal)
}
