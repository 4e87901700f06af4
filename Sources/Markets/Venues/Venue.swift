public import Exact
public import Units

/// A place where base is traded for quote: one of the kinds a pool file can choose.
///
/// Venues with arrays inside are taken out, changed and put back, so that a trade copies nothing.
public enum Venue: Equatable, Sendable {
  /// `x · y = k` with one fee: Uniswap v2.
  case constantProduct(ConstantProduct)
  /// `x · y = k` under a fee schedule.
  case scheduled(FeePool<ConstantProduct, DynamicFee>)
  /// Positions in price ranges under a constant fee or a schedule: Uniswap v3.
  case concentrated(FeePool<ConcentratedPool, DynamicFee>)
  /// A limit order book of makers who quote a depth profile.
  case orderBook(BookVenue)
  /// A perpetual future on a virtual curve: contracts, not tokens, change hands.
  case perpetual(PerpetualVenue)
  /// Nothing: where a venue is while it is being changed.
  case vacant

  /// The name a pool file knows the kind by.
  public var kind: String {
    switch self {
    case .constantProduct, .scheduled: "constant-product"
    case .concentrated: "concentrated"
    case .orderBook: "order-book"
    case .perpetual: "perpetual"
    case .vacant: Venue.isVacant()
    }
  }

  /// Whether tokens are traded here, and not contracts on them.
  public var isSpot: Bool {
    if case .perpetual = self { return false }
    return true
  }

  /// Whether an order larger than the venue is filled in part: a book gives what it has, a curve declines.
  public var fillsInPart: Bool {
    if case .orderBook = self { return true }
    return false
  }

  /// Whether ``observe(_:)`` means anything to the venue.
  public var observes: Bool {
    if case .constantProduct = self { return false }
    return true
  }

  /// A venue in the middle of a change was asked for something: our bug.
  @usableFromInline
  static func isVacant() -> Never { preconditionFailure("a venue was used while it was being changed") }
}

// MARK: - Trading

extension Venue: RoutableVenue {
  /// Lets the venue see the world outside: makers quote anew, schedules and funding read the time.
  public mutating func observe(_ moment: VenueMoment) {
    switch self {
    case .constantProduct: break
    case .scheduled(var pool):
      self = .vacant
      pool.observe(moment)
      self = .scheduled(pool)
    case .concentrated(var pool):
      self = .vacant
      pool.observe(moment)
      self = .concentrated(pool)
    case .orderBook(var pool):
      self = .vacant
      pool.observe(moment)
      self = .orderBook(pool)
    case .perpetual(var pool):
      self = .vacant
      pool.observe(moment)
      self = .perpetual(pool)
    case .vacant: Venue.isVacant()
    }
  }

  /// What an order would move, wholly or not at all; the venue does not change.
  ///
  /// - Throws: as the venue, and `SwapRefusal.liquidityMustCoverOrder` when a book holds less.
  @inlinable
  public func quote(_ order: SwapOrder) throws(SwapRefusal) -> Execution {
    switch self {
    case .constantProduct(let pool): try pool.quote(order)
    case .scheduled(let pool): try pool.quote(order)
    case .concentrated(let pool): try pool.quote(order)
    case .orderBook(let pool): try pool.quote(order)
    case .perpetual(let pool): try pool.quote(order)
    case .vacant: Venue.isVacant()
    }
  }

  /// Trades an order wholly; the venue does not change when it throws.
  ///
  /// - Throws: as ``quote(_:)``.
  @inlinable
  public mutating func trade(_ order: SwapOrder) throws(SwapRefusal) -> Execution {
    switch self {
    case .constantProduct(var pool):
      let execution = try pool.trade(order)
      self = .constantProduct(pool)
      return execution
    case .scheduled(var pool):
      self = .vacant
      defer { self = .scheduled(pool) }
      return try pool.trade(order)
    case .concentrated(var pool):
      self = .vacant
      defer { self = .concentrated(pool) }
      return try pool.trade(order)
    case .orderBook(var pool):
      self = .vacant
      defer { self = .orderBook(pool) }
      return try pool.trade(order)
    case .perpetual(var pool):
      self = .vacant
      defer { self = .perpetual(pool) }
      return try pool.trade(order)
    case .vacant: Venue.isVacant()
    }
  }

