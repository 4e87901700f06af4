public import Exact
public import Units

/// A concentrated-liquidity pool with Uniswap v3's mechanics, to the bit: the base token is token 0, the quote token token 1.
///
/// Within the range of two ticks, `L` active liquidity trades like a constant-product pool of `L ÷ s` base and `L · s` quote
/// units, `s² = quote per base unit`. Prices are square roots, Q64.96. The fee is chosen swap by swap, so that a schedule can
/// set it; it is kept apart from the curve and owed to the positions in range. Balances stay at or below 2¹²⁸ − 1 units.
///
/// A value: initialised ticks and positions are sorted arrays, so that pools in the same state are equal, however they came
/// there, and no order of a dictionary is ever seen.
///
/// Source: Adams et al., "Uniswap v3 Core" (2021).
public struct ConcentratedPool: Hashable, Sendable {
  /// `√(quote units per base unit) · 2⁹⁶`, at least ``TickMath/minimumSqrtRatio`` and below ``TickMath/maximumSqrtRatio``.
  public internal(set) var sqrtPriceX96: Word256
  /// Whether the price is exactly a tick's and has crossed it downwards: what begins there is no longer in range.
  public internal(set) var hasCrossedDown: Bool
  /// Liquidity of the positions in range.
  public internal(set) var liquidity: UInt128
  /// Positions begin and end at multiples of this many ticks.
  public let tickSpacing: Int32
  /// Whether the rounding of exact inputs is that of Uniswap v3 or v4.
  public let convention: StepConvention
  /// One part in so many of every base fee goes to the protocol; 0 for none.
  public internal(set) var protocolShareBase: UInt8
  /// One part in so many of every quote fee goes to the protocol; 0 for none.
  public internal(set) var protocolShareQuote: UInt8
  /// Base units held, what is owed included.
  var base: UInt128
  /// Quote units held, what is owed included.
  var quote: UInt128
  /// Base fees of the protocol, not yet collected.
  var protocolBaseUnits: UInt128
  /// Quote fees of the protocol, not yet collected.
  var protocolQuoteUnits: UInt128
  /// Base fees per unit of liquidity since the start, times 2¹²⁸, mod 2²⁵⁶.
  public internal(set) var feeGrowthBase: Word256
  /// Quote fees per unit of liquidity since the start, times 2¹²⁸, mod 2²⁵⁶.
  public internal(set) var feeGrowthQuote: Word256
  /// The ticks at which positions begin or end, in ascending order.
  public internal(set) var ticks: [InitialisedTick]
  /// Who owns what, by owner, then lower, then upper tick.
  public internal(set) var positions: [Position]
  /// Where the next step ends.
  var bracket: TickBracket

  /// A pool without liquidity at a price.
  ///
  /// - Throws: `ConcentratedRefusal.priceMustBeInRange`, then `.tickSpacingMustBeInRange`.
  public init(
    sqrtPriceX96: Word256, tickSpacing: Int32, convention: StepConvention
  ) throws(ConcentratedRefusal) {
    let tick = try TickMath.tick(atSqrtRatio: sqrtPriceX96)
    guard (1...16_383).contains(tickSpacing) else { throw .tickSpacingMustBeInRange(tickSpacing) }
    self.sqrtPriceX96 = sqrtPriceX96
    self.tickSpacing = tickSpacing
    self.convention = convention
    hasCrossedDown = false
    liquidity = 0
    protocolShareBase = 0
    protocolShareQuote = 0
    base = 0
    quote = 0
    protocolBaseUnits = 0
    protocolQuoteUnits = 0
    feeGrowthBase = .zero
    feeGrowthQuote = .zero
    ticks = []
    positions = []
    bracket = TickBracket(tick: tick, spacing: tickSpacing, ticks: [])
  }

  /// A pool of positions, all of one owner, minted in order.
  ///
  /// - Throws: as ``init(sqrtPriceX96:tickSpacing:convention:)``, then as ``mint(_:in:by:)`` for the first range refused.
  public init(
    sqrtPriceX96: Word256, tickSpacing: Int32, convention: StepConvention, owner: UInt64,
    ranges: [(range: TickRange, liquidity: UInt128)]
  ) throws(ConcentratedRefusal) {
    try self.init(sqrtPriceX96: sqrtPriceX96, tickSpacing: tickSpacing, convention: convention)
    for entry in ranges { _ = try mint(entry.liquidity, in: entry.range, by: owner) }
  }

  /// The greatest tick at or below the price; one less where the price came down to a tick and crossed it.
  ///
  /// Computed when asked for, from the price: swaps need no logarithm.
  public var tick: Int32 {
    TickMath.tick(atSqrtRatioInRange: sqrtPriceX96) - (hasCrossedDown ? 1 : 0)
  }

  /// Base units in the pool: on the curve, owed to positions and to the protocol.
  public var reserveBase: Amount<Base> { Amount(Word256(base)) }
  /// Quote units in the pool: on the curve, owed to positions and to the protocol.
  public var reserveQuote: Amount<Quote> { Amount(Word256(quote)) }
  /// Base fees the protocol may collect.
  public var protocolBase: Amount<Base> { Amount(Word256(protocolBaseUnits)) }
  /// Quote fees the protocol may collect.
  public var protocolQuote: Amount<Quote> { Amount(Word256(protocolQuoteUnits)) }
}

// MARK: - The protocol

extension ConcentratedPool {
  /// Lets the protocol have one part in `base` of all base fees and one in `quote` of all quote fees from now on.
  ///
  /// - Parameters:
  ///   - base: 0 for none, or 4 to 10.
  ///   - quote: 0 for none, or 4 to 10.
  /// - Throws: `ConcentratedRefusal.protocolShareMustBeListed`, the base's first.
  public mutating func setProtocolShares(base: UInt8, quote: UInt8) throws(ConcentratedRefusal) {
    guard base == 0 || (4...10).contains(base) else { throw .protocolShareMustBeListed(base) }
    guard quote == 0 || (4...10).contains(quote) else { throw .protocolShareMustBeListed(quote) }
    protocolShareBase = base
    protocolShareQuote = quote
  }

  /// Pays the protocol its fees. Uniswap leaves one unit of each to spare gas; nothing is left here.
  public mutating func collectProtocol() -> (base: Amount<Base>, quote: Amount<Quote>) {
    let paid = (protocolBase, protocolQuote)
    base -= protocolBaseUnits
    quote -= protocolQuoteUnits
    protocolBaseUnits = 0
    protocolQuoteUnits = 0
    return paid
  }
}
