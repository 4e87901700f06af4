import Exact
import Markets
import Units

/// Unbounded integers that tell whether a trade is the best there is.
///
/// It knows the pool's rule only as a question, `(R_i·d + k·i)(R_o − o) ≥ R_i·R_o·d`, and searches ends of lines by halving.
struct ArbitrageWitness {
  let reserveIn: Integer
  let reserveOut: Integer
  let kept: Integer
  let denominator: Integer
  let valueIn: Integer
  let valueOut: Integer
  let inputMost: Integer

  init(_ pool: ConstantProduct, _ side: TradeSide, price: Price, in pair: Pair) {
    let (base, quote) = (Integer(pool.reserveBase.units), Integer(pool.reserveQuote.units))
    let (baseUnit, quoteUnit) = (Integer(price.wads), Integer(pair.finePerQuoteUnit))
    (reserveIn, reserveOut) = side == .buying ? (quote, base) : (base, quote)
    (valueIn, valueOut) = side == .buying ? (quoteUnit, baseUnit) : (baseUnit, quoteUnit)
    (kept, denominator) = (
      Integer(pool.fee.denominator - pool.fee.numerator), Integer(pool.fee.denominator)
    )
    inputMost = Integer(ConstantProductMath.maximumBalance) - reserveIn
  }

  struct Place {
    var input: Integer
    var output: Integer

    func advanced(by steps: Integer, along direction: Place) -> Place {
      Place(input: input + steps * direction.input, output: output + steps * direction.output)
    }
  }

  func profit(_ place: Place) -> Integer { valueOut * place.output - valueIn * place.input }

  func accepts(_ place: Place) -> Bool {
    guard place.input <= inputMost, place.output < reserveOut else { return false }
    let (weighted, left) = (reserveIn * denominator + kept * place.input, reserveOut - place.output)
    guard weighted > 0 else { return false }
    return weighted * left >= reserveIn * reserveOut * denominator
  }

  /// The best output of an input, or nil when the pool does not take it.
  func best(forInput input: Integer) -> Place? {
    guard input <= inputMost else { return nil }
    let weighted = kept * input
    let output = (reserveOut * weighted).divided(by: reserveIn * denominator + weighted, rounding: .down)
    return Place(input: input, output: output)
  }
}

// MARK: - Scanning

extension ArbitrageWitness {
  /// The most profit, above 0 or nil, and its least input: every output around the real maximum, without limit, until the
  /// unrounded profit has fallen to the best found. Small numbers only.
  func scanned() -> (profit: Int128, input: Int128)? {
    func small(_ value: Integer) -> Int128 { Int128(value.asInt ?? 0) }
    let (ri, ro, k, d) = (small(reserveIn), small(reserveOut), small(kept), small(denominator))
    let (u, v) = (small(valueIn), small(valueOut))
    let square = (reserveIn * reserveOut * denominator * valueIn) / (kept * valueOut)
    let rest = small(square.squareRoot(rounding: .down))
    guard rest < ro else { return nil }
    let centre = max(ro - rest, 1)
    var best: (profit: Int128, input: Int128)?
    func visit(_ output: Int128) -> Bool {
      guard output > 0, output < ro else { return false }
      let (floor, remainder) = (output * ri * d).quotientAndRemainder(dividingBy: (ro - output) * k)
      let input = remainder == 0 ? floor : floor + 1
      let profit = v * output - u * input
      if best.map({ profit > $0.profit || (profit == $0.profit && input < $0.input) }) ?? true {
        best = (profit, input)
        return true
      }
      guard let best else { return true }
      // The unrounded profit: u · slack ÷ divisor above the rounded one.
      let slack = remainder == 0 ? 0 : (ro - output) * k - remainder
      return (best.profit - profit) * (ro - output) * k <= u * slack
    }
    var (upper, lower) = (centre, centre)
    _ = visit(centre)
    while visit(upper + 1) { upper += 1 }
    while visit(lower - 1) { lower -= 1 }
    return best.flatMap { $0.profit > 0 ? $0 : nil }
  }
}

// MARK: - Refuting

extension ArbitrageWitness {
  enum Verdict: Equatable {
    case best
    case beaten(input: Integer, output: Integer)
    case undecided
  }

