public import Exact
public import Units

// MARK: - What a trade would move

extension ConstantProduct {
  /// The base units that paying `amount` buys; the pool does not change.
  ///
  /// `base = ⌊r_b · q(d − n) ÷ (r_q · d + q(d − n))⌋`.
  ///
  /// - Throws: `SwapRefusal.inputMustBePositive`, then `.reservesMustBePositive`, then `.balanceMustFit`, then
  ///   `.outputMustBePositive`.
  /// - Complexity: O(1), no heap allocation.
  @inlinable @inline(__always)
  public func buying(paying amount: Amount<Quote>) throws(SwapRefusal) -> Fill {
    let output = try Self.output(for: amount.units, reserveIn: quote, reserveOut: base, fee: fee)
    return Fill(side: .buying, base: Amount(Word256(output)), quote: amount)
  }

  /// The quote units that buying `amount` costs; the pool does not change.
  ///
  /// `quote = ⌊r_q · b · d ÷ ((r_b − b)(d − n))⌋ + 1`.
  ///
  /// - Throws: `SwapRefusal.outputMustBePositive`, then `.reservesMustBePositive`, then `.outputMustStayBelowReserve`,
  ///   then `.balanceMustFit`.
  /// - Complexity: O(1), no heap allocation.
  @inlinable
  public func buying(receiving amount: Amount<Base>) throws(SwapRefusal) -> Fill {
    let input = try input(for: amount.units, reserveIn: quote, reserveOut: base)
    return Fill(side: .buying, base: amount, quote: Amount(Word256(input)))
  }

  /// The quote units that paying `amount` fetches; the pool does not change.
  ///
  /// `quote = ⌊r_q · b(d − n) ÷ (r_b · d + b(d − n))⌋`.
  ///
  /// - Throws: as ``buying(paying:)``.
  /// - Complexity: O(1), no heap allocation.
  @inlinable @inline(__always)
  public func selling(paying amount: Amount<Base>) throws(SwapRefusal) -> Fill {
    let output = try Self.output(for: amount.units, reserveIn: base, reserveOut: quote, fee: fee)
    return Fill(side: .selling, base: amount, quote: Amount(Word256(output)))
  }

  /// The base units to sell for `amount`; the pool does not change.
  ///
  /// `base = ⌊r_b · q · d ÷ ((r_q − q)(d − n))⌋ + 1`.
  ///
  /// - Throws: as ``buying(receiving:)``.
  /// - Complexity: O(1), no heap allocation.
  @inlinable
  public func selling(receiving amount: Amount<Quote>) throws(SwapRefusal) -> Fill {
    let input = try input(for: amount.units, reserveIn: base, reserveOut: quote)
    return Fill(side: .selling, base: Amount(Word256(input)), quote: amount)
  }

  @inlinable @inline(__always)
  static func output(
    for input: Word256, reserveIn: UInt128, reserveOut: UInt128, fee: Fee
  ) throws(SwapRefusal) -> UInt128 {
    guard !input.isZero else { throw .inputMustBePositive }
    guard reserveIn != 0 else { throw .reservesMustBePositive }
    guard reserveOut != 0 else { throw .reservesMustBePositive }
    guard input.high == 0 else { throw .balanceMustFit }
    // The reserve is at most the maximum, so the difference is not negative.
    guard input.low <= ConstantProductMath.maximumBalance &- reserveIn else { throw .balanceMustFit }
    let output = ConstantProductMath.output(
      for: input.low, reserveIn: reserveIn, reserveOut: reserveOut, fee: fee)
    guard output != 0 else { throw .outputMustBePositive }
    return output
  }

  @inlinable
  func input(
    for output: Word256, reserveIn: UInt128, reserveOut: UInt128
  ) throws(SwapRefusal) -> UInt128 {
    guard !output.isZero else { throw .outputMustBePositive }
    guard reserveIn != 0 else { throw .reservesMustBePositive }
    guard reserveOut != 0 else { throw .reservesMustBePositive }
    guard output < Word256(reserveOut) else { throw .outputMustStayBelowReserve }
    let input = ConstantProductMath.input(
      for: output.low, reserveIn: reserveIn, reserveOut: reserveOut, fee: fee)
    guard input <= Word256(ConstantProductMath.maximumBalance &- reserveIn) else { throw .balanceMustFit }
    return input.low
  }
}

// MARK: - Trades

