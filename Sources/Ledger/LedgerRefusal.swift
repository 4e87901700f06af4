public import Exact

/// Why a ledger declined to post; no balance has moved.
///
/// In order of precedence: the rules of each leg in turn, then the payers' cover of the posting as a whole.
public enum LedgerRefusal: Error, Hashable, Sendable {
  /// The leg pays an account from itself.
  case accountsMustDiffer(Account)
  /// The leg moves 2²⁵⁵ units or more.
  case amountMustFit(Word256)
  /// A balance would leave −2²⁵⁵ ..< 2²⁵⁵.
  case balanceMustFit(Account)
  /// A holder would end below zero: its balance before, and what it would end with.
  case payerMustCover(Account, balance: Int256, result: Int256)
}
