import Exact
import Feeds
import Options
import Properties
import Simulation
import Units
import Vaults

extension Watch {
  /// Judges a roll against the exact net asset value, unrounded, and every fill of it.
  ///
  /// With `N` the net asset value in fine units, `F` fine units a quote unit, `S` the supply and `v` the virtual shares, the
  /// exact price of a share is `(N + F) ÷ (F · (S + v))` quote units.
  mutating func judgeRoll(
    endingAt end: Instant, queued: ActionQueue<Shares>?, supply: Amount<Shares>, _ engine: Engine,
    _ frame: Frame
  ) {
    findings.note(Slack(Int256(engine.now.milliseconds), .atLeast, Int256(end.milliseconds)), of: .epochEnd)
    guard let roll = engine.lastRoll, let vault = engine.vault else { return }
    let held = engine.balance(.vault)
    var value = roll.netAssetValue
    if frame.judgesRolls {
      noteAge(engine)
      if let exact = netAssetValue(before: roll, held, engine, frame) { value = exact }
    }
    let moved = Change(from: roll.withdrawn, to: roll.deposited)
    let before = Worth(
      value: value + frame.fine, shares: vault.supply.units + roll.burned.units - roll.minted.units)
    let after = Worth(
      value: value + frame.fine + frame.pair.value(moved), shares: vault.supply.units)
    guard let before, let after else { return findings.note(Slack(holds: false), of: .sharePrice) }
    findings.note(
      Slack(product: (after.value, before.shares), .atLeast, product: (before.value, after.shares)),
      of: .sharePrice)
    // What a deposit is worth: right after all deposits, before the dust of withdrawals goes to those who stay.
    let filled = Worth(
      value: value + frame.fine + frame.pair.value(Change(from: .zero, to: roll.deposited)),
      shares: vault.supply.units + roll.burned.units)
    if let filled {
      let minted = Int256(vault.supply.units) + Int256(roll.burned.units) - Int256(supply.units)
      findings.note(
        Slack(
          product: (minted.isNegative ? .zero : minted.magnitude, filled.value), .atMost,
          product: (roll.deposited.units * frame.pair.finePerQuoteUnit, filled.shares)),
        of: .depositWithdraw)
      for fill in roll.fills { judge(fill, roll, before, filled, frame) }
    }
    judgeQueue(queued, vault, after, held, engine, frame)
  }

  /// The value of all shares and one virtual quote unit, and their number with the virtual ones.
  private struct Worth {
    let value: Word256
    let shares: Word256

    init?(value: Int256, shares: Word256) {
      guard !value.isNegative else { return nil }
      self.value = value.magnitude
      self.shares = shares + SharePrice.virtualShares
    }
  }

  /// `base · P + quote − liabilities`, the roll's own movements taken back, at the oracle's price.
  private func netAssetValue(
    before roll: EpochRoll, _ held: Holding, _ engine: Engine, _ frame: Frame
  ) -> Int256? {
    guard let spot = (try? engine.oracle.fresh(at: engine.now))?.price else { return nil }
    var liabilities = Int256.zero
    if let market = engine.market {
      guard let mark = try? market.bookMark(spot: spot, now: engine.now, rounding: .charge) else {
        return nil
      }
      liabilities = mark - engine.positionWorth(at: spot)
    }
    let quote = held.quote + Change(from: roll.deposited, to: roll.withdrawn)
    return frame.pair.value(held.base, at: spot) + frame.pair.value(quote) - liabilities
  }

  private mutating func judge(
    _ fill: VaultFill, _ roll: EpochRoll, _ before: Worth, _ filled: Worth, _ frame: Frame
  ) {
    let fine = frame.pair.finePerQuoteUnit
    let shares = fill.shares.units
    let quote = fill.quote.units * fine
    switch fill.kind {
    case .deposited:
      findings.note(
        Slack(product: (shares, before.value), .atMost, product: (quote, before.shares)), of: .rounding)
      findings.note(
        Slack(product: (shares + .one, before.value + fine), .above, product: (quote, before.shares)),
        of: .modelUnits)
      judgeInflation(fill, roll, before, filled, frame)
    case .withdrawn, .partlyWithdrawn:
      findings.note(
        Slack(product: (quote, before.shares), .atMost, product: (shares, before.value)), of: .rounding)
      // One price for all: nobody is paid a whole unit less than it, the price's own rounding aside.
      findings.note(
        Slack(
          product: (quote + fine, before.shares), .above,
          product: (shares, before.value - min(fine, before.value))),
        of: .queuePrice)
      if fill.kind == .partlyWithdrawn { seen.hasFilledInPart = true }
    case .refunded:
      findings.note(
        Slack(product: (quote, before.shares), .below, product: (.one, before.value + fine)), of: .queuePrice)
    case .returned: break
    }
  }

  /// `d − worth of the shares ≤ (A + D + 1) ÷ (S + v) + 2` quote units: what ``SharePrice`` promises a late depositor.
  private mutating func judgeInflation(
    _ fill: VaultFill, _ roll: EpochRoll, _ before: Worth, _ after: Worth, _ frame: Frame
  ) {
    let fine = Rational(Integer(frame.pair.finePerQuoteUnit))
    func over(_ value: Rational, _ shares: Word256) -> Rational {
      (try? value.divided(by: fine * Rational(Integer(shares)))) ?? .zero
    }
    let worth = over(Rational(Integer(fill.shares.units) * Integer(after.value)), after.shares)
    let deposits = Rational(Integer(roll.deposited.units)) * fine
    let share = over(Rational(Integer(before.value)) + deposits, before.shares)
    findings.note(
      Slack(Rational(Integer(fill.quote.units)) - worth, .atMost, share + 2), of: .inflation)
  }

  /// Who waits, waits because free quote is gone, and nobody who came later was served.
  private mutating func judgeQueue(
    _ queued: ActionQueue<Shares>?, _ vault: Vault, _ after: Worth, _ held: Holding, _ engine: Engine,
    _ frame: Frame
  ) {
    let waiting = vault.withdrawals.actions
    if !waiting.isEmpty {
      let free = held.quote - Change(from: .zero, to: engine.market?.lockedQuote ?? .zero)
      let fine = frame.pair.finePerQuoteUnit
      let cash = free.units.isNegative ? .zero : free.units.magnitude * fine
      let two = fine + fine
      findings.note(
        Slack(
          product: (cash - min(two, cash), after.shares), .atMost, product: (after.value, .one)),
        of: .liveness)
    }
    guard let queued else { return }
    // Those who wait are the last of those who waited: the queue was cut at its front.
    let kept = waiting.map(\.ticket)
    let tail = queued.actions.suffix(kept.count).map(\.ticket)
    let isSuffix = kept.count <= queued.actions.count ? kept == tail : false
    findings.note(Slack(isSuffix ? 0 : 1, .atMost, 0), of: .queueOrder)
  }

  /// The answer that priced something must not be older than the limit.
  mutating func noteAge(_ engine: Engine) {
    guard let answer = try? engine.oracle.answer(atOrBefore: engine.now) else { return }
    let age = engine.now - answer.publishedAt
    findings.note(
      Slack(Int256(age.milliseconds), .atMost, Int256(engine.oracle.staleAfter.milliseconds)), of: .oracleAge)
  }
}
