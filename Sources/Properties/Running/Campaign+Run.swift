/// How much of a campaign is run, and who watches.
public struct RunControls: Sendable {
  /// How far a run has come.
  public struct Progress: Hashable, Sendable {
    /// The cases that are counted so far.
    public let cases: Int
    /// The cases that were asked for.
    public let planned: Int
    /// The actions tried so far.
    public let actions: Int
  }

  /// The first case.
  public var fromCase: UInt32 = 0
  /// How many cases; nil for the campaign's own number.
  public var cases: Int?
  /// Asked before each case, by any worker, with the case's number: true ends the run there, and the report says where to
  /// resume. A tool may note the number, to name the case in which a system trapped.
  public var shouldStop: @Sendable (_ number: UInt32) -> Bool = { _ in false }
  /// Told after each round of cases.
  public var progress: @Sendable (Progress) -> Void = { _ in }

  /// All cases, unwatched.
  public init() {}
}

extension Campaign {
  /// Runs the cases on the caller's thread, and shrinks the first that breaks.
  public func run(_ controls: RunControls = RunControls()) -> CampaignReport {
    var sweep = Sweep(self, from: controls.fromCase, cases: controls.cases ?? cases)
    var runner = CaseRunner(self, sweep.schedule)
    while let round = sweep.nextRound {
      sweep.fold([sweep.run(round, with: &runner, shouldStop: controls.shouldStop)])
      controls.progress(sweep.progress)
    }
    return sweep.report()
  }

  /// Runs the cases on `jobs` workers, to the same report.
  ///
  /// The slices of a round run side by side and are folded in case order; what the next round starts from depends on that
  /// order alone.
  public func run(jobs: Int, _ controls: RunControls = RunControls()) async -> CampaignReport {
    guard jobs > 1 else { return run(controls) }
    var sweep = Sweep(self, from: controls.fromCase, cases: controls.cases ?? cases)
    while let round = sweep.nextRound {
      sweep.fold(await sweep.sideBySide(round, jobs: jobs, shouldStop: controls.shouldStop))
      controls.progress(sweep.progress)
    }
    return sweep.report()
  }
}

extension Sweep {
  /// Runs the slices of a round on at most `jobs` workers; the results are in case order.
  fileprivate func sideBySide(
    _ round: Range<UInt32>, jobs: Int, shouldStop: @escaping @Sendable (UInt32) -> Bool
  ) async -> [SliceResult] {
    let slices = slices(of: round)
    return await withTaskGroup(of: (Int, SliceResult).self) { group in
      var results: [SliceResult?] = Array(repeating: nil, count: slices.count)
      func start(_ index: Int) {
        group.addTask {
          var runner = CaseRunner(campaign, schedule)
          return (index, run(slices[index], with: &runner, shouldStop: shouldStop))
        }
      }
      let early = min(jobs, slices.count)
      for index in 0..<early { start(index) }
      var next = early
      while let (index, result) = await group.next() {
        results[index] = result
        if next < slices.count {
          start(next)
          next += 1
        }
      }
      return results.compactMap { $0 }
    }
  }

  var progress: RunControls.Progress {
    RunControls.Progress(cases: tally.cases, planned: Int(end - first), actions: tally.tried)
  }
}

extension Campaign {
  /// Runs a script.
  ///
  /// - Returns: each step as it went, and what broke. The values are used as they are: no dice are thrown.
  /// - Throws: `ScriptMistake` when the script is not one of this campaign's.
  public func replay(_ script: CaseScript) throws(ScriptMistake) -> ReplayReport {
    validate()
    let record = try record(script)
    return replay(record)
  }

  func replay(_ record: CaseRecord) -> ReplayReport {
    var runner = CaseRunner(self, Schedule(self))
    runner.follow(record, telling: true)
    return ReplayReport(
      campaign: name, script: script(record), steps: runner.told, breach: runner.breach,
      isDiscarded: runner.tally.discarded > 0,
      invariants: InvariantRow.rows(self, runner.tally),
      objective: runner.best.map {
        BestValue(name: objective?.name ?? "", value: $0.value, steps: $0.place.steps)
      }
    )
  }
}
