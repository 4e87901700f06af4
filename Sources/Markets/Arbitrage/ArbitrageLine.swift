import Exact
import Units

/// An integer point a pool accepts and its profit before gas.
struct ArbitragePoint: Hashable {
  let input: Int128
  let output: Int128
  let profit: Int256

  /// Whether this point is the better choice: more profit or, at the same, less input.
  func isBetter(than other: ArbitragePoint) -> Bool {
    profit == other.profit ? input < other.input : other.profit < profit
  }
}

/// What a search needs to know of a line.
enum ArbitrageLine: Hashable {
  /// No real point of the line can be worth a trade.
  case empty
  /// The best integer point, if there is one, and a bound that the profit of every real point stays below.
  case met(ArbitragePoint?, bound: Int256)

  /// Takes the line's point if it is the best; false when nothing further out can be as good.
  func improves(_ best: inout ArbitragePoint?) -> Bool {
    guard case .met(let point, let bound) = self else { return false }
    if let point, best.map({ point.isBetter(than: $0) }) ?? true { best = point }
    return best.map { $0.profit < bound } ?? true
  }
}

extension ArbitrageSearch {
  /// The line through a place; nil when a number does not fit its word.
  func line(of lines: ArbitrageLines, through place: ArbitragePlace) -> ArbitrageLine? {
    if lines.alongOutput == 0 { return line(ofOutput: place.output) }
    if lines.alongInput == 0 { return line(ofInput: place.input) }
    return chord(of: lines, through: place)
  }

  /// One output, best at its least input; outputs below 0 are no trade.
  private func line(ofOutput output: Int128) -> ArbitrageLine {
    guard output >= 0, output < Int128(reserveOut) else { return .empty }
    guard let (point, _) = leastInput(for: UInt128(output)) else { return .empty }
    return .met(point, bound: point.profit + worth(1, valueIn))
  }

  /// One input, best at its most output; inputs below 0 are no trade.
  private func line(ofInput input: Int128) -> ArbitrageLine {
    guard input >= 0, input <= Int128(inputMost) else { return .empty }
    let (point, _) = mostOutput(for: UInt128(input))
    return .met(point, bound: point.profit + worth(1, valueOut))
  }

  /// A slanted line, `p, q > 0`.
  ///
  /// From a place with `A, y > 0`, `a` steps along lead to `(A + k·p·a)(y − q·a) − C = g + B·a − K·a²` with `g = A·y − C`,
  /// `B = k·p·y − q·A` and `K = k·p·q`. The line meets the region where that is at least 0: nowhere if
  /// `D = B² + 4K·g < 0`, else for `(B − √D) ÷ 2K ≤ a ≤ (B + √D) ÷ 2K`, both ends with `A, y > 0`. Because `B`, `2K` and `a`
  /// are integers, `⌊√D⌋` gives the same integer ends, and `a` is between them exactly when `|2K·a − B| ≤ ⌊√D⌋`.
  /// Profit rises with the gain of a step, so the best integer is the last or the first; when no step gains, the first,
  /// which has the least input. One step further is outside, and its profit above that of every real point inside.
  ///
  /// Words: places within ±2¹²⁵, `|B| < 2¹²⁵`, `K < 2¹²⁴`, `K·|g| < 2²⁵⁰` are checked. Then `D < 2²⁵³`, and
  /// `|B| + √D < 2¹²⁷`.
  private func chord(of lines: ArbitrageLines, through place: ArbitragePlace) -> ArbitrageLine? {
    guard let (rest, slope) = expansion(of: lines, at: place) else { return nil }
    let curvature = Int128(lines.curvature)
    let (bend, overflow) = rest.magnitude.multipliedReportingOverflow(by: Word256(lines.curvature))
    guard !overflow, bend >> 250 == .zero else { return nil }
    let square = slope.magnitude.multipliedFullWidth(by: slope.magnitude)
    let head = Word256(high: square.high, low: square.low)
    let tail = bend << 2
    if rest.isNegative, head < tail { return .empty }
    let root = Int128((rest.isNegative ? head - tail : head + tail).flooredSquareRoot)
    let rises = !lines.gain.isNegative && !lines.gain.isZero
    var steps =
      rises
      ? ArbitrageSearch.floor(slope + root, over: 2 * curvature)
      : -ArbitrageSearch.floor(root - slope, over: 2 * curvature)
    guard var end = advance(place, by: steps, along: lines) else { return nil }
    let most = Int128(inputMost)
    var fits = true
    if end.input > most {
      if rises {
        steps = ArbitrageSearch.floor(most - place.input, over: Int128(lines.alongInput))
        let first = -ArbitrageSearch.floor(root - slope, over: 2 * curvature)
        if first > steps + 1 { return .empty }
        guard let clipped = advance(place, by: steps, along: lines) else { return nil }
        end = clipped
      } else {
        if end.input - Int128(lines.alongInput) > most { return .empty }
        fits = false
      }
    }
    let (doubled, tooFar) = (2 * curvature).multipliedReportingOverflow(by: steps)
    let (offset, beyond) = doubled.subtractingReportingOverflow(slope)
    let isInside = fits && !tooFar && !beyond && offset.magnitude <= root.magnitude
    let profit = worth(end.output, valueOut) - worth(end.input, valueIn)
    let step = lines.gain.isZero ? Int256(1) : Int256(lines.gain.magnitude)
    return .met(
      isInside ? ArbitragePoint(input: end.input, output: end.output, profit: profit) : nil,
      bound: profit + step)
  }

