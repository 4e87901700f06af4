import Exact
import Hedging
import Options
import Testing
import Units

/// A convex model without any distribution: delta rises in a straight line from 0 to 1 over 2,000…4,000.
private struct RampPricing: OptionPricing {
  func price(
    of series: Series, spot: Price, remaining: Duration, rounding: Rounding
  ) throws(PricingRefusal) -> Price { Price(wads: 100 * wad) }

  func delta(of series: Series, spot: Price, remaining: Duration) throws(PricingRefusal) -> Ratio {
    let rising = Int128(min(max(spot.wads, 2_000 * wad), 4_000 * wad) - 2_000 * wad) / 2_000
    return Ratio(wads: series.kind == .call ? rising : rising - Int128(wad))
  }

  func gamma(of series: Series, spot: Price, remaining: Duration) throws(PricingRefusal) -> Ratio {
    Ratio(wads: Int128(wad) / 2_000)
  }
}

private let wad: UInt128 = 1_000_000_000_000_000_000

/// Some texts have it the other way round for a short call, and call a short put's delta more negative in a fall.
@Suite("Dealer's gamma") struct GammaTests {
  private let rise = Price(wads: 3_300 * wad)
  private let start = Price(wads: 3_000 * wad)
  private let fall = Price(wads: 2_700 * wad)

  @Test(arguments: OptionKind.allCases, Model.allCases)
  func `a short-gamma dealer buys after a rise and sells after a fall`(kind: OptionKind, model: Model) throws
  {
    let market = try market(kind, model, takers: .buying)
    #expect(try market.bookGamma(spot: start, now: .start) < 0)
    #expect(try rebalance(market, to: rise).isPurchase)
    #expect(try rebalance(market, to: fall).isSale)
  }

  @Test(arguments: OptionKind.allCases, Model.allCases)
  func `a long-gamma dealer sells after a rise and buys after a fall`(kind: OptionKind, model: Model) throws {
    let market = try market(kind, model, takers: .selling)
    #expect(try market.bookGamma(spot: start, now: .start) > 0)
    #expect(try rebalance(market, to: rise).isSale)
    #expect(try rebalance(market, to: fall).isPurchase)
  }

  @Test(arguments: Model.allCases)
  func `a short call is hedged long, a short put short, and long options the other way`(model: Model) throws {
    let policy = HedgePolicy(every: .day, band: .zero)
    for (kind, side, buys) in [
      (OptionKind.call, OptionSide.buying, true), (.put, .buying, false), (.call, .selling, false),
      (.put, .selling, true),
    ] {
      let delta = try market(kind, model, takers: side).bookDelta(spot: start, now: .start)
      #expect(policy.decision(position: .zero, bookDelta: delta).isPurchase == buys)
    }
  }

  @Test(arguments: Model.allCases)
  func `a short put's option delta rises in a fall, and what falls is its hedge`(model: Model) throws {
    let market = try market(.put, model, takers: .buying)
    let before = try market.bookDelta(spot: start, now: .start)
    let after = try market.bookDelta(spot: fall, now: .start)
    #expect(after > before)
    #expect(-after < -before)
  }

  /// What a hedged dealer trades after the price has gone to `spot`.
  private func rebalance(_ market: OptionsMarket, to spot: Price) throws -> HedgeDecision {
    let policy = HedgePolicy(every: .day, band: .zero)
    let position = -(try market.bookDelta(spot: start, now: .start))
    let hedged = policy.decision(position: position, bookDelta: -position)
    #expect(hedged == .none)
    return policy.decision(
      position: position, bookDelta: try market.bookDelta(spot: spot, now: .start))
  }

  /// Which model the dealer hedges by: the laws hold for any convex one.
  enum Model: CaseIterable { case ramp, certified }

  private func market(_ kind: OptionKind, _ model: Model, takers side: OptionSide) throws -> OptionsMarket {
    let pair = Pair(base: Token(symbol: "ETH", decimals: 18), quote: Token(symbol: "USDC", decimals: 6))
    let series = Series(kind: kind, strike: start, expiry: Instant(milliseconds: 604_800_000))
    let terms = try OptionTerms(
      volatility: Ratio(wads: 850_000_000_000_000_000), rate: .zero, dividend: .zero, spread: .zero,
      tradingCutoff: .zero, deltaRange: .zero ... .one)
    var market =
      model == .ramp
      ? try OptionsMarket(terms: terms, series: [series], pair: pair, pricing: RampPricing())
      : try OptionsMarket(terms: terms, series: [series], pair: pair)
    let free = Balances(base: Amount(Word256(10 * wad)), quote: Amount(30_000_000_000))
    let order = OptionOrder(series: 0, side: side, size: Amount(Word256(10 * wad)))
    market.execute(try market.quote(order, spot: start, now: .start, vault: .live, free: free))
    return market
  }
}

extension HedgeDecision {
  /// Whether base units are bought.
  fileprivate var isPurchase: Bool { if case .buy = self { true } else { false } }
  /// Whether base units are sold.
  fileprivate var isSale: Bool { if case .sell = self { true } else { false } }
}
