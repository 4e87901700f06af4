public import Exact
import Markets
import Options
public import Units

extension Party {
  /// The account of a trader's contracts and margin; the trader itself where it has none.
  var position: Party {
    switch self {
    case .vault: .vaultPosition
    case .arbitrageur: .arbitrageurPosition
    default: self
    }
  }
}

extension Engine {
  /// Changes a perpetual in place.
  private mutating func onPerpetual<Result>(
    _ index: Int, _ change: (inout PerpetualVenue) -> Result
  ) -> Result {
    guard case .perpetual(var venue) = pools[index] else {
      preconditionFailure("pool \(index) is no perpetual")
    }
    pools[index] = .vacant
    defer { pools[index] = .perpetual(venue) }
    return change(&venue)
  }

  /// Settles the funding of every perpetual that is due, at the reference price.
  mutating func settleFunding() {
    for index in perpetuals {
      let (now, price) = (now, price)
      guard let flows = onPerpetual(index, { $0.settleFunding(at: now, index: price) }) else { continue }
      move(flows.hedger, to: .vaultPosition, pool: index)
      move(flows.basis, to: .arbitrageurPosition, pool: index)
      if flows.hedger != .zero { record(.funding, quote: flows.hedger) }
      if flows.makers != .zero { record(.funding, pool: index, quote: flows.makers) }
    }
  }

  /// Pays a change of quote tokens from a perpetual's makers to an account, or from it when below zero.
  private mutating func move(_ received: Change<Quote>, to account: Party, pool index: Int) {
    if received.units.isNegative {
      post(received.magnitude, from: account, to: .pool(index))
    } else {
      post(received.magnitude, from: .pool(index), to: account)
    }
  }

  /// The basis trade of a perpetual against the first constant-product pool, when it gains more than its gas.
  ///
  /// The arbitrageur's margin comes from outside and never runs out.
  mutating func keepBasis(of index: Int, gas: Amount<Quote>) {
    guard let spot = basisSpot, case .perpetual(let venue) = pools[index],
      case .constantProduct(let pool) = pools[spot],
      let basis = BasisArbitrage.trade(perpetual: venue.perpetual.curve, spot: pool), basis.profit > gas,
      fits(basis.base, basis.received)
    else { return }
    let (spotSide, contractSide): (TradeSide, TradeSide) =
      basis.cheap == .spot ? (.buying, .selling) : (.selling, .buying)
    let contracts = SwapOrder(contractSide, base: basis.base)
    let mid = pools[index].mid
    guard
      let traded = onPerpetual(index, { try? $0.trade(contracts, backing: PerpetualVenue.basis) })
    else { return }
    post(traded.deposit, from: .arbitrageur, to: .arbitrageurPosition)
    settle(traded.execution.fill, with: index, for: .arbitrageur)
    note(traded.execution, in: index, origin: .arbitrage, mid: mid)
    let filled = trade(SwapOrder(spotSide, base: basis.base), in: spot, for: .arbitrageur, origin: .arbitrage)
    precondition(filled != nil, "pool \(spot) refused a basis trade of \(basis.base.units) it had quoted")
    if !gas.isZero { post(gas, from: .arbitrageur, to: .gas) }
  }

  /// Gives the vault's accounts with the perpetuals it may hedge on the margin an order of `size` could need, from free quote.
  mutating func fundMargin(for size: Amount<Base>) {
    guard let market else { return }
    for index in perpetuals {
      guard case .permitted(let cost) = routing.hedge[index], case .perpetual(let venue) = pools[index] else {
        continue
      }
      // What the venue costs besides is paid from free quote too.
      let free = freeBalances(market).quote
      let needed = venue.marginNeeded(for: size, at: price, in: plan.pair)
      let deposit = min(needed, cost < free ? free - cost : .zero)
      guard !deposit.isZero, onPerpetual(index, { $0.deposit(deposit) }) else { continue }
      post(deposit, from: .vault, to: .vaultPosition)
    }
  }

  /// Closes the vault's contracts where their margin is below maintenance.
  mutating func liquidate() {
    for index in perpetuals {
      let mid = pools[index].mid
      guard let done = onPerpetual(index, { $0.liquidate(PerpetualVenue.hedger) }) else { continue }
      settle(done.execution.fill, with: index, for: .vault)
      note(done.execution, in: index, origin: .liquidation, mid: mid)
      let moved = Change(from: .zero, to: done.execution.fill.base)
      hedgePosition += done.execution.fill.side == .buying ? moved : -moved
      move(done.received, to: .vaultPosition, pool: index)
      guard done.received != .zero else { continue }
      record(.funding, quote: done.received)
      record(.funding, pool: index, quote: -done.received)
    }
  }

  /// What the vault's contracts and margin are worth at a price, in fine units.
  public func positionWorth(at price: Price) -> Int256 {
    perpetuals.reduce(Int256.zero) { sum, index in
      guard case .perpetual(let venue) = pools[index] else { return sum }
      return sum + venue.hedgerWorth(at: price, in: plan.pair)
    }
  }
}
