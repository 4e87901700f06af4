public import Exact
public import Markets
public import Units

/// The microstructure metrics of one size on a venue's curve, unrounded, as part of `hedgeflow.quote/1` and as text.
///
/// `σ_eff`, `s_marg` and imbalance are pure numbers, `C_H` is in quote tokens, `J` and depths in base tokens.
public struct MetricsReport {
  private let curve: any DepthCurve
  private let side: TradeSide
  private let size: Rational
  private let band: Rational
  private let pair: Pair

  /// The metrics of trading `size` base units on one side, with depth and imbalance in a band about the venue's own middle.
  public init(
    _ curve: any DepthCurve, side: TradeSide, size: Amount<Base>, band: Rational, pair: Pair
  ) {
    self.curve = curve
    self.side = side
    self.size = Numeral(size, of: pair.base).value
    self.band = band
    self.pair = pair
  }

  private struct Figures {
    let cost: TradeCost
    let marginal: Rational
    /// Rounded to nearest 18 decimals, certified.
    let integral: Rational
    let bids: Rational
    let asks: Rational
    let imbalance: Rational
  }

  private func figures() throws -> Figures {
    func certified(_ value: CertifiedReal) throws -> Rational {
      Numeral(try value.scaled(decimals: 18, rounding: .nearest), decimals: 18).value
    }
    guard let middle = curve.middle else { throw MetricRefusal.middleMustExist }
    return Figures(
      cost: try curve.cost(side, base: size), marginal: try curve.marginalCost(side, base: size),
      integral: try certified(curve.averageCostIntegral(side, base: size)),
      bids: try certified(curve.depth(.buying, within: band, about: middle)),
      asks: try certified(curve.depth(.selling, within: band, about: middle)),
      imbalance: try certified(curve.imbalance(within: band, about: middle)))
  }

  /// Exact strings; what needs a root or a logarithm is correctly rounded to 18 decimals.
  /// - Throws: `MetricRefusal`, when the venue holds less than the size.
  public func document() throws -> Document {
    let figures = try figures()
    return [
      "base": .exact(size),
      "averagePrice": .exact(figures.cost.averagePrice),
      "effectiveHalfSpread": .exact(figures.cost.effectiveHalfSpread),
      "marginalCost": .exact(figures.marginal),
      "slippageCost": .exact(figures.cost.slippageCost),
      "slippageBasisPoints": .exact(figures.cost.slippageBasisPoints),
      "averageCostIntegral": .exact(figures.integral),
      "band": .exact(band),
      "bidDepth": .exact(figures.bids),
      "askDepth": .exact(figures.asks),
      "imbalance": .exact(figures.imbalance),
    ]
  }

  /// A few lines for people.
  /// - Throws: as ``document()``.
  public func text() throws -> String {
    let figures = try figures()
    var table = Table([.text(""), .number("")])
    func row(_ label: String, _ value: String) { table.add([label, value]) }
    func tokens(_ value: Rational, _ token: Token) -> String {
      Numeral(value).significant(digits: 10) + " " + token.symbol
    }
    row("effective half-spread σ_eff", Numeral(figures.cost.effectiveHalfSpread).basisPoints(places: 4))
    row("marginal cost s_marg", Numeral(figures.marginal).basisPoints(places: 4))
    row("cost C_H", tokens(figures.cost.slippageCost, pair.quote))
    row("cost C_H, relative", Numeral(figures.cost.slippageBasisPoints).significant(digits: 8) + " bp")
    row("integral of σ_eff (J)", tokens(figures.integral, pair.base))
    let within = "within " + Numeral(band).percent(places: 2)
    row("bids \(within)", tokens(figures.bids, pair.base))
    row("asks \(within)", tokens(figures.asks, pair.base))
    row("order-book imbalance \(within)", Numeral(figures.imbalance).significant(digits: 8))
    return "metrics of the unrounded curve for \(Numeral(size).exact) \(pair.base.symbol)\n"
      + table.rendered(width: 100, indent: 2)
  }
}
