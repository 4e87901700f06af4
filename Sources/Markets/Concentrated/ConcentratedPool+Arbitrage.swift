public import Exact
public import Units

extension ConcentratedPool {
  /// An exact-input trade towards a price at which anything can be bought and sold, and its profit; nil when none is above 0.
  ///
  /// `profit = value(output) − value(input) − gas` in fine units of the pair. A sale of base pays until the marginal price
  /// after the fee is the reference `p`: to `s² = p ÷ (1 − f)`, `f` the fee of selling; a purchase to `s² = p(1 − f)`, `f` that
  /// of buying. No price lets both pay. The input of the swap to that price is then compared, each as the order it would be,
  /// with its neighbours and with the least inputs for its output and for one unit less and more; the best is returned, of
  /// equals the smallest.
  ///
  /// How far it can be from the best integer input: let every amount be a real number. Marginal profit falls along the curve
  /// and is 0 at the target, so the trade to the target earns `F*`, the most there is, and integer trades earn no more, since
  /// all their roundings are the pool's. In `m` steps (initialised ticks and ends of words passed, plus one) the integer
  /// swap pays less than `1 + 1 ÷ (1 − f)` units more each (amount and fee round up) and gets less than 1 unit less each.
  /// Let `q` be the quote units that one unit of `S = s · 2⁹⁶` moves, `L ÷ 2⁹⁶`, and `w` the output it moves. Rounding the last
  /// price costs less than `w` output, rounding the target less than `3q ÷ (S(1 − f))` quote. With `u` and `v` the fine
  /// values of a unit paid and received, the profit is above `F* − m(u(2 − f) ÷ (1 − f) + v) − v·w`, less that last trifle (and
  /// above 2⁶⁴ quote units per base unit, where the target has 127 bits, the like of it). Where `L` is below 2⁹⁶ and `S`
  /// about as large, as in pools of ordinary depth, the result is `m` times three units or so from the best.
  ///
  /// - Parameters:
  ///   - price: at which the arbitrageur values and trades base tokens outside.
  ///   - pair: the tokens, for the fine value of a quote unit.
  ///   - gas: what a trade costs besides.
  ///   - fee: the pool's fee for each direction.
  /// - Complexity: no heap allocation; without a trade two square roots, with one about nine quotes.
  public func arbitrage(
    at price: Price, in pair: Pair, gas: Amount<Quote>, fee: (selling: Fee, buying: Fee)
  ) -> (order: SwapOrder, execution: Execution, profit: Int256)? {
    guard let (side, limit) = arbitrageTarget(at: price, in: pair, fee: fee) else { return nil }
    let chosen = side == .selling ? fee.selling : fee.buying
    // As much as any balance could take.
    var walk = SwapWalk(self, side, .input(Word256(UInt128.max)), limit: limit, fee: StepFee(chosen))
    while !walk.isDone, !walk.isExhausted(ticks) {
      do {
        _ = try walk.step(ticks)
      } catch {
        // The pool could hold no more: what it took so far is the input.
        break
      }
    }
    let reached = walk.paid
    guard reached != 0 else { return nil }
    let terms = ArbitrageTerms(
      side: side, fee: chosen, baseValue: Word256(price.wads), quoteValue: pair.finePerQuoteUnit, gas: gas)
    return best(near: reached, terms)
  }

