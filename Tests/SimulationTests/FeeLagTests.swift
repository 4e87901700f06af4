import Exact
import Feeds
import Markets
import Simulation
import TestKit
import Testing
import Units

@Suite("Plan.feeLag") struct PlanFeeLagTests {
  private static let pair = Sample.pair()

  /// The lag of a schedule on 1,000 base tokens at 3,000: the price jumps by 1.01² − 1 = 2.01 %, blocks last 12 s.
  private static func lag(_ schedule: DynamicFee, latency: Int64 = 0) throws -> FeeLag {
    var plan = Sample.quiet(blocks: 1)
    plan.oracle.latency = Duration(seconds: latency)
    return try #require(plan.feeLag(of: FeeAlternative(name: "", fee: schedule.floor, schedule: schedule)))
  }

  private static func millionths(_ fee: Fee) -> UInt64 { fee.numerator * 1_000_000 / fee.denominator }

  private static func schedule(_ name: String) throws -> DynamicFee {
    try #require(try Sample.schedules(in: pair).first { $0.name == name })
  }

  @Test func `a constant fee is never late`() throws {
    let lag = try Self.lag(try Self.schedule("constant"))
    #expect([lag.before, lag.onJump, lag.level].map(Self.millionths) == [3_000, 3_000, 3_000])
    #expect(lag.blocks == 0)
    let plan = Sample.quiet(blocks: 1)
    #expect(plan.feeLag()?.level == Fee.zero)
  }

  /// 0.7 of the gap 1 − 1 ÷ 1.0201 beyond 0.1 %, on top of 0.1 %: 14,092.89… millionths.
  @Test func `the deviation fee meets a jump its oracle has seen`() throws {
    let lag = try Self.lag(try Self.schedule("deviation"))
    #expect(Self.millionths(lag.before) == 1_000)
    #expect(Self.millionths(lag.onJump) == 14_092)
    #expect(lag.level == lag.onJump && lag.blocks == 0)
  }

  /// Under an oracle three blocks late the jump is free; then those who sell towards the old price pay, from the second
  /// block on, of the gap 1 − 1 ÷ (1.0201 · 1.0001²).
  @Test func `under a late oracle the deviation fee comes late and for the other side`() throws {
    let lag = try Self.lag(try Self.schedule("deviation"), latency: 36)
    #expect(Self.millionths(lag.onJump) == 1_000)
    #expect(lag.fees.prefix(3).map(Self.millionths) == [1_000, 1_000, 14_230])
    #expect(lag.blocks == 2 && lag.fees[3...].allSatisfy { Self.millionths($0) == 1_000 })
  }

  /// Small swaps of two ticks cost a millionth. A jump of 199 ticks is sampled at 1/10 in its own block:
  /// 3,000 + 5·10⁷ · 0.1 · (199 · 0.000099995)² = 4,979, and the quiet past nine tenths of a millionth.
  @Test func `the variance fee learns from the jump and falls by a tenth a block`() throws {
    let lag = try Self.lag(try Self.schedule("ewma-variance"))
    #expect(Self.millionths(lag.before) == 3_001 && lag.onJump == lag.before)
    #expect(lag.blocks == 1)
    #expect((4_979...4_982).contains(Self.millionths(lag.level)))
    let next = Self.millionths(lag.fees[2])
    let kept = (Self.millionths(lag.level) - 3_000) * 9 / 10 + 3_000
    #expect(next >= kept - 1 && next <= kept + 3)
  }

  /// The balances after it are 2,970,297 and 3,030,000 in one measure: K = 1 − 9.9·10⁻⁵ against a gamma of 0.05.
  @Test func `the imbalance fee follows the balances at once`() throws {
    let lag = try Self.lag(try Self.schedule("imbalance"))
    #expect(Self.millionths(lag.before) == 2_000)
    #expect(lag.blocks <= 2)
    #expect((2_006...2_009).contains(Self.millionths(lag.level)))
  }

  /// The mean squared distance from the mean tick after t seconds of T quiet ones is 199² T t ÷ (T + t)²: greatest, 9,900, at
  /// t = T, after a hundred blocks. A fifteenth of it, 660, is 5.08 widths beyond the first step: 100 + 2,900 · 0.9938 = 2,982.
  @Test func `the sigmoid fee climbs for as long as it was quiet`() throws {
    let lag = try Self.lag(try Self.schedule("sigmoid"))
    #expect(Self.millionths(lag.before) == 100)
    #expect(lag.onJump == lag.before)
    #expect((2_975...2_985).contains(Self.millionths(lag.level)))
    #expect((70...130).contains(lag.blocks))
  }

  /// Bins of 0.15 %: ln 1.0201 ÷ ln 1.0015 = 13.3, so 13 or 14 are crossed; within the filter period the accumulator keeps
  /// them: 3,000 + (0.0015 · n)² · 3,000,000 ÷ 1 = 3,000 + 1,140 or 1,323 millionths.
  @Test func `the accumulator charges the bins crossed from the jump on`() throws {
    let lag = try Self.lag(try Self.schedule("volatility-accumulator"))
    #expect(Self.millionths(lag.before) == 3_000)
    #expect(Self.millionths(lag.onJump) > 3_000)
    #expect([4_140, 4_323].contains(Self.millionths(lag.level)))
    #expect(lag.blocks <= 2)
  }

  /// The jump starts at the average price, so it does not lead away from it further; small swaps of 2 bp are below the base.
  @Test func `the impact fee lets a jump from the average pass`() throws {
    let lag = try Self.lag(try Self.schedule("price-impact"))
    #expect(Self.millionths(lag.onJump) == 1_000)
    #expect(lag.level == lag.onJump && lag.blocks == 0)
  }
}
