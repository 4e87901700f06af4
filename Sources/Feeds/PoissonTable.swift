public import Exact
public import Units

/// How many events fall into a block: the Poisson distribution, drawn by inversion from one random word.
///
/// `N = min { k : word < ⌊2⁶⁴ · P(N ≤ k)⌋ }`. The thresholds are certified integers, so the same word gives the same count
/// everywhere; each probability is exact to 2⁻⁶⁴.
public struct PoissonTable: Sendable {
  /// The largest mean.
  public static let largestMean = Ratio(wads: 100_000_000_000_000_000_000)

  @usableFromInline let thresholds: [UInt64]

  /// The table of a mean from 0 to ``largestMean``; traps beyond.
  /// - Throws: `CertificationRefusal.precisionMustSuffice`.
  public init(mean: Ratio) throws(CertificationRefusal) {
    precondition(mean >= .zero && mean <= Self.largestMean, "a Poisson mean of \(mean.wads) wads")
    thresholds = mean == .zero ? [] : try Self.thresholds(mean.exact)
  }

  /// Thresholds up to the first one that leaves less than 2⁻⁶⁴.
  private static func thresholds(_ mean: Rational) throws(CertificationRefusal) -> [UInt64] {
    var found: [UInt64] = []
    var term = Rational(1)
    var sum = Rational(1)
    while found.last != .max {
      let threshold = try Certification.integer(
        decimals: 0, rounding: .down, within: OpenInterval(above: 0, below: Rational(.powerOfTwo(64)))
      ) { precision in
        (Ball(-mean, precision: precision).exponential() * Ball(sum, precision: precision))
          .scaled(byPowerOfTwo: 64)
      }
      guard let word = threshold.asWord256 else {
        preconditionFailure("a probability of \(threshold) · 2⁻⁶⁴")
      }
      found.append(UInt64(truncatingIfNeeded: word.low))
      guard let next = Rational(mean.numerator, over: mean.denominator * Integer(found.count)) else { break }
      term = term * next
      sum += term
    }
    return found
  }

  /// The number of events that a uniform word stands for.
  /// - Complexity: O(log of the largest count), no heap allocation; one comparison for the common zero.
  @inlinable
  public func count(_ word: UInt64) -> Int {
    guard let first = thresholds.first, word >= first else { return 0 }
    var (low, high) = (1, thresholds.count)
    while low < high {
      let middle = (low + high) / 2
      if word < thresholds[middle] { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension Ratio {
  /// The ratio as an exact fraction.
  var exact: Rational {
    Rational(Integer(wads)) * (Rational(1, over: Integer(10).power(18)) ?? Rational(0))
  }
}
