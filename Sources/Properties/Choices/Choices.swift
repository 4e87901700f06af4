public import Exact
internal import Feeds

/// Every decision of one case, recorded as it is made: the source of truth from which a case runs again.
///
/// `case = f(choice₀, choice₁, …)` with each choice an integer below a bound that the case itself states. A fresh case
/// draws them from its own stream of `Dice`; a replayed one takes them from a record. A recorded number at or above
/// its bound counts as `bound − 1`, and past the end of the record every choice is 0, so any list of numbers is a case.
/// Generators are written so that 0 is the plainest outcome: shorter and lower records are simpler cases.
public struct Choices: Sendable {
  /// The choices made so far, in order.
  public private(set) var record: [UInt64] = []
  /// What the case said about itself, when it is narrated.
  public private(set) var notes: [String] = []
  /// The parts of the record that are one step each, in the order they began.
  private(set) var spans: [Span] = []

  /// The most choices a case may draw; after them every choice is 0, which ends every generator's loop.
  public static let limit = 65_536

  private var dice: Dice?
  private let given: [UInt64]
  private let isNarrated: Bool
  private var depth = 0

  /// A step's part of the record.
  struct Span: Hashable, Sendable {
    var range: Range<Int>
    var depth: Int
  }

  /// The fresh choices of a case: they depend on the seed and the case's number alone.
  public init(seed: UInt64, case number: UInt32) {
    dice = Dice(seed: seed, path: number, purpose: .properties, block: 0)
    given = []
    isNarrated = false
  }

  /// The choices of a record, for running a case again.
  public init(replaying record: [UInt64], narrated: Bool = false) {
    dice = nil
    given = record
    isNarrated = narrated
  }

  /// Records the next choice below `bound`: the given one, or one that `draw` makes of the dice.
  private mutating func next(below bound: UInt64, draw: (inout Dice) -> UInt64) -> UInt64 {
    precondition(bound > 0, "a choice needs at least one outcome")
    let position = record.count
    guard position < Choices.limit else { return 0 }
    let value: UInt64
    if var dice {
      value = draw(&dice)
      self.dice = dice
    } else {
      value = position < given.count ? min(given[position], bound - 1) : 0
    }
    record.append(value)
    return value
  }
}

// MARK: - Numbers

extension Choices {
  /// A uniform integer from 0 to `bound − 1`; simplest: 0. Traps when `bound` is 0.
  public mutating func below(_ bound: UInt64) -> UInt64 {
    next(below: bound) { $0.below(bound) }
  }

  /// A uniform integer of a range; simplest: its lower end.
  public mutating func within(_ range: ClosedRange<Int>) -> Int {
    let width = UInt64(bitPattern: Int64(range.upperBound)) &- UInt64(bitPattern: Int64(range.lowerBound))
    let offset = width == .max ? next(below: .max) { $0.nextWord() } : below(width + 1)
    return Int(truncatingIfNeeded: Int64(bitPattern: UInt64(bitPattern: Int64(range.lowerBound)) &+ offset))
  }

  /// An integer from 0 to `bound − 1` of any size alike: first its number of bits, then its bits. One in sixteen is an
  /// end of the range. Simplest: 0.
  public mutating func sized(below bound: UInt64) -> UInt64 {
    next(below: bound) { dice in
      if dice.chance(1, in: 16) { return dice.chance(1, in: 2) ? bound - 1 : 0 }
      let bits = dice.below(UInt64(UInt64.bitWidth - (bound - 1).leadingZeroBitCount + 1))
      let value = bits == 0 ? 0 : dice.nextWord() >> (64 - bits)
      return min(value, bound - 1)
    }
  }

  /// An unsigned integer of at most `bits` bits, of any size alike: three choices. Simplest: 0.
  public mutating func wide(bits: Int = 128) -> UInt128 {
    precondition((0...128).contains(bits), "a 128-bit choice of \(bits) bits")
    let size = within(0...bits)
    let high = next(below: .max) { $0.nextWord() }
    let low = next(below: .max) { $0.nextWord() }
    return size == 0 ? 0 : (UInt128(high) << 64 | UInt128(low)) >> (128 - UInt128(size))
  }

  /// A word of at most `bits` bits, of any size alike: six choices. Simplest: 0.
  public mutating func word(bits: Int = 256) -> Word256 {
    precondition((0...256).contains(bits), "a 256-bit choice of \(bits) bits")
    let size = within(0...bits)
    let low = wide(bits: min(size, 128))
    return Word256(high: size > 128 ? wide(bits: size - 128) : 0, low: low)
  }

  /// A signed integer from −`limit` to `limit`, of any size alike; simplest: 0, then 1, −1, 2, −2, ….
  public mutating func signed(upTo limit: Int) -> Int {
    precondition((0...(Int.max / 2)).contains(limit), "a signed choice up to \(limit)")
    let code = Int(sized(below: UInt64(limit) * 2 + 1))
    return code % 2 == 0 ? -(code / 2) : code / 2 + 1
  }
}

// MARK: - Decisions

extension Choices {
  /// True `numerator` times in `denominator`; simplest: false.
  public mutating func chance(_ numerator: UInt64, in denominator: UInt64) -> Bool {
    next(below: 2) { $0.chance(numerator, in: denominator) ? 1 : 0 } == 1
  }

  /// One of some values, each alike; simplest: the first. Traps when there is none.
  public mutating func oneOf<Value>(_ values: [Value]) -> Value {
    values[Int(below(UInt64(values.count)))]
  }

  /// An index of `weights`, each as often as its weight says; simplest: 0. Traps when the weights sum to 0.
  public mutating func weighted(_ weights: [UInt64]) -> Int {
    let total = weights.reduce(0, +)
    return Int(
      next(below: UInt64(weights.count)) { dice in
        var left = dice.below(total)
        for (index, weight) in weights.enumerated() {
          if left < weight { return UInt64(index) }
          left -= weight
        }
        return UInt64(weights.count - 1)
      })
  }

  /// Runs `step` again and again, at most `limit` times and half of that on average; simplest: not at all.
  ///
  /// Each round is one step of the case: shrinking leaves steps out whole.
  public mutating func steps<Failure: Error>(
    upTo limit: Int, _ step: (inout Choices) throws(Failure) -> Void
  ) throws(Failure) {
    // The length is drawn and not recorded: the record holds a 1 before each round and a 0 after the last.
    var planned = dice.map { dice in
      var dice = dice
      let length = Int(dice.below(UInt64(limit) + 1))
      self.dice = dice
      return length
    }
    for _ in 0..<limit {
      let start = record.count
      let goesOn = next(below: 2) { _ in (planned ?? 0) > 0 ? 1 : 0 } == 1
      guard goesOn else { return }
      planned = planned.map { $0 - 1 }
      let index = spans.count
      spans.append(Span(range: start..<start, depth: depth))
      depth += 1
      defer {
        depth -= 1
        spans[index].range = start..<record.count
      }
      try step(&self)
    }
  }

  /// Says what the case is doing; kept only when a counterexample is told.
  public mutating func note(_ text: @autoclosure () -> String) {
    if isNarrated { notes.append(text()) }
  }
}
