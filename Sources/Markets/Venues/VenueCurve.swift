public import Exact
public import Units

/// What a venue asks and pays over a range of sizes, each size quoted alone from the same state.
public struct VenueCurve: Hashable, Sendable {
  /// One size on one side.
  public struct Point: Hashable, Sendable {
    /// Base units asked for: bought exactly when buying, sold exactly when selling.
    public let size: Amount<Base>
    /// Which side.
    public let side: TradeSide
    /// The quote; nil where the venue refuses the size.
    public let quote: PoolQuote?
    /// By which rule it refuses.
    public let refusal: SwapRefusal?
  }

  /// How much can be traded before the venue's own price has moved by a share.
  public struct Depth: Hashable, Sendable {
    /// The share, for example 1/100.
    public let band: Rational
    /// The most base that can be bought with the price after at most `m(1 + band)`.
    public let buying: Amount<Base>
    /// The most base that can be sold with the price after at least `m(1 − band)`.
    public let selling: Amount<Base>
  }

  /// Every size on both sides, buys first, sizes as given.
  public let points: [Point]
  /// The depths, bands as given.
  public let depths: [Depth]

  /// Quotes `sizes` on `sides` and the depth in each of `bands`.
  ///
  /// - Complexity: one quote a size and at most 2 · 112 a band.
  public init(
    of venue: Venue, in pair: Pair, sizes: [Amount<Base>], sides: [TradeSide], bands: [Rational]
  ) {
    points = sides.flatMap { side in
      sizes.map { size in
        do throws(SwapRefusal) {
          let quote = try venue.quoted(SwapOrder(side, base: size), in: pair)
          return Point(size: size, side: side, quote: quote, refusal: nil)
        } catch {
          return Point(size: size, side: side, quote: nil, refusal: error)
        }
      }
    }
    depths = bands.map { band in
      Depth(
        band: band, buying: Self.depth(of: venue, in: pair, .buying, band: band),
        selling: Self.depth(of: venue, in: pair, .selling, band: band))
    }
  }

  /// The largest size that leaves the price within the band, found by bisection: a price after rises with what is bought.
  private static func depth(of venue: Venue, in pair: Pair, _ side: TradeSide, band: Rational) -> Amount<Base>
  {
    guard let mid = venue.price(in: pair) else { return .zero }
    let bound = mid * (side == .buying ? 1 + band : 1 - band)
    func fits(_ units: UInt128) -> Bool {
      var after = venue
      do throws(SwapRefusal) {
        _ = try after.trade(SwapOrder(side, base: Amount(Word256(units))))
      } catch {
        // Too little to trade moves no price.
        return error == .inputMustBePositive || error == .outputMustBePositive
      }
      guard let price = after.price(in: pair) else { return false }
      return side == .buying ? price <= bound : price >= bound
    }
    var low: UInt128 = 0
    var high: UInt128 = 1 << 112
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if fits(middle) { low = middle } else { high = middle }
    }
    return Amount(Word256(low))
  }
}

extension SwapOrder {
  /// The order for exactly this much base: received when buying, paid when selling.
  @inlinable
  public init(_ side: TradeSide, base: Amount<Base>) {
    self = side == .buying ? .buyReceiving(base) : .sellPaying(base)
  }
}
