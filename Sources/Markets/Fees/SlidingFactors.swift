import Exact

/// What a directional fee multiplies its base by: dearer in the direction prices came from, cheaper in the
/// other.
///
/// The two factors are counted in 2⁻⁹⁶ and sum to 2. When the price moves from tick `a` to tick `b`,
/// `impact = trunc((⌊r² ÷ 2⁹⁶⌋ − 2⁹⁶) · sensitivity ÷ 1000)` with `r` the square-root ratio of `b − a` ticks
/// (clamped to the tick range): selling the base loses it, buying gains it, both clamped to 0 … 2.
///
/// Source: Algebra Integral 1.2, sliding fee; formula restated. Token 0 is the base.
@frozen
public struct SlidingFactors: Hashable, Sendable {
  /// The factor of a trade that pays base tokens (zero to one), in 2⁻⁹⁶.
  public private(set) var selling: UInt128
  /// The factor of a trade that pays quote tokens (one to zero), in 2⁻⁹⁶.
  public private(set) var buying: UInt128

  /// Both factors 1.
  public init() { self.init(selling: SlidingFactors.one) }

  /// Factors of `selling` and `2 − selling`, in 2⁻⁹⁶. Traps above 2.
  public init(selling: UInt128) {
    precondition(selling <= 2 * SlidingFactors.one, "a sliding factor of \(selling) is above 2")
    self.selling = selling
    buying = 2 * SlidingFactors.one - selling
  }

  /// 1 in 2⁻⁹⁶.
  @inlinable public static var one: UInt128 { 1 << 96 }

  /// The factors after the price went from one tick to another.
  ///
  /// - Parameter sensitivity: thousandths of the relative price change that move into the factors.
  public func moved(from last: Int, to current: Int, sensitivity: UInt16) -> SlidingFactors {
    guard current != last else { return self }
    let ratio = TickRatio.ratio(at: min(max(current - last, TickRatio.lowest), TickRatio.highest))
    let one = Word256(SlidingFactors.one)
    // At most 160 bits each: the square over 2⁹⁶ has 224, times 16 bits more.
    guard let price = try? Word256.mulDiv(ratio, ratio, over: one, rounding: .down),
      let impact = try? ((price > one ? price - one : one - price) * UInt64(sensitivity))
        .divided(by: 1000, rounding: .down)
    else { preconditionFailure("a move from tick \(last) to \(current) does not fit") }
    let start = Word256(selling)
    if price > one {
      return SlidingFactors(selling: impact >= start ? 0 : (start - impact).low)
    }
    let sum = start + impact
    return SlidingFactors(selling: sum >= one * 2 ? 2 * SlidingFactors.one : sum.low)
  }

  /// `⌊base · factor ÷ 2⁹⁶⌋` in millionths, at least 1 and at most 65,535.
  public func millionths(base: UInt64, _ side: TradeSide) -> UInt64 {
    let product = (side == .selling ? selling : buying).multipliedByLimb(base)
    let scaled = (UInt128(product.high) << 32) | (product.low >> 96)
    return UInt64(truncatingIfNeeded: min(max(scaled, 1), UInt128(SigmoidCurve.maximumFee)))
  }
}
