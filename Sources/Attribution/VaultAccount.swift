public import Exact
import Markets
public import Simulation
public import Units

/// The exact account of a vault: a fold over prices, hedge trades and token movements.
///
/// `W − W₀ = premiums − payoffs + deposits − withdrawals + Σ X₋₁ ΔP − Σ C_H`, in fine units, where X is the vault's
/// base inventory. `Σ X₋₁ ΔP` is split into the hedge, `Σ h₋₁ ΔP` over what hedge trades bought and sold, and the
/// capital, which is the rest.
public struct VaultAccount: Sendable {
  private let pair: Pair
  /// Opening base inventory.
  public let openingBase: Int256
  /// Opening quote inventory.
  public let openingQuote: Int256
  /// Opening reference price.
  public let openingPrice: Price
  /// Base inventory, locked collateral included.
  public private(set) var base: Int256
  /// Quote inventory, locked collateral included.
  public private(set) var quote: Int256
  /// Base units that hedge trades bought, less those they sold.
  public private(set) var hedge: Int256 = .zero
  /// The price up to which the revaluations are complete.
  public private(set) var markedPrice: Price
  /// `Σ X₋₁ ΔP`, fine units.
  public private(set) var market: Int256 = .zero
  /// `Σ h₋₁ ΔP`, fine units.
  public private(set) var hedgeMarket: Int256 = .zero
  /// `Σ C_H = Σ s (cash − P q)` over hedge trades, fine units.
  public private(set) var hedgeCost: Int256 = .zero
  /// Net value in, by cause, fine units: premiums and deposits positive, payoffs and withdrawals negative.
  public private(set) var flows: [Int256]
  /// Number of movements by cause.
  public private(set) var counts: [Int]
  /// `Σ D_x P` over the base tokens given to the vault, fine units.
  public private(set) var donatedBaseValue: Int256 = .zero
  /// Number of hedge trades.
  public private(set) var hedges = 0

  /// The account of a vault that opens with `base` and `quote` at `price`.
  public init(base: Amount<Base>, quote: Amount<Quote>, price: Price, pair: Pair) {
    self.pair = pair
    openingBase = Int256(base.units)
    openingQuote = Int256(quote.units)
    openingPrice = price
    self.base = openingBase
    self.quote = openingQuote
    markedPrice = price
    flows = Array(repeating: .zero, count: VaultEvent.Cause.allCases.count)
    counts = Array(repeating: 0, count: VaultEvent.Cause.allCases.count)
  }

  mutating func mark(at price: Price) {
    let move = Int256(Word256(price.wads)) - Int256(Word256(markedPrice.wads))
    guard !move.isZero else { return }
    market += base * move
    hedgeMarket += hedge * move
    markedPrice = price
  }

  mutating func record(_ event: VaultEvent) {
    mark(at: event.price)
    base += event.base.units
    quote += event.quote.units
    flows[Int(event.cause.rawValue)] += pair.value(event.base, at: event.price) + pair.value(event.quote)
    counts[Int(event.cause.rawValue)] += 1
    if event.cause == .donation { donatedBaseValue += pair.value(event.base, at: event.price) }
  }

  mutating func hedge(_ event: TradeEvent) {
    mark(at: event.price)
    let buys = event.fill.side == .buying
    let bought = buys ? Int256(event.fill.base.units) : -Int256(event.fill.base.units)
    let paid = buys ? Int256(event.fill.quote.units) : -Int256(event.fill.quote.units)
    base += bought
    quote -= paid
    hedge += bought
    hedges += 1
    hedgeCost += pair.value(Change<Quote>(paid)) - pair.value(Change<Base>(bought), at: event.price)
  }

  /// Net value that moved for one cause, fine units.
  public func flow(_ cause: VaultEvent.Cause) -> Int256 { flows[Int(cause.rawValue)] }
  /// Wealth at the marked price, fine units.
  public var wealth: Int256 { pair.value(Change(base), at: markedPrice) + pair.value(Change(quote)) }
  /// Opening wealth, fine units.
  public var openingWealth: Int256 {
    pair.value(Change(openingBase), at: openingPrice) + pair.value(Change(openingQuote))
  }
  /// (I11, before option marks) wealth change less its parts; exactly 0.
  public var residual: Int256 {
    wealth - openingWealth - flows.reduce(.zero, +) - market + hedgeCost
  }
}

/// What one kind of trader holds and what that became worth: a fold over its trades.
public struct TraderAccount: Sendable {
  /// Base units bought less sold.
  public private(set) var base: Int256 = .zero
  /// Quote units received less paid.
  public private(set) var quote: Int256 = .zero
  /// `Σ base₋₁ ΔP`, fine units.
  public private(set) var market: Int256 = .zero
  /// Base units traded either way.
  public private(set) var volume: Amount<Base> = .zero
  private var markedPrice: Price

  init(price: Price) { markedPrice = price }

  mutating func mark(at price: Price) {
    market += base * (Int256(Word256(price.wads)) - Int256(Word256(markedPrice.wads)))
    markedPrice = price
  }

  mutating func trade(_ fill: Fill, price: Price) {
    mark(at: price)
    let buys = fill.side == .buying
    base += buys ? Int256(fill.base.units) : -Int256(fill.base.units)
    quote += buys ? -Int256(fill.quote.units) : Int256(fill.quote.units)
    volume += fill.base
  }
}
