public import Exact

/// The bins of one bin step, prepared so that the bin of a price is found fast and exactly.
///
/// The grid reaches from 2⁻¹¹² to about 2¹¹², the prices two balances of 112 bits can have. There `P` rises strictly.
/// Let `tₙ = (s₀ ÷ 2¹²⁸)ⁿ` be the exact power in units of 2⁻¹²⁸. Every rounding is down and loses less than a unit; an
/// error in `sₖ` reaches `P` scaled by twice the value of each later square, so near 2⁻¹¹² only those of the last square
/// and the last product count, and `P` lies between `tₙ − 3` and `tₙ`, whereas `tₙ − tₙ₊₁` is at least 6 where
/// `tₙ ≥ 2¹⁶`; at larger prices the loss is at most `n` units of gaps far wider. Above the unit bin the reciprocals keep
/// the order. Beyond the grid the contract's own prices stop telling bins apart.
@frozen
public struct BinGrid: Hashable, Sendable {
  /// How far one bin's price is from the next, in 10⁻⁴.
  public let binStep: UInt16
  /// The grid's ids are `2²³ ± reach`.
  public let reach: Int
  /// `sₖ` of ``BinPrice/price(id:binStep:)``.
  @usableFromInline let squares: [UInt128]
  /// `⌊2²⁴ · log₂ P⌋` of the highest bin.
  @usableFromInline let highestLogarithm: Int

  /// The grid of a bin step, which must be positive.
  public init(binStep: UInt16) {
    precondition(binStep > 0, "a bin step of 0 gives every bin one price")
    var square = BinPrice.inverseBase(binStep)
    squares = (0..<BinPrice.exponentBits).map { _ in
      defer { square = BinPrice.product(square, square) }
      return square
    }
    // The largest exponent whose inverse price is 2¹⁶ or more: by its bits, highest first.
    var reach = 0
    for bit in squares.indices.reversed() {
      let longer = reach | 1 << bit
      if BinGrid.inverse(longer, squares) >= 1 << 16 { reach = longer }
    }
    self.binStep = binStep
    self.reach = reach
    highestLogarithm = BinGrid.logarithm(BinPrice.reciprocal(of: BinGrid.inverse(reach, squares)))
  }

  /// The lowest id of the grid.
  @inlinable public var lowestID: Int { BinPrice.unitID - reach }
  /// The highest id of the grid.
  @inlinable public var highestID: Int { BinPrice.unitID + reach }

  /// The price of a bin, as ``BinPrice/price(id:binStep:)``; traps outside the grid.
  @inlinable
  public func price(_ id: Int) -> Word256 {
    precondition(id >= lowestID && id <= highestID, "bin \(id) is outside \(lowestID)…\(highestID)")
    let exponent = id - BinPrice.unitID
    guard exponent != 0 else { return BinPrice.one }
    let inverse = BinGrid.inverse(Int(exponent.magnitude), squares)
    return exponent < 0 ? Word256(inverse) : BinPrice.reciprocal(of: inverse)
  }

  /// The product of the squares at the bits of a positive exponent, lowest first, each product rounded down.
  @usableFromInline
  static func inverse(_ exponent: Int, _ squares: [UInt128]) -> UInt128 {
    var left = exponent
    var inverse = squares[left.trailingZeroBitCount]
    left &= left - 1
    while left != 0 {
      inverse = BinPrice.product(inverse, squares[left.trailingZeroBitCount])
      left &= left - 1
    }
    return inverse
  }

  /// The bin that holds a price: the greatest id of the grid with `P(id) ≤ price`, the lowest one below them all.
  ///
  /// The estimate `log₂ price · reach ÷ log₂ P(highest)` misses by less than a thousandth of a bin; two prices prove
  /// or move it.
  ///
  /// - Complexity: O(1), no heap allocation.
  public func bin(at price: Word256) -> Bin {
    let guess =
      price.isZero ? -reach : BinGrid.flooredQuotient(BinGrid.logarithm(price) * reach, highestLogarithm)
    var id = BinPrice.unitID + max(-reach, min(reach, guess))
    var lower = self.price(id)
    while lower > price, id > lowestID {
      id -= 1
      lower = self.price(id)
    }
    while id < highestID {
      let upper = self.price(id + 1)
      if price < upper { return Bin(id: id, lower: id == lowestID ? .zero : lower, upper: upper) }
      id += 1
      lower = upper
    }
    return Bin(id: id, lower: lower, upper: nil)
  }

  /// `⌊2²⁴ · log₂(a ÷ 2¹²⁸)⌋` of a positive value, or one less: bit by bit, by squaring the mantissa.
  static func logarithm(_ a: Word256) -> Int {
    let bits = a.significantBits
    var mantissa = (a << (256 - bits)).high.high64
    var result = bits - 1 - 128
    for _ in 0..<24 {
      let square = mantissa.multipliedFullWidth(by: mantissa)
      let isTwoOrMore = square.high >> 63 == 1
      mantissa = isTwoOrMore ? square.high : square.high << 1 | square.low >> 63
      result = result << 1 | (isTwoOrMore ? 1 : 0)
    }
    return result
  }

  private static func flooredQuotient(_ a: Int, _ b: Int) -> Int {
    let (quotient, rest) = a.quotientAndRemainder(dividingBy: b)
    return rest < 0 ? quotient - 1 : quotient
  }
}

extension BinGrid {
  /// A bin and the prices it holds.
  @frozen
  public struct Bin: Hashable, Sendable {
    /// The bin.
    public let id: Int
    /// The least price in the bin, in 128.128.
    public let lower: Word256
    /// The least price above the bin; nil for the highest one.
    public let upper: Word256?

    /// A bin from its parts.
    @inlinable
    public init(id: Int, lower: Word256, upper: Word256?) {
      self.id = id
      self.lower = lower
      self.upper = upper
    }

    /// Whether the bin holds a price.
    @inlinable
    public func holds(_ price: Word256) -> Bool {
      guard lower <= price else { return false }
      guard let upper else { return true }
      return price < upper
    }
  }

  /// `⌊sqrtPriceX96² ÷ 2⁶⁴⌋`, the price in 128.128; the largest value when it does not fit.
  ///
  /// As `P` is a whole number of 2⁻¹²⁸, `P ≤ sqrtPriceX96² ÷ 2⁶⁴` exactly when `P` is at most this floor.
  @inlinable
  public static func price(ofRoot sqrtPriceX96: Word256) -> Word256 {
    guard sqrtPriceX96.high >> 32 == 0 else { return .max }
    let (high, low) = sqrtPriceX96.multipliedFullWidth(by: sqrtPriceX96)
    return high << 192 | low >> 64
  }
}

extension UInt128 {
  fileprivate var high64: UInt64 { UInt64(truncatingIfNeeded: self >> 64) }
}
