import Exact
import Units

/// Where a search starts: a point of the region near its real maximum.
struct ArbitrageStart {
  let point: ArbitragePoint
  /// How far the rounded amount is from the curve, in 2⁻⁶⁴ of a unit, about.
  let part: UInt64
  /// How long a step along the lines should be at most, in units of the more valuable token; see ``ArbitrageLines``.
  let reach: UInt64
}

extension ArbitrageSearch {
  /// A point near the real maximum of the profit; nil when the pool accepts no input or would fetch nothing for any.
  func start() -> ArbitrageStart? {
    guard inputMost > 0 else { return nil }
    return overOutputs ? startOverOutputs() : startOverInputs()
  }

  private func startOverOutputs() -> ArbitrageStart? {
    let centre = max(centre, 1)
    var output = centre
    var found = output < reserveOut ? leastInput(for: output) : nil
    if found == nil {
      output = ConstantProductMath.output(
        for: inputMost, reserveIn: reserveIn, reserveOut: reserveOut, fee: fee)
      guard output > 0 else { return nil }
      found = leastInput(for: output)
    }
    guard let found else { preconditionFailure("arbitrage: no input for an output of \(output)") }
    let bits = bits(valueIn) + bits(reserveOut - output) - bits(valueOut)
    return ArbitrageStart(
      point: found.point, part: found.part,
      reach: reach(bits: bits, excess: centre > output ? centre - output : 0))
  }

  private func startOverInputs() -> ArbitrageStart {
    let centre = max(centre, 1)
    let input = min(centre, inputMost)
    let found = mostOutput(for: input)
    let weighted = scaledReserve + Word256(input) * kept
    let bits = bits(valueOut) + weighted.significantBits - bits(UInt128(kept)) - bits(valueIn)
    return ArbitrageStart(
      point: found.point, part: found.part, reach: reach(bits: bits, excess: centre - input))
  }

  /// `∛Z` for a `Z` of so many bits, about; at most `√(Z ÷ excess)` where the maximum is cut off so far from the curve's own.
  ///
  /// Where the most input cuts the lens off, profit falls from the corner in proportion to the way, by about
  /// `2v·excess ÷ y` an output: the lens is a triangle, and holds about one point when it is `√(Z ÷ excess)` long.
  private func reach(bits: Int, excess: UInt128) -> UInt64 {
    let third = max(bits, 0) / 3
    let cube = (UInt64(1) << UInt64(min(third, 56))) * [4, 5, 6][max(bits, 0) % 3] / 4
    let free = bits > 0 ? cube : 0
    guard excess > 0 else { return free }
    let cut = bits - self.bits(excess)
    return cut > 0 ? min(free, 1 << UInt64(min(cut / 2, 60))) : 0
  }

  private func bits(_ value: UInt128) -> Int { 128 - value.leadingZeroBitCount }

  /// The least input for an output below the reserve, and what was rounded up; nil above the most input.
  ///
  /// `i = ⌈R_i·d·o ÷ (y·k)⌉`, since `k·i·y ≥ o·R_i·d` is what `A·y ≥ C` says.
  func leastInput(for output: UInt128) -> (point: ArbitragePoint, part: UInt64)? {
    let divisor = Word256(reserveOut - output).multipliedReportingOverflow(by: kept).partialValue
    let (floor, rest) = divide(scaledReserve, times: Word256(output), over: divisor)
    let exact = rest.isZero
    guard floor.high == 0, floor.low < inputMost || (exact && floor.low == inputMost) else { return nil }
    let (input, units) = (Int128(exact ? floor.low : floor.low + 1), Int128(output))
    let profit = worth(units, valueOut) - worth(input, valueIn)
    return (
      ArbitragePoint(input: input, output: units, profit: profit),
      exact ? 0 : part(divisor - rest, of: divisor)
    )
  }

  /// The most output for an input that fits the pool, and what was rounded down: `o = ⌊R_o·k·i ÷ (R_i·d + k·i)⌋`.
  func mostOutput(for input: UInt128) -> (point: ArbitragePoint, part: UInt64) {
    let weighted = Word256(input).multipliedReportingOverflow(by: kept).partialValue
    let divisor = scaledReserve + weighted
    let (output, rest) = divide(weighted, times: Word256(reserveOut), over: divisor)
    let (units, fetched) = (Int128(input), Int128(output.low))
    let profit = worth(fetched, valueOut) - worth(units, valueIn)
    return (ArbitragePoint(input: units, output: fetched, profit: profit), part(rest, of: divisor))
  }

  /// `⌊2⁶⁴ · rest ÷ divisor⌋` for a rest below the divisor, from the leading 63 bits.
  private func part(_ rest: Word256, of divisor: Word256) -> UInt64 {
    let shift = max(divisor.significantBits - 63, 0)
    let (rest, divisor) = ((rest >> shift).low, (divisor >> shift).low)
    return UInt64(truncatingIfNeeded: min((rest << 64) / divisor, UInt128(UInt64.max)))
  }

  /// The real maximum, to about a unit; saturated where it lies beyond 128 bits.
  ///
  /// Over outputs `(R_o − o)² = R_i·R_o·d·u ÷ (k·v)`. Over inputs `(R_i + i·k/d)² = R_i·R_o·k·v ÷ (d·u)`, its root taken
  /// with as many binary places as fit, since `d ÷ k` magnifies its error.
  private var centre: UInt128 {
    let full = reserveIn.multipliedFullWidth(by: reserveOut)
    let product = Word256(high: full.high, low: full.low)
    let paid = Word256(valueIn).multipliedReportingOverflow(by: fee.denominator).partialValue
    let received = Word256(valueOut).multipliedReportingOverflow(by: kept).partialValue
    if overOutputs {
      let rest = root(ofProduct: product, paid, over: received) ?? .max
      return rest < reserveOut ? reserveOut - rest : 1
    }
    guard let square = try? Word256.mulDiv(product, received, over: paid, rounding: .down) else {
      return .max
    }
    let places = min((256 - square.significantBits) / 2, 15)
    let root = (square << (2 * places)).flooredSquareRoot
    let start = reserveIn << UInt128(places)
    guard root > start else { return 1 }
    let input = try? Word256.mulDiv(
      Word256(root - start), Word256(fee.denominator), over: Word256(kept), rounding: .down)
    return input.flatMap { ($0 >> places).asUInt128 } ?? .max
  }

  /// `⌊√(a·b ÷ divisor)⌋`; nil where the quotient needs more than 256 bits.
  private func root(ofProduct a: Word256, _ b: Word256, over divisor: Word256) -> UInt128? {
    if let b = b.asUInt128, let divisor = divisor.asUInt128 {
      let dividend = a.multipliedFullWidth(by: b)
      if dividend.high == 0 { return dividend.low.flooredSquareRoot(over: divisor) }
    }
    return (try? Word256.mulDiv(a, b, over: divisor, rounding: .down))?.flooredSquareRoot
  }

  private func divide(
    _ a: Word256, times b: Word256, over divisor: Word256
  ) -> (quotient: Word256, rest: Word256) {
    guard let result = try? Word256.quotientAndRemainder(ofProduct: a, b, dividingBy: divisor) else {
      preconditionFailure("arbitrage: \(a) · \(b) ÷ \(divisor) does not fit")
    }
    return (result.quotient, result.remainder)
  }
}
