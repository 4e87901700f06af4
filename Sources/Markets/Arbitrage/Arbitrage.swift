public import Exact
public import Units

/// The trade that brings an arbitrageur most between a pool and a price at which anything can be bought and sold.
@frozen
public struct Arbitrage: Hashable, Sendable {
  /// What moves.
  public let fill: Fill
  /// `value(output) − value(input) − gas` in fine units of the pair, above 0.
  public let profit: Int256

  /// An arbitrage from its parts.
  @inlinable
  public init(fill: Fill, profit: Int256) {
    self.fill = fill
    self.profit = profit
  }
}

extension ConstantProduct {
  /// The integer input that maximises `profit = value(output) − value(input) − gas` at a price; nil when none is above 0.
  ///
  /// With `u` and `v` the fine values of a unit paid and received, `R_i` and `R_o` the reserves and `n/d` the fee, an
  /// input `i` fetches `⌊H(i)⌋`, `H(i) = R_o·i(d − n) ÷ (R_i·d + i(d − n))`. Marginally `H(i) < i·R_o(d − n) ÷ (R_i·d)`, so a
  /// side can pay only if `v·R_o(d − n) > u·R_i·d`; both sides never do, and where neither does nothing is divided.
  ///
  /// On the side that can pay, the search looks at the integer points of the plane of inputs and outputs, line by line
  /// along a direction in which profit hardly changes, and ends when no line left can hold a better point
  /// (``ArbitrageSearch`` has the proof). Its result is the maximum for every pool, price, fee and gas there is. Where
  /// several inputs bring the same, it is the smallest.
  ///
  /// - Parameters:
  ///   - price: at which the arbitrageur values and trades base tokens outside.
  ///   - pair: the tokens, for the fine value of a quote unit.
  ///   - gas: what a trade costs besides.
  /// - Complexity: no heap allocation; without a trade four products and two comparisons, with one usually two to four lines.
  @inlinable
  public func arbitrage(at price: Price, in pair: Pair, gas: Amount<Quote>) -> Arbitrage? {
    guard let open = openSide(at: price, in: pair) else { return nil }
    let unitValue = pair.finePerQuoteUnit.low
    let search: ArbitrageSearch
    switch open.side {
    case .buying:
      search = ArbitrageSearch(
        reserveIn: quote, reserveOut: base, valueIn: unitValue, valueOut: price.wads, fee: fee)
    case .selling:
      search = ArbitrageSearch(
        reserveIn: base, reserveOut: quote, valueIn: price.wads, valueOut: unitValue, fee: fee)
    }
    return search.trade(on: self, side: open.side, gas: gas, quoteValue: unitValue)
  }

  /// The side on which the first unit of a trade could pay for itself, and what the pool holds of its output; nil when
  /// neither does.
  ///
  /// `out · (d − n) > in · d` needs `out > in`: only the dearer reserve can be the output, and one comparison decides.
  @inlinable @inline(__always)
  func openSide(at price: Price, in pair: Pair) -> (side: TradeSide, worthOut: Word256)? {
    guard base != 0 else { return nil }
    guard quote != 0 else { return nil }
    let baseWorth = price.wads.multipliedInline(by: base)
    let quoteWorth = pair.finePerQuoteUnit.low.multipliedInline(by: quote)
    // Both are below 2²⁴⁰, so the sign of their difference is in its top bit; a branch here would be a coin toss.
    let borrow: UInt128 = quoteWorth.low < baseWorth.low ? 1 : 0
    let buying = (quoteWorth.high &- baseWorth.high &- borrow) &>> 127 == 1
    let out = buying ? baseWorth : quoteWorth
    let paid = buying ? quoteWorth : baseWorth
    let gain = out.multipliedFullWidth(by: fee.denominator &- fee.numerator)
    let cost = paid.multipliedFullWidth(by: fee.denominator)
    let lower = cost.low.subtractingReportingOverflow(gain.low).overflow
    let (rest, below) = cost.high.subtractingReportingOverflow(gain.high)
    guard below || rest < (lower ? 1 : 0) else { return nil }
    return (buying ? .buying : .selling, out)
  }

  /// The input of the usual closed form, `⌊(z − R_i)·d ÷ (d − n)⌋` with `z = ⌊√⌊R_i·R_o·(d − n)·v ÷ (d·u)⌋⌋`, and its side;
  /// nil where it is not above 0 or does not fit 128 bits.
  ///
  /// It forgets the roundings of the swap and is a few units from the best input; ``arbitrage(at:in:gas:)`` is not. Kept
  /// for comparison with simulators that use it.
  @inlinable @inline(__always)
  public func closedFormInput(at price: Price, in pair: Pair) -> (side: TradeSide, units: Word256)? {
    guard let open = openSide(at: price, in: pair) else { return nil }
    let unitValue = pair.finePerQuoteUnit.low
    let (reserveIn, valueIn) = open.side == .buying ? (quote, unitValue) : (base, price.wads)
    guard
      let units = Self.closedFormInput(
        reserveIn: reserveIn, worthOut: open.worthOut, valueIn: valueIn, fee: fee)
    else { return nil }
    return (open.side, units)
  }

  @inlinable
  static func closedFormInput(
    reserveIn: UInt128, worthOut: Word256, valueIn: UInt128, fee: Fee
  ) -> Word256? {
    let kept = fee.denominator &- fee.numerator
    let weighted = reserveIn.multipliedByLimb(kept)
    let divisor = valueIn.multipliedByLimb(fee.denominator)
    let dividend = worthOut.multipliedFullWidth(by: weighted.low)
    let root: UInt128
    if (weighted.high | divisor.high) == 0, dividend.high == 0 {
      root = dividend.low.flooredSquareRoot(over: divisor.low)
    } else {
      let weighted = Word256(high: UInt128(weighted.high), low: weighted.low)
      let divisor = Word256(high: UInt128(divisor.high), low: divisor.low)
      guard let square = try? Word256.mulDiv(worthOut, weighted, over: divisor, rounding: .down) else {
        return nil
      }
      root = square.flooredSquareRoot
    }
    guard root > reserveIn else { return nil }
    // ⌊x·d ÷ (d − n)⌋ = x + ⌊x·n ÷ (d − n)⌋.
    let excess = root &- reserveIn
    if excess < UInt128.portionLimit, fee.numerator <= kept {
      return Word256(excess &+ excess.flooredPortion(UInt128(fee.numerator), of: UInt128(kept)))
    }
    let scaled = Word256(excess).multipliedReportingOverflow(by: fee.denominator).partialValue
    guard let units = try? scaled.divided(by: Word256(kept), rounding: .down) else { return nil }
    return units.isZero ? nil : units
  }
}
