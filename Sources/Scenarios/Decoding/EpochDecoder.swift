import Campaigns
import Feeds
import Options
import Simulation
import Units

/// Makes a plan from an epoch's document and the files it names.
struct EpochDecoder {
  private let document: Document
  private var decoding: Decoding
  /// What other files gave.
  private var elsewhere: [Diagnostic] = []
  /// The files of the pools, in the plan's order.
  private var files: [CheckFile.PoolSource] = []

  /// The plan; nil when there is an error anywhere. What was found is appended: this file's first.
  static func decode(_ document: Document, _ found: inout [Diagnostic]) -> Plan? {
    decodeCheck(document, &found)?.plan
  }

  /// The plan and what its check says; nil when there is an error anywhere.
  static func decodeCheck(_ document: Document, _ found: inout [Diagnostic]) -> CheckFile? {
    var decoder = EpochDecoder(document: document)
    let (plan, check) = decoder.readAll()
    found += decoder.decoding.log.sorted + decoder.elsewhere
    guard let plan, !found.contains(where: { $0.severity == .error }) else { return nil }
    return CheckFile(
      plan: plan, section: check, pools: decoder.files, path: document.path, root: document.root)
  }

  private init(document: Document) {
    self.document = document
    decoding = document.decoding
  }

  /// The plan, and the check once the plan is known.
  private mutating func readAll() -> (plan: Plan?, check: CheckSection?) {
    if document.kind == .pool {
      decoding.log.error(
        at: document.root.place, "this is a pool, but an epoch must stand here",
        help: "name an epoch file, which begins with `epoch:`")
      return (nil, nil)
    }
    guard let reader = SectionReader(EpochKeys.section, document.root, owner: nil, &decoding) else {
      return (nil, nil)
    }
    let plan = read(reader)
    guard let node = reader.value(EpochKeys.check, &decoding) else { return (plan, nil) }
    let decoder = CheckDecoder(vocabulary: CheckVocabulary(of: plan), pools: files.map(\.pool))
    let check = decoder.read(node, &decoding)
    for checked in check?.digests ?? [] { compare(checked) }
    if let plan, let check, !decoding.log.hasErrors { begins(plan, check.plan, node) }
    return (plan, check)
  }

  /// Reports what a campaign declines besides names and ranges: that the plan without its own flows cannot begin.
  private mutating func begins(_ plan: Plan, _ check: CheckPlan, _ node: DocumentNode) {
    do throws(CheckRefusal) {
      _ = try ProtocolCheck(plan: plan, check: check).campaign()
    } catch {
      let reason =
        if case .planMustBegin(let refusal) = error { refusal.explanation.message } else { "\(error)" }
      decoding.log.error(
        at: node.place, "the epoch cannot be checked: \(reason)", help: "`hedgeflow run` may still take it")
    }
  }

  /// Warns when a pool's file is no longer the one that was checked.
  private mutating func compare(_ checked: CheckSection.Checked) {
    guard let file = files.first(where: { $0.pool == checked.pool }), file.digest != checked.digest else {
      return
    }
    decoding.log.warning(
      at: checked.place,
      "the file of the pool `\(checked.pool)` has changed since: it was \(checked.digest) and is \(file.digest)",
      help: "what is found now need not be what was found then; write the new digest once you have looked")
  }

