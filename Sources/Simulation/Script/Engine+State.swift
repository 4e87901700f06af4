public import Exact
import Feeds
import Ledger
import Markets
public import Options
public import Units
import Vaults

/// A settlement and how old the answer was that it used.
public struct SettlementRecord: Hashable, Sendable {
  /// What moved, and at which price.
  public internal(set) var settlement: Settlement
  /// When the oracle published the answer.
  public internal(set) var answeredAt: Instant
  /// The block it was made in.
  public internal(set) var block: Int
}

extension Engine {
  /// Hands over every number that an action could change, always in the same order: what a digest of the state is made of.
  ///
  /// Of a fee schedule, a book and a position range it hands over what decides the next trade, not every cell.
  public func readState(_ take: (Int256) -> Void) {
    take(Int256(Int64(block)))
    take(Int256(now.milliseconds))
    take(Int256(Word256(price.wads)))
    take(Int256(Int64(events.count)))
    for index in 0..<ledger.accountCount {
      take(ledger.balance(of: Account(index: index), in: Assets.base).units)
      take(ledger.balance(of: Account(index: index), in: Assets.quote).units)
    }
    for pool in pools { pool.readState(take) }
    for actor in script.actors { actor.readState(take) }
    take(Int256(Int64(script.faultBlocks)))
    take(Int256(Word256(script.latePrice?.wads ?? 0)))
    take(Int256(Word256((script.move?.wads ?? 0).magnitude)))
    guard let vault else { return }
    take(hedgePosition.units)
    take(Int256(lastHedge?.milliseconds ?? -1))
    take(Int256(epochEnd.milliseconds))
    take(Int256(Int64(epochs)))
    take(Int256(Int64(vault.epoch)))
    take(Int256(vault.supply.units))
    for shares in vault.shares { take(Int256(shares.units)) }
    take(Int256(vault.deposits.total.units))
    take(Int256(vault.withdrawals.total.units))
    take(Int256(Int64(vault.deposits.actions.count)))
    take(Int256(Int64(vault.withdrawals.actions.count)))
    guard let market else { return }
    take(Int256(market.lockedBase.units))
    take(Int256(market.lockedQuote.units))
    take(Int256(Word256(market.book.revision)))
    for position in market.book.positions {
      take(Int256(position.sold.units))
      take(Int256(position.bought.units))
      take(Int256(position.escrow.base.units))
      take(Int256(position.escrow.quote.units))
      take(position.isSettled ? 1 : 0)
    }
  }
}

extension ActorBook {
  func readState(_ take: (Int256) -> Void) {
    take(tokens.base.units)
    take(tokens.quote.units)
    for shares in liquidity { take(Int256(shares.units)) }
    for size in bought { take(Int256(size.units)) }
    for size in written { take(Int256(size.units)) }
  }
}

extension Venue {
  fileprivate func readState(_ take: (Int256) -> Void) {
    switch self {
    case .constantProduct(let pool): pool.readState(take)
    case .scheduled(let pool):
      pool.curve.readState(take)
      for side in TradeSide.allCases { pool.marginalFee(side).readState(take) }
    case .concentrated(let pool):
      let curve = pool.curve
      take(Int256(curve.sqrtPriceX96))
      take(Int256(Word256(curve.liquidity)))
      take(Int256(bits: curve.feeGrowthBase))
      take(Int256(bits: curve.feeGrowthQuote))
      take(Int256(curve.reserveBase.units))
      take(Int256(curve.reserveQuote.units))
      for side in TradeSide.allCases { pool.marginalFee(side).readState(take) }
    case .orderBook(let pool):
      let market = pool.market
      take(Int256(market.inventoryBase.units))
      take(Int256(market.inventoryQuote.units))
      for level in [market.book.bestBid, market.book.bestAsk] {
        take(Int256(Int64(level?.price ?? -1)))
        take(Int256(Word256(level?.lots ?? 0)))
      }
      for side in TradeSide.allCases { take(Int256(Word256(market.book.totalLots(side)))) }
    case .perpetual(let pool):
      let perpetual = pool.perpetual
      perpetual.curve.readState(take)
      for position in perpetual.positions {
        take(position.size)
        take(position.notional)
        take(position.collateral)
      }
      take(perpetual.makerFunding)
      take(Int256(perpetual.insurance.units))
      take(Int256(perpetual.badDebt.units))
      take(perpetual.netDeposits)
      take(Int256(pool.lastFunding.milliseconds))
    case .vacant: take(-1)
    }
  }
}

extension ConstantProduct {
  fileprivate func readState(_ take: (Int256) -> Void) {
    take(Int256(reserveBase.units))
    take(Int256(reserveQuote.units))
    take(Int256(totalShares.units))
    take(Int256(protocolShares.units))
    take(Int256(productAtLastMint))
  }
}

extension Fee {
  fileprivate func readState(_ take: (Int256) -> Void) {
    take(Int256(Word256(numerator)))
    take(Int256(Word256(denominator)))
  }
}
