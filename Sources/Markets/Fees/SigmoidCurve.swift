import Exact
import Units

/// A fee that climbs two smooth steps as volatility rises (Algebra Integral's adaptive fee).
///
/// `fee(v) = base + σ(⌊v ÷ 15⌋; first) + σ(⌊v ÷ 15⌋; second)`, in millionths of the input, where `v` is the
/// oracle's mean of `(tick − average tick)²` per second.
///
/// Source: Algebra Integral 1.2, adaptive fee; formula restated.
@frozen
public struct SigmoidCurve: Hashable, Sendable {
  /// One step: `σ(x) ≈ rise ÷ (1 + e^((center − x) ÷ width))`.
  @frozen
  public struct Step: Hashable, Sendable {
    /// What the step adds in the end, in millionths (α).
    public let rise: UInt16
    /// Where half of it is reached, in fifteenths of volatility (β).
    public let center: UInt32
    /// How gentle it is, in fifteenths of volatility (γ); greater than 0.
    public let width: UInt16

    /// A step from its parts; `width` is checked by the curve.
    public init(rise: UInt16, center: UInt32, width: UInt16) {
      self.rise = rise
      self.center = center
      self.width = width
    }
  }

  /// The fee without volatility, in millionths.
  public let base: UInt16
  /// The first step.
  public let first: Step
  /// The second step.
  public let second: Step

  /// A curve from its parts.
  /// - Throws: `SigmoidRefusal.largestFeeMustFit` when base and rises sum to more than 65,535 millionths,
  ///   then `.widthMustBePositive`.
  public init(base: UInt16, first: Step, second: Step) throws(SigmoidRefusal) {
    let largest = UInt64(base) + UInt64(first.rise) + UInt64(second.rise)
    guard largest <= SigmoidCurve.maximumFee else { throw .largestFeeMustFit(millionths: largest) }
    guard first.width > 0 else { throw .widthMustBePositive }
    guard second.width > 0 else { throw .widthMustBePositive }
    self.base = base
    self.first = first
    self.second = second
  }

  /// The largest fee a curve may reach, in millionths: 2¹⁶ − 1.
  @inlinable public static var maximumFee: UInt64 { 65_535 }

  /// The curve of a fresh deployment: 0.01 % at rest, 0.30 % and then 1.50 % as volatility rises.
  public static var standard: SigmoidCurve {
    get throws(SigmoidRefusal) {
      try SigmoidCurve(
        base: 100, first: Step(rise: 2_900, center: 360, width: 59),
        second: Step(rise: 12_000, center: 60_000, width: 8_500))
    }
  }

  /// `base + first.rise + second.rise`: the fee at the highest volatility, in millionths.
  @inlinable public var largestFee: UInt64 {
    UInt64(base) + UInt64(first.rise) + UInt64(second.rise)
  }

  /// The fee in millionths at a volatility, rounded down in each step.
  ///
  /// - Returns: `base` to ``largestFee``.
  /// - Complexity: O(1), no heap allocation.
  public func millionths(atVolatility volatility: UInt128) -> UInt64 {
    let scaled = volatility / 15
    // Beyond 2⁴⁰ both steps are at their ends: centers have 32 bits and widths 16.
    let position = scaled >> 40 == 0 ? UInt64(truncatingIfNeeded: scaled) : 1 << 40
    return UInt64(base) + first.height(at: position) + second.height(at: position)
  }
}

extension SigmoidCurve.Step {
  /// σ at `x` below 2⁴¹: 0 to `rise`.
  ///
  /// `x > β`: `⌊α·E ÷ (γ⁴ + E)⌋`, α from six widths on; otherwise `⌊α·γ⁴ ÷ (γ⁴ + E)⌋`, 0 from six widths on,
  /// where `E ≈ γ⁴·e^(|x − β| ÷ γ)`.
  func height(at x: UInt64) -> UInt64 {
    let isAbove = x > UInt64(center)
    let distance = isAbove ? x - UInt64(center) : UInt64(center) - x
    guard rise > 0 else { return 0 }
    guard distance < 6 * UInt64(width) else { return isAbove ? UInt64(rise) : 0 }
    let one = fourthPower
    let exponential = scaledExponential(distance)
    let numerator = isAbove ? exponential : one
    // α and E have 16 and 73 bits.
    return UInt64(truncatingIfNeeded: UInt128(rise) * numerator / (one + exponential))
  }

  private var fourthPower: UInt128 {
    let square = UInt128(width) * UInt128(width)
    return square * square
  }

  /// `≈ γ⁴ · e^(distance ÷ γ)` for less than six widths.
  ///
  /// Whole widths come from a table, half a width from `e^½`, and the rest from the series to the fourth
  /// order, each rounded down: `γ⁴ + γ³z + ⌊γ²z² ÷ 2⌋ + ⌊(4γz³ + z⁴) ÷ 24⌋`.
  private func scaledExponential(_ distance: UInt64) -> UInt128 {
    let unit: UInt128 = 100_000_000_000_000_000_000
    let width = UInt64(self.width)
    var factor: UInt128 =
      switch distance / width {
      case 0: unit
      case 1: 271_828_182_845_904_523_536
      case 2: 738_905_609_893_065_022_723
      case 3: 2_008_553_692_318_766_774_092
      case 4: 5_459_815_003_314_423_907_811
      default: 14_841_315_910_257_660_342_111
      }
    var rest = distance % width
    if rest >= width / 2 {
      rest -= width / 2
      factor = portion(of: factor, 164_872_127_070_012_814_684)
    }
    let (g, z) = (UInt128(width), UInt128(rest))
    let series =
      fourthPower + g * g * g * z + g * g * z * z / 2 + (4 * g * z * z * z + z * z * z * z) / 24
    return portion(of: series, factor)
  }

  /// `⌊a · b ÷ 10²⁰⌋`: below 2⁷⁶ here, from a product of up to 142 bits.
  private func portion(of a: UInt128, _ b: UInt128) -> UInt128 {
    let product = a.multipliedInline(by: b)
    guard let quotient = product.flooredNarrowQuotient(by: 100_000_000_000_000_000_000) else {
      preconditionFailure("\(a) · \(b) ÷ 10²⁰ does not fit 128 bits")
    }
    return quotient
  }
}

/// Why a configuration is not an adaptive fee.
public enum SigmoidRefusal: Error, Hashable, Sendable {
  /// Base and rises sum to more than 65,535 millionths [Max fee exceeded].
  case largestFeeMustFit(millionths: UInt64)
  /// A step has no width [Gammas must be > 0].
  case widthMustBePositive
}

extension Fee {
  /// `count ÷ 10⁶`; `count` is below 10⁶ by the rules of every schedule that asks.
  static func millionths(_ count: UInt64) -> Fee {
    guard let fee = try? Fee(count, over: 1_000_000) else {
      preconditionFailure("\(count) millionths are not a fee")
    }
    return fee
  }
}
