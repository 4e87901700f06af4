public import Exact
public import Units

// MARK: - What liquidity is worth

extension ConcentratedPool {
  /// The tokens behind `liquidity` in a range at the present price.
  ///
  /// Below the range all is base, above it all is quote, within it `L(1/s − 1/s_upper)` base and `L(s − s_lower)` quote units.
  ///
  /// - Throws: `ConcentratedRefusal.lowerMustBeBelowUpper`, then `.lowerTickMustBeInRange`, then `.upperTickMustBeInRange`.
  public func amounts(
    for liquidity: UInt128, in range: TickRange, rounding: Rounding
  ) throws(ConcentratedRefusal) -> (base: Amount<Base>, quote: Amount<Quote>) {
    try ConcentratedPool.check(range)
    let worth = units(of: liquidity, in: range, at: tick, rounding: rounding)
    return (Amount(worth.base), Amount(worth.quote))
  }

  private func units(
    of liquidity: UInt128, in range: TickRange, at tick: Int32, rounding: Rounding
  ) -> (base: Word256, quote: Word256) {
    let lower = TickMath.sqrtRatio(atTickInRange: range.lower)
    let upper = TickMath.sqrtRatio(atTickInRange: range.upper)
    if tick < range.lower {
      return (SqrtPriceMath.base(from: lower, to: upper, liquidity: liquidity, rounding: rounding), .zero)
    }
    if tick >= range.upper {
      return (.zero, SqrtPriceMath.quote(from: lower, to: upper, liquidity: liquidity, rounding: rounding))
    }
    return (
      SqrtPriceMath.base(from: sqrtPriceX96, to: upper, liquidity: liquidity, rounding: rounding),
      SqrtPriceMath.quote(from: lower, to: sqrtPriceX96, liquidity: liquidity, rounding: rounding)
    )
  }

  static func check(_ range: TickRange) throws(ConcentratedRefusal) {
    guard range.lower < range.upper else { throw .lowerMustBeBelowUpper(range.lower, range.upper) }
    guard range.lower >= TickMath.minimumTick else { throw .lowerTickMustBeInRange(range.lower) }
    guard range.upper <= TickMath.maximumTick else { throw .upperTickMustBeInRange(range.upper) }
  }

  /// The position of an owner in a range, if there is one.
  public func position(of owner: UInt64, in range: TickRange) -> Position? {
    let (index, exists) = positions.place(of: owner, range)
    return exists ? positions[index] : nil
  }
}

extension ConcentratedPool {
  /// What a position could collect now if it were brought up to date: burned and earned tokens, rounded down.
  ///
  /// - Throws: `ConcentratedRefusal.positionMustExist`.
  public func owed(
    in range: TickRange, by owner: UInt64
  ) throws(ConcentratedRefusal) -> (base: Amount<Base>, quote: Amount<Quote>) {
    guard var position = position(of: owner, in: range) else { throw .positionMustExist }
    if position.liquidity != 0 {
      let inside = growthInside(range, at: tick)
      position.accrue(insideBase: inside.base, insideQuote: inside.quote)
    }
    return (Amount(Word256(position.owedBase)), Amount(Word256(position.owedQuote)))
  }
}

// MARK: - Minting, burning and collecting

extension ConcentratedPool {
  /// Adds `added` liquidity to the owner's position in a range.
  ///
  /// - Returns: what the owner pays, rounded up.
  /// - Throws: `ConcentratedRefusal.liquidityMustBePositive`, then `.lowerMustBeBelowUpper`, then `.lowerTickMustBeInRange`,
  ///   then `.upperTickMustBeInRange`, then `.tickMustBeOnSpacing` and `.tickLiquidityMustFit`, the lower tick's first, then
  ///   `.balanceMustFit`; the pool is unchanged then.
  public mutating func mint(
    _ added: UInt128, in range: TickRange, by owner: UInt64
  ) throws(ConcentratedRefusal) -> (base: Amount<Base>, quote: Amount<Quote>) {
    guard added != 0 else { throw .liquidityMustBePositive }
    try ConcentratedPool.check(range)
    for end in [range.lower, range.upper] {
      guard end % tickSpacing == 0 else { throw .tickMustBeOnSpacing(end) }
    }
    let most = LiquidityMath.maximumPerTick(spacing: tickSpacing)
    for end in [range.lower, range.upper] {
      let gross = ticks.position(of: end).map { ticks[$0].gross } ?? 0
      guard gross <= most else { preconditionFailure("tick \(end) carries \(gross), at most \(most)") }
      guard added <= most - gross else { throw .tickLiquidityMustFit(end) }
    }
    let tick = self.tick
    let charge = units(of: added, in: range, at: tick, rounding: .charge)
    guard charge.base <= Word256(UInt128.max - base) else { throw .balanceMustFit }
    guard charge.quote <= Word256(UInt128.max - quote) else { throw .balanceMustFit }
    // At most 2¹²⁸ − 1 in all, by the ticks' cap, of which each is below 2¹²⁷.
    let change = Int128(added)
    adjust(range.lower, gross: change, net: change, at: tick)
    adjust(range.upper, gross: change, net: -change, at: tick)
    let inside = growthInside(range, at: tick)
    let (index, exists) = positions.place(of: owner, range)
    if !exists { positions.insert(Position(owner: owner, range: range), at: index) }
    positions[index].accrue(insideBase: inside.base, insideQuote: inside.quote)
    positions[index].liquidity += added
    if tick >= range.lower, tick < range.upper { liquidity += added }
    base += charge.base.low
    quote += charge.quote.low
    bracket = TickBracket(tick: tick, spacing: tickSpacing, ticks: ticks)
    return (Amount(charge.base), Amount(charge.quote))
  }

