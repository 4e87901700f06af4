import Exact
import Options
import Units

/// W3: a call's price and seven greeks, correctly rounded at 18 decimals.
enum GreekBenchmarks {
  static let all = [
    Benchmark(name: "W3", unit: "options", count: 200_000, run: fast),
    Benchmark(name: "W3-slow", unit: "options", count: 500, run: slow),
  ]

  static let wad: UInt128 = 1_000_000_000_000_000_000
  static let rate = Ratio(wads: 50_000_000_000_000_000)

  /// Option `i` of the workload: K = 50 + 7919 i mod 101, T = 1 + 104729 i mod 730 days,
  /// σ = (10 + 15485863 i mod 90) %.
  static func terms(_ i: Int) -> (strike: Price, remaining: Duration, volatility: Ratio) {
    (
      Price(wads: UInt128(50 + i * 7919 % 101) * wad),
      Duration(seconds: Int64(1 + i * 104_729 % 730) * 86_400),
      Ratio(wads: Int128(10 + i * 15_485_863 % 90) * 10_000_000_000_000_000)
    )
  }

  static func fast(_ count: Int) throws -> String {
    guard let spot = FastSpot(Price(wads: 100 * wad)) else { throw BenchmarkMistake.outOfRange }
    var price: Int128 = 0
    var charm: Int128 = 0
    var sink: Int128 = 0
    var undecided = 0
    var tenor = FastTenor()
    var deviation = FastDeviation()
    for i in 0..<count {
      let (strike, remaining, volatility) = terms(i)
      guard let strike = FastPrice(strike), let volatility = FastVolatility(volatility),
        tenor.update(remaining: remaining, rate: rate, dividend: .zero),
        deviation.update(volatility, over: tenor),
        let greeks = FastBlackScholes.greeks(
          kind: .call, spot: spot, strike: strike, tenor: tenor, deviation: deviation, rounding: .nearest)
      else { throw BenchmarkMistake.outOfRange }
      if !greeks.undecided.isEmpty { undecided += 1 }
      price += greeks.price
      charm += greeks.charm
      sink ^= greeks.delta ^ greeks.gamma ^ greeks.vega ^ greeks.theta ^ greeks.rho ^ greeks.vanna
    }
    return "\(decimal(price)),\(decimal(charm)),\(sink & 0xffff),\(undecided) undecided"
  }

  static func slow(_ count: Int) throws -> String {
    var price = Integer.zero
    var charm = Integer.zero
    for i in 0..<count {
      let (strike, remaining, volatility) = terms(i)
      let option = try BlackScholes(
        kind: .call, spot: Price(wads: 100 * wad), strike: strike, remaining: remaining,
        volatility: volatility,
        rate: rate, dividend: .zero)
      let values = try option.values(.all, rounding: .nearest)
      price += values.price ?? .zero
      charm += values.charm ?? .zero
    }
    return "\(price),\(charm)"
  }

  /// Wads as a decimal number.
  static func decimal(_ wads: Int128) -> String {
    let magnitude = wads.magnitude
    let fraction = "\(magnitude % wad)"
    let zeros = String(repeating: "0", count: 18 - fraction.count)
    return "\(wads < 0 ? "-" : "")\(magnitude / wad).\(zeros)\(fraction)"
  }
}

/// Why a workload could not run.
enum BenchmarkMistake: Error {
  /// An input lies outside the fixed-width range.
  case outOfRange
}

/// The greeks of a whole book, as a hedger asks for them.
enum BookBenchmarks {
  static let all = [
    Benchmark(name: "book", unit: "series", count: 200_000, run: book),
    Benchmark(name: "bookDelta", unit: "series", count: 1_000_000, run: bookDelta),
  ]

  private static func terms() throws -> OptionTerms {
    try OptionTerms(
      volatility: Ratio(wads: 850_000_000_000_000_000), rate: .zero, dividend: .zero, spread: .zero,
      tradingCutoff: .zero, deltaRange: .zero ... .one)
  }

  /// 20 series, calls and puts, on four weekly expiries.
  private static var series: [Series] {
    (0..<20).map { index in
      let strike = Price(wads: UInt128(2_000 + 100 * index) * GreekBenchmarks.wad)
      let expiry = Instant.start + Duration(seconds: Int64(index % 4 + 1) * 604_800)
      return Series(kind: index % 2 == 0 ? .call : .put, strike: strike, expiry: expiry)
    }
  }

  /// The moving spot of call number `call`.
  private static func spot(_ call: Int) -> Price {
    Price(wads: 3_000 * GreekBenchmarks.wad + UInt128(call % 500) * GreekBenchmarks.wad / 7)
  }

  static func book(_ count: Int) throws -> String {
    var book = BookGreeks(series: series, pricing: CertifiedPricing(terms: try terms()))
    var sum: Int128 = 0
    for call in 0..<max(count / 20, 1) {
      try book.evaluate(
        spot: spot(call), now: Instant(milliseconds: Int64(call % 1000)), rounding: .nearest)
      for greeks in book.greeks { sum &+= greeks.price ^ greeks.delta ^ greeks.gamma ^ greeks.theta }
    }
    return "\(sum)"
  }

  /// A hedger's question: the delta of the vault's whole book.
  static func bookDelta(_ count: Int) throws -> String {
    let pair = Pair(base: Token(symbol: "ETH", decimals: 18), quote: Token(symbol: "USDC", decimals: 6))
    var market = try OptionsMarket(terms: try terms(), series: series, pair: pair)
    let free = Balances(
      base: Amount(Word256(1_000 * GreekBenchmarks.wad)), quote: Amount(9_000_000_000_000))
    for index in market.series.indices {
      let size = Amount<Base>(Word256(UInt128(index + 1) * GreekBenchmarks.wad))
      market.execute(
        try market.quote(
          OptionOrder(series: index, side: .buying, size: size), spot: spot(0), now: .start, vault: .live,
          free: free))
    }
    var sum = Change<Base>.zero
    for call in 0..<max(count / 20, 1) {
      sum += try market.bookDelta(spot: spot(call), now: Instant(milliseconds: Int64(call % 1000)))
    }
    return "\(sum.units)"
  }
}
