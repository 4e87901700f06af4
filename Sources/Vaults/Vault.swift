internal import Exact
public import Options
public import Units

/// Shares of a vault that writes options: epochs, queues, who owns what. It holds no tokens; it says what must move.
///
/// `accepting → live → settling → rolled → accepting`. Deposits queue in quote, withdrawals in shares, and both fill
/// at the closing price of the epoch that executes them, whoever asks and whenever. Queued deposits stay in an account
/// of their own until then: they are never part of the net asset value.
public struct Vault: Hashable, Sendable {
  /// Where the epoch stands.
  public private(set) var state: EpochState = .accepting
  /// Number of the epoch, from 0.
  public private(set) var epoch = 0
  /// All shares, those queued for withdrawal included; the virtual ones are not.
  public internal(set) var supply: Amount<Shares> = .zero
  /// Shares per holder that are not queued.
  public internal(set) var shares: [Amount<Shares>] = []
  /// Deposits waiting.
  public internal(set) var deposits = ActionQueue<Quote>()
  /// Withdrawals waiting.
  public internal(set) var withdrawals = ActionQueue<Shares>()
  private var tickets = 0

  /// A vault without shares.
  public init() {}

  /// A vault whose first holder brought `capital`, worth `⌊NAV⌋` quote units, for `⌊NAV⌋ · v` shares.
  /// - Throws: `VaultRefusal.priceMustBePositive`, then `.arithmetic`.
  public init(founding capital: Balances, at price: Price, in pair: Pair) throws(VaultRefusal) {
    guard price.wads > 0 else { throw .priceMustBePositive }
    do {
      let worth = try capital.value(at: price, in: pair).magnitude
        .divided(by: pair.finePerQuoteUnit, rounding: .payout)
      supply = Amount(try worth.multiplied(by: SharePrice.virtualShares))
    } catch {
      throw .arithmetic(error)
    }
    shares = [supply]
  }

  /// The holder who brought the founding capital.
  public static let founder = Holder(index: 0)

  /// Registers a holder without shares.
  public mutating func addHolder() -> Holder {
    shares.append(.zero)
    return Holder(index: shares.count - 1)
  }

  /// Opens the epoch for trading.
  /// - Throws: `VaultRefusal.stateMustBe(.accepting)`.
  public mutating func begin() throws(VaultRefusal) { try advance(from: .accepting) }

  /// Ends trading: expired series settle, nothing queues any more.
  /// - Throws: `VaultRefusal.stateMustBe(.live)`.
  public mutating func close() throws(VaultRefusal) { try advance(from: .live) }

  /// Accepts requests for the next epoch.
  /// - Throws: `VaultRefusal.stateMustBe(.rolled)`.
  public mutating func reopen() throws(VaultRefusal) {
    try advance(from: .rolled)
    epoch += 1
  }

  /// The next state of the epoch.
  mutating func advance(from expected: EpochState) throws(VaultRefusal) {
    guard state == expected else { throw .stateMustBe(expected, was: state) }
    state = expected.next
  }
}

// MARK: - Requests

extension Vault {
  /// Queues quote units for shares; the owner of the ledger moves them from the holder into the queue's account.
  /// - Returns: the request's ticket.
  /// - Throws: `VaultRefusal.queueMustBeOpen`, then `.amountMustBePositive`, then `.arithmetic`.
  public mutating func queueDeposit(
    of amount: Amount<Quote>, for holder: Holder
  ) throws(VaultRefusal) -> Int {
    guard state == .accepting || state == .live else { throw .queueMustBeOpen(state) }
    guard !amount.isZero else { throw .amountMustBePositive }
    do { _ = try deposits.total.adding(amount) } catch { throw .arithmetic(error) }
    deposits.append(QueuedAction(ticket: nextTicket(), holder: holder, amount: amount))
    return tickets
  }

  /// Queues shares for redemption; they leave the holder's free shares, and no token moves yet.
  /// - Returns: the request's ticket.
  /// - Throws: `VaultRefusal.queueMustBeOpen`, then `.amountMustBePositive`, then `.sharesMustBeHeld`.
  public mutating func queueWithdrawal(
    of amount: Amount<Shares>, for holder: Holder
  ) throws(VaultRefusal) -> Int {
    guard state == .accepting || state == .live else { throw .queueMustBeOpen(state) }
    guard !amount.isZero else { throw .amountMustBePositive }
    let held = shares[holder.index]
    guard amount <= held else { throw .sharesMustBeHeld(requested: amount, held: held) }
    shares[holder.index] = held - amount
    withdrawals.append(QueuedAction(ticket: nextTicket(), holder: holder, amount: amount))
    return tickets
  }

  private mutating func nextTicket() -> Int {
    tickets += 1
    return tickets
  }
}
