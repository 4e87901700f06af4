import Exact
import Markets
import Options
import Properties
import Simulation
import Units
import Vaults

extension BuiltIn {
  static let vaults: [BuiltIn] = [
    BuiltIn(
      "vault-shares-sum", needs: .vault, "S = Σ holders' shares + Σ shares queued for withdrawal",
      """
      Every share of the vault belongs to somebody: none is minted without a deposit, none paid twice. It protects all who stay.
      """, .state { $0.vaultShares }),
    BuiltIn(
      "share-price-never-falls-without-loss", needs: .vault,
      "(N′ + F)·(S + v) >= (N + F)·(S′ + v) over every roll, N the net asset value in fine units",
      """
      Deposits and withdrawals at a roll never lower what a remaining share is worth. It protects those who stay from those who \
      come and go: shares priced after the deposit, or a withdrawal paid twice, break it.
      """, .finding(.sharePrice)),
    BuiltIn(
      "deposit-withdraw-never-profits", needs: .vault,
      "M · (N + D·F + F) <= D · F · (S + M + v), D all deposits of a roll and M the shares they brought",
      """
      What the deposits of a roll bring is never worth more than they were, at the price right after them. Instant deposit and redemption \
      drained Dopex's early vaults (H-05).
      """, .finding(.depositWithdraw)),
    BuiltIn(
      "inflation-attack-bounded", needs: .vault,
      "deposit − worth of its shares <= (A + D + 1) ÷ (S + v) + 2 quote units, A the assets and D the roll's deposits",
      """
      A donation before it cannot cost a deposit more than one share and two units of rounding. It protects the late depositor from \
      the first one, as in the inflation attacks on ERC-4626 vaults and Dopex M-09.
      """, .finding(.inflation)),
    BuiltIn(
      "withdrawals-first-come-first-served", needs: .vault,
      "ticket of whoever a roll served < ticket of whoever still waits",
      """
      Nobody overtakes in the queue. It protects small holders from a large one that leaves when it sees a loss coming.
      """, .finding(.queueOrder)),
    BuiltIn(
      "withdrawal-liveness", needs: .vault,
      "free quote after a roll <= one share + 2 units, while anybody waits",
      """
      Who waits, waits because the cash is gone, and for no other reason. It protects those who leave from being skipped for ever \
      (Polynomial H-11, M-08: withdrawals that could not complete).
      """, .finding(.liveness)),
    BuiltIn(
      "queue-price-independent", needs: .vault,
      "(paid + 1) · F · (S + v) > shares · N: each fill of a roll has the roll's one price, within a unit",
      """
      The price of a queued request is fixed by its roll, not by who asks, when, or in which place. It protects against picking \
      the moment of processing (Lyra, Polynomial).
      """, .finding(.queuePrice)),
    BuiltIn(
      "roll-not-before-epoch-end", needs: .vault, "time of a roll >= end of the epoch",
      """
      No epoch is closed before its time: a price that depositors may choose the moment of is a free option.
      """, .finding(.epochEnd)),
    BuiltIn(
      "solvency", needs: .vault, "assets − locked collateral >= 0 in base, and in quote",
      """
      The vault holds what covers its options, token by token, at every price. It protects option holders: collateral that is released \
      early, or spent on a hedge, is not there at expiry.
      """, .state { $0.solvency }),
    BuiltIn(
      "hedge-on-the-right-side", needs: .hedge,
      "|target − position| after a hedge <= the same before it (a book's lot aside)",
      """
      A hedge brings the position nearer to minus the book's delta, whatever was done to the pool before it. It protects depositors \
      from a hedge of the wrong sign and from one that others provoke.
      """, .finding(.hedgeSide)),
    BuiltIn(
      "hedge-within-cap", needs: .hedge, "|traded| <= |target − position| (a book's lot aside)",
      """
      A hedge trades no more than is missing. Lyra's pool hedger once hedged above its cap.
      """, .finding(.hedgeCap)),
    BuiltIn(
      "hedge-band-respected", needs: .hedge, "|target − position| before a hedge > band",
      """
      Inside the band nothing is traded: each trade costs the vault, and the band is there to save it.
      """, .finding(.hedgeBand)),
    BuiltIn(
      "hedge-interval-respected", needs: .hedge, "time since the last look >= the interval",
      """
      The vault does not hedge more often than it says, so nobody can make it trade twice into a price they moved.
      """, .finding(.hedgeInterval)),
  ]

