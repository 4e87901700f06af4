import Campaigns
import Exact
import Properties
import Simulation

/// The names a `check` section may use.
struct CheckVocabulary: Sendable {
  /// What a parameter counts, which says how its range is written.
  enum Unit: Sendable {
    /// Base tokens.
    case base
    /// Quote tokens.
    case quote
    /// A relative move, in wads.
    case ratio
    /// Something counted: blocks, shares, the number of a series.
    case count
  }

  struct Parameter: Sendable {
    let name: String
    let unit: Unit
    /// The values it may have; nil for any.
    var range: ClosedRange<Int256>?
  }

  struct Act: Sendable {
    let name: String
    let parameters: [Parameter]
  }

  /// The actions that the epoch has a meaning for.
  let acts: [Act]
  /// The invariants that the epoch has a meaning for.
  let invariants: [String]
  /// The marks that the epoch has a meaning for.
  let marks: [String]
  /// What claims may name; nil while the epoch has mistakes that leave it open.
  let quantities: [String]?

  /// The names that a plan gives a meaning to; for a plan that could not be made, every name of an action, an invariant or
  /// a mark.
  init(of plan: Plan?) {
    guard let plan, let campaign = try? ProtocolCheck(plan: plan, check: .everything(of: plan)).campaign()
    else {
      acts = ProtocolCheck.actionNames.map { name in
        Act(name: name, parameters: Self.units.map { Parameter(name: $0.key, unit: $0.value) })
      }
      invariants = ProtocolCheck.invariantCatalogue.map(\.name)
      marks = ProtocolCheck.marks.map(\.name)
      quantities = nil
      return
    }
    acts = campaign.actions.map { action in
      Act(
        name: action.name,
        parameters: action.parameters.filter { $0.labels.isEmpty }.map { parameter in
          guard let unit = Self.units.first(where: { $0.key == parameter.name })?.value else {
            preconditionFailure("the parameter \(parameter.name) of \(action.name) has no unit")
          }
          return Parameter(name: parameter.name, unit: unit, range: parameter.range)
        })
    }
    invariants = ProtocolCheck.invariantNames(for: plan)
    marks = campaign.marks.map(\.name)
    quantities = ProtocolCheck.quantities(for: plan).map(\.name)
  }

  /// The numbers that actions take, by name, and what each counts.
  private static let units: KeyValuePairs<String, Unit> = [
    "base": .base, "quote": .quote, "amount": .quote, "size": .base, "shares": .count, "series": .count,
    "blocks": .count, "by": .ratio,
  ]
}

extension CheckPlan {
  /// A check that tries all that a plan has a meaning for, what it does by itself in every block too.
  fileprivate static func everything(of plan: Plan) -> CheckPlan {
    CheckPlan(acts: ProtocolCheck.actionNames(for: plan).map { Act(name: $0, weight: 1, bounds: []) })
  }
}
