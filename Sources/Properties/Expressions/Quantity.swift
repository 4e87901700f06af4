/// An exact number of the state that claims may name.
public struct Quantity<System>: Sendable {
  /// The name in claims: letters, digits, `.`, `_`, `[0]`, and hyphens inside.
  public let name: String
  /// What it is, and its unit.
  public let explanation: String
  let read: @Sendable (System) -> ExactValue

  /// A quantity.
  public init(
    _ name: String, _ explanation: String = "", _ read: @escaping @Sendable (_ system: System) -> ExactValue
  ) {
    (self.name, self.explanation, self.read) = (name, explanation, read)
  }
}

extension Invariant {
  /// An invariant that a user wrote, over some quantities.
  /// - Parameter quantities: those the claim names, and any others.
  public init(
    _ name: String, _ explanation: String = "", when moment: Moment = .afterEachAction,
    claim: ClaimExpression, over quantities: [Quantity<System>]
  ) {
    let read = claim.quantities.map { name in
      guard let quantity = quantities.first(where: { $0.name == name }) else {
        preconditionFailure("the claim \(claim.text) names \(name), which is not given")
      }
      return quantity
    }
    self.init(name, explanation, inequalities: claim.comparisons, when: moment) {
      ClaimChecker(claim, read)
    }
  }
}

/// One worker's evaluation of a claim.
final class ClaimChecker<System>: Checker<System> {
  private let quantities: [Quantity<System>]
  private let usesOld: Bool
  private var machine: ClaimMachine

  init(_ claim: ClaimExpression, _ quantities: [Quantity<System>]) {
    self.quantities = quantities
    usesOld = claim.usesOld
    machine = ClaimMachine(claim.program, quantities: quantities.count)
  }

  override var remembers: Bool { usesOld }

  override func remember(_ system: System) {
    for index in quantities.indices { machine.before[index] = quantities[index].read(system) }
  }

  override func slack(_ system: System) -> Slack? { usesOld ? nil : decide(system) }

  override func slack(_ system: System, _ step: Step) -> Slack? { decide(system) }

  private func decide(_ system: System) -> Slack? {
    for index in quantities.indices { machine.now[index] = quantities[index].read(system) }
    return machine.slack()
  }
}
