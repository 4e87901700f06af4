public import Exact
import Units

/// Uniswap v2's time-weighted price sums: the price of each token in the other, as UQ112.112 times seconds.
///
/// `Σ ⌊r_other · 2¹¹² ÷ r_own⌋ · Δt` over the reserves *before* each touch; both sums wrap at 2²⁵⁶ and the clock at 2³²,
/// as in the contract, so only differences over less than 2³² s mean anything.
///
/// Source: Adams, Zinsmeister, Robinson, "Uniswap v2 Core" (2020), §2.2.
@frozen
public struct PriceAccumulator: Hashable, Sendable {
  /// `Σ ⌊quote · 2¹¹² ÷ base⌋ · Δt mod 2²⁵⁶`.
  public private(set) var basePrice: Word256 = .zero
  /// `Σ ⌊base · 2¹¹² ÷ quote⌋ · Δt mod 2²⁵⁶`.
  public private(set) var quotePrice: Word256 = .zero
  /// When it was last touched, in seconds mod 2³².
  public private(set) var seconds: UInt32

  /// Sums of nothing yet.
  public init(seconds: UInt32) { self.seconds = seconds }

  /// Counts the time since the last touch at the pool's reserves; call it before they change.
  ///
  /// Within the same second, or with an empty reserve, it adds nothing.
  public mutating func touch(_ pool: ConstantProduct, atSeconds now: UInt32) {
    let elapsed = now &- seconds
    seconds = now
    guard elapsed > 0 else { return }
    let (base, quote) = (pool.reserveBase.units, pool.reserveQuote.units)
    basePrice = basePrice.advanced(by: quote, over: base, times: elapsed)
    quotePrice = quotePrice.advanced(by: base, over: quote, times: elapsed)
  }
}

extension Word256 {
  fileprivate func advanced(by other: Word256, over own: Word256, times seconds: UInt32) -> Word256 {
    // other · 2¹¹² is below 2²²⁴; only an empty reserve can refuse.
    guard let price = try? (other << 112).divided(by: own, rounding: .down) else { return self }
    let step = price.multipliedReportingOverflow(by: UInt64(seconds)).partialValue
    return addingReportingOverflow(step).partialValue
  }
}