  /// What an order would move; a book too small for it gives what it has.
  ///
  /// - Throws: as the venue.
  @inlinable
  public func quoteAvailable(_ order: SwapOrder) throws(SwapRefusal) -> Execution {
    if case .orderBook(let pool) = self { return try pool.quoteAvailable(order) }
    return try quote(order)
  }

  /// Trades what ``quoteAvailable(_:)`` says; the venue does not change when it throws.
  @inlinable
  public mutating func tradeAvailable(_ order: SwapOrder) throws(SwapRefusal) -> Execution {
    guard case .orderBook(var pool) = self else { return try trade(order) }
    self = .vacant
    defer { self = .orderBook(pool) }
    return try pool.tradeAvailable(order)
  }

  /// The constant-product curve the venue follows from here, where it knows one.
  @inlinable
  public func curve(_ side: TradeSide) -> RoutableCurve? {
    switch self {
    case .constantProduct(let pool): pool.curve(side)
    case .scheduled(let pool): pool.curve.curve(side, fee: pool.marginalFee(side), extent: .nearby)
    case .concentrated(let pool): pool.curve.curve(side, fee: pool.marginalFee(side))
    case .orderBook: nil
    case .perpetual(let pool): pool.curve(side)
    case .vacant: Venue.isVacant()
    }
  }

  /// What an arbitrageur does who can trade anything at `price` outside; nil when nothing gains.
  ///
  /// Nobody arbitrages contracts against the reference price alone: a basis trade has two legs (``BasisArbitrage``).
  @inlinable
  public func arbitrage(at price: Price, in pair: Pair, gas: Amount<Quote>) -> VenueArbitrage? {
    switch self {
    case .constantProduct(let pool): pool.venueArbitrage(at: price, in: pair, gas: gas)
    case .scheduled(let pool): pool.arbitrage(at: price, in: pair, gas: gas)
    case .concentrated(let pool): pool.arbitrage(at: price, in: pair, gas: gas)
    case .orderBook(let pool): pool.arbitrage(at: price, in: pair, gas: gas)
    case .perpetual: nil
    case .vacant: Venue.isVacant()
    }
  }
}

// MARK: - State

extension Venue {
  /// The venue's own price.
  @inlinable public var mid: MidPrice {
    switch self {
    case .constantProduct(let pool): pool.mid
    case .scheduled(let pool): pool.curve.mid
    case .concentrated(let pool): pool.curve.mid
    case .orderBook(let pool): pool.mid
    case .perpetual(let pool): pool.mid
    case .vacant: Venue.isVacant()
    }
  }

  /// The venue's price in quote tokens per whole base token; nil when it has none.
  public func price(in pair: Pair) -> Rational? {
    switch self {
    case .constantProduct(let pool): pool.price(in: pair)
    case .scheduled(let pool): pool.curve.price(in: pair)
    case .concentrated(let pool): pool.curve.price(in: pair)
    case .orderBook(let pool): pool.price(in: pair)
    case .perpetual(let pool): pool.price(in: pair)
    case .vacant: Venue.isVacant()
    }
  }

  /// What the venue's liquidity providers hold in it, fees included: below zero in contracts they are short of.
  public var inventory: (base: Change<Base>, quote: Change<Quote>) {
    func held(_ base: Amount<Base>, _ quote: Amount<Quote>) -> (Change<Base>, Change<Quote>) {
      (Change(from: .zero, to: base), Change(from: .zero, to: quote))
    }
    switch self {
    case .constantProduct(let pool): return held(pool.reserveBase, pool.reserveQuote)
    case .scheduled(let pool): return held(pool.curve.reserveBase, pool.curve.reserveQuote)
    case .concentrated(let pool): return held(pool.curve.reserveBase, pool.curve.reserveQuote)
    case .orderBook(let pool): return held(pool.market.inventoryBase, pool.market.inventoryQuote)
    case .perpetual(let pool): return pool.inventory
    case .vacant: Venue.isVacant()
    }
  }

