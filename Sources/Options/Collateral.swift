internal import Exact
internal import Units

/// What a series costs, locks and pays: pure functions of exact integers, each with one division.
enum Collateral {
  /// The most `size` contracts can pay, rounded up: what their writer must hold.
  ///
  /// Call: `size` base units, since `size·(S−K)/S < size`. Put: `⌈size · K ÷ fine per quote unit⌉` quote units.
  static func locked(
    for size: Amount<Base>, of series: Series, in pair: Pair
  ) throws(ArithmeticRefusal) -> Balances {
    switch series.kind {
    case .call:
      return Balances(base: size, quote: .zero)
    case .put:
      let units = try Word256.mulDiv(
        size.units, Word256(series.strike.wads), over: pair.finePerQuoteUnit, rounding: .charge)
      return Balances(base: .zero, quote: Amount(units))
    }
  }

  /// What `size` contracts pay when the series settles at `price` (above 0).
  ///
  /// Call: `size · (S−K) ÷ S` base units when S > K. Put: `size · (K−S) ÷ fine per quote unit` quote units when
  /// K > S. With `.charge` it is what writers owe, with `.payout` what holders receive.
  static func payoff(
    of size: Amount<Base>, in series: Series, at price: Price, pair: Pair, rounding: Rounding
  ) throws(ArithmeticRefusal) -> Balances {
    switch series.kind {
    case .call:
      guard price > series.strike else { return .zero }
      let units = try Word256.mulDiv(
        size.units, Word256(price.wads - series.strike.wads), over: Word256(price.wads), rounding: rounding)
      return Balances(base: Amount(units), quote: .zero)
    case .put:
      guard series.strike > price else { return .zero }
      let units = try Word256.mulDiv(
        size.units, Word256(series.strike.wads - price.wads), over: pair.finePerQuoteUnit, rounding: rounding)
      return Balances(base: .zero, quote: Amount(units))
    }
  }

  /// The premium of `size` contracts at a certified price per contract.
  ///
  /// `size · price · (1 ± spread) ÷ fine per quote unit`: plus and rounded up when the taker buys, minus and rounded
  /// down when it sells; multiplied out first and divided once. The price itself is rounded the same way, so the
  /// premium is in the vault's favour by less than `1 unit + size · 2·10⁻¹⁸` quote tokens.
  static func premium(
    for size: Amount<Base>, at price: Price, side: OptionSide, spread: Ratio, in pair: Pair
  ) throws(ArithmeticRefusal) -> Amount<Quote> {
    let one = Ratio.one.wads
    let value = try size.units.multiplied(by: Word256(price.wads))
    let divisor = try pair.finePerQuoteUnit.multiplied(by: Word256(UInt128(one)))
    switch side {
    case .buying:
      return Amount(
        try Word256.mulDiv(value, Word256(UInt128(one + spread.wads)), over: divisor, rounding: .charge))
    case .selling:
      return Amount(
        try Word256.mulDiv(value, Word256(UInt128(one - spread.wads)), over: divisor, rounding: .payout))
    }
  }
}
