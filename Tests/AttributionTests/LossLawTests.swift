import Exact
import Feeds
import Markets
import Simulation
import TestKit
import Testing
import Units

@testable import Attribution

@Suite("Loss versus rebalancing, zero fee and arbitrage at every step") struct LossLawTests {
  /// `x₀(√P − √P₀)²` in fine units, of prices that are squares of whole numbers.
  private static func ideal(_ pool: PoolPlan, from: UInt64, to: UInt64) -> Integer {
    let move = Integer(to) - Integer(from)
    return Integer(pool.reserveBase.units) * move * move * Integer(10).power(18)
  }

  /// The most that whole units can take off the ideal, fine units: one unit of the cheaper token, and `v t² ÷ R` of the
  /// dearer one, v its unit's value, R its reserve after the trade and t at most a half (doubled for R's own rounding).
  private static func dust(_ pool: PoolPlan, _ pair: Pair, from: UInt64, to: UInt64) throws -> Rational {
    let unitOfBase = Integer(Sample.price(to * to).wads)
    let unitOfQuote = Integer(pair.finePerQuoteUnit)
    let isBaseDearer = unitOfBase > unitOfQuote
    let reserve =
      try isBaseDearer
      ? Rational(Integer(pool.reserveBase.units) * Integer(from)).divided(by: Rational(Integer(to)))
      : Rational(Integer(pool.reserveQuote.units) * Integer(to)).divided(by: Rational(Integer(from)))
    let curvature = try Rational(max(unitOfBase, unitOfQuote)).divided(by: reserve * 2)
    return Rational(min(unitOfBase, unitOfQuote)) + curvature
  }

  @Test(
    "one jump costs x₀(√P − √P₀)², less floor dust",
    arguments: [(UInt64(50), UInt64(60)), (60, 50), (50, 51), (7, 70), (70, 7), (1, 2)],
    [(18, 6), (8, 6), (6, 18), (18, 18)])
  func oneJump(roots: (UInt64, UInt64), decimals: (Int, Int)) throws {
    let pair = Sample.pair(decimals.0, decimals.1)
    var plan = Sample.quiet(pair: pair, blocks: 3).arbitraged()
    plan.pools = [Sample.pool(base: 997, quote: 997 * roots.0 * roots.0, in: pair)]
    plan.price.process = Sample.replay([(0, roots.0 * roots.0), (24, roots.1 * roots.1)])
    let summary = try Run.summary(of: plan, hedging: true)
    let pool = summary.pools[0]
    let scale = Rational(Integer(10).power(pair.base.decimals + 18))
    let ideal = Rational(Self.ideal(plan.pools[0], from: roots.0, to: roots.1))
    let dust = ideal - pool.loss[.arbitrage] * scale
    #expect(dust >= 0)
    #expect(dust <= (try Self.dust(plan.pools[0], pair, from: roots.0, to: roots.1)))
    #expect(pool.trades[.arbitrage] == 1)
    #expect(pool.loss.total == pool.loss[.arbitrage])
    // One jump: the loss versus rebalancing and the impermanent loss are the same thing.
    #expect(pool.impermanentLoss == pool.loss.total)
    #expect(summary.arbitrageProfit == pool.loss.total)
  }

  @Test func `a path of squares costs the sum of its jumps`() throws {
    let roots: [UInt64] = [50, 53, 49, 60, 60, 41, 50]
    var plan = Sample.quiet(blocks: 7).arbitraged()
    plan.pools = [Sample.pool(base: 1_000, quote: 2_500_000, in: plan.pair)]
    plan.price.process = Sample.replay(
      roots.enumerated().map { (seconds: Int64($0.offset) * 12, price: $0.element * $0.element) })
    let pool = try Run.summary(of: plan, hedging: true).pools[0]
    // x before each jump is L / √P with L = 1,000 · 50.
    var ideal = Rational(0)
    for (from, to) in zip(roots, roots.dropFirst()) {
      let move = Rational(Integer(to) - Integer(from))
      ideal += try (Rational(50_000) * move * move).divided(by: Rational(Integer(from)))
    }
    let dust = ideal - pool.loss.total
    // Profit is flat about its maximum: a trade that loses less than one base unit's value u, as the best does, stops
    // within √(u·y ÷ v) quote units of the ideal inventory, about 100 at most here or 10⁻⁴ of a quote token (a price that divides
    // the value v of a quote unit makes many trades tie). That is revalued with the next move, by 3/5 at most: over five
    // moves below 3 · 10⁻⁴ of a quote token.
    let bound = try Rational(3).divided(by: 10_000)
    #expect(dust.magnitude < bound)
    #expect(pool.impermanentLoss.magnitude < bound)
  }

