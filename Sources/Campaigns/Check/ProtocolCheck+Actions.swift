import Exact
import Properties
import Simulation

extension ProtocolCheck {
  /// The actions of the campaign: those that the check names, or all that have a meaning, at their usual weights.
  func actions(_ plan: Plan) throws(CheckRefusal) -> [Action<ProtocolSystem>] {
    let meant = ActionKind.allCases.filter { $0.hasMeaning(in: plan) }
    guard !check.acts.isEmpty else {
      return meant.filter { $0.isUsual(in: plan) }.map {
        ProtocolAction($0, in: plan).action(weight: $0.usualWeight)
      }
    }
    var actions: [Action<ProtocolSystem>] = []
    for (index, act) in check.acts.enumerated() {
      guard let kind = ActionKind(rawValue: act.name) else {
        throw .actionMustBeKnown(
          act.name, act: index, nearest: NearestName.of(act.name, among: ActionKind.allCases.map(\.rawValue)))
      }
      guard meant.contains(kind) else { throw .actionMustHaveAMeaning(act.name, act: index) }
      guard !actions.contains(where: { $0.name == act.name }) else {
        throw .actionMustComeOnce(act.name, act: index)
      }
      guard (0...1_000_000).contains(act.weight) else { throw .weightMustBeWithin(0...1_000_000, act: index) }
      var action = ProtocolAction(kind, in: plan)
      try action.bound(by: act.bounds, act: index)
      actions.append(action.action(weight: act.weight))
    }
    guard actions.contains(where: { $0.weight > 0 }) else { throw .someActionMustHaveAWeight }
    return actions
  }
}

extension ProtocolAction {
  /// The action of a campaign.
  func action(weight: Int) -> Action<ProtocolSystem> {
    let action = self
    return Action(
      kind.rawValue, weight: UInt64(weight), parameters,
      narrating: { system, step in action.told(step, after: system) }
    ) { system, step in
      do throws(ScriptRefusal) {
        try system.perform(action.scripted(step.arguments), by: step.actor)
        return .accepted
      } catch {
        if let claim = system.claim(brokenBy: error) { throw claim }
        return .refused(error.rule)
      }
    }
  }

  /// Narrows parameters to what a check says.
  mutating func bound(by bounds: [CheckPlan.Bound], act: Int) throws(CheckRefusal) {
    var seen: Set<String> = []
    for bound in bounds {
      guard let place = parameters.firstIndex(where: { $0.name == bound.name }) else {
        throw .parameterMustBeKnown(
          bound.name, act: act, nearest: NearestName.of(bound.name, among: parameters.map(\.name)))
      }
      guard seen.insert(bound.name).inserted else { throw .parameterMustComeOnce(bound.name, act: act) }
      let parameter = parameters[place]
      guard parameter.labels.isEmpty else { throw .parameterMustBeANumber(bound.name, act: act) }
      guard case .whole(let least) = bound.least, case .whole(let most) = bound.most, least <= most,
        parameter.range.contains(least), parameter.range.contains(most)
      else { throw .boundsMustBeWithin(bound.name, least: bound.least, most: bound.most, act: act) }
      parameters[place] = parameter.narrowed(to: least...most)
    }
  }
}

extension Parameter where System == ProtocolSystem {
  /// Draws within a range alone; a range of its own replaces the bound of the moment.
  fileprivate func narrowed(to range: ClosedRange<Int256>) -> Parameter {
    let edges = edges.filter { range.contains($0) }
    guard !isTime else {
      // Time starts at nothing: shrinking must be able to take it away.
      return Parameter.time(name, upTo: self.range.upperBound).upTo { _, _ in range.upperBound }.trying(
        edges + [range.lowerBound])
    }
    return Parameter.sized(name, range).trying(edges)
  }
}
