public import Exact

/// One step of a swap: towards a target square-root price, through constant liquidity.
///
/// Exact input: `net = ⌊remaining · (d − n) ÷ d⌋`; if that reaches the target, the amount in is what the target needs and the
/// fee `⌈in · n ÷ (d − n)⌉`; else the whole remainder is used and what is not amount in is fee. Exact output: capped to what
/// remains, the fee `⌈in · n ÷ (d − n)⌉`. Amounts in round up, amounts out down.
///
/// Source: Adams et al., "Uniswap v3 Core" (2021), §6.2.3; Uniswap v4 differs as ``StepConvention`` says.
@frozen
public struct SwapStep: Hashable, Sendable {
  /// The square-root price after the step.
  public let sqrtPriceNext: Word256
  /// What moved the price; the fee comes on top.
  public let amountIn: Word256
  /// What is paid out.
  public let amountOut: Word256
  /// What is kept as a fee.
  public let fee: Word256

  @inline(__always)
  private init(to sqrtPriceNext: Word256, amountIn: Word256, amountOut: Word256, fee: Word256) {
    self.sqrtPriceNext = sqrtPriceNext
    self.amountIn = amountIn
    self.amountOut = amountOut
    self.fee = fee
  }

  /// The step from `sqrtPrice` towards `target`, downwards when the target is not above: then base is paid in.
  ///
  /// Traps unless both prices are in 1…2¹⁶⁰ − 1, and for an output at a whole fee.
  ///
  /// - Complexity: O(1), no heap allocation.
  public init(
    from sqrtPrice: Word256, to target: Word256, liquidity: UInt128, remaining: StepAmount, fee: StepFee,
    convention: StepConvention
  ) {
    precondition(!target.isZero, "a step's target is positive")
    precondition(!sqrtPrice.isZero, "a step's price is positive")
    precondition(target.significantBits <= 160, "a step's target has 160 bits, was \(target)")
    precondition(sqrtPrice.significantBits <= 160, "a step's price has 160 bits, was \(sqrtPrice)")
    switch (remaining, sqrtPrice >= target) {
    case (.input(let units), true):
      self.init(
        selling: units, from: sqrtPrice, to: target, liquidity: liquidity, fee: fee, convention: convention)
    case (.input(let units), false):
      self.init(
        buyingWith: units, from: sqrtPrice, to: target, liquidity: liquidity, fee: fee, convention: convention
      )
    case (.output(let units), true):
      self.init(sellingFor: units, from: sqrtPrice, to: target, liquidity: liquidity, fee: fee)
    case (.output(let units), false):
      self.init(buying: units, from: sqrtPrice, to: target, liquidity: liquidity, fee: fee)
    }
  }

  /// Exact base in, price down.
  ///
  /// The exact next price for `net` is at or below the target just when `net` is at least the exact, hence the rounded-up,
  /// amount to the target; rounding the price up to an integer cannot pass the target, itself an integer. So the next price
  /// alone tells whether the target is reached, except where its divisor overflows and another formula rounds twice.
  @inline(__always)
  private init(
    selling units: Word256, from current: Word256, to target: Word256, liquidity: UInt128, fee: StepFee,
    convention: StepConvention
  ) {
    let net = fee.net(of: units)
    var next = target
    var isReached = true
    var isRoundedOnce = true
    if liquidity != 0 {
      if let exact = SqrtPriceMath.priceDown(from: current, liquidity: liquidity, paying: net) {
        isReached = exact <= target
        if !isReached { next = exact }
      } else {
        let needed = SqrtPriceMath.base(from: target, to: current, liquidity: liquidity, rounding: .charge)
        isReached = net >= needed
        if !isReached {
          let moved = try? SqrtPriceMath.nextSqrtPrice(
            from: current, liquidity: liquidity, paying: net, side: .selling)
          guard let moved else { preconditionFailure("step: \(net) base at \(current), \(liquidity)") }
          next = moved
          isRoundedOnce = false
        }
      }
    }
    let output = SqrtPriceMath.quote(from: next, to: current, liquidity: liquidity, rounding: .payout)
    if isReached {
      let input = SqrtPriceMath.base(from: next, to: current, liquidity: liquidity, rounding: .charge)
      self.init(to: next, amountIn: input, amountOut: output, fee: fee.grossUp(input))
      return
    }
    let input =
      switch convention {
      case .v4: net
      case .v3 where isRoundedOnce: SwapStep.baseUsed(of: net, from: current, to: next, liquidity: liquidity)
      case .v3: SqrtPriceMath.base(from: next, to: current, liquidity: liquidity, rounding: .charge)
      }
    self.init(to: next, amountIn: input, amountOut: output, fee: units - input)
  }

