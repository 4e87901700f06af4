public import Exact
public import Units

extension OptionsMarket {
  /// What `size` contracts of a series pay at a settlement price above 0.
  ///
  /// Call: `size · (S−K) ÷ S` base units when S > K. Put: `size · (K−S)` quote units when K > S. `.charge` is what a writer owes,
  /// `.payout` what a holder receives. Traps when it does not fit, which no booked position does.
  public func payoff(
    of size: Amount<Base>, in index: Int, at price: Price, rounding: Rounding
  ) -> Balances {
    do {
      return try Collateral.payoff(of: size, in: series[index], at: price, pair: pair, rounding: rounding)
    } catch {
      preconditionFailure("\(size.units) contracts of series \(index) at \(price.wads): \(error)")
    }
  }

  /// What a writer of `size` contracts has posted; traps when it does not fit, which no booked position does.
  public func escrow(of size: Amount<Base>, in index: Int) -> Balances {
    do {
      return try Collateral.locked(for: size, of: series[index], in: pair)
    } catch {
      preconditionFailure("the escrow of \(size.units) contracts of series \(index): \(error)")
    }
  }
}