  // MARK: - The mean over paths

  private static let paths = 2_000
  private static let blocks = 6
  private static let block = Duration(milliseconds: 50 * 86_400_000)

  private static func plan(seed: UInt64) -> Plan {
    var plan = Sample.quiet(blocks: blocks).moving(volatility: .one).arbitraged()
    plan.seed = seed
    plan.block = block
    return plan
  }

  /// `LVR_T · 10¹⁸ times V₀`, fine units, by the price, the pool and the account alone.
  private static func loss(seed: UInt64, _ plan: Plan) throws -> Int256 {
    var process = try PriceProcess(plan.price, block: block, seed: seed)
    let opening = plan.pools[0]
    var pool = try ConstantProduct(
      reserveBase: opening.reserveBase, reserveQuote: opening.reserveQuote, fee: .zero,
      takesProtocolFee: false)
    var account = LiquidityAccount(
      base: Int256(opening.reserveBase.units), quote: Int256(opening.reserveQuote.units),
      price: Int256(Word256(process.price.wads)), quoteScale: Int256(plan.pair.finePerQuoteUnit),
      feeDenominator: Int256(Word256.one), actors: 1)
    for number in 1...blocks {
      let price = try process.step(block: number, at: .start, impact: .zero)
      guard let best = pool.arbitrage(at: price, in: plan.pair, gas: .zero) else { continue }
      let base = Int256(best.fill.base.units)
      let quote = Int256(best.fill.quote.units)
      let buys = best.fill.side == .buying
      if buys { _ = try pool.buy(paying: best.fill.quote) } else { _ = try pool.sell(paying: best.fill.base) }
      account.trade(
        base: buys ? -base : base, quote: buys ? quote : -quote, feeBase: .zero, feeQuote: .zero,
        price: Int256(Word256(price.wads)), actor: 0)
    }
    return account.loss[0]
  }

  @Test func `the mean over paths is 1 − e^(−σ²T÷8), whatever the number of blocks`() throws {
    let plan = Self.plan(seed: 1)
    var sum = Integer.zero
    var squares = Integer.zero
    for seed in 1...UInt64(Self.paths) {
      let loss = Integer(try Self.loss(seed: seed, plan))
      sum += loss
      squares += loss * loss
    }
    let worth = Rational(Integer(6_000_000) * Integer(10).power(36))
    let n = Rational(Self.paths)
    let mean = try Rational(sum).divided(by: n * worth)
    let variance = try (Rational(squares) - Rational(sum * sum).divided(by: n))
      .divided(by: (n - 1) * worth * worth)
    /// `(mean − (1 − e^(−x)))² ≤ 9 var/n`, for every value the certified exponential leaves open.
    func isWithinThreeErrors(_ x: Rational) throws -> Bool {
      let one = Integer(10).power(18)
      return try [Rounding.down, .up].allSatisfy { rounding in
        let decay = try CertifiedFunction.exponential.value(at: -x, rounding: rounding)
        let distance = mean - (1 - (try Rational(decay).divided(by: Rational(one))))
        return distance * distance * n <= Rational(9) * variance
      }
    }
    let eighth = try Rational(Self.blocks * 50).divided(by: 365 * 8)  // σ²T/8 with σ = 1
    #expect(try isWithinThreeErrors(eighth))
    // The test is sharp: a tenth more or less variance would be noticed.
    #expect(try !isWithinThreeErrors(eighth * (try Rational(11).divided(by: 10))))
    #expect(try !isWithinThreeErrors(eighth * (try Rational(9).divided(by: 10))))
  }

  @Test("a run of the engine is the same path", arguments: [UInt64(1), 2, 3, 4, 5, 77, 1999])
  func sameThroughEngine(seed: UInt64) throws {
    let plan = Self.plan(seed: seed)
    let loss = try Self.loss(seed: seed, plan)
    let summary = try Run.summary(of: plan, hedging: true)
    #expect(summary.pools[0].loss.total == Scale(pair: plan.pair, feeScale: 1).tokens(loss))
  }
}
