public import Exact
public import Units

extension ConcentratedPool {
  /// What an order would move at a fee; the pool does not change.
  ///
  /// The fee label is in whole units of what is paid, as the pool books it, the protocol's part included.
  ///
  /// - Throws: as ``trade(_:fee:)``.
  /// - Complexity: no heap allocation; a step for every initialised tick and every 256 spacings on the way.
  public func quote(_ order: SwapOrder, fee: Fee) throws(SwapRefusal) -> Execution {
    SwapResult(try walked(order, fee: StepFee(fee))).execution
  }

  /// Fills an order at a fee: wholly, or not at all.
  ///
  /// - Returns: what moved; the fee in whole units of what was paid, the protocol's part included.
  /// - Throws: for an exact input `SwapRefusal.inputMustBePositive`, then `.balanceMustFit` when the pool cannot hold it, then
  ///   `.liquidityMustCoverOrder` when liquidity ends before it is used up, then `.outputMustBePositive`. For an exact output
  ///   `.outputMustBePositive`, then `.liquidityMustCoverOrder` when it is above the reserve, then, whichever the price meets
  ///   first, `.balanceMustFit` or `.liquidityMustCoverOrder`. The pool is unchanged then.
  /// - Complexity: as ``quote(_:fee:)``.
  public mutating func trade(_ order: SwapOrder, fee: Fee) throws(SwapRefusal) -> Execution {
    let walk = try walked(order, fee: StepFee(fee))
    commit(walk, ConcentratedPool.amount(of: order))
    return SwapResult(walk).execution
  }

  @inline(__always)
  private static func amount(of order: SwapOrder) -> StepAmount {
    switch order {
    case .buyPaying(let quote): .input(quote.units)
    case .sellPaying(let base): .input(base.units)
    case .buyReceiving(let base): .output(base.units)
    case .sellReceiving(let quote): .output(quote.units)
    }
  }

  @inline(__always)
  func walked(_ order: SwapOrder, fee: StepFee) throws(SwapRefusal) -> SwapWalk {
    let amount = ConcentratedPool.amount(of: order)
    let side = order.side
    let isSale = side == .selling
    switch amount {
    case .input(let units):
      guard !units.isZero else { throw .inputMustBePositive }
      guard units <= Word256(UInt128.max - (isSale ? base : quote)) else { throw .balanceMustFit }
    case .output(let units):
      guard !units.isZero else { throw .outputMustBePositive }
      guard units <= Word256(isSale ? quote : base) else { throw .liquidityMustCoverOrder }
    }
    let limit = isSale ? ConcentratedPool.lowestLimit : ConcentratedPool.highestLimit
    // At the lowest price of all there is nowhere to go.
    guard !isSale || sqrtPriceX96 > limit else { throw .liquidityMustCoverOrder }
    var walk = SwapWalk(self, side, amount, limit: limit, fee: fee)
    while !walk.isDone {
      guard !walk.isExhausted(ticks) else { throw .liquidityMustCoverOrder }
      _ = try walk.step(ticks)
    }
    guard walk.remaining.isZero else { throw .liquidityMustCoverOrder }
    guard walk.received != 0 else { throw .outputMustBePositive }
    return walk
  }
}

// MARK: - The market it makes

extension ConcentratedPool {
  /// The virtual reserves of the liquidity in range: `⌊L ÷ s⌋` base and `⌊L · s⌋` quote units, at most 2¹²⁸ − 1 each.
  public var virtualReserves: (base: UInt128, quote: UInt128) {
    let scaled = SqrtPriceMath.scaled(liquidity)
    guard let base = try? scaled.divided(by: sqrtPriceX96, rounding: .down) else {
      preconditionFailure("the price of a pool is positive")
    }
    let quote = SqrtPriceMath.quote(from: .zero, to: sqrtPriceX96, liquidity: liquidity, rounding: .down)
    return (base.asUInt128 ?? .max, quote.asUInt128 ?? .max)
  }

  /// The marginal price without fee, `s²`, in quote units per base unit.
  public var marketPrice: Rational {
    let root = Integer(sqrtPriceX96)
    guard let price = Rational(root * root, over: .powerOfTwo(192)) else {
      preconditionFailure("2¹⁹² is not 0")
    }
    return price
  }

  /// What moves, without fee, until the price is at `limit` or liquidity ends: the pool's depth up to there.
  ///
  /// Nil for the price itself and for limits outside those a swap may have.
  public func depth(to limit: Word256) -> SwapResult? {
    let side: TradeSide = limit < sqrtPriceX96 ? .selling : .buying
    return try? swapping(side, .input(.max), limit: limit, fee: StepFee(.zero))
  }

  /// `√price · 2⁹⁶` with the price in quote units per base unit; exact to the asked rounding below 2⁶⁴ quote units per base
  /// unit, to 127 significant bits above. Nil outside the range of prices.
  public static func sqrtPriceX96(_ price: Price, in pair: Pair, rounding: Rounding) -> Word256? {
    let root = sqrtRatio(
      Word256(price.wads), over: pair.finePerQuoteUnit, rounding: rounding)
    guard let root, root >= TickMath.minimumSqrtRatio, root < TickMath.maximumSqrtRatio else { return nil }
    return root
  }

  /// `√(numerator ÷ denominator) · 2⁹⁶` for terms of at most 192 bits; nil where it needs more than 160 bits.
  ///
  /// The ratio is scaled by the largest even power of two up to 2¹⁹² that leaves it below 2²⁵⁶, rounded, its root rounded the
  /// same way and shifted into place: with 2¹⁹², one rounding of the exact root.
  static func sqrtRatio(_ numerator: Word256, over denominator: Word256, rounding: Rounding) -> Word256? {
    let width = numerator.significantBits - denominator.significantBits + 1
    let scale = min(192, (255 - width) & ~1)
    guard scale >= 0 else { return nil }
    guard let ratio = try? Word256.mulDiv(numerator, .one << scale, over: denominator, rounding: rounding)
    else {
      return nil
    }
    let root = ratio.squareRoot(rounding: rounding) << (96 - scale / 2)
    return root.significantBits <= 160 ? root : nil
  }
}