  /// Whether any trade is better than one the pool accepts: more profit, or as much for less input.
  ///
  /// All lines along a direction, outwards from the trade, until none beyond can hold one: the most profit of the real
  /// points of a line is a concave function of the line.
  func verdict(on claim: Place, direction: Place, across: Place, limit: Int) -> Verdict {
    let best = profit(claim)
    for side in [Integer(1), Integer(-1)] {
      var place = claim
      var isOpen = true
      for count in 0...limit where isOpen {
        if count == limit { return .undecided }
        let line = line(through: place, along: direction)
        if let found = line.found {
          let gain = profit(found) - best
          if gain > 0 || (gain == 0 && found.input < claim.input) {
            return .beaten(input: found.input, output: found.output)
          }
        }
        isOpen = line.bound.map { $0 >= best } ?? false
        place = place.advanced(by: side, along: across)
      }
    }
    return .best
  }

  /// The best point of a line, and a bound of all its real points, nil when there are none.
  func line(through place: Place, along direction: Place) -> (found: Place?, bound: Integer?) {
    let (p, q) = (direction.input, direction.output)
    let gain = valueOut * q - valueIn * p
    let toward = gain > 0 ? Integer(1) : Integer(-1)
    let left = reserveOut - place.output
    let weighted = reserveIn * denominator + kept * place.input
    var peak: Integer
    if q == 0 {
      peak = inputMost - place.input
      // More input never hurts: what the most does not fetch nothing does.
      guard accepts(place.advanced(by: peak, along: direction)) else { return (nil, nil) }
    } else if p == 0 {
      guard place.input <= inputMost, weighted > 0 else { return (nil, nil) }
      peak = -place.output
    } else {
      let slope = kept * p * left - q * weighted
      let bend = kept * p * q
      let rest = weighted * left - reserveIn * reserveOut * denominator
      if slope * slope + 4 * bend * rest < 0 { return (nil, nil) }
      peak = slope / (2 * bend)
      let most = (inputMost - place.input) / p
      // Beyond the vertex the rule only gets harder, before it only easier.
      if peak > most {
        if !accepts(place.advanced(by: most, along: direction)),
          !isReal(place.advanced(by: most + 1, along: direction))
        {
          return (nil, nil)
        }
        peak = most
      }
    }
    if !accepts(place.advanced(by: peak, along: direction)) { peak += 1 }
    guard accepts(place.advanced(by: peak, along: direction)) else {
      // A real chord without an integer lies between two neighbours of the peak.
      let ends = [peak - 1, peak].map { profit(place.advanced(by: $0, along: direction)) }
      return (nil, max(ends[0], ends[1]))
    }
    var (inside, step) = (peak, Integer(1))
    while accepts(place.advanced(by: inside + step * toward, along: direction)) {
      inside += step * toward
      step = step + step
    }
    while step > 1 {
      step = step / 2
      if accepts(place.advanced(by: inside + step * toward, along: direction)) { inside += step * toward }
    }
    let found = place.advanced(by: inside, along: direction)
    return (found, profit(found) + gain.magnitude)
  }

  /// Whether the product rule holds, the most input aside.
  private func isReal(_ place: Place) -> Bool {
    let (weighted, left) = (reserveIn * denominator + kept * place.input, reserveOut - place.output)
    return weighted > 0 && left > 0 && weighted * left >= reserveIn * reserveOut * denominator
  }

  /// Directions in which profit changes little, shortest first: convergents of the ratio of the unit values, each with
  /// the one before it, whose number of the more valuable token is at most `longest`.
  func directions(longest: Integer) -> [(along: Place, across: Place)] {
    let overOutputs = valueIn <= valueOut
    var (rest, next) = overOutputs ? (valueOut, valueIn) : (valueIn, valueOut)
    var last = overOutputs ? Place(input: 0, output: 1) : Place(input: 1, output: 0)
    var along = overOutputs ? Place(input: 1, output: 0) : Place(input: 0, output: 1)
    var found: [(along: Place, across: Place)] = []
    while (overOutputs ? along.output : along.input) <= longest {
      found.append((along, last))
      guard next > 0 else { break }
      let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: next)
      (last, along) = (along, last.advanced(by: quotient, along: along))
      (rest, next) = (next, remainder)
    }
    return found
  }

  /// `∛(u·y ÷ v)` for what is left of the output after a trade, or its mirror image, to the power of two below.
  func usualLength(around claim: Place) -> Integer {
    let cube =
      valueIn <= valueOut
      ? valueIn * (reserveOut - claim.output) / valueOut
      : valueOut * (reserveIn * denominator + kept * claim.input) / (kept * valueIn)
    return cube < 1 ? 0 : Integer.powerOfTwo((cube.bitWidth - 1) / 3)
  }
}
