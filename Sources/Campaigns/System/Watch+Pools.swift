import Exact
import Markets
import Properties
import Simulation
import Units

// MARK: - Any trade of the journal

extension Watch {
  /// Fee and price of a trade, whoever made it.
  mutating func judge(
    _ event: TradeEvent, before: (base: Int256, quote: Int256), _ engine: Engine, _ frame: Frame
  ) {
    let (fill, fee, mid) = (event.fill, event.fee, event.midBefore)
    let buys = fill.side == .buying
    // Never better than the price of no size: every curve is convex, and a book fills from its best level.
    let paid: (Word256, Word256) =
      buys ? (fill.quote.units, Word256(mid.base)) : (fill.base.units, Word256(mid.quote))
    let received: (Word256, Word256) =
      buys ? (fill.base.units, Word256(mid.quote)) : (fill.quote.units, Word256(mid.base))
    if case .concentrated = engine.pools[event.pool] {
      // Its mid is rounded; the swap itself is judged at the exact square root.
    } else {
      findings.note(Slack(product: paid, .atLeast, product: received), of: .curvePrice)
    }
    let (input, charged) =
      buys ? (fill.quote.units, fee.quote) : (fill.base.units, fee.base)
    let whole = input * Word256(fee.over)
    if let floor = frame.floors[event.pool] {
      findings.note(
        Slack(
          product: (charged, Word256(floor.denominator)), .atLeast, product: (whole, Word256(floor.numerator))
        ),
        of: .feeFloor)
    }
    if let cap = frame.ceilings[event.pool] {
      findings.note(
        Slack(
          product: (charged, Word256(cap.denominator)), .atMost, product: (whole, Word256(cap.numerator))),
        of: .feeCap)
    } else {
      findings.note(Slack(charged, .atMost, whole), of: .feeCap)
    }
    guard engine.pools[event.pool].curve != nil, !before.base.isNegative, !before.quote.isNegative else {
      return
    }
    let (base, quote) = (before.base.magnitude, before.quote.magnitude)
    let (baseAfter, quoteAfter) =
      buys
      ? (base - fill.base.units, quote + fill.quote.units)
      : (base + fill.base.units, quote - fill.quote.units)
    findings.note(
      Watch.product(fee, before: (base, quote), after: (baseAfter, quoteAfter)), of: .product)
  }

  /// `(d·b₀ − φ₀)(d·b₁ − φ₁) ≥ d²·r₀·r₁` with φ the fee label over d.
  static func product(
    _ fee: FeeLabel, before: (Word256, Word256), after: (Word256, Word256)
  ) -> Slack {
    let over = Word256(fee.over)
    let (base, quote) = (after.0 * over, after.1 * over)
    guard fee.base <= base, fee.quote <= quote else { return Slack(holds: false) }
    return Slack(
      product: (base - fee.base, quote - fee.quote), .atLeast, product: (before.0 * over, before.1 * over))
  }
}

// MARK: - A script's own step

extension Watch {
  /// A swap against the pool's reserves before and after, and against the unrounded model.
  mutating func judgeSwap(_ order: SwapOrder, _ engine: Engine) {
    guard let before = pool, case .trade(let event)? = engine.events.last(where: \.isTrade) else { return }
    let fill = event.fill
    let buys = fill.side == .buying
    switch engine.pools[before.index] {
    case .concentrated(let venue): judge(fill, before, venue.curve)
    case .constantProduct, .scheduled:
      guard let curve = engine.pools[before.index].curve else { return }
      let after = (curve.reserveBase.units, curve.reserveQuote.units)
      findings.note(
        Watch.product(event.fee, before: (before.base, before.quote), after: after), of: .product)
      // What really left the pool and entered it, by its reserves.
      let (reserveIn, reserveOut) = buys ? (before.quote, before.base) : (before.base, before.quote)
      let (newIn, newOut) = buys ? (after.1, after.0) : (after.0, after.1)
      guard newIn >= reserveIn, newOut <= reserveOut else {
        return findings.note(Slack(holds: false), of: .rounding)
      }
      judge(
        order, input: newIn - reserveIn, output: reserveOut - newOut, reserveIn, reserveOut,
        buys ? event.fee.quote : event.fee.base, over: event.fee.over)
    default: break
    }
  }

