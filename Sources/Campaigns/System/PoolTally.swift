import Exact
import Markets
import Simulation
import Units

/// The exact account of a pool's providers, kept step by step: what the loss identities need, and no more.
///
/// The same sums as `LiquidityAccount`, at one width and without arrays, because a check asks for them after every action; a test
/// compares both. Values are fine units; what a fee enters is times `feeDenominator`.
struct PoolTally: Sendable {
  /// `W₀ = X₀ P₀ + Y₀`.
  let openingWealth: Int256
  private let quoteScale: Int256
  let feeDenominator: Int256
  /// Base inventory by the journal.
  private(set) var base: Int256
  /// Quote inventory by the journal.
  private(set) var quote: Int256
  /// Opening base and what entered other than by trades.
  private(set) var heldBase: Int256
  /// The price up to which the market's move is complete.
  private(set) var markedPrice: Int256
  /// `Σ X₋₁ ΔP`.
  private(set) var market: Int256 = .zero
  /// `Σ (D_x P + D_y)` over what entered less what left other than by trades.
  private(set) var transfers: Int256 = .zero
  /// `Σ (φˣ P + φʸ)`, times `feeDenominator`.
  private(set) var fees: Int256 = .zero
  /// `Σ −(a P + b)` of the principal, times `feeDenominator`.
  private(set) var loss: Int256 = .zero
  /// `Σ (A P + B)` by who traded.
  private(set) var markout = InlineArray<4, Int256>(repeating: .zero)
  /// `Σ A` by who traded.
  private(set) var exchanged = InlineArray<4, Int256>(repeating: .zero)

  init(_ pool: PoolPlan, price: Price, pair: Pair, feeScale: UInt64) {
    base = Int256(pool.reserveBase.units)
    quote = Int256(pool.reserveQuote.units)
    heldBase = base
    markedPrice = Int256(Word256(price.wads))
    quoteScale = Int256(pair.finePerQuoteUnit)
    feeDenominator = Int256(Word256(feeScale))
    openingWealth = base * markedPrice + quote * quoteScale
  }

  private mutating func mark(at price: Int256) {
    let move = price - markedPrice
    guard !move.isZero else { return }
    market += base * move
    markedPrice = price
  }

  /// Books a trade; `share` brings its fee label to `feeDenominator`.
  mutating func trade(_ event: TradeEvent, share: Int256) {
    let price = Int256(Word256(event.price.wads))
    mark(at: price)
    let buys = event.fill.side == .buying
    let (baseMoved, quoteMoved) = (Int256(event.fill.base.units), Int256(event.fill.quote.units))
    let (inBase, inQuote) = buys ? (-baseMoved, quoteMoved) : (baseMoved, -quoteMoved)
    let fee = (Int256(event.fee.base) * price + Int256(event.fee.quote) * quoteScale) * share
    let value = inBase * price + inQuote * quoteScale
    base += inBase
    quote += inQuote
    fees += fee
    loss += fee - value * feeDenominator
    let origin = Int(event.origin.rawValue)
    markout[origin] += value
    exchanged[origin] += inBase
  }

  /// Books what entered other than by a trade.
  mutating func transfer(_ event: PoolEvent) {
    let price = Int256(Word256(event.price.wads))
    mark(at: price)
    base += event.base.units
    quote += event.quote.units
    heldBase += event.base.units
    transfers += event.base.units * price + event.quote.units * quoteScale
  }

  /// `Σ X₋₁ ΔP` up to a price.
  func market(upTo price: Int256) -> Int256 { market + base * (price - markedPrice) }

  /// `Σ` of the markouts of every origin.
  var totalMarkout: Int256 { markout[0] + markout[1] + markout[2] + markout[3] }

  /// `Σ` of the base that every origin exchanged.
  var totalExchanged: Int256 { exchanged[0] + exchanged[1] + exchanged[2] + exchanged[3] }
}