  private mutating func read(_ reader: SectionReader) -> Plan? {
    let name = reader.value(EpochKeys.epoch, &decoding)
    let seed = reader.value(EpochKeys.seed, &decoding)
    let references = reader.value(EpochKeys.pools, &decoding)
    let pools = references.map { readPools($0) }
    let others = reader.value(EpochKeys.compareFees, &decoding)?.compactMap { readFee($0) } ?? []
    let price = reader.value(EpochKeys.price, &decoding)
    let process = price?.source.flatMap { readProcess($0) }
    let length = reader.value(EpochKeys.duration, &decoding)
    let oracle = reader.value(EpochKeys.oracle, &decoding)
    let arbitrage = reader.value(EpochKeys.arbitrage, &decoding)
    let retail = reader.value(EpochKeys.retail, &decoding)
    let options = reader.value(EpochKeys.options, &decoding)
    let vault = reader.value(EpochKeys.vault, &decoding)
    let order = reader.value(EpochKeys.order, &decoding)
    let twin = reader.value(EpochKeys.twin, &decoding)
    let bursts = reader.value(EpochKeys.bursts, &decoding)
    let routing = reader.value(EpochKeys.routing, &decoding)
    let steps = reader.value(EpochKeys.script, &decoding)

    let checks = EpochChecks(reader: reader, block: price?.block, process: process)
    let script = steps.flatMap { checks.script($0, pools: pools ?? [], options: options, &decoding) }
    let routes = routing.flatMap { checks.routing($0, pools: pools ?? [], &decoding) }
    let run = checks.run(length, script: script, &decoding)
    checks.order(order, &decoding)
    checks.companions(vault: vault, twin: twin, &decoding)
    if let pools { checks.fees(of: pools, &decoding) }
    checks.times(of: price, options: options, vault: vault, within: run?.length, &decoding)
    let every = arbitrage.flatMap { checks.blocks($0.every, &decoding) }
    let hedgeEvery = vault?.hedge.flatMap { checks.duration($0.every, &decoding) }
    checks.bursts(bursts, hedgeEvery: hedgeEvery, &decoding)
    guard !decoding.log.hasErrors, let name, let seed, let pools, let price, let process, let run,
      let oracle, let bursts, let routes, let pair = decoding.pair
    else { return nil }
    var plan = Plan(
      name: name, seed: seed, pair: pair, pools: pools, price: price.plan(process), block: price.block,
      blocks: run.blocks, oracle: oracle,
      arbitrage: arbitrage.flatMap { draft in every.map { ArbitragePlan(everyBlocks: $0, gas: draft.gas) } },
      retail: retail, options: options?.plan, vault: vault?.plan(hedgeEvery: hedgeEvery),
      order: order.map { $0.contains(.liquidation) ? $0 : $0 + [.liquidation] } ?? Phase.allCases,
      twin: twin == .noHedging ? .noHedging : nil,
      bursts: bursts, feeAlternatives: others, script: script)
    plan.routing = routes
    return opens(plan, reader) ? plan : nil
  }

  /// Whether a run of the plan can begin; what the engine declines is reported where it was written.
  private mutating func opens(_ plan: Plan, _ reader: SectionReader) -> Bool {
    do throws(RunRefusal) {
      _ = try Engine(plan: plan, hedging: true)
      for alternative in plan.feeAlternatives {
        _ = try Engine(plan: plan.replacingFee(by: alternative), hedging: true)
      }
      return true
    } catch {
      let place =
        switch error {
        case .orderMustNameEachPhaseOnce: reader.place(of: EpochKeys.order)
        case .poolMustOpen, .feesMustShareADenominator, .valuesMustFit, .routingMustReachAVenue:
          reader.place(of: EpochKeys.pools)
        case .priceMustStayInRange, .priceProcessMustBeDefined: reader.place(of: EpochKeys.price)
        case .arrivalsMustBeCountable:
          plan.retail == nil ? reader.place(of: EpochKeys.options) : reader.place(of: EpochKeys.retail)
        case .seriesMustBeListable, .optionsMustBeDefined: reader.place(of: EpochKeys.options)
        case .vaultMustOpen: reader.place(of: EpochKeys.vault)
        }
      let (message, help) = error.explanation
      decoding.log.error(at: place, message, help: help)
      return false
    }
  }

  // MARK: - Other files

  /// The pools named; those that cannot be had are reported and left out. Sets the pair.
  private mutating func readPools(_ references: [PoolReference]) -> [PoolPlan] {
    var plans: [PoolPlan] = []
    var seen: [String: Int] = [:]
    let own = FileAccess.identity(of: document.path)
    for reference in references {
      let path = FilePath.resolve(reference.path, from: document.path)
      let identity = FileAccess.identity(of: path)
      if identity == own {
        decoding.log.error(
          at: reference.place, "the epoch names itself as a pool",
          help: "name a file that starts with `pool:`")
      } else if let first = seen[identity] {
        let line = decoding.log.source.lineIndex(of: first) + 1
        decoding.log.error(
          at: reference.place, "the same pool file is named twice",
          help: "remove one; the first is on line \(line)")
      } else {
        seen[identity] = reference.place.lowerBound
        if let (pool, digest) = readPool(path, reference), add(pool, reference, to: &plans) {
          files.append(
            CheckFile.PoolSource(
              pool: pool.plan.name, reference: reference.path, path: path, digest: digest))
        }
      }
    }
    return plans
  }