  /// Takes `removed` liquidity out of the owner's position and owes its tokens; 0 only brings the position's fees up to date.
  ///
  /// - Returns: what became owed for the liquidity, rounded down; fees come on top.
  /// - Throws: `ConcentratedRefusal.positionMustExist`, also when 0 is burned of a position without liquidity, then
  ///   `.positionMustHoldLiquidity`; the pool is unchanged then.
  public mutating func burn(
    _ removed: UInt128, in range: TickRange, by owner: UInt64
  ) throws(ConcentratedRefusal) -> (base: Amount<Base>, quote: Amount<Quote>) {
    let (index, exists) = positions.place(of: owner, range)
    guard exists else { throw .positionMustExist }
    guard removed != 0 || positions[index].liquidity != 0 else { throw .positionMustExist }
    guard removed <= positions[index].liquidity else { throw .positionMustHoldLiquidity }
    let tick = self.tick
    let inside = growthInside(range, at: tick)
    positions[index].accrue(insideBase: inside.base, insideQuote: inside.quote)
    guard removed != 0 else { return (.zero, .zero) }
    let payout = units(of: removed, in: range, at: tick, rounding: .payout)
    positions[index].liquidity -= removed
    positions[index].owedBase += payout.base.low
    positions[index].owedQuote += payout.quote.low
    if tick >= range.lower, tick < range.upper { liquidity -= removed }
    let change = -Int128(removed)
    adjust(range.lower, gross: change, net: change, at: tick)
    adjust(range.upper, gross: change, net: -change, at: tick)
    bracket = TickBracket(tick: tick, spacing: tickSpacing, ticks: ticks)
    return (Amount(payout.base), Amount(payout.quote))
  }

  /// Pays the owner what is owed, up to the amounts asked for; fees since the last minting or burning are not counted.
  ///
  /// A position with nothing left is forgotten.
  ///
  /// - Throws: `ConcentratedRefusal.positionMustExist`; the pool is unchanged then.
  public mutating func collect(
    base mostBase: Amount<Base>, quote mostQuote: Amount<Quote>, in range: TickRange, by owner: UInt64
  ) throws(ConcentratedRefusal) -> (base: Amount<Base>, quote: Amount<Quote>) {
    let (index, exists) = positions.place(of: owner, range)
    guard exists else { throw .positionMustExist }
    let baseOut = min(mostBase.units, Word256(positions[index].owedBase)).low
    let quoteOut = min(mostQuote.units, Word256(positions[index].owedQuote)).low
    precondition(baseOut <= base, "collect: \(baseOut) base units owed, \(base) held")
    precondition(quoteOut <= quote, "collect: \(quoteOut) quote units owed, \(quote) held")
    positions[index].owedBase -= baseOut
    positions[index].owedQuote -= quoteOut
    base -= baseOut
    quote -= quoteOut
    if positions[index].isEmpty { positions.remove(at: index) }
    return (Amount(Word256(baseOut)), Amount(Word256(quoteOut)))
  }
}

// MARK: - Ticks

extension ConcentratedPool {
  /// Changes the liquidity at a tick, which begins with the first and ends with the last.
  ///
  /// A new tick counts all growth so far as below it, if the price is not below.
  private mutating func adjust(_ end: Int32, gross: Int128, net: Int128, at tick: Int32) {
    let place: Int
    if let known = ticks.position(of: end) {
      place = known
    } else {
      place = ticks.count(upTo: end)
      let isBelow = end <= tick
      ticks.insert(
        InitialisedTick(
          tick: end, outsideBase: isBelow ? feeGrowthBase : .zero,
          outsideQuote: isBelow ? feeGrowthQuote : .zero
        ), at: place)
    }
    guard let sum = try? LiquidityMath.sum(ticks[place].gross, gross) else {
      preconditionFailure("tick \(end) carries \(ticks[place].gross), changed by \(gross)")
    }
    ticks[place].gross = sum
    ticks[place].net += net
    if sum == 0 { ticks.remove(at: place) }
  }

  /// Fees per unit of liquidity inside a range whose ends are initialised, mod 2²⁵⁶.
  private func growthInside(_ range: TickRange, at tick: Int32) -> (base: Word256, quote: Word256) {
    guard let lower = ticks.position(of: range.lower), let upper = ticks.position(of: range.upper) else {
      preconditionFailure("the ends of a position are initialised: \(range)")
    }
    return (
      ConcentratedPool.inside(
        of: feeGrowthBase, lower: ticks[lower].outsideBase, upper: ticks[upper].outsideBase,
        isAboveLower: tick >= range.lower, isBelowUpper: tick < range.upper),
      ConcentratedPool.inside(
        of: feeGrowthQuote, lower: ticks[lower].outsideQuote, upper: ticks[upper].outsideQuote,
        isAboveLower: tick >= range.lower, isBelowUpper: tick < range.upper)
    )
  }

  /// `global − below − above`, each end's outside being on the side away from the price.
  private static func inside(
    of global: Word256, lower: Word256, upper: Word256, isAboveLower: Bool, isBelowUpper: Bool
  ) -> Word256 {
    let below = isAboveLower ? lower : global.subtractingReportingOverflow(lower).partialValue
    let above = isBelowUpper ? upper : global.subtractingReportingOverflow(upper).partialValue
    return global.subtractingReportingOverflow(below).partialValue
      .subtractingReportingOverflow(above).partialValue
  }
}
