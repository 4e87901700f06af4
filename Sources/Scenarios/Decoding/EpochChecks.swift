import Feeds
import Options
import Simulation
import Units

/// What must hold between the sections of an epoch.
struct EpochChecks {
  let reader: SectionReader
  /// Length of a block; nil when it has been reported.
  let block: Duration?
  let process: PricePlan.Process?

  // MARK: - Length

  /// The length of the run in time and blocks; a replay without `duration` runs to its last row.
  ///
  /// A script may leave `duration` out too: the run then ends with its last step, a block at the least.
  func run(
    _ length: Duration?, script: Script?, _ decoding: inout Decoding
  ) -> (length: Duration, blocks: Int)? {
    let place = reader.place(of: EpochKeys.duration)
    guard let block else { return nil }
    var recorded: Duration?
    if case .replay(let points) = process { recorded = points.last.map { $0.at - .start } }
    guard let length else {
      guard reader.node(EpochKeys.duration) == nil else { return nil }
      guard process != nil else { return nil }
      if let script {
        let blocks = max(1, script.blocks)
        return checked(
          Duration(milliseconds: Int64(blocks) * block.milliseconds), block, place, &decoding)
      }
      guard let recorded else {
        decoding.log.error(
          at: place, "`duration` is missing from the epoch",
          help: "add `\(EpochKeys.duration.description.line)`: \(EpochKeys.duration.meaning)")
        return nil
      }
      let blocks = recorded.milliseconds / block.milliseconds
      guard blocks > 0 else {
        decoding.log.error(at: place, "the recording is shorter than a block", help: "make `block` shorter")
        return nil
      }
      return checked(Duration(milliseconds: blocks * block.milliseconds), block, place, &decoding)
    }
    if let recorded, length > recorded {
      decoding.log.error(
        at: place,
        "the run lasts \(DurationText.write(length)), but the recording ends after \(DurationText.write(recorded))",
        help: "leave `duration` out to run to the last row")
      return nil
    }
    return checked(length, block, place, &decoding)
  }

  // MARK: - Script

  /// The script, its pools found by name and its series listed; nil when a step was reported.
  func script(
    _ steps: [Placed<StepKeys.Draft>], pools: [PoolPlan], options: OptionsKeys.Draft?,
    _ decoding: inout Decoding
  ) -> Script? {
    var actors = 1
    let listed = options?.series.count ?? 0
    let found = steps.compactMap { placed -> Script.Step? in
      let step = placed.value
      actors = max(actors, step.actor + 1)
      if let series = step.series, series >= listed {
        decoding.log.error(
          at: placed.place, "series \(series + 1) is not listed",
          help: listed == 0 ? "add `options` with its `series`" : "the series are numbered 1 to \(listed)")
        return nil
      }
      guard let pool = pool(of: step, at: placed.place, among: pools, &decoding) else { return nil }
      return Script.Step(actor: step.actor, action: step.action.inPool(pool))
    }
    guard found.count == steps.count else { return nil }
    return Script(actors: actors, steps: found)
  }

  private func pool(
    of step: StepKeys.Draft, at place: Range<Int>, among pools: [PoolPlan], _ decoding: inout Decoding
  ) -> Int? {
    guard step.takesPool else { return 0 }
    guard let name = step.pool else {
      guard pools.count > 1 else { return 0 }
      decoding.log.error(
        at: place, "`pool` is missing from the step, and there are \(pools.count) pools",
        help: "add `pool: \(pools[0].name)`")
      return nil
    }
    return index(of: name, among: pools, &decoding)
  }

  /// The index of the pool of a name; reports a name that none has.
  private func index(
    of name: Placed<String>, among pools: [PoolPlan], _ decoding: inout Decoding
  ) -> Int? {
    if let index = pools.firstIndex(where: { $0.name == name.value }) { return index }
    guard !pools.isEmpty else { return nil }
    let nearest = NearestKey.suggestion(for: name.value, among: pools.map(\.name))
    decoding.log.error(
      at: name.place, "the epoch has no pool named `\(name.value)`",
      help: nearest.map { "did you mean `\($0)`?" }
        ?? "the pools are " + pools.map(\.name).joined(separator: ", "))
    return nil
  }

  // MARK: - Routing