  /// Base units a trader can take at the most: the tokens in the venue, or the virtual reserve of a perpetual.
  public var baseDepth: Amount<Base> {
    switch self {
    case .perpetual(let pool): pool.perpetual.curve.reserveBase
    default: Amount(inventory.base.units.magnitude)
    }
  }

  /// The part of ``inventory`` that is the protocol's and not the providers'.
  public var protocolTokens: (base: Amount<Base>, quote: Amount<Quote>) {
    if case .concentrated(let pool) = self { return (pool.curve.protocolBase, pool.curve.protocolQuote) }
    return (.zero, .zero)
  }

  /// Shares a protocol fee would mint now, over the supply after minting; 0 over 1 where there is none.
  public var protocolClaim: (minted: Amount<Shares>, supply: Amount<Shares>) {
    switch self {
    case .constantProduct(let pool): pool.protocolClaim
    case .scheduled(let pool): pool.curve.protocolClaim
    default: (.zero, Amount(.one))
    }
  }
}

// MARK: - Liquidity

extension Venue {
  /// Brings both tokens for shares.
  ///
  /// - Throws: `LiquidityRefusal.venueMustTakeLiquidity`, then as ``ConstantProduct/mint(base:quote:)``; nothing has changed then.
  public mutating func addLiquidity(
    base: Amount<Base>, quote: Amount<Quote>
  ) throws(LiquidityRefusal) -> Amount<Shares> {
    try onCurve { (pool) throws(LiquidityRefusal) in try pool.mint(base: base, quote: quote) }
  }

  /// Takes out what shares are worth.
  ///
  /// - Throws: `LiquidityRefusal.venueMustTakeLiquidity`, then as ``ConstantProduct/burn(_:)``; nothing has changed then.
  public mutating func removeLiquidity(
    _ shares: Amount<Shares>
  ) throws(LiquidityRefusal) -> (base: Amount<Base>, quote: Amount<Quote>) {
    try onCurve { (pool) throws(LiquidityRefusal) in try pool.burn(shares) }
  }

  /// Takes tokens for nothing: they belong to the providers.
  ///
  /// - Throws: `LiquidityRefusal.venueMustTakeLiquidity`, then `.balanceMustFit`; nothing has changed then.
  public mutating func donate(base: Amount<Base>, quote: Amount<Quote>) throws(LiquidityRefusal) {
    try onCurve { (pool) throws(LiquidityRefusal) in try pool.donate(base: base, quote: quote) }
  }

  private mutating func onCurve<Result>(
    _ change: (inout ConstantProduct) throws(LiquidityRefusal) -> Result
  ) throws(LiquidityRefusal) -> Result {
    switch self {
    case .constantProduct(var pool):
      let result = try change(&pool)
      self = .constantProduct(pool)
      return result
    case .scheduled(var pool):
      let result = try change(&pool.curve)
      self = .scheduled(pool)
      return result
    default: throw .venueMustTakeLiquidity
    }
  }
}

extension ConstantProduct {
  /// Counts tokens that were sent to the pool: both reserves grow, no share is minted (Uniswap v2's `sync`).
  ///
  /// - Throws: `LiquidityRefusal.balanceMustFit`; the pool is unchanged then.
  public mutating func donate(
    base gift: Amount<Base>, quote other: Amount<Quote>
  ) throws(LiquidityRefusal) {
    let room = (ConstantProductMath.maximumBalance - base, ConstantProductMath.maximumBalance - quote)
    guard gift.units <= Word256(room.0), other.units <= Word256(room.1) else { throw .balanceMustFit }
    base += gift.units.low
    quote += other.units.low
  }

  /// `r_q ÷ r_b`.
  @inlinable public var mid: MidPrice { MidPrice(quote: quote, base: base) }
}
