/// A case that breaks a property, and the simplest one like it that was found.
public struct Counterexample: Error, Hashable, Sendable {
  /// The property in words.
  public let property: String
  /// The seed of the check.
  public let seed: UInt64
  /// The number of the case that broke.
  public let number: UInt32
  /// The choices of that case.
  public let found: [UInt64]
  /// The choices of the simplest case that breaks the same claim.
  public let shrunk: [UInt64]
  /// How the simplest case breaks.
  public let broken: Broken
  /// How many cases shrinking ran.
  public let attempts: Int
  /// Whether running the found choices again broke the same claim. False means that the body depends on something else
  /// than its choices.
  public let isRepeatable: Bool

  /// Shrinks a case that broke.
  init(
    property: String, seed: UInt64, number: UInt32, found: [UInt64], broken: Broken, attempts: Int,
    _ body: (inout Choices) throws -> Void
  ) {
    self.property = property
    self.seed = seed
    self.number = number
    self.found = found
    let again = Trial(replaying: found, body)
    guard again.broken?.claim == broken.claim, again.record == found else {
      shrunk = found
      self.broken = broken
      self.attempts = 1
      isRepeatable = false
      return
    }
    var shrinker = Shrinker(again, claim: broken.claim, attempts: attempts)
    shrinker.run(body)
    shrunk = shrinker.best.record
    self.broken = Trial(replaying: shrunk, narrated: true, body).broken ?? broken
    self.attempts = shrinker.attempts
    isRepeatable = true
  }

  /// The shrunk choices as text, for a replay: `3 0 17`.
  public var replayText: String { shrunk.map(String.init).joined(separator: " ") }

  /// The choices that a replay text stands for; nil when it is not a list of numbers.
  public static func choices(fromReplay text: String) -> [UInt64]? {
    let words = text.split(whereSeparator: \.isWhitespace)
    let numbers = words.compactMap { UInt64($0) }
    return numbers.count == words.count ? numbers : nil
  }
}

extension Counterexample: CustomStringConvertible {
  /// The claim with its values, where it was found, the steps in words, and how to run it again.
  public var description: String {
    var lines = ["\(property): broken", "  \(broken.description)"]
    if isRepeatable {
      lines.append(
        "  case \(number) of seed \(seed); \(found.count) choices shrunk to \(shrunk.count) in \(attempts) attempts"
      )
    } else {
      lines.append(
        "  case \(number) of seed \(seed); it did not break again: the body depends on more than its choices")
    }
    for (index, note) in broken.notes.enumerated() { lines.append("  \(index + 1). \(note)") }
    lines.append("  replay: \"\(replayText)\"")
    return lines.joined(separator: "\n")
  }
}