  /// One rule a pool, in order; nil when a name was reported.
  func routing(
    _ draft: RoutingKeys.Draft, pools: [PoolPlan], _ decoding: inout Decoding
  ) -> RoutingPlan? {
    var plan = RoutingPlan(hedge: draft.hedge, retail: draft.retail, rules: [])
    guard !draft.venues.isEmpty else { return plan }
    plan.rules = pools.map { _ in RoutingPlan.Rule(hedge: true, retail: true, cost: .zero) }
    var isWhole = true
    for placed in draft.venues {
      if let index = index(of: placed.value.pool, among: pools, &decoding) {
        plan.rules[index] = placed.value.rule
      } else {
        isWhole = false
      }
    }
    return isWhole ? plan : nil
  }

  private func checked(
    _ length: Duration, _ block: Duration, _ place: Range<Int>, _ decoding: inout Decoding
  ) -> (length: Duration, blocks: Int)? {
    let (count, rest) = length.milliseconds.quotientAndRemainder(dividingBy: block.milliseconds)
    guard rest == 0 else {
      let (below, above) = (length.milliseconds - rest, length.milliseconds - rest + block.milliseconds)
      let choices = (below > 0 ? [below, above] : [above]).map {
        DurationText.write(Duration(milliseconds: $0))
      }
      decoding.log.error(
        at: place, "`duration` is not a whole number of blocks of \(DurationText.write(block))",
        help: "write \(choices.joined(separator: " or "))")
      return nil
    }
    guard count <= Int64(Bounds.blocks) else {
      decoding.log.error(
        at: place, "the run has \(count) blocks, but at most \(Bounds.blocks) are allowed",
        help: "shorten `duration` or lengthen `block`")
      return nil
    }
    return (length, Int(count))
  }

  /// A span as whole blocks.
  func blocks(_ span: Placed<Span>, _ decoding: inout Decoding) -> Int? {
    switch span.value {
    case .blocks(let count): return count
    case .time(let time):
      guard let block else { return nil }
      let (count, rest) = time.milliseconds.quotientAndRemainder(dividingBy: block.milliseconds)
      guard rest == 0, count > 0 else {
        decoding.log.error(
          at: span.place,
          "\(DurationText.write(time)) is not a whole number of blocks of \(DurationText.write(block))",
          help: "write a multiple of it, or so many `blocks`")
        return nil
      }
      return Int(count)
    }
  }

  /// A span as a time of at least a block.
  func duration(_ span: Placed<Span>, _ decoding: inout Decoding) -> Duration? {
    guard let block else { return nil }
    switch span.value {
    case .blocks(let count):
      let (time, overflow) = block.milliseconds.multipliedReportingOverflow(by: Int64(count))
      guard !overflow, time <= Bounds.century.milliseconds else {
        decoding.log.error(
          at: span.place, "\(count) blocks are longer than any run", help: "write fewer blocks")
        return nil
      }
      return Duration(milliseconds: time)
    case .time(let time):
      guard time >= block else {
        decoding.log.error(
          at: span.place,
          "\(DurationText.write(time)) is shorter than a block of \(DurationText.write(block))",
          help: "write at least a block")
        return nil
      }
      return time
    }
  }

  // MARK: - Between sections

  /// Every phase must stand in `order` once; without `hedging` or `roll`, a step must ask for them.
  func order(_ order: [Phase]?, _ decoding: inout Decoding) {
    guard let order else { return }
    // Files written before there were perpetuals do not name liquidations: these then come after all else.
    let free: [Phase] = [.liquidation, .hedging, .roll]
    let missing = Phase.allCases.filter { phase in !free.contains(phase) && !order.contains(phase) }
    let asked = Phase.allCases.filter { phase in
      [.hedging, .roll].contains(phase) && !order.contains(phase)
    }
    let hasSteps = reader.node(EpochKeys.script) != nil || reader.node(EpochKeys.check) != nil
    if !asked.isEmpty, missing.isEmpty, !hasSteps, reader.node(EpochKeys.vault) != nil {
      decoding.log.warning(
        at: reader.place(of: EpochKeys.order),
        "`order` leaves out \(asked.map(\.rawValue).joined(separator: ", ")), and no step asks for it",
        help: "write every phase once, or add a `script` or a `check`")
    }
    let repeated = Phase.allCases.filter { phase in order.count { $0 == phase } > 1 }
    for (verb, phases) in [("leaves out", missing), ("repeats", repeated)] where !phases.isEmpty {
      decoding.log.error(
        at: reader.place(of: EpochKeys.order),
        "`order` \(verb) \(phases.map(\.rawValue).joined(separator: ", "))",
        help: "write every phase once: `\(EpochKeys.order.example)`")
    }
  }

