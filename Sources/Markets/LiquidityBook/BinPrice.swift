public import Exact

/// The prices of Liquidity Book's bins, in quote units per base unit, 128.128 fixed point.
///
/// `P(id) = (1 + binStep ÷ 10⁴)^(id − 2²³)`, every product rounded down, as the contract computes it.
/// Source: PROTOCOLS §3.
public enum BinPrice {
  /// The id whose price is 1: 2²³.
  public static let unitID: Int = 1 << 23
  /// The largest id: 24 bits.
  public static let maximumID: Int = (1 << 24) - 1
  /// 1 in 128.128.
  public static let one = Word256(high: 1, low: 0)
  /// Exponents have this many bits; beyond them a price counts as 0.
  @usableFromInline static let exponentBits = 20

  /// The price of a bin.
  ///
  /// With `y = |id − 2²³|` and `s₀ = ⌊(2²⁵⁶ − 1) ÷ b⌋`, the inverse of `b = 2¹²⁸ + ⌊binStep · 2¹²⁸ ÷ 10⁴⌋`:
  /// `sₖ₊₁ = ⌊sₖ² ÷ 2¹²⁸⌋`, and `r` is the product of the `sₖ` at the set bits of `y`, lowest first, each product
  /// rounded down. The price is `r` below the unit bin and `⌊(2²⁵⁶ − 1) ÷ r⌋` above it.
  ///
  /// - Throws: `BinPriceRefusal.binStepMustBePositive`, then `.idMustHaveTwentyFourBits`, then
  ///   `.priceMustBePositive` where 128 bits do not reach.
  /// - Complexity: O(1), no heap allocation.
  public static func price(id: Int, binStep: UInt16) throws(BinPriceRefusal) -> Word256 {
    guard binStep > 0 else { throw .binStepMustBePositive }
    guard id >= 0, id <= maximumID else { throw .idMustHaveTwentyFourBits(id) }
    let exponent = id - unitID
    guard exponent != 0 else { return one }
    var left = exponent.magnitude
    guard left >> exponentBits == 0 else { throw .priceMustBePositive(id: id, binStep: binStep) }
    var square = inverseBase(binStep)
    var inverse: UInt128?
    while left != 0 {
      if left & 1 == 1 { inverse = inverse.map { product($0, square) } ?? square }
      left >>= 1
      if left != 0 { square = product(square, square) }
    }
    guard let inverse, inverse != 0 else { throw .priceMustBePositive(id: id, binStep: binStep) }
    return exponent < 0 ? Word256(inverse) : reciprocal(of: inverse)
  }

  /// `⌊(2²⁵⁶ − 1) ÷ b⌋` with `b = 2¹²⁸ + ⌊binStep · 2¹²⁸ ÷ 10⁴⌋`: below 2¹²⁸, as `b` is above it.
  static func inverseBase(_ binStep: UInt16) -> UInt128 {
    precondition(binStep > 0, "a bin step of 0 has no inverse")
    // ⌊k · 2¹²⁸ ÷ 10⁴⌋ by long division in two limbs; k may exceed 10⁴.
    let (whole, rest) = UInt64(binStep).quotientAndRemainder(dividingBy: 10_000)
    let high = (UInt128(rest) << 64).quotientAndRemainder(dividingBy: 10_000)
    let low = (high.remainder << 64) / 10_000
    let base = Word256(high: UInt128(whole) + 1, low: high.quotient << 64 | low)
    return quotient(of: .max, by: base).low
  }

  /// `⌊a · b ÷ 2¹²⁸⌋`.
  @inlinable
  static func product(_ a: UInt128, _ b: UInt128) -> UInt128 { a.multipliedFullWidth(by: b).high }

  /// `⌊(2²⁵⁶ − 1) ÷ a⌋` of a positive value.
  @inlinable
  static func reciprocal(of a: UInt128) -> Word256 { quotient(of: .max, by: Word256(a)) }

  /// `⌊a ÷ b⌋`, `b` being positive.
  @inlinable
  static func quotient(of a: Word256, by b: Word256) -> Word256 {
    do {
      return try a.quotientAndRemainder(dividingBy: b).quotient
    } catch {
      preconditionFailure("\(a) ÷ \(b): \(error)")
    }
  }
}

/// Why a bin has no price.
public enum BinPriceRefusal: Error, Hashable, Sendable {
  /// The bin step was 0: all bins would have one price.
  case binStepMustBePositive
  /// The id was negative or had more than 24 bits.
  case idMustHaveTwentyFourBits(Int)
  /// The price, or its inverse above the unit bin, is below 2⁻¹²⁸ [PowUnderflow].
  case priceMustBePositive(id: Int, binStep: UInt16)
}
