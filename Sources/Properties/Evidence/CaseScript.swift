public import Exact

/// A value by its parameter's name.
public struct NamedValue: Hashable, Sendable {
  /// The parameter's name.
  public var name: String
  /// The exact value.
  public var value: Int256
  /// The value's name, where the parameter is a choice.
  public var label: String?

  /// A value by name.
  public init(_ name: String, _ value: Int256, label: String? = nil) {
    (self.name, self.value, self.label) = (name, value, label)
  }

  /// The label or the digits.
  public var text: String { label ?? value.description }
}

/// A step in words that can be edited by hand: who, what, and each parameter by name.
public struct ScriptedStep: Hashable, Sendable {
  /// Who acts, from 0.
  public var actor: Int
  /// The action's name.
  public var action: String
  /// Its parameters. One left out has its plainest value.
  public var parameters: [NamedValue]

  /// A step.
  public init(actor: Int = 0, _ action: String, _ parameters: [NamedValue] = []) {
    (self.actor, self.action, self.parameters) = (actor, action, parameters)
  }
}

/// A whole case by names: what a counterexample file holds, and what ``Campaign/replay(_:)`` runs.
public struct CaseScript: Hashable, Sendable {
  /// The values of the setup. One left out has its plainest value.
  public var setup: [NamedValue]
  /// The steps in order.
  public var steps: [ScriptedStep]

  /// A script.
  public init(setup: [NamedValue] = [], steps: [ScriptedStep]) { (self.setup, self.steps) = (setup, steps) }
}

/// Why a script is not one of this campaign's. Steps count from 0; nil is the setup.
public enum ScriptMistake: Error, Hashable, Sendable {
  /// No action has this name.
  case actionMustBeKnown(String, step: Int, nearest: String?)
  /// The actor is not one of the campaign's.
  case actorMustBeBelow(Int, actor: Int, step: Int)
  /// The action or the setup has no parameter of this name.
  case parameterMustBeKnown(String, step: Int?, nearest: String?)
  /// The parameter is given twice.
  case parameterMustComeOnce(String, step: Int?)
  /// The value is outside the parameter's range.
  case valueMustBeWithin(String, ClosedRange<Int256>, value: Int256, step: Int?)
}

/// A step as it went.
public struct ToldStep: Hashable, Sendable {
  /// What was done, in words.
  public let text: String
  /// What became of it.
  public let outcome: Outcome

  /// The step and, when it was refused, why.
  public var description: String {
    if case .refused(let reason) = outcome { return "\(text) — refused: \(reason)" }
    return text
  }
}

extension Campaign {
  /// A record by names.
  func script(_ record: CaseRecord) -> CaseScript {
    CaseScript(
      setup: Campaign.named(record.setup, setup),
      steps: record.steps.map { step in
        let action = actions[step.action]
        return ScriptedStep(
          actor: step.actor, action.name, Campaign.named(step.arguments, action.parameters))
      })
  }

  private static func named(_ arguments: Arguments, _ parameters: [Parameter<System>]) -> [NamedValue] {
    parameters.enumerated().map { index, parameter in
      let value = arguments[index]
      return NamedValue(
        parameter.name, value, label: parameter.labels.isEmpty ? nil : parameter.text(for: value))
    }
  }

  /// The record that a script stands for.
  func record(_ script: CaseScript) throws(ScriptMistake) -> CaseRecord {
    var record = CaseRecord()
    record.setup = try Campaign.arguments(script.setup, setup, step: nil)
    for (index, step) in script.steps.enumerated() {
      guard let action = actions.firstIndex(where: { $0.name == step.action }) else {
        let nearest = NearestName.of(step.action, among: actions.map(\.name))
        throw .actionMustBeKnown(step.action, step: index, nearest: nearest)
      }
      guard (0..<actors).contains(step.actor) else {
        throw .actorMustBeBelow(actors, actor: step.actor, step: index)
      }
      let arguments = try Campaign.arguments(step.parameters, actions[action].parameters, step: index)
      record.steps.append(Step(action: action, actor: step.actor, arguments: arguments))
    }
    return record
  }

  private static func arguments(
    _ values: [NamedValue], _ parameters: [Parameter<System>], step: Int?
  ) throws(ScriptMistake) -> Arguments {
    var arguments = Arguments(parameters.map(\.simplest))
    var given: Set<Int> = []
    for named in values {
      guard let index = parameters.firstIndex(where: { $0.name == named.name }) else {
        let nearest = NearestName.of(named.name, among: parameters.map(\.name))
        throw .parameterMustBeKnown(named.name, step: step, nearest: nearest)
      }
      guard given.insert(index).inserted else { throw .parameterMustComeOnce(named.name, step: step) }
      let range = parameters[index].range
      guard range.contains(named.value) else {
        throw .valueMustBeWithin(named.name, range, value: named.value, step: step)
      }
      arguments[index] = named.value
    }
    return arguments
  }
}
