internal import Exact

/// What some consecutive cases gave.
struct SliceResult: Sendable {
  /// The case after the last that was run.
  var next: UInt32
  var tally: Tally
  var finds: [Corpus.Find] = []
  /// The case that broke: the slice ends with it.
  var broken: (number: UInt32, record: CaseRecord, breach: Breach)?
  /// Whether it was told to stop before its end.
  var wasStopped = false
}

/// The cases of a run in rounds: which come next, and what they add up to, folded in case order.
struct Sweep<System: Sendable> {
  let campaign: Campaign<System>
  let schedule: Schedule
  /// The first case that counts.
  let first: UInt32
  /// The case after the last.
  let end: UInt32
  private(set) var position: UInt32
  private(set) var corpus = Corpus()
  private(set) var tally: Tally
  private(set) var broken: (number: UInt32, record: CaseRecord, breach: Breach)?
  private(set) var wasStopped = false

  init(_ campaign: Campaign<System>, from first: UInt32, cases: Int) {
    campaign.validate()
    precondition(
      cases > 0 && UInt64(first) + UInt64(cases) <= UInt64(UInt32.max), "\(cases) cases from number \(first)")
    self.campaign = campaign
    schedule = Schedule(campaign)
    self.first = first
    end = first + UInt32(cases)
    // A guided case depends on the cases of its epoch before it: they are run again, uncounted.
    position = campaign.isGuided ? first / Corpus.epoch * Corpus.epoch : first
    tally = CaseRunner.emptyTally(campaign)
  }

  /// The cases of the next round, or nil when all are run.
  var nextRound: Range<UInt32>? {
    guard broken == nil, !wasStopped, position < end else { return nil }
    return position..<min(end, (position / Corpus.round + 1) * Corpus.round)
  }

  /// The next round as slices for several workers.
  func slices(of round: Range<UInt32>) -> [Range<UInt32>] {
    stride(from: round.lowerBound, to: round.upperBound, by: 16).map { $0..<min($0 + 16, round.upperBound) }
  }

  /// Adds the slices of a round, in order, up to the first that broke or stopped.
  mutating func fold(_ slices: [SliceResult]) {
    for slice in slices {
      tally.fold(slice.tally)
      for find in slice.finds { corpus.fold(find) }
      position = slice.next
      broken = slice.broken
      wasStopped = slice.wasStopped
      if broken != nil || wasStopped { return }
    }
    if position % Corpus.epoch == 0 { corpus = Corpus() }
  }

  /// Runs some cases, up to the first that breaks.
  func run(
    _ range: Range<UInt32>, with runner: inout CaseRunner<System>, shouldStop: @Sendable (UInt32) -> Bool
  ) -> SliceResult {
    runner.tally = CaseRunner.emptyTally(campaign)
    var result = SliceResult(next: range.lowerBound, tally: runner.tally)
    for number in range {
      if shouldStop(number) {
        result.wasStopped = true
        break
      }
      let isCounted = number >= first
      let before = isCounted ? nil : runner.tally
      runner.explore(number, corpus: corpus)
      if let before { runner.tally = before }
      result.next = number + 1
      attachBest(&runner, number)
      if campaign.isGuided { find(runner).map { result.finds.append($0) } }
      if isCounted, let breach = runner.breach {
        result.broken = (number, runner.record, breach)
        break
      }
    }
    result.tally = runner.tally
    return result
  }

  /// Gives the best case of the slice its steps, once they are known.
  private func attachBest(_ runner: inout CaseRunner<System>, _ number: UInt32) {
    guard let best = runner.tally.best, best.place.number == number, best.record.steps.isEmpty else { return }
    runner.tally.best?.record = runner.record
  }

  private func find(_ runner: CaseRunner<System>) -> Corpus.Find? {
    let best = runner.best.flatMap { $0.value > corpus.best ?? .min ? $0 : nil }
    guard !runner.keys.isEmpty || best != nil else { return nil }
    var record = runner.record
    record.steps.removeSubrange(max(runner.stepsToKeys, best?.place.steps ?? 0)...)
    return Corpus.Find(keys: runner.keys, best: best?.value, record: record)
  }
}

extension Campaign {
  /// Whether cases may start from earlier ones.
  var isGuided: Bool { !marks.isEmpty || objective != nil }
}
