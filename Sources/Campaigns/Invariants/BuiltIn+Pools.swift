import Exact
import Markets
import Properties
import Simulation
import Units

extension BuiltIn {
  static let pools: [BuiltIn] = [
    BuiltIn(
      "product-never-falls", needs: .reserves,
      "(d·b − φ)(d·q − φ′) after >= d²·b·q before a trade; k′·S² >= k·S′² for liquidity",
      """
      The product of the reserves, the fee φ over d taken out, never falls by a trade, and the product per share squared \
      never falls by liquidity that comes or goes. It protects those who provided the reserves. A fee charged on one side \
      only, or repaid in the same token, breaks it: the first thing Uniswap v2 checks in its swap.
      """, .finding(.product)),
    BuiltIn(
      "price-never-beats-the-curve", needs: .anyPool,
      "paid · base of the mid >= received · quote of the mid; in ranges: base·s² + quote·2¹⁹² never falls at the s before",
      """
      No trade is better than the pool's own price before it, which is the price of no size: every curve is convex, and a \
      book fills from its best level. At the price before, the pool's tokens are never worth less after. It protects \
      providers and makers from a step that is rounded or crossed in the trader's favour, as in KyberSwap's ticks (2023).
      """, .finding(.curvePrice)),
    BuiltIn(
      "fee-growth-never-falls", needs: .ranges,
      "fee growth after >= fee growth before, in each token",
      """
      What a unit of liquidity has earned only grows. Positions are paid by its difference, so a fall would let one \
      provider take what another earned.
      """, .finding(.growth)),
    BuiltIn(
      "liquidity-matches-ticks", needs: .ranges,
      "liquidity in range = Σ net liquidity of the initialised ticks at or below the price",
      """
      Every tick that the price has passed was crossed once. A tick crossed twice counts a position twice: the pool then \
      quotes for liquidity nobody brought, which is how KyberSwap Elastic lost 48 million dollars in November 2023.
      """, .state { $0.liquidityOfTicks }),
    BuiltIn(
      "rounding-never-favours-the-user", needs: .modelled,
      "received <= the unrounded model's amount; minted <= amount · S ÷ r; paid out <= shares · r ÷ S",
      """
      The rounded machine never gives more than the exact rational model of the same swap, minting, burning, deposit, \
      withdrawal or settlement. A unit too many, taken a million times, is a drain: Premia's previews once rounded for the user.
      """, .finding(.rounding)),
    BuiltIn(
      "within-units-of-rational-model", needs: .modelled,
      "received + 1 > the unrounded model's amount (exact output: paid − 1 <= the model's input)",
      """
      The rounded machine gives at most one unit less than the exact model, a deposit at most one share and one unit of the \
      share price less. It protects users: a rounding in the pool's favour is no fee.
      """, .finding(.modelUnits)),
    BuiltIn(
      "no-fee-below-base", needs: .labelledFee,
      "fee · d >= input · n for the least fee n ÷ d of the pool's schedule",
      """
      No schedule charges less than its base fee, whatever was done to the state it reads. It protects providers: what a trader \
      does to the references in the last block must not make the next trade cheap (Liquidity Book M-05).
      """, .finding(.feeFloor)),
    BuiltIn(
      "fee-within-cap", needs: .anyPool,
      "fee · d <= input · n for the greatest fee n ÷ d of the schedule; never more than the input",
      """
      No schedule charges more than its ceiling. It protects traders from a volatility estimate that was pushed up, for \
      example by dust swaps that keep a fee high (Liquidity Book H-05).
      """, .finding(.feeCap)),
    BuiltIn(
      "pool-shares-sum", needs: .reserves,
      "S − Σ actors' shares − the protocol's = the shares of the opening (1,000 where the pool opened empty)",
      """
      Every share of a pool belongs to somebody, and those that the first minting locks stay locked. Without the locked minimum, \
      the first depositor makes one share worth a fortune and rounds the second to nothing.
      """, .state { $0.unownedShares }),
    BuiltIn(
      "lvr-identity", needs: .anyPool,
      "W − W₀ − transfers − Σ X ΔP = Σ fees − Σ loss to traders, W by the pools' own reserves",
      """
      What providers gained is the market's move on what they held, the fees, and minus what traders gained: to the unit, for every \
      window. If the journal forgets a trade or a fee, the cost of hedging is blamed on the wrong one.
      """, .state { $0.lossVersusRebalancing }),
    BuiltIn(
      "attribution-sums", needs: .anyPool,
      "Σ over who traded of markout · d = Σ fees − Σ loss, and Σ base exchanged = the change of base less transfers",
      """
      The parts by who traded sum to the whole: arbitrageurs, hedgers, retail and liquidations. A trade of no origin would vanish \
      from every table while it costs somebody.
      """, .state { $0.attributionSum }),
  ]

