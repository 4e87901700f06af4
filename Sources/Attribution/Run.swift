public import Simulation

/// A plan's result beside its counterfactual.
public struct RunResult: Sendable {
  /// What happened.
  public var actual: RunSummary
  /// What would have happened on the same random numbers; nil when the plan names no twin.
  public var twin: RunSummary?
  /// What would have happened at other fees, on the same path and flow: one for each of the plan's alternatives.
  public var feeAlternatives: [RunSummary]
}

/// Runs a plan, and its twin on the same random numbers.
public struct Run {
  /// How often `progress` is called.
  public static let blocksPerReport = 4096

  /// The result of a plan.
  /// - Parameters:
  ///   - keepsEveryBurst: keep all bursts, not the dearest only; memory then grows with their number.
  ///   - journal: consumes the actual run's events beside the account.
  ///   - progress: told how many blocks of how many are done, twin included.
  /// - Throws: `RunRefusal`, or whatever `journal` throws.
  public static func result(
    of plan: Plan, keepsEveryBurst: Bool = false, journal: (any JournalSink)? = nil,
    progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) throws -> RunResult {
    let total = runs(of: plan) * plan.blocks
    let actual = try summary(
      of: plan, hedging: true, keepsEveryBurst: keepsEveryBurst, journal: journal
    ) { progress($0, total) }
    let twin = try plan.twin.map { twin in
      switch twin {
      case .noHedging:
        try summary(of: plan, hedging: false, keepsEveryBurst: false, journal: nil) {
          progress(plan.blocks + $0, total)
        }
      }
    }
    let offset = plan.blocks * (plan.twin == nil ? 1 : 2)
    let alternatives = try plan.feeAlternatives.enumerated().map { index, alternative in
      try summary(
        of: plan.replacingFee(by: alternative), hedging: true, keepsEveryBurst: false, journal: nil
      ) { progress(offset + index * plan.blocks + $0, total) }
    }
    progress(total, total)
    return RunResult(actual: actual, twin: twin, feeAlternatives: alternatives)
  }

  /// How many times a plan is run: once, once more for a twin, and once for each other fee.
  public static func runs(of plan: Plan) -> Int {
    1 + (plan.twin == nil ? 0 : 1) + plan.feeAlternatives.count
  }

  /// One run of a plan, with or without the vault's hedging.
  public static func summary(
    of plan: Plan, hedging: Bool, keepsEveryBurst: Bool = false, journal: (any JournalSink)? = nil,
    progress: (Int) -> Void = { _ in }
  ) throws -> RunSummary {
    var engine = try Engine(plan: plan, hedging: hedging)
    var account = RunAttribution(plan: plan, price: engine.price, keepsEveryBurst: keepsEveryBurst)
    var journal = journal
    if let script = plan.script {
      try engine.play(script) { engine in
        account.record(engine.events, endOf: engine.currentBlock)
        try journal?.record(engine.events, endOf: engine.currentBlock)
        if engine.block % blocksPerReport == 0 { progress(engine.block) }
      }
      account.record(engine.events, endOf: engine.currentBlock)
      try journal?.record(engine.events, endOf: engine.currentBlock)
    }
    while engine.block < plan.blocks {
      let end = try engine.step()
      account.record(engine.events, endOf: end)
      try journal?.record(engine.events, endOf: end)
      if end.block % blocksPerReport == 0 { progress(end.block) }
    }
    account.finish()
    return RunSummary(plan: plan, attribution: account, closing: engine.closing())
  }
}
