public import Exact

/// How amounts and square-root prices move together while the liquidity `L` is constant, free of state.
///
/// With `s = sqrtPrice ÷ 2⁹⁶`, the virtual reserves are `L ÷ s` base and `L · s` quote units; a pool's base token is Uniswap's
/// token 0. Prices round in favour of the pool: they move less than exactly for what is paid, more for what is received.
///
/// Source: Adams et al., "Uniswap v3 Core" (2021), §6.2.
public enum SqrtPriceMath {
  /// Base units between two square-root prices, in either order: `L · 2⁹⁶ · (b − a) ÷ (b · a)`.
  ///
  /// Divided by the larger price, then by the smaller, each time as asked: the result is that of one division.
  ///
  /// - Returns: at most 2²²⁴ units.
  /// - Throws: `ConcentratedRefusal.priceMustBePositive`, then `.priceMustFit` above 160 bits.
  public static func baseDelta(
    _ a: Word256, _ b: Word256, liquidity: UInt128, rounding: Rounding
  ) throws(ConcentratedRefusal) -> Word256 {
    let (lower, upper) = a < b ? (a, b) : (b, a)
    guard !lower.isZero else { throw .priceMustBePositive }
    guard upper.significantBits <= 160 else { throw .priceMustFit }
    return base(from: lower, to: upper, liquidity: liquidity, rounding: rounding)
  }

  /// Quote units between two square-root prices, in either order: `L · (b − a) ÷ 2⁹⁶`.
  ///
  /// - Returns: at most 2¹⁹² units.
  /// - Throws: `ConcentratedRefusal.priceMustFit` above 160 bits.
  public static func quoteDelta(
    _ a: Word256, _ b: Word256, liquidity: UInt128, rounding: Rounding
  ) throws(ConcentratedRefusal) -> Word256 {
    let (lower, upper) = a < b ? (a, b) : (b, a)
    guard upper.significantBits <= 160 else { throw .priceMustFit }
    return quote(from: lower, to: upper, liquidity: liquidity, rounding: rounding)
  }

  /// The square-root price after `amount` was paid in.
  ///
  /// Selling pays base and moves the price down to `⌈L·2⁹⁶·s ÷ (L·2⁹⁶ + amount·s)⌉`, or, where that needs more than 256
  /// bits, to `⌈L·2⁹⁶ ÷ (⌊L·2⁹⁶ ÷ s⌋ + amount)⌉`. Buying pays quote and moves it up to `s + ⌊amount·2⁹⁶ ÷ L⌋`.
  ///
  /// - Throws: `ConcentratedRefusal.priceMustBePositive`, then `.activeLiquidityMustBePositive`, then `.amountMustFit`, then
  ///   `.priceMustFit`.
  public static func nextSqrtPrice(
    from sqrtPrice: Word256, liquidity: UInt128, paying amount: Word256, side: TradeSide
  ) throws(ConcentratedRefusal) -> Word256 {
    guard !sqrtPrice.isZero else { throw .priceMustBePositive }
    guard liquidity != 0 else { throw .activeLiquidityMustBePositive }
    switch side {
    case .selling:
      guard !amount.isZero else { return sqrtPrice }
      if let exact = priceDown(from: sqrtPrice, liquidity: liquidity, paying: amount) { return exact }
      let scaled = SqrtPriceMath.scaled(liquidity)
      do {
        let divisor = try scaled.divided(by: sqrtPrice, rounding: .down).adding(amount)
        return try scaled.divided(by: divisor, rounding: .up)
      } catch {
        throw .amountMustFit
      }
    case .buying:
      guard let step = quoteStep(amount, liquidity: liquidity, rounding: .down) else {
        throw .priceMustFit
      }
      guard let next = try? sqrtPrice.adding(step) else { throw .priceMustFit }
      return try fitting(next)
    }
  }

  /// The square-root price after `amount` was paid out.
  ///
  /// Selling receives quote and moves the price down to `s − ⌈amount·2⁹⁶ ÷ L⌉`. Buying receives base and moves it up to
  /// `⌈L·2⁹⁶·s ÷ (L·2⁹⁶ − amount·s)⌉`.
  ///
  /// - Throws: `ConcentratedRefusal.priceMustBePositive`, then `.activeLiquidityMustBePositive`, then `.outputMustBeCovered`,
  ///   then `.priceMustFit`.
  public static func nextSqrtPrice(
    from sqrtPrice: Word256, liquidity: UInt128, receiving amount: Word256, side: TradeSide
  ) throws(ConcentratedRefusal) -> Word256 {
    guard !sqrtPrice.isZero else { throw .priceMustBePositive }
    guard liquidity != 0 else { throw .activeLiquidityMustBePositive }
    switch side {
    case .selling:
      guard let step = quoteStep(amount, liquidity: liquidity, rounding: .up) else {
        throw .outputMustBeCovered
      }
      guard step < sqrtPrice else { throw .outputMustBeCovered }
      return sqrtPrice - step
    case .buying:
      guard !amount.isZero else { return sqrtPrice }
      let scaled = SqrtPriceMath.scaled(liquidity)
      let (product, overflow) = amount.multipliedReportingOverflow(by: sqrtPrice)
      guard !overflow else { throw .outputMustBeCovered }
      guard product < scaled else { throw .outputMustBeCovered }
      guard let next = try? Word256.mulDiv(scaled, sqrtPrice, over: scaled - product, rounding: .up) else {
        throw .priceMustFit
      }
      return try fitting(next)
    }
  }
}