  /// Options need a vault; a twin without hedging needs hedging.
  func companions(vault: VaultKeys.Draft?, twin: EpochKeys.TwinChoice?, _ decoding: inout Decoding) {
    let hasVault = reader.node(EpochKeys.vault) != nil
    if reader.node(EpochKeys.options) != nil, !hasVault {
      decoding.log.error(
        at: reader.keyPlace(of: EpochKeys.options), "options are traded, but there is no vault to write them",
        help: "add `\(EpochKeys.vault.description.line)`")
    }
    if twin == .noHedging, !hasVault || vault?.hedges == false {
      decoding.log.warning(
        at: reader.place(of: EpochKeys.twin), "nothing hedges, so the twin without hedging is the same run",
        help: "add `\(VaultKeys.hedge.description.line)` to `vault`, or remove `twin`")
    }
  }

  /// Fees are compared on the first pool, which must be one that charges them.
  func fees(of pools: [PoolPlan], _ decoding: inout Decoding) {
    guard reader.node(EpochKeys.compareFees) != nil, let first = pools.first, !first.kind.chargesPlanFee
    else { return }
    decoding.log.error(
      at: reader.keyPlace(of: EpochKeys.compareFees),
      "fees are compared on the first pool, but `\(first.name)` has no fee schedule",
      help: "put a constant-product or concentrated pool first in `\(EpochKeys.pools.name)`")
  }

  /// Everything that is scheduled must happen before the run ends.
  func times(
    of price: PriceDraft?, options: OptionsKeys.Draft?, vault: VaultKeys.Draft?, within length: Duration?,
    _ decoding: inout Decoding
  ) {
    guard let length, let block else { return }
    let end = Instant.start + length
    func mustHappen(_ what: String, at time: Instant, _ place: Range<Int>, inclusive: Bool) {
      guard inclusive ? time > end : time >= end else { return }
      decoding.log.error(
        at: place,
        "\(what) at \(DurationText.write(time - .start)), but the run ends at \(DurationText.write(length))",
        help: "bring it forward, or lengthen `duration`")
    }
    for shock in price?.shocks ?? [] {
      mustHappen("a shock happens", at: shock.value.at, shock.place, inclusive: false)
    }
    for series in options?.series ?? [] {
      mustHappen("the series expires", at: series.value.expiry, series.place, inclusive: true)
    }
    for deposit in vault?.deposits ?? [] {
      mustHappen("a deposit comes", at: deposit.value.at, deposit.place, inclusive: false)
    }
    for withdrawal in vault?.withdrawals ?? [] {
      mustHappen("a withdrawal comes", at: withdrawal.value.at, withdrawal.place, inclusive: false)
    }
    guard let epoch = vault?.epoch else { return }
    if epoch.value < block {
      decoding.log.error(
        at: epoch.place, "an epoch of the vault is shorter than a block of \(DurationText.write(block))",
        help: "write at least a block")
    } else if epoch.value > length {
      decoding.log.warning(
        at: epoch.place, "no epoch of the vault closes within the run of \(DurationText.write(length))",
        help: "shorten `epoch`, or lengthen `duration`")
    }
  }

  /// A gap as long as the hedging interval would make one burst of the whole run.
  func bursts(_ bursts: BurstPlan?, hedgeEvery: Duration?, _ decoding: inout Decoding) {
    guard let hedgeEvery, let bursts, bursts.gap >= hedgeEvery else { return }
    decoding.log.warning(
      at: reader.place(of: EpochKeys.bursts),
      "hedges come every \(DurationText.write(hedgeEvery)), within the gap that joins trades into one burst",
      help: "make `gap` in `bursts` less than \(DurationText.write(hedgeEvery))")
  }
}
