public import Exact
public import Simulation
public import Units

/// One figure for each kind of trader.
public struct ByOrigin<Value: Sendable>: Sendable {
  private var values: [Value]

  /// The figure of each origin.
  public init(_ value: (Origin) -> Value) { values = Origin.allCases.map(value) }

  /// The figure of one origin.
  public subscript(_ origin: Origin) -> Value { values[Int(origin.rawValue)] }
}

extension ByOrigin where Value == Rational {
  /// The sum over all origins.
  public var total: Rational { Origin.allCases.reduce(Rational(0)) { $0 + self[$1] } }
}

/// What the liquidity providers of one pool gained, and from whom; quote tokens, exact.
public struct PoolSummary: Sendable {
  /// The pool's name.
  public var name: String
  /// Wealth at the start.
  public var openingWealth: Rational
  /// `W − W₀` from the pool's own reserves, less the liquidity added.
  public var lpProfit: Rational
  /// Liquidity added less removed, valued when moved.
  public var liquidityAdded: Rational
  /// What the providers received from a perpetual's funding and from donations.
  public var funding: Rational
  /// What holding the changing inventory gained, `Σ X₋₁ ΔP`.
  public var market: Rational
  /// Fees by who paid them.
  public var fees: ByOrigin<Rational>
  /// Losses by who took them, before fees; the arbitrage part is LVR proper.
  public var loss: ByOrigin<Rational>
  /// `H − V`: what holding the opening inventory would have gained over the principal, fees apart.
  public var impermanentLoss: Rational
  /// `W − H`: what providing liquidity gained over holding, fees included.
  public var overHolding: Rational
  /// `lpProfit − (market + fees − loss + funding)`; exactly 0.
  public var residual: Rational
  /// Trades by who made them.
  public var trades: ByOrigin<Int>
  /// Markouts, fees included, at horizon 0.
  public var markoutNow: ByOrigin<Rational>
  /// Markouts, fees included, at each stated horizon.
  public var markouts: [(horizon: Duration, value: ByOrigin<Rational>)]
  /// Markouts, fees included, at the end of the run.
  public var markoutEnd: ByOrigin<Rational>
  /// The part of the wealth that a protocol fee claims.
  public var protocolFee: Rational
}

/// What the vault gained, and how; quote tokens, exact.
public struct VaultSummary: Sendable {
  /// Wealth at the start.
  public var openingWealth: Rational
  /// Net asset value at the end less that at the start, deposits and withdrawals apart.
  public var profit: Rational
  /// Premiums received less paid.
  public var premiums: Rational
  /// Paid on expired options less received, valued when paid.
  public var payoffs: Rational
  /// What the hedge position gained, `Σ h₋₁ ΔP`.
  public var hedgeMarket: Rational
  /// `Σ C_H`: what hedge trades cost against the reference price, fees included.
  public var hedgeCost: Rational
  /// What the rest of the inventory gained.
  public var capitalMarket: Rational
  /// Change of what is owed on open options.
  public var optionMark: Rational
  /// Deposits less withdrawals.
  public var netDeposits: Rational
  /// Given to the vault without anything in return, valued when given.
  public var donations: Rational
  /// Funding of perpetuals received less paid, and what liquidations cost or made good besides their trades.
  public var funding: Rational
  /// Paid to venues besides trades.
  public var levies: Rational
  /// Net asset value less its parts; exactly 0.
  public var residual: Rational
  /// Hedge trades.
  public var hedges: Int
  /// Option trades.
  public var optionTrades: Int
  /// The vault's own figures.
  public var closing: VaultClosing
}

/// The hedging bursts of a run.
public struct BurstSummary: Sendable {
  /// How many.
  public var count: Int
  /// Base tokens traded.
  public var volume: Rational
  /// `Σ C_H` against the reference price, quote tokens.
  public var cost: Rational
  /// Volume at the reference price, quote tokens.
  public var notional: Rational
  /// `cost / notional`: the effective half-spread over all bursts, dimensionless.
  public var effectiveHalfSpread: Rational
  /// The providers' loss less fees within all windows, quote tokens.
  public var windowLoss: Rational
  /// Blocks before and after.
  public var windowBlocks: Int
  /// The providers' mean loss less fees in each block from −windowBlocks to +windowBlocks, quote tokens.
  public var curve: [Rational]
  /// The most costly bursts.
  public var dearest: [BurstFigures]
  /// Every burst, when asked to keep them.
  public var all: [BurstFigures]
}

/// One burst in whole tokens.
public struct BurstFigures: Sendable {
  /// 1 for the first burst of the run.
  public var number: Int
  /// When the first trade happened.
  public var at: Instant
  /// First and last block.
  public var blocks: ClosedRange<Int>
  /// Number of trades.
  public var trades: Int
  /// Base tokens bought, less sold.
  public var net: Rational
  /// Base tokens traded.
  public var volume: Rational
  /// `C_H` against the reference price, quote tokens.
  public var cost: Rational
  /// Against the pool's mid when the burst began.
  public var effectiveHalfSpread: Rational
  /// The providers' loss less fees within the window, quote tokens.
  public var windowLoss: Rational
}

/// An accounting identity, both sides computed from different records.
public struct Identity: Sendable {
  /// I1 to I11.
  public var name: String
  /// The equation.
  public var equation: String
  /// The left side.
  public var left: Rational
  /// The right side.
  public var right: Rational
  /// `left − right`; exactly 0.
  public var residual: Rational { left - right }
}

/// Everything a run's result consists of; exact.
public struct RunSummary: Sendable {
  /// The reference price at the start.
  public var openingPrice: Price
  /// The reference price at the end.
  public var closingPrice: Price
  /// One per pool, in the plan's order.
  public var pools: [PoolSummary]
  /// The vault; nil without one.
  public var vault: VaultSummary?
  /// The hedging bursts; nil without a vault.
  public var bursts: BurstSummary?
  /// I1 to I11.
  public var identities: [Identity]
  /// Sum of all balances of each token, base then quote; exactly 0.
  public var conservation: [(token: Token, residual: Rational)]
  /// How many actions rules declined, by `RefusalEvent.Actor.rawValue`.
  public var refusals: [Int]
  /// The arbitrageur's profit after fees and gas, each trade valued when made.
  public var arbitrageProfit: Rational
  /// Gas burnt.
  public var gas: Rational
}
