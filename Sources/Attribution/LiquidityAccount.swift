import Exact

/// The exact account of one pool's liquidity providers: a fold over prices and trades, in constant memory.
///
/// Prices are integers of one fixed step; a value is `base units · price + quote units · quoteScale`, an integer
/// of *fine units*. A fee is `numerator / feeDenominator` of an input, so everything that a fee label enters is
/// kept in fine units times `feeDenominator`. Nothing divides.
///
/// With LP inventory X, Y, principal changes (a, b) and fees (φˣ, φʸ) of trade j at reference price P:
/// - `market = Σ X₋₁ ΔP`
/// - `loss = Σ −(a P + b)`, by who traded
/// - `fees = Σ (φˣ P + φʸ)`, by who traded
/// - `rebalancing = Σ x₋₁ ΔP` over the principal inventory `x = X − Σφˣ`
/// - `feeRevaluation = Σ fˣ₋₁ ΔP` over the fees held in base
/// - `transfers = Σ (D_x P + D_y)` over what entered less what left other than by trades, by cause
///
/// Source: the discrete accounting identities of Milionis, Moallemi, Roughgarden and Zhang (2022), in the exact
/// form listed in Documentation of this module.
public struct LiquidityAccount<Number: ExactNumber>: Sendable {
  /// Fine units in one quote unit.
  public let quoteScale: Number
  /// What a fee's numerator is over.
  public let feeDenominator: Number
  /// Opening base inventory.
  public let openingBase: Number
  /// Opening quote inventory.
  public let openingQuote: Number
  /// Opening reference price.
  public let openingPrice: Number

  /// Opening base inventory and what was transferred since: what a holder would hold.
  public private(set) var heldBase: Number
  /// Opening quote inventory and what was transferred since.
  public private(set) var heldQuote: Number
  /// Base inventory, fees included.
  public private(set) var base: Number
  /// Quote inventory, fees included.
  public private(set) var quote: Number
  /// Fees taken in base, times `feeDenominator`.
  public private(set) var feeBase: Number
  /// Fees taken in quote, times `feeDenominator`.
  public private(set) var feeQuote: Number
  /// Principal base inventory, times `feeDenominator`.
  public private(set) var principalBase: Number
  /// Principal quote inventory, times `feeDenominator`.
  public private(set) var principalQuote: Number

  /// The reference price up to which the revaluations below are complete.
  public private(set) var markedPrice: Number
  /// `Σ X₋₁ ΔP`, fine units.
  public private(set) var market: Number
  /// `Σ x₋₁ ΔP`, fine units times `feeDenominator`.
  public private(set) var rebalancing: Number
  /// `Σ fˣ₋₁ ΔP`, fine units times `feeDenominator`.
  public private(set) var feeRevaluation: Number
  /// `Σ (x₀ − x₋₁) ΔP` with x₀ what a holder would hold, fine units times `feeDenominator`.
  public private(set) var divergence: Number

  /// `Σ (D_x P + D_y)` by cause of transfer, fine units.
  public private(set) var transfers: [Number]
  /// `Σ −(a P + b)` by actor, fine units times `feeDenominator`.
  public private(set) var loss: [Number]
  /// `Σ (φˣ P + φʸ)` by actor, fine units times `feeDenominator`.
  public private(set) var fees: [Number]
  /// `Σ (A P + B)` by actor: the markout at horizon 0, fine units.
  public private(set) var markout: [Number]
  /// `Σ A` by actor: base units exchanged with the pool, from the pool's side.
  public private(set) var exchangedBase: [Number]
  /// `Σ (A P_end − A P)` up to the marked price is `exchangedBase · price − exchangedValue`; this is `Σ A P`.
  public private(set) var exchangedValue: [Number]
  /// Number of trades by actor.
  public private(set) var trades: [Int]

  /// The account of a pool that opens with `base` and `quote` at `price`, traded by `actors` kinds of actor and
  /// transferred to for `causes` causes.
  public init(
    base: Number, quote: Number, price: Number, quoteScale: Number, feeDenominator: Number, actors: Int,
    causes: Int = 0
  ) {
    heldBase = base
    heldQuote = quote
    transfers = Array(repeating: .zero, count: causes)
    self.quoteScale = quoteScale
    self.feeDenominator = feeDenominator
    openingBase = base
    openingQuote = quote
    openingPrice = price
    self.base = base
    self.quote = quote
    feeBase = .zero
    feeQuote = .zero
    principalBase = base * feeDenominator
    principalQuote = quote * feeDenominator
    markedPrice = price
    market = .zero
    rebalancing = .zero
    feeRevaluation = .zero
    divergence = .zero
    loss = Array(repeating: .zero, count: actors)
    fees = Array(repeating: .zero, count: actors)
    markout = Array(repeating: .zero, count: actors)
    exchangedBase = Array(repeating: .zero, count: actors)
    exchangedValue = Array(repeating: .zero, count: actors)
    trades = Array(repeating: 0, count: actors)
  }

