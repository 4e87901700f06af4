public import Exact

/// The exponentially weighted volume and price of a pool's swaps, and the fee on a swap that moves away from
/// them.
///
/// After each swap of `|Δ₀|` base units ending at the square-root price `s`,
///
///     wv  ← ⌊(α·|Δ₀| + (10⁶ − α)·wv) ÷ 10⁶⌋
///     wpv ← ⌊α·|Δ₀|·s² ÷ (2¹⁹²·10⁶)⌋ + ⌊(10⁶ − α)·wpv ÷ 10⁶⌋
///
/// and their quotient, scaled, is the average price. Prices are scaled by `2¹⁹² ÷ 18448130884583730000`, the
/// published precision.
///
/// Source: PancakeSwap Infinity's dynamic fee hook; formulas restated.
@frozen
public struct PriceImpact: Hashable, Sendable {
  /// The weight of a new swap in millionths, 1 to 999,999.
  public let alpha: UInt32
  /// `wv` in base units.
  public private(set) var weightedVolume: UInt128 = 0
  /// `wpv` in quote units.
  public private(set) var weightedPriceVolume: Word256 = .zero
  /// The scaled average price; 0 before the first swap.
  public private(set) var averagePrice: Word256 = .zero

  /// A state that has seen no swap.
  /// - Throws: `PriceImpactRefusal.alphaMustBeInRange`.
  public init(alpha: UInt32) throws(PriceImpactRefusal) {
    guard (1..<1_000_000).contains(alpha) else { throw .alphaMustBeInRange(alpha) }
    self.alpha = alpha
  }

  /// `⌊s² ÷ 18448130884583730000⌋`: the scaled price of a square-root price of at most 160 bits.
  public static func scaledPrice(_ sqrtPriceX96: Word256) -> Word256 {
    let price = try? Word256.mulDiv(
      sqrtPriceX96, sqrtPriceX96, over: 18_448_130_884_583_730_000, rounding: .down)
    guard let price else { preconditionFailure("a square-root price of \(sqrtPriceX96)") }
    return price
  }

  /// Whether a trade from here moves away from the average price, which alone is charged: a sale below it, a
  /// purchase above it.
  ///
  /// Never before the first swap.
  public func isAway(_ side: TradeSide, sqrtPriceX96: Word256) -> Bool {
    guard weightedVolume != 0 || !weightedPriceVolume.isZero || !averagePrice.isZero else { return false }
    let price = PriceImpact.scaledPrice(sqrtPriceX96)
    return side == .selling ? averagePrice > price : averagePrice < price
  }

  /// Takes note of a swap of `volume` base units that ended at `sqrtPriceX96`; nothing for a volume or a `wv`
  /// of 0.
  ///
  /// - Parameter sqrtPriceX96: a square-root price of the tick range.
  public mutating func record(volume: UInt128, sqrtPriceX96: Word256) {
    guard volume > 0 else { return }
    let (fresh, kept) = (UInt64(alpha), UInt64(1_000_000 - alpha))
    // Both terms are below 2¹⁴⁸; the weights sum to 10⁶, so the mean is below 2¹²⁸.
    let sum = Word256(volume) * fresh + Word256(weightedVolume) * kept
    let mean = PriceImpact.quotient(of: sum, 1, over: 1_000_000).low
    guard mean > 0 else { return }
    let delta = PriceImpact.weightedValue(of: volume, sqrtPriceX96, alpha: fresh)
    let decayed = PriceImpact.quotient(of: weightedPriceVolume, Word256(kept), over: 1_000_000)
    // The published bounds keep the price below 2¹²⁸ and the sum a mean of two such values.
    weightedPriceVolume = delta + decayed
    weightedVolume = mean
    averagePrice = scaledAverage
  }

  /// `⌊α·volume·s² ÷ (2¹⁹²·10⁶)⌋`, but for a first product over 256 bits, which like the divisor is cut by
  /// 10¹⁰ first.
  private static func weightedValue(of volume: UInt128, _ sqrtPrice: Word256, alpha: UInt64) -> Word256 {
    let (product, overflow) = Word256(volume).multipliedReportingOverflow(by: sqrtPrice)
    if overflow {
      let cut = quotient(of: Word256(volume), sqrtPrice, over: 10_000_000_000)
      let unit = quotient(of: Word256(high: 1 << 64, low: 0), 1_000_000, over: 10_000_000_000)
      return quotient(of: cut, sqrtPrice * alpha, over: unit)
    }
    // Below 2²⁵⁶ · 2¹⁸⁰, so that the part above 2¹⁹² fits; ⌊⌊v ÷ 2¹⁹²⌋ ÷ 10⁶⌋ is ⌊v ÷ (2¹⁹²·10⁶)⌋.
    let value = product.multipliedFullWidth(by: sqrtPrice * alpha)
    return quotient(of: (value.high << 64) | (value.low >> 192), 1, over: 1_000_000)
  }

