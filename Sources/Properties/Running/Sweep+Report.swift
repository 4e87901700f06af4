internal import Exact

extension Sweep {
  /// Everything that was found, the failure shrunk.
  func report() -> CampaignReport {
    let quotas = campaign.quotas.map { QuotaRow(name: $0.name, wanted: $0.cases, reached: reached($0.name)) }
    return CampaignReport(
      campaign: campaign.name, seed: campaign.seed, first: first, cases: tally.cases,
      discarded: tally.discarded,
      resumeAt: wasStopped ? max(position, first) : nil, verdict: verdict(quotas),
      actions: zip(campaign.actions, tally.actions).map { ActionRow($0.name, $1) },
      invariants: InvariantRow.rows(campaign, tally),
      marks: zip(campaign.marks, tally.markedCases).map { MarkRow(name: $0.name, cases: $1) }, quotas: quotas,
      best: bestCase(), warnings: warnings())
  }

  private func reached(_ name: String) -> Int {
    if let mark = campaign.marks.firstIndex(where: { $0.name == name }) { return tally.markedCases[mark] }
    return campaign.actions.firstIndex { $0.name == name }.map { tally.actions[$0].cases } ?? 0
  }

  private func verdict(_ quotas: [QuotaRow]) -> Verdict<CampaignFailure> {
    if let broken { return .broken(failure(broken)) }
    let isEmpty = tally.discarded * 10 >= tally.cases * 9
    if isEmpty || quotas.contains(where: { !$0.isMet }) {
      return .inconclusive(cases: tally.cases, discarded: tally.discarded)
    }
    return .held(cases: tally.cases, discarded: tally.discarded)
  }

  private func failure(_ broken: (number: UInt32, record: CaseRecord, breach: Breach)) -> CampaignFailure {
    let found = campaign.script(broken.record)
    let name = broken.breach.invariant
    var shrinker = ScriptShrinker(campaign, broken.record) { runner in
      runner.breach?.invariant == name ? runner.breach?.steps : nil
    }
    guard shrinker.isRepeatable else {
      return CampaignFailure(
        number: broken.number, found: found, shrunk: found, steps: [], breach: broken.breach, attempts: 1,
        isRepeatable: false)
    }
    shrinker.run()
    let told = campaign.replay(shrinker.best)
    return CampaignFailure(
      number: broken.number, found: found, shrunk: campaign.script(shrinker.best), steps: told.steps,
      breach: told.breach ?? broken.breach, attempts: shrinker.attempts, isRepeatable: true)
  }

  private func bestCase() -> BestCase? {
    guard let objective = campaign.objective, let best = tally.best else { return nil }
    var shrinker = ScriptShrinker(campaign, best.record) { runner in
      runner.best.flatMap { $0.value >= best.value ? $0.place.steps : nil }
    }
    shrinker.run()
    let told = campaign.replay(shrinker.best)
    return BestCase(
      name: objective.name, value: told.objective?.value ?? best.value, place: best.place,
      script: campaign.script(shrinker.best), steps: told.steps)
  }

  private func warnings() -> [CampaignWarning] {
    var warnings: [CampaignWarning] = []
    for (action, count) in zip(campaign.actions, tally.actions) where action.weight > 0 {
      if count.tried == 0 {
        warnings.append(.actionNeverTried(action.name))
      } else if count.accepted == 0 {
        warnings.append(.actionNeverAccepted(action.name))
      }
    }
    for (invariant, count) in zip(campaign.invariants, tally.invariants) where count.checks == 0 {
      warnings.append(.invariantNeverChecked(invariant.name))
    }
    if tally.accepted * 2 < tally.tried {
      warnings.append(.mostActionsRefused(accepted: tally.accepted, tried: tally.tried))
    }
    if tally.discarded > 0, tally.discarded * 10 >= tally.cases {
      warnings.append(.casesDiscarded(discarded: tally.discarded, cases: tally.cases))
    }
    return warnings
  }
}

extension ActionRow {
  init(_ name: String, _ count: Tally.ActionCount) {
    let sorted = count.refusals.enumerated().sorted {
      $0.element.count != $1.element.count ? $0.element.count > $1.element.count : $0.offset < $1.offset
    }
    self.init(
      name: name, tried: count.tried, accepted: count.accepted, cases: count.cases,
      refusals: sorted.map { Refusal(reason: $0.element.reason, count: $0.element.count) })
  }
}

extension InvariantRow {
  static func rows<System>(_ campaign: Campaign<System>, _ tally: Tally) -> [InvariantRow] {
    zip(campaign.invariants, tally.invariants).map { invariant, count in
      let least = count.least.map { least in
        let index = least.slack.comparison
        let inequality = invariant.inequalities.indices.contains(index) ? invariant.inequalities[index] : ""
        return Least(slack: least.slack, inequality: inequality, place: least.place)
      }
      return InvariantRow(
        name: invariant.name, explanation: invariant.explanation, checks: count.checks, least: least)
    }
  }
}
