/// A stream of random words that depends on nothing but who draws, why and when.
///
/// `word k = half (k mod 2) of Philox(counter: (⌊k/2⌋, block, purpose, path), key: seed)`. Streams with different
/// keys never overlap, so removing or adding one agent moves no other agent's draws: twin runs are exact
/// counterfactuals.
@frozen
public struct Dice: Hashable, Sendable {
  /// What draws are for: each purpose has a stream of its own.
  @frozen
  public struct Purpose: RawRepresentable, Hashable, Sendable {
    /// The number that keys the stream.
    public let rawValue: UInt32

    /// The purpose of a number.
    @inlinable
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The diffusion of the reference price.
    @inlinable public static var price: Purpose { Purpose(rawValue: 1) }
    /// The number and sizes of jumps of the reference price.
    @inlinable public static var jumps: Purpose { Purpose(rawValue: 2) }
    /// Arrivals, sides and sizes of retail trades.
    @inlinable public static var retail: Purpose { Purpose(rawValue: 3) }
    /// Arrivals, sides and series of option takers.
    @inlinable public static var demand: Purpose { Purpose(rawValue: 4) }
    /// Generated cases of property checks.
    @inlinable public static var properties: Purpose { Purpose(rawValue: 5) }
  }

  @usableFromInline var counter: Philox
  @usableFromInline let key: UInt64
  @usableFromInline var spare: UInt64
  @usableFromInline var hasSpare: Bool

  /// The stream of a seed, path, purpose and block, at its first draw.
  @inlinable
  public init(seed: UInt64, path: UInt32 = 0, purpose: Purpose, block: UInt32) {
    counter = Philox(0, block, purpose.rawValue, path)
    key = seed
    spare = 0
    hasSpare = false
  }

  /// The next 64 bits, uniform.
  ///
  /// Traps after 2³³ draws from one stream rather than repeat them.
  @inlinable
  public mutating func nextWord() -> UInt64 {
    if hasSpare {
      hasSpare = false
      return spare
    }
    let output = counter.enciphered(key: key)
    precondition(counter.first != .max, "a stream of dice has 2³³ draws")
    counter.first += 1
    spare = UInt64(output.third) | UInt64(output.fourth) << 32
    hasSpare = true
    return UInt64(output.first) | UInt64(output.second) << 32
  }

  /// A uniform integer from 0 to `bound − 1`, without bias; traps when `bound` is 0.
  ///
  /// Source: Lemire 2019, "Fast random integer generation in an interval", algorithm 5: `⌊word · bound / 2⁶⁴⌋`,
  /// drawn again while the fraction is below `2⁶⁴ mod bound`.
  @inlinable
  public mutating func below(_ bound: UInt64) -> UInt64 {
    precondition(bound > 0, "a die needs at least one face")
    var product = nextWord().multipliedFullWidth(by: bound)
    if product.low < bound {
      let excess = (0 &- bound) % bound
      while product.low < excess { product = nextWord().multipliedFullWidth(by: bound) }
    }
    return product.high
  }

  /// True `numerator` times in `denominator`, exactly; traps when `denominator` is 0.
  @inlinable
  public mutating func chance(_ numerator: UInt64, in denominator: UInt64) -> Bool {
    below(denominator) < numerator
  }
}
