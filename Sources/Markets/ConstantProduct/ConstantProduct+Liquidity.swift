import Exact
public import Units

extension ConstantProduct {
  /// Shares of the first deposit that nobody can ever burn.
  ///
  /// They make it costly to drive the price of a single share up before the second deposit.
  public static var minimumShares: Amount<Shares> { Amount(1000) }

  /// Deposits both tokens for shares.
  ///
  /// First: `⌊√(base · quote)⌋ − 1000`, and 1000 more are locked. Later: `min(⌊base · S ÷ r_b⌋, ⌊quote · S ÷ r_q⌋)` for
  /// `S` shares in existence, the protocol's fee counted first; a surplus of one token is a gift to the pool.
  ///
  /// - Returns: the provider's shares, rounded for the pool.
  /// - Throws: `LiquidityRefusal.balanceMustFit`, then `.sharesMustCoverMinimum`, then `.sharesMustBePositive`;
  ///   the pool is unchanged then.
  public mutating func mint(
    base baseIn: Amount<Base>, quote quoteIn: Amount<Quote>
  ) throws(LiquidityRefusal) -> Amount<Shares> {
    let room = Word256(ConstantProductMath.maximumBalance)
    guard baseIn.units <= room - Word256(base) else { throw .balanceMustFit }
    guard quoteIn.units <= room - Word256(quote) else { throw .balanceMustFit }
    var next = self
    next.mintProtocolFee()
    let shares: Amount<Shares>
    var locked = Amount<Shares>.zero
    if next.totalShares.isZero {
      // Both amounts are below 2¹¹²: the product fits.
      let root = Amount<Shares>((baseIn.units * quoteIn.units).squareRoot(rounding: .down))
      locked = ConstantProduct.minimumShares
      guard root >= locked else { throw .sharesMustCoverMinimum }
      shares = root - locked
    } else {
      let byBase = next.shares(for: baseIn.units, of: base)
      let byQuote = next.shares(for: quoteIn.units, of: quote)
      shares = Amount(min(byBase, byQuote))
    }
    guard !shares.isZero else { throw .sharesMustBePositive }
    next.totalShares += shares + locked
    next.base += baseIn.units.low
    next.quote += quoteIn.units.low
    next.rememberProduct()
    self = next
    return shares
  }

  /// Withdraws what `shares` are worth: `⌊shares · r ÷ S⌋` of each token, the protocol's fee counted first.
  ///
  /// - Returns: what the provider receives, rounded for the pool.
  /// - Throws: `LiquidityRefusal.sharesMustBeOutstanding`, then `.payoutMustBePositive`; the pool is
  ///   unchanged then.
  public mutating func burn(
    _ shares: Amount<Shares>
  ) throws(LiquidityRefusal) -> (base: Amount<Base>, quote: Amount<Quote>) {
    var next = self
    let payout = try next.withdraw(shares)
    guard !payout.base.isZero else { throw .payoutMustBePositive }
    guard !payout.quote.isZero else { throw .payoutMustBePositive }
    next.rememberProduct()
    self = next
    return payout
  }

  /// What ``burn(_:)`` would pay for `shares`, 0 included; the pool does not change.
  ///
  /// - Throws: `LiquidityRefusal.sharesMustBeOutstanding`.
  public func burning(
    _ shares: Amount<Shares>
  ) throws(LiquidityRefusal) -> (base: Amount<Base>, quote: Amount<Quote>) {
    var next = self
    return try next.withdraw(shares)
  }

  private mutating func withdraw(
    _ shares: Amount<Shares>
  ) throws(LiquidityRefusal) -> (base: Amount<Base>, quote: Amount<Quote>) {
    let locked = min(totalShares, ConstantProduct.minimumShares)
    guard shares <= totalShares - locked else { throw .sharesMustBeOutstanding }
    guard !shares.isZero else { return (.zero, .zero) }
    mintProtocolFee()
    let baseOut = portion(shares, of: base)
    let quoteOut = portion(shares, of: quote)
    totalShares -= shares
    base -= baseOut
    quote -= quoteOut
    return (Amount(Word256(baseOut)), Amount(Word256(quoteOut)))
  }

  /// Mints `⌊S · (√k − √k_last) ÷ (5√k + √k_last)⌋` shares to the protocol, roots rounded down: a sixth of the growth.
  ///
  /// Source: Uniswap v2 Core (2020), §2.4.
  mutating func mintProtocolFee() {
    guard takesProtocolFee else {
      productAtLastMint = .zero
      return
    }
    guard !productAtLastMint.isZero else { return }
    let root = product.squareRoot(rounding: .down)
    let rootLast = productAtLastMint.squareRoot(rounding: .down)
    guard root > rootLast else { return }
    let divisor = root * 5 + rootLast
    let minted = Amount<Shares>(
      ConstantProduct.floor(totalShares.units, times: root - rootLast, over: divisor))
    totalShares += minted
    protocolShares += minted
  }

  private mutating func rememberProduct() {
    if takesProtocolFee { productAtLastMint = product }
  }

  /// `⌊amount · S ÷ reserve⌋`.
  private func shares(for amount: Word256, of reserve: UInt128) -> Word256 {
    ConstantProduct.floor(amount, times: totalShares.units, over: Word256(reserve))
  }

  /// `⌊shares · reserve ÷ S⌋`, at most the reserve.
  private func portion(_ shares: Amount<Shares>, of reserve: UInt128) -> UInt128 {
    ConstantProduct.floor(shares.units, times: Word256(reserve), over: totalShares.units).low
  }

  /// `⌊a · b ÷ divisor⌋` where it fits: `S ≤ √(r₀ · r₁) < 2¹¹²` holds for a new pool, minting and burning round the root
  /// per share up, swaps do not lower the product, and the protocol's fee gives away growth only. With amounts and
  /// reserves below 2¹¹², and reserves above 0 while there are shares, every quotient stays below 2²²⁴.
  private static func floor(_ a: Word256, times b: Word256, over divisor: Word256) -> Word256 {
    guard let quotient = try? Word256.mulDiv(a, b, over: divisor, rounding: .payout) else {
      preconditionFailure("ConstantProduct: \(a) · \(b) ÷ \(divisor) does not fit")
    }
    return quotient
  }
}
