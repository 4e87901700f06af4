import Exact

/// A moving average of a pool's squared and of its signed log returns, one sample a block.
///
/// At the first observation in a new block, `Δ = clamp(tick − last tick, ±largest move)`,
/// `r = |Δ| · 99995000333308` (a tick's log return in wads), and
///
///     variance ← ⌊α·⌊r² ÷ 10¹⁸⌋ ÷ 10¹⁸⌋ + ⌊(10¹⁸ − α)·variance ÷ 10¹⁸⌋
///     drift    ← trunc(α·Δ·99995000333308 ÷ 10¹⁸) + trunc((10¹⁸ − α)·drift ÷ 10¹⁸)
///
/// Later observations in the block only move the last tick: their way counts with the next block's.
///
/// Source: the public "LVR-minimizing dynamic fee hook" for Uniswap v4; formulas restated.
@frozen
public struct EwmaVariance: Hashable, Sendable {
  /// The weight of a new sample in wads, 1 to 10¹⁸.
  public let alpha: UInt64
  /// The most ticks a sample may move, greater than 0.
  public let largestMove: UInt32
  /// The tick last observed; nil before the first observation.
  public private(set) var lastTick: Int?
  /// The block of the last sample, or of the first observation.
  public private(set) var lastBlock = 0
  /// The average squared return in wads.
  public private(set) var variance: UInt128 = 0
  /// The absolute value of the average signed return, in wads.
  public private(set) var driftMagnitude: UInt128 = 0
  /// Whether the average signed return is below 0.
  public private(set) var isDriftNegative = false

  /// 1 in wads.
  @inlinable public static var wad: UInt64 { 1_000_000_000_000_000_000 }
  /// The log return of a tick, in wads.
  @inlinable public static var returnPerTick: UInt128 { 99_995_000_333_308 }
  /// The widest clamp: 2²³ − 1 ticks.
  @inlinable public static var widestMove: UInt32 { 8_388_607 }

  /// An average of nothing yet.
  /// - Throws: `EwmaVarianceRefusal.alphaMustBeInRange`, then `.largestMoveMustBeInRange`.
  public init(alpha: UInt64, largestMove: UInt32) throws(EwmaVarianceRefusal) {
    guard alpha > 0, alpha <= EwmaVariance.wad else { throw .alphaMustBeInRange(alpha) }
    guard largestMove > 0, largestMove <= EwmaVariance.widestMove else {
      throw .largestMoveMustBeInRange(largestMove)
    }
    self.alpha = alpha
    self.largestMove = largestMove
  }

  /// Takes note of a tick; a sample when the block is another than the last sample's.
  ///
  /// - Parameter tick: −887,272 to 887,272.
  public mutating func observe(tick: Int, block: Int) {
    guard let last = lastTick else {
      lastTick = tick
      lastBlock = block
      return
    }
    lastTick = tick
    guard block != lastBlock else { return }
    lastBlock = block
    let move = tick - last
    let length = min(move.magnitude, UInt(largestMove))
    // At most 2²¹ · 2⁴⁷: 68 bits, and the square over 10¹⁸ 77 bits.
    let size = UInt128(length) * EwmaVariance.returnPerTick
    let square = portion(of: size, times: size)
    let rest = UInt128(EwmaVariance.wad - alpha)
    variance = portion(of: square, times: UInt128(alpha)) + portion(of: variance, times: rest)
    let sample = portion(of: size, times: UInt128(alpha))
    let kept = portion(of: driftMagnitude, times: rest)
    if (move < 0) == isDriftNegative {
      driftMagnitude = sample + kept
    } else if sample > kept {
      driftMagnitude = sample - kept
      isDriftNegative = move < 0
    } else {
      driftMagnitude = kept - sample
    }
    if driftMagnitude == 0 { isDriftNegative = false }
  }

  /// `⌊drift² ÷ 10¹⁸⌋`: a variance that reverting moves cancel out of.
  public var squaredDrift: UInt128 { portion(of: driftMagnitude, times: driftMagnitude) }

  /// `⌊a · b ÷ 10¹⁸⌋`, for products of up to 187 bits.
  private func portion(of a: UInt128, times b: UInt128) -> UInt128 {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    if !overflow, let quotient = product.flooredLimb(dividingBy: EwmaVariance.wad) {
      return UInt128(quotient)
    }
    let scaled = try? Word256.mulDiv(
      Word256(a), Word256(b), over: Word256(EwmaVariance.wad), rounding: .down)
    guard let scaled else { preconditionFailure("\(a) · \(b) ÷ 10¹⁸ does not fit") }
    return scaled.low
  }
}

/// Why parameters are not a moving average of variance or a fee of it.
public enum EwmaVarianceRefusal: Error, Hashable, Sendable {
  /// The weight was 0 or above 10¹⁸ [InvalidAlpha].
  case alphaMustBeInRange(UInt64)
  /// The clamp was 0 or above 2²³ − 1 ticks [InvalidMaxMove].
  case largestMoveMustBeInRange(UInt32)
  /// The least fee exceeds the base [MinAboveBase].
  case leastMustNotExceedBase
  /// The base exceeds the largest fee [BaseAboveMax].
  case baseMustNotExceedLargest
  /// The largest fee exceeds 10⁶ millionths [MaxTooLarge].
  case largestMustFit(UInt32)
  /// The largest fee is the whole input, which no schedule may take.
  case feeMustStayBelowOne
}
