import Exact
public import Units

/// A place where base is traded for quote: one of the kinds a pool file can choose.
///
/// Venues with arrays inside are taken out, changed and put back, so that a trade copies nothing.
public enum Venue: Equatable, Sendable {
  /// `x · y = k` with one fee: Uniswap v2.
  case constantProduct(ConstantProduct)
  /// `x · y = k` under a fee schedule.
  case scheduled(FeePool<ConstantProduct, DynamicFee>)

  /// Lets the venue see the world outside: makers quote anew, schedules and funding read the time.
  public mutating func observe(_ moment: VenueMoment) {
    switch self {
    case .constantProduct: break
    case .scheduled(var pool):
      pool.observe(moment)
      self = .scheduled(pool)
    }
  }

  /// Whether ``observe(_:)`` means anything to the venue.
  public var observes: Bool {
    if case .constantProduct = self { return false }
    return true
  }

  /// What an order would move; the venue does not change.
  @inlinable
  public func quote(_ order: SwapOrder) throws(SwapRefusal) -> Execution {
    switch self {
    case .constantProduct(let pool): try pool.quote(order)
    case .scheduled(let pool): try pool.quote(order)
    }
  }

  /// Trades an order; the venue does not change when it throws.
  @inlinable
  public mutating func trade(_ order: SwapOrder) throws(SwapRefusal) -> Execution {
    switch self {
    case .constantProduct(var pool):
      let execution = try pool.trade(order)
      self = .constantProduct(pool)
      return execution
    case .scheduled(var pool):
      let execution = try pool.trade(order)
      self = .scheduled(pool)
      return execution
    }
  }

  /// What an arbitrageur does who can trade anything at `price` outside; nil when nothing gains.
  @inlinable
  public func arbitrage(at price: Price, in pair: Pair, gas: Amount<Quote>) -> VenueArbitrage? {
    switch self {
    case .constantProduct(let pool): pool.venueArbitrage(at: price, in: pair, gas: gas)
    case .scheduled(let pool): pool.arbitrage(at: price, in: pair, gas: gas)
    }
  }

  /// The venue's own price.
  @inlinable public var mid: MidPrice {
    switch self {
    case .constantProduct(let pool): pool.mid
    case .scheduled(let pool): pool.curve.mid
    }
  }

  /// Base units the venue's liquidity providers hold in it, fees included.
  public var reserveBase: Amount<Base> {
    switch self {
    case .constantProduct(let pool): pool.reserveBase
    case .scheduled(let pool): pool.curve.reserveBase
    }
  }

  /// Quote units the venue's liquidity providers hold in it, fees included.
  public var reserveQuote: Amount<Quote> {
    switch self {
    case .constantProduct(let pool): pool.reserveQuote
    case .scheduled(let pool): pool.curve.reserveQuote
    }
  }

  /// Shares a protocol fee would mint now, over the supply after minting; 0 over 1 where there is none.
  public var protocolClaim: (minted: Amount<Shares>, supply: Amount<Shares>) {
    switch self {
    case .constantProduct(let pool): pool.protocolClaim
    case .scheduled(let pool): pool.curve.protocolClaim
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