  /// The fee of a pool file of the same pair.
  private mutating func readFee(_ reference: PoolReference) -> FeeAlternative? {
    let path = FilePath.resolve(reference.path, from: document.path)
    guard let (pool, _) = readPool(path, reference) else { return nil }
    if let pair = decoding.pair, pair != pool.pair {
      decoding.log.error(
        at: reference.place, "this pool trades \(pool.pair.shown), but the epoch's pools trade \(pair.shown)",
        help: "name a pool file of the same pair, decimals included")
      return nil
    }
    guard pool.plan.kind.chargesPlanFee else {
      decoding.log.error(
        at: reference.place, "`\(pool.plan.name)` has no fee schedule that the first pool could have instead",
        help: "name a constant-product or concentrated pool")
      return nil
    }
    return FeeAlternative(name: pool.plan.name, fee: pool.plan.fee, schedule: pool.plan.schedule)
  }

  private mutating func readPool(
    _ path: String, _ reference: PoolReference
  ) -> (pool: PoolFile, digest: FileDigest)? {
    var found: [Diagnostic] = []
    guard let document = ScenarioLoader.document(path, &found) else {
      if let only = found.first, only.sourceLine == nil, found.count == 1 {
        decoding.log.error(at: reference.place, "the pool `\(path)`: \(only.message)", help: only.help)
      } else {
        elsewhere += found
        decoding.log.error(
          at: reference.place, "the pool `\(path)` has mistakes of its own", help: "mend that file first")
      }
      return nil
    }
    if document.kind == .epoch {
      decoding.log.error(
        at: reference.place, "`\(path)` is an epoch, but a pool must stand here",
        help: "name a file that starts with `pool:`")
      return nil
    }
    let pool = PoolDecoder.decode(document, &found)
    elsewhere += found
    if pool == nil {
      decoding.log.error(
        at: reference.place, "the pool `\(path)` has mistakes of its own", help: "mend that file first")
    }
    return pool.map { ($0, FileDigest(of: document.decoding.log.source.bytes)) }
  }

  /// Whether the pool fits those before it.
  private mutating func add(_ pool: PoolFile, _ reference: PoolReference, to plans: inout [PoolPlan]) -> Bool
  {
    if let pair = decoding.pair, pair != pool.pair {
      decoding.log.error(
        at: reference.place, "this pool trades \(pool.pair.shown), but the first one trades \(pair.shown)",
        help: "the pools of an epoch share one pair, decimals included")
      return false
    }
    if plans.contains(where: { $0.name == pool.plan.name }) {
      decoding.log.error(
        at: reference.place, "two pools are named `\(pool.plan.name)`", help: "give each pool its own name")
      return false
    }
    decoding.pair = pool.pair
    plans.append(pool.plan)
    return true
  }

  private mutating func readProcess(_ source: PriceDraft.Source) -> PricePlan.Process? {
    switch source {
    case .process(let process): return process
    case .recording(let draft):
      let points = RecordingLoader.load(draft, from: document.path, &decoding, &elsewhere)
      return points.map { .replay($0) }
    }
  }
}

extension Pair {
  /// `ETH (18)/USDC (6)`.
  fileprivate var shown: String {
    "\(base.symbol)/\(quote.symbol) with \(base.decimals)/\(quote.decimals) decimals"
  }
}

extension PriceDraft {
  fileprivate func plan(_ process: PricePlan.Process) -> PricePlan {
    // Sorting keeps the file order of shocks at the same time.
    let inOrder = shocks.map(\.value).enumerated().sorted {
      ($0.element.at, $0.offset) < ($1.element.at, $1.offset)
    }
    return PricePlan(process: process, shocks: inOrder.map(\.element), impactPerBase: impact)
  }
}

extension VaultKeys.Draft {
  fileprivate func plan(hedgeEvery: Duration?) -> VaultPlan {
    let hedgePlan = hedge.flatMap { draft in
      hedgeEvery.map { HedgePlan(every: $0, band: draft.band, execution: draft.execution) }
    }
    let deposits = deposits.map(\.value).enumerated().sorted {
      ($0.element.at, $0.offset) < ($1.element.at, $1.offset)
    }
    let withdrawals = withdrawals.map(\.value).enumerated().sorted {
      ($0.element.at, $0.offset) < ($1.element.at, $1.offset)
    }
    return VaultPlan(
      capitalBase: capital.base, capitalQuote: capital.quote, epoch: epoch.value,
      deposits: deposits.map(\.element), withdrawals: withdrawals.map(\.element), hedge: hedgePlan)
  }
}
