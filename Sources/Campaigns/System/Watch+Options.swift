import Exact
import Feeds
import Markets
import Options
import Properties
import Simulation
import Units
import Vaults

// MARK: - Option trades and settlements

extension Watch {
  /// An option trade: a fresh answer priced it, and the vault's mark moved by no more than the premium.
  mutating func judgeOption(_ engine: Engine, _ frame: Frame) {
    noteAge(engine)
    guard let before = mark, let after = Watch.mark(engine),
      case .vault(let event)? = engine.events.last(where: \.isPremium)
    else { return }
    findings.note(Slack(frame.pair.value(event.quote), .atLeast, after - before), of: .premium)
  }

  /// Settlements: the answer is from expiry or before, it is the one in force then, and nobody is paid more than it gives.
  mutating func judgeSettlements(from first: Int, _ engine: Engine, _ frame: Frame) {
    guard let market = engine.market else { return }
    for record in engine.settlements[first...] {
      let settlement = record.settlement
      let listed = market.series[settlement.series]
      let expiry = Int256(listed.expiry.milliseconds)
      findings.note(Slack(Int256(record.answeredAt.milliseconds), .atMost, expiry), of: .settlementTime)
      if let answer = try? engine.oracle.answer(atOrBefore: listed.expiry) {
        findings.note(
          Slack(Word256(settlement.price.wads), .equal, Word256(answer.price.wads)), of: .settlementPrice)
      }
      judge(settlement, listed, frame)
    }
  }

  /// `paid · S ≤ size · (S − K)` for a call, `paid · F ≤ size · (K − S)` for a put, and within a unit of it.
  private mutating func judge(_ settlement: Settlement, _ listed: Series, _ frame: Frame) {
    let (price, strike) = (settlement.price.wads, listed.strike.wads)
    let size = settlement.sold.units
    let paid: Word256
    let divisor: Word256
    let gain: UInt128
    switch listed.kind {
    case .call:
      (paid, divisor) = (settlement.base.payout.units, Word256(price))
      gain = price > strike ? price - strike : 0
    case .put:
      (paid, divisor) = (settlement.quote.payout.units, frame.pair.finePerQuoteUnit)
      gain = strike > price ? strike - price : 0
    }
    let due = (size, Word256(gain))
    findings.note(Slack(product: (paid, divisor), .atMost, product: due), of: .rounding)
    findings.note(Slack(product: (paid + .one, divisor), .above, product: due), of: .modelUnits)
    if gain > 0, !size.isZero {
      seen.hasSettledInTheMoney = true
    } else {
      seen.hasSettledOutOfTheMoney = true
    }
  }
}

// MARK: - Hedges

extension Watch {
  /// A look at the hedge: not before its time.
  mutating func judgeVisit(since last: Instant?, _ engine: Engine, _ frame: Frame) {
    guard let last, let now = engine.lastHedge, let every = frame.plan.vault?.hedge?.every else { return }
    findings.note(
      Slack(Int256((now - last).milliseconds), .atLeast, Int256(every.milliseconds)), of: .hedgeInterval)
  }

  /// A hedge trade: towards the target, no further than it, and only from outside the band.
  mutating func judgeHedge(from before: Change<Base>, _ engine: Engine, _ frame: Frame) {
    noteAge(engine)
    guard frame.judgesHedges, let market = engine.market, let policy = frame.plan.vault?.hedge,
      let spot = (try? engine.oracle.fresh(at: engine.now))?.price,
      let delta = try? market.bookDelta(spot: spot, now: engine.now)
    else { return }
    let missing = (-delta - before).units
    let left = (-delta - engine.hedgePosition).units
    let moved = (engine.hedgePosition - before).units
    let size = Int256(missing.magnitude)
    findings.note(Slack(size, .above, Int256(policy.band.units)), of: .hedgeBand)
    findings.note(Slack(Int256(moved.magnitude), .atMost, size + frame.lot), of: .hedgeCap)
    findings.note(Slack(Int256(left.magnitude), .atMost, max(size, frame.lot)), of: .hedgeSide)
    if left.magnitude > frame.lot.magnitude { seen.hasCutHedge = true }
  }
}

extension JournalEvent {
  fileprivate var isPremium: Bool {
    if case .vault(let event) = self { return event.cause == .premiumPaid || event.cause == .premiumReceived }
    return false
  }
}
