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
    guard base != 0 else { return nil }
    guard quote != 0 else { return nil }
    let unitValue = pair.finePerQuoteUnit.low
    let baseSide = price.wads.multipliedFullWidth(by: base)
    let quoteSide = unitValue.multipliedFullWidth(by: quote)
    let baseWorth = Word256(high: baseSide.high, low: baseSide.low)
    let quoteWorth = Word256(high: quoteSide.high, low: quoteSide.low)
    if exceeds(baseWorth, quoteWorth) {
      return ArbitrageSearch(
        reserveIn: quote, reserveOut: base, valueIn: unitValue, valueOut: price.wads, fee: fee
      ).trade(on: self, side: .buying, gas: gas, quoteValue: unitValue)
    }
    if exceeds(quoteWorth, baseWorth) {
      return ArbitrageSearch(
        reserveIn: base, reserveOut: quote, valueIn: price.wads, valueOut: unitValue, fee: fee
      ).trade(on: self, side: .selling, gas: gas, quoteValue: unitValue)
    }
    return nil
  }

  /// `out · (d − n) > in · d`: whether the first unit of a trade could pay for itself.
  @inlinable
  func exceeds(_ out: Word256, _ paid: Word256) -> Bool {
    let gain = out.multipliedFullWidth(by: fee.denominator &- fee.numerator)
    let cost = paid.multipliedFullWidth(by: fee.denominator)
    return gain.high != cost.high ? gain.high > cost.high : gain.low > cost.low
  }

  /// The input of the usual closed form, `⌊(z − R_i)·d ÷ (d − n)⌋` with `z = ⌊√⌊R_i·R_o·(d − n)·v ÷ (d·u)⌋⌋`, and its side;
  /// nil where it is not above 0 or does not fit 128 bits.
  ///
  /// It forgets the roundings of the swap and is a few units from the best input; ``arbitrage(at:in:gas:)`` is not. Kept
  /// for comparison with simulators that use it.
  @inlinable
  public func closedFormInput(at price: Price, in pair: Pair) -> (side: TradeSide, units: Word256)? {
    let unitValue = pair.finePerQuoteUnit.low
    let baseSide = price.wads.multipliedFullWidth(by: base)
    let quoteSide = unitValue.multipliedFullWidth(by: quote)
    let baseWorth = Word256(high: baseSide.high, low: baseSide.low)
    let quoteWorth = Word256(high: quoteSide.high, low: quoteSide.low)
    let side: TradeSide
    let (reserveIn, worthOut, valueIn): (UInt128, Word256, UInt128)
    if exceeds(baseWorth, quoteWorth) {
      (side, reserveIn, worthOut, valueIn) = (.buying, quote, baseWorth, unitValue)
    } else if exceeds(quoteWorth, baseWorth) {
      (side, reserveIn, worthOut, valueIn) = (.selling, base, quoteWorth, price.wads)
    } else {
      return nil
    }
    let kept = fee.denominator &- fee.numerator
    let weighted = Word256(reserveIn).multipliedReportingOverflow(by: kept).partialValue
    let divisor = Word256(valueIn).multipliedReportingOverflow(by: fee.denominator).partialValue
    guard let square = try? Word256.mulDiv(worthOut, weighted, over: divisor, rounding: .down) else {
      return nil
    }
    let root = square.flooredSquareRoot
    guard root > reserveIn else { return nil }
    let scaled = Word256(root &- reserveIn).multipliedReportingOverflow(by: fee.denominator).partialValue
    guard let units = try? scaled.divided(by: Word256(kept), rounding: .down) else { return nil }
    return units.isZero ? nil : (side, units)
  }
}
