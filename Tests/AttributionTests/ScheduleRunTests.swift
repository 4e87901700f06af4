import Exact
import Feeds
import Markets
import Options
import Simulation
import TestKit
import Testing
import Units

@testable import Attribution

@Suite("Runs under fee schedules") struct ScheduleRunTests {
  private static let pair = Sample.pair()

  private static func product(_ schedule: DynamicFee?) throws -> PoolPlan {
    var pool = Sample.pool(base: 1_000, quote: 3_000_000, fee: try millionths(3_000), in: pair)
    pool.schedule = schedule
    pool.takesProtocolFee = true
    return pool
  }

  private static func range(_ schedule: DynamicFee?) throws -> PoolPlan {
    try Sample.concentrated(fee: try millionths(3_000), schedule: schedule, protocolShare: 4, in: pair)
  }

  @Test("a schedule that is off is the constant fee, event for event", arguments: 0..<9)
  func off(index: Int) throws {
    let schedules = try Sample.schedulesOff(in: Self.pair)
    #expect(schedules.count == 9)
    for pool in [Self.product, Self.range] {
      let constant = try KeptRun(Sample.busy([try pool(nil)], seed: 4))
      let scheduled = try KeptRun(Sample.busy([try pool(schedules[index])], seed: 4))
      #expect(constant.journal.count > 150)
      #expect(scheduled.journal == constant.journal, "\(schedules[index].name)")
      #expect(String(describing: scheduled.summary) == String(describing: constant.summary))
    }
  }

  @Test("a live schedule is not the constant fee", arguments: 1..<10)
  func live(index: Int) throws {
    let schedules = try Sample.schedules(in: Self.pair)
    #expect(schedules.count == 10)
    for pool in [Self.product, Self.range] {
      let run = try KeptRun(Sample.busy([try pool(schedules[index])], seed: 4))
      var shares = Set<Rational>()
      for case .trade(let event) in run.journal {
        let buys = event.fill.side == .buying
        let fee = buys ? event.fee.quote : event.fee.base
        let paid = buys ? event.fill.quote.units : event.fill.base.units
        shares.insert(
          try Rational(Integer(fee)).divided(by: Rational(Integer(paid) * Integer(event.fee.over))))
      }
      // A range pool books whole units, so that even a constant share varies in its last digits.
      let millionths = Set(shares.map { ($0 * 1_000_000).rounded(.nearest) })
      #expect(millionths.count > 3, "\(schedules[index].name)")
    }
  }

  /// What is not a fill of a run: prices, who wanted what, the vault's movements and refusals.
  private enum Flow: Equatable {
    case price(Price)
    case retail(TradeSide, Amount<Base>)
    case vault(VaultEvent)
    case refusal(RefusalEvent.Actor)
  }

  private static func flows(_ journal: [JournalEvent]) -> [Flow] {
    journal.compactMap { event in
      switch event {
      case .price(let event): .price(event.price)
      case .trade(let event):
        event.origin == .retail ? .retail(event.fill.side, event.fill.base) : nil
      case .vault(let event): .vault(event)
      case .refusal(let event): .refusal(event.actor)
      case .pool: nil
      }
    }
  }

  @Test func `another fee leaves the price, retail and the options as they were`() throws {
    var plan = Sample.busy([try Self.product(nil), try Self.range(nil)], seed: 9)
    plan.routing.rules = [
      RoutingPlan.Rule(hedge: true, retail: true, cost: .zero),
      RoutingPlan.Rule(hedge: true, retail: false, cost: .zero),
    ]
    // A share's price depends on what hedging cost: without requests nobody is paid by it.
    plan.vault?.deposits = []
    plan.vault?.withdrawals = []
    plan.feeAlternatives = try Sample.schedules(in: Self.pair).map {
      FeeAlternative(name: $0.name, fee: $0.floor, schedule: $0)
    }
    let own = try KeptRun(plan)
    let result = try Run.result(of: plan)
    #expect(result.feeAlternatives.count == 10)
    for (alternative, summary) in zip(plan.feeAlternatives, result.feeAlternatives) {
      let other = try KeptRun(plan.replacingFee(by: alternative))
      #expect(Self.flows(other.journal) == Self.flows(own.journal), "\(alternative.name)")
      expectNothingLeft(summary, alternative.name)
      #expect(summary.closingPrice == result.actual.closingPrice)
      #expect(summary.pools[0].fees.total == other.summary.pools[0].fees.total)
      let isSame = summary.pools[0].fees.total == result.actual.pools[0].fees.total
      #expect(isSame == (alternative.name == "constant"), "\(alternative.name)")
    }
  }
}
