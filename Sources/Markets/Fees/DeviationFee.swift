public import Exact
public import Units

/// A fee on trades against a stale price: it takes a share of what an arbitrageur would gain, where it is gained.
///
/// Let `p = quote ÷ base` be the curve's price before the swap and `o` the oracle's, in quote units per base unit. The
/// informed side trades towards the oracle: buying while `p < o`, selling while `p > o`. For it
/// `g = 1 − min(p, o) ÷ max(p, o)` and `fee = min(cap, base + share · max(0, g − base))`, rounded up at 10⁻¹²; the other
/// side, and everyone without an oracle's answer or at `p = o`, pays `base`.
///
/// Why this `g`: of a first unit paid, net of a fee `f`, a buyer gets base tokens worth `(1 − f)o ÷ p` and a seller quote
/// tokens worth `(1 − f)p ÷ o` of what was paid; either breaks even at `f = g`. Below the cap, with a gap `g > base`, the
/// informed side keeps `g − fee = (1 − share)(g − base)`, less than 10⁻¹² rounding: the schedule taxes LVR at its
/// source by `share`, and with `share < 1` it leaves the price correction worth making.
///
/// Laws. *Never below base*: the term added is not negative and rounding is up. *Never above cap*: a result that reaches
/// it is the cap, which is a whole number of 10⁻¹². *Monotone in the gap*: so are `g − base`, multiplying by
/// `share ≥ 0`, rounding up and the minimum. *Off*: with `share = 0` the result is `base` itself, bit for bit.
///
/// The oracle's word is taken however old it is: a late oracle may charge the wrong side, by at most `cap − base`.
///
/// Units: `p` and `o` are compared as `quote · F` and `wads · base`, where `F` is ``Pair/finePerQuoteUnit``; both are
/// below 2²⁵⁶, so nothing is rounded before the fee is.
@frozen
public struct DeviationFee: FeeSchedule, Hashable {
  /// The least fee, for the side that trades away from the oracle.
  public let base: Fee
  /// The largest fee.
  public let cap: Fee
  /// The part of the gap beyond `base` that is charged, 0 to 1.
  public let share: Ratio
  /// Fine units in a quote unit, at most 10³⁶.
  @usableFromInline let finePerQuoteUnit: UInt128
  /// `base` in 10⁻¹².
  @usableFromInline let baseParts: UInt64
  /// `cap` in 10⁻¹².
  @usableFromInline let capParts: UInt64

  /// A schedule for a pair.
  ///
  /// - Throws: `DeviationFeeRefusal.feeMustHaveTwelveDecimals` for `base`, then for `cap`; then
  ///   `.capMustReachBase`, then `.shareMustStayWithinOne`.
  public init(base: Fee, cap: Fee, share: Ratio, pair: Pair) throws(DeviationFeeRefusal) {
    baseParts = try Self.parts(of: base)
    capParts = try Self.parts(of: cap)
    guard baseParts <= capParts else { throw .capMustReachBase(cap, base: base) }
    guard share >= .zero, share <= .one else { throw .shareMustStayWithinOne(share) }
    self.base = base
    self.cap = cap
    self.share = share
    // 10^(base decimals + 18 − quote decimals), at most 10³⁶ and below 2¹²⁰.
    finePerQuoteUnit = pair.finePerQuoteUnit.low
  }

  /// `base`.
  @inlinable public var floor: Fee { base }
  /// The gap at the start decides, whatever the size.
  @inlinable public var dependsOnSize: Bool { false }
  /// There is no state.
  @inlinable public mutating func touch(_ market: FeeMarket) {}
  /// There is no state.
  @inlinable public mutating func settle(_ side: TradeSide, from start: FeeMarket, to end: FeeMarket) {}

  /// `min(cap, base + share · max(0, g − base))` for the side that trades towards the oracle, else `base`.
  ///
  /// - Complexity: O(1), no heap allocation.
  public func fee(_ side: TradeSide, from start: FeeMarket, to end: FeeMarket) -> Fee {
    guard share > .zero, let oracle = start.oracle else { return base }
    let (curve, market) = (
      start.quote.multipliedInline(by: finePerQuoteUnit), oracle.wads.multipliedInline(by: start.base)
    )
    let isInformed = side == .buying ? curve < market : curve > market
    guard isInformed else { return base }
    let (low, high) = curve < market ? (curve, market) : (market, curve)
    let parts = Self.parts(gap: high - low, of: high, share: share, base: baseParts)
    guard parts > baseParts else { return base }
    guard parts < capParts else { return cap }
    do {
      return try Fee(parts, over: Fee.maximumDenominator)
    } catch {
      preconditionFailure("\(parts) parts of 10⁻¹² below the cap \(cap): \(error)")
    }
  }

  /// `⌈base + share · (10¹² · gap ÷ whole − base)⌉` of 10⁻¹², or `base` when the bracket is not positive.
  ///
  /// With `share = w ÷ 10¹⁸` this is `base + ⌈(⌈w · 10¹² · gap ÷ whole⌉ − w · base) ÷ 10¹⁸⌉`: a rounding up inside one
  /// does not change it, as `⌈⌈y⌉ ÷ m⌉ = ⌈y ÷ m⌉` for a whole `m`. The gap is at most the whole, so all fits 128 bits.
  @usableFromInline
  static func parts(gap: Word256, of whole: Word256, share: Ratio, base: UInt64) -> UInt64 {
    let weight = UInt128(share.wads.magnitude)
    let one = UInt128(Fee.maximumDenominator)
    do {
      let scaled = try Word256.mulDiv(gap, Word256(weight * one), over: whole, rounding: .charge).low
      let free = weight * UInt128(base)
      guard scaled > free else { return base }
      let wad = UInt128(Ratio.one.wads)
      return base + UInt64((scaled - free + (wad - 1)) / wad)
    } catch {
      preconditionFailure("a gap of \(gap) of \(whole): \(error)")
    }
  }

  private static func parts(of fee: Fee) throws(DeviationFeeRefusal) -> UInt64 {
    let (scale, rest) = Fee.maximumDenominator.quotientAndRemainder(dividingBy: fee.denominator)
    guard rest == 0 else { throw .feeMustHaveTwelveDecimals(fee) }
    return fee.numerator * scale
  }
}

/// Why a deviation fee cannot be made.
public enum DeviationFeeRefusal: Error, Hashable, Sendable {
  /// A fee is not a whole number of 10⁻¹².
  case feeMustHaveTwelveDecimals(Fee)
  /// The cap was below the base fee.
  case capMustReachBase(Fee, base: Fee)
  /// The share was negative or above 1.
  case shareMustStayWithinOne(Ratio)
}
