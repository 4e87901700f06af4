import Exact
import Ledger
import Markets
import Options
import Properties
import Simulation
import Units
import Vaults

extension BuiltIn {
  static let ledgers: [BuiltIn] = [
    BuiltIn(
      "conservation-base", needs: .anyPool,
      "|Σ balances| + Σ pools |ledger − reserve| + |escrow − posted| = 0, in base units",
      """
      No base token appears or vanishes, and what each pool and the escrow believe to hold is what the ledger says. It protects \
      everybody: accounts that drift (Polynomial H-07, H-08) are paid by whoever leaves last.
      """, .state { $0.conservation(of: .base) }),
    BuiltIn(
      "conservation-quote", needs: .anyPool,
      "|Σ balances| + Σ pools |ledger − reserve| + |escrow − posted| = 0, in quote units",
      """
      No quote token appears or vanishes, and what each pool and the escrow believe to hold is what the ledger says.
      """, .state { $0.conservation(of: .quote) }),
    BuiltIn(
      "tallies-sum", needs: .anyPool,
      "Σ actors' tokens <= what retail, takers, providers and depositors have, in each token",
      """
      What actors have gained is what the ledger says they have together, and never more: nobody's book is credited twice.
      """, .state { $0.tallies }),
  ]

  static let whole: [BuiltIn] = [
    BuiltIn(
      "round-trip-never-profits", needs: .singlePool,
      "Σ actors' tokens, liquidity and base traded back <= 0 quote units at the end",
      """
      Actors who leave a pool as they found it have not gained: they started with nothing, their shares are burnt and what base they are \
      over or short is traded back. With a vault it is asked only where nothing happened that may gain: no option, no hedge, no \
      move of the price and no fault of the oracle. It protects all others: an attacker's round trip is paid by somebody.
      """, .end { $0.roundTrip }),
    BuiltIn(
      RefusalRule<ProtocolSystem>.name, needs: .anyPool, "state after a refused action = state before it",
      """
      A refused action leaves the state as it was. Half an action is how locks are left open and queues half-served.
      """, .refusals),
  ]
}

extension ProtocolSystem {
  /// A token of the pair.
  enum PairToken { case base, quote }

  func conservation(of token: PairToken) -> Slack? {
    var sum = Int256.zero
    var drift = Int256.zero
    for index in 0..<engine.ledger.accountCount {
      let account = Account(index: index)
      sum +=
        token == .base
        ? engine.ledger.balance(of: account, in: Asset<Base>(index: 0)).units
        : engine.ledger.balance(of: account, in: Asset<Quote>(index: 1)).units
    }
    for index in engine.pools.indices {
      let (held, believed) = (engine.balance(.pool(index)), engine.pools[index].inventory)
      let gap =
        token == .base ? held.base.units - believed.base.units : held.quote.units - believed.quote.units
      drift += Int256(gap.magnitude)
    }
    if let market = engine.market {
      let held = engine.balance(.escrow)
      var gap = token == .base ? held.base.units : held.quote.units
      for position in market.book.positions {
        gap -= Int256(token == .base ? position.escrow.base.units : position.escrow.quote.units)
      }
      drift += Int256(gap.magnitude)
    }
    return Slack(Int256(sum.magnitude) + drift, .equal, .zero)
  }

  var tallies: Slack? {
    let (base, quote) = leftover
    return Slack(min(base, quote), .atLeast, .zero)
  }

  /// What all actors together have gained in quote units once they have left the pool; nil where they may gain, and where the
  /// pool cannot take the trade back.
  var roundTrip: Slack? {
    guard engine.pools.count == 1, engine.pools[0].curve != nil else { return nil }
    var leaving = engine
    if engine.vault != nil {
      guard !watch.hasMoved, !watch.hasErred, !watch.hasHedged, !watch.hasTradedOptions else { return nil }
    }
    for (actor, book) in engine.actors.enumerated() where !book.liquidity[0].isZero {
      do throws(ScriptRefusal) {
        try leaving.attempt(.removeLiquidity(pool: 0, shares: book.liquidity[0]), by: actor)
      } catch {
        // Worth less than a unit of a token: nothing to take out.
        guard case .liquidity(.payoutMustBePositive) = error else { return nil }
      }
    }
    var gained = leaving.actors.reduce(Holding.none) {
      Holding(base: $0.base + $1.tokens.base, quote: $0.quote + $1.tokens.quote)
    }
    if gained.base.units.isNegative {
      guard let fill = (try? leaving.pools[0].quote(.buyReceiving(gained.base.magnitude)))?.fill else {
        return nil
      }
      gained.quote -= Change(from: .zero, to: fill.quote)
    } else if !gained.base.units.isZero {
      // Worth less than a unit of quote: nothing.
      if let fill = (try? leaving.pools[0].quote(.sellPaying(gained.base.magnitude)))?.fill {
        gained.quote += Change(from: .zero, to: fill.quote)
      }
    }
    guard let claims = vaultClaims else { return Slack(gained.quote.units, .atMost, .zero) }
    let quote = Rational(Integer(gained.quote.units)) + claims
    return Slack(quote, .atMost, .zero)
  }

  /// What the actors' shares of the vault are worth at the reference price, in quote units; nil without a vault.
  private var vaultClaims: Rational? {
    guard let vault = engine.vault else { return nil }
    var shares = Word256.zero
    for actor in engine.actors {
      guard let holder = actor.holder else { continue }
      shares += vault.shares[holder.index].units
      for action in vault.withdrawals.actions where action.holder == holder { shares += action.amount.units }
    }
    return Rational(Integer(shares)) * sharePrice
  }

  /// `(N + F) ÷ (F · (S + v))` quote units at the reference price, options at their mark; 0 below nothing.
  var sharePrice: Rational {
    guard let vault = engine.vault else { return .zero }
    let value = vaultAssets - vaultLiabilities + frame.fine
    let shares = Integer(vault.supply.units + SharePrice.virtualShares)
    return Rational(Integer(value), over: Integer(frame.fine) * shares) ?? .zero
  }

  /// The vault's own tokens and its perpetual positions at the reference price, in fine units.
  var vaultAssets: Int256 {
    let held = engine.balance(.vault)
    return frame.pair.value(held.base, at: engine.price) + frame.pair.value(held.quote)
      + engine.positionWorth(at: engine.price)
  }

  /// What the vault owes on open options at the reference price, in fine units, rounded up; 0 where it is owed.
  var vaultLiabilities: Int256 {
    guard let market = engine.market,
      let mark = try? market.bookMark(spot: engine.price, now: engine.now, rounding: .charge)
    else { return .zero }
    return mark
  }
}
