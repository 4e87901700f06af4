public import Exact

/// A scripted history of one constant-product pool: opening reserves and trades at stated reference prices.
///
/// Units are the pool's own base units; a price is quote units per base unit, any exact rational.
public struct LedgerHistory: Sendable {
  /// Where the fee of a trade goes.
  public enum FeeMode: String, Hashable, Sendable, CaseIterable {
    /// Into the reserves, as Uniswap v2: `out = ⌊in(10⁶−f) R_out ÷ (10⁶ R_in + in(10⁶−f))⌋`; the label `in·f/10⁶`
    /// is an exact rational.
    case inside
    /// Beside the curve: `fee = ⌈in·f/10⁶⌉`, `out = ⌊(in − fee) R_out ÷ (R_in + in − fee)⌋`.
    case outside
  }

  /// Which way a trader goes.
  public enum Side: String, Hashable, Sendable, CaseIterable {
    /// Pays quote in and takes base out.
    case buy
    /// Pays base in and takes quote out.
    case sell
  }

  /// One trade.
  public struct Event: Sendable {
    /// The reference price, quote units per base unit.
    public var price: Rational
    /// Index into ``LedgerHistory/actors``.
    public var actor: Int
    /// Which way.
    public var side: Side
    /// Units paid in, fee included.
    public var input: Integer
    /// Fee in millionths of the input.
    public var feePerMillion: Int

    /// A trade from its parts.
    public init(price: Rational, actor: Int, side: Side, input: Integer, feePerMillion: Int) {
      self.price = price
      self.actor = actor
      self.side = side
      self.input = input
      self.feePerMillion = feePerMillion
    }
  }

  /// Where fees go.
  public var mode: FeeMode
  /// Opening base reserve.
  public var base: Integer
  /// Opening quote reserve.
  public var quote: Integer
  /// Reference price before the first event.
  public var openingPrice: Rational
  /// Reference price at which the history is valued.
  public var finalPrice: Rational
  /// The traders, in order of first appearance.
  public var actors: [String]
  /// The trades in order; the price moves first, then the trade happens.
  public var events: [Event]

  /// A history from its parts.
  public init(
    mode: FeeMode, base: Integer, quote: Integer, openingPrice: Rational, finalPrice: Rational,
    actors: [String], events: [Event]
  ) {
    self.mode = mode
    self.base = base
    self.quote = quote
    self.openingPrice = openingPrice
    self.finalPrice = finalPrice
    self.actors = actors
    self.events = events
  }
}

/// What a history comes to; quote units, exact.
public struct LedgerFigures: Sendable {
  /// The price everything is valued at.
  public var finalPrice: Rational
  /// `W₀`.
  public var openingWealth: Rational
  /// `W`, fees included.
  public var wealth: Rational
  /// `H = X₀ P + Y₀`.
  public var holding: Rational
  /// `Σ X₋₁ ΔP`.
  public var market: Rational
  /// `Σ (φˣ P + φʸ)`.
  public var fees: Rational
  /// `Σ −(a P + b)`.
  public var loss: Rational
  /// `H − W`.
  public var netImpermanentLoss: Rational
  /// Losses by actor.
  public var lossByActor: [Rational]
  /// Traders' profits by actor: losses less fees.
  public var profitByActor: [Rational]
  /// `Σ markout(0)`.
  public var markout: Rational
  /// Number of trades.
  public var trades: Int
  /// `V`: value of the curve's reserves.
  public var principalValue: Rational
  /// `R = V₀ + Σ x₋₁ ΔP`.
  public var rebalancing: Rational
  /// `H − V`.
  public var principalImpermanentLoss: Rational
  /// `Σ fˣ₋₁ ΔP`.
  public var feeRevaluation: Rational
}

extension LedgerHistory {
  private static let million = Integer(1_000_000)

