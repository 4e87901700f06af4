public import Units

/// The market of listed European options against one vault: positions, collateral, quotes, settlement.
///
/// It decides and returns exact movements; the owner of the ledger posts them. Takers' longs and shorts are kept
/// apart per series: a taker's short is backed by its own escrow, so the vault locks collateral only for
/// `max(0, sold − bought)`. After construction nothing allocates.
public struct OptionsMarket: Sendable {
  /// What is quoted and declined.
  public let terms: OptionTerms
  /// What is listed, in the order of the indices orders use.
  public let series: [Series]
  /// The tokens traded.
  public let pair: Pair
  /// Positions and collateral.
  public internal(set) var book: OptionsBook
  let pricing: any OptionPricing
  /// What the series share when ``pricing`` is certified; nil for another model.
  let shared: CertifiedBook?
  /// The series by their expiry, so that what one shares is computed once.
  let byExpiry: [Int]

  /// A market with no positions that prices by `pricing`.
  /// - Throws: `OptionsMarketRefusal.strikeMustBePositive`, with the first such series.
  public init(
    terms: OptionTerms, series: [Series], pair: Pair, pricing: any OptionPricing
  ) throws(OptionsMarketRefusal) {
    for index in series.indices where series[index].strike.wads == 0 {
      throw .strikeMustBePositive(series: index)
    }
    self.terms = terms
    self.series = series
    self.pair = pair
    self.pricing = pricing
    shared = (pricing as? CertifiedPricing).map { CertifiedBook(series: series, pricing: $0) }
    byExpiry = series.indices.sorted {
      series[$0].expiry != series[$1].expiry ? series[$0].expiry < series[$1].expiry : $0 < $1
    }
    book = OptionsBook(count: series.count)
  }

  /// A market with no positions that prices by Black-Scholes-Merton at its own terms.
  /// - Throws: `OptionsMarketRefusal.strikeMustBePositive`, with the first such series.
  public init(terms: OptionTerms, series: [Series], pair: Pair) throws(OptionsMarketRefusal) {
    try self.init(terms: terms, series: series, pair: pair, pricing: CertifiedPricing(terms: terms))
  }

  /// Base units of the vault that cover its short calls.
  public var lockedBase: Amount<Base> { book.locked.base }
  /// Quote units of the vault that cover its short puts.
  public var lockedQuote: Amount<Quote> { book.locked.quote }

  /// Contracts the vault is long (positive) or short (negative) of a series: `bought − sold`, in base units.
  public func vaultPosition(in index: Int) -> Change<Base> {
    Change(from: book.positions[index].sold, to: book.positions[index].bought)
  }
}

/// Why a market cannot be made.
public enum OptionsMarketRefusal: Error, Hashable, Sendable {
  /// A listed strike was zero.
  case strikeMustBePositive(series: Int)
}

/// The state of an options market: values only.
public struct OptionsBook: Hashable, Sendable {
  /// Open interest per series, in the market's order.
  public internal(set) var positions: [SeriesPosition]
  /// The vault's collateral over all series.
  public internal(set) var locked: Balances
  /// Trades and settlements booked so far; a quote is good for one revision.
  public internal(set) var revision: UInt64

  init(count: Int) {
    positions = Array(repeating: SeriesPosition(), count: count)
    locked = .zero
    revision = 0
  }
}

/// Open interest in one series.
public struct SeriesPosition: Hashable, Sendable {
  /// Contracts takers are long, in base units.
  public internal(set) var sold: Amount<Base> = .zero
  /// Contracts takers have written, in base units.
  public internal(set) var bought: Amount<Base> = .zero
  /// What takers have posted for what they wrote.
  public internal(set) var escrow: Balances = .zero
  /// Whether the series has settled.
  public internal(set) var isSettled = false

  /// Contracts the vault must cover: `max(0, sold − bought)`.
  public var netShort: Amount<Base> { sold > bought ? sold - bought : .zero }
}
