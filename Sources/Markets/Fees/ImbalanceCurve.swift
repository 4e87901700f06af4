public import Exact

/// A fee between a middle and an outer one, by how unequal a pool's balances are (Curve's crypto pools).
///
/// With `x₀`, `x₁` scaled to a common price and `S = x₀ + x₁`, `K = ⌊⌊4·10¹⁸·x₀ ÷ S⌋·x₁ ÷ S⌋` is 10¹⁸ when
/// they are equal and falls to 0.
///
///     classic (2021):  f = ⌊γ·10¹⁸ ÷ (γ + 10¹⁸ − K)⌋
///     ng (2025):       f = ⌊γ·K ÷ (⌊γ·K ÷ 10¹⁸⌋ + 10¹⁸ − K)⌋
///     fee = ⌊(mid·f + out·(10¹⁸ − f)) ÷ 10¹⁸⌋      in 10⁻¹⁰
///
/// They agree at K = 10¹⁸ and differ elsewhere: at K = 0 the second charges the outer fee, the first never
/// quite.
///
/// Source: Curve crypto contracts (2021) and Twocrypto-NG; formulas restated.
@frozen
public struct ImbalanceCurve: Hashable, Sendable {
  /// Which published formula.
  public enum Formula: Hashable, Sendable, CaseIterable {
    /// CurveCryptoSwap2, 2021.
    case classic
    /// Twocrypto-NG, 2025.
    case ng
  }

  /// The fee of equal balances, in 10⁻¹⁰.
  public let mid: UInt64
  /// The fee of very unequal balances, in 10⁻¹⁰.
  public let out: UInt64
  /// γ: how unequal balances must be to count, in wads; 1 to 10¹⁸.
  public let gamma: UInt64
  /// Which published formula.
  public let formula: Formula

  /// A curve from its parts.
  /// - Throws: `ImbalanceRefusal.midMustNotExceedOut`, then `.outMustStayBelowOne` from 10¹⁰ on, then
  ///   `.gammaMustBeInRange` outside 1 … 10¹⁸.
  public init(
    mid: UInt64, out: UInt64, gamma: UInt64, formula: Formula
  ) throws(ImbalanceRefusal) {
    guard mid <= out else { throw .midMustNotExceedOut(mid: mid, out: out) }
    guard out < ImbalanceCurve.whole else { throw .outMustStayBelowOne(out) }
    guard (1...ImbalanceCurve.wad).contains(gamma) else { throw .gammaMustBeInRange(gamma) }
    self.mid = mid
    self.out = out
    self.gamma = gamma
    self.formula = formula
  }

  /// 1 in the unit of fees: 10¹⁰.
  @inlinable public static var whole: UInt64 { 10_000_000_000 }
  /// 1 in wads.
  @inlinable public static var wad: UInt64 { 1_000_000_000_000_000_000 }

  /// `K` in wads, 0 to 10¹⁸; 0 for two empty balances.
  ///
  /// - Parameters:
  ///   - x0: the first coin's balance, at most 2¹⁹⁰; its quotient is rounded first.
  ///   - x1: the second coin's balance at the same price, at most 2²⁵⁵.
  public static func evenness(_ x0: Word256, _ x1: Word256) -> UInt64 {
    let sum = x0 + x1
    guard let first = try? Word256.mulDiv(x0, Word256(4 * wad), over: sum, rounding: .down) else { return 0 }
    guard let product = try? Word256.mulDiv(first, x1, over: sum, rounding: .down) else { return 0 }
    return UInt64(truncatingIfNeeded: product.low)
  }

  /// The fee in 10⁻¹⁰ at an evenness `K`, rounded down: `mid` to `out`.
  public func fee(atEvenness evenness: UInt64) -> UInt64 {
    precondition(evenness <= ImbalanceCurve.wad, "an evenness of \(evenness) is above 1")
    let lost = ImbalanceCurve.wad - evenness
    let weight: UInt64
    switch formula {
    case .classic:
      weight = ImbalanceCurve.quotient(gamma, ImbalanceCurve.wad, over: gamma + lost)
    case .ng:
      let kept = ImbalanceCurve.quotient(gamma, evenness, over: ImbalanceCurve.wad)
      weight = ImbalanceCurve.quotient(gamma, evenness, over: kept + lost)
    }
    // out − ⌈(out − mid)·f ÷ 10¹⁸⌉ is the mean rounded down.
    let taken = (out - mid).multipliedFullWidth(by: weight)
    let (quotient, remainder) = ImbalanceCurve.wad.dividingFullWidth(taken)
    return out - quotient - (remainder == 0 ? 0 : 1)
  }

  /// `⌊a · b ÷ divisor⌋`, at most 10¹⁸ here: a weight.
  private static func quotient(_ a: UInt64, _ b: UInt64, over divisor: UInt64) -> UInt64 {
    divisor.dividingFullWidth(a.multipliedFullWidth(by: b)).quotient
  }
}

/// Why parameters are not an imbalance fee.
public enum ImbalanceRefusal: Error, Hashable, Sendable {
  /// The middle fee exceeds the outer one.
  case midMustNotExceedOut(mid: UInt64, out: UInt64)
  /// The outer fee is the whole amount or more.
  case outMustStayBelowOne(UInt64)
  /// γ is 0 or above 10¹⁸.
  case gammaMustBeInRange(UInt64)
  /// The price scale is 0.
  case scaleMustBePositive
}
