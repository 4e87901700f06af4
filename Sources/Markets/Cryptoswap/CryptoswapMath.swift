public import Exact

/// Curve's two-coin crypto invariant by Newton's method, step for step as the 2021 contract divides.
///
/// Balances and `D` are wads at a common price; `A` carries the factor `2² · 10⁴`, `γ` is in wads. Every `÷`
/// rounds down, in the order written: the iterations end on a tolerance, so the result is what these
/// roundings lead to, not the root.
///
/// Source: CurveCryptoSwap2 (2021); equations restated, checked against vectors of the executed contract.
public enum CryptoswapMath {
  /// The range of `A`.
  @inlinable public static var amplifications: ClosedRange<UInt64> { 400...400_000_000 }
  /// The range of `γ`, in wads.
  @inlinable public static var gammas: ClosedRange<UInt64> { 10_000_000_000...50_000_000_000_000_000 }

  static var wad: Word256 { 1_000_000_000_000_000_000 }

  /// `√(x₀x₁)` by `D ← ⌊(D + ⌊x₀x₁ ÷ D⌋) ÷ 2⌋` from the larger one, until it moves by at most 1 or 10⁻¹⁸ of
  /// itself.
  ///
  /// - Throws: `CryptoswapRefusal.stepMustFit`, then `.iterationMustConverge`.
  public static func geometricMean(_ a: Word256, _ b: Word256) throws(CryptoswapRefusal) -> Word256 {
    let product = try a.times(b)
    var mean = max(a, b)
    for _ in 0..<255 {
      let last = mean
      mean = try last.plus(product.over(last)).over(2)
      let way = mean.distance(to: last)
      if way <= .one { return mean }
      if try way.times(wad) < mean { return mean }
    }
    throw .iterationMustConverge
  }

  /// `D`: the invariant of two balances (`newton_D`).
  ///
  /// With `K₀ = 4·x₀x₁ ÷ D²`, `g = |γ + 1 − K₀|`, `m₁ = D·g²·10⁴ ÷ (γ²A)` and `m₂ = 4K₀ ÷ g`, a step is
  /// `D ← D(f + S) ÷ f − D² ÷ f − D·(m₁ ÷ f)(1 − K₀) ÷ K₀` with `f = S + S·m₂ + 2m₁ ÷ K₀ − m₂·D`.
  ///
  /// - Throws: `CryptoswapRefusal.amplificationMustBeInRange`, `.gammaMustBeInRange`, `.balanceMustBeInRange`
  ///   unless the larger one is 10⁹ to 10³³, `.balancesMustBeComparable` below a ratio of 10⁻⁴, then
  ///   `.stepMustFit`, `.iterationMustConverge`, and `.balanceMustSuitInvariant` unless each is a hundredth
  ///   to a hundred times `D`.
  public static func invariant(
    amplification: UInt64, gamma: UInt64, balances: (Word256, Word256)
  ) throws(CryptoswapRefusal) -> Word256 {
    try check(amplification: amplification, gamma: gamma)
    let (large, small) = balances.0 < balances.1 ? (balances.1, balances.0) : balances
    guard large >= 1_000_000_000, large <= largestInvariant else { throw .balanceMustBeInRange(large) }
    guard try small.times(wad).over(large) >= 100_000_000_000_000 else { throw .balancesMustBeComparable }
    let (a, g) = (Word256(amplification), Word256(gamma))
    let sum = large + small
    var d = try geometricMean(large, small).times(2)
    for _ in 0..<255 {
      let last = d
      let k0 = try large.times(wad * 4).over(d).times(small).over(d)
      let distance = k0.distance(to: g + wad) + .one
      let m1 = try d.times(wad).over(g).times(distance).over(g).times(distance).times(10_000).over(a)
      let m2 = try k0.times(wad * 4).over(distance)
      let slope = try sum.plus(sum.times(m2).over(wad)).plus(m1.times(2).over(k0))
        .minus(m2.times(d).over(wad))
      let plus = try d.times(slope.plus(sum)).over(slope)
      let correction = try d.times(m1.over(slope)).over(wad).times(wad.distance(to: k0)).over(k0)
      let square = try d.times(d).over(slope)
      let minus = wad > k0 ? try square.plus(correction) : try square.minus(correction)
      d = plus > minus ? plus - minus : try (minus - plus).over(2)
      if try d.distance(to: last).times(100_000_000_000_000) < max(10_000_000_000_000_000, d) {
        try check(large, in: d)
        try check(small, in: d)
        return d
      }
    }
    throw .iterationMustConverge
  }

