public import Properties
public import Simulation

extension ProtocolCheck {
  /// A case as a script that ``Engine`` plays, and that a scenario file can hold.
  ///
  /// - Throws: `ScriptMistake` when the case is not one of this check's.
  public func script(of script: CaseScript) throws(ScriptMistake) -> Script {
    let actions = scriptable
    var steps: [Script.Step] = []
    for (index, step) in script.steps.enumerated() {
      guard let action = actions.first(where: { $0.kind.rawValue == step.action }) else {
        let nearest = NearestName.of(step.action, among: actions.map(\.kind.rawValue))
        throw .actionMustBeKnown(step.action, step: index, nearest: nearest)
      }
      steps.append(
        Script.Step(
          actor: step.actor, action: action.scripted(try action.arguments(step.parameters, step: index))))
    }
    return Script(actors: check.actors, steps: steps)
  }

  /// Every action that the configuration has a meaning for, its parameters unbounded.
  private var scriptable: [ProtocolAction] {
    let plan = quietPlan
    return ActionKind.allCases.filter { $0.hasMeaning(in: plan) }.map { ProtocolAction($0, in: plan) }
  }

  /// A script as a case; nil when a step is none of the configuration's actions, or trades at a limit.
  public func caseScript(of script: Script) -> CaseScript? {
    let actions = scriptable
    var steps: [ScriptedStep] = []
    for step in script.steps {
      var found: ScriptedStep?
      for action in actions {
        guard let values = action.values(of: step.action) else { continue }
        let named = zip(action.parameters, values).map { parameter, value in
          NamedValue(
            parameter.name, value, label: parameter.labels.isEmpty ? nil : parameter.text(for: value))
        }
        found = ScriptedStep(actor: step.actor, action.kind.rawValue, named)
        break
      }
      guard let found else { return nil }
      steps.append(found)
    }
    return CaseScript(steps: steps)
  }

  /// Runs a script against everything that the check claims; bounds on what is drawn do not bind it.
  ///
  /// - Throws: `CheckRefusal`, or `ReplayMistake` when the script is none of the configuration's.
  public func replay(_ script: Script) throws -> ReplayReport { try replay(script, driver: nil) }

  func replay(_ script: Script, driver: Frame.Driver?) throws -> ReplayReport {
    guard let given = caseScript(of: script) else { throw ReplayMistake.stepsMustHaveAMeaning }
    var check = self
    check.check.acts = ActionKind.allCases.filter { $0.hasMeaning(in: quietPlan) }.map {
      CheckPlan.Act(name: $0.rawValue, weight: 1, bounds: [])
    }
    check.check.reach = []
    check.check.actors = max(script.actors, 1)
    return try check.campaign(driver: driver).replay(given)
  }
}

/// Why a script cannot be replayed.
public enum ReplayMistake: Error, Hashable, Sendable {
  /// A step is none of the configuration's actions, or trades at a limit.
  case stepsMustHaveAMeaning
}

extension ProtocolAction {
  fileprivate func arguments(_ values: [NamedValue], step: Int) throws(ScriptMistake) -> Arguments {
    var arguments = Arguments(parameters.map(\.simplest))
    for named in values {
      guard let index = parameters.firstIndex(where: { $0.name == named.name }) else {
        throw .parameterMustBeKnown(
          named.name, step: step, nearest: NearestName.of(named.name, among: parameters.map(\.name)))
      }
      let range = parameters[index].range
      guard range.contains(named.value) else {
        throw .valueMustBeWithin(named.name, range, value: named.value, step: step)
      }
      arguments[index] = named.value
    }
    return arguments
  }
}
