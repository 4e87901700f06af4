import Exact
import Options
import Units

/// Prices by a table, so that the market is tested apart from any model.
struct TablePricing: OptionPricing {
  /// Price in wads, by the direction asked for: a spread of one wad between down and up.
  var price: UInt128 = 100
  var delta: Int128 = 500_000_000_000_000_000
  var gamma: Int128 = 7
  var refusal: PricingRefusal?
  /// Refuse only once nothing remains.
  var refusesExpired = false

  func price(
    of series: Series, spot: Price, remaining: Duration, rounding: Rounding
  ) throws(PricingRefusal) -> Price {
    try admit(remaining)
    switch rounding {
    case .down: return Price(wads: price)
    case .nearest, .up: return Price(wads: price + 1)
    }
  }

  func delta(of series: Series, spot: Price, remaining: Duration) throws(PricingRefusal) -> Ratio {
    try admit(remaining)
    return Ratio(wads: series.kind == .call ? delta : -delta)
  }

  func gamma(of series: Series, spot: Price, remaining: Duration) throws(PricingRefusal) -> Ratio {
    try admit(remaining)
    return Ratio(wads: gamma)
  }

  private func admit(_ remaining: Duration) throws(PricingRefusal) {
    if let refusal { throw refusal }
    if refusesExpired, remaining == .zero { throw .inputsMustBeInDomain }
  }
}

/// A pair whose fine unit is `10^power` to the quote unit, for exhaustive tests in small integers.
func smallPair(power: Int) -> Pair {
  Pair(base: Token(symbol: "B", decimals: 0), quote: Token(symbol: "Q", decimals: 18 - power))
}

func terms(
  spread: Int128 = 0, cutoff: Int64 = 10, delta: ClosedRange<Int128> = 0...1_000_000_000_000_000_000
) throws -> OptionTerms {
  try OptionTerms(
    volatility: .one, rate: .zero, dividend: .zero, spread: Ratio(wads: spread),
    tradingCutoff: Duration(milliseconds: cutoff),
    deltaRange: Ratio(wads: delta.lowerBound)...Ratio(wads: delta.upperBound))
}

/// A call (index 0) and a put (index 1) of one strike that expire at 1,000 ms.
func market(
  strike: UInt128 = 5, spread: Int128 = 0, power: Int = 0, pricing: TablePricing = TablePricing()
) throws -> OptionsMarket {
  let expiry = Instant(milliseconds: 1000)
  return try OptionsMarket(
    terms: try terms(spread: spread),
    series: [
      Series(kind: .call, strike: Price(wads: strike), expiry: expiry),
      Series(kind: .put, strike: Price(wads: strike), expiry: expiry),
    ],
    pair: smallPair(power: power), pricing: pricing)
}

extension OptionsMarket {
  /// Quotes and executes at the start with plenty of free balances.
  @discardableResult
  mutating func trade(_ side: OptionSide, _ size: UInt64, of index: Int) throws -> OptionQuote {
    let plenty = Balances(base: Amount(1_000_000_000), quote: Amount(1_000_000_000))
    let order = OptionOrder(series: index, side: side, size: Amount(Word256(size)))
    let quote = try quote(order, spot: Price(wads: 5), now: .start, vault: .live, free: plenty)
    execute(quote)
    return quote
  }
}

/// A small word as a native integer.
func native(_ word: Word256) -> Int { Int(word.low) }
