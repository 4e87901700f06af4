import Exact
import Feeds
import Markets
import Properties
import Simulation
import TestKit
import Testing
import Units

@Suite("FeePool") struct FeePoolTests {
  private static let pair = Sample.pair()
  private static let moment = VenueMoment(
    at: .start, block: 1, reference: Sample.price(3_000), oracle: Sample.price(3_010))

  private static func range(_ schedule: DynamicFee) throws -> FeePool<ConcentratedPool, DynamicFee> {
    guard case .concentrated(let pool) = try Sample.concentrated(fee: .zero, in: pair).kind else {
      throw ConcentratedRefusal.priceMustFit
    }
    return FeePool(curve: pool, schedule: schedule, moment: moment)
  }

  private static func product(_ schedule: DynamicFee) throws -> FeePool<ConstantProduct, DynamicFee> {
    FeePool(
      curve: try ConstantProduct(
        reserveBase: Amount(Sample.whole(1_000, of: pair.base)),
        reserveQuote: Amount(Sample.whole(3_000_000, of: pair.quote)), fee: schedule.floor,
        takesProtocolFee: false), schedule: schedule, moment: moment)
  }

  private static func order(_ choices: inout Choices) -> SwapOrder {
    let base = Amount<Base>(
      Word256(UInt128(1) << UInt128(choices.within(20...68)) + UInt128(choices.below(1_000))))
    let quote = Amount<Quote>(
      Word256(UInt128(1) << UInt128(choices.within(5...40)) + UInt128(choices.below(1_000))))
    return choices.oneOf([.buyPaying(quote), .buyReceiving(base), .sellPaying(base), .sellReceiving(quote)])
  }

  /// Trades a sequence: quotes leave no trace, are kept, and pay at least the floor; what a schedule sees after an order is
  /// what a copy that traded it shows.
  private static func law<Curve: FeeCurve & Equatable>(
    _ opened: FeePool<Curve, DynamicFee>, _ choices: inout Choices
  ) throws {
    var pool = opened
    for block in 1...12 {
      var now = moment
      now.block = block
      now.at = .start + Duration(seconds: 12 * Int64(block))
      now.oracle = Price(wads: Sample.price(2_900 + choices.below(200)).wads)
      pool.observe(now)
      let order = order(&choices)
      let before = pool
      let quoted = try? pool.quote(order)
      try hold(pool == before, "a quote leaves no trace")
      let seen = try? pool.curve.market(after: order, fee: pool.schedule.floor, at: now)
      var copy = pool.curve
      let traded = try? copy.trade(order, fee: pool.schedule.floor)
      try hold(
        seen == (traded == nil ? nil : copy.market(at: now)), "what is seen after is what comes", "\(order)")
      let made = try? pool.trade(order)
      try hold(made == quoted, "a quote is kept", "\(order)")
      if made == nil { try hold(pool == before, "a refusal leaves no trace") }
    }
  }

  @Test func `quotes are kept and leave no trace, on either curve under every schedule`() throws {
    for (index, schedule) in try Sample.schedules(in: Self.pair).enumerated() {
      let (product, range) = (try Self.product(schedule), try Self.range(schedule))
      withEvery("product \(index)", cases: 20) { try Self.law(product, &$0) }
      withEvery("range \(index)", cases: 20) { try Self.law(range, &$0) }
    }
  }

  @Test func `an arbitrage gains what it says, at the fee that is charged`() throws {
    for schedule in try Sample.schedules(in: Self.pair) {
      for price in [2_700, 2_960, 3_000, 3_040, 3_300] as [UInt64] {
        let venues: [Venue] = [
          .scheduled(try Self.product(schedule)), .concentrated(try Self.range(schedule)),
        ]
        for venue in venues {
          guard let best = venue.arbitrage(at: Sample.price(price), in: Self.pair, gas: .zero) else {
            continue
          }
          var traded = venue
          #expect(try traded.trade(best.order) == best.execution)
          #expect(best.profit > .zero)
          let profit = Self.pair.arbitrageProfit(of: best.execution.fill, at: Sample.price(price), gas: .zero)
          #expect(profit == best.profit)
          #expect((best.execution.fill.side == .buying) == (price > 3_000))
        }
      }
    }
  }
}
