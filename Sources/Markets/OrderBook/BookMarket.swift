public import Exact
public import Units

/// A simulated order-book venue: makers who quote a depth profile about a reference price from an inventory they own.
///
/// The makers act as one owner with one order a price. Before each block they move towards the profile
/// (``beginBlock(reference:in:)``); in the block traders and the background flow, whose sizes the caller draws, take what is
/// there. Only trades change the inventory: `base` and
/// `quote` after a trade are exactly those before it plus what the trader paid minus what he received.
///
/// **Fee.** A trader pays `n/d` of his input as a fee, which the makers keep, rounded up to whole units *a lot*: a lot bought at
/// tick `t` costs `⌈t · quotePerTick · d ÷ (d − n)⌉` quote units, a lot sold takes `⌈basePerLot · d ÷ (d − n)⌉` base units. A cost is
/// then the sum of its lots' prices, however the trade is split; without a fee nothing is rounded.
public struct BookMarket: Hashable, Sendable {
  /// What a lot and a tick are worth.
  public let scale: BookScale
  /// The depth the makers aim for.
  public let profile: DepthProfile
  /// How much of the gap to it they close in a block.
  public let resilience: Resilience
  /// The share of every input that the makers keep aside.
  public let fee: Fee
  /// The resting orders, all of them the makers'.
  public internal(set) var book: OrderBook
  /// Base units the makers own; 112 bits at most.
  var base: UInt128
  /// Quote units the makers own; 112 bits at most.
  var quote: UInt128
  /// The reference price of the last refill; nil before the first.
  public internal(set) var reference: Price?
  /// Whether the last refill changed nothing and nothing happened since.
  var isAtRest = false
  /// From prices of the pair last quoted in to ticks; kept between blocks.
  var ratio = BookRatio.none
  /// Base units a lot takes from a seller, fee included.
  let basePaidPerLot: UInt128
  /// What a refill's profile wants, and all levels it looks at, best first; kept between blocks for their storage only.
  var wanted: [PriceLevel] = []
  var plan: [PriceLevel] = []

  /// The owner of the makers' orders.
  public static let makers = OrderOwner(1)

  /// A venue without orders: the makers quote in their first block.
  ///
  /// - Parameters:
  ///   - scale: what a lot and a tick are worth.
  ///   - profile: the depth the makers aim for.
  ///   - resilience: how much of the gap to it they close in a block.
  ///   - fee: the share of every input that the makers keep.
  ///   - base: base units the makers own.
  ///   - quote: quote units the makers own.
  ///   - span: ticks the book covers, a power of two; prices half of it or more from the reference are not quoted.
  /// - Throws: `SwapRefusal.balanceMustFit` above 2¹¹² − 1 units.
  public init(
    scale: BookScale, profile: DepthProfile, resilience: Resilience, fee: Fee, base: Amount<Base>,
    quote: Amount<Quote>, span: Int
  ) throws(SwapRefusal) {
    guard let base = ConstantProduct.balance(base.units) else { throw .balanceMustFit }
    guard let quote = ConstantProduct.balance(quote.units) else { throw .balanceMustFit }
    self.scale = scale
    self.profile = profile
    self.resilience = resilience
    self.fee = fee
    self.base = base
    self.quote = quote
    // One order a price and less than `span` prices: a place is always free.
    book = OrderBook(span: span, capacity: span)
    guard let paid = BookMarket.withFee(UInt128(scale.basePerLot), fee) else { throw .balanceMustFit }
    basePaidPerLot = paid
    wanted.reserveCapacity(max(profile.bids.count, profile.asks.count))
    plan.reserveCapacity(span)
  }

  /// Base units the makers own.
  public var inventoryBase: Amount<Base> { Amount(Word256(base)) }
  /// Quote units the makers own.
  public var inventoryQuote: Amount<Quote> { Amount(Word256(quote)) }

  /// The middle of the best bid and the best ask in quote tokens per base token; nil when either side is empty.
  public func price(in pair: Pair) -> Rational? {
    guard let bid = book.bestBid, let ask = book.bestAsk else { return nil }
    let twice = scale.price(ofTick: bid.price, in: pair) + scale.price(ofTick: ask.price, in: pair)
    return try? twice.divided(by: 2)
  }

  /// `⌈net · d ÷ (d − n)⌉`: what is paid so that `net` is left after the fee; nil above 2¹²⁸ − 1.
  static func withFee(_ net: UInt128, _ fee: Fee) -> UInt128? {
    guard fee.numerator > 0 else { return net }
    let kept = UInt128(fee.denominator &- fee.numerator)
    let (product, overflow) = net.multipliedReportingOverflow(by: UInt128(fee.denominator))
    guard !overflow else { return nil }
    let (quotient, remainder) = product.quotientAndRemainder(dividingBy: kept)
    return remainder > 0 ? quotient &+ 1 : quotient
  }

  /// Quote units a lot at a tick costs before the fee.
  @inline(__always)
  func quotePerLot(_ tick: Int) -> UInt128 {
    // Below 2⁶² · 2⁶⁴.
    UInt128(UInt64(bitPattern: Int64(tick))).multipliedByLimb(scale.quotePerTick).low
  }
}