extension ConstantProduct {
  /// Sells base tokens to a trader who pays `amount`.
  ///
  /// - Returns: what moved, as ``buying(paying:)``.
  /// - Throws: as ``buying(paying:)``; the pool is unchanged then.
  @inlinable @inline(__always)
  public mutating func buy(paying amount: Amount<Quote>) throws(SwapRefusal) -> Fill {
    let fill = try buying(paying: amount)
    settle(fill)
    return fill
  }

  /// Sells `amount` to a trader.
  ///
  /// - Returns: what moved, as ``buying(receiving:)``.
  /// - Throws: as ``buying(receiving:)``; the pool is unchanged then.
  @inlinable
  public mutating func buy(receiving amount: Amount<Base>) throws(SwapRefusal) -> Fill {
    let fill = try buying(receiving: amount)
    settle(fill)
    return fill
  }

  /// Buys `amount` from a trader.
  ///
  /// - Returns: what moved, as ``selling(paying:)``.
  /// - Throws: as ``selling(paying:)``; the pool is unchanged then.
  @inlinable @inline(__always)
  public mutating func sell(paying amount: Amount<Base>) throws(SwapRefusal) -> Fill {
    let fill = try selling(paying: amount)
    settle(fill)
    return fill
  }

  /// Buys base tokens from a trader who wants `amount` for them.
  ///
  /// - Returns: what moved, as ``selling(receiving:)``.
  /// - Throws: as ``selling(receiving:)``; the pool is unchanged then.
  @inlinable
  public mutating func sell(receiving amount: Amount<Quote>) throws(SwapRefusal) -> Fill {
    let fill = try selling(receiving: amount)
    settle(fill)
    return fill
  }

  /// Moves a checked fill: the input fits under the cap and the output is below its reserve.
  @inlinable @inline(__always)
  mutating func settle(_ fill: Fill) {
    switch fill.side {
    case .buying:
      base &-= fill.base.units.low
      quote &+= fill.quote.units.low
    case .selling:
      base &+= fill.base.units.low
      quote &-= fill.quote.units.low
    }
  }

  /// Pays the outputs first, then counts the inputs: any combination that lets the product not fall, in one token or
  /// both (Uniswap v2's `swap`, flash swaps included).
  ///
  /// `(d·b₀ − n·i₀)(d·b₁ − n·i₁) ≥ d² · r₀ · r₁` with `b = r − out + in`.
  ///
  /// - Throws: `SwapRefusal.outputMustBePositive` when both outputs are 0, then `.outputMustStayBelowReserve`, then
  ///   `.inputMustBePositive` when both inputs are 0, then `.balanceMustFit`, then `.productMustNotFall`; the pool is
  ///   unchanged then.
  public mutating func swap(
    baseOut: Amount<Base>, quoteOut: Amount<Quote>, baseIn: Amount<Base>, quoteIn: Amount<Quote>
  ) throws(SwapRefusal) {
    guard !(baseOut.isZero && quoteOut.isZero) else { throw .outputMustBePositive }
    guard baseOut < reserveBase else { throw .outputMustStayBelowReserve }
    guard quoteOut < reserveQuote else { throw .outputMustStayBelowReserve }
    guard !(baseIn.isZero && quoteIn.isZero) else { throw .inputMustBePositive }
    let newBase = try ConstantProduct.balance(after: baseIn.units, on: base - baseOut.units.low)
    let newQuote = try ConstantProduct.balance(after: quoteIn.units, on: quote - quoteOut.units.low)
    // Each factor is below 2¹⁵², each product below 2³⁰⁴.
    let after = ConstantProduct.netOfFee(newBase, input: baseIn.units, fee: fee)
      .multipliedFullWidth(by: ConstantProduct.netOfFee(newQuote, input: quoteIn.units, fee: fee))
    let before = (Word256(base) * fee.denominator)
      .multipliedFullWidth(by: Word256(quote) * fee.denominator)
    guard after.high > before.high || (after.high == before.high && after.low >= before.low) else {
      throw .productMustNotFall
    }
    base = newBase
    quote = newQuote
  }

  private static func balance(
    after input: Word256, on balance: UInt128
  ) throws(SwapRefusal) -> UInt128 {
    guard input <= Word256(ConstantProductMath.maximumBalance - balance) else { throw .balanceMustFit }
    return balance + input.low
  }

  private static func netOfFee(_ balance: UInt128, input: Word256, fee: Fee) -> Word256 {
    Word256(balance) * fee.denominator - input * fee.numerator
  }
}