  /// Exact quote in, price up.
  ///
  /// `s + ⌊net · 2⁹⁶ ÷ L⌋` is at or above the target just when `net ≥ ⌈L(target − s) ÷ 2⁹⁶⌉`, all being integers.
  @inline(__always)
  private init(
    buyingWith units: Word256, from current: Word256, to target: Word256, liquidity: UInt128, fee: StepFee,
    convention: StepConvention
  ) {
    let net = fee.net(of: units)
    var next = target
    var isReached = true
    if liquidity != 0, let step = SqrtPriceMath.quoteStep(net, liquidity: liquidity, rounding: .down) {
      isReached = step >= target - current
      if !isReached { next = current + step }
    }
    let output = SqrtPriceMath.base(from: current, to: next, liquidity: liquidity, rounding: .payout)
    if isReached {
      let input = SqrtPriceMath.quote(from: current, to: next, liquidity: liquidity, rounding: .charge)
      self.init(to: next, amountIn: input, amountOut: output, fee: fee.grossUp(input))
      return
    }
    let input =
      switch convention {
      case .v4: net
      case .v3: SqrtPriceMath.quote(from: current, to: next, liquidity: liquidity, rounding: .charge)
      }
    self.init(to: next, amountIn: input, amountOut: output, fee: units - input)
  }

  /// Exact quote out, price down.
  @inline(__always)
  private init(
    sellingFor units: Word256, from current: Word256, to target: Word256, liquidity: UInt128, fee: StepFee
  ) {
    var output = SqrtPriceMath.quote(from: target, to: current, liquidity: liquidity, rounding: .payout)
    var next = target
    if units < output {
      output = units
      let moved = try? SqrtPriceMath.nextSqrtPrice(
        from: current, liquidity: liquidity, receiving: units, side: .selling)
      guard let moved else { preconditionFailure("step: \(units) quote from \(current), \(liquidity)") }
      next = moved
    }
    let input = SqrtPriceMath.base(from: next, to: current, liquidity: liquidity, rounding: .charge)
    self.init(to: next, amountIn: input, amountOut: output, fee: fee.grossUp(input))
  }

  /// Exact base out, price up.
  @inline(__always)
  private init(
    buying units: Word256, from current: Word256, to target: Word256, liquidity: UInt128, fee: StepFee
  ) {
    var output = SqrtPriceMath.base(from: current, to: target, liquidity: liquidity, rounding: .payout)
    var next = target
    if units < output {
      output = units
      let moved = try? SqrtPriceMath.nextSqrtPrice(
        from: current, liquidity: liquidity, receiving: units, side: .buying)
      guard let moved else { preconditionFailure("step: \(units) base from \(current), \(liquidity)") }
      next = moved
    }
    let input = SqrtPriceMath.quote(from: current, to: next, liquidity: liquidity, rounding: .charge)
    self.init(to: next, amountIn: input, amountOut: output, fee: fee.grossUp(input))
  }

  /// `⌈L·2⁹⁶(1/next − 1/current)⌉`, what of `net` the price move needs.
  ///
  /// The next price was rounded up once, by less than 1: worth less than `L·2⁹⁶ ÷ (next(next − 1))` base units. Where that is
  /// at most 1, the amount is above `net − 1` and at most `net`: it rounds up to `net` and nothing need be divided.
  @inline(__always)
  private static func baseUsed(
    of net: Word256, from current: Word256, to next: Word256, liquidity: UInt128
  ) -> Word256 {
    // Above 128 bits next(next − 1) is at least 2²⁵⁵, and L·2⁹⁶ is below 2²²⁴.
    if next.high != 0 { return net }
    let square = next.low.multipliedInline(by: next.low &- 1)
    if square >= SqrtPriceMath.scaled(liquidity) { return net }
    return SqrtPriceMath.base(from: next, to: current, liquidity: liquidity, rounding: .charge)
  }
}
