import Exact
import Markets
import Simulation
import Units

/// Makes what is particular to a pool's kind.
struct VenueDecoder {
  /// What the providers bring, and the opening state of what is more than that.
  struct Venue {
    var base: Amount<Base>
    var quote: Amount<Quote>
    var takesProtocolFee = false
    var kind = VenueKind.constantProduct
  }

  let reader: SectionReader
  /// Nil when it has been reported.
  let fee: FeeChoice?

  /// The venue; nil when something was reported, or the pair is not known.
  func venue(_ kind: PoolKeys.Kind, _ decoding: inout Decoding) -> Venue? {
    switch kind {
    case .constantProduct: constantProduct(&decoding)
    case .concentrated: concentrated(&decoding)
    case .orderBook: orderBook(&decoding)
    case .perpetual: perpetual(&decoding)
    }
  }

  private func constantProduct(_ decoding: inout Decoding) -> Venue? {
    let reserves = reader.value(PoolKeys.reserves, &decoding)
    let protocolFee = reader.value(PoolKeys.protocolFee, &decoding)
    guard let reserves, let protocolFee else { return nil }
    return Venue(
      base: reserves.base, quote: reserves.quote, takesProtocolFee: protocolFee == .oneSixth)
  }

  /// Reports a schedule where only a constant fee has a meaning.
  private func constantFee(_ kind: PoolKeys.Kind, _ decoding: inout Decoding) -> Fee? {
    guard let fee else { return nil }
    guard fee.schedule == nil else {
      decoding.log.error(
        at: reader.place(of: PoolKeys.fee), "a pool of kind `\(kind.rawValue)` has a constant fee",
        help: "for example `fee: 0.05%`")
      return nil
    }
    return fee.fee
  }

  // MARK: - Concentrated

  private func concentrated(_ decoding: inout Decoding) -> Venue? {
    let price = reader.value(PoolKeys.price, &decoding)
    let spacing = reader.value(PoolKeys.tickSpacing, &decoding)
    let convention = reader.value(PoolKeys.convention, &decoding)
    let part = reader.value(PoolKeys.protocolPart, &decoding)
    let positions = reader.value(PoolKeys.positions, &decoding)
    guard let price, let spacing, let convention, let positions, let pair = decoding.pair else { return nil }
    guard let root = ConcentratedPool.sqrtPriceX96(price, in: pair, rounding: .down),
      var pool = try? ConcentratedPool(
        sqrtPriceX96: root, tickSpacing: Int32(spacing), convention: convention == .v3 ? .v3 : .v4)
    else {
      decoding.log.error(
        at: reader.place(of: PoolKeys.price), "the price is outside the prices of a concentrated pool",
        help: "for example `\(PoolKeys.price.description.line)`")
      return nil
    }
    if let part { try? pool.setProtocolShares(base: UInt8(part), quote: UInt8(part)) }
    for placed in positions { mint(placed, in: &pool, pair: pair, &decoding) }
    guard !decoding.log.hasErrors else { return nil }
    return Venue(base: pool.reserveBase, quote: pool.reserveQuote, kind: .concentrated(pool))
  }

  private func mint(
    _ placed: Placed<PositionKeys.Draft>, in pool: inout ConcentratedPool, pair: Pair,
    _ decoding: inout Decoding
  ) {
    let draft = placed.value
    let full = TickRange.full(spacing: pool.tickSpacing)
    let range: TickRange
    switch (draft.from, draft.to) {
    case (nil, nil): range = full
    case (let from?, let to?):
      guard from < to, let covering = TickRange.covering(from, to: to, in: pair, spacing: pool.tickSpacing)
      else {
        decoding.log.error(
          at: placed.place, "the range does not begin below its end, or is outside all prices",
          help: "for example `\(PositionKeys.from.description.line), \(PositionKeys.to.description.line)`")
        return
      }
      range = covering
    default:
      decoding.log.error(
        at: placed.place, "a position names one end of its range only",
        help: "write both `from` and `to`, or neither for all prices")
      return
    }
    do {
      let liquidity: UInt128
      switch draft.size {
      case .liquidity(let stated): liquidity = stated
      case .worth(let value):
        liquidity = try ConcentratedPool.liquidity(
          worth: value, in: range, atSqrtPrice: pool.sqrtPriceX96)
      case .tokens(let tokens):
        liquidity = try pool.liquidity(payingBase: tokens.base, quote: tokens.quote, in: range)
      }
      _ = try pool.mint(liquidity, in: range, by: 0)
    } catch {
      decoding.log.error(
        at: placed.place, "the position cannot be minted: \(error)",
        help: "give it more, or a range that holds the opening price")
    }
  }

  // MARK: - Order book