  /// Revalues the inventory from the last marked price to `price`.
  ///
  /// Inventory is constant between trades, so marking once before each trade and once at the end gives the same
  /// sums as marking at every price: `X (P₂ − P₁) + X (P₃ − P₂) = X (P₃ − P₁)`.
  public mutating func mark(at price: Number) {
    let move = price - markedPrice
    guard move != .zero else { return }
    market += base * move
    rebalancing += principalBase * move
    feeRevaluation += feeBase * move
    divergence += (heldBase * feeDenominator - principalBase) * move
    markedPrice = price
  }

  /// Books a trade at reference price `price`.
  /// - Parameters:
  ///   - base: change A of the base inventory, fee included.
  ///   - quote: change B of the quote inventory, fee included.
  ///   - feeBase: fee φˣ within A, times `feeDenominator`.
  ///   - feeQuote: fee φʸ within B, times `feeDenominator`.
  ///   - actor: index of who traded.
  public mutating func trade(
    base changeBase: Number, quote changeQuote: Number, feeBase tradeFeeBase: Number,
    feeQuote tradeFeeQuote: Number, price: Number, actor: Int
  ) {
    mark(at: price)
    let principalChangeBase = changeBase * feeDenominator - tradeFeeBase
    let principalChangeQuote = changeQuote * feeDenominator - tradeFeeQuote
    base += changeBase
    quote += changeQuote
    feeBase += tradeFeeBase
    feeQuote += tradeFeeQuote
    principalBase += principalChangeBase
    principalQuote += principalChangeQuote
    loss[actor] -= principalChangeBase * price + principalChangeQuote * quoteScale
    fees[actor] += tradeFeeBase * price + tradeFeeQuote * quoteScale
    let value = changeBase * price
    markout[actor] += value + changeQuote * quoteScale
    exchangedBase[actor] += changeBase
    exchangedValue[actor] += value
    trades[actor] += 1
  }

  /// Books tokens that entered (negative: left) the pool at reference price `price` other than by a trade.
  public mutating func transfer(base: Number, quote: Number, price: Number, cause: Int) {
    mark(at: price)
    self.base += base
    self.quote += quote
    heldBase += base
    heldQuote += quote
    principalBase += base * feeDenominator
    principalQuote += quote * feeDenominator
    transfers[cause] += base * price + quote * quoteScale
  }
}

extension LiquidityAccount {
  /// Opening wealth `W₀ = X₀ P₀ + Y₀`, fine units.
  public var openingWealth: Number { openingBase * openingPrice + openingQuote * quoteScale }
  /// Wealth `W = X P + Y` at the marked price, fine units.
  public var wealth: Number { base * markedPrice + quote * quoteScale }
  /// What the opening inventory and all that was transferred would be worth, `H = X₀ P + Y₀`, fine units.
  public var holding: Number { heldBase * markedPrice + heldQuote * quoteScale }
  /// `Σ` of the transfers of every cause, fine units.
  public var totalTransfers: Number { transfers.reduce(.zero, +) }
  /// Principal value `V = x P + y` at the marked price, fine units times `feeDenominator`.
  public var principalValue: Number { principalBase * markedPrice + principalQuote * quoteScale }
  /// Value of the rebalancing portfolio, `R = V₀ + transfers + Σ x₋₁ ΔP`, fine units times `feeDenominator`.
  public var rebalancingValue: Number { (openingWealth + totalTransfers) * feeDenominator + rebalancing }
  /// `Σ` of the losses to every actor, fine units times `feeDenominator`.
  public var totalLoss: Number { loss.reduce(.zero, +) }
  /// `Σ` of the fees from every actor, fine units times `feeDenominator`.
  public var totalFees: Number { fees.reduce(.zero, +) }
  /// `Σ A (P − P_trade)`: what the base exchanged with one actor gained since, fine units.
  public func revaluation(actor: Int) -> Number {
    exchangedBase[actor] * markedPrice - exchangedValue[actor]
  }
  /// `Σ` of the markouts at horizon 0 of every actor, fine units.
  public var totalMarkout: Number { markout.reduce(.zero, +) }

  /// (I1) `W − W₀ − transfers − (market + fees − loss)`; exactly 0.
  public var wealthResidual: Number {
    (wealth - openingWealth - totalTransfers - market) * feeDenominator - (totalFees - totalLoss)
  }
  /// (I2) `R − V − loss`; exactly 0.
  public var rebalancingResidual: Number { rebalancingValue - principalValue - totalLoss }
  /// (I3) `W − (R − loss + fees + Σ fˣ₋₁ ΔP)`; exactly 0.
  public var feeInventoryResidual: Number {
    wealth * feeDenominator - (rebalancingValue - totalLoss + totalFees + feeRevaluation)
  }
  /// (I5) `H − V − (loss + Σ (x₀ − x₋₁) ΔP)`; exactly 0.
  public var impermanentLossResidual: Number {
    holding * feeDenominator - principalValue - (totalLoss + divergence)
  }
  /// (I6, horizon 0) `Σ markout(0) − (fees − loss)`; exactly 0.
  public var markoutResidual: Number { totalMarkout * feeDenominator - (totalFees - totalLoss) }
}