  /// Replays the trades and accounts for them.
  public func figures() -> LedgerFigures {
    let scale = events.reduce(openingPrice.denominator.leastCommonMultiple(finalPrice.denominator)) {
      $0.leastCommonMultiple($1.price.denominator)
    }
    func scaled(_ price: Rational) -> Integer { price.numerator * (scale / price.denominator) }
    var account = LiquidityAccount<Integer>(
      base: base, quote: quote, price: scaled(openingPrice), quoteScale: scale,
      feeDenominator: Self.million, actors: actors.count)
    var reserves = (base: base, quote: quote)
    for event in events {
      let move = trade(event, reserves: &reserves)
      account.trade(
        base: move.base, quote: move.quote, feeBase: move.feeBase, feeQuote: move.feeQuote,
        price: scaled(event.price), actor: event.actor)
    }
    account.mark(at: scaled(finalPrice))
    return LedgerFigures(account: account, scale: scale, finalPrice: finalPrice)
  }

  /// What the providers receive from a trade, fees within and (times a million) apart.
  private func trade(
    _ event: Event, reserves: inout (base: Integer, quote: Integer)
  ) -> (base: Integer, quote: Integer, feeBase: Integer, feeQuote: Integer) {
    switch event.side {
    case .buy:
      let (output, fee) = swap(event, reserveIn: &reserves.quote, reserveOut: &reserves.base)
      return (-output, event.input, .zero, fee)
    case .sell:
      let (output, fee) = swap(event, reserveIn: &reserves.base, reserveOut: &reserves.quote)
      return (event.input, -output, fee, .zero)
    }
  }

  private func swap(
    _ event: Event, reserveIn: inout Integer, reserveOut: inout Integer
  ) -> (output: Integer, feeTimesMillion: Integer) {
    let million = Self.million
    let label = event.input * Integer(event.feePerMillion)
    switch mode {
    case .inside:
      let kept = event.input * million - label
      let output = (kept * reserveOut).divided(by: reserveIn * million + kept, rounding: .payout)
      reserveIn += event.input
      reserveOut -= output
      return (output, label)
    case .outside:
      let fee = label.divided(by: million, rounding: .charge)
      let net = event.input - fee
      let depth = reserveIn + net
      let output = (net * reserveOut).divided(by: depth, rounding: .payout)
      reserveIn = depth
      reserveOut -= output
      return (output, fee * million)
    }
  }
}

extension LedgerFigures {
  init(account: LiquidityAccount<Integer>, scale: Integer, finalPrice: Rational) {
    let scaleTimesFee = scale * account.feeDenominator
    func fine(_ value: Integer) -> Rational { Rational(value, dividedBy: scale) }
    func fee(_ value: Integer) -> Rational { Rational(value, dividedBy: scaleTimesFee) }
    self.finalPrice = finalPrice
    openingWealth = fine(account.openingWealth)
    wealth = fine(account.wealth)
    holding = fine(account.holding)
    market = fine(account.market)
    fees = fee(account.totalFees)
    loss = fee(account.totalLoss)
    netImpermanentLoss = fine(account.holding - account.wealth)
    lossByActor = account.loss.map(fee)
    profitByActor = account.loss.indices.map { fee(account.loss[$0] - account.fees[$0]) }
    markout = fine(account.totalMarkout)
    trades = account.trades.reduce(0, +)
    principalValue = fee(account.principalValue)
    rebalancing = fee(account.rebalancingValue)
    principalImpermanentLoss = fee(account.holding * account.feeDenominator - account.principalValue)
    feeRevaluation = fee(account.feeRevaluation)
    precondition(
      account.wealthResidual == .zero && account.rebalancingResidual == .zero
        && account.feeInventoryResidual == .zero && account.impermanentLossResidual == .zero
        && account.markoutResidual == .zero,
      "an accounting identity left a residual: I1 \(account.wealthResidual), I2 \(account.rebalancingResidual), "
        + "I3 \(account.feeInventoryResidual), I5 \(account.impermanentLossResidual), "
        + "I6 \(account.markoutResidual)")
  }
}
