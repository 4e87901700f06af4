/// What Liquidity Book remembers of past swaps: how many bins the price has moved, and how long ago.
///
/// Before a swap, with `Δt` the seconds since the last one: if `Δt ≥ filterPeriod`, the reference id becomes the active
/// one and the reference becomes `⌊accumulator · reductionFactor ÷ 10⁴⌋`, or 0 once `Δt ≥ decayPeriod`. The time is
/// taken at every swap, so that steady small swaps keep the references where they are.
/// At each bin: `accumulator = min(reference + 10⁴ · |id − idReference|, maximumAccumulator)`.
///
/// Source: PROTOCOLS §3.
@frozen
public struct BinVolatility: Hashable, Sendable {
  /// Moved bins, in 10⁻⁴, at the last bin visited.
  public var accumulator: UInt32
  /// What is left of earlier moves, in 10⁻⁴ bins.
  public var reference: UInt32
  /// The id moves are counted from.
  public var idReference: Int
  /// When the last swap was, in whole seconds.
  public var seconds: Int64

  /// A state from its parts.
  @inlinable
  public init(accumulator: UInt32, reference: UInt32, idReference: Int, seconds: Int64) {
    self.accumulator = accumulator
    self.reference = reference
    self.idReference = idReference
    self.seconds = seconds
  }

  /// A pair that has just opened at `id`.
  @inlinable
  public init(openedAt id: Int, seconds: Int64) {
    self.init(accumulator: 0, reference: 0, idReference: id, seconds: seconds)
  }

  /// Brings the references up to the moment before a swap; once per swap.
  ///
  /// A clock that runs backwards counts as no time.
  @inlinable
  public mutating func beginSwap(at id: Int, seconds now: Int64, _ parameters: BinParameters) {
    let (difference, tooLong) = now.subtractingReportingOverflow(seconds)
    let elapsed = now <= seconds ? 0 : tooLong ? Int64.max : difference
    if elapsed >= Int64(parameters.filterPeriod) {
      idReference = id
      // At most (2²⁰ − 1) · 10⁴ for what a state can hold; wide enough for any.
      let kept = UInt64(accumulator) &* UInt64(parameters.reductionFactor) / 10_000
      reference = elapsed < Int64(parameters.decayPeriod) ? UInt32(kept) : 0
    }
    seconds = now
  }

  /// The accumulator a swap has at a bin; nothing changes.
  @inlinable
  public func accumulator(at id: Int, _ parameters: BinParameters) -> UInt32 {
    let moved = UInt64((id - idReference).magnitude) &* 10_000
    return UInt32(min(UInt64(reference) &+ moved, UInt64(parameters.maximumAccumulator)))
  }

  /// Takes note of a bin that a swap visits, before it is filled.
  @inlinable
  public mutating func visit(_ id: Int, _ parameters: BinParameters) {
    accumulator = accumulator(at: id, parameters)
  }
}
