public import Units

/// How far from the reference price makers quote.
@frozen
public enum DepthDistance: Hashable, Sendable {
  /// That many ticks; at least 1.
  case ticks(Int)
  /// That share of the reference price, above 0; a bid's must be below 1.
  case share(Ratio)
}

/// So many lots at so far from the reference price.
@frozen
public struct DepthStep: Hashable, Sendable {
  /// How far from the reference price.
  public let distance: DepthDistance
  /// How many lots; above 0.
  public let lots: UInt64

  /// A step from its parts.
  @inlinable
  public init(distance: DepthDistance, lots: UInt64) {
    self.distance = distance
    self.lots = lots
  }
}

/// The depth that makers of a book aim for about the reference price, a list of steps a side.
public struct DepthProfile: Hashable, Sendable {
  /// The bids, nearest first.
  public let bids: [DepthStep]
  /// The asks, nearest first.
  public let asks: [DepthStep]

  /// A profile of steps.
  ///
  /// - Throws: for the bids and then the asks `ProfileRefusal.distanceMustBePositive`, `.distanceMustStayBelowOne` (a bid's
  ///   share), `.quantityMustBePositive`, then `.distancesMustBeAlike` when ticks and shares are mixed, then
  ///   `.distancesMustIncrease`; at last `.quantityMustFit` when a side has more than ``OrderBook/maximumLots``.
  public init(bids: [DepthStep], asks: [DepthStep]) throws(ProfileRefusal) {
    try DepthProfile.check(bids, isBid: true)
    try DepthProfile.check(asks, isBid: false)
    self.bids = bids
    self.asks = asks
  }

  /// Depth in proportion to the distance: `slope · k` lots at `k` ticks, for `k` from 1 to `ticks`, on both sides.
  ///
  /// A market order of `Q` lots then moves the price by `√(2Q ÷ slope)` ticks, to within one: the square-root law.
  ///
  /// - Throws: `ProfileRefusal.quantityMustBePositive` for a slope of 0, `.quantityMustFit`.
  public static func linear(slope: UInt64, ticks: Int) throws(ProfileRefusal) -> DepthProfile {
    precondition(ticks >= 0, "a profile of \(ticks) ticks")
    guard slope > 0 else { throw .quantityMustBePositive }
    guard slope <= OrderBook.maximumLots / UInt64(max(ticks, 1)) else { throw .quantityMustFit }
    let steps = (0..<ticks).map { DepthStep(distance: .ticks($0 + 1), lots: slope * (UInt64($0) + 1)) }
    return try DepthProfile(bids: steps, asks: steps)
  }

  private static func check(_ steps: [DepthStep], isBid: Bool) throws(ProfileRefusal) {
    var total: UInt64 = 0
    for step in steps {
      switch step.distance {
      case .ticks(let ticks):
        guard ticks > 0 else { throw .distanceMustBePositive }
      case .share(let share):
        guard share > .zero else { throw .distanceMustBePositive }
        guard !isBid || share < .one else { throw .distanceMustStayBelowOne }
      }
      guard step.lots > 0 else { throw .quantityMustBePositive }
    }
    for (near, far) in zip(steps, steps.dropFirst()) {
      switch (near.distance, far.distance) {
      case (.ticks(let a), .ticks(let b)): guard a < b else { throw .distancesMustIncrease }
      case (.share(let a), .share(let b)): guard a < b else { throw .distancesMustIncrease }
      default: throw .distancesMustBeAlike
      }
    }
    for step in steps {
      guard step.lots <= OrderBook.maximumLots - total else { throw .quantityMustFit }
      total += step.lots
    }
  }
}

/// Why a list of steps is not a depth profile.
@frozen
public enum ProfileRefusal: Error, Hashable, Sendable {
  /// A step was at the reference price itself or beyond it.
  case distanceMustBePositive
  /// A bid's distance was the whole price or more.
  case distanceMustStayBelowOne
  /// A step had 0 lots.
  case quantityMustBePositive
  /// A side has steps in ticks and steps in shares.
  case distancesMustBeAlike
  /// A step was not farther out than the one before.
  case distancesMustIncrease
  /// A side has more lots than a book holds.
  case quantityMustFit
}

/// The share of the gap between a book and its profile that closes in a block: `n/d`, above 0 and at most 1.
@frozen
public struct Resilience: Hashable, Sendable {
  /// Numerator, 1 to the denominator.
  public let numerator: UInt32
  /// Denominator, at least 1.
  public let denominator: UInt32

  /// The whole gap closes.
  public static let full = Resilience(unchecked: 1, over: 1)

  /// The share `numerator / denominator`; nil unless it is above 0 and at most 1.
  public init?(_ numerator: UInt32, over denominator: UInt32) {
    guard numerator > 0, numerator <= denominator else { return nil }
    self.init(unchecked: numerator, over: denominator)
  }

  private init(unchecked numerator: UInt32, over denominator: UInt32) {
    self.numerator = numerator
    self.denominator = denominator
  }

  /// What a level of `now` lots becomes where the profile wants `wanted`.
  ///
  /// `now + ⌊(wanted − now)·n/d⌋` below the profile, `now − ⌈(now − wanted)·n/d⌉` above it: both rounded to fewer lots, so that a
  /// level that is not wanted any more empties, and one that is comes to within `d/n` lots.
  func moved(_ now: UInt64, towards wanted: UInt64) -> UInt64 {
    if wanted >= now {
      let product = (wanted &- now).multipliedFullWidth(by: UInt64(numerator))
      return now &+ UInt64(denominator).dividingFullWidth(product).quotient
    }
    let product = (now &- wanted).multipliedFullWidth(by: UInt64(numerator))
    let (quotient, remainder) = UInt64(denominator).dividingFullWidth(product)
    return now &- quotient &- (remainder > 0 ? 1 : 0)
  }
}
