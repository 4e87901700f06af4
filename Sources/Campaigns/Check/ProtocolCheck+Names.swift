public import Simulation

extension ProtocolCheck {
  /// The name of every action: the words of a script's steps.
  public static var actionNames: [String] { ActionKind.allCases.map(\.rawValue) }

  /// The actions that a configuration has a meaning for.
  public static func actionNames(for plan: Plan) -> [String] {
    ActionKind.allCases.filter { $0.hasMeaning(in: plan) }.map(\.rawValue)
  }

  /// Every built-in invariant: what must hold as an inequality, why, whom it protects and which fault it comes from.
  public static var invariantCatalogue: [(name: String, explanation: String)] {
    BuiltIn.all.map { ($0.name, $0.explanation) }
  }

  /// The built-in invariants that a configuration has a meaning for.
  public static func invariantNames(for plan: Plan) -> [String] {
    BuiltIn.all.filter { $0.need.isMet(by: plan) }.map(\.name)
  }

  /// The quantities that claims about a plan may name, each with what it is and its unit.
  public static func quantities(for plan: Plan) -> [(name: String, explanation: String)] {
    ProtocolQuantity.all(of: plan).map { ($0.name, $0.explanation) }
  }

  /// What cases may show, for `reach`: each with what it means.
  public static var marks: [(name: String, explanation: String)] {
    ProtocolMark.all.map { ($0.name, $0.explanation) }
  }
}
