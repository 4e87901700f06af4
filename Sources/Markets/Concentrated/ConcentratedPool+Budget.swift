import Exact
public import Units

extension ConcentratedPool {
  /// The ticks about two prices on the pool's spacing, rounded outwards; nil where the pool has none.
  public func range(from low: Price, to high: Price, in pair: Pair) -> TickRange? {
    guard let lower = Self.sqrtPriceX96(low, in: pair, rounding: .down),
      let upper = Self.sqrtPriceX96(high, in: pair, rounding: .up),
      let below = try? TickMath.tick(atSqrtRatio: lower), let under = try? TickMath.tick(atSqrtRatio: upper)
    else { return nil }
    func floored(_ tick: Int32) -> Int32 {
      let (quotient, rest) = tick.quotientAndRemainder(dividingBy: tickSpacing)
      return (rest < 0 ? quotient - 1 : quotient) * tickSpacing
    }
    let first = floored(below)
    let isOnTick = (try? TickMath.sqrtRatio(at: under)) == upper && under % tickSpacing == 0
    let last = isOnTick ? under : floored(under) + tickSpacing
    let full = TickRange.full(spacing: tickSpacing)
    return TickRange(lower: max(first, full.lower), upper: min(last, full.upper))
  }

  /// The most liquidity in a range that these tokens pay for at the present price; 0 where they pay for none.
  ///
  /// - Throws: as ``amounts(for:in:rounding:)``.
  /// - Complexity: 128 evaluations.
  public func liquidity(
    payingBase base: Amount<Base>, quote: Amount<Quote>, in range: TickRange
  ) throws(ConcentratedRefusal) -> UInt128 {
    _ = try amounts(for: 1, in: range, rounding: .charge)
    return greatest { liquidity in
      guard let needed = try? amounts(for: liquidity, in: range, rounding: .charge) else { return false }
      return needed.base <= base && needed.quote <= quote
    }
  }

  /// The most liquidity in a range that is worth at most `worth` at the present price; 0 where none is.
  ///
  /// - Throws: as ``amounts(for:in:rounding:)``.
  /// - Complexity: 128 evaluations.
  public func liquidity(
    worth: Amount<Quote>, in range: TickRange
  ) throws(ConcentratedRefusal) -> UInt128 {
    _ = try amounts(for: 1, in: range, rounding: .charge)
    let root = Integer(sqrtPriceX96)
    let budget = Integer(worth.units) * Integer.powerOfTwo(192)
    return greatest { liquidity in
      guard let needed = try? amounts(for: liquidity, in: range, rounding: .charge) else { return false }
      let value =
        Integer(needed.base.units) * root * root + Integer(needed.quote.units) * .powerOfTwo(192)
      return value <= budget
    }
  }

  /// The greatest number that fits; a greater one never does where a lower does not.
  private func greatest(_ fits: (UInt128) -> Bool) -> UInt128 {
    var low: UInt128 = 0
    for bit in stride(from: 127, through: 0, by: -1) where fits(low | 1 << UInt128(bit)) {
      low |= 1 << UInt128(bit)
    }
    return low
  }
}
