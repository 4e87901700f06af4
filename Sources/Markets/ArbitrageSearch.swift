import Exact
public import Units

/// The search for the best integer trade on one side of a pool.
///
/// Write `k = d − n`. Over inputs, `F(i) = v⌊H(i)⌋ − u·i` and `G(i) = v·H(i) − u·i`, with `H(i) = R_o·k·i ÷ (R_i·d + k·i)`
/// concave. Over outputs, `F(o) = v·o − u⌈h(o)⌉` and `G(o) = v·o − u·h(o)`, with `h(o) = R_i·d·o ÷ ((R_o − o)·k)` convex: the
/// least input for `o`, since `k·i(R_o − o) ≥ o·R_i·d` is what `⌊H(i)⌋ ≥ o` says. Both families have the same best profit:
/// an input is never better than the least one for its output. In both, `G` is concave and `F ≤ G`; what `F` loses is
/// `unit · slack ÷ divisor` of the token of the rounded amount, below one unit of it, and exact here.
///
/// The search visits integers outwards from a centre and remembers the best `F`, reached at `j`. It stops on a side at
/// the first visited point `p ≠ j` with `G(p) ≤ F(j)`. Nothing further out on that side is better: `G(p) ≤ F(j) ≤ G(j)`
/// with `j` on the inner side of `p`, so the concave `G` does not rise from `p` outwards, and `F ≤ G ≤ G(p) ≤ F(j)` there.
/// The centre need not be right for this to hold; where it is, the search is short: `G` falls by `v·t² ÷ (R_o − o)` at `t`
/// outputs from its maximum, and the best of `m` candidates loses about one `m`-th of a unit.
@frozen
@usableFromInline
struct ArbitrageSearch {
  @usableFromInline let reserveIn: UInt128
  @usableFromInline let reserveOut: UInt128
  /// Fine units a unit of the input is worth.
  @usableFromInline let valueIn: UInt128
  /// Fine units a unit of the output is worth.
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

  /// One point of the search.
  struct Candidate {
    /// The output or input searched over.
    let point: UInt128
    let input: UInt128
    /// `F`, before gas.
    let profit: Int256
    /// `(G − F) · divisor ÷ unit`, below `divisor`.
    let slack: Word256
    let divisor: Word256
  }

  private var kept: UInt64 { fee.denominator - fee.numerator }
  private var overOutputs: Bool { valueIn <= valueOut }
  /// `R_i · d`, below 2¹⁵².
  private var scaledReserve: Word256 { Word256(reserveIn) * fee.denominator }

  /// The best trade as the pool makes it; nil when its profit does not exceed the gas.
  @usableFromInline
  func trade(
    on pool: ConstantProduct, side: TradeSide, gas: Amount<Quote>, quoteValue: UInt128
  ) -> Arbitrage? {
    // Values of amounts are below 2²⁴⁰: a gas that needs more is above every profit.
    let (gasValue, overflow) = gas.units.multipliedReportingOverflow(by: Word256(quoteValue))
    guard !overflow, !Int256(bits: gasValue).isNegative else { return nil }
    guard let (best, isProven) = best() else { return nil }
    guard best.profit > Int256(bits: gasValue) else { return nil }
    let paid = Word256(best.input)
    let fill: Fill?
    switch side {
    case .buying: fill = try? pool.buying(paying: Amount(paid))
    case .selling: fill = try? pool.selling(paying: Amount(paid))
    }
    guard let fill else { preconditionFailure("arbitrage: the pool refused an input of \(best.input)") }
    let received = side == .buying ? fill.base.units.low : fill.quote.units.low
    let profit = worth(received, valueOut) - worth(best.input, valueIn) - Int256(bits: gasValue)
    return Arbitrage(fill: fill, profit: profit, isProvenOptimal: isProven)
  }

  /// The best candidate, and whether the search ended by its proof.
  private func best() -> (candidate: Candidate, isProven: Bool)? {
    let inputMost = ConstantProductMath.maximumBalance - reserveIn
    guard inputMost > 0 else { return nil }
    let most =
      overOutputs
      ? ConstantProductMath.output(
        for: inputMost, reserveIn: reserveIn, reserveOut: reserveOut, fee: fee)
      : inputMost
    guard most > 0 else { return nil }
    let centre = min(max(centre, 1), most)
    var best = candidate(at: centre)
    var (low, high) = (centre, centre)
    var (lowOpen, highOpen) = (low > 1, high < most)
    var steps = 1
    while lowOpen || highOpen {
      if steps >= Arbitrage.maximumSteps { return (settled(best, most: most), false) }
      if highOpen {
        high += 1
        steps += 1
        highOpen = visit(high, &best) && high < most
      }
      if lowOpen {
        low -= 1
        steps += 1
        lowOpen = visit(low, &best) && low > 1
      }
    }
    return (best, true)
  }