  /// `g` and `B` at a place; nil unless they and the place fit.
  private func expansion(
    of lines: ArbitrageLines, at place: ArbitragePlace
  ) -> (rest: Int256, slope: Int128)? {
    guard place.input.magnitude >> 125 == 0, place.output.magnitude >> 125 == 0 else { return nil }
    let left = Int128(reserveOut) - place.output
    guard left > 0 else { return nil }
    let paid = Word256(place.input.magnitude).multipliedReportingOverflow(by: kept).partialValue
    let (weighted, negative) =
      place.input < 0
      ? scaledReserve.subtractingReportingOverflow(paid) : scaledReserve.addingReportingOverflow(paid)
    guard !negative, !weighted.isZero else { return nil }
    let product = weighted.multipliedFullWidth(by: Word256(UInt128(left)))
    let full = reserveIn.multipliedFullWidth(by: reserveOut)
    let (top, floor) = Word256(high: full.high, low: full.low).multipliedFullWidth(by: fee.denominator)
    let (rest, borrow) = product.low.subtractingReportingOverflow(floor)
    let excess = product.high.low &- UInt128(top) &- (borrow ? 1 : 0)
    guard product.high.high == 0, excess == (Int256(bits: rest).isNegative ? .max : 0) else { return nil }
    let rise = lines.weight.multipliedFullWidth(by: UInt128(left))
    let (fall, overflow) = weighted.multipliedReportingOverflow(by: Word256(lines.alongOutput))
    guard !overflow, fall.high >> 126 == 0, rise.high >> 126 == 0 else { return nil }
    let slope = Int256(Word256(high: rise.high, low: rise.low)) - Int256(fall)
    guard slope.magnitude >> 125 == .zero else { return nil }
    let small = Int128(slope.magnitude.low)
    return (Int256(bits: rest), slope.isNegative ? -small : small)
  }

  /// The place some steps along; nil when it does not fit.
  private func advance(
    _ place: ArbitragePlace, by steps: Int128, along lines: ArbitrageLines
  ) -> ArbitragePlace? {
    let (paid, tooFar) = steps.multipliedReportingOverflow(by: Int128(lines.alongInput))
    let (fetched, beyond) = steps.multipliedReportingOverflow(by: Int128(lines.alongOutput))
    guard !tooFar, !beyond, paid.magnitude >> 125 == 0, fetched.magnitude >> 125 == 0 else { return nil }
    return ArbitragePlace(input: place.input + paid, output: place.output + fetched)
  }

  /// `⌊a ÷ b⌋` for `b > 0`.
  private static func floor(_ a: Int128, over b: Int128) -> Int128 {
    let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
    return remainder < 0 ? quotient - 1 : quotient
  }

  /// `units · value` with its sign; the units are within ±2¹²⁶.
  func worth(_ units: Int128, _ value: UInt128) -> Int256 {
    let product = units.magnitude.multipliedFullWidth(by: value)
    let worth = Int256(Word256(high: product.high, low: product.low))
    return units < 0 ? -worth : worth
  }
}
