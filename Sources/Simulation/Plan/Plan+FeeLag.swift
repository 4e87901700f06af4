import Exact
import Feeds
public import Markets
import Units

extension Plan {
  /// How late the first pool's fee, or another one, is after a price jump: measured on the opening reserves, in the plan's blocks.
  ///
  /// A hundred quiet blocks, then a swap that takes √price up by 1/100 (the price by 2.01 %), then a day of small swaps of
  /// 1/10,000 of the base, there and back, one a block. The oracle answers the new price after its latency, in whole
  /// blocks rounded up.
  ///
  /// - Parameter alternative: the fee; nil for the first pool's own.
  /// - Returns: nil without a pool, or where its price is outside 2^±62 quote units per base unit.
  public func feeLag(of alternative: FeeAlternative? = nil) -> FeeLag? {
    guard let pool = pools.first else { return nil }
    let schedule: DynamicFee
    if let alternative {
      schedule = alternative.schedule ?? .constant(alternative.fee)
    } else {
      schedule = pool.schedule ?? .constant(pool.fee)
    }
    let (base, quote) = (pool.reserveBase.units.low, pool.reserveQuote.units.low)
    guard base >= 1_000_000, quote >= 1_000_000 else { return nil }
    guard base >> 62 <= quote, quote >> 62 <= base else { return nil }
    let delay = (oracle.latency.milliseconds + block.milliseconds - 1) / block.milliseconds
    let window = min(10_000, max(1, Duration.day.milliseconds / block.milliseconds))
    let jump = FeeJump.onConstantProduct(
      base: base, quote: quote, root: (101, 100), nudge: 10_000, pair: pair, blockTime: block,
      quietBlocks: 100, oracleDelay: Int(delay))
    return FeeLag.measure(schedule, jump: jump, window: Int(window))
  }
}
