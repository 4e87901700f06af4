import Campaigns
import Simulation

/// The names a `check` section may use.
struct CheckVocabulary: Sendable {
  /// What a parameter counts, which says how its range is written.
  enum Unit: Sendable {
    /// Base tokens.
    case base
    /// Quote tokens.
    case quote
    /// Tokens of either side, as the text says.
    case either
    /// A share, in wads.
    case ratio
    /// Something counted: blocks, shares, an index.
    case count
  }

  struct Parameter: Sendable {
    let name: String
    let unit: Unit
  }

  struct Act: Sendable {
    let name: String
    let parameters: [Parameter]
  }

  let acts: [Act]
  let invariants: [String]
  let marks: [String]
  /// What claims may name; nil while the epoch has mistakes that leave it open.
  let quantities: [String]?

  /// The names that a plan gives a meaning to; nil for a plan that could not be made.
  init(of plan: Plan?) {
    acts = StepKeys.Deed.allCases.map { Act(name: $0.rawValue, parameters: []) }
    invariants = []
    marks = []
    quantities = nil
  }
}