  /// Which way a trade could pay and the square-root price at which it stops to.
  private func arbitrageTarget(
    at price: Price, in pair: Pair, fee: (selling: Fee, buying: Fee)
  ) -> (side: TradeSide, limit: Word256)? {
    // 128 and 120 bits by 40: below 2¹⁶⁸.
    let wads = Word256(price.wads)
    let sellingKept = fee.selling.denominator - fee.selling.numerator
    let floor = ConcentratedPool.sqrtRatio(
      wads * fee.selling.denominator, over: pair.finePerQuoteUnit * sellingKept, rounding: .up)
    if let floor, floor < sqrtPriceX96 {
      let limit = max(floor, ConcentratedPool.lowestLimit)
      return limit < sqrtPriceX96 ? (.selling, limit) : nil
    }
    let buyingKept = fee.buying.denominator - fee.buying.numerator
    let ceiling = ConcentratedPool.sqrtRatio(
      wads * buyingKept, over: pair.finePerQuoteUnit * fee.buying.denominator, rounding: .down)
    // Beyond 160 bits every price of the pool is below it.
    let limit = min(ceiling ?? ConcentratedPool.highestLimit, ConcentratedPool.highestLimit)
    return limit > sqrtPriceX96 ? (.buying, limit) : nil
  }
}

/// What an arbitrageur trades for: one side of one pool at one price.
private struct ArbitrageTerms {
  let side: TradeSide
  let fee: Fee
  /// Fine value of a base unit.
  let baseValue: Word256
  /// Fine value of a quote unit.
  let quoteValue: Word256
  let gas: Amount<Quote>

  func order(paying units: UInt128) -> SwapOrder {
    side == .selling ? .sellPaying(Amount(Word256(units))) : .buyPaying(Amount(Word256(units)))
  }

  func order(receiving units: Word256) -> SwapOrder {
    side == .selling ? .sellReceiving(Amount(units)) : .buyReceiving(Amount(units))
  }

  func paid(_ fill: Fill) -> UInt128 { side == .selling ? fill.base.units.low : fill.quote.units.low }

  func received(_ fill: Fill) -> Word256 { side == .selling ? fill.quote.units : fill.base.units }

  /// `value(output) − value(input) − gas`; nil where it is not above 0 or needs more than 255 bits.
  func profit(of fill: Fill) -> Int256? {
    // Amounts and values are below 2¹²⁸.
    let (base, quote) = (fill.base.units * baseValue, fill.quote.units * quoteValue)
    let (gain, cost) = side == .selling ? (quote, base) : (base, quote)
    guard let charge = try? gas.units.multiplied(by: quoteValue) else { return nil }
    guard let total = try? cost.adding(charge), gain > total else { return nil }
    return Int256(negative: false, magnitude: gain - total)
  }
}

extension ConcentratedPool {
  private typealias Arbitraged = (order: SwapOrder, execution: Execution, profit: Int256)

  /// The best of `input`, the inputs beside it, and the least inputs for its output and the outputs beside that.
  private func best(near input: UInt128, _ terms: ArbitrageTerms) -> Arbitraged? {
    guard let middle = try? quote(terms.order(paying: input), fee: terms.fee) else { return nil }
    var best: Arbitraged?
    improve(&best, paying: input, terms)
    improve(&best, paying: input &+ 1, terms)
    improve(&best, paying: input &- 1, terms)
    let output = terms.received(middle.fill)
    improve(&best, receiving: output, terms)
    improve(&best, receiving: output + .one, terms)
    improve(&best, receiving: output - .one, terms)
    return best
  }

  /// Takes the input if it brings more, or the same with less.
  private func improve(_ best: inout Arbitraged?, paying input: UInt128, _ terms: ArbitrageTerms) {
    let order = terms.order(paying: input)
    guard let execution = try? quote(order, fee: terms.fee) else { return }
    guard let profit = terms.profit(of: execution.fill) else { return }
    if let best {
      guard profit >= best.profit else { return }
      guard profit > best.profit || input < terms.paid(best.execution.fill) else { return }
    }
    best = (order, execution, profit)
  }

  /// The same for the input that an output asks for and for one unit less, which may do too.
  private func improve(_ best: inout Arbitraged?, receiving output: Word256, _ terms: ArbitrageTerms) {
    guard let asked = try? quote(terms.order(receiving: output), fee: terms.fee) else { return }
    let input = terms.paid(asked.fill)
    improve(&best, paying: input, terms)
    improve(&best, paying: input &- 1, terms)
  }
}
