public import Exact
public import Units

/// A perpetual as a venue of a run: who has which account, and when funding is due.
public struct PerpetualVenue: Hashable, Sendable {
  /// The market, its curve and every account.
  public internal(set) var perpetual: Perpetual
  /// Time between fundings.
  public let fundingEvery: Duration
  /// When funding was last settled.
  public private(set) var lastFunding: Instant

  /// The account of a hedging vault.
  public static let hedger = 0
  /// The account of who keeps the basis.
  public static let basis = 1
  /// How many accounts a venue has.
  public static let accounts = 2

  /// A venue that opens at the start of time; traps unless the market has the venue's accounts and `fundingEvery` is above 0.
  public init(perpetual: Perpetual, fundingEvery: Duration) {
    precondition(perpetual.positions.count == Self.accounts, "\(perpetual.positions.count) accounts")
    precondition(fundingEvery > .zero, "funding every \(fundingEvery.milliseconds) ms")
    self.perpetual = perpetual
    self.fundingEvery = fundingEvery
    lastFunding = .start
  }

  /// Nothing: funding is settled when asked.
  public mutating func observe(_ moment: VenueMoment) {}

  /// What an order would move for the hedger's account, its margin checked.
  public func quote(_ order: SwapOrder) throws(SwapRefusal) -> Execution { try perpetual.quote(order) }

  /// Trades for the hedger's account.
  public mutating func trade(_ order: SwapOrder) throws(SwapRefusal) -> Execution {
    try perpetual.trade(order)
  }

  /// Trades for another account, which is given what margin it lacks.
  /// - Throws: as the curve, `.balanceMustFit` when the account would leave its range.
  public mutating func trade(
    _ order: SwapOrder, backing account: Int
  ) throws(SwapRefusal) -> (execution: Execution, deposit: Amount<Quote>) {
    let notional = try perpetual.curve.quote(order).fill.quote
    // Twice the notional covers any margin below 100 % of what the trade adds.
    let twice = Amount<Quote>(notional.units + notional.units)
    if let execution = try? trade(order, depositing: twice, to: account) { return (execution, twice) }
    // Losses took what covered the rest of the position.
    let more = Amount<Quote>(twice.units + marginMissing(from: account).units)
    do {
      return (try trade(order, depositing: more, to: account), more)
    } catch {
      throw .balanceMustFit
    }
  }

  private mutating func trade(
    _ order: SwapOrder, depositing amount: Amount<Quote>, to account: Int
  ) throws(PerpetualRefusal) -> Execution {
    var next = perpetual
    try next.deposit(amount, to: account)
    let execution = try next.trade(order, for: account)
    perpetual = next
    return execution
  }

  /// The virtual curve.
  @inlinable
  public func curve(_ side: TradeSide) -> RoutableCurve? { perpetual.curve(side) }

  /// The mark.
  @inlinable public var mid: MidPrice { perpetual.curve.mid }

  /// The mark in quote tokens per whole base token.
  public func price(in pair: Pair) -> Rational? { perpetual.curve.price(in: pair) }

  /// What the makers hold: contracts, below zero where they are short, and the cash of trades, funding and insurance.
  public var inventory: (base: Change<Base>, quote: Change<Quote>) {
    let fund = Int256(perpetual.insurance.units) - Int256(perpetual.badDebt.units)
    return (
      Change(perpetual.makerSize), Change(perpetual.makerCash + perpetual.makerFunding + fund)
    )
  }

  /// Settles funding when it is due.
  ///
  /// - Returns: what either account and the makers received, dust with the makers; nil when nothing was due.
  public mutating func settleFunding(
    at now: Instant, index: Price
  ) -> (hedger: Change<Quote>, basis: Change<Quote>, makers: Change<Quote>)? {
    guard now - lastFunding >= fundingEvery else { return nil }
    // Numbers rather than a copy of the market, which would be written to twice then.
    let (hedger, basis) = (collateral(Self.hedger), collateral(Self.basis))
    let makers = perpetual.makerFunding + Int256(perpetual.insurance.units)
    guard (try? perpetual.settleFunding(index: index)) != nil else { return nil }
    lastFunding = now
    let after = perpetual.makerFunding + Int256(perpetual.insurance.units)
    return (
      Change(collateral(Self.hedger) - hedger), Change(collateral(Self.basis) - basis), Change(after - makers)
    )
  }

  private func collateral(_ account: Int) -> Int256 { perpetual.positions[account].collateral }

  /// Liquidates an account that is below its maintenance margin; nil when it is not, or its curve cannot close it.
  ///
  /// - Returns: the forced trade, and what the account received besides: a shortfall made good, less the penalty.
  public mutating func liquidate(
    _ account: Int
  ) -> (execution: Execution, received: Change<Quote>)? {
    guard perpetual.isLiquidatable(account), let done = try? perpetual.liquidate(account) else { return nil }
    return (done.execution, Change(from: done.penalty, to: done.shortfall))
  }

  /// What an account's equity lacks of the full value of its position at the mark, rounded up; 0 when nothing.
  private func marginMissing(from account: Int) -> Amount<Quote> {
    let size = Rational(Integer(perpetual.positions[account].size.magnitude))
    guard let mark = perpetual.mark else { return .zero }
    let missing = size * mark - perpetual.equity(of: account)
    guard !missing.isNegative, let units = missing.rounded(.up).asWord256 else { return .zero }
    return Amount(units)
  }

  /// What the hedger's margin lacks to hold `size` more contracts at a price, with twice the initial margin.
  public func marginNeeded(for size: Amount<Base>, at price: Price, in pair: Pair) -> Amount<Quote> {
    let terms = perpetual.terms
    let position = perpetual.positions[Self.hedger]
    let contracts = position.size.magnitude + size.units
    let share = terms.initialMargin
    guard
      let worth = try? Word256.mulDiv(
        contracts, Word256(price.wads), over: pair.finePerQuoteUnit, rounding: .charge),
      let target = try? Word256.mulDiv(
        worth + worth, Word256(share.numerator), over: Word256(share.denominator), rounding: .charge)
    else { return .zero }
    let equity = perpetual.equity(of: Self.hedger)
    let missing = Rational(Integer(target)) - equity
    guard !missing.isNegative, let units = missing.rounded(.up).asWord256 else { return .zero }
    return Amount(units)
  }

  /// Gives the hedger's account collateral.
  public mutating func deposit(_ amount: Amount<Quote>) -> Bool {
    (try? perpetual.deposit(amount, to: Self.hedger)) != nil
  }

  /// What the hedger's account is worth at a price, in fine units: `collateral + size · P − notional`.
  public func hedgerWorth(at price: Price, in pair: Pair) -> Int256 {
    let position = perpetual.positions[Self.hedger]
    return pair.value(Change<Base>(position.size), at: price)
      + pair.value(Change<Quote>(position.collateral - position.notional))
  }
}
