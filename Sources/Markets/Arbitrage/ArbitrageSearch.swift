import Exact
public import Units

/// The search for the best integer trade on one side of a pool.
///
/// Write `k = d − n`, `y = R_o − o` for what stays of the output and `A = R_i·d + k·i`. The pool accepts `(i, o)` exactly
/// when `A·y ≥ C = R_i·R_o·d`: with `A, y > 0` a convex region of the plane. The profit `P = v·o − u·i` is linear. So this
/// is the maximum of a linear form over the integer points of a convex region.
///
/// **Lines.** Every integer point lies on one line of a family of parallel ones, numbered by integers
/// (``ArbitrageLines``). Let `f(m)` be the maximum of `P` over the *real* points of line `m` within the region and
/// `i ≤ M`, the input that fills the pool; −∞ if there are none. `f` is concave, being the maximum of a linear form over the
/// slices of a convex set. The best integer point of a line is at an end of its chord and found exactly
/// (``ArbitrageLine``), together with a bound above `f(m)`.
///
/// **Proof of the maximum.** The search visits lines outwards from a centre, in both directions, and remembers the best
/// integer point, on line `j`. It leaves a direction at line `p ≠ j` when `f(p)` is −∞ or below `P_best`. In the first case
/// all lines beyond `p` are empty too: the numbers of the others form an interval, and `p` is outside it or at its end.
/// In the second case `f(p) < P_best ≤ f(j)` with `j` on the inner side of `p`: the concave `f` falls from `p` outwards, and
/// no line there holds a point as good as the best. Lines between were visited. So the result does not depend on the
/// centre, on the direction of the lines or on any estimate; these make it fast only.
///
/// Points of the region with `i ≤ 0` or `o ≤ 0` do not matter: `o ≤ H(i)`, a concave function with `H(0) = 0` and
/// `v·H'(0) > u` (the caller's condition), so those with `i ≤ 0` have `P ≤ (v·H'(0) − u)·i ≤ 0`; and `i ≥ 0, o ≤ 0` is a loss.
///
/// **Ties.** Lines with `f(p) = P_best` are visited, and of equal profits the smallest input is kept.
@frozen
@usableFromInline
struct ArbitrageSearch {
  @usableFromInline let reserveIn: UInt128
  @usableFromInline let reserveOut: UInt128
  /// Fine units a unit of the input is worth.
  @usableFromInline let valueIn: UInt128
  /// Fine units a unit of the output is worth, above 0.
  @usableFromInline let valueOut: UInt128
  @usableFromInline let fee: Fee

  @inlinable
  init(reserveIn: UInt128, reserveOut: UInt128, valueIn: UInt128, valueOut: UInt128, fee: Fee) {
    self.reserveIn = reserveIn
    self.reserveOut = reserveOut
    self.valueIn = valueIn
    self.valueOut = valueOut
    self.fee = fee
  }

  var kept: UInt64 { fee.denominator &- fee.numerator }
  /// Whether an output unit is worth at least an input unit.
  var overOutputs: Bool { valueIn <= valueOut }
  /// `R_i · d`, below 2¹⁵².
  var scaledReserve: Word256 {
    Word256(reserveIn).multipliedReportingOverflow(by: fee.denominator).partialValue
  }
  /// `M`: the input that fills the pool.
  var inputMost: UInt128 { ConstantProductMath.maximumBalance &- reserveIn }

  /// The best trade as the pool makes it; nil when its profit does not exceed the gas.
  @usableFromInline
  func trade(
    on pool: ConstantProduct, side: TradeSide, gas: Amount<Quote>, quoteValue: UInt128
  ) -> Arbitrage? {
    // Values of amounts are below 2²⁴⁰: a gas that needs more is above every profit.
    let (gasValue, overflow) = gas.units.multipliedReportingOverflow(by: Word256(quoteValue))
    guard !overflow, !Int256(bits: gasValue).isNegative else { return nil }
    guard let best = best(), best.profit > Int256(bits: gasValue) else { return nil }
    let paid = Word256(UInt128(best.input))
    let fill: Fill?
    switch side {
    case .buying: fill = try? pool.buying(paying: Amount(paid))
    case .selling: fill = try? pool.selling(paying: Amount(paid))
    }
    guard let fill else { preconditionFailure("arbitrage: the pool refused an input of \(best.input)") }
    let received = side == .buying ? fill.base.units.low : fill.quote.units.low
    precondition(
      received == UInt128(best.output), "arbitrage: \(best.input) fetches \(received), not \(best.output)")
    return Arbitrage(fill: fill, profit: best.profit - Int256(bits: gasValue))
  }

  /// The best point of the region; nil when nothing can be paid or fetched. Its profit may be 0 or less.
  private func best() -> ArbitragePoint? {
    guard let start = start() else { return nil }
    if valueIn == 0 { return start.point }
    var reach = start.reach
    while true {
      let lines = ArbitrageLines(valueIn: valueIn, valueOut: valueOut, kept: kept, reach: reach)
      if let best = best(on: lines, near: start) { return best }
      // Some number did not fit its word. The lines of reach 0, of one output or one input each, always fit.
      precondition(reach > 0, "arbitrage: no line fits around \(start.point)")
      reach >>= 2
    }
  }

  /// The best point of all lines, or nil when a number of theirs does not fit its word.
  private func best(on lines: ArbitrageLines, near start: ArbitrageStart) -> ArbitragePoint? {
    var upper = lines.place(near: start)
    guard var line = line(of: lines, through: upper) else { return nil }
    // Slanted lines are empty only above the region; lines of one output or input start on a point of it.
    while line == .empty {
      upper.step(down: lines)
      guard let next = self.line(of: lines, through: upper) else { return nil }
      line = next
    }
    var lower = upper
    var best: ArbitragePoint?
    var (upperOpen, lowerOpen) = (true, true)
    _ = line.improves(&best)
    while upperOpen || lowerOpen {
      if upperOpen {
        upper.step(up: lines)
        guard let line = self.line(of: lines, through: upper) else { return nil }
        upperOpen = line.improves(&best)
      }
      if lowerOpen {
        lower.step(down: lines)
        guard let line = self.line(of: lines, through: lower) else { return nil }
        lowerOpen = line.improves(&best)
      }
    }
    return best
  }
}
