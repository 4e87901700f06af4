import Exact
public import Units

/// The trade that brings a perpetual's and a spot pool's marginal prices together: bought on one, sold on the other.
@frozen
public struct BasisTrade: Hashable, Sendable {
  /// Where base is bought.
  @frozen
  public enum Cheap: UInt8, Hashable, Sendable {
    /// The spot pool, and contracts are sold.
    case spot
    /// The perpetual, and tokens are sold.
    case perpetual
  }

  /// The venue that is bought from.
  public let cheap: Cheap
  /// Base units bought and sold.
  public let base: Amount<Base>
  /// Quote units paid, fee included.
  public let paid: Amount<Quote>
  /// Quote units received, net of fee; more than `paid`.
  public let received: Amount<Quote>

  /// `received − paid`.
  @inlinable public var profit: Amount<Quote> { received - paid }
}

/// What couples a perpetual to spot.
public enum BasisArbitrage {
  /// The trade after which buying the cheaper and selling the dearer no longer pays; nil where it brings no profit.
  ///
  /// With `e = d − n` for each fee, reserves `(b, q)` of the cheaper (L) and the dearer (H), and `a` base units traded, the
  /// last unit costs `q_L b_L d_L ÷ (e_L (b_L − a)²)` and fetches `q_H b_H d_H e_H ÷ (b_H d_H + a e_H)²`. They are
  /// equal between two whole `a`, found by integers of any size: the greatest with
  /// `q_L b_L d_L (b_H d_H + a e_H)² ≤ q_H b_H d_H e_H e_L (b_L − a)²` and the next. The result is the one of the two that
  /// brings more, the smaller if both bring the same; apart from the roundings of the fills nothing brings more.
  ///
  /// At zero fees both marginal prices end equal within the step of one unit: the two venues act as one of depth
  /// `x_spot + x_perpetual` (REFERENCES 2.12, feature 34).
  ///
  /// - Complexity: without a trade two products and a comparison, no heap allocation; else a few big integers.
  public static func trade(perpetual: ConstantProduct, spot: ConstantProduct) -> BasisTrade? {
    if pays(buying: spot, selling: perpetual) {
      return trade(buying: spot, selling: perpetual, cheap: .spot)
    }
    if pays(buying: perpetual, selling: spot) {
      return trade(buying: perpetual, selling: spot, cheap: .perpetual)
    }
    return nil
  }

  /// The comparison at `a = 0`: `q_L b_H d_L d_H < q_H b_L e_H e_L`.
  private static func pays(buying low: ConstantProduct, selling high: ConstantProduct) -> Bool {
    let cost = (low.reserveQuote.units * high.reserveBase.units).multipliedFullWidth(
      by: Word256(low.fee.denominator) * Word256(high.fee.denominator))
    let gain = (high.reserveQuote.units * low.reserveBase.units).multipliedFullWidth(
      by: Word256(low.fee.denominator - low.fee.numerator)
        * Word256(high.fee.denominator - high.fee.numerator))
    return cost.high != gain.high ? cost.high < gain.high : cost.low < gain.low
  }

  private static func trade(
    buying low: ConstantProduct, selling high: ConstantProduct, cheap: BasisTrade.Cheap
  ) -> BasisTrade? {
    let units = equalising(buying: low, selling: high)
    let fewer = trade(units, buying: low, selling: high, cheap: cheap)
    let more = trade(units + 1, buying: low, selling: high, cheap: cheap)
    guard let fewer, let more else { return more ?? fewer }
    return more.profit > fewer.profit ? more : fewer
  }

  private static func trade(
    _ units: Word256, buying low: ConstantProduct, selling high: ConstantProduct, cheap: BasisTrade.Cheap
  ) -> BasisTrade? {
    guard let bought = try? low.buying(receiving: Amount(units)) else { return nil }
    guard let sold = try? high.selling(paying: Amount(units)) else { return nil }
    guard sold.quote > bought.quote else { return nil }
    return BasisTrade(cheap: cheap, base: Amount(units), paid: bought.quote, received: sold.quote)
  }

  /// The greatest whole `a` with `√l · (b_H d_H + a e_H) ≤ √h · (b_L − a)`, `l` and `h` the factors of the squares.
  ///
  /// Both sides times `√l`: `a ≤ (√(lh) · b_L − l · b_H d_H) ÷ (l e_H + √(lh))`. The root is taken 64 bits finer than whole
  /// and then down, which makes the quotient too small by less than 1 at most; the exact comparison corrects it.
  private static func equalising(buying low: ConstantProduct, selling high: ConstantProduct) -> Word256 {
    let (lowBase, highBase) = (Integer(low.reserveBase.units), Integer(high.reserveBase.units))
    let lowKept = Integer(low.fee.denominator) - Integer(low.fee.numerator)
    let highKept = Integer(high.fee.denominator) - Integer(high.fee.numerator)
    let highScale = highBase * Integer(high.fee.denominator)
    let lowSquare = Integer(low.reserveQuote.units) * lowBase * Integer(low.fee.denominator)
    let highSquare = Integer(high.reserveQuote.units) * highScale * highKept * lowKept
    let root = ((lowSquare * highSquare) << 128).squareRoot(rounding: .down)
    let rise = root * lowBase - (lowSquare * highScale << 64)
    var units = max(.zero, rise.divided(by: (lowSquare * highKept << 64) + root, rounding: .down))
    func isTooMuch(_ units: Integer) -> Bool {
      let (cost, gain) = (highScale + units * highKept, lowBase - units)
      return gain.isNegative || lowSquare * cost * cost > highSquare * gain * gain
    }
    while units > 0, isTooMuch(units) { units -= 1 }
    while !isTooMuch(units + 1) { units += 1 }
    guard let word = units.asWord256 else { preconditionFailure("a basis trade of \(units) units") }
    return word
  }
}
