/// Something that is said to hold whatever is chosen.
///
/// The body makes its choices, acts, and states claims with ``hold(_:_:_:)``; any error it throws breaks the property,
/// except `CaseDiscarded`. It must depend on its choices alone: then the same seed gives the same verdict anywhere.
public struct Property: Sendable {
  /// The body of a property.
  public typealias Body = @Sendable (inout Choices) throws -> Void

  /// The property in words.
  public let name: String
  private let body: Body

  /// A property and the body that tries it once.
  public init(_ name: String, _ body: @escaping Body) {
    self.name = name
    self.body = body
  }

  /// Runs `cases` cases of `seed` from number `first` on, and shrinks the first that breaks.
  ///
  /// - Parameter attempts: how many cases shrinking may run.
  /// - Returns: what was found; inconclusive when nine in ten cases or more were discarded.
  public func check(cases: Int, seed: UInt64, first: UInt32 = 0, attempts: Int = 5_000) -> Verdict<
    Counterexample
  > {
    Properties.check(name, cases: cases, seed: seed, first: first, attempts: attempts, body)
  }

  /// Runs one recorded case.
  /// - Returns: what broke, or nil when the case holds or is discarded.
  public func replay(_ record: [UInt64]) -> Broken? {
    Trial(replaying: record, narrated: true, body).broken
  }
}

/// What a check found: of a ``Property``, or of a ``Campaign``.
public enum Verdict<Evidence: Hashable & Sendable>: Hashable, Sendable {
  /// Every case held.
  case held(cases: Int, discarded: Int)
  /// A case broke something; the evidence is shrunk.
  case broken(Evidence)
  /// Too few cases were ones the check speaks about, or a quota was not met.
  case inconclusive(cases: Int, discarded: Int)
}

/// How a case broke.
public struct Broken: Error, Hashable, Sendable {
  /// What was claimed, the same for every case that breaks in this way.
  public let claim: String
  /// The claim with the values found.
  public let description: String
  /// What the case said it was doing.
  public let notes: [String]
}

/// Runs `cases` cases of a body from number `first` on, and shrinks the first that breaks.
///
/// The form for a body that is used at once; ``Property`` keeps one.
///
/// - Returns: what was found; inconclusive when nine in ten cases or more were discarded.
public func check(
  _ name: String, cases: Int, seed: UInt64, first: UInt32 = 0, attempts: Int = 5_000,
  _ body: (inout Choices) throws -> Void
) -> Verdict<Counterexample> {
  precondition(
    cases > 0 && UInt64(first) + UInt64(cases) <= UInt64(UInt32.max), "\(cases) cases from number \(first)")
  var discarded = 0
  for offset in 0..<cases {
    let number = first + UInt32(offset)
    let trial = Trial(Choices(seed: seed, case: number), body)
    if trial.isDiscarded { discarded += 1 }
    guard let broken = trial.broken else { continue }
    return .broken(
      Counterexample(
        property: name, seed: seed, number: number, found: trial.record, broken: broken, attempts: attempts,
        body))
  }
  return discarded * 10 >= cases * 9
    ? .inconclusive(cases: cases, discarded: discarded) : .held(cases: cases, discarded: discarded)
}

/// One run of a body.
struct Trial {
  /// The choices it made.
  let record: [UInt64]
  /// The steps it took.
  let spans: [Choices.Span]
  /// How it broke, if it did.
  let broken: Broken?
  /// Whether it was left out.
  let isDiscarded: Bool

  init(replaying record: [UInt64], narrated: Bool = false, _ body: (inout Choices) throws -> Void) {
    self.init(Choices(replaying: record, narrated: narrated), body)
  }

  init(_ fresh: Choices, _ body: (inout Choices) throws -> Void) {
    var choices = fresh
    var broken: Broken?
    var isDiscarded = false
    do {
      try body(&choices)
    } catch is CaseDiscarded {
      isDiscarded = true
    } catch let failure as Falsified {
      broken = Broken(claim: failure.claim, description: failure.description, notes: choices.notes)
    } catch {
      broken = Broken(
        claim: "no \(type(of: error))", description: "threw \(type(of: error)): \(error)",
        notes: choices.notes)
    }
    record = choices.record
    spans = choices.spans
    self.broken = broken
    self.isDiscarded = isDiscarded
  }
}
