import Exact
public import Units

extension ConcentratedPool {
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

  /// The greatest number that fits; a greater one never does where a lower does not.
  private func greatest(_ fits: (UInt128) -> Bool) -> UInt128 {
    var low: UInt128 = 0
    for bit in stride(from: 127, through: 0, by: -1) where fits(low | 1 << UInt128(bit)) {
      low |= 1 << UInt128(bit)
    }
    return low
  }
}