  private func orderBook(_ decoding: inout Decoding) -> Venue? {
    let fee = constantFee(.orderBook, &decoding)
    let reserves = reader.value(PoolKeys.reserves, &decoding)
    let price = reader.value(PoolKeys.price, &decoding)
    let lot = reader.value(PoolKeys.lot, &decoding)
    let tick = reader.value(PoolKeys.tick, &decoding)
    let levels = reader.value(PoolKeys.levels, &decoding)
    let resilience = reader.value(PoolKeys.resilience, &decoding)
    guard let fee, let reserves, let price, let lot, let tick, let levels, let resilience,
      let pair = decoding.pair, let scale = scale(lot: lot, tick: tick, pair: pair, &decoding),
      let profile = profile(levels, lot: scale.basePerLot, &decoding)
    else { return nil }
    let thousandths = UInt32(
      clamping: (resilience.wads * 1000 + Ratio.one.wads - 1) / Ratio.one.wads)
    guard let share = Resilience(thousandths, over: 1000) else { return nil }
    do {
      let market = try BookMarket(
        scale: scale, profile: profile, resilience: share, fee: fee, base: reserves.base,
        quote: reserves.quote, span: span(levels, price: price, scale: scale, pair: pair))
      return Venue(base: reserves.base, quote: reserves.quote, kind: .orderBook(market, about: price))
    } catch {
      decoding.log.error(
        at: reader.place, "the book is not possible: \(error)", help: "lower the fee or the reserves")
      return nil
    }
  }

  private func scale(lot: Word256, tick: Price, pair: Pair, _ decoding: inout Decoding) -> BookScale? {
    let worth = try? Word256.mulDiv(
      lot, Word256(tick.wads), over: pair.finePerQuoteUnit, rounding: .down)
    let above = try? Word256.mulDiv(lot, Word256(tick.wads), over: pair.finePerQuoteUnit, rounding: .up)
    guard let base = lot.asUInt128.flatMap(UInt64.init(exactly:)), let worth, worth == above,
      !worth.isZero, let units = worth.asUInt128.flatMap(UInt64.init(exactly:))
    else {
      decoding.log.error(
        at: reader.place(of: PoolKeys.tick),
        "a tick times a lot must be a whole number of \(pair.quote.symbol) base units",
        help:
          "make `lot` or `tick` larger: for example `lot: 0.001 \(pair.base.symbol)` and `tick: 0.01 \(pair.quote.symbol)`"
      )
      return nil
    }
    return BookScale(basePerLot: base, quotePerTick: units)
  }

  private func profile(
    _ levels: [Placed<LevelKeys.Draft>], lot: UInt64, _ decoding: inout Decoding
  ) -> DepthProfile? {
    var steps: [DepthStep] = []
    for placed in levels {
      guard let whole = try? placed.value.size.quotientAndRemainder(dividingBy: Word256(lot)),
        whole.remainder.isZero, let lots = whole.quotient.asUInt128.flatMap(UInt64.init(exactly:))
      else {
        decoding.log.error(
          at: placed.place, "the size of a level must be a whole number of lots",
          help: "make it a multiple of `lot`")
        return nil
      }
      steps.append(DepthStep(distance: .share(placed.value.distance), lots: lots))
    }
    do {
      return try DepthProfile(bids: steps, asks: steps)
    } catch {
      decoding.log.error(
        at: reader.place(of: PoolKeys.levels), "the levels are not a depth profile: \(error)",
        help: "write them nearest first, each at its own distance")
      return nil
    }
  }

  /// Ticks enough for four times the farthest level either way, a power of two from 2¹⁰ to 2²⁰.
  private func span(
    _ levels: [Placed<LevelKeys.Draft>], price: Price, scale: BookScale, pair: Pair
  ) -> Int {
    let farthest = levels.map(\.value.distance).max() ?? .zero
    let ticks = (try? scale.ticks(of: price, in: pair, rounding: .up)) ?? 1
    let reach = Int128(ticks) * farthest.wads / Ratio.one.wads * 8
    var span = 1 << 10
    while span < 1 << 20, Int128(span) < reach { span *= 2 }
    return span
  }

  // MARK: - Perpetual

  private func perpetual(_ decoding: inout Decoding) -> Venue? {
    let fee = constantFee(.perpetual, &decoding)
    let reserves = reader.value(PoolKeys.reserves, &decoding)
    let margin = reader.value(PoolKeys.margin, &decoding)
    let funding = reader.value(PoolKeys.funding, &decoding)
    guard let fee, let reserves, let margin, let funding, let pair = decoding.pair else { return nil }
    do {
      let terms = try PerpetualTerms(
        fee: fee, initialMargin: margin.initial, maintenanceMargin: margin.maintenance,
        penalty: margin.penalty, fundingCap: funding.cap)
      let market = try Perpetual(
        base: reserves.base, quote: reserves.quote, terms: terms, pair: pair,
        accounts: PerpetualVenue.accounts)
      return Venue(base: .zero, quote: .zero, kind: .perpetual(market, fundingEvery: funding.every))
    } catch {
      decoding.log.error(
        at: reader.place(of: PoolKeys.margin), "the perpetual is not possible: \(error)",
        help: "for example `\(PoolKeys.margin.description.line)`")
      return nil
    }
  }
}
