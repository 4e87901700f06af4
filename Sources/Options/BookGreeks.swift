public import Exact
public import Units

/// Price and greeks of every series of a book at one spot and time, each correctly rounded.
///
/// What series share is computed once: `ln K` with the book, `ln S` and `1/S` once a call, `√T`, `1 ÷ σ√T` and the
/// discounts once an expiry. Values go to storage that the book owns, so a call allocates nothing unless fixed width
/// leaves an output undecided (about one in millions) and ``BlackScholes`` decides it.
public struct BookGreeks: Sendable {
  /// One series with its own constants.
  private struct Entry: Sendable {
    let series: Series
    /// Nil outside the fixed-width range.
    let strike: FastPrice?
    /// Which of ``BookGreeks/expiries`` it has.
    let expiry: Int
  }

  /// σ, r and q.
  public let pricing: CertifiedPricing
  private let volatility: FastVolatility?
  private let entries: [Entry]
  private let expiries: [Instant]
  private var tenors: [FastTenor]
  private var deviations: [FastDeviation]
  /// Whether the shared parts of an expiry are in the fixed-width range.
  private var isShared: [Bool]
  /// The values of the last ``evaluate(spot:now:rounding:)``, in the order of the series; their `undecided` is empty.
  public private(set) var greeks: [FastGreeks]

  /// A book of series priced at the same volatility, rate and dividend.
  public init(series: [Series], pricing: CertifiedPricing) {
    self.pricing = pricing
    volatility = FastVolatility(pricing.volatility)
    let expiries = series.map(\.expiry).sorted().reduce(into: [Instant]()) { distinct, expiry in
      if distinct.last != expiry { distinct.append(expiry) }
    }
    self.expiries = expiries
    entries = series.map { series in
      Entry(
        series: series, strike: FastPrice(series.strike),
        expiry: expiries.firstIndex(of: series.expiry) ?? 0)
    }
    tenors = Array(repeating: FastTenor(), count: expiries.count)
    deviations = Array(repeating: FastDeviation(), count: expiries.count)
    isShared = Array(repeating: false, count: expiries.count)
    greeks = Array(repeating: FastGreeks(), count: series.count)
  }

  /// Fills ``greeks`` with all eight outputs of every series; an expired series has no time left.
  /// - Throws: `PricingRefusal.inputsMustBeInDomain`, then `.precisionMustSuffice`, then `.valueMustFit`; ``greeks``
  ///   then holds a mixture and must not be read.
  /// - Complexity: O(series), no heap allocation.
  public mutating func evaluate(spot: Price, now: Instant, rounding: Rounding) throws(PricingRefusal) {
    for index in expiries.indices { share(index, remaining: expiries[index] - now) }
    let fastSpot = FastSpot(spot)
    for index in entries.indices {
      let entry = entries[index]
      var values = FastGreeks()
      values.undecided = .all
      if let fastSpot, let strike = entry.strike, isShared[entry.expiry],
        let greeks = FastBlackScholes.greeks(
          kind: entry.series.kind, spot: fastSpot, strike: strike, tenor: tenors[entry.expiry],
          deviation: deviations[entry.expiry], rounding: rounding)
      {
        values = greeks
      }
      if !values.undecided.isEmpty {
        let left = max(entry.series.expiry - now, .zero)
        try pricing.decide(&values, of: entry.series, spot: spot, remaining: left, rounding: rounding)
      }
      greeks[index] = values
    }
  }

  /// Computes what the series of one expiry share, in place.
  private mutating func share(_ index: Int, remaining: Duration) {
    guard let volatility,
      tenors[index].update(remaining: remaining, rate: pricing.rate, dividend: pricing.dividend)
    else {
      isShared[index] = false
      return
    }
    isShared[index] = deviations[index].update(volatility, over: tenors[index])
  }
}

extension CertifiedPricing {
  /// All eight outputs of one series, in fixed width where that decides them.
  /// - Throws: `PricingRefusal.inputsMustBeInDomain`, then `.precisionMustSuffice`, then `.valueMustFit`.
  public func greeks(
    of series: Series, spot: Price, remaining: Duration, rounding: Rounding
  ) throws(PricingRefusal) -> FastGreeks {
    var values = FastGreeks()
    if let option = fast(series, spot: spot, remaining: remaining) {
      values = option.greeks(rounding)
    } else {
      values.undecided = .all
    }
    if !values.undecided.isEmpty {
      try decide(&values, of: series, spot: spot, remaining: remaining, rounding: rounding)
    }
    return values
  }

  /// Fills in what fixed width left undecided.
  /// - Throws: as ``greeks(of:spot:remaining:rounding:)``.
  func decide(
    _ values: inout FastGreeks, of series: Series, spot: Price, remaining: Duration, rounding: Rounding
  ) throws(PricingRefusal) {
    for index in 0..<8 {
      let output = BlackScholes.Outputs(index: index)
      guard values.undecided.contains(output) else { continue }
      let exact = try value(output, of: series, spot: spot, remaining: remaining, rounding: rounding)
      guard let word = exact.magnitude.asWord256, word.high == 0, word.low <= UInt128(Int128.max) else {
        throw .valueMustFit
      }
      values[output] = exact.isNegative ? -Int128(word.low) : Int128(word.low)
    }
    values.undecided = []
  }
}

extension FastGreeks {
  /// The value of a single output.
  public internal(set) subscript(output: BlackScholes.Outputs) -> Int128 {
    get {
      switch output {
      case .price: price
      case .delta: delta
      case .gamma: gamma
      case .vega: vega
      case .theta: theta
      case .rho: rho
      case .vanna: vanna
      case .charm: charm
      default: preconditionFailure("a single output was asked for, not the set \(output.rawValue)")
      }
    }
    set {
      switch output {
      case .price: price = newValue
      case .delta: delta = newValue
      case .gamma: gamma = newValue
      case .vega: vega = newValue
      case .theta: theta = newValue
      case .rho: rho = newValue
      case .vanna: vanna = newValue
      case .charm: charm = newValue
      default: preconditionFailure("a single output was asked for, not the set \(output.rawValue)")
      }
    }
  }
}