// MARK: - For prices and liquidity that are known to be in range

extension SqrtPriceMath {
  /// `L · 2⁹⁶`.
  @inline(__always)
  static func scaled(_ liquidity: UInt128) -> Word256 {
    Word256(high: liquidity &>> 32, low: liquidity &<< 96)
  }

  /// ``baseDelta(_:_:liquidity:rounding:)`` for `0 < lower ≤ upper < 2¹⁶⁰`.
  @inline(__always)
  static func base(from lower: Word256, to upper: Word256, liquidity: UInt128, rounding: Rounding) -> Word256
  {
    let scaled = SqrtPriceMath.scaled(liquidity)
    if upper.high == 0 {
      // Two divisions rounded alike are one by the product.
      let product = upper.low.multipliedInline(by: lower.low)
      if let (quotient, isExact) = NarrowQuotient.floor(scaled, upper - lower, over: product) {
        let floor = Word256(quotient)
        return rounding == .up && !isExact ? floor + .one : floor
      }
    }
    // L·2⁹⁶ · (upper − lower) ÷ upper is below L·2⁹⁶: it fits.
    let first = try? Word256.mulDiv(scaled, upper - lower, over: upper, rounding: rounding)
    guard let first, let second = try? first.divided(by: lower, rounding: rounding) else {
      preconditionFailure("base: liquidity \(liquidity) from \(lower) to \(upper)")
    }
    return second
  }

  /// ``quoteDelta(_:_:liquidity:rounding:)`` for `lower ≤ upper < 2¹⁶⁰`.
  @inline(__always)
  static func quote(from lower: Word256, to upper: Word256, liquidity: UInt128, rounding: Rounding) -> Word256
  {
    // distance · L is below 2²⁸⁸; its low 96 bits are the remainder.
    let distance = upper - lower
    let bottom = distance.low.multipliedInline(by: liquidity)
    var floor = Word256(high: bottom.high &>> 96, low: (bottom.high &<< 32) | (bottom.low &>> 96))
    if distance.high != 0 {
      // The upper half is below 2³²: its product with L is below 2¹⁶⁰ and stands 128 − 96 bits higher.
      floor += distance.high.multipliedInline(by: liquidity) << 32
    }
    let isExact = bottom.low & ((1 << 96) - 1) == 0
    return rounding == .up && !isExact ? floor + .one : floor
  }

  /// `⌈L·2⁹⁶·s ÷ (L·2⁹⁶ + amount·s)⌉`, and nil where the divisor needs more than 256 bits.
  @inline(__always)
  static func priceDown(from sqrtPrice: Word256, liquidity: UInt128, paying amount: Word256) -> Word256? {
    let scaled = SqrtPriceMath.scaled(liquidity)
    let (product, overflow) = amount.multipliedReportingOverflow(by: sqrtPrice)
    guard !overflow else { return nil }
    let (divisor, carry) = scaled.addingReportingOverflow(product)
    guard !carry else { return nil }
    return try? NarrowQuotient.mulDiv(scaled, sqrtPrice, over: divisor, rounding: .up)
  }

  /// `amount · 2⁹⁶ ÷ L`, rounded as asked; nil where it needs more than 256 bits. `L` is not 0.
  @inline(__always)
  static func quoteStep(_ amount: Word256, liquidity: UInt128, rounding: Rounding) -> Word256? {
    if amount.significantBits <= 160 {
      let scaled = Word256(high: (amount.high &<< 96) | (amount.low &>> 32), low: amount.low &<< 96)
      if rounding == .down, let floor = scaled.flooredNarrowQuotient(by: liquidity) { return Word256(floor) }
      return try? scaled.divided(by: Word256(liquidity), rounding: rounding)
    }
    // It fits if the amount is below L · 2¹⁶⁰.
    guard liquidity >> 96 != 0 || amount < Word256(liquidity) << 160 else { return nil }
    return try? Word256.mulDiv(
      amount, Word256(UInt128(1) << 96), over: Word256(liquidity), rounding: rounding)
  }

  private static func fitting(_ sqrtPrice: Word256) throws(ConcentratedRefusal) -> Word256 {
    guard sqrtPrice.significantBits <= 160 else { throw .priceMustFit }
    return sqrtPrice
  }
}