  /// Looks at one point; false when nothing further out can beat the best.
  private func visit(_ point: UInt128, _ best: inout Candidate) -> Bool {
    let next = candidate(at: point)
    if next.profit > best.profit {
      best = next
      return true
    }
    // G ≤ best ⟺ unit · slack ≤ (best − F) · divisor.
    let behind = (best.profit - next.profit).magnitude
    let unit = Word256(overOutputs ? valueIn : valueOut)
    if behind >= unit { return false }
    let reach = unit.multipliedFullWidth(by: next.slack)
    let room = behind.multipliedFullWidth(by: next.divisor)
    return reach.high != room.high ? reach.high > room.high : reach.low > room.low
  }

  /// A candidate that none within ``Arbitrage/settledReach`` points of it beats, from one where the search gave up.
  ///
  /// On a deep pool the rounding lost drifts by a nearly constant fraction per point, so a stride that helps once helps
  /// until the fraction wraps: each stride is doubled while it helps and halved on the way back. The profit rises with
  /// every move and is bounded, so this ends.
  private func settled(_ start: Candidate, most: UInt128) -> Candidate {
    var best = start
    var isSettled = false
    while !isSettled {
      isSettled = true
      for stride in 1...Arbitrage.settledReach {
        for direction in 0...1 {
          let up = direction == 0
          var jump = UInt128(stride)
          while advance(&best, by: jump, up: up, most: most) { jump *= 2 }
          if jump > stride { isSettled = false }
          while jump > stride {
            jump /= 2
            _ = advance(&best, by: jump, up: up, most: most)
          }
        }
      }
    }
    return best
  }

  /// Moves to the point a jump away if it is better.
  private func advance(_ best: inout Candidate, by jump: UInt128, up: Bool, most: UInt128) -> Bool {
    guard up ? jump <= most - best.point : jump < best.point else { return false }
    let next = candidate(at: up ? best.point + jump : best.point - jump)
    guard next.profit > best.profit else { return false }
    best = next
    return true
  }

  private func candidate(at point: UInt128) -> Candidate {
    overOutputs ? candidate(output: point) : candidate(input: point)
  }

  /// `F`, `G` at an output below the reserve whose least input fits the pool.
  private func candidate(output: UInt128) -> Candidate {
    let divisor = Word256(reserveOut - output) * kept
    let (floor, rest) = divide(scaledReserve, times: Word256(output), over: divisor)
    let input = rest.isZero ? floor.low : floor.low + 1
    return Candidate(
      point: output, input: input, profit: worth(output, valueOut) - worth(input, valueIn),
      slack: rest.isZero ? .zero : divisor - rest, divisor: divisor)
  }

  /// `F`, `G` at an input that fits the pool.
  private func candidate(input: UInt128) -> Candidate {
    let weighted = Word256(input) * kept
    let divisor = scaledReserve + weighted
    let (output, rest) = divide(weighted, times: Word256(reserveOut), over: divisor)
    return Candidate(
      point: input, input: input, profit: worth(output.low, valueOut) - worth(input, valueIn), slack: rest,
      divisor: divisor)
  }

  /// The maximum of `G`, to about a unit; saturated where it lies beyond 128 bits.
  ///
  /// Over outputs `(R_o − o)² = R_i·R_o·d·u ÷ (k·v)`. Over inputs `(R_i + i·k/d)² = R_i·R_o·k·v ÷ (d·u)`, its root taken
  /// with as many binary places as fit, since `d ÷ k` magnifies its error.
  private var centre: UInt128 {
    let full = reserveIn.multipliedFullWidth(by: reserveOut)
    let product = Word256(high: full.high, low: full.low)
    let (paid, received) = (Word256(valueIn) * fee.denominator, Word256(valueOut) * kept)
    if overOutputs {
      let square = try? Word256.mulDiv(product, paid, over: received, rounding: .down)
      let rest = square?.flooredSquareRoot ?? .max
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

  private func worth(_ units: UInt128, _ value: UInt128) -> Int256 {
    let product = units.multipliedFullWidth(by: value)
    return Int256(bits: Word256(high: product.high, low: product.low))
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