  static let books: [BuiltIn] = [
    BuiltIn(
      "book-never-crossed", needs: .book, "best bid < best ask",
      """
      A book at rest has no bid at or above an ask. A crossed book gives away the difference to whoever comes first, and a maker \
      that trades with itself invents volume.
      """, .state { $0.bookGap }),
    BuiltIn(
      "perpetual-sums-to-zero", needs: .perpetual,
      "|Σ contracts + makers'| + |Σ cash + makers' + insurance − bad debt − deposits| = 0",
      """
      Every contract has another side and every unit of funding a payer. Funding that does not sum to zero mints money \
      once an interval.
      """, .state { $0.perpetualResidual }),
    BuiltIn(
      "perpetual-accounts-agree", needs: .perpetual,
      "the ledger's contracts and margin = the perpetuals' own, for the vault and for the arbitrageur",
      """
      What the ledger says the vault has on margin is what the venues say. It protects depositors: a hedge that is booked twice \
      hides a loss.
      """, .state { $0.perpetualAccounts }),
  ]
}

// MARK: - How they are read

extension ProtocolSystem {
  /// Liquidity in range against the ticks.
  var liquidityOfTicks: Slack? {
    var worst: Slack?
    for case .concentrated(let pool) in engine.pools {
      let curve = pool.curve
      var sum = Int128.zero
      for tick in curve.ticks where tick.tick <= curve.tick { sum += tick.net }
      // The pool may stand on a tick it has crossed downwards.
      if curve.hasCrossedDown, let tick = curve.ticks.first(where: { $0.sqrtRatio == curve.sqrtPriceX96 }),
        tick.tick <= curve.tick
      {
        sum -= tick.net
      }
      worst = lesser(worst, Slack(signed(sum), .equal, Int256(Word256(curve.liquidity))))
    }
    return worst
  }

  private func signed(_ value: Int128) -> Int256 {
    let size = Int256(Word256(value.magnitude))
    return value < 0 ? -size : size
  }

  /// Shares of each pool that nobody of the case owns.
  var unownedShares: Slack? {
    var worst: Slack?
    for index in engine.pools.indices {
      guard let curve = engine.pools[index].curve else { continue }
      var owned = curve.protocolShares.units
      for actor in engine.actors { owned += actor.liquidity[index].units }
      let opening = frame.openingShares[index]
      let locked = opening.isZero && !curve.totalShares.isZero ? ConstantProduct.minimumShares.units : opening
      worst = lesser(worst, Slack(Int256(curve.totalShares.units) - Int256(owned), .equal, Int256(locked)))
    }
    return worst
  }

  /// (I1) with the wealth read from the pools themselves.
  var lossVersusRebalancing: Slack? {
    let price = Int256(Word256(engine.price.wads))
    var left = Int256.zero
    var right = Int256.zero
    for index in watch.accounts.indices {
      let held = engine.pools[index].inventory
      let wealth = held.base.units * price + held.quote.units * frame.fine
      let known = watch.accounts[index].openingWealth + watch.accounts[index].transfers
      // The account is marked up to its last event only: the rest of the move is on what it holds now.
      let market = watch.accounts[index].market(upTo: price)
      left += (wealth - known - market) * watch.accounts[index].feeDenominator
      right += watch.accounts[index].fees - watch.accounts[index].loss
    }
    return Slack(left, .equal, right)
  }

  /// (I6) over who traded, and the tokens they exchanged.
  var attributionSum: Slack? {
    var left = Int256.zero
    var right = Int256.zero
    for index in watch.accounts.indices {
      left += watch.accounts[index].totalMarkout * watch.accounts[index].feeDenominator
      right += watch.accounts[index].fees - watch.accounts[index].loss
      let exchanged = watch.accounts[index].totalExchanged
      let changed = engine.pools[index].inventory.base.units - watch.accounts[index].heldBase
      guard exchanged == changed else { return Slack(exchanged, .equal, changed) }
    }
    return Slack(left, .equal, right)
  }

  /// The gap between best bid and best ask, in ticks.
  var bookGap: Slack? {
    var worst: Slack?
    for case .orderBook(let pool) in engine.pools {
      let book = pool.market.book
      guard let bid = book.bestBid?.price, let ask = book.bestAsk?.price else { continue }
      worst = lesser(worst, Slack(bid, .below, ask))
    }
    return worst
  }

  /// What does not sum to zero on the perpetuals.
  var perpetualResidual: Slack? {
    var left = Int256.zero
    for case .perpetual(let pool) in engine.pools {
      left +=
        Int256(pool.perpetual.contractResidual.magnitude) + Int256(pool.perpetual.cashResidual.magnitude)
    }
    return Slack(left, .equal, .zero)
  }

  /// Ledger against venues, for both accounts.
  var perpetualAccounts: Slack? {
    var left = Int256.zero
    for (party, account) in [
      (Party.vaultPosition, PerpetualVenue.hedger), (.arbitrageurPosition, PerpetualVenue.basis),
    ] {
      let held = engine.balance(party)
      var (base, cash) = (held.base.units, held.quote.units)
      for case .perpetual(let pool) in engine.pools {
        let position = pool.perpetual.positions[account]
        base -= position.size
        cash -= position.collateral - position.notional
      }
      left += Int256(base.magnitude) + Int256(cash.magnitude)
    }
    return Slack(left, .equal, .zero)
  }
}

/// The one that breaks, or the one with the lesser margin.
func lesser(_ a: Slack?, _ b: Slack) -> Slack {
  guard let a else { return b }
  if !a.holds { return a }
  return !b.holds || b.isLess(than: a) ? b : a
}
