import Exact

/// The moving average that a Twocrypto pool keeps of its last price.
///
/// `oracle ← ⌊(min(last, 2·scale)·(10¹⁸ − α) + oracle·α) ÷ 10¹⁸⌋`, `α = e^(−⌊Δt·10¹⁸ ÷ period⌋)`, all in
/// wads.
///
/// The pool's own state uses the stored period; its external view (at the published commit)
/// `⌊period·694 ÷ 1000⌋`, so the view runs ahead of what the pool acts on.
///
/// Source: Twocrypto-NG; formula restated.
public enum PriceOracleAverage {
  /// Who asks.
  public enum Reader: Hashable, Sendable {
    /// The pool, when it updates its state.
    case pool
    /// A caller of the view function.
    case view
  }

  /// α in wads: how much of the old average is left after `seconds`.
  ///
  /// - Throws: `PriceOracleAverageRefusal.periodMustBePositive` for a period of 0, in the view of 0 or 1.
  public static func weight(
    after seconds: UInt64, period: UInt64, for reader: Reader
  ) throws(PriceOracleAverageRefusal) -> UInt128 {
    let effective: UInt128
    switch reader {
    case .pool: effective = UInt128(period)
    case .view: effective = UInt128(period) * 694 / 1000
    }
    guard effective > 0 else { throw .periodMustBePositive }
    return WadExponential.decay(UInt128(seconds) * 1_000_000_000_000_000_000 / effective)
  }

  /// The average after one more step, rounded down.
  ///
  /// - Parameters:
  ///   - oracle: the average so far, in wads.
  ///   - last: the last price, in wads; counted as at most twice the scale.
  ///   - scale: the pool's price scale, in wads.
  ///   - weight: α in wads, 0 to 10¹⁸.
  public static func updated(
    _ oracle: UInt128, last: UInt128, scale: UInt128, weight: UInt128
  ) -> UInt128 {
    let wad: UInt128 = 1_000_000_000_000_000_000
    precondition(weight <= wad, "a weight of \(weight) is above 1")
    let (twice, overflow) = scale.multipliedReportingOverflow(by: 2)
    let price = overflow ? last : min(last, twice)
    let sum = price.multipliedInline(by: wad - weight) + oracle.multipliedInline(by: weight)
    guard let mean = try? sum.divided(by: Word256(wad), rounding: .down) else {
      preconditionFailure("a mean of \(price) and \(oracle)")
    }
    return mean.low
  }
}

/// Why an average was declined.
public enum PriceOracleAverageRefusal: Error, Hashable, Sendable {
  /// The averaging period, or what the view makes of it, is 0.
  case periodMustBePositive
}
