public import Exact

/// A constant-product curve by its liquidity `L` and the root `s` of its price: `x = L ÷ s`, `y = L·s`, worth `2L·s` at its own price.
///
/// With prices that are squares of fractions everything an arbitrageur does to it is a fraction.
///
/// Source: Milionis, Moallemi, Roughgarden, Zhang, "Automated Market Making and Loss-Versus-Rebalancing", in discrete time.
public struct LiquidityCurve: Hashable, Sendable {
  /// `L`.
  public let liquidity: Rational
  /// `s`, the root of the price.
  public let root: Rational

  /// A curve from its parts.
  ///
  /// - Throws: `MetricRefusal.reservesMustBePositive` for `L`, then `.priceMustBePositive` for `s`.
  public init(liquidity: Rational, root: Rational) throws(MetricRefusal) {
    guard liquidity > .zero else { throw .reservesMustBePositive }
    guard root > .zero else { throw .priceMustBePositive }
    self.init(checked: liquidity, root)
  }

  private init(checked liquidity: Rational, _ root: Rational) {
    self.liquidity = liquidity
    self.root = root
  }

  /// `x = L ÷ s`.
  public var base: Rational { liquidity.over(root) }
  /// `y = L·s`.
  public var quote: Rational { liquidity * root }
  /// `s²`.
  public var price: Rational { root * root }
  /// `x·s² + y = 2L·s`.
  public var worth: Rational { 2 * quote }

  /// The curve at another price. Traps unless its root is above 0.
  public func moved(to root: Rational) -> LiquidityCurve {
    precondition(root > .zero, "a price with the root \(root)")
    return LiquidityCurve(checked: liquidity, root)
  }

  /// `x·(s₁² − s²)`: what holding the inventory earns while the price goes from `s²` to `s₁²`.
  public func rebalancing(to root: Rational) -> Rational { base * (root * root - price) }

  /// `LVR = x(s₁² − s²) − (V₁ − V) = L(s₁ − s)² ÷ s ≥ 0`: what one jump with full arbitrage costs the curve.
  public func lossVersusRebalancing(to root: Rational) -> Rational {
    let jump = root - self.root
    return (liquidity * jump * jump).over(self.root)
  }
}

// MARK: - Arbitrage against a fee

/// What an arbitrageur does to a curve with a fee `f` on inputs, kept outside the curve, when prices elsewhere move.
public struct BandArbitrage: Hashable, Sendable {
  /// Which way the arbitrageur went; nil inside the band, where no trade pays.
  public let side: TradeSide?
  /// The curve afterwards.
  public let curve: LiquidityCurve
  /// Fee in base tokens.
  public let feeBase: Rational
  /// Fee in quote tokens.
  public let feeQuote: Rational
  /// What the arbitrageur made, valued at the price elsewhere.
  public let profit: Rational

  /// The fee valued at a price.
  public func feeValue(at price: Rational) -> Rational { feeBase * price + feeQuote }
}

extension LiquidityCurve {
  /// The trade that brings an arbitrageur most while base tokens cost `e²` elsewhere.
  ///
  /// With `1 − f = k²` he buys while `s < e·k`, up to `e·k`, and sells while `s > e ÷ k`, down to `e ÷ k`; in between no trade pays.
  ///
  /// - Parameters:
  ///   - outside: `e`, the root of the price elsewhere.
  ///   - keptRoot: `k`, above 0 and at most 1.
  public func bandArbitrage(outside: Rational, keptRoot: Rational) -> BandArbitrage {
    precondition(outside > .zero, "a price with the root \(outside)")
    precondition(keptRoot > .zero && keptRoot <= .one, "a fee of 1 − \(keptRoot)²")
    let kept = keptRoot * keptRoot
    let value = outside * outside
    if root < outside * keptRoot {
      let after = moved(to: outside * keptRoot)
      let paid = (after.quote - quote).over(kept)
      return BandArbitrage(
        side: .buying, curve: after, feeBase: .zero, feeQuote: paid * (1 - kept),
        profit: (base - after.base) * value - paid)
    }
    if root * keptRoot > outside {
      let after = moved(to: outside.over(keptRoot))
      let paid = (after.base - base).over(kept)
      return BandArbitrage(
        side: .selling, curve: after, feeBase: paid * (1 - kept), feeQuote: .zero,
        profit: quote - after.quote - paid * value)
    }
    return BandArbitrage(side: nil, curve: self, feeBase: .zero, feeQuote: .zero, profit: .zero)
  }
}