  /// `o · (r_i · d + i·d − φ) ≤ r_o · (i·d − φ)`, and not so for one unit more: received, or left unpaid.
  private mutating func judge(
    _ order: SwapOrder, input: Word256, output: Word256, _ reserveIn: Word256, _ reserveOut: Word256,
    _ fee: Word256, over: UInt64
  ) {
    let whole = input * Word256(over)
    guard fee <= whole, !input.isZero else { return findings.note(Slack(holds: false), of: .rounding) }
    let (net, scaled) = (whole - fee, reserveIn * Word256(over))
    findings.note(
      Slack(product: (output, scaled + net), .atMost, product: (reserveOut, net)), of: .rounding)
    switch order {
    case .buyPaying, .sellPaying:
      findings.note(
        Slack(product: (output + .one, scaled + net), .above, product: (reserveOut, net)), of: .modelUnits)
    case .buyReceiving, .sellReceiving:
      guard let share = try? fee.divided(by: input, rounding: .down), share <= Word256(over) else { return }
      let less = net - min(Word256(over) - share, net)
      findings.note(
        Slack(product: (reserveOut, less), .atMost, product: (output, scaled + less)), of: .modelUnits)
    }
  }

  /// A swap in ranges: at the exact price before it, the pool's tokens are worth no less; growth never falls.
  private mutating func judge(_ fill: Fill, _ before: PoolBefore, _ curve: ConcentratedPool) {
    guard let ranges = before.concentrated else { return }
    let root = Integer(ranges.sqrtPriceX96)
    let square = Rational(root * root)
    let scale = Rational(Integer.powerOfTwo(192))
    func worth(_ base: Word256, _ quote: Word256) -> Rational {
      Rational(Integer(base)) * square + Rational(Integer(quote)) * scale
    }
    findings.note(
      Slack(
        worth(curve.reserveBase.units, curve.reserveQuote.units), .atLeast, worth(before.base, before.quote)),
      of: .curvePrice)
    findings.note(Slack(curve.feeGrowthBase, .atLeast, ranges.growthBase), of: .growth)
    findings.note(Slack(curve.feeGrowthQuote, .atLeast, ranges.growthQuote), of: .growth)
    if curve.liquidity != ranges.liquidity { seen.hasCrossedTick = true }
  }

  /// Shares minted against `min(base · S ÷ r_b, quote · S ÷ r_q)`, and k per share².
  mutating func judgeMint(base: Amount<Base>, quote: Amount<Quote>, by actor: Int, _ engine: Engine) {
    guard let before = pool, !before.supply.isZero, let curve = engine.pools[before.index].curve else {
      return
    }
    let shares = engine.actors[actor].liquidity[before.index].units - before.held
    findings.note(
      Slack(product: (shares, before.base), .atMost, product: (base.units, before.supply)), of: .rounding)
    findings.note(
      Slack(product: (shares, before.quote), .atMost, product: (quote.units, before.supply)), of: .rounding)
    let more = shares + .one
    let byBase = Slack(product: (more, before.base), .above, product: (base.units, before.supply))
    let byQuote = Slack(product: (more, before.quote), .above, product: (quote.units, before.supply))
    findings.note(byBase.holds ? byBase : byQuote, of: .modelUnits)
    judgePerShare(before, curve)
  }

  /// What was paid against `shares · r ÷ S`, and k per share².
  mutating func judgeBurn(_ shares: Amount<Shares>, by actor: Int, _ engine: Engine) {
    guard let before = pool, let curve = engine.pools[before.index].curve else { return }
    for (reserve, left) in [
      (before.base, curve.reserveBase.units), (before.quote, curve.reserveQuote.units),
    ] {
      guard left <= reserve else { continue }
      let due = (shares.units, reserve)
      findings.note(Slack(product: (reserve - left, before.supply), .atMost, product: due), of: .rounding)
      findings.note(
        Slack(product: (reserve - left + .one, before.supply), .above, product: due), of: .modelUnits)
    }
    judgePerShare(before, curve)
  }

  /// A gift mints nothing.
  mutating func judgeGift(_ engine: Engine) {
    guard let before = pool, let curve = engine.pools[before.index].curve else { return }
    judgePerShare(before, curve)
  }

  /// `k' · S² ≥ k · S'²`: liquidity that comes or goes takes nothing from what stays.
  private mutating func judgePerShare(_ before: PoolBefore, _ curve: ConstantProduct) {
    let supply = curve.totalShares.units
    guard max(supply.significantBits, before.supply.significantBits) <= 127 else { return }
    findings.note(
      Slack(
        product: (curve.product, before.supply * before.supply), .atLeast,
        product: (before.base * before.quote, supply * supply)),
      of: .product)
  }
}

extension JournalEvent {
  fileprivate var isTrade: Bool {
    if case .trade = self { return true }
    return false
  }
}
