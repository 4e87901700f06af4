public import Exact
public import Units

/// A constant-product pool with Uniswap v2's mechanics and any exact fee on inputs.
///
/// Invariant of every swap: `(d·b₀ − n·i₀)(d·b₁ − n·i₁) ≥ d² · r₀ · r₁`, where `n/d` is the fee, `r` the reserves before,
/// `b` the balances after and `i` the inputs. Balances stay at or below 2¹¹² − 1 units.
///
/// Source: Adams, Zinsmeister, Robinson, "Uniswap v2 Core" (2020).
@frozen
public struct ConstantProduct: Hashable, Sendable {
  /// Base units in the pool; 112 bits at most.
  @usableFromInline var base: UInt128
  /// Quote units in the pool; 112 bits at most.
  @usableFromInline var quote: UInt128
  /// The share of every input that the pool keeps aside for its providers.
  public internal(set) var fee: Fee
  /// Shares in existence, the locked ones and the protocol's included.
  public internal(set) var totalShares: Amount<Shares>
  /// Shares minted to the protocol so far, if it takes a fee.
  public internal(set) var protocolShares: Amount<Shares>
  /// `r₀ · r₁` after the last minting or burning while the protocol took a fee, else 0 (Uniswap's `kLast`).
  public internal(set) var productAtLastMint: Word256
  /// Whether a sixth of the growth of √(r₀ · r₁) is minted to the protocol at the next minting or burning.
  public var takesProtocolFee: Bool

  /// An empty pool: mint to open it.
  public init(fee: Fee, takesProtocolFee: Bool) {
    base = 0
    quote = 0
    self.fee = fee
    totalShares = .zero
    protocolShares = .zero
    productAtLastMint = .zero
    self.takesProtocolFee = takesProtocolFee
  }

  /// A pool that already holds these reserves, against `⌊√(base · quote)⌋` shares.
  ///
  /// Unlike a first minting it asks for no minimum, so that a pool file may describe any state.
  ///
  /// - Throws: `LiquidityRefusal.balanceMustFit`.
  public init(
    reserveBase: Amount<Base>, reserveQuote: Amount<Quote>, fee: Fee, takesProtocolFee: Bool
  ) throws(LiquidityRefusal) {
    guard let base = ConstantProduct.balance(reserveBase.units) else { throw .balanceMustFit }
    guard let quote = ConstantProduct.balance(reserveQuote.units) else { throw .balanceMustFit }
    self.init(fee: fee, takesProtocolFee: takesProtocolFee)
    self.base = base
    self.quote = quote
    totalShares = Amount((reserveBase.units * reserveQuote.units).squareRoot(rounding: .down))
    productAtLastMint = takesProtocolFee ? product : .zero
  }

  /// Base units in the pool.
  @inlinable public var reserveBase: Amount<Base> { Amount(Word256(base)) }
  /// Quote units in the pool.
  @inlinable public var reserveQuote: Amount<Quote> { Amount(Word256(quote)) }
  /// `r₀ · r₁`, below 2²²⁴.
  @inlinable public var product: Word256 {
    let (high, low) = base.multipliedFullWidth(by: quote)
    return Word256(high: high, low: low)
  }

  /// The units as a balance, or nil above 2¹¹² − 1.
  @inlinable
  static func balance(_ units: Word256) -> UInt128? {
    units.high == 0 && units.low <= ConstantProductMath.maximumBalance ? units.low : nil
  }
}