  /// `⌊wpv · amplification ÷ wv⌋`, capped where the roundings of the sums put their quotient above the
  /// highest price.
  private var scaledAverage: Word256 {
    let volume = Word256(weightedVolume)
    if weightedPriceVolume >= PriceImpact.highestPrice,
      PriceImpact.quotient(of: weightedPriceVolume, 1, over: PriceImpact.highestPrice) > volume
    {
      return PriceImpact.highestAverage
    }
    let average = try? Word256.mulDiv(
      weightedPriceVolume, PriceImpact.amplification, over: volume, rounding: .down)
    return average ?? PriceImpact.highestAverage
  }

  /// `⌊2¹⁹² ÷ 18448130884583730000⌋` as published.
  private static var amplification: Word256 {
    Word256(340_256_786_698_763_678_858_396_856_460_488_307_819 as UInt128)
  }
  /// The published highest price.
  private static var highestPrice: Word256 {
    Word256(340_256_786_836_388_094_070_642_339_899_681_172_762 as UInt128)
  }
  /// The published cap of the scaled average, below 2²⁵⁶.
  private static var highestAverage: Word256 { highestPrice * amplification }

  private static func quotient(of a: Word256, _ b: Word256, over divisor: Word256) -> Word256 {
    guard let quotient = try? Word256.mulDiv(a, b, over: divisor, rounding: .down) else {
      preconditionFailure("\(a) · \(b) ÷ \(divisor) does not fit")
    }
    return quotient
  }
}

extension PriceImpact {
  /// How far a swap moves the price, and what that costs.
  @frozen
  public struct Charge: Hashable, Sendable {
    /// `PIF`: the relative change of the price in millionths; nil from a twelvefold square-root price on,
    /// which counts as the largest.
    public var impact: UInt64?
    /// `DFF`: the share of the impact that is charged, in millionths.
    public var share: UInt64
    /// `⌊DFF · min(PIF, 0.2)⌋` in millionths, before it is compared with the base fee.
    public var fee: UInt64
  }

  /// `PIF = ⌊⌊(a + b)·10⁶ ÷ b⌋·|a − b| ÷ b⌋` with `b` the square-root price before and `a` after the swap at
  /// the base fee; `DFF = ⌊largest·(1 − e^(−(PIF − base) ÷ base))⌋`; `fee = ⌊DFF·min(PIF, 200000) ÷ 10⁶⌋`;
  /// nothing for `PIF ≤ base`.
  ///
  /// The exponent and `e^(−x)` are counted in wads, rounded down. From a twelvefold rise on, `DFF` is the
  /// largest share.
  ///
  /// - Parameters:
  ///   - before: 1 to 2¹⁶⁰.
  ///   - after: at most 2¹⁶⁰.
  ///   - base: the base fee in millionths, greater than 0.
  ///   - largestShare: the largest `DFF` in millionths.
  public static func charge(
    from before: Word256, to after: Word256, base: UInt64, largestShare: UInt64
  ) -> Charge {
    precondition(base > 0, "a price impact over a base fee of 0")
    let cap: UInt64 = 200_000
    if after >= before * 12 {
      return Charge(impact: nil, share: largestShare, fee: largestShare * cap / 1_000_000)
    }
    let relative = quotient(of: before + after, 1_000_000, over: before)
    let way = after > before ? after - before : before - after
    // Below 13 · 11 · 10⁶.
    let impact = UInt64(truncatingIfNeeded: quotient(of: relative, way, over: before).low)
    guard impact > base else { return Charge(impact: impact, share: 0, fee: 0) }
    let wad = UInt128(EwmaVariance.wad)
    let exponent = UInt128(impact - base) * wad / UInt128(base)
    let rest = wad - WadExponential.decay(exponent)
    let share = UInt64(truncatingIfNeeded: UInt128(largestShare) * rest / wad)
    return Charge(impact: impact, share: share, fee: share * min(impact, cap) / 1_000_000)
  }
}

/// Why parameters are not a price-impact fee.
public enum PriceImpactRefusal: Error, Hashable, Sendable {
  /// The weight of a new swap was 0 or a million and more [InvalidAlpha].
  case alphaMustBeInRange(UInt32)
  /// The largest share was a million and more [InvalidDFFMax].
  case largestShareMustStayBelowOne(UInt32)
  /// The base fee was 0 or a million and more [InvalidBaseLpFee].
  case baseMustBeInRange(UInt32)
  /// A fifth of the largest share, the most it can charge, is below the base fee, and it is not 0
  /// [InvalidBaseLpFee].
  case largestFeeMustReachBase(base: UInt32, largest: UInt32)
}