  /// `y`: the balance that keeps the invariant at `D` beside another one (`newton_y`).
  ///
  /// With `K₀`, `g`, `m₁` as above, `m₂ = (10¹⁸ + 2·10¹⁸·K₀) ÷ g` — one division, not the textbook's
  /// `1 + 2K₀ ÷ g` — and `F = y + S·m₂ + m₁ − D·m₂`, a step is
  /// `y ← (F + D) ÷ (F ÷ y) + (m₁ ÷ f)·(1 − K₀) ÷ K₀ − S ÷ f`, halved where that is negative.
  ///
  /// - Throws: `CryptoswapRefusal.amplificationMustBeInRange`, `.gammaMustBeInRange`,
  ///   `.invariantMustBeInRange` outside 10¹⁷ … 10³³, `.balanceMustSuitInvariant`, then `.stepMustFit`,
  ///   `.iterationMustConverge`, and `.balanceMustSuitInvariant` for the result.
  public static func balance(
    amplification: UInt64, gamma: UInt64, beside other: Word256, invariant d: Word256
  ) throws(CryptoswapRefusal) -> Word256 {
    try check(amplification: amplification, gamma: gamma)
    guard d >= 100_000_000_000_000_000, d <= largestInvariant else { throw .invariantMustBeInRange(d) }
    try check(other, in: d)
    let (a, g) = (Word256(amplification), Word256(gamma))
    let k0Other = try other.times(wad * 2).over(d)
    let precision: Word256 = 100_000_000_000_000
    let tolerance = try max(max(other.over(precision), d.over(precision)), 100)
    var y = try d.times(d).over(other.times(4))
    for _ in 0..<255 {
      let last = y
      let k0 = try k0Other.times(y).times(2).over(d)
      let sum = try other.plus(y)
      let distance = k0.distance(to: g + wad) + .one
      let m1 = try d.times(wad).over(g).times(distance).over(g).times(distance).times(10_000).over(a)
      let m2 = try wad.plus(k0.times(wad * 2)).over(distance)
      let value = try y.times(wad).plus(sum.times(m2)).plus(m1)
      let taken = try d.times(m2)
      guard value >= taken else {
        y = try last.over(2)
        continue
      }
      let rest = value - taken
      let slope = try rest.over(y)
      let part = try m1.over(slope)
      let plus = try rest.plus(d.times(wad)).over(slope).plus(part.times(wad).over(k0))
      let minus = try part.plus(sum.times(wad).over(slope))
      y = plus < minus ? try last.over(2) : plus - minus
      if try y.distance(to: last) < max(tolerance, y.over(precision)) {
        try check(y, in: d)
        return y
      }
    }
    throw .iterationMustConverge
  }

  /// `γ ÷ (γ + 1 − K)` with `K = ∏ n·xᵢ ÷ S`, each factor rounded down; `K` itself for γ = 0.
  ///
  /// 10¹⁸ for equal balances, falling as they part: the weight of the middle fee in pools of any number of
  /// coins.
  ///
  /// - Throws: `CryptoswapRefusal.stepMustFit`, also for balances that sum to 0.
  public static func reductionCoefficient(
    _ balances: [Word256], gamma: UInt64
  ) throws(CryptoswapRefusal) -> Word256 {
    var sum = Word256.zero
    for balance in balances { sum = try sum.plus(balance) }
    var k = wad
    for balance in balances { k = try k.times(Word256(UInt64(balances.count))).times(balance).over(sum) }
    guard gamma > 0 else { return k }
    let g = Word256(gamma)
    return try g.times(wad).over(g.plus(wad).minus(k))
  }

  private static var largestInvariant: Word256 { 1_000_000_000_000_000_000_000_000_000_000_000 }

  private static func check(amplification: UInt64, gamma: UInt64) throws(CryptoswapRefusal) {
    guard amplifications.contains(amplification) else { throw .amplificationMustBeInRange(amplification) }
    guard gammas.contains(gamma) else { throw .gammaMustBeInRange(gamma) }
  }

  /// A hundredth to a hundred times the invariant.
  private static func check(_ balance: Word256, in d: Word256) throws(CryptoswapRefusal) {
    let share = try balance.times(wad).over(d)
    guard share >= 10_000_000_000_000_000 else { throw .balanceMustSuitInvariant(balance) }
    guard share <= 100_000_000_000_000_000_000 else { throw .balanceMustSuitInvariant(balance) }
  }
}

/// Why the invariant or a trade was declined; in brackets the contract's word.
public enum CryptoswapRefusal: Error, Hashable, Sendable {
  /// `A` is outside 400 … 4·10⁸ [unsafe values A].
  case amplificationMustBeInRange(UInt64)
  /// `γ` is outside 10¹⁰ … 5·10¹⁶ [unsafe values gamma].
  case gammaMustBeInRange(UInt64)
  /// The larger balance is outside 10⁹ … 10³³ [unsafe values x[0]].
  case balanceMustBeInRange(Word256)
  /// The smaller balance is below 10⁻⁴ of the larger [unsafe values x[i]].
  case balancesMustBeComparable
  /// `D` is outside 10¹⁷ … 10³³ [unsafe values D].
  case invariantMustBeInRange(Word256)
  /// A balance is not a hundredth to a hundred times `D` [unsafe values x[i], unsafe value for y].
  case balanceMustSuitInvariant(Word256)
  /// A step would leave 0 … 2²⁵⁶ − 1 or divide by 0 [a revert].
  case stepMustFit
  /// 255 steps did not settle [Did not converge].
  case iterationMustConverge
  /// The input was 0.
  case inputMustBePositive
  /// The price scale was 0.
  case scaleMustBePositive
}

extension Word256 {
  fileprivate func times(_ other: Word256) throws(CryptoswapRefusal) -> Word256 {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    guard !overflow else { throw .stepMustFit }
    return product
  }

  /// Rounded down, as every division of the contract.
  fileprivate func over(_ divisor: Word256) throws(CryptoswapRefusal) -> Word256 {
    do {
      return try divided(by: divisor, rounding: .down)
    } catch {
      throw .stepMustFit
    }
  }

  fileprivate func plus(_ other: Word256) throws(CryptoswapRefusal) -> Word256 {
    let (sum, overflow) = addingReportingOverflow(other)
    guard !overflow else { throw .stepMustFit }
    return sum
  }

  fileprivate func minus(_ other: Word256) throws(CryptoswapRefusal) -> Word256 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    guard !overflow else { throw .stepMustFit }
    return difference
  }

  fileprivate func distance(to other: Word256) -> Word256 { self > other ? self - other : other - self }
}
