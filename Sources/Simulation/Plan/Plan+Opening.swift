import Exact
import Feeds
import Ledger
import Markets
import Options
import Units
import Vaults

extension Plan {
  /// The common denominator of the pools' fees.
  ///
  /// Traps when there is none within ``Fee/maximumDenominator``: `check` refuses such a plan first.
  public var feeScale: UInt64 {
    guard let scale = commonFeeDenominator else {
      preconditionFailure("the fees of plan \(name) share no denominator within \(Fee.maximumDenominator)")
    }
    return scale
  }

  var commonFeeDenominator: UInt64? {
    var scale: UInt64 = 1
    for pool in pools {
      let denominator = pool.feeDenominator
      var (a, b) = (scale, denominator)
      while b != 0 { (a, b) = (b, a % b) }
      let (product, overflow) = (scale / a).multipliedReportingOverflow(by: denominator)
      guard !overflow, product <= Fee.maximumDenominator else { return nil }
      scale = product
    }
    return scale
  }

  /// How far above its start the reference price may go before the run stops: 2²⁰, about a million times.
  static let priceHeadroomBits = 20

  /// The highest reference price a run may reach, in wads.
  var priceCeiling: UInt128 {
    let start = openingPriceWads
    return start.leadingZeroBitCount > Self.priceHeadroomBits ? start << Self.priceHeadroomBits : .max
  }

  private var openingPriceWads: UInt128 {
    switch price.process {
    case .geometricBrownian(let start, _, _): start.wads
    case .jumpDiffusion(let start, _, _, _, _, _): start.wads
    case .replay(let points): points.first?.price.wads ?? 1
    }
  }

  /// Refuses a plan whose exact account would not fit 256 bits or whose order is not one.
  ///
  /// All tokens there are, valued at the price ceiling and times the fee scale, must leave 2¹⁶ of room for sums.
  func check() throws(RunRefusal) {
    let named = Set(order)
    guard named.count == order.count, named.contains(.price) else { throw .orderMustNameEachPhaseOnce(order) }
    guard let scale = commonFeeDenominator else { throw .feesMustShareADenominator }
    var base = vault?.capitalBase.units.significantBits ?? 0
    var quote = vault?.capitalQuote.units.significantBits ?? 0
    for deposit in vault?.deposits ?? [] { quote = max(quote, deposit.amount.units.significantBits) }
    for pool in pools {
      base = max(base, pool.reserveBase.units.significantBits)
      quote = max(quote, pool.reserveQuote.units.significantBits)
      guard case .perpetual(let perpetual, _) = pool.kind else { continue }
      base = max(base, perpetual.openingBase.units.significantBits)
      quote = max(quote, perpetual.openingQuote.units.significantBits)
    }
    let room = room(feeScale: scale)
    guard base + Self.priceHeadroomBits < room.base, quote + Self.priceHeadroomBits < room.quote else {
      throw .valuesMustFit
    }
  }

  /// How many bits one movement of either token may have, so that 2¹⁶ of them at any price and times the fee scale fit the
  /// exact account.
  func room(feeScale: UInt64) -> (base: Int, quote: Int) {
    let bits = 255 - 16 - (64 - feeScale.leadingZeroBitCount)
    return (
      bits - (128 - priceCeiling.leadingZeroBitCount), bits - pair.finePerQuoteUnit.significantBits
    )
  }

  /// Every party, in account order: the pools follow the rest.
  var parties: [Party] { Party.fixed + pools.indices.map { .pool($0) } }
}

extension Plan {
  /// The pools in their opening state.
  func openPools(at price: Price) throws(RunRefusal) -> [Venue] {
    let moment = VenueMoment(at: .start, block: 0, reference: price, oracle: price)
    var open: [Venue] = []
    for var pool in pools {
      pool.schedule = pool.schedule?.sized(forBlocksOf: block)
      do {
        open.append(try pool.open(at: moment, in: pair))
      } catch {
        throw .poolMustOpen(name: pool.name, error)
      }
    }
    return open
  }

  /// The options market without positions; nil without options or without a vault to write them.
  func openMarket() throws(RunRefusal) -> OptionsMarket? {
    guard let options, vault != nil else { return nil }
    let terms: OptionTerms
    do {
      terms = try OptionTerms(
        volatility: options.volatility, rate: options.rate, dividend: options.dividend,
        spread: options.spread, tradingCutoff: options.tradingCutoff, deltaRange: options.deltaRange)
    } catch {
      throw .optionsMustBeDefined(error)
    }
    do {
      return try OptionsMarket(
        terms: terms, series: options.series, pair: pair, pricing: CertifiedPricing(terms: terms))
    } catch {
      throw .seriesMustBeListable(error)
    }
  }

  /// The vault with its founders' shares, live; nil without a vault.
  func openVault(at price: Price) throws(RunRefusal) -> Vault? {
    guard let vault else { return nil }
    do {
      var open = try Vault(
        founding: Balances(base: vault.capitalBase, quote: vault.capitalQuote), at: price, in: pair)
      try open.begin()
      return open
    } catch {
      throw .vaultMustOpen(error)
    }
  }

  /// Retail flow; nil without retail.
  func openRetail() throws(RunRefusal) -> RetailFlow? {
    guard let retail else { return nil }
    return RetailFlow(retail, arrivals: try arrivals(perDay: retail.tradesPerDay))
  }

  /// How many option orders arrive in a block; none without demand.
  func demandArrivals() throws(RunRefusal) -> PoissonTable? {
    guard let options, let demand = options.demand, vault != nil else { return nil }
    guard
      let ordersPerDay = try? Word256.mulDiv(
        Word256(demand.contractsPerDay.wads.magnitude), pair.base.unitsPerWhole, over: demand.orderSize.units,
        rounding: .nearest),
      let wads = ordersPerDay.asUInt128, wads <= UInt128(Int128.max)
    else { throw .arrivalsMustBeCountable }
    return try arrivals(perDay: Ratio(wads: Int128(wads)))
  }

  /// Poisson arrivals of a block, from a rate per day.
  private func arrivals(perDay rate: Ratio) throws(RunRefusal) -> PoissonTable {
    guard rate >= .zero,
      let mean = try? Word256.mulDiv(
        Word256(rate.wads.magnitude), Word256(UInt64(block.milliseconds)),
        over: Word256(UInt64(Duration.day.milliseconds)), rounding: .nearest),
      let wads = mean.asUInt128, wads <= PoissonTable.largestMean.wads.magnitude
    else { throw .arrivalsMustBeCountable }
    do {
      return try PoissonTable(mean: Ratio(wads: Int128(wads)))
    } catch {
      throw .arrivalsMustBeCountable
    }
  }
}
