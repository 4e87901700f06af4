import Exact
import Ledger
import Markets
import Options
import Units
import Vaults

extension Party {
  /// The account of the party: the fixed ones first, then the pools.
  var account: Account {
    switch self {
    case .outside: Account(index: 0)
    case .arbitrageur: Account(index: 1)
    case .retail: Account(index: 2)
    case .takers: Account(index: 3)
    case .depositors: Account(index: 4)
    case .escrow: Account(index: 5)
    case .gas: Account(index: 6)
    case .vault: Account(index: 7)
    case .providers: Account(index: 8)
    case .vaultPosition: Account(index: 9)
    case .arbitrageurPosition: Account(index: 10)
    case .levies: Account(index: 11)
    case .pool(let index): Account(index: 12 + index)
    }
  }

  /// Traders bring their wealth from outside the run, so their balances may go below zero; a protocol's may not, but in contracts,
  /// which are promises of tokens.
  fileprivate func kind(in plan: Plan) -> AccountKind {
    switch self {
    case .outside, .arbitrageur, .retail, .takers, .depositors, .providers, .vaultPosition,
      .arbitrageurPosition:
      .outside
    case .escrow, .gas, .vault, .levies: .holder
    case .pool(let index): plan.pools[index].kind.isSpot ? .holder : .outside
    }
  }
}

/// The two assets of a run's ledger.
enum Assets {
  static let base = Asset<Base>(index: 0)
  static let quote = Asset<Quote>(index: 1)
}

extension Plan {
  /// The opening ledger: every endowment comes from outside, so that all balances of a token sum to zero.
  func endowed() -> Ledger {
    var ledger = Ledger(assets: [pair.base.symbol, pair.quote.symbol])
    for party in parties {
      let account = ledger.open(party.kind(in: self), named: "\(party)")
      precondition(account == party.account, "account \(account.index) opened for \(party)")
    }
    func endow(_ party: Party, base: Amount<Base>, quote: Amount<Quote>) {
      do {
        try ledger.transfer(base, of: Assets.base, from: Party.outside.account, to: party.account)
        try ledger.transfer(quote, of: Assets.quote, from: Party.outside.account, to: party.account)
      } catch {
        preconditionFailure("\(party) cannot be endowed with \(base.units) and \(quote.units): \(error)")
      }
    }
    for (index, pool) in pools.enumerated() {
      endow(.pool(index), base: pool.reserveBase, quote: pool.reserveQuote)
    }
    if let vault { endow(.vault, base: vault.capitalBase, quote: vault.capitalQuote) }
    return ledger
  }
}

extension Engine {
  static func holdings(in ledger: Ledger, parties: [Party]) -> [Holding] {
    parties.map {
      Holding(
        base: ledger.balance(of: $0.account, in: Assets.base),
        quote: ledger.balance(of: $0.account, in: Assets.quote))
    }
  }

  /// What a party has of both tokens; traps for a pool the plan does not have.
  public func balance(_ party: Party) -> Holding {
    Holding(
      base: ledger.balance(of: party.account, in: Assets.base),
      quote: ledger.balance(of: party.account, in: Assets.quote))
  }

  /// Moves base tokens; traps when the ledger refuses what a protocol has already decided.
  mutating func post(_ amount: Amount<Base>, from payer: Party, to payee: Party) {
    post(Leg(amount, of: Assets.base, from: payer.account, to: payee.account))
  }

  /// Moves quote tokens; traps when the ledger refuses what a protocol has already decided.
  mutating func post(_ amount: Amount<Quote>, from payer: Party, to payee: Party) {
    post(Leg(amount, of: Assets.quote, from: payer.account, to: payee.account))
  }

  /// Swaps base tokens of one party for quote tokens of another, both or neither.
  mutating func exchange(
    _ base: Amount<Base>, from seller: Party, for quote: Amount<Quote>, from buyer: Party
  ) {
    let sold = Leg(base, of: Assets.base, from: seller.account, to: buyer.account)
    let paid = Leg(quote, of: Assets.quote, from: buyer.account, to: seller.account)
    do {
      try ledger.exchange(sold, for: paid)
    } catch {
      preconditionFailure("block \(block): the ledger refused a decided exchange of \(base.units): \(error)")
    }
  }

  private mutating func post(_ leg: Leg) {
    guard !leg.units.isZero else { return }
    do {
      try ledger.post(CollectionOfOne(leg))
    } catch {
      preconditionFailure("block \(block): the ledger refused a decided movement of \(leg.units): \(error)")
    }
  }

  /// Writes a movement of the vault's tokens to the journal.
  mutating func record(_ cause: VaultEvent.Cause, base: Change<Base> = .zero, quote: Change<Quote> = .zero) {
    events.append(
      .vault(VaultEvent(block: block, at: now, cause: cause, base: base, quote: quote, price: price)))
  }

  /// Writes a declined action to the journal.
  mutating func refuse(_ actor: RefusalEvent.Actor) {
    events.append(.refusal(RefusalEvent(block: block, actor: actor)))
  }

  /// How the run ended, from the ledger and the protocols' own state.
  public func closing() -> Closing {
    Closing(
      openingPrice: openingPrice, price: price, opening: opening,
      balances: Self.holdings(in: ledger, parties: plan.parties), parties: plan.parties,
      reserves: pools.map {
        let held = $0.inventory
        return Holding(base: held.base, quote: held.quote)
      },
      protocolShares: pools.map { $0.protocolClaim },
      protocolTokens: pools.map {
        let part = $0.protocolTokens
        return Holding(base: Change(from: .zero, to: part.base), quote: Change(from: .zero, to: part.quote))
      },
      vault: closingVault())
  }

  private func closingVault() -> VaultClosing? {
    guard let vault else { return nil }
    return VaultClosing(
      optionMark: closingMark(), supply: vault.supply, openingSupply: openingSupply,
      lockedBase: market?.lockedBase ?? .zero, lockedQuote: market?.lockedQuote ?? .zero,
      queuedQuote: vault.deposits.total, queuedShares: vault.withdrawals.total, epochs: epochs,
      sold: optionsSold, bought: optionsBought, settledSeries: settledSeries)
  }

  /// The liability on open options at the final reference price, fine units; traps when it cannot be certified.
  private func closingMark() -> Int256 {
    guard let market else { return .zero }
    do {
      return try market.bookMark(spot: price, now: now, rounding: .charge)
    } catch {
      preconditionFailure("the open options cannot be marked at \(price.wads): \(error)")
    }
  }
}
