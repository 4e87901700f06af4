/// The rules by which protocols decline what an actor asks for, each in a sentence: what `hedgeflow explain` says of the
/// reasons in a check's table of actions.
public enum CheckRefusals {
  /// A rule: its name as it is counted, who declines, and why.
  public struct Rule: Hashable, Sendable {
    /// The name.
    public let name: String
    /// Who declines.
    public let speaker: String
    /// What must hold, and what it defends.
    public let meaning: String
  }

  /// Every rule, by who declines.
  public static let all: [Rule] =
    rules("the script", script) + rules("the pool", swap) + rules("the pool, of liquidity", liquidity)
    + rules("the vault", vault) + rules("the options market", option)
    + rules("the settlement", settlement)

  private static func rules(_ speaker: String, _ list: [(String, String)]) -> [Rule] {
    list.map { Rule(name: $0.0, speaker: speaker, meaning: $0.1) }
  }

  private static let script: [(String, String)] = [
    ("poolMustExist", "A step names a pool that the epoch does not have."),
    (
      "settlementMustSucceed",
      "The series did not settle: no answer of the oracle was in force at its expiry."
    ),
    ("poolMustTradeTokens", "Contracts are traded there, and actors have no account for them."),
    ("actorMustExist", "A step names an actor beyond those of the check."),
    ("sharesMustBeHeld", "The actor holds fewer shares of the pool than it wants to give back."),
    ("vaultMustExist", "The epoch has no vault."),
    ("optionsMustExist", "The epoch has no options."),
    ("positionMustBeOpen", "The actor has nothing open in the series that it could close."),
    ("hedgeMustBePlanned", "The vault does not hedge."),
    ("hedgeMustBeDue", "The last hedge was less than `hedge.every` ago: nobody can hurry the vault."),
    (
      "hedgeMustTrade",
      "The hedge would do nothing: it is within its band, out of collateral, or the oracle is stale."
    ),
    ("epochMustHaveEnded", "The vault's epoch is not over: nobody can close it early."),
    ("rollMustSucceed", "The epoch could not close: the oracle is stale, or the vault declined."),
    ("amountMustBePositive", "Nothing was offered."),
    ("balanceMustFit", "A balance would not fit 112 bits."),
    ("waitMustBeBounded", "A wait takes 1 to 10,000 blocks."),
    ("priceMustStayInRange", "The reference price would leave what a run can hold."),
  ]

  private static let swap: [(String, String)] = [
    ("inputMustBePositive", "Nothing was paid."),
    ("outputMustBePositive", "So little was paid that nothing would be received: the payer keeps it."),
    ("reservesMustBePositive", "A reserve is empty."),
    ("outputMustStayBelowReserve", "The order asks for the whole reserve or more."),
    (
      "balanceMustFit",
      "A balance would exceed what the venue can hold: 2^112 - 1 units on a constant product."
    ),
    ("productMustNotFall", "The product of the reserves, inputs counted net of the fee, would fall."),
    ("feeMustLeaveInput", "The fee leaves nothing of any input, so that no output can be asked for."),
    ("limitMustLieAhead", "The price limit is not on the side to which the swap moves the price."),
    ("liquidityMustCoverOrder", "The liquidity ahead ends before the order is filled."),
  ]

  private static let liquidity: [(String, String)] = [
    ("priceMustFitBook", "The opening price is 0 or beyond the ticks of the book."),
    ("venueMustTakeLiquidity", "The venue's kind does not take liquidity for shares."),
    ("balanceMustFit", "A balance would exceed 2^112 - 1 units."),
    ("sharesMustCoverMinimum", "The first deposit is worth fewer shares than are locked for ever."),
    ("sharesMustBePositive", "The deposit is worth no share: the payer keeps it."),
    ("sharesMustBeOutstanding", "More shares would be burned than providers hold."),
    ("payoutMustBePositive", "The shares are worth no unit of one of the tokens."),
  ]

  private static let vault: [(String, String)] = [
    ("stateMustBe", "An epoch's states follow one way round."),
    ("queueMustBeOpen", "Requests queue only before the epoch's closing price can be known."),
    ("amountMustBePositive", "The request was for nothing."),
    ("sharesMustBeHeld", "The holder owns fewer shares that are not queued yet."),
    ("priceMustBePositive", "The oracle's price was zero."),
    ("assetsMustCoverCollateral", "The vault would hold less than the worst payoff of its options."),
    ("assetsMustCoverLiabilities", "The vault's options are worth more than all it holds."),
    ("arithmetic", "An amount does not fit its type."),
  ]

  private static let option: [(String, String)] = [
    ("seriesMustBeListed", "No series has this number."),
    ("sizeMustBePositive", "The order was for nothing."),
    ("vaultMustBeLive", "The vault trades options only while its epoch is live."),
    (
      "oracleMustBeFresh",
      "The oracle's last answer is older than `stale-after`: no option is priced with it."
    ),
    ("seriesMustBeUnexpired", "The series has expired or is settled."),
    ("tradingMustBeOpen", "The series is closer to its expiry than the cutoff."),
    ("priceMustBeCertified", "The pricing model gave no value that it could prove."),
    ("deltaMustBeInRange", "The series' delta lies outside the range that is traded."),
    ("arithmetic", "An amount does not fit its type."),
    ("collateralMustCover", "The vault's free balances do not cover what the trade locks or pays."),
    ("premiumMustBePositive", "A buyer would pay nothing."),
    ("premiumMustMeetLimit", "The premium is worse than the taker's limit."),
  ]

  private static let settlement: [(String, String)] = [
    ("seriesMustBeListed", "No series has this number."),
    ("seriesMustBeUnsettled", "The series was settled before: nothing is paid twice."),
    ("seriesMustBeExpired", "The series has not expired."),
    ("answerMustNotFollowExpiry", "The oracle's answer came after expiry: a later price never settles."),
    ("priceMustBePositive", "The price was zero."),
    ("arithmetic", "An amount does not fit its type."),
  ]
}