  static let options: [BuiltIn] = [
    BuiltIn(
      "oracle-guard-boundary", needs: .vault, "now − published <= stale-after, for all that an answer prices",
      """
      An answer prices a trade, a hedge or a roll at exactly its greatest age and not a moment later; and a trade is not refused \
      for an answer that is young enough. A guard that is off by one, or an OR for an AND (Polynomial M-04), sells options at \
      yesterday's price.
      """, .finding(.oracleAge)),
    BuiltIn(
      "settlement-not-after-expiry", needs: .options, "published <= expiry",
      """
      An option settles on the answer at or before its expiry, however late the settlement is asked for. With a later price the \
      caller chooses the payoff: Dopex H-02.
      """, .finding(.settlementTime)),
    BuiltIn(
      "settlement-at-the-answer-in-force", needs: .options,
      "settlement price = the answer in force at expiry",
      """
      Not any earlier answer either: the last one published by expiry is the one. It protects both sides of the option.
      """, .finding(.settlementPrice)),
    BuiltIn(
      "premium-covers-the-mark", needs: .options, "premium in fine units >= the rise of the vault's mark",
      """
      The vault never sells below what it then owes, nor buys above what it then owns, at the price it trades at. It protects \
      depositors from previews that round for the taker (Premia) and from a spread of the wrong sign.
      """, .finding(.premium)),
    BuiltIn(
      "collateral-covers-worst-payoff", needs: .options,
      "locked base >= Σ short calls; locked quote · F >= Σ short puts · strike",
      """
      What is locked covers the worst payoff of every open option. Collateral released early pays one holder with another's.
      """, .state { $0.collateral }),
    BuiltIn(
      "dust-bounded", needs: .options,
      "takers' balance − Σ actors' books <= 2 · actors · settlements + option trades, in each token",
      """
      What rounding leaves over at settlement is less than a unit an operation, and is accounted for. Dust that grows by itself was \
      minted.
      """, .state { $0.dust }),
  ]
}

extension ProtocolSystem {
  var vaultShares: Slack? {
    guard let vault = engine.vault else { return nil }
    var owned = vault.withdrawals.total.units
    for shares in vault.shares { owned += shares.units }
    return Slack(vault.supply.units, .equal, owned)
  }

  /// The token that is covered less.
  var solvency: Slack? {
    guard engine.vault != nil else { return nil }
    let held = engine.balance(.vault)
    let base = Slack(held.base.units, .atLeast, Int256((engine.market?.lockedBase ?? .zero).units))
    let quote = Slack(held.quote.units, .atLeast, Int256((engine.market?.lockedQuote ?? .zero).units))
    return lesser(base, quote)
  }

  /// The token whose lock covers less.
  var collateral: Slack? {
    guard let market = engine.market else { return nil }
    var (base, quote) = (Word256.zero, Word256.zero)
    for (index, position) in market.book.positions.enumerated() where !position.isSettled {
      let short = position.netShort.units
      guard !short.isZero else { continue }
      switch market.series[index].kind {
      case .call: base += short
      case .put: quote += short * Word256(market.series[index].strike.wads)
      }
    }
    return lesser(
      Slack(market.lockedBase.units, .atLeast, base),
      Slack(
        product: (market.lockedQuote.units, frame.pair.finePerQuoteUnit), .atLeast, product: (quote, .one)))
  }

  /// What takers have together beyond the actors' own books: base and quote units.
  var leftover: (base: Int256, quote: Int256) {
    var (base, quote) = (Int256.zero, Int256.zero)
    for party in [Party.retail, .takers, .providers, .depositors] {
      let held = engine.balance(party)
      base += held.base.units
      quote += held.quote.units
    }
    for actor in engine.actors {
      base -= actor.tokens.base.units
      quote -= actor.tokens.quote.units
    }
    return (base, quote)
  }

  var dust: Slack? {
    guard let market = engine.market else { return nil }
    let settlements = engine.settlements.count
    let bound =
      settlements == 0 ? 0 : 2 * engine.actors.count * settlements + Int(clamping: market.book.revision)
    let (base, quote) = leftover
    return Slack(max(base, quote), .atMost, Int256(Int64(bound)))
  }
}
