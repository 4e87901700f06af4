public import Exact
public import Units

/// What a swap with a price limit moved; the limit may have stopped it early.
@frozen
public struct SwapResult: Hashable, Sendable {
  /// Which of the two amounts was paid in.
  public let side: TradeSide
  /// Paid in, fee included.
  public let paid: UInt128
  /// Paid out.
  public let received: UInt128
  /// How much of what was paid in is fee, the protocol's part included.
  public let fee: UInt128
  /// The protocol's part of the fee.
  public let protocolFee: UInt128
  /// The square-root price after the swap.
  public let sqrtPriceX96: Word256

  @inline(__always)
  init(_ walk: borrowing SwapWalk) {
    side = walk.side
    paid = walk.paid
    received = walk.received
    fee = walk.feePaid
    protocolFee = walk.protocolFee
    sqrtPriceX96 = walk.sqrtPrice
  }

  /// The same as a trade: what moved, and the fee in whole units of what was paid.
  @inlinable public var execution: Execution {
    switch side {
    case .selling:
      Execution(
        fill: Fill(side: side, base: Amount(Word256(paid)), quote: Amount(Word256(received))),
        fee: FeeLabel(base: Word256(fee), quote: .zero, over: 1))
    case .buying:
      Execution(
        fill: Fill(side: side, base: Amount(Word256(received)), quote: Amount(Word256(paid))),
        fee: FeeLabel(base: .zero, quote: Word256(fee), over: 1))
    }
  }
}

// MARK: - The protocol's swap, up to a price limit

extension ConcentratedPool {
  /// The lowest limit a sale may have: one above the smallest price.
  @inlinable public static var lowestLimit: Word256 { TickMath.minimumSqrtRatio + .one }
  /// The highest limit a purchase may have: one below the largest price.
  @inlinable public static var highestLimit: Word256 { TickMath.maximumSqrtRatio - .one }

  /// What ``swap(_:_:limit:fee:)`` would do; the pool does not change.
  ///
  /// - Throws: as ``swap(_:_:limit:fee:)``.
  public func swapping(
    _ side: TradeSide, _ amount: StepAmount, limit: Word256, fee: StepFee
  ) throws(SwapRefusal) -> SwapResult {
    try check(side, amount, limit: limit, fee: fee)
    return SwapResult(try walked(side, amount, limit: limit, fee: fee))
  }

  /// Swaps until the amount is used up or the price is at the limit (Uniswap's `swap`).
  ///
  /// - Parameters:
  ///   - side: selling pays base and lowers the price, buying pays quote and raises it.
  ///   - amount: the most to pay in, or to pay out.
  ///   - limit: the square-root price at which to stop.
  ///   - fee: the share of the input kept for the positions in range and the protocol.
  /// - Throws: `SwapRefusal.inputMustBePositive` or `.outputMustBePositive` for an amount of 0 [AS], then
  ///   `.feeMustLeaveInput` for an output at a whole fee, then `.limitMustLieAhead` unless the limit is strictly between the
  ///   price and the end of all prices [SPL], then `.balanceMustFit`; the pool is unchanged then.
  /// - Complexity: no heap allocation; a step for every initialised tick and every 256 spacings on the way.
  public mutating func swap(
    _ side: TradeSide, _ amount: StepAmount, limit: Word256, fee: StepFee
  ) throws(SwapRefusal) -> SwapResult {
    try check(side, amount, limit: limit, fee: fee)
    let walk = try walked(side, amount, limit: limit, fee: fee)
    commit(walk, amount)
    return SwapResult(walk)
  }

  private func check(
    _ side: TradeSide, _ amount: StepAmount, limit: Word256, fee: StepFee
  ) throws(SwapRefusal) {
    switch amount {
    case .input(let units):
      guard !units.isZero else { throw .inputMustBePositive }
    case .output(let units):
      guard !units.isZero else { throw .outputMustBePositive }
      guard !fee.isWhole else { throw .feeMustLeaveInput }
    }
    switch side {
    case .selling:
      guard limit < sqrtPriceX96 else { throw .limitMustLieAhead }
      guard limit > TickMath.minimumSqrtRatio else { throw .limitMustLieAhead }
    case .buying:
      guard limit > sqrtPriceX96 else { throw .limitMustLieAhead }
      guard limit < TickMath.maximumSqrtRatio else { throw .limitMustLieAhead }
    }
  }

  @inline(__always)
  private func walked(
    _ side: TradeSide, _ amount: StepAmount, limit: Word256, fee: StepFee
  ) throws(SwapRefusal) -> SwapWalk {
    var walk = SwapWalk(self, side, amount, limit: limit, fee: fee)
    while !walk.isDone { _ = try walk.step(ticks) }
    return walk
  }

  /// Writes a finished walk of this pool: where ticks were crossed, by walking it again.
  @inline(__always)
  mutating func commit(_ walk: borrowing SwapWalk, _ amount: StepAmount) {
    if walk.crossings > 0 { turnTicks(along: walk, amount) }
    sqrtPriceX96 = walk.sqrtPrice
    hasCrossedDown = walk.hasCrossedDown
    liquidity = walk.liquidity
    bracket = walk.bracket
    switch walk.side {
    case .selling:
      let received = walk.received
      precondition(received <= quote, "a sale pays \(received) of \(quote) quote units")
      feeGrowthBase = walk.growth
      protocolBaseUnits += walk.protocolFee
      base += walk.paid
      quote &-= received
    case .buying:
      let received = walk.received
      precondition(received <= base, "a purchase pays \(received) of \(base) base units")
      feeGrowthQuote = walk.growth
      protocolQuoteUnits += walk.protocolFee
      quote += walk.paid
      base &-= received
    }
  }

  /// Turns the ticks that a walk crosses, each with the growth up to it.
  private mutating func turnTicks(along walk: borrowing SwapWalk, _ amount: StepAmount) {
    var again = SwapWalk(self, walk.side, amount, limit: walk.limit, fee: walk.fee)
    while again.crossings < walk.crossings {
      let crossed: Int?
      do {
        crossed = try again.step(ticks)
      } catch {
        preconditionFailure("a walk that went well was refused the second time: \(error)")
      }
      guard let crossed else { continue }
      switch again.side {
      case .selling: ticks[crossed].cross(growthBase: again.growth, growthQuote: feeGrowthQuote)
      case .buying: ticks[crossed].cross(growthBase: feeGrowthBase, growthQuote: again.growth)
      }
    }
  }
}
