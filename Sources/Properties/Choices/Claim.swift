/// A claim that did not hold in some case.
public struct Falsified: Error, Hashable, Sendable, CustomStringConvertible {
  /// The claim, the same text in every case that breaks it.
  public let claim: String
  /// What was found instead, with the values of this case.
  public let details: String

  /// A broken claim and what was found.
  public init(_ claim: String, _ details: String = "") {
    self.claim = claim
    self.details = details
  }

  /// The claim and what was found.
  public var description: String { details.isEmpty ? claim : "\(claim): \(details)" }
}

/// The case is not one the property speaks about.
public struct CaseDiscarded: Error, Hashable, Sendable {
  /// A discarded case.
  public init() {}
}

/// States that `condition` holds.
/// - Parameter claim: the same words in every case: shrinking follows one claim.
/// - Throws: `Falsified` when it does not.
public func hold(
  _ condition: Bool, _ claim: @autoclosure () -> String, _ details: @autoclosure () -> String = ""
) throws(Falsified) {
  guard condition else { throw Falsified(claim(), details()) }
}

/// States that two values are equal; the report shows both.
/// - Throws: `Falsified` when they are not.
public func holdEqual<Value: Equatable>(
  _ found: Value, _ expected: Value, _ claim: @autoclosure () -> String
) throws(Falsified) {
  guard found == expected else { throw Falsified(claim(), "\(found) was not \(expected)") }
}

/// Leaves the case out unless `condition` holds.
/// - Throws: `CaseDiscarded`.
public func assume(_ condition: Bool) throws(CaseDiscarded) {
  guard condition else { throw CaseDiscarded() }
}
