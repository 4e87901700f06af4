import Exact

/// A swap under way: the state it changes, step by step, apart from the pool, so that a refused or quoted swap leaves none.
struct SwapWalk {
  /// Which way the price goes: selling pays base and lowers it.
  let side: TradeSide
  /// Whether `remaining` counts input, fee included, or output.
  let isInput: Bool
  /// Where the price must stop.
  let limit: Word256
  let fee: StepFee
  let convention: StepConvention
  let spacing: Int32
  /// One part in so many of each step's fee is the protocol's; 0 for none.
  let protocolShare: UInt8
  /// The most the pool can take in.
  let room: UInt128

  var sqrtPrice: Word256
  var hasCrossedDown: Bool
  var liquidity: UInt128
  var bracket: TickBracket
  var remaining: Word256
  /// Growth of the input token's fees per unit of liquidity.
  var growth: Word256
  /// Paid in so far, fee included.
  var paid: UInt128 = 0
  /// Paid out so far.
  var received: UInt128 = 0
  /// Fee so far, the protocol's part included.
  var feePaid: UInt128 = 0
  /// The protocol's part of it.
  var protocolFee: UInt128 = 0
  /// Initialised ticks crossed so far.
  var crossings = 0

  @inline(__always)
  init(
    _ pool: borrowing ConcentratedPool, _ side: TradeSide, _ amount: StepAmount, limit: Word256, fee: StepFee
  ) {
    self.side = side
    isInput = amount.isInput
    self.limit = limit
    self.fee = fee
    convention = pool.convention
    spacing = pool.tickSpacing
    sqrtPrice = pool.sqrtPriceX96
    hasCrossedDown = pool.hasCrossedDown
    liquidity = pool.liquidity
    bracket = pool.bracket
    remaining = amount.units
    switch side {
    case .selling:
      protocolShare = pool.protocolShareBase
      room = UInt128.max - pool.base
      growth = pool.feeGrowthBase
    case .buying:
      protocolShare = pool.protocolShareQuote
      room = UInt128.max - pool.quote
      growth = pool.feeGrowthQuote
    }
  }

  /// Whether the order is used up or the price at its limit.
  @inline(__always)
  var isDone: Bool { remaining.isZero || sqrtPrice == limit }

  /// Whether no liquidity is left in the direction of the swap.
  @inline(__always)
  func isExhausted(_ ticks: [InitialisedTick]) -> Bool {
    guard liquidity == 0 else { return false }
    return side == .selling ? bracket.index == 0 : bracket.index == ticks.count
  }

  /// Goes to the next end of the bracket, to the limit, or as far as the remaining amount goes.
  ///
  /// - Returns: which of `ticks` was crossed, if one was.
  /// - Throws: `SwapRefusal.balanceMustFit`.
  @inline(__always)
  mutating func step(_ ticks: [InitialisedTick]) throws(SwapRefusal) -> Int? {
    let end = side == .selling ? bracket.lowerRatio : bracket.upperRatio
    let target = side == .selling ? max(end, limit) : min(end, limit)
    let step = SwapStep(
      from: sqrtPrice, to: target, liquidity: liquidity,
      remaining: isInput ? .input(remaining) : .output(remaining),
      fee: fee, convention: convention)
    try take(step)
    let hasMoved = step.sqrtPriceNext != sqrtPrice
    sqrtPrice = step.sqrtPriceNext
    if sqrtPrice == end { return cross(ticks) }
    guard hasMoved else { return nil }
    hasCrossedDown = false
    if bracket.isEdge {
      let tick = TickMath.tick(atSqrtRatioInRange: sqrtPrice)
      bracket = TickBracket(
        compressed: TickBracket.compressed(tick, spacing: spacing), spacing: spacing, index: bracket.index,
        ticks: ticks)
    }
    return nil
  }

  /// Counts what a step moved, its fee going to the protocol first and then to the liquidity in range.
  @inline(__always)
  private mutating func take(_ step: SwapStep) throws(SwapRefusal) {
    // At most what remains of an exact input; else amounts in are below 2¹⁹³, fees on top below 10¹² times that: no overflow.
    let input = step.amountIn.addingReportingOverflow(step.fee).partialValue
    guard input <= Word256(room &- paid) else { throw .balanceMustFit }
    precondition(step.amountOut.high == 0, "a step pays \(step.amountOut) out")
    paid &+= input.low
    received += step.amountOut.low
    remaining = remaining - (isInput ? input : step.amountOut)
    let charged = step.fee.low
    feePaid &+= charged
    let shared = protocolShare == 0 ? 0 : charged / UInt128(protocolShare)
    protocolFee &+= shared
    if liquidity != 0 {
      let earned = LiquidityMath.growth(of: charged &- shared, liquidity: liquidity)
      growth = growth.addingReportingOverflow(earned).partialValue
    }
  }

  /// Passes the end of the bracket, and the tick there if it is initialised.
  private mutating func cross(_ ticks: [InitialisedTick]) -> Int? {
    hasCrossedDown = side == .selling
    let crossed: Int?
    let index: Int
    let compressed: Int32
    switch side {
    case .selling:
      crossed = bracket.isLowerInitialised ? bracket.index - 1 : nil
      index = crossed ?? bracket.index
      compressed = TickBracket.compressed(bracket.lowerTick - 1, spacing: spacing)
    case .buying:
      crossed = bracket.isUpperInitialised ? bracket.index : nil
      index = bracket.index + (crossed == nil ? 0 : 1)
      compressed = TickBracket.compressed(bracket.upperTick, spacing: spacing)
    }
    if let crossed {
      let net = ticks[crossed].net
      guard let sum = try? LiquidityMath.sum(liquidity, side == .selling ? -net : net) else {
        preconditionFailure("liquidity \(liquidity) changes by \(net) at tick \(ticks[crossed].tick)")
      }
      liquidity = sum
      crossings += 1
    }
    bracket = TickBracket(compressed: compressed, spacing: spacing, index: index, ticks: ticks)
    return crossed
  }
}
