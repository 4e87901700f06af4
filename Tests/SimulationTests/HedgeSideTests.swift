import Exact
import Feeds
import Markets
import Options
import Simulation
import TestKit
import Testing
import Units
import Vaults

/// Long or short options, calls or puts: which way the hedger trades after the price has moved.
@Suite("A dealer's hedge") struct HedgeSideTests {
  private static let week = Sample.instant(7 * 86_400)

  /// Options change hands in the first minute; the price rises after the first hedge and falls after the second.
  private static func plan(_ kind: OptionKind, _ bias: DemandPlan.Bias) -> Plan {
    var plan = Sample.quiet(blocks: 30).arbitraged().withVault(hedgingEvery: 120)
      .withOptions(
        [Series(kind: kind, strike: Sample.price(3_000), expiry: week)], bias: bias, ordersPerDay: 12_000,
        cutoff: Duration(seconds: 7 * 86_400 - 60))
    plan.price.process = Sample.replay([(0, 3_000), (130, 3_150), (250, 2_900)])
    return plan
  }

  private static func hedges(_ plan: Plan) throws -> [(block: Int, side: TradeSide)] {
    var engine = try Engine(plan: plan, hedging: true)
    var hedges: [(block: Int, side: TradeSide)] = []
    for _ in 0..<plan.blocks {
      let end = try engine.step()
      for case .trade(let event) in engine.events where event.origin == .hedging {
        hedges.append((end.block, event.fill.side))
      }
    }
    return hedges
  }

  @Test("short gamma: buys after a rise and sells after a fall", arguments: OptionKind.allCases)
  func shortGamma(kind: OptionKind) throws {
    let hedges = try Self.hedges(Self.plan(kind, .buy))
    #expect(hedges.map(\.block) == [10, 20, 30])
    // A short call is hedged long from the start, a short put short.
    #expect(hedges.map(\.side) == [kind == .call ? .buying : .selling, .buying, .selling])
  }

  @Test("long gamma: sells after a rise and buys after a fall", arguments: OptionKind.allCases)
  func longGamma(kind: OptionKind) throws {
    let hedges = try Self.hedges(Self.plan(kind, .sell))
    #expect(hedges.map(\.block) == [10, 20, 30])
    #expect(hedges.map(\.side) == [kind == .call ? .selling : .buying, .selling, .buying])
  }

  @Test(
    "the book's gamma has the sign of its side", arguments: OptionKind.allCases, [DemandPlan.Bias.buy, .sell])
  func gammaSign(kind: OptionKind, bias: DemandPlan.Bias) throws {
    var engine = try Engine(plan: Self.plan(kind, bias), hedging: true)
    for _ in 1...6 { _ = try engine.step() }
    let market = try #require(engine.market)
    let gamma = try market.bookGamma(spot: engine.price, now: engine.now)
    #expect(!gamma.isZero)
    #expect(gamma.isNegative == (bias == .buy))
  }

  @Test func `what hedgers buy moves the next price by the documented exponent`() throws {
    var plan = Self.plan(.call, .buy)
    plan.price.process = .geometricBrownian(start: Sample.price(3_000), volatility: .zero, drift: .zero)
    plan.price.impactPerBase = Ratio(wads: 2_345_678_901_234_567)
    var engine = try Engine(plan: plan, hedging: true)
    var bought = Integer.zero
    var moves = 0
    for _ in 0..<plan.blocks {
      let before = engine.price
      let end = try engine.step()
      // impact · base units / 10¹⁸ to nearest, then P e^impact, both to nearest.
      let exponent = (bought * Integer(plan.price.impactPerBase.wads))
        .divided(by: Integer(10).power(18), rounding: .nearest)
      let growth = try CertifiedFunction.exponential.value(
        at: try #require(Rational(exponent, over: Integer(10).power(18))), rounding: .nearest)
      let price = (Integer(before.wads) * growth).divided(by: Integer(10).power(18), rounding: .nearest)
      #expect(Integer(end.price.wads) == price)
      if !bought.isZero { moves += 1 }
      bought = .zero
      for case .trade(let event) in engine.events where event.origin == .hedging {
        let size = Integer(event.fill.base.units)
        bought += event.fill.side == .buying ? size : -size
      }
    }
    #expect(moves >= 2)
  }
}
